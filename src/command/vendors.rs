//! `tidewatch vendors`: the list of vendors.

use std::{collections::BTreeSet, io::Write};

use serde::Serialize;

use super::{failure::Failure, ranking, session::Session, sheet::Sheet};
use crate::{
    business::Vendor,
    cli::{self, General, ListFormat, TableFormat},
    question::Question,
};

#[derive(Serialize)]
struct Listing<'a> {
    version: u8,
    vendors: &'a [Vendor],
}

/// Prints the vendors by name.
pub(super) async fn run(
    general: &General,
    command: &cli::Vendors,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    if let Some(rank) = command.rank {
        return Box::pin(ranking::run(general, command, rank, out)).await;
    }
    if command.days.from.is_some() || command.days.to.is_some() {
        return Err(Failure::Usage("days need something to rank by: --rank revenue".to_owned()));
    }
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    let snapshot = session.look_once(BTreeSet::from([Question::Vendors]), Session::PATIENCE).await?;
    let Some(vendors) = snapshot.vendors() else {
        return Err(Session::no_answer(&snapshot, &Question::Vendors));
    };
    match command.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &Listing { version: 1, vendors })?;
            writeln!(out)?;
        }
        ListFormat::Table | ListFormat::Csv => {
            let mut sheet = Sheet::new(["id", "name", "category"]);
            for vendor in vendors.iter() {
                let category = vendor.category.as_deref().unwrap_or_default();
                sheet.push(vec![vendor.id.to_string(), vendor.name.to_string(), category.to_owned()]);
            }
            let is_csv = command.format == ListFormat::Csv;
            sheet.write(if is_csv { TableFormat::Csv } else { TableFormat::Table }, out)?;
        }
    }
    Ok(0)
}
