//! One vendor's days over any range: which questions bring them, and how their answers become one history.
//! The table keeps the newest days; older ones come from the lake. The seam is known, never hidden.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    answer::{Answer, Provenance},
    ask::Question,
    estate::Estate,
    snapshot::Snapshot,
};
use crate::business::{Counters, DateRange, DayCounters, SummaryTable, VendorScope, View};

/// The days of a vendor over a range, from the table and, for older days, from the lake.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Days with an answer, in order; a day on which nothing happened is there with zeros.
    pub days: Vec<DayCounters>,
    /// Days for which no store has answered yet, or none can.
    pub unknown: Vec<NaiveDate>,
    /// Where the days come from: table first, then lake.
    pub sources: Vec<Provenance>,
    /// Events up to here are counted, as far as the newest store can tell.
    pub complete_to: Option<DateTime<Utc>>,
}

impl History {
    /// Sum of the known days of a range.
    pub fn total(&self, range: DateRange) -> Counters {
        self.days.iter().filter(|day| range.contains(day.date)).map(|day| day.counters).sum()
    }

    /// True when every day of the range is known.
    pub fn covers(&self, range: DateRange) -> bool {
        !self.unknown.iter().any(|date| range.contains(*date))
    }
}

/// The part of a range the table keeps, and the part only the lake has.
fn parts(estate: &Estate, range: DateRange, now: DateTime<Utc>) -> (Option<DateRange>, Option<DateRange>) {
    let today = estate.business_day(now);
    let Some(kept_from) = estate.kept_from(now) else {
        return (None, range.overlap(&DateRange::ending(today, 3660)));
    };
    let kept = DateRange::new(kept_from, today).ok().and_then(|kept| kept.overlap(&range));
    let older = kept_from
        .pred_opt()
        .filter(|last| range.from() <= *last)
        .and_then(|last| DateRange::new(range.from(), last.min(range.to())).ok());
    (kept, older)
}

/// The questions whose answers bring a vendor's days over a range.
pub fn questions(
    estate: &Estate,
    vendor: &VendorScope,
    range: DateRange,
    now: DateTime<Utc>,
) -> Vec<Question> {
    let (kept, older) = parts(estate, range, now);
    let from_table = kept
        .filter(|_| estate.vendor_table.is_some())
        .map(|range| Question::VendorDays { vendor: vendor.clone(), range });
    let from_lake = older.filter(|_| estate.lake.is_some()).map(|range| Question::Summary {
        view: View::DailyVendorPerformance,
        vendor: vendor.clone(),
        range,
    });
    from_table.into_iter().chain(from_lake).collect()
}

/// What the snapshot knows of a vendor's days over a range.
pub fn history(snapshot: &Snapshot, vendor: &VendorScope, range: DateRange) -> History {
    let mut history = History::default();
    let mut known: Vec<DateRange> = Vec::new();
    for question in questions(&snapshot.estate, vendor, range, snapshot.at) {
        let Some(held) = snapshot.entry(&question).and_then(|entry| entry.held.as_deref()) else { continue };
        match (&question, &held.answer) {
            (Question::VendorDays { range, .. }, Answer::VendorDays(days)) => {
                history.days.extend(filled(*range, &days.days));
                history.complete_to = history.complete_to.max(held.provenance.complete_to);
                known.push(*range);
            }
            (Question::Summary { range, .. }, Answer::Summary(table)) => {
                history.days.extend(filled(*range, &days_of(table)));
                known.push(*range);
            }
            _ => continue,
        }
        history.sources.push(held.provenance.clone());
    }
    history.days.sort_by_key(|day| day.date);
    let last = range.to().min(snapshot.estate.business_day(snapshot.at));
    history.unknown = range
        .dates()
        .take_while(|date| *date <= last)
        .filter(|date| !known.iter().any(|range| range.contains(*date)))
        .collect();
    history
}

/// Every day of the range; a day without an item is a day on which nothing happened.
fn filled(range: DateRange, days: &[DayCounters]) -> Vec<DayCounters> {
    range
        .dates()
        .map(|date| {
            let counters = days.iter().filter(|day| day.date == date).map(|day| day.counters).sum();
            DayCounters { date, counters }
        })
        .collect()
}

/// Rows of `daily_vendor_performance` as days; rows without a date are left out, days of several vendors are summed.
pub fn days_of(table: &SummaryTable) -> Vec<DayCounters> {
    let column = |name: &str| table.column(name);
    let Some(date_at) = column("event_date") else { return Vec::new() };
    let places =
        ["product_views", "profile_views", "product_favorites", "cart_adds", "orders", "completed_orders"]
            .map(column);
    let revenue_at = column("revenue");
    let days = table.rows.iter().filter_map(|row| {
        let date = row.get(date_at)?.as_date()?;
        let [product_views, profile_views, product_favorites, cart_adds, orders, completed_orders] = places
            .map(|place| place.and_then(|at| row.get(at)).and_then(|cell| cell.as_integer()).unwrap_or(0));
        let revenue =
            revenue_at.and_then(|at| row.get(at)).and_then(|cell| cell.as_decimal()).unwrap_or_default();
        let counters = Counters {
            product_views,
            profile_views,
            product_favorites,
            cart_adds,
            orders,
            completed_orders,
            revenue,
        };
        Some(DayCounters { date, counters })
    });
    days.collect()
}
