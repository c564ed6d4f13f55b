//! `tidewatch vendor`: a vendor's KPIs, days and funnel, with what they are compared with and where they come from.
//! JSON is documented in docs/json.md: money as decimal strings, ratios as fractions, times as RFC 3339.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use chrono::NaiveDate;

use super::{
    failure::Failure,
    period,
    session::Session,
    vendor_report::{Asked, Report},
};
use crate::{
    business::{VendorScope, View},
    cli::{self, General, TableFormat},
    question::{DaySplit, History, Question, Snapshot},
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
    let today = estate.business_day(now);
    let before = period::compared(command.compare, range, today);
    let mut wanted = BTreeSet::from([Question::Vendors]);
    for range in [Some(range), before].into_iter().flatten() {
        wanted.extend(DaySplit::of(range, estate, now).questions(&scope));
    }
    let looked = look(&session, wanted, &scope, today).await;
    session.close().await;
    let snapshot = looked?;
    if let (VendorScope::One(id), Some(vendors)) = (&scope, snapshot.vendors())
        && let Some(sentence) = period::unknown_vendor(id, vendors)
    {
        return Err(Failure::Usage(sentence));
    }
    let asked =
        Asked { range, before, compare: command.compare.into(), granularity: command.granularity.into() };
    let report = Report::of(&snapshot, &scope, &asked);
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

/// The days of a vendor, and where the table has none of a kept day, what the lake says of it: whether nothing
/// happened on it, the table cannot tell.
async fn look(
    session: &Session,
    mut wanted: BTreeSet<Question>,
    scope: &VendorScope,
    today: NaiveDate,
) -> Result<Arc<Snapshot>, Failure> {
    let snapshot = session.look(wanted.clone(), Session::PATIENCE).await?;
    let holes = History::of(&snapshot, scope).holes(today);
    let Some(range) = holes.filter(|_| session.estate.lake.is_some()) else { return Ok(snapshot) };
    let view = View::DailyVendorPerformance;
    wanted.insert(Question::Summary { view, vendor: scope.clone(), range });
    session.look(wanted, Session::PATIENCE).await
}
