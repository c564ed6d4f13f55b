//! `tidewatch vendor`: a vendor's KPIs, days and funnel, with what they are compared with and where they come from.
//! JSON is documented in docs/json.md: money as decimal strings, ratios as fractions, times as RFC 3339.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{Counters, DateRange, Funnel, Granularity, Kpi, Kpis, Money, Vendor, VendorScope},
    cli::{self, General, TableFormat},
    question::{DaySplit, Estate, History, Provenance, Question, Snapshot, Trouble},
};

/// Prints a vendor's numbers.
pub(super) async fn run(
    general: &General,
    command: &cli::Vendor,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let scope = period::scope(&command.vendor)?;
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    let estate = &Arc::clone(&session.estate);
    let now = session.now();
    let range = period::range(command.days, estate.business_day(now))?;
    let before = period::compared(command.compare, range);
    let mut wanted = BTreeSet::from([Question::Vendors]);
    for range in [Some(range), before].into_iter().flatten() {
        wanted.extend(DaySplit::of(range, estate, now).questions(&scope));
    }
    let snapshot = session.look_once(wanted, Session::PATIENCE).await?;
    if let (VendorScope::One(id), Some(vendors)) = (&scope, snapshot.vendors())
        && let Some(sentence) = period::unknown_vendor(id, vendors)
    {
        return Err(Failure::Usage(sentence));
    }
    let report = Report::of(&snapshot, &scope, range, before, command.granularity.into());
    if report.known_days == 0 {
        let question = DaySplit::of(range, estate, now).questions(&scope).next();
        let sentence =
            "no store keeps these days: they are in the future, or older than the table and there is no lake";
        return Err(question.map_or_else(
            || Failure::NoAnswer(sentence.to_owned()),
            |question| Session::no_answer(&snapshot, &question),
        ));
    }
    match command.format {
        TableFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        TableFormat::Table => report.write(out)?,
        TableFormat::Csv | TableFormat::Md => report.sheet().write(command.format, out)?,
    }
    Ok(0)
}

#[derive(Serialize)]
struct Report {
    version: u8,
    vendor: Who,
    currency: String,
    from: NaiveDate,
    to: NaiveDate,
    granularity: Granularity,
    complete_to: Option<DateTime<Utc>>,
    totals: Totals,
    previous: Option<Previous>,
    change: Option<Changes>,
    #[serde(flatten)]
    periods: Periods,
    funnel: Funnel,
    unknown_days: Vec<NaiveDate>,
    sources: Vec<Provenance>,
    troubles: Vec<Trouble>,
    #[serde(skip)]
    known_days: i64,
}

/// The rows, under the name of what they are.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Periods {
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

    fn rows(&self) -> &[Row] {
        match self {
            Self::Days(rows) | Self::Weeks(rows) | Self::Months(rows) => rows,
        }
    }
}

#[derive(Serialize)]
struct Who {
    id: String,
    name: String,
    category: Option<String>,
}

#[derive(Serialize)]
struct Totals {
    product_views: i64,
    profile_views: i64,
    product_favorites: i64,
    cart_adds: i64,
    orders: i64,
    completed_orders: i64,
    revenue: Money,
    average_order: Option<Money>,
    conversion: Option<f64>,
    completion: Option<f64>,
}

#[derive(Serialize)]
struct Previous {
    from: NaiveDate,
    to: NaiveDate,
    is_complete: bool,
    totals: Totals,
}

/// Changes as fractions; of rates, as the difference of the fractions.
#[derive(Serialize)]
struct Changes {
    revenue: Option<f64>,
    orders: Option<f64>,
    average_order: Option<f64>,
    conversion: Option<f64>,
    completion: Option<f64>,
}

#[derive(Serialize)]
struct Row {
    from: NaiveDate,
    to: NaiveDate,
    is_partial: bool,
    #[serde(flatten)]
    totals: Totals,
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
    fn of(now: &Counters, before: &Counters) -> Self {
        let (now, before) = (Kpis::of(now), Kpis::of(before));
        let fraction = |kpi| now.change(&before, kpi).map(|change| change.amount() / 100.0);
        Self {
            revenue: fraction(Kpi::Revenue),
            orders: fraction(Kpi::Orders),
            average_order: fraction(Kpi::AverageOrder),
            conversion: fraction(Kpi::Conversion),
            completion: fraction(Kpi::Completion),
        }
    }
}

impl Report {
    fn of(
        snapshot: &Snapshot,
        scope: &VendorScope,
        range: DateRange,
        before: Option<DateRange>,
        granularity: Granularity,
    ) -> Self {
        let estate = &snapshot.estate;
        let history = History::of(snapshot, scope);
        let total = history.book.total(range);
        let earlier = before.map(|before| (before, history.book.total(before)));
        // A change against days that are not known would be a change against nothing.
        let comparable = earlier.filter(|(_, earlier)| earlier.is_whole());
        Self {
            version: 1,
            vendor: who(scope, snapshot.vendors().map_or(&[], |vendors| vendors)),
            currency: estate.currency.code().to_owned(),
            from: range.from(),
            to: range.to(),
            granularity,
            complete_to: history.complete_to(range),
            totals: Totals::of(&total.counters, estate),
            change: comparable.map(|(_, earlier)| Changes::of(&total.counters, &earlier.counters)),
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
            sources: sources(&history, [Some(range), before]),
            troubles: snapshot.troubles().map(|(_, trouble)| trouble.clone()).collect(),
        }
    }

    fn sheet(&self) -> Sheet {
        let first = self.granularity.as_str();
        let columns =
            ["#views", "#profile views", "#favourites", "#cart adds", "#orders", "#completed", "#revenue"];
        let mut sheet =
            Sheet::new([first, "part"].into_iter().chain(columns).chain(["#average order", "#conversion"]));
        for row in self.periods.rows() {
            let totals = &row.totals;
            let counts = [
                totals.product_views,
                totals.profile_views,
                totals.product_favorites,
                totals.cart_adds,
                totals.orders,
                totals.completed_orders,
            ];
            let mut cells =
                vec![row.from.to_string(), if row.is_partial { "partial" } else { "" }.to_owned()];
            cells.extend(counts.map(|count| count.to_string()));
            cells.push(totals.revenue.plain());
            cells.push(totals.average_order.as_ref().map_or(String::new(), Money::plain));
            cells.push(totals.conversion.map_or(String::new(), |rate| format!("{rate:.4}")));
            sheet.push(cells);
        }
        sheet
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let complete = self
            .complete_to
            .map_or(String::new(), |to| format!(", complete to {}", to.format("%F %H:%M UTC")));
        writeln!(out, "{} ({}), {} to {}{complete}", self.vendor.name, self.vendor.id, self.from, self.to)?;
        let change = |amount: Option<f64>| {
            amount.map_or(String::new(), |fraction| format!("  {:+.1} %", fraction * 100.0))
        };
        let points = |amount: Option<f64>| {
            amount.map_or(String::new(), |fraction| format!("  {:+.1} pt", fraction * 100.0))
        };
        let percent =
            |rate: Option<f64>| rate.map_or("unknown".to_owned(), |rate| format!("{:.1} %", rate * 100.0));
        let changes = self.change.as_ref();
        let average = self.totals.average_order.as_ref().map_or("unknown".to_owned(), ToString::to_string);
        let lines = [
            ("revenue", self.totals.revenue.to_string(), change(changes.and_then(|c| c.revenue))),
            ("orders", self.totals.orders.to_string(), change(changes.and_then(|c| c.orders))),
            ("average order", average, change(changes.and_then(|c| c.average_order))),
            ("conversion", percent(self.totals.conversion), points(changes.and_then(|c| c.conversion))),
            ("completion", percent(self.totals.completion), points(changes.and_then(|c| c.completion))),
        ];
        for (name, figure, change) in lines {
            writeln!(out, "  {name:<14} {figure:>14}{change}")?;
        }
        if !self.unknown_days.is_empty() {
            writeln!(out, "  {} days are not known and not counted", self.unknown_days.len())?;
        }
        writeln!(out)?;
        self.sheet().write(TableFormat::Table, out)?;
        for trouble in &self.troubles {
            writeln!(out, "! {} {}", trouble.sentence, trouble.fix)?;
        }
        Ok(())
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

/// The rows that have at least one known day. A period is partial when the range cuts it short, when a day of it
/// is not known, or when it holds today, which is still open.
fn rows(history: &History, range: DateRange, granularity: Granularity, snapshot: &Snapshot) -> Vec<Row> {
    let today = snapshot.estate.business_day(snapshot.at);
    let buckets = history.book.buckets(range, granularity).into_iter();
    let known = buckets.filter_map(|(bucket, counters)| Some((bucket, counters?)));
    known
        .map(|(bucket, counters)| Row {
            from: bucket.part.from(),
            to: bucket.part.to(),
            is_partial: bucket.is_partial()
                || bucket.part.contains(today)
                || !history.book.total(bucket.part).is_whole(),
            totals: Totals::of(&counters, &snapshot.estate),
        })
        .collect()
}
