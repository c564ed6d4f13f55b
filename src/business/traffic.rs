//! When people come: hours of the UTC day, as the lake counts them, read as hours of the business's week. Knows no clock
//! and no screen; what is not known stays a gap, and an hour nobody came in is a zero.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::{kpi::Change, range::DateRange, summary::SummaryTable};

/// What is counted by the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HourCount {
    /// Views of products and profiles.
    #[default]
    Views,
    /// Events of every kind.
    Events,
    /// Products put into the cart.
    CartAdds,
    /// Orders made.
    Orders,
    /// Distinct customers, counted anew in each hour; known for one vendor only.
    Customers,
}

impl HourCount {
    /// Every count, in the order the key goes through them.
    pub const ALL: [Self; 5] = [Self::Views, Self::Events, Self::CartAdds, Self::Orders, Self::Customers];

    /// The count for people, and as it is typed: `cart adds`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Events => "events",
            Self::CartAdds => "cart adds",
            Self::Orders => "orders",
            Self::Customers => "customers",
        }
    }

    /// Its column in `hourly_traffic`.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Events => "events",
            Self::CartAdds => "cart_adds",
            Self::Orders => "orders",
            Self::Customers => "unique_customers",
        }
    }

    /// The count with this name, with blanks or underscores.
    pub fn named(name: &str) -> Option<Self> {
        let is_named = |count: &Self| count.label() == name.replace('_', " ").trim().to_lowercase();
        Self::ALL.into_iter().find(is_named)
    }
}

/// One hour of the week: what was counted in it, over the dates that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourCell {
    /// Counted in all of its hours together.
    pub sum: i64,
    /// Hours that are known and over. A clock that is put back has an hour twice.
    pub hours: u32,
    /// Dates those hours lie on.
    pub dates: u32,
}

impl HourCell {
    /// The average of an hour; none where none is known.
    pub fn mean(&self) -> Option<f64> {
        (self.hours > 0).then(|| self.sum as f64 / f64::from(self.hours))
    }
}

/// Averages by weekday and hour of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// Monday to Sunday, each with 24 hours.
    pub cells: [[HourCell; 24]; 7],
    /// The zone the hours are those of: the business's, or UTC where that one is not whole hours off.
    pub zone: Tz,
    /// Days of the range that are in the map, wholly or in part.
    pub days: u32,
    /// Days of the range up to its last known hour that nothing is known of.
    pub missing: u32,
}

/// A place in the map: days from Monday, hour of the day.
pub type HourPlace = (usize, usize);

impl HeatMap {
    /// Reads a range of business days from `hourly_traffic`; none when the count is not among the columns.
    ///
    /// Days without any row are gaps. An hour without a row, on a day with others, is one in which nothing happened.
    /// Hours that end after `complete_to` are left out.
    pub fn of(
        table: &SummaryTable,
        count: HourCount,
        range: DateRange,
        zone: Tz,
        complete_to: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        let (date, hour) = (table.column("event_date")?, table.column("hour_of_day")?);
        let value = table.column(count.column())?;
        let mut known: BTreeMap<NaiveDate, [i64; 24]> = BTreeMap::new();
        for row in &table.rows {
            let Some(day) = row.get(date).and_then(super::Cell::as_date) else { continue };
            let hour = row.get(hour).and_then(super::Cell::as_integer);
            let place = hour.and_then(|hour| usize::try_from(hour).ok()).filter(|hour| *hour < 24);
            let counted = row.get(value).and_then(super::Cell::as_integer).unwrap_or(0);
            if let Some(slot) = place.and_then(|place| known.entry(day).or_default().get_mut(place)) {
                *slot = slot.saturating_add(counted);
            }
        }
        let zone = if is_whole_hours(zone, range) { zone } else { Tz::UTC };
        let mut map = Self { cells: [[HourCell::default(); 24]; 7], zone, days: 0, missing: 0 };
        let mut dates: [[BTreeSet<NaiveDate>; 24]; 7] = Default::default();
        let mut seen: BTreeSet<NaiveDate> = BTreeSet::new();
        for (day, hours) in &known {
            for (hour, counted) in hours.iter().enumerate() {
                let Some(at) = day.and_hms_opt(hour as u32, 0, 0).map(|at| at.and_utc()) else { continue };
                let local = at.with_timezone(&zone).naive_local();
                let is_over = complete_to.is_none_or(|to| at + TimeDelta::hours(1) <= to);
                if !is_over || !range.contains(local.date()) {
                    continue;
                }
                let place = (local.weekday().num_days_from_monday() as usize, local.hour() as usize);
                let cell = &mut map.cells[place.0][place.1];
                cell.sum = cell.sum.saturating_add(*counted);
                cell.hours += 1;
                dates[place.0][place.1].insert(local.date());
                seen.insert(local.date());
            }
        }
        for (cells, dates) in map.cells.iter_mut().zip(&dates) {
            cells.iter_mut().zip(dates).for_each(|(cell, dates)| cell.dates = dates.len() as u32);
        }
        map.days = seen.len() as u32;
        let last = complete_to.map_or(range.to(), |to| to.with_timezone(&zone).date_naive()).min(range.to());
        map.missing = range.dates().filter(|day| *day < last && !seen.contains(day)).count() as u32;
        Some(map)
    }

    /// A cell; none outside the week.
    pub fn cell(&self, (day, hour): HourPlace) -> Option<&HourCell> {
        self.cells.get(day)?.get(hour)
    }

    /// The average of a cell, where it is known.
    pub fn mean(&self, place: HourPlace) -> Option<f64> {
        self.cell(place)?.mean()
    }

    fn known(&self) -> impl Iterator<Item = (HourPlace, f64)> {
        let places = (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour)));
        places.filter_map(|place| Some((place, self.mean(place)?)))
    }

    /// True when no hour is known.
    pub fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    /// The busiest hour of the week; the first of several. None where nothing happened.
    pub fn peak(&self) -> Option<(HourPlace, f64)> {
        let busiest = self.known().filter(|(_, mean)| *mean > 0.0);
        busiest.fold(None, |best, one| match best {
            Some((_, most)) if most >= one.1 => best,
            _ => Some(one),
        })
    }

    /// Each hour of the day, averaged over the weekdays it is known for, which weigh the same.
    pub fn hours(&self) -> [Option<f64>; 24] {
        std::array::from_fn(|hour| average((0..7).filter_map(|day| self.mean((day, hour)))))
    }

    /// What a whole weekday brings on average: its 24 hours together. None where an hour of it is not known.
    pub fn weekdays(&self) -> [Option<f64>; 7] {
        std::array::from_fn(|day| {
            let hours: Vec<f64> = (0..24).filter_map(|hour| self.mean((day, hour))).collect();
            // The hour a clock skips in spring is not missing where the weekday has only that one date.
            (hours.len() >= 23).then(|| hours.iter().sum())
        })
    }

    /// The average of every known hour of the week, which weigh the same.
    pub fn hour_mean(&self) -> Option<f64> {
        average(self.known().map(|(_, mean)| mean))
    }

    /// The longest stretch of hours, over midnight too, with at most a third of the average hour: the first hour, and
    /// the one after the last. None when every hour is about as busy, or an hour is not known.
    pub fn quiet(&self) -> Option<(usize, usize)> {
        let hours = self.hours();
        let known: Vec<f64> = hours.iter().flatten().copied().collect();
        let most = average(known.iter().copied()).filter(|mean| *mean > 0.0 && known.len() == 24)? / 3.0;
        let is_quiet = |hour: usize| hours.get(hour % 24).copied().flatten().is_some_and(|mean| mean <= most);
        let length = |from: usize| (0..24).take_while(|step| is_quiet(from + step)).count();
        let begins = |hour: &usize| is_quiet(*hour) && !is_quiet(hour + 23);
        let from = (0..24).filter(begins).max_by_key(|from| (length(*from), 24 - from))?;
        (length(from) >= 2).then(|| (from, (from + length(from)) % 24))
    }

    /// The share of the week that comes on Saturday and Sunday; none while a weekday is not whole.
    pub fn weekend_share(&self) -> Option<f64> {
        let days = self.weekdays();
        let all: f64 = days.iter().copied().sum::<Option<f64>>()?;
        let weekend: f64 = days.iter().skip(5).copied().sum::<Option<f64>>()?;
        (all > 0.0).then(|| weekend / all)
    }

    /// How a cell has changed since an earlier map.
    pub fn change(&self, before: &Self, place: HourPlace) -> Option<Change> {
        percent(before.mean(place)?, self.mean(place)?)
    }

    /// How the average hour has changed, over the hours of the week that both know: unlike weeks are not compared.
    pub fn total_change(&self, before: &Self) -> Option<Change> {
        let both: Vec<(f64, f64)> =
            self.known().filter_map(|(place, mean)| Some((before.mean(place)?, mean))).collect();
        percent(both.iter().map(|pair| pair.0).sum(), both.iter().map(|pair| pair.1).sum())
    }
}

fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn percent(before: f64, now: f64) -> Option<Change> {
    (before > 0.0).then(|| Change::Percent((now - before) / before * 100.0))
}

/// The UTC days that hold a range of days of a zone.
pub fn utc_days(range: DateRange, zone: Tz) -> DateRange {
    let start = |day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN);
        zone.from_local_datetime(&midnight).earliest().map_or(midnight.and_utc(), |at| at.with_timezone(&Utc))
    };
    let after = range.to().succ_opt().unwrap_or(range.to());
    let (first, last) = (start(range.from()), start(after) - TimeDelta::seconds(1));
    DateRange::new(first.date_naive(), last.date_naive()).unwrap_or(range)
}

/// True when the zone is whole hours off UTC on every day of the range: only then are its hours those of UTC, moved.
fn is_whole_hours(zone: Tz, range: DateRange) -> bool {
    let end = range.to().succ_opt().unwrap_or(range.to());
    range.dates().chain([end]).all(|day| {
        let offset = zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix();
        offset.local_minus_utc() % 3_600 == 0
    })
}

#[cfg(test)]
#[path = "traffic_tests.rs"]
mod tests;
