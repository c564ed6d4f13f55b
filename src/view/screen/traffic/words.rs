//! What stands out, in words: the hour that is looked at, the busiest, the quiet ones, the weekend, the change.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Week, heat, zone};
use crate::{
    app::{said_mean, weekday},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// A label and what it says.
type Fact = (&'static str, String, Role);

fn facts(look: &Look<'_>, week: &Week) -> Vec<Fact> {
    let (map, before) = (&week.map, week.before.as_ref());
    let mut facts: Vec<Fact> = Vec::new();
    if let Some((place, mean)) = map.peak() {
        let said = format!("{} {:02}:00  {}/h", weekday(place), place.1, said_mean(mean));
        facts.push(("busiest", said, Role::Bright));
    }
    let quiet = map.quiet().map(|(from, to)| format!("{from:02}:00–{to:02}:00"));
    facts.push(("quiet", quiet.unwrap_or_else(|| "no hours stand out".to_owned()), Role::Text));
    if let Some(mean) = map.hour_mean() {
        facts.push(("average", format!("{}/h", said_mean(mean)), Role::Text));
    }
    if let Some(share) = map.weekend_share() {
        facts.push(("weekend", format!("{} of a week", format::percent(share)), Role::Text));
    }
    match before.map(|before| map.total_change(before)) {
        Some(Some(change)) => {
            let (said, role) = format::change(change);
            facts.push(("vs before", said, role));
        }
        Some(None) => facts.push(("vs before", "no hour in common".to_owned(), Role::Muted)),
        None => {}
    }
    let missing = if map.missing == 0 { String::new() } else { format!(", {} without data", map.missing) };
    facts.push(("days", format!("{}{missing}", map.days), Role::Text));
    if map.zone != look.snapshot.estate.business_zone {
        facts.insert(0, ("hours", zone(look, week), Role::Warning));
    }
    facts
}

/// Draws them: a list in a panel, or two lines where there is no room for one.
pub(super) fn draw(look: &Look<'_>, week: &Week, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let place = look.app.heat_place(&week.map);
    let sentence = look.app.hour_sentence(&week.map, week.before.as_ref(), place);
    let facts = facts(look, week);
    if look.class == Class::Small {
        let used = look.sentence(buf, area, &sentence, pen.style(Role::Bright));
        let said: Vec<String> = facts.iter().map(|(label, said, _)| format!("{label} {said}")).collect();
        let said = said.join(&format!(" {} ", pen.glyph(Glyph::Dot)));
        look.sentence(buf, layout::top(area, used).1, &said, pen.style(Role::Muted));
        return;
    }
    let inner = Panel::titled("in words").render(area, buf, pen);
    let used = look.sentence(buf, inner, &sentence, pen.style(Role::Bright));
    let (_, mut rest) = layout::top(inner, used + u16::from(inner.height > used + facts.len() as u16 + 2));
    for (label, said, role) in &facts {
        if rest.height == 0 {
            return;
        }
        if pen.width(said) + 11 > rest.width {
            let text = format!("{label}: {said}");
            let used = look.sentence(buf, rest, &text, pen.style(*role));
            rest = layout::top(rest, used).1;
            continue;
        }
        pen.write(buf, (rest.x, rest.y), 10, label, pen.style(Role::Muted));
        pen.write_right(buf, (rest.right(), rest.y), rest.width - 10, said, pen.style(*role));
        rest = layout::top(rest, 1).1;
    }
    if let (Some((_, most)), true) = (week.map.peak(), rest.height > 1) {
        heat::ramp(look, &said_mean(most), layout::top(rest, 1).1, buf);
    }
}
