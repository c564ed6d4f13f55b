//! `tidewatch forecast`: the days to come of a vendor's revenue or orders with their interval, how good such estimates
//! were, and the days that were unusual. JSON is documented in docs/json.md.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{
        DateRange, Direction, Forecast, HISTORY_DAYS, INTERVAL, Kpi, Money, NoForecast, UnusualDay,
        VendorScope, estimate_text, forecast, unusual_days,
    },
    cli::{self, General, TableFormat},
    question::{DaySplit, Estate, History, Provenance, Question, Snapshot, Trouble},
};

/// The exit code where nothing is known of the days to come.
const UNKNOWN: u8 = 3;

/// Prints the days to come.
pub(super) async fn run(
    general: &General,
    command: &cli::Forecast,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let scope = period::scope(&command.vendor)?;
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    let estate = &Arc::clone(&session.estate);
    let now = session.now();
    let today = estate.business_day(now);
    let split = DaySplit::of(DateRange::ending(today, HISTORY_DAYS + 1), estate, now);
    let mut wanted = BTreeSet::from([Question::Vendors]);
    wanted.extend(split.questions(&scope));
    let snapshot = session.look_once(wanted, Session::PATIENCE).await?;
    if let (VendorScope::One(id), Some(vendors)) = (&scope, snapshot.vendors())
        && let Some(sentence) = period::unknown_vendor(id, vendors)
    {
        return Err(Failure::Usage(sentence));
    }
    let history = History::of(&snapshot, &scope);
    if history.book.is_empty()
        && let Some(question) = split.questions(&scope).next()
    {
        return Err(Session::no_answer(&snapshot, &question));
    }
    let kpi = command.kpi.into();
    let told = forecast(&history.book, today, kpi, usize::from(command.days));
    let unusual = unusual_days(&history.book, DateRange::ending(today, HISTORY_DAYS + 1), today, kpi);
    let report = Report::of(&snapshot, &scope, &history, (today, kpi), told.as_ref(), &unusual);
    match command.format {
        TableFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        TableFormat::Table => report.write(estate, told.as_ref(), &unusual, out)?,
        TableFormat::Csv | TableFormat::Md => report.sheet().write(command.format, out)?,
    }
    Ok(if told.is_ok() { 0 } else { UNKNOWN })
}

#[derive(Serialize)]
struct Report {
    version: u8,
    vendor: String,
    currency: String,
    kpi: Kpi,
    today: NaiveDate,
    method: Option<&'static str>,
    history: Option<Span>,
    interval: f64,
    days: Vec<Row>,
    sums: Vec<Sum>,
    proof: Option<Proof>,
    reason: Option<String>,
    unusual_days: Vec<Unusual>,
    sources: Vec<Provenance>,
    troubles: Vec<Trouble>,
}

#[derive(Serialize)]
struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Serialize)]
struct Row {
    date: NaiveDate,
    is_open: bool,
    expected: Value,
    low: Value,
    high: Value,
}

#[derive(Serialize)]
struct Sum {
    days: usize,
    expected: Value,
    low: Option<Value>,
    high: Option<Value>,
}

#[derive(Serialize)]
struct Proof {
    held_out_days: usize,
    folds: usize,
    forecasts: usize,
    coverage: f64,
    miss: f64,
    miss_of_last_week: Option<f64>,
}

#[derive(Serialize)]
struct Unusual {
    date: NaiveDate,
    direction: &'static str,
    value: Value,
    expected: Value,
    times: Option<f64>,
    same_weekdays: usize,
    score: f64,
}

/// A value as JSON has it: whole orders as a number, money as a decimal string.
fn value(kpi: Kpi, amount: f64, estate: &Estate) -> Value {
    if kpi == Kpi::Orders {
        return Value::from(amount.round() as i64);
    }
    let exact = Decimal::from_f64_retain(amount).unwrap_or_default();
    Value::from(Money::new(exact, estate.currency.clone()).plain())
}

impl Report {
    fn of(
        snapshot: &Snapshot,
        scope: &VendorScope,
        history: &History,
        (today, kpi): (NaiveDate, Kpi),
        told: Result<&Forecast, &NoForecast>,
        unusual: &[UnusualDay],
    ) -> Self {
        let estate = &snapshot.estate;
        let of = |amount| value(kpi, amount, estate);
        let (days, sums) = told.map_or((&[][..], &[][..]), |told| (&told.days[..], &told.sums[..]));
        Self {
            version: 1,
            vendor: scope.one().map_or("all".to_owned(), ToString::to_string),
            currency: estate.currency.code().to_owned(),
            kpi,
            today,
            method: told.ok().map(|told| told.method),
            history: told.ok().map(|told| Span { from: told.history.from(), to: told.history.to() }),
            interval: INTERVAL,
            days: days
                .iter()
                .map(|day| Row {
                    date: day.date,
                    is_open: day.date == today,
                    expected: of(day.expected),
                    low: of(day.low),
                    high: of(day.high),
                })
                .collect(),
            sums: sums
                .iter()
                .map(|sum| Sum {
                    days: sum.days,
                    expected: of(sum.expected),
                    low: sum.interval.map(|(low, _)| of(low)),
                    high: sum.interval.map(|(_, high)| of(high)),
                })
                .collect(),
            proof: told.ok().and_then(|told| told.proof).map(|proof| Proof {
                held_out_days: proof.days,
                folds: proof.folds,
                forecasts: proof.forecasts,
                coverage: proof.coverage,
                miss: proof.miss,
                miss_of_last_week: proof.naive_miss,
            }),
            reason: told.err().map(ToString::to_string),
            unusual_days: unusual
                .iter()
                .map(|day| Unusual::of(day, of(day.value), of(day.expected)))
                .collect(),
            sources: history.sources.iter().rev().map(|(_, provenance)| provenance.clone()).collect(),
            troubles: snapshot.troubles().map(|(_, trouble)| trouble.clone()).collect(),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(["day", "part", "#expected", "#low", "#high"]);
        let said = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for day in &self.days {
            let part = if day.is_open { "open" } else { "" };
            let figures = [&day.expected, &day.low, &day.high].map(said);
            sheet.push([day.date.to_string(), part.to_owned()].into_iter().chain(figures).collect());
        }
        sheet
    }

    fn write(
        &self,
        estate: &Estate,
        told: Result<&Forecast, &NoForecast>,
        unusual: &[UnusualDay],
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let said = |amount| estimate_text(self.kpi, amount, &estate.currency);
        match told {
            Err(reason) => writeln!(out, "{}: no forecast of {}: {reason}", self.vendor, self.kpi.label())?,
            Ok(told) => {
                let (label, days) = (self.kpi.label(), told.history.days());
                let first = told.history.from();
                writeln!(
                    out,
                    "{}: expected {label}, an estimate from {days} closed days since {first}",
                    self.vendor
                )?;
                for sum in &told.sums {
                    let interval = sum.interval.map_or(String::new(), |(low, high)| {
                        format!(", {:.0} % interval {} to {}", INTERVAL * 100.0, said(low), said(high))
                    });
                    writeln!(out, "  {} days from today  {}{interval}", sum.days, said(sum.expected))?;
                }
                let proof =
                    told.proof.map_or("not measured yet: too few days".to_owned(), |proof| proof.to_string());
                writeln!(out, "  how good: {proof}\n  it knows no holidays and no plans\n")?;
                self.sheet().write(TableFormat::Table, out)?;
            }
        }
        for day in unusual {
            let times = day.times().map_or(String::new(), |times| format!(", {times:.1} times"));
            writeln!(
                out,
                "! unusual: {} had {}{times} the {} expected from {} earlier {}s",
                day.date,
                said(day.value),
                said(day.expected),
                day.same_weekdays,
                day.date.format("%A")
            )?;
        }
        for trouble in &self.troubles {
            writeln!(out, "! {} {}", trouble.sentence, trouble.fix)?;
        }
        Ok(())
    }
}

impl Unusual {
    fn of(day: &UnusualDay, value: Value, expected: Value) -> Self {
        Self {
            date: day.date,
            direction: match day.direction {
                Direction::Above => "above",
                Direction::Below => "below",
            },
            value,
            expected,
            times: day.times(),
            same_weekdays: day.same_weekdays,
            score: day.score,
        }
    }
}

impl From<cli::ForecastKpi> for Kpi {
    fn from(kpi: cli::ForecastKpi) -> Self {
        match kpi {
            cli::ForecastKpi::Revenue => Self::Revenue,
            cli::ForecastKpi::Orders => Self::Orders,
        }
    }
}
