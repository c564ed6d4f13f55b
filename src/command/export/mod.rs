//! `tidewatch export`: days, products, hours, orders or events in a file, as many as there are, in constant memory.
//! A cut leaves no half file under the file's name.

mod gather;
mod progress;
mod target;

use std::{collections::BTreeSet, io::Write, path::Path, pin::pin, sync::Arc, time::Duration};

use chrono::NaiveDate;

use super::{
    failure::Failure,
    period,
    session::{DemoWorld, Session},
};
use crate::{
    business::{Cell, ColumnType, DateRange, VendorId, VendorScope},
    cli::{self, ExportFormat, General},
    collector,
    export::{Format, Header, RowWriter},
    question::Question,
    source::{self, Batch, Part, RowKind, RowStream, RowsWanted},
    viewer,
};
use progress::Progress;
use target::{Counted, Target};

/// How long a query that nobody waits for any more is given to be stopped.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);

/// Exports to the file that was named, or to `out`.
pub(super) async fn run(
    general: &General,
    command: &cli::Export,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let format = format_of(command.format)?;
    let whose = command.vendor.as_deref().ok_or_else(|| {
        Failure::Usage("name whose rows are meant: --vendor ID, or --vendor all".to_owned())
    })?;
    let vendor = period::scope(whose)?;
    // From here on a signal is heard and nothing half is left behind.
    let mut asked_to_end = pin!(viewer::asked_to_end());
    let target = Target::begin(&command.output, command.force, out)?;
    let opened = open(general, command, vendor);
    let opened = tokio::select! {
        opened = opened => opened?,
        number = &mut asked_to_end => return Err(Failure::Interrupted(number)),
    };
    let Opened { mut rows, header, today } = opened;
    let kind = RowKind::from(command.what);
    let columns: Vec<(Arc<str>, ColumnType)> =
        kind.columns().iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect();
    let mut writer = RowWriter::begin(Counted::new(target), format, &columns, &header, command.raw)?;
    let mut progress = Progress::new(format!("{} {whose}", kind.as_str()));
    let cut = loop {
        let part = tokio::select! {
            biased;
            number = &mut asked_to_end => break Some(Failure::Interrupted(number)),
            part = rows.next() => part,
        };
        match part {
            Some(Part::Rows(mut batch, share)) => {
                if let Err(error) = write(&mut writer, &mut batch, kind, today) {
                    break Some(error.into());
                }
                progress.rows(batch.len() as u64, writer.get_ref().bytes(), share);
            }
            Some(Part::Waiting(why)) => progress.waits(&why),
            Some(Part::Done(said)) => {
                progress.ends_with(&said);
                break None;
            }
            Some(Part::Failed(trouble)) => {
                break Some(Failure::NoAnswer(format!("{} {}", trouble.sentence, trouble.fix)));
            }
            None => break Some(Failure::NoAnswer("the rows have broken off without a reason".to_owned())),
        }
    };
    // A call that hangs must not keep the shell waiting.
    let _ = tokio::time::timeout(LONGEST_GOODBYE, rows.close()).await;
    if let Some(failure) = cut {
        progress.clear();
        return Err(failure);
    }
    let counted = writer.finish()?;
    let bytes = counted.bytes();
    counted.into_inner().finish()?;
    progress.finish(bytes, Path::new(&command.output));
    Ok(0)
}

fn format_of(format: ExportFormat) -> Result<Format, Failure> {
    match format {
        ExportFormat::Csv => Ok(Format::Csv),
        ExportFormat::Json => Ok(Format::Json),
        ExportFormat::Ndjson => Ok(Format::Ndjson),
        ExportFormat::Parquet => Err(Failure::Usage(
            "parquet is not built in, for what it would add to the program: export csv and turn it, as with \
             duckdb -c \"COPY (FROM 'rows.csv') TO 'rows.parquet'\""
                .to_owned(),
        )),
    }
}

/// Writes rows; whether a day is open is filled in here, where it is known what day it is.
fn write<W: Write>(
    writer: &mut RowWriter<W>,
    batch: &mut Batch,
    kind: RowKind,
    today: NaiveDate,
) -> std::io::Result<()> {
    for row in batch.rows() {
        if kind == RowKind::Days {
            let is_open = row.iter().find_map(Cell::as_date).map(|date| date >= today);
            if let (Some(last), Some(is_open)) = (row.last_mut(), is_open) {
                *last = Cell::Boolean(is_open);
            }
        }
        writer.row(row)?;
    }
    Ok(())
}

/// What is exported, ready to be read.
struct Opened {
    rows: RowStream,
    header: Header,
    today: NaiveDate,
}

async fn open(general: &General, command: &cli::Export, vendor: VendorScope) -> Result<Opened, Failure> {
    let mut world = command.world.clone();
    if world.demo && world.start.is_none() {
        // The session and the stream are to look at the same world.
        world.start = Some(Session::second(collector::wall()()));
    }
    let session = Session::open(general, &world).await?;
    let now = session.now();
    let today = session.estate.business_day(now);
    let range = period::range(command.days, today)?;
    let range = DateRange::new(range.from(), range.to().min(today)).map_err(|_| ahead(range))?;
    let kind = RowKind::from(command.what);
    let currency = session.estate.currency.clone();
    let minor_digits = currency.minor_digits();
    let wanted = RowsWanted { kind, vendor: vendor.clone(), range, minor_digits };
    let mut header = Header {
        what: kind.as_str().to_owned(),
        vendor: Some(vendor.one().map_or("all", VendorId::as_str).to_owned()),
        range: Some((range.from(), range.to())),
        as_of: Some(now),
        currency,
        ..Header::default()
    };
    if let Some(id) = vendor.one()
        && !matches!(kind, RowKind::Orders | RowKind::Events)
    {
        let gathered = gather::gather(session, kind, id, range).await?;
        (header.as_of, header.complete_to, header.source) = gathered.truth;
        return Ok(Opened { rows: gathered.rows, header, today });
    }
    if session.tape.is_some() {
        let sentence =
            "a recording keeps no single rows: export days, products or hours of one vendor from it";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    session.needs_lake()?;
    let rows = if world.demo {
        header.source = Some("demo world".to_owned());
        known(session, vendor.one()).await?;
        let demo = DemoWorld::still(&world)?;
        source::demo_rows(demo.seed, demo.start.unwrap_or(now), demo.scenario, wanted)
    } else {
        header.source = session.config.lake.as_ref().map(|lake| format!("Athena {}", lake.workgroup));
        let rows = source::lake_rows(&session.config, wanted, now);
        session.close().await;
        rows.ok_or_else(|| Failure::Usage("no lake is configured".to_owned()))?
    };
    Ok(Opened { rows, header, today })
}

fn ahead(range: DateRange) -> Failure {
    Failure::Usage(format!("{} is ahead: nothing has happened yet", range.from()))
}

/// Ends the session; fails for a vendor that the demo world does not have. Elsewhere an id that nobody knows has no rows:
/// looking it up could cost more than reading them.
async fn known(session: Session, vendor: Option<&VendorId>) -> Result<(), Failure> {
    let snapshot = session.look_once(BTreeSet::from([Question::Vendors]), Session::PATIENCE).await?;
    let unknown = vendor.zip(snapshot.vendors()).and_then(|(id, all)| period::unknown_vendor(id, all));
    unknown.map_or(Ok(()), |sentence| Err(Failure::Usage(sentence)))
}

impl From<cli::ExportWhat> for RowKind {
    fn from(what: cli::ExportWhat) -> Self {
        match what {
            cli::ExportWhat::Days => Self::Days,
            cli::ExportWhat::Products => Self::Products,
            cli::ExportWhat::Hours => Self::Hours,
            cli::ExportWhat::Orders => Self::Orders,
            cli::ExportWhat::Events => Self::Events,
        }
    }
}
