//! New and returning customers over the days, what each of them does, and the segments they fall into.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{answer, card, frame, odd, question};
use crate::{
    app::{Panel, each_words},
    business::{CustomerMix, Granularity, MixBucket, MixDay, Segments, View},
    pipeline::say_count,
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::condition::Card,
        pen::Glyph,
        widget::{
            bars::{BarRow, Bars},
            chart::{ChartLine, TimeChart},
        },
    },
};

/// Draws the panel.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let asked = question(look, Panel::Customers, View::CustomerMix);
    let per = if look.app.granularity == Granularity::Day { "" } else { ", mean of a day" };
    let legend =
        format!("returning {}  new {}{per}", pen.glyph(Glyph::LegendLine), pen.glyph(Glyph::LegendDashed));
    let inner = frame(look, (Panel::Customers, &legend), asked.as_ref(), area, buf);
    if let Some(card) = card(look, asked.as_ref()) {
        return look.card(buf, inner, &card);
    }
    let Some(mix) = asked.as_ref().and_then(|asked| CustomerMix::of(answer(look, asked)?)) else {
        return look.card(buf, inner, &odd(View::CustomerMix));
    };
    let range = look.app.shown_days(look.snapshot);
    let (days, sum) = mix.total(range);
    if sum.customers == 0 {
        return look.card(buf, inner, &Card::nothing("nobody who is known came in these days"));
    }
    let rows = if inner.height >= 12 { 4 } else { 0 };
    let (upper, segments) = layout::bottom(inner, rows);
    let used = words(look, (days, &sum), upper, buf);
    chart(look, &mix.buckets(range, look.app.granularity), layout::top(upper, used).1, buf);
    if rows > 0 {
        draw_segments(look, segments, buf);
    }
}

fn words(look: &Look<'_>, (days, sum): (u32, &MixDay), area: Rect, buf: &mut Buffer) -> u16 {
    let a_day = (sum.customers as f64 / f64::from(days.max(1))).round();
    let share = sum.new as f64 / sum.customers.max(1) as f64;
    let said = format!(
        "{} customers a day on average, {} of them new ({} in all). A customer's day has {}.",
        say_count(a_day),
        format::percent(share),
        say_count(sum.new as f64),
        each_words(sum)
    );
    look.sentence(buf, area, &said, look.pen.style(Role::Text))
}

/// Returning customers as the line in front, new ones dashed below it; a period that is not over is hollow.
fn chart(look: &Look<'_>, buckets: &[MixBucket], area: Rect, buf: &mut Buffer) {
    let points = |of: fn(&MixBucket) -> Option<f64>| {
        buckets.iter().enumerate().map(|(place, bucket)| (place as f64, of(bucket))).collect::<Vec<_>>()
    };
    let is_open = buckets.last().is_some_and(|last| last.bucket.part.to() >= look.today());
    let hollow_last = usize::from(is_open);
    let returning = ChartLine {
        filled: true,
        hollow_last,
        ..ChartLine::new(points(MixBucket::returning_a_day), Role::Accent)
    };
    let new =
        ChartLine { dashed: true, hollow_last, ..ChartLine::new(points(MixBucket::new_a_day), Role::Third) };
    let last = (buckets.len().saturating_sub(1)).max(1) as f64;
    let y_label = |value: f64| format::short(value);
    let mut chart = TimeChart::new(vec![returning, new], (0.0, last), &y_label);
    let step = buckets.len().div_ceil(usize::from(area.width / 14).clamp(1, 12)).max(1);
    let labelled = buckets.iter().enumerate().rev().step_by(step);
    chart.x_labels = labelled
        .map(|(place, bucket)| {
            let from = bucket.bucket.part.from();
            let said = match look.app.granularity {
                Granularity::Month => from.format("%b %Y").to_string(),
                Granularity::Day | Granularity::Week => format::day(from),
            };
            (place as f64, said)
        })
        .collect();
    chart.x_labels.reverse();
    chart.render(area, buf, look.pen);
}

/// The segments with their shares, once the lake has told them.
fn draw_segments(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let asked = question(look, Panel::Customers, View::CustomerBehavior);
    let found = asked.as_ref().and_then(|asked| Segments::of(answer(look, asked)?));
    let (head, rest) = layout::top(area, 1);
    let Some(found) = found else {
        let waits = card(look, asked.as_ref()).unwrap_or_else(|| odd(View::CustomerBehavior));
        return look.card(buf, area, &waits);
    };
    let all = found.all();
    if found.is_cut() {
        let said =
            "more customers than can be read at once: their segments are known for fewer days, or one vendor";
        return look.card(buf, area, &Card::nothing(said));
    }
    let said = format!("{} customers of these days", say_count(all as f64));
    pen.write(buf, (head.x, head.y), head.width, &said, pen.style(Role::Muted));
    let row = |(name, count): (&str, i64)| BarRow {
        label: name.to_owned(),
        value: count as f64,
        figure: say_count(count as f64),
        note: if all > 0 { format::percent(count as f64 / all as f64) } else { String::new() },
        note_role: Role::Muted,
    };
    let bars = Bars { full: Some(all as f64), ..Bars::new(found.named().map(row).to_vec(), Role::Second) };
    bars.render(rest, buf, pen);
}
