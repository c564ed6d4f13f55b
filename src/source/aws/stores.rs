//! The sources over the stores of the business: the vendor table and the lake.
//! They share one thing, the roll of vendors, where the lake lists them and the table sums over them.

use std::sync::Arc;

use super::{athena::Athena, dynamodb::DynamoDb, roll::roll, session::Session};
use crate::{
    config::{Account, Config, Directory},
    source::contract::Source,
};

/// One source for the vendor table and one for the lake, as far as they are configured.
pub(super) fn stores(config: &Config, account: &Arc<Account>) -> Vec<Box<dyn Source>> {
    let (writer, reader) = roll();
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    let within = |region: Option<&str>| Session::new(account.clone(), region.or(account.region.as_deref()));
    let directory_days = config.vendors.as_ref().and_then(|vendors| match vendors.directory {
        Directory::Lake { days } => Some(days),
        _ => None,
    });
    if let Some(vendors) = &config.vendors {
        let session = within(vendors.region.as_deref());
        sources.push(Box::new(DynamoDb::new(session, vendors.clone(), config.business_zone, reader)));
    }
    if let Some(lake) = &config.lake {
        let session = within(lake.region.as_deref());
        sources.push(Box::new(Athena::new(
            session,
            lake.clone(),
            config.business_zone,
            directory_days,
            writer,
        )));
    }
    sources
}
