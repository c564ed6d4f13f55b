//! How AWS is reached: credentials, region, endpoint, retries and time-outs, as one `SdkConfig` a region.
//! Knows no service; a service's client is built by the function a `Connection` is given.

use std::{sync::Arc, time::Duration};

use aws_config::{
    AppName, BehaviorVersion, Region, SdkConfig, default_provider::region::DefaultRegionChain,
    profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig, retry::RetryConfig,
    sts::AssumeRoleProvider, timeout::TimeoutConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use chrono::{DateTime, Utc};

use super::{
    fault::{self, CallSite},
    shell,
};
use crate::{
    config::Account,
    pipeline::clean_line,
    question::{Fault, Trouble},
};

const APP: &str = "tidewatch";
const CONNECT: Duration = Duration::from_secs(3);
const ATTEMPT: Duration = Duration::from_secs(10);
const OPERATION: Duration = Duration::from_secs(25);

/// What a session is made of: the account, and the region to look at (none: the SDK's own chain decides).
#[derive(Clone, Debug)]
pub(super) struct Session {
    account: Arc<Account>,
    region: Option<Arc<str>>,
}

impl Session {
    /// A session in `region`; an empty region counts as none.
    pub(super) fn new(account: Arc<Account>, region: Option<&str>) -> Self {
        let region = region.map(str::trim).filter(|region| !region.is_empty()).map(Arc::from);
        Self { account, region }
    }

    /// The profile in use, for sentences: the account's, or the one the environment names.
    pub(super) fn profile(&self) -> Option<Arc<str>> {
        let named = || std::env::var("AWS_PROFILE").ok().filter(|name| !name.trim().is_empty());
        self.account.profile.clone().or_else(|| named().map(|name| clean_line(&name, 80).into()))
    }

    /// `CloudWatch us-east-1`, or `CloudWatch` where no region is set.
    pub(super) fn source_name(&self, service: &str) -> Arc<str> {
        self.region.as_ref().map_or_else(|| service.into(), |region| format!("{service} {region}").into())
    }

    /// The same session as options of the AWS CLI: `--region us-east-1 --profile ops`.
    pub(super) fn cli_flags(&self) -> String {
        let account = &self.account;
        [
            ("--region", &self.region),
            ("--profile", &account.profile),
            ("--endpoint-url", &account.endpoint_url),
        ]
        .into_iter()
        .filter_map(|(flag, value)| Some(format!("{flag} {}", shell::word(value.as_deref()?))))
        .collect::<Vec<_>>()
        .join(" ")
    }

    /// Reads profiles and environment and sets up the credential chain; connects to nothing but, on machines
    /// without any region, the instance metadata service.
    pub(super) async fn load(&self) -> SdkConfig {
        // An explicit retry config keeps the SDK from reading AWS_RETRY_MODE and AWS_MAX_ATTEMPTS itself: it
        // panics on `legacy`, which is common in CLI configurations, and on 0.
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .retry_config(
                RetryConfig::standard().with_max_attempts(3).with_max_backoff(Duration::from_secs(5)),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT)
                    .operation_attempt_timeout(ATTEMPT)
                    .operation_timeout(OPERATION)
                    .build(),
            );
        if let Ok(name) = AppName::new(APP) {
            loader = loader.app_name(name);
        }
        if let Some(endpoint) = &self.account.endpoint_url {
            loader = loader.endpoint_url(&**endpoint);
        }
        let mut region = self.region.as_deref().map(|region| Region::new(region.to_owned()));
        if let Some(profile) = &self.account.profile {
            if region.is_none() {
                region = DefaultRegionChain::builder().profile_name(profile).build().region().await;
            }
            // `profile_name` alone would lose to AWS_ACCESS_KEY_ID in the environment without a word.
            let provider = ProfileFileCredentialsProvider::builder()
                .profile_name(&**profile)
                .configure(&ProviderConfig::without_region().with_region(region.clone()))
                .build();
            loader = loader.profile_name(&**profile).credentials_provider(provider);
        }
        if let Some(region) = region {
            loader = loader.region(region);
        }
        let config = loader.load().await;
        match &self.account.role_arn {
            Some(role) => assume(config, role, self.account.external_id.as_deref()).await,
            None => config,
        }
    }
}

async fn assume(config: SdkConfig, role: &str, external_id: Option<&str>) -> SdkConfig {
    let mut builder = AssumeRoleProvider::builder(role).configure(&config).session_name(APP);
    if let Some(id) = external_id {
        builder = builder.external_id(id);
    }
    let provider = builder.build().await;
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build()
}

/// A service's client that is built when it is first needed, and built anew after its credentials failed: the
/// SDK keeps static credentials of a profile for as long as a client lives, so a renewed login needs a new one.
#[derive(Debug)]
pub(super) struct Connection<C> {
    session: Session,
    build: fn(&SdkConfig) -> C,
    client: Option<C>,
}

impl<C: Clone> Connection<C> {
    /// A connection that is not opened yet; `build` is `Client::new` of the service.
    pub(super) const fn new(session: Session, build: fn(&SdkConfig) -> C) -> Self {
        Self { session, build, client: None }
    }

    /// The session behind it.
    pub(super) const fn session(&self) -> &Session {
        &self.session
    }

    /// The client, built from fresh configuration when there is none. Without a region there is nothing to call.
    pub(super) async fn client(&mut self, call: &CallSite, now: DateTime<Utc>) -> Result<C, Trouble> {
        if let Some(client) = &self.client {
            return Ok(client.clone());
        }
        let config = self.session.load().await;
        if config.region().is_none() {
            return Err(fault::no_region(call, now));
        }
        let client = (self.build)(&config);
        self.client = Some(client.clone());
        Ok(client)
    }

    /// Drops the client when a fault says that its credentials are of no use, so that the next call reads them anew.
    pub(super) fn heed(&mut self, fault: Fault) {
        if matches!(fault, Fault::NoCredentials | Fault::ExpiredCredentials) {
            self.client = None;
        }
    }

    /// A connection that already has its client, for tests.
    #[cfg(test)]
    pub(super) fn opened(client: C) -> Self {
        let session = Session::new(Arc::new(Account::default()), Some("us-east-1"));
        Self { session, build: |_| panic!("the test's client was dropped"), client: Some(client) }
    }
}

#[cfg(test)]
mod tests;
