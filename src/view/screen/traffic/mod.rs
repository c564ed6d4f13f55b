//! When people come: hours and weekdays as a heat map, their profiles beside it, and what stands out in words.

mod heat;
mod profiles;
mod tables;
mod words;

use ratatui::{buffer::Buffer, layout::Rect};

use super::days_line;
use crate::{
    app::{Message, Panel, zone_words},
    business::{HeatMap, HourCount, SummaryTable},
    question::Question,
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::{Card, Condition},
        pieces::{Line, Piece},
    },
};

#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    days: Rect,
    heat: Rect,
    weekdays: Rect,
    words: Rect,
    hours: Rect,
}

/// The week that is shown and the one it is compared with.
struct Week {
    map: HeatMap,
    before: Option<HeatMap>,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let (days, rest) = layout::top(layout::indented(area, 1), 1);
    match look.class {
        Class::Large => {
            let rest = layout::top(rest, 1).1;
            let (upper, hours) = layout::bottom(rest, rest.height.saturating_sub(24).clamp(8, 16));
            let (heat, side) = layout::left(upper, upper.width.saturating_sub(32).max(104));
            let side = layout::left(side, 1).1;
            let (weekdays, words) = layout::top(side, 9);
            Plan { days, heat, weekdays, words, hours }
        }
        Class::Medium => {
            let (upper, lower) = layout::top(rest, 10);
            let (heat, side) = layout::left(upper, 80.max(upper.width.saturating_sub(24).min(104)));
            let (hours, words) = layout::left(lower, lower.width * 11 / 20);
            Plan { days, heat, weekdays: side, words: layout::left(words, 1).1, hours }
        }
        Class::Small => {
            let (heat, rest) = layout::top(rest, 9);
            let (words, rest) = layout::top(rest, 3.min(rest.height.saturating_sub(4)));
            let (hours, weekdays) = layout::left(rest, rest.width * 3 / 5);
            Plan { days, heat, weekdays: layout::left(weekdays, 2).1, words, hours }
        }
    }
}

fn question(look: &Look<'_>) -> Option<Question> {
    let range = look.app.shown_days(look.snapshot);
    look.app.hours_question(&look.snapshot.estate, range, look.now)
}

/// What stands instead of the map; none when there is one.
fn card(look: &Look<'_>, map: Option<&HeatMap>) -> Option<Card> {
    let count = look.app.traffic.count;
    if look.snapshot.estate.lake.is_none() {
        return Some(Card::nothing("hours come from the lake, and the configuration names none"));
    }
    let question = question(look)?;
    let condition = Condition::of(look.snapshot.entry(&question), look.now);
    match map {
        _ if !condition.has_answer() => Some(condition.card("Athena")),
        None if count == HourCount::Customers && look.app.vendor.one().is_none() => Some(Card::nothing(
            "customers by the hour are known for one vendor at a time: v chooses one, n counts something else",
        )),
        None => Some(Card::nothing(format!("hourly_traffic has no column {}", count.column()))),
        Some(map) if map.is_empty() => Some(Card::nothing("no hour of these days is known")),
        Some(_) => None,
    }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let plan = plan(look, area);
    let map = look.app.heat_map(look.snapshot);
    days(look, map.as_ref(), plan.days).draw(look.pen, buf);
    if let Some(card) = card(look, map.as_ref()) {
        let inner = heat::frame(look, None, plan.heat, buf);
        return look.card(buf, inner, &card);
    }
    let Some(map) = map else { return };
    let week = Week { map, before: look.app.heat_before(look.snapshot) };
    heat::draw(look, &week, plan.heat, buf);
    profiles::weekdays(look, &week, plan.weekdays, buf);
    profiles::hours(look, &week, plan.hours, buf);
    words::draw(look, &week, plan.words, buf);
}

/// The line of days, with the counts to choose from, and how complete it is in which zone.
fn days(look: &Look<'_>, map: Option<&HeatMap>, area: Rect) -> Line {
    let pen = look.pen;
    let choice = |(place, count): (usize, HourCount)| {
        let is_chosen = look.app.traffic.count == count;
        let style = if is_chosen { pen.chosen() } else { pen.style(Role::Muted) };
        Piece::new(format!(" {} ", count.label()), style, if is_chosen { 5 } else { 50 })
            .after(if place == 0 { 3 } else { 0 })
            .meaning(Message::Run("count", Some(count.label().into())))
    };
    let choices = HourCount::ALL.into_iter().enumerate().map(choice).collect();
    let complete = question(look).and_then(|question| days_line::complete_to(look, &question));
    let zone = map.map_or_else(
        || look.snapshot.estate.business_zone.name().to_owned(),
        |map| {
            if map.zone == look.snapshot.estate.business_zone {
                map.zone.name().to_owned()
            } else {
                "UTC hours".to_owned()
            }
        },
    );
    let truth = complete.map_or_else(|| zone.clone(), |complete| format!("{complete}, {zone}"));
    days_line::line(look, area, choices, &truth)
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let (plan, at) = (plan(look, area), (x, y).into());
    if plan.days.contains(at) {
        return days(look, look.app.heat_map(look.snapshot).as_ref(), plan.days).hit(x, y);
    }
    if plan.heat.contains(at) {
        return Some(
            heat::place_at(look, plan.heat, x, y).map_or(Message::Focus(Panel::Heat), Message::Hour),
        );
    }
    let is_profile = plan.weekdays.contains(at) || plan.hours.contains(at);
    is_profile.then_some(Message::Focus(Panel::Profiles))
}

/// The exact values behind a panel, to be taken away as a table.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    let map = look.app.heat_map(look.snapshot)?;
    match panel {
        Panel::Heat => Some(tables::hours_of_week(&map, look.app.heat_before(look.snapshot).as_ref())),
        Panel::Profiles => Some(tables::profiles(&map)),
        _ => None,
    }
}

/// Whose hours these are, in words.
fn zone(look: &Look<'_>, week: &Week) -> String {
    zone_words(&week.map, &look.snapshot.estate).to_string()
}
