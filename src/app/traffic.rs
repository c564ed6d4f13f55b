//! The mind of the Traffic screen: which count, which hour of the week is looked at, and what both say in words. Knows
//! no drawing.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{movement::moved, screen::Panel, state::App};
use crate::{
    business::{Change, DateRange, HeatMap, HourCount, HourPlace, View, utc_days},
    pipeline::say_count,
    question::{Answer, Estate, Question, Snapshot},
};

/// The days of the week, from Monday.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const DAY_NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrafficChoice {
    /// What is counted.
    pub count: HourCount,
    /// The hour of the week that is looked at; the busiest while none is chosen.
    pub place: Option<HourPlace>,
}

impl App {
    /// What must be asked for hours and weekdays on screen: the shown days, then those they are compared with.
    pub(super) fn traffic_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        if estate.lake.is_none() {
            return Vec::new();
        }
        let today = estate.business_day(now);
        let shown = self.date_range(today);
        let ranges = std::iter::once(shown).chain(self.compared_with(shown));
        ranges.filter_map(|range| self.hours_question(estate, range, now)).collect()
    }

    /// The question that brings the hours of a range of business days: of the UTC days that hold them, up to now.
    pub fn hours_question(&self, estate: &Estate, range: DateRange, now: DateTime<Utc>) -> Option<Question> {
        let asked = utc_days(range, estate.business_zone);
        let range = DateRange::new(asked.from(), asked.to().min(now.date_naive())).ok()?;
        Some(Question::Summary { view: View::HourlyTraffic, vendor: self.vendor.clone(), range })
    }

    /// The shown days as a week of hours; none while their answer is not there, or does not tell this count.
    pub fn heat_map(&self, shown: &Snapshot) -> Option<HeatMap> {
        self.heat_of(shown, self.shown_days(shown))
    }

    /// The same of the days they are compared with.
    pub fn heat_before(&self, shown: &Snapshot) -> Option<HeatMap> {
        self.heat_of(shown, self.compared_range(self.today(&shown.estate))?)
    }

    /// The shown days up to today.
    pub fn shown_days(&self, shown: &Snapshot) -> DateRange {
        let today = self.today(&shown.estate);
        let range = self.date_range(today);
        DateRange::new(range.from(), range.to().min(today)).unwrap_or(range)
    }

    fn heat_of(&self, shown: &Snapshot, range: DateRange) -> Option<HeatMap> {
        let question = self.hours_question(&shown.estate, range, self.moment())?;
        let held = shown.entry(&question)?.held.as_deref()?;
        let Answer::Summary(table) = &held.answer else { return None };
        let (zone, complete_to) = (shown.estate.business_zone, held.provenance.complete_to);
        HeatMap::of(table, self.traffic.count, range, zone, complete_to)
    }

    /// The hour that is looked at: the chosen one, else the busiest, else Monday's first.
    pub fn heat_place(&self, map: &HeatMap) -> HourPlace {
        self.traffic.place.or_else(|| Some(map.peak()?.0)).unwrap_or_default()
    }

    /// Moves the hour that is looked at; it stops at the ends of day and week.
    pub(super) fn step_hour(&mut self, days: i32, hours: i32, shown: &Snapshot) {
        let Some(map) = self.heat_map(shown) else { return };
        let (day, hour) = self.heat_place(&map);
        self.traffic.place = Some((moved(day, days, 7), moved(hour, hours, 24)));
    }

    /// Looks at an hour of the week.
    pub(super) fn look_at_hour(&mut self, place: HourPlace) {
        self.traffic.place = Some(place);
        self.focus_on(Panel::Heat);
    }

    /// Counts something else by the hour: what is named, or the next.
    pub(super) fn switch_count(&mut self, argument: Option<&str>) {
        let at = HourCount::ALL.iter().position(|count| *count == self.traffic.count).unwrap_or(0);
        let next = match argument {
            Some(name) => HourCount::named(name),
            None => HourCount::ALL.into_iter().cycle().nth(at + 1),
        };
        match next {
            Some(count) => {
                self.traffic.count = count;
                self.say(format!("{} by the hour", count.label()));
            }
            None => self.say_unknown("count", argument.unwrap_or_default()),
        }
    }

    /// What one hour of the week says: its average, over how many dates, and its change.
    pub fn hour_sentence(&self, map: &HeatMap, before: Option<&HeatMap>, place: HourPlace) -> String {
        let when = format!("{} {}", weekday(place), hour_span(place.1));
        let Some((cell, mean)) = map.cell(place).and_then(|cell| Some((cell, cell.mean()?))) else {
            return format!("{when}: no date of this hour is known in these days");
        };
        let name = DAY_NAMES.get(place.0).copied().unwrap_or_default();
        let dates = match (cell.dates, cell.hours) {
            (1, 1) => format!("one {name}"),
            (dates, hours) if dates == hours => format!("mean of {dates} {name}s"),
            (dates, hours) => format!("mean of {hours} hours on {dates} {name}s"),
        };
        let change = before.and_then(|before| map.change(before, place));
        let change = change.map(said_change).unwrap_or_default();
        format!("{when}: {} {} an hour ({dates}){change}", said_mean(mean), self.traffic.count.label())
    }

    /// The week in sentences; none while the hours are not known.
    pub fn traffic_sentences(&self, shown: &Snapshot) -> Option<Vec<String>> {
        let map = self.heat_map(shown)?;
        let before = self.heat_before(shown);
        let (count, days) = (self.traffic.count.label(), self.shown_days(shown));
        let whose = self.vendor.one().map_or("all vendors".to_owned(), ToString::to_string);
        let missing =
            if map.missing == 0 { String::new() } else { format!(", {} without data", map.missing) };
        let mut lines = vec![format!(
            "{whose}, {count} by hour and weekday from {} to {}, {} days known{missing}, hours of {}.",
            days.from(),
            days.to(),
            map.days,
            zone_words(&map, &shown.estate)
        )];
        if let Some((place, _)) = map.peak() {
            lines.push(format!("Busiest is {}.", self.hour_sentence(&map, before.as_ref(), place)));
        }
        if let Some(place) = self.traffic.place {
            lines.push(format!("Looked at is {}.", self.hour_sentence(&map, before.as_ref(), place)));
        }
        lines.extend(map.quiet().map(|(from, to)| format!("Quiet is {from:02}:00 to {to:02}:00.")));
        if let Some(mean) = map.hour_mean() {
            let change = before.as_ref().and_then(|before| map.total_change(before));
            let change = change.map(said_change).unwrap_or_default();
            lines.push(format!("The average hour has {} {count}{change}.", said_mean(mean)));
        }
        if before.is_some() {
            lines.push(format!("Changes are on {}.", self.compare.label()));
        }
        lines.extend(
            map.weekend_share().map(|share| format!("The weekend has {:.0} % of a week.", share * 100.0)),
        );
        Some(lines)
    }

    pub(super) fn traffic_text(&self, shown: &Snapshot) -> Option<String> {
        Some(self.traffic_sentences(shown)?.join("\n"))
    }
}

/// Whose hours a map tells, and why where they are not the business's.
pub fn zone_words(map: &HeatMap, estate: &Estate) -> Arc<str> {
    let zone = estate.business_zone;
    if map.zone == zone {
        return zone.name().into();
    }
    format!("UTC, since {} is not whole hours off it", zone.name()).into()
}

/// An average for people: whole from ten on, with a decimal below.
pub fn said_mean(mean: f64) -> String {
    if mean >= 9.95 || mean.abs() < 1e-9 { say_count(mean.round()) } else { format!("{mean:.1}") }
}

/// `14:00–15:00`.
fn hour_span(hour: usize) -> String {
    format!("{hour:02}:00–{:02}:00", (hour + 1) % 24)
}

/// The weekday of a place in the week.
pub fn weekday(place: HourPlace) -> &'static str {
    WEEKDAYS.get(place.0).copied().unwrap_or("?")
}

/// `, up 6.0 %`.
fn said_change(change: Change) -> String {
    let amount = change.amount();
    if amount.abs() < 0.05 {
        return ", as before".to_owned();
    }
    let way = if amount < 0.0 { "down" } else { "up" };
    format!(", {way} {:.1} %", amount.abs())
}
