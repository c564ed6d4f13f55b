//! An alarm tried on the loaded history: its fields, the series with threshold and firings, and what it would have
//! done beside the verdicts, in sentences.

use chrono::{DateTime, Utc};
use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::{Bench, Field, Tried},
    diagnosis::Treat,
    pipeline::{Scale, Shape, say, say_span},
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::{condition::Card, curve},
        pen::Glyph,
        widget::chart::{ChartLine, TimeChart},
    },
};

/// Where it stands: nearly all of the screen, for the chart needs it.
pub(super) fn card(area: Rect) -> Rect {
    // Where the screen is small there is nothing to be seen beside it.
    let air = if area.width > 100 { 2 } else { 0 };
    layout::centred(area, 116.min(area.width - air.min(area.width)), 30.min(area.height.saturating_sub(2)))
}

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, bench: &Bench, buf: &mut Buffer) {
    let title = format!("back-test  {} · {}", bench.series.stage, label(look, bench));
    let inner = rows::framed(look, card(area), &title, "y copies the command · nothing is created", buf);
    let fields = fields(look, bench, inner, buf);
    let rest = layout::top(inner, fields + 1).1;
    let Some(tried) = look.app.tried(bench, look.snapshot) else {
        let asking =
            Card::nothing(format!("the points of the last {} are not here yet", look.app.window.label()));
        return look.card(buf, rest, &asking);
    };
    let said = sentences(look, &tried);
    let room = rest.height.saturating_sub(6);
    let lines: u16 = said.iter().map(|(text, _)| height(look, text, rest.width)).sum::<u16>().min(room);
    let (plot, below) = layout::bottom(rest, lines);
    chart(look, bench, &tried, layout::bottom(plot, 1).0, buf);
    let mut below = below;
    for (text, role) in said {
        let used = look.sentence(buf, below, &text, look.pen.style(role));
        below = layout::top(below, used).1;
    }
}

fn height(look: &Look<'_>, text: &str, width: u16) -> u16 {
    crate::view::look::wrapped(&look.pen.spell(text), usize::from(width)).len() as u16
}

fn label(look: &Look<'_>, bench: &Bench) -> String {
    let stage = look.pipeline().and_then(|pipeline| pipeline.stage(&bench.series.stage));
    let metric = stage.and_then(|stage| stage.metric(&bench.series.metric));
    metric.map_or_else(|| bench.series.metric.to_string(), |metric| metric.label.to_string())
}

/// The fields on as many lines as they need; tells how many that were.
fn fields(look: &Look<'_>, bench: &Bench, area: Rect, buf: &mut Buffer) -> u16 {
    let pen = look.pen;
    let (mut x, mut y) = (area.x, area.y);
    for field in Field::ALL {
        let is_chosen = field == bench.field;
        let (name, value) = field_words(look, bench, field);
        let is_typed = is_chosen && !bench.typed.is_empty();
        let shown = if is_typed { format!("{}_", bench.typed) } else { value };
        let boxed = if is_chosen {
            format!("{}{shown}{}", pen.glyph(Glyph::Left), pen.glyph(Glyph::Right))
        } else {
            format!(" {shown} ")
        };
        let width = pen.width(name) + pen.width(&boxed) + 3;
        if x > area.x && x + width > area.right() {
            (x, y) = (area.x, y + 1);
        }
        let style = if is_chosen { pen.chosen() } else { pen.bold(Role::Bright) };
        let words = [(name, pen.style(Role::Muted)), (" ", pen.style(Role::Muted)), (boxed.as_str(), style)];
        look.words(buf, (x, y), area.right().saturating_sub(x), &words);
        x += width;
    }
    let used = y - area.y + 1;
    let point = say_span(f64::from(bench.period_secs));
    let said = format!("of the last {} · a point is {point}", look.app.window.label());
    let hint = Rect { y: y + 1, height: 1, ..area };
    pen.write(buf, (hint.x, hint.y), hint.width, &said, pen.style(Role::Muted));
    let keys = "type a value, or up and down; + - for another window";
    let free = hint.width.saturating_sub(pen.width(&said) + 2);
    if pen.width(keys) <= free {
        pen.write_right(buf, (hint.right(), hint.y), free, keys, pen.style(Role::Muted));
    }
    used + 1
}

fn field_words(look: &Look<'_>, bench: &Bench, field: Field) -> (&'static str, String) {
    let trial = &bench.trial;
    let stage = look.pipeline().and_then(|pipeline| pipeline.stage(&bench.series.stage));
    let metric = stage.and_then(|stage| stage.metric(&bench.series.metric));
    match field {
        Field::Threshold => {
            ("threshold", metric.map_or(trial.threshold.to_string(), |m| say(trial.threshold, m.unit)))
        }
        Field::Side => ("alarm when", format!("{} it", trial.comparison.sign())),
        Field::Points => ("M", trial.m.to_string()),
        Field::Periods => ("of N", trial.n.to_string()),
        Field::Missing => ("missing", trial.treat_missing.as_str().to_owned()),
    }
}

fn chart(look: &Look<'_>, bench: &Bench, tried: &Tried, area: Rect, buf: &mut Buffer) {
    let (from, to) = tried.range;
    let series = &tried.series;
    let most = series.between(from, to).iter().map(|point| point.value).fold(0.0, f64::max);
    // Points and threshold as CloudWatch compares them: a counter's Sum, not its rate.
    let scale = Scale { factor: 1.0, unit: tried.metric.unit, suffix: "" };
    let shows_line = is_near(bench.trial.threshold, most);
    let (divisor, unit) = scale.axis(if shows_line { most.max(bench.trial.threshold) } else { most });
    let sum = match tried.metric.shape {
        Shape::Counter => f64::from(series.period_secs),
        Shape::Gauge => 1.0,
    };
    let width = usize::from(area.width) * 2;
    let drawn = curve::curve(series, &tried.metric, (from, to), sum / divisor, width.max(40));
    if drawn.most().is_none() {
        let card = Card::nothing("no data points in this time: the alarm sees nothing but missing ones");
        return look.card(buf, area, &card);
    }
    let line = ChartLine {
        points: drawn.points,
        role: Role::Accent,
        dashed: false,
        filled: true,
        hollow_last: drawn.unripe,
    };
    // As wide as the names of the lanes below, so that both begin in one column.
    let y_label = |value: f64| match unit {
        "" => format!("{:>7}", say(value, tried.metric.unit)),
        unit => format!("{:>7}", format!("{} {unit}", format::short(value))),
    };
    let mut plot = TimeChart::new(vec![line], (from as f64, to as f64), &y_label);
    let name = format!("{} {}", bench.trial.comparison.sign(), say(bench.trial.threshold, tried.metric.unit));
    plot.thresholds = vec![(bench.trial.threshold / divisor, name, Role::Critical)];
    plot.shades = tried
        .backtest
        .firings
        .iter()
        .map(|firing| (firing.from as f64, firing.to as f64, Role::WarningGround))
        .collect();
    plot.x_labels =
        [from, from + (to - from) / 2, to].iter().map(|at| (*at as f64, moment(look, *at))).collect();
    let (top, marks) = layout::bottom(area, 2);
    plot.render(top, buf, look.pen);
    lanes(look, tried, marks, buf);
}

/// True when the threshold can be drawn without pressing the data flat.
fn is_near(threshold: f64, most: f64) -> bool {
    threshold.abs() <= 5.0 * most || most == 0.0
}

/// Two lanes below the chart: when the alarm would have rung, and when a verdict stood. They tell it without colour.
fn lanes(look: &Look<'_>, tried: &Tried, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let (from, to) = tried.range;
    let rings = tried.backtest.firings.iter().map(|firing| (firing.from, firing.to)).collect::<Vec<_>>();
    let stands = tried.verdicts.iter().map(|(_, from, to, _)| (*from, *to)).collect::<Vec<_>>();
    let lanes = [("alarm", rings, Role::Warning), ("verdict", stands, Role::Critical)];
    for (row, (name, spans, role)) in lanes.into_iter().enumerate().take(usize::from(area.height)) {
        let y = area.y + row as u16;
        pen.write(buf, (area.x, y), 8, name, pen.style(Role::Muted));
        let lane = layout::left(area, 8).1;
        pen.rule(buf, (lane.x, y), lane.width, Glyph::Dashed, pen.style(Role::Faint));
        let last = f64::from(lane.width.saturating_sub(1));
        let cell = |at: i64| ((at - from) as f64 / (to - from).max(1) as f64).clamp(0.0, 1.0) * last;
        for (begin, end) in spans {
            let first = cell(begin).round() as u16;
            let width = (cell(end).round() as u16).saturating_sub(first) + 1;
            pen.rule(
                buf,
                (lane.x + first, y),
                width.min(lane.width - first.min(lane.width)),
                Glyph::Full,
                pen.style(role),
            );
        }
    }
}

fn moment(look: &Look<'_>, at: i64) -> String {
    let at = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or(look.now);
    format::moment(at, look.now, look.zone())
}

/// What the alarm would have done, and how that compares with the verdicts.
fn sentences(look: &Look<'_>, tried: &Tried) -> Vec<(String, Role)> {
    let tested = &tried.backtest;
    let span = say_span((tested.range.1 - tested.range.0) as f64);
    let often = match tested.firings.len() {
        0 => format!("would not have fired in {span}"),
        1 => format!("would have fired once in {span}, {} in all", say_span(tested.fired_secs() as f64)),
        count => format!(
            "would have fired {count} times in {span}, {} in all",
            say_span(tested.fired_secs() as f64)
        ),
    };
    let still =
        if tested.firings.last().is_some_and(|firing| firing.is_open) { ", and rings still" } else { "" };
    let mut said = vec![(format!("{often}{still}"), Role::Bright)];
    let points = tried.series.between(tried.range.0, tried.range.1);
    let most = points.iter().map(|point| point.value).reduce(f64::max);
    if let Some(most) = most.filter(|most| !is_near(tried.trial.threshold, *most)) {
        let text = format!(
            "the line is far above the highest point, {}, and is not drawn",
            say(most, tried.metric.unit)
        );
        said.push((text, Role::Muted));
    }
    for (found, (title, from, _, lasts)) in tried.against.matches.iter().zip(&tried.verdicts) {
        let state = if *lasts { "" } else { ", over since" };
        let verdict = format!("verdict '{title}' since {}{state}", moment(look, *from));
        let (how, role) = match found.later_secs {
            None if *lasts => ("this alarm has not told yet".to_owned(), Role::Warning),
            None => ("this alarm would never have told".to_owned(), Role::Warning),
            Some(0) => ("this alarm at the same minute".to_owned(), Role::Text),
            Some(secs) if secs > 0 => (format!("this alarm {} later", say_span(secs as f64)), Role::Text),
            Some(secs) => (format!("this alarm {} earlier", say_span(-secs as f64)), Role::Good),
        };
        said.push((format!("{verdict}: {how}"), role));
    }
    match tried.against.alone.len() {
        0 => {}
        1 => said.push(("one firing has no verdict beside it".to_owned(), Role::Warning)),
        count => said.push((format!("{count} firings have no verdict beside them"), Role::Warning)),
    }
    if tested.missing > 0 {
        let treat = match tried.trial.treat_missing {
            Treat::Breaching => "each counts as breaching",
            Treat::NotBreaching => "each counts as good",
            Treat::Ignore => "they are ignored",
            Treat::Missing => "they are not counted",
        };
        let text = format!("{} of {} periods had no point: {treat}", tested.missing, tested.evaluated);
        said.push((text, Role::Muted));
    }
    said
}
