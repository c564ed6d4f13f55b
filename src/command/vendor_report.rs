//! The report of `tidewatch vendor`: its documented shape, gathered from a snapshot. Knows no output.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    app::Compare,
    business::{
        Basis, Comparison, Counters, DateRange, Funnel, Granularity, Insight, Kpi, Kpis, Money, Span, Story,
        Vendor, VendorScope, insights,
    },
    question::{DayRun, Doubt, Estate, History, Provenance, Snapshot, Trouble},
};

/// Which days are asked for, and how they are put together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) range: DateRange,
    pub(super) before: Option<DateRange>,
    pub(super) compare: Compare,
    pub(super) granularity: Granularity,
}

/// A vendor's numbers.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) version: u8,
    pub(super) vendor: Who,
    pub(super) currency: String,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) granularity: Granularity,
    pub(super) complete_to: Option<DateTime<Utc>>,
    /// What each run of days comes from, in order: where one ends and the next begins is the seam.
    pub(super) parts: Vec<DayRun>,
    pub(super) totals: Totals,
    pub(super) compare: &'static str,
    pub(super) previous: Option<Previous>,
    pub(super) change: Option<Changes>,
    pub(super) insights: Vec<Insight>,
    #[serde(flatten)]
    pub(super) periods: Periods,
    pub(super) funnel: Funnel,
    pub(super) unknown_days: Vec<NaiveDate>,
    pub(super) doubts: Vec<Doubt>,
    pub(super) sources: Vec<Provenance>,
    pub(super) troubles: Vec<Trouble>,
    #[serde(skip)]
    pub(super) known_days: i64,
}

/// The rows, under the name of what they are.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Periods {
    Days(Vec<Row>),
    Weeks(Vec<Row>),
    Months(Vec<Row>),
}

impl Periods {
    const fn of(granularity: Granularity, rows: Vec<Row>) -> Self {
        match granularity {
            Granularity::Day => Self::Days(rows),
            Granularity::Week => Self::Weeks(rows),
            Granularity::Month => Self::Months(rows),
        }
    }

    pub(super) fn rows(&self) -> &[Row] {
        match self {
            Self::Days(rows) | Self::Weeks(rows) | Self::Months(rows) => rows,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Who {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) category: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Totals {
    pub(super) product_views: i64,
    pub(super) profile_views: i64,
    pub(super) product_favorites: i64,
    pub(super) cart_adds: i64,
    pub(super) orders: i64,
    pub(super) completed_orders: i64,
    pub(super) revenue: Money,
    pub(super) average_order: Option<Money>,
    pub(super) conversion: Option<f64>,
    pub(super) completion: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Previous {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) is_complete: bool,
    pub(super) totals: Totals,
}

/// Changes as fractions; of rates, as the difference of the fractions. They stand on as many days of each side as are
/// said: the open day is left out, and so is a day that one side does not know.
#[derive(Serialize)]
pub(super) struct Changes {
    pub(super) basis: Basis,
    pub(super) days: i64,
    pub(super) previous_days: i64,
    pub(super) is_partial: bool,
    pub(super) revenue: Option<f64>,
    pub(super) orders: Option<f64>,
    pub(super) average_order: Option<f64>,
    pub(super) conversion: Option<f64>,
    pub(super) completion: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) is_partial: bool,
    pub(super) part: Option<&'static str>,
    pub(super) known_days: i64,
    #[serde(flatten)]
    pub(super) totals: Totals,
}

impl Totals {
    fn of(counters: &Counters, estate: &Estate) -> Self {
        let kpis = Kpis::of(counters);
        let money = |amount| Money::new(amount, estate.currency.clone());
        Self {
            product_views: counters.product_views,
            profile_views: counters.profile_views,
            product_favorites: counters.product_favorites,
            cart_adds: counters.cart_adds,
            orders: counters.orders,
            completed_orders: counters.completed_orders,
            revenue: money(counters.revenue),
            average_order: kpis.average_order.map(money),
            conversion: kpis.conversion,
            completion: kpis.completion,
        }
    }
}

impl Changes {
    fn of(compared: &Comparison) -> Self {
        let fraction = |kpi| compared.change(kpi).map(|change| change.amount() / 100.0);
        Self {
            basis: compared.basis,
            days: compared.days,
            previous_days: compared.days_before,
            is_partial: compared.is_partial,
            revenue: fraction(Kpi::Revenue),
            orders: fraction(Kpi::Orders),
            average_order: fraction(Kpi::AverageOrder),
            conversion: fraction(Kpi::Conversion),
            completion: fraction(Kpi::Completion),
        }
    }
}

impl Report {
    /// Everything that is known of a vendor over the asked days.
    pub(super) fn of(snapshot: &Snapshot, scope: &VendorScope, asked: &Asked) -> Self {
        let Asked { range, before, compare, granularity } = *asked;
        let estate = &snapshot.estate;
        let history = History::of(snapshot, scope);
        let total = history.book.total(range);
        let earlier = before.map(|before| (before, history.book.total(before)));
        let today = estate.business_day(snapshot.at);
        let shown = DateRange::since(range.from(), range.to().min(today));
        // A change against days that are not known would be a change against nothing.
        let compared = before.and_then(|before| history.book.compare(shown, before, today));
        Self {
            version: 1,
            vendor: who(scope, snapshot.vendors().map_or(&[], |vendors| vendors)),
            currency: estate.currency.code().to_owned(),
            from: range.from(),
            to: range.to(),
            granularity,
            complete_to: history.complete_to(range),
            parts: history.parts(range),
            totals: Totals::of(&total.counters, estate),
            compare: compare.as_str(),
            insights: told(&history, asked, shown, compared.as_ref(), estate, today),
            change: compared.as_ref().map(Changes::of),
            previous: earlier.map(|(before, earlier)| Previous {
                from: before.from(),
                to: before.to(),
                is_complete: earlier.is_whole(),
                totals: Totals::of(&earlier.counters, estate),
            }),
            periods: Periods::of(granularity, rows(&history, range, granularity, snapshot)),
            funnel: Funnel::of_events(&total.counters),
            known_days: total.known_days,
            unknown_days: range.dates().filter(|date| history.book.day(*date).is_none()).collect(),
            doubts: history.doubts_in(range).collect(),
            sources: sources(&history, [Some(range), before]),
            troubles: snapshot.troubles().map(|(_, trouble)| trouble.clone()).collect(),
        }
    }
}

fn who(scope: &VendorScope, vendors: &[Vendor]) -> Who {
    let Some(id) = scope.one() else {
        return Who { id: "all".to_owned(), name: "all vendors".to_owned(), category: None };
    };
    let known = vendors.iter().find(|vendor| vendor.id == *id);
    Who {
        id: id.to_string(),
        name: known.map_or_else(|| id.to_string(), |vendor| vendor.name.to_string()),
        category: known.and_then(|vendor| vendor.category.as_ref()).map(ToString::to_string),
    }
}

/// Where the days of these ranges come from.
fn sources(history: &History, ranges: [Option<DateRange>; 2]) -> Vec<Provenance> {
    let is_about = |asked: &DateRange| ranges.iter().flatten().any(|range| asked.overlap(range).is_some());
    let sources = history.sources.iter().rev().filter(|(asked, _)| is_about(asked));
    sources.map(|(_, provenance)| provenance.clone()).collect()
}

/// What stands out in the closed days.
fn told(
    history: &History,
    asked: &Asked,
    shown: DateRange,
    compared: Option<&Comparison>,
    estate: &Estate,
    today: NaiveDate,
) -> Vec<Insight> {
    let days = compared.map_or(1, |compared| compared.days_before).max(1);
    let before = asked.before.map_or_else(String::new, |before| {
        let until = before.from() + TimeDelta::days(days - 1);
        asked.compare.said(Span::of(asked.range, today), DateRange::since(before.from(), until))
    });
    insights(&Story {
        book: &history.book,
        range: shown,
        today,
        compared,
        before: &before,
        currency: &estate.currency,
        movers: &[],
    })
}

/// The rows that have at least one known day. A period is partial when the range cuts it short, when a day of it
/// is not known, or when it holds today, which is still open.
fn rows(history: &History, range: DateRange, granularity: Granularity, snapshot: &Snapshot) -> Vec<Row> {
    let today = snapshot.estate.business_day(snapshot.at);
    let periods = history.book.periods(range, granularity, today).into_iter();
    let known = periods.filter_map(|period| Some((period, period.counters?)));
    known
        .map(|(period, counters)| Row {
            from: period.bucket.part.from(),
            to: period.bucket.part.to(),
            is_partial: !period.is_whole(),
            part: period.part(),
            known_days: period.known_days,
            totals: Totals::of(&counters, &snapshot.estate),
        })
        .collect()
}
