//! The business of a vendor, or of all, over the chosen days: figures, lines and their truth, read from the vendor's
//! history, so that screens do not depend on how questions are cut.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::condition::Condition;
use crate::{
    app::{App, Compare, Standout},
    business::{
        Comparison, Counters, Currency, DateRange, DayBook, Funnel, Granularity, Insight, Kpi, Kpis, Period,
        Span, Story, Total, VendorScope, View, funnel_of_summary, insights,
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
    /// By which choice.
    pub compare: Compare,
    /// What kind of period the shown days are.
    pub span: Span,
    /// Every day that was read.
    pub book: &'a DayBook,
    /// The same days with where they come from.
    pub history: &'a History,
    /// Events up to here are counted, for the answer that holds the newest shown day.
    pub complete_to: Option<DateTime<Utc>>,
    /// Condition of that answer.
    pub condition: Condition<'a>,
    /// Currency of revenue.
    pub currency: &'a Currency,
    /// Products that moved most.
    pub standout: &'a Standout,
}

/// A line of buckets, and the earlier one beside it by place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// First day of each bucket.
    pub dates: Vec<NaiveDate>,
    /// This period, by place.
    pub points: Vec<(f64, Option<f64>)>,
    /// Why a bucket is only a part, by place: `open`, `cut`, `missing`; none for a whole one.
    pub parts: Vec<Option<&'static str>>,
    /// The earlier period, by place; empty when nothing is compared.
    pub before: Vec<(f64, Option<f64>)>,
    /// Where the lake's days end and the table's begin, between or on places.
    pub seam: Option<f64>,
    /// The last bucket is not over yet.
    pub is_open: bool,
}

impl Trend {
    /// The points apart: those of whole periods, joined by a line, and those of parts, which stand alone, so that a
    /// part is never seen as a drop. Rates and averages of a part are fair and stay in the line.
    pub fn apart(&self, kpi: Kpi) -> [Vec<(f64, Option<f64>)>; 2] {
        let is_amount = matches!(kpi, Kpi::Revenue | Kpi::Orders);
        let is_alone = |place: usize| is_amount && self.parts.get(place).copied().flatten().is_some();
        let (mut whole, mut alone) = (Vec::new(), Vec::new());
        for (place, (x, value)) in self.points.iter().copied().enumerate() {
            let lone = is_alone(place);
            whole.push((x, value.filter(|_| !lone)));
            if lone {
                // A gap between neighbours, or two parts would be joined.
                alone.extend([(x, None), (x, value)]);
            }
        }
        [whole, alone]
    }
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
            compare: app.compare,
            span: if app.date_range(today) == range { app.range.span(today) } else { Span::Days },
            book: &history.book,
            history,
            complete_to: history.complete_to(DateRange::ending(newest, 1)),
            condition: Condition::of(chief(snapshot, &app.vendor, newest), now),
            currency: &snapshot.estate.currency,
            standout: &app.standout,
        }
    }

    /// The total of the shown days; days after today are not asked for.
    pub fn total(&self) -> Total {
        self.book.total(self.shown())
    }

    /// The sum over the closed days among the shown ones that are known, and how many they are.
    pub fn closed(&self) -> (Counters, i64) {
        let closed = self.shown().dates().filter(|date| *date < self.today);
        closed
            .filter_map(|date| self.book.day(date))
            .fold((Counters::default(), 0), |(sum, days), counters| (sum + counters, days + 1))
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
        let shown = self.shown();
        let periods = self.book.periods(shown, granularity, self.today);
        let place = |at: usize| at as f64;
        let points =
            periods.iter().enumerate().map(|(at, period)| (place(at), period.counters.and_then(value)));
        // What the range cuts off, and a week or month that is not over, is a part before as well as now.
        let is_cut = |at: usize| {
            let part = periods.get(at).and_then(Period::part);
            part == Some("cut") || (part == Some("open") && granularity != Granularity::Day)
        };
        let before = self.before.map(|before| self.book.beside(shown, before, granularity));
        let before = before.into_iter().flatten().map(|(_, counters)| counters).enumerate();
        let seam = self.history.seam(shown).and_then(|seam| {
            let at = periods.iter().position(|period| period.bucket.part.contains(seam))?;
            let begins = periods.get(at).is_some_and(|period| period.bucket.part.from() == seam);
            Some(place(at) - if begins { 0.5 } else { 0.0 })
        });
        Trend {
            dates: periods.iter().map(|period| period.bucket.part.from()).collect(),
            points: points.collect(),
            parts: periods.iter().map(|period| period.part()).collect(),
            before: before
                .map(|(at, counters)| (place(at), counters.filter(|_| !is_cut(at)).and_then(value)))
                .collect(),
            seam: seam.filter(|seam| *seam >= 0.0),
            is_open: self.is_open(),
        }
    }

    /// What stands out in the closed days.
    pub fn insights(&self) -> Vec<Insight> {
        let compared = self.comparison();
        insights(&Story {
            book: self.book,
            range: self.shown(),
            today: self.today,
            compared: compared.as_ref(),
            before: &self.said_before(compared.as_ref()),
            currency: self.currency,
            movers: compared.as_ref().map_or(&[], |compared| self.standout.movers(compared)),
        })
    }

    /// The compared earlier days in words: `the 29 days before`.
    fn said_before(&self, compared: Option<&Comparison>) -> String {
        let Some(before) = self.before else { return String::new() };
        let days = compared.map_or(before.days(), |compared| compared.days_before).max(1);
        let until = before.from() + chrono::TimeDelta::days(days - 1);
        self.compare.said(self.span, DateRange::since(before.from(), until))
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
