//! Builds the estate and one source for each service and region from a configuration.
//! Opens no connection: what cannot be reached shows up as trouble when it is asked.

use std::{collections::BTreeMap, sync::Arc};

use super::{session::Session, stores::stores};
use crate::{
    config::{Account, Config},
    pipeline::{Pipeline, clean_line},
    question::{Estate, LakeInfo, VendorTable},
    source::Source,
};

/// Why there is nothing to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Neither pipelines nor a vendor table nor a lake.
    #[error("the configuration names no pipeline, no vendor table and no lake, so there is nothing to show")]
    NothingConfigured,
}

/// The estate of a configuration and the sources that answer for it. Fails only when there is nothing to ask;
/// a missing region, missing credentials and everything else is trouble of the source that meets it.
pub async fn connect(config: &Config) -> Result<(Arc<Estate>, Vec<Box<dyn Source>>), ConnectError> {
    if config.pipelines.is_empty() && config.vendors.is_none() && config.lake.is_none() {
        return Err(ConnectError::NothingConfigured);
    }
    let account = Arc::new(config.account.clone());
    let endpoint = account.endpoint_url.as_deref().map(|url| Arc::from(clean_line(url, 200)));
    let estate = Arc::new(estate_of(config, endpoint));
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for (region, pipelines) in by_region(&estate.pipelines) {
        let _ = (Session::new(account.clone(), Some(&region)), pipelines);
    }
    sources.extend(stores(config, &account));
    Ok((estate, sources))
}

fn estate_of(config: &Config, endpoint: Option<Arc<str>>) -> Estate {
    let account: &Account = &config.account;
    Estate {
        pipelines: config.pipelines.iter().cloned().map(Arc::new).collect(),
        vendor_table: config
            .vendors
            .as_ref()
            .map(|vendors| VendorTable { table: vendors.table.clone(), kept_days: vendors.kept_days }),
        lake: config
            .lake
            .as_ref()
            .map(|lake| LakeInfo { workgroup: lake.workgroup.clone(), database: lake.database.clone() }),
        currency: config.currency.clone(),
        business_zone: config.business_zone,
        demo: None,
        account: account.label.clone().or_else(|| account.profile.clone()),
        endpoint,
    }
}

fn by_region(pipelines: &[Arc<Pipeline>]) -> BTreeMap<Arc<str>, Vec<Arc<Pipeline>>> {
    let mut regions: BTreeMap<Arc<str>, Vec<Arc<Pipeline>>> = BTreeMap::new();
    for pipeline in pipelines {
        regions.entry(pipeline.region.clone()).or_default().push(pipeline.clone());
    }
    regions
}
