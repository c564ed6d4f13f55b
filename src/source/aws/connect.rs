//! Builds the estate and one source for each service and region from a configuration.
//! Opens no connection: what cannot be reached shows up as trouble when it is asked.

use std::{collections::BTreeMap, sync::Arc};

use aws_config::{
    environment::region::EnvironmentVariableRegionProvider, meta::region::ProvideRegion,
    profile::region::ProfileFileRegionProvider,
};

use super::{
    cloudwatch::CloudWatch,
    kinesis::Kinesis,
    session::{Connection, Session},
    stores::stores,
};
use crate::{
    config::{Account, Config},
    pipeline::{Pipeline, clean_line},
    question::{Estate, LakeInfo, VendorTable},
    source::contract::Source,
};

/// Services that tidewatch calls and whose endpoints can be overridden one by one.
const SERVICES: [&str; 5] = ["CLOUDWATCH", "KINESIS", "DYNAMODB", "ATHENA", "STS"];

/// The estate of a configuration and the sources that answer for it. Nothing can fail here: a missing region,
/// missing credentials and everything else is trouble of the source that meets it, and a configuration that names
/// nothing is an empty estate.
pub async fn connect(config: &Config) -> (Arc<Estate>, Vec<Box<dyn Source>>) {
    let account = Arc::new(with_region(&config.account).await);
    let endpoint = endpoint_in_force(&account).await;
    let estate = Arc::new(estate_of(config, &account, endpoint));
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for (region, pipelines) in by_region(&estate.pipelines) {
        let session = Session::new(account.clone(), Some(&region));
        let cloudwatch = Connection::new(session.clone(), aws_sdk_cloudwatch::Client::new);
        sources.push(Box::new(CloudWatch::new(cloudwatch, pipelines.clone())));
        let kinesis = Connection::new(session, aws_sdk_kinesis::Client::new);
        sources.push(Box::new(Kinesis::new(kinesis, pipelines)));
    }
    sources.extend(stores(config, &account));
    (estate, sources)
}

/// The account with the region of environment or profile where the config names none. The instance metadata
/// service is left to the first call: a laptop has none, and waiting for it would hold up the start.
async fn with_region(account: &Account) -> Account {
    let mut account = account.clone();
    if account.region.as_deref().is_none_or(|region| region.trim().is_empty()) {
        let mut profile = ProfileFileRegionProvider::builder();
        if let Some(name) = &account.profile {
            profile = profile.profile_name(&**name);
        }
        let found = match EnvironmentVariableRegionProvider::new().region().await {
            Some(region) => Some(region),
            None => profile.build().region().await,
        };
        account.region = found.map(|region| clean_line(region.as_ref(), 40).into());
    }
    account
}

/// The endpoint override in force, if one is: from the config, the environment or the profile.
async fn endpoint_in_force(account: &Arc<Account>) -> Option<Arc<str>> {
    // Any region does: with one given, nothing is looked up over the network.
    let region = account.region.as_deref().unwrap_or("us-east-1");
    let config = Session::new(account.clone(), Some(region)).load().await;
    let ignores =
        std::env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_ok_and(|v| v.eq_ignore_ascii_case("true"));
    let of_services = SERVICES.iter().filter(|_| !ignores).find_map(|service| {
        std::env::var(format!("AWS_ENDPOINT_URL_{service}")).ok().filter(|url| !url.trim().is_empty())
    });
    let url = config.endpoint_url().map(str::to_owned).or(of_services)?;
    Some(shown_url(&url).into())
}

/// A URL for the screen: harmless, and without the password some write into it.
fn shown_url(url: &str) -> String {
    let url = clean_line(url, 200);
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
            let host = host.rsplit('@').next().unwrap_or(host);
            let slash = if path.is_empty() { "" } else { "/" };
            format!("{scheme}://{host}{slash}{path}")
        }
        None => url,
    }
}

fn estate_of(config: &Config, account: &Account, endpoint: Option<Arc<str>>) -> Estate {
    let placed = |pipeline: &Pipeline| {
        let mut pipeline = pipeline.clone();
        if pipeline.region.trim().is_empty() {
            pipeline.region = account.region.clone().unwrap_or_else(|| Arc::from(""));
        }
        Arc::new(pipeline)
    };
    Estate {
        pipelines: config.pipelines.iter().map(placed).collect(),
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
        runbooks: config.runbooks.clone(),
        tells_places: config.vendors.as_ref().is_some_and(|vendors| vendors.benchmark),
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

#[cfg(test)]
mod tests;
