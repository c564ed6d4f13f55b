//! The business of a vendor, or of all, over the chosen days: read from every answer that holds such days,
//! whoever asked for them, so that screens do not depend on how questions are cut.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::prelude::ToPrimitive;

use super::condition::Condition;
use crate::{
    app::{App, Compare},
    business::{
        Comparison, Currency, DateRange, DayBook, Funnel, Granularity, Kpi, Kpis, SummaryTable, Total,
        VendorScope, View,
    },
    question::{Answer, Entry, Question, Snapshot, VendorDays},
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
    pub book: DayBook,
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
    /// Gathers what the snapshot holds about the app's vendor over `range`.
    pub fn of(snapshot: &'a Snapshot, app: &'a App, range: DateRange, now: DateTime<Utc>) -> Self {
        let today = snapshot.estate.business_day(now);
        let before = compared(range, app.compare);
        let mut business = Self {
            scope: &app.vendor,
            range,
            before,
            today,
            book: DayBook::default(),
            complete_to: None,
            condition: Condition::default(),
            currency: &snapshot.estate.currency,
        };
        business.gather(snapshot, now);
        business
    }

    fn gather(&mut self, snapshot: &'a Snapshot, now: DateTime<Utc>) {
        let mut chief: Option<&Entry> = None;
        for (question, entry) in &snapshot.entries {
            let Some(asked) = days_asked(question, self.scope) else { continue };
            if let Some(Answer::VendorDays(days)) = entry.held.as_ref().map(|held| &held.answer) {
                self.take(asked, days);
            }
            let newest = asked.overlap(&self.range).map(|shared| shared.to());
            let is_chief = newest.is_some_and(|day| day == self.range.to().min(self.today));
            let is_better = chief.is_none_or(|chief| chief.held.is_none());
            if is_chief && is_better {
                chief = Some(entry);
            }
        }
        self.condition = Condition::of(chief, now);
        self.complete_to = chief.and_then(|entry| entry.held.as_ref()?.provenance.complete_to);
    }

    fn take(&mut self, asked: DateRange, days: &VendorDays) {
        let from = days.kept_from.map_or(asked.from(), |kept| kept.max(asked.from()));
        if let Ok(known) = DateRange::new(from, asked.to()) {
            self.book.take(known, &days.days);
        }
        // Days older than the table keeps are known where an item is still there.
        for day in days.days.iter().filter(|day| day.date < from) {
            self.book.take(DateRange::ending(day.date, 1), std::slice::from_ref(day));
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
        if let Some(counts) =
            snapshot.summary(View::ConversionFunnel, self.scope, self.range).and_then(customers)
        {
            return Some(CountedFunnel { funnel: Funnel::of_counts(counts), counts: "customers" });
        }
        let total = self.total();
        (!total.is_unknown())
            .then(|| CountedFunnel { funnel: Funnel::of_events(&total.counters), counts: "events" })
    }
}

/// The days a question asks about, when it is about counters of this vendor.
fn days_asked(question: &Question, scope: &VendorScope) -> Option<DateRange> {
    match question {
        Question::VendorDays { vendor, range } if vendor == scope => Some(*range),
        _ => None,
    }
}

/// The earlier days of equal length.
pub fn compared(range: DateRange, compare: Compare) -> Option<DateRange> {
    let back = |days| {
        let by = chrono::TimeDelta::days(days);
        let from = range.from().checked_sub_signed(by)?;
        DateRange::new(from, range.to().checked_sub_signed(by)?).ok()
    };
    match compare {
        Compare::Nothing => None,
        Compare::Previous => Some(range.previous()),
        Compare::WeekBefore => back(7),
        Compare::FourWeeksBefore => back(28),
    }
}

/// Sums the steps of the lake's funnel. None when the view has no rows or lacks a column.
fn customers(table: &SummaryTable) -> Option<[i64; 5]> {
    let columns = ["viewed", "favorited", "carted", "ordered", "completed"].map(|name| table.column(name));
    let mut counts = [0_i64; 5];
    for row in &table.rows {
        for (count, column) in counts.iter_mut().zip(columns) {
            *count = count.saturating_add(row.get(column?)?.as_integer().unwrap_or(0));
        }
    }
    (!table.rows.is_empty()).then_some(counts)
}

/// Money as a float, for the height of a line only.
pub fn height(amount: rust_decimal::Decimal) -> f64 {
    amount.to_f64().unwrap_or(0.0)
}
