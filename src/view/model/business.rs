//! The business of a vendor, or of all, over the chosen days: figures, lines and their truth, read from the vendor's
//! history, so that screens do not depend on how questions are cut.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::condition::Condition;
use crate::{
    app::App,
    business::{
        Comparison, Currency, DateRange, DayBook, Funnel, Granularity, Kpi, Kpis, Total, VendorScope, View,
        funnel_of_summary,
    },
    question::{Entry, History, Question, Snapshot},
};

/// Days, their comparison and their truth.
#[derive(Clone, Debug)]
pub struct Business<'a> {
    /// Whose.
    pub scope: &'a VendorScope,
    /// The days shown.
    pub range: DateRange,
    /// The days they are compared with.
    pub before: Option<DateRange>,
    /// The open day.
    pub today: NaiveDate,
    /// Every day that was read.
    pub book: &'a DayBook,
    /// Events up to here are counted, for the answer that holds the newest shown day.
    pub complete_to: Option<DateTime<Utc>>,
    /// Condition of that answer.
    pub condition: Condition<'a>,
    /// Currency of revenue.
    pub currency: &'a Currency,
}

/// A line of buckets, and the earlier one beside it by place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// First day of each bucket.
    pub dates: Vec<NaiveDate>,
    /// This period, by place.
    pub points: Vec<(f64, Option<f64>)>,
    /// The earlier period, by place; empty when nothing is compared.
    pub before: Vec<(f64, Option<f64>)>,
    /// The last bucket is not over yet.
    pub is_open: bool,
}

/// A funnel and what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedFunnel {
    /// The steps.
    pub funnel: Funnel,
    /// `events` or `customers`.
    pub counts: &'static str,
}

impl<'a> Business<'a> {
    /// What the snapshot holds about the app's vendor over `range`, compared with `before`. `history` is that
    /// vendor's, gathered once a frame.
    pub fn of(
        snapshot: &'a Snapshot,
        app: &'a App,
        history: &'a History,
        (range, before): (DateRange, Option<DateRange>),
        now: DateTime<Utc>,
    ) -> Self {
        let today = snapshot.estate.business_day(now);
        let newest = range.to().min(today);
        Self {
            scope: &app.vendor,
            range,
            before,
            today,
            book: &history.book,
            complete_to: history.complete_to(DateRange::ending(newest, 1)),
            condition: Condition::of(chief(snapshot, &app.vendor, newest), now),
            currency: &snapshot.estate.currency,
        }
    }

    /// The total of the shown days; days after today are not asked for.
    pub fn total(&self) -> Total {
        self.book.total(self.shown())
    }

    /// KPIs of the shown days; none when no day was read.
    pub fn kpis(&self) -> Option<Kpis> {
        let total = self.total();
        (!total.is_unknown()).then(|| Kpis::of(&total.counters))
    }

    /// The shown days beside the earlier ones.
    pub fn comparison(&self) -> Option<Comparison> {
        self.book.compare(self.shown(), self.before?, self.today)
    }

    /// The shown days up to today.
    pub fn shown(&self) -> DateRange {
        self.until_today(self.range)
    }

    fn until_today(&self, range: DateRange) -> DateRange {
        DateRange::new(range.from(), range.to().min(self.today)).unwrap_or(range)
    }

    /// True when the shown days end on the open day.
    pub fn is_open(&self) -> bool {
        self.range.to() >= self.today
    }

    /// The line of a KPI.
    pub fn trend(&self, kpi: Kpi, granularity: Granularity) -> Trend {
        let value = |counters| Kpis::of(&counters).value(kpi);
        let line = |range: DateRange| {
            let buckets = self.book.buckets(range, granularity).into_iter().enumerate();
            buckets.map(move |(place, (bucket, total))| {
                (bucket.part.from(), (place as f64, total.and_then(value)))
            })
        };
        let (dates, points): (Vec<_>, Vec<_>) = line(self.shown()).unzip();
        let before = self.before.map(|range| line(range).map(|(_, point)| point).collect());
        Trend { dates, points, before: before.unwrap_or_default(), is_open: self.is_open() }
    }

    /// The values of a KPI by day, for a sparkline.
    pub fn spark(&self, kpi: Kpi, days: u32) -> Vec<Option<f64>> {
        let to = self.range.to().min(self.today);
        let shown = if self.range.days() > 1 { self.shown() } else { DateRange::ending(to, days) };
        shown.dates().map(|date| Kpis::of(&self.book.day(date)?).value(kpi)).collect()
    }

    /// The funnel: distinct customers where the lake has answered, else events counted by the processor.
    pub fn funnel(&self, snapshot: &Snapshot) -> Option<CountedFunnel> {
        let of_lake = snapshot.summary(View::ConversionFunnel, self.scope, self.shown());
        if let Some(funnel) = of_lake.and_then(funnel_of_summary) {
            return Some(CountedFunnel { funnel, counts: "customers" });
        }
        let total = self.total();
        (!total.is_unknown())
            .then(|| CountedFunnel { funnel: Funnel::of_events(&total.counters), counts: "events" })
    }
}

/// The question that brings the newest shown day: the table's before the lake's, an answered one before one that waits.
fn chief<'a>(snapshot: &'a Snapshot, scope: &VendorScope, newest: NaiveDate) -> Option<&'a Entry> {
    let is_about = |question: &Question| {
        question.days_of(scope).is_some_and(|asked| asked.from() <= newest && newest <= asked.to())
    };
    let entries = snapshot.entries.iter().filter(|(question, _)| is_about(question));
    let rank = |(question, entry): &(&Question, &Arc<Entry>)| {
        (matches!(question, Question::VendorDays { .. }), entry.held.is_some())
    };
    entries.max_by_key(rank).map(|(_, entry)| &**entry)
}
