//! `tidewatch reconcile`: the vendor table's counters against the lake, a vendor and a day at a time, with the cause of
//! each difference. The exit code says how grave it is.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{Cause, Counter, DateRange, DayCheck, Reconciliation, VendorScope},
    cli::{self, General, TableFormat},
    question::{Question, Snapshot, reconciliation, reconciliation_questions},
};

/// Vendors that are asked about at once: a query each, and an account has few slots.
const AT_ONCE: usize = 4;
/// Exit codes: all agrees or will by itself; numbers bend in a known way; numbers are lost; nothing is known.
const KNOWN: u8 = 1;
const GRAVE: u8 = 2;
const UNKNOWN: u8 = 3;

/// The whole document.
#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    from: NaiveDate,
    to: NaiveDate,
    as_of: DateTime<Utc>,
    cause: Option<Cause>,
    cost_micro_usd: u64,
    vendors: &'a [Compared],
}

/// One vendor, or all together.
#[derive(Serialize)]
struct Compared {
    /// None for all vendors together.
    vendor: Option<Arc<str>>,
    cause: Option<Cause>,
    sentence: String,
    #[serde(flatten)]
    found: Reconciliation,
    counters_as_of: Option<DateTime<Utc>>,
    lake_as_of: Option<DateTime<Utc>>,
    lake_complete_to: Option<DateTime<Utc>>,
    /// Why nothing could be compared.
    trouble: Option<String>,
    #[serde(skip)]
    cost_micro_usd: u64,
}

/// Compares and prints.
pub(super) async fn run(
    general: &General,
    command: &cli::Reconcile,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let scope = command.vendor.as_deref().map_or(Ok(VendorScope::All), period::scope)?;
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    session.needs_lake()?;
    let now = session.now();
    let range = period::range(command.days, session.estate.business_day(now))?;
    let compared = compare_each(&session, scope, command.each, range).await;
    session.close().await;
    let compared = compared?;
    match command.format {
        TableFormat::Json => {
            let report = Report {
                version: 1,
                from: range.from(),
                to: range.to(),
                as_of: now,
                cause: compared.iter().filter_map(|one| one.cause).max(),
                cost_micro_usd: compared.iter().map(|one| one.cost_micro_usd).sum(),
                vendors: &compared,
            };
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        TableFormat::Table => sentences(&compared, range, out)?,
        format => sheet(&compared).write(format, out)?,
    }
    Ok(exit_code(&compared))
}

async fn compare_each(
    session: &Session,
    scope: VendorScope,
    each: bool,
    range: DateRange,
) -> Result<Vec<Compared>, Failure> {
    let scopes = if each { every_vendor(session).await? } else { vec![scope] };
    let mut compared = Vec::with_capacity(scopes.len());
    for some in scopes.chunks(AT_ONCE) {
        let now = session.now();
        let of = |scope: &VendorScope| reconciliation_questions(&session.estate, scope, range, now);
        let questions: BTreeSet<Question> = some.iter().filter_map(of).flatten().collect();
        if questions.is_empty() {
            let kept = session.estate.kept_from(now);
            let from = kept.map_or_else(String::new, |day| format!(" It keeps days from {day} on."));
            return Err(Failure::Usage(format!("the vendor table keeps none of these days.{from}")));
        }
        let snapshot = session.look(questions, Session::LONG_PATIENCE).await?;
        compared.extend(some.iter().map(|scope| compare(&snapshot, scope, range, now)));
    }
    Ok(compared)
}

async fn every_vendor(session: &Session) -> Result<Vec<VendorScope>, Failure> {
    let snapshot = session.look(BTreeSet::from([Question::Vendors]), Session::PATIENCE).await?;
    let vendors = snapshot.vendors().ok_or_else(|| Session::no_answer(&snapshot, &Question::Vendors))?;
    Ok(vendors.iter().map(|vendor| VendorScope::One(vendor.id.clone())).collect())
}

fn compare(snapshot: &Snapshot, scope: &VendorScope, range: DateRange, now: DateTime<Utc>) -> Compared {
    let asked = reconciliation_questions(&snapshot.estate, scope, range, now);
    let provenance = |place: usize| {
        let question = asked.as_ref()?.get(place)?;
        Some(&snapshot.entry(question)?.held.as_ref()?.provenance)
    };
    let found = reconciliation(snapshot, scope, range, now);
    let trouble = found.is_none().then(|| {
        let silent = asked
            .iter()
            .flatten()
            .find(|question| snapshot.entry(question).is_none_or(|entry| entry.held.is_none()));
        silent.map_or_else(
            || {
                "event_counts has other columns than the shipped one: `tidewatch lake check` tells which."
                    .to_owned()
            },
            |question| Session::no_answer(snapshot, question).to_string(),
        )
    });
    let found = found.unwrap_or_default();
    Compared {
        vendor: scope.one().map(|id| Arc::from(id.as_str())),
        cause: found.cause(),
        sentence: found.sentence(),
        counters_as_of: provenance(0).map(|told| told.as_of),
        lake_as_of: provenance(1).map(|told| told.as_of),
        lake_complete_to: provenance(1).and_then(|told| told.complete_to),
        cost_micro_usd: [0, 1].into_iter().filter_map(provenance).map(|told| told.cost_micro_usd).sum(),
        found,
        trouble,
    }
}

fn sentences(compared: &[Compared], range: DateRange, out: &mut dyn Write) -> Result<(), Failure> {
    for one in compared {
        let whose = one.vendor.as_deref().unwrap_or("all vendors together");
        write!(out, "{whose}, {} to {}: ", range.from(), range.to())?;
        if let Some(trouble) = &one.trouble {
            writeln!(out, "not compared. {trouble}")?;
            continue;
        }
        writeln!(out, "{}", one.sentence)?;
        if one.found.not_compared > 0 {
            let days = one.found.not_compared;
            let noun = if days == 1 { "day is" } else { "days are" };
            writeln!(out, "  {days} {noun} not compared: the vendor table no longer keeps them.")?;
        }
        let causes: BTreeSet<Cause> = one.found.days.iter().filter_map(DayCheck::cause).collect();
        for cause in causes.iter().rev() {
            writeln!(out, "  {}: {}", cause.label(), cause.sentence())?;
        }
    }
    let sheet = sheet(compared);
    if !sheet.is_empty() {
        writeln!(out)?;
        sheet.write(TableFormat::Table, out)?;
    }
    Ok(())
}

fn sheet(compared: &[Compared]) -> Sheet {
    let mut sheet = Sheet::new(["vendor", "date", "what", "#counted", "#lake", "#difference", "cause"]);
    for one in compared {
        let whose = one.vendor.as_deref().unwrap_or("all");
        for day in &one.found.days {
            let mut push = |what: &str, counted: Decimal, lake: Decimal, cause: Cause| {
                let gap = counted - lake;
                let sign = if gap > Decimal::ZERO { "+" } else { "" };
                sheet.push(vec![
                    whose.to_owned(),
                    day.date.to_string(),
                    what.to_owned(),
                    counted.to_string(),
                    lake.to_string(),
                    format!("{sign}{gap}"),
                    cause.label().to_owned(),
                ]);
            };
            for one in &day.differences {
                push(Counter::label(one.counter), one.counted.into(), one.lake.into(), one.cause);
            }
            if let Some(money) = day.revenue {
                push("revenue", money.counted, money.lake, money.cause);
            }
        }
    }
    sheet
}

fn exit_code(compared: &[Compared]) -> u8 {
    let grave = compared.iter().filter_map(|one| one.cause).max();
    match grave {
        Some(cause) if cause.is_grave() => GRAVE,
        _ if compared.iter().any(|one| one.trouble.is_some()) => UNKNOWN,
        Some(cause) if !cause.is_passing() => KNOWN,
        _ => 0,
    }
}
