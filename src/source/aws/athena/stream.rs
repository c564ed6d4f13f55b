//! Rows of any number out of Athena: starts the query, waits for it, and hands its result pages on as they are read.
//! A page that fails for a while is asked for again; a query that nobody reads any more is stopped.

use std::{sync::Arc, time::Duration};

use aws_sdk_athena::Client;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tokio::{sync::mpsc::Sender, time::sleep};

use super::{
    calls::{Api, Page, State},
    cells, cost, stream_sql,
};
use crate::{
    business::{Cell, ColumnType},
    config::{Config, Lake},
    pipeline::say_bytes,
    question::{Fault, Trouble},
    source::{
        aws::{
            fault::CallSite,
            session::{Connection, Session},
        },
        rows::{Batch, Part, RowStream, RowsWanted, exact},
    },
};

/// First wait between two looks at the query, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How often a call that fails for a while is made again, and the first wait before that; it doubles.
const MOST_TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The rows as the lake of this configuration has them; none where there is no lake.
pub fn lake_rows(config: &Config, wanted: RowsWanted, now: DateTime<Utc>) -> Option<RowStream> {
    let lake = config.lake.clone()?;
    let account = Arc::new(config.account.clone());
    let region = lake.region.as_deref().or(account.region.as_deref()).map(Arc::<str>::from);
    let session = Session::new(account, region.as_deref());
    let connection = Connection::new(session, Client::new);
    let zone = config.business_zone;
    Some(RowStream::of_task(move |parts| run(connection, lake, zone, wanted, now, parts)))
}

async fn run(
    mut connection: Connection<Client>,
    lake: Lake,
    zone: Tz,
    wanted: RowsWanted,
    now: DateTime<Utc>,
    parts: Sender<Part>,
) {
    let source: Arc<str> = format!("Athena {}", lake.workgroup).into();
    let site = CallSite {
        source: source.clone(),
        service: "Athena",
        operation: "StartQueryExecution",
        action: "athena:StartQueryExecution",
        profile: connection.session().profile(),
    };
    let ended = match connection.client(&site, now).await {
        Ok(client) => {
            let profile = connection.session().profile();
            let mut api = Api { client: &client, lake: &lake, source, profile, now, keeps_its_place: false };
            if lake.output_location.is_some() {
                // Where the workgroup cannot be looked at, the place of the config is tried.
                api.keeps_its_place =
                    api.workgroup().await.is_ok_and(|group| group.is_enforced || group.keeps_results);
            }
            Reader { api, wanted, parts: &parts }.read(zone).await
        }
        Err(trouble) => Err(Cut::Trouble(Box::new(trouble))),
    };
    // Whoever has gone needs no end.
    let _ = match ended {
        Ok(said) => parts.send(Part::Done(said)).await,
        Err(Cut::Trouble(trouble)) => parts.send(Part::Failed(trouble)).await,
        Err(Cut::Unread) => Ok(()),
    };
}

/// Why reading has ended before its end.
enum Cut {
    Trouble(Box<Trouble>),
    /// Nobody reads any more.
    Unread,
}

impl From<Trouble> for Cut {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(Box::new(trouble))
    }
}

struct Reader<'a> {
    api: Api<'a>,
    wanted: RowsWanted,
    parts: &'a Sender<Part>,
}

impl Reader<'_> {
    async fn read(&self, zone: Tz) -> Result<Arc<str>, Cut> {
        let sql = stream_sql::statement(self.api.lake, zone, &self.wanted).map_err(|why| {
            let fix = "Correct the lake's names in the config, or choose a vendor of the list.";
            self.api.trouble(Fault::Invalid, format!("No query can be made: {why}."), fix)
        })?;
        let id = self.patiently(|| self.api.start(&sql, true)).await?;
        let read = tokio::select! {
            biased;
            read = self.read_all(&id) => read,
            () = self.parts.closed() => Err(Cut::Unread),
        };
        if matches!(read, Err(Cut::Unread)) {
            // A query that has ended refuses to be stopped, which is as well.
            let _ = self.api.stop(&id).await;
        }
        read
    }

    async fn read_all(&self, id: &str) -> Result<Arc<str>, Cut> {
        let mut wait = FIRST_WAIT;
        let look = loop {
            let look = self.patiently(|| self.api.look(id)).await?;
            match look.state {
                State::Queued => self.say("queued").await?,
                State::Running if look.scanned_bytes > 0 => {
                    self.say(&format!("running, {} scanned", say_bytes(look.scanned_bytes as f64))).await?;
                }
                State::Running => self.say("running").await?,
                State::Succeeded => break look,
                State::Failed | State::Cancelled => {
                    let fix = "Run the query in the Athena console to see more, or ask for fewer days.";
                    return Err(self.api.trouble(Fault::Invalid, ended_badly(&look.reason), fix).into());
                }
            }
            sleep(wait).await;
            wait = (wait * 3 / 2).min(LONGEST_WAIT);
        };
        let (mut next, mut kinds) = (None, None);
        loop {
            let page = self.patiently(|| self.api.page(id, next.clone())).await?;
            next.clone_from(&page.next);
            let batch = self.batch(&page, &mut kinds);
            self.parts.send(Part::Rows(batch, None)).await.map_err(|_| Cut::Unread)?;
            if next.is_none() {
                break;
            }
        }
        let cents = cost::of_scan(look.scanned_bytes, look.is_reused) as f64 / 1e6;
        let scanned = say_bytes(look.scanned_bytes as f64);
        Ok(if look.is_reused {
            "an earlier result was reused".into()
        } else {
            format!("Athena scanned {scanned}, about ${cents:.4}").into()
        })
    }

    async fn say(&self, what: &str) -> Result<(), Cut> {
        self.parts.send(Part::Waiting(what.into())).await.map_err(|_| Cut::Unread)
    }

    /// The rows of a page. The first one names the types and begins with a row of names.
    fn batch(&self, page: &Page, kinds: &mut Option<Vec<ColumnType>>) -> Batch {
        let columns = self.wanted.kind.columns();
        let is_first = kinds.is_none();
        let kinds = kinds.get_or_insert_with(|| {
            page.columns.iter().map(|column| cells::column_type(column.r#type())).collect()
        });
        let has_header =
            is_first && page.rows.first().is_some_and(|row| cells::is_header(row, &page.columns));
        let mut batch = Batch::new(columns.len());
        for row in page.rows.iter().skip(usize::from(has_header)) {
            let (row, _) = cells::cells(row, kinds.iter().copied());
            let cells = row.into_iter().zip(columns).map(|(cell, (_, kind))| self.fitted(cell, *kind));
            batch.push(cells);
        }
        batch
    }

    /// A cell as its column has it: money exact; a count that the engine summed into a decimal, whole again.
    fn fitted(&self, cell: Cell, kind: ColumnType) -> Cell {
        match (kind, &cell) {
            (ColumnType::Decimal, _) => exact(cell, self.wanted.minor_digits),
            (ColumnType::Integer, Cell::Decimal(value)) if value.fract().is_zero() => {
                i64::try_from(*value).map_or(cell, Cell::Integer)
            }
            _ => cell,
        }
    }

    /// Makes a call, and again while it fails for reasons that pass by themselves.
    async fn patiently<T, F>(&self, mut call: impl FnMut() -> F) -> Result<T, Cut>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..MOST_TRIES {
            match call().await {
                Ok(value) => return Ok(value),
                Err(trouble) if trouble.fault.passes_by_itself() => self.say(&trouble.sentence).await?,
                Err(trouble) => return Err(trouble.into()),
            }
            sleep(pause).await;
            pause *= 2;
        }
        call().await.map_err(Cut::from)
    }
}

fn ended_badly(reason: &str) -> String {
    let reason = crate::pipeline::clean_line(reason, 400);
    if reason.is_empty() {
        "The query has failed, and Athena does not say why.".to_owned()
    } else {
        format!("The query has failed: {reason}")
    }
}

#[cfg(test)]
#[path = "tests/stream.rs"]
mod tests;
