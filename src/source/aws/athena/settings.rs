//! How a workgroup is set up, as far as it bears on queries: limits, where results go, which engine runs. Pure.

use aws_sdk_athena::types::{
    ManagedQueryResultsConfiguration, WorkGroup, WorkGroupConfiguration, WorkGroupState,
};

use crate::pipeline::clean_line;

/// The settings of a workgroup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the workgroup of its own")]
pub(super) struct Workgroup {
    /// False when nobody may run queries in it.
    pub(super) is_enabled: bool,
    /// Most bytes that a query may scan before Athena stops it.
    pub(super) cutoff_bytes: Option<u64>,
    /// What a query says about its result is left aside.
    pub(super) is_enforced: bool,
    /// Where results go.
    pub(super) place: Option<String>,
    /// Athena keeps results itself, in no bucket of the account.
    pub(super) keeps_results: bool,
    /// `Athena engine version 3`.
    pub(super) engine: Option<String>,
    /// Numbers of its queries are published to CloudWatch.
    pub(super) publishes: bool,
}

impl Workgroup {
    /// Out of Athena's answer.
    pub(super) fn of(group: &WorkGroup) -> Self {
        let settings = group.configuration();
        let result = settings.and_then(|settings| settings.result_configuration());
        let engine = settings.and_then(|settings| settings.engine_version());
        Self {
            is_enabled: group.state() != Some(&WorkGroupState::Disabled),
            cutoff_bytes: settings
                .and_then(WorkGroupConfiguration::bytes_scanned_cutoff_per_query)
                .and_then(|bytes| u64::try_from(bytes).ok())
                .filter(|bytes| *bytes > 0),
            is_enforced: settings.and_then(WorkGroupConfiguration::enforce_work_group_configuration)
                == Some(true),
            place: result.and_then(|result| result.output_location()).map(|place| clean_line(place, 300)),
            keeps_results: settings
                .and_then(|settings| settings.managed_query_results_configuration())
                .is_some_and(ManagedQueryResultsConfiguration::enabled),
            engine: engine
                .and_then(|engine| engine.effective_engine_version())
                .map(|version| clean_line(version, 60)),
            publishes: settings.and_then(WorkGroupConfiguration::publish_cloud_watch_metrics_enabled)
                == Some(true),
        }
    }

    /// True where results of earlier queries can be taken: from engine version 3 on.
    pub(super) fn may_reuse(&self) -> bool {
        let newest = self.engine.as_deref().and_then(|engine| engine.rsplit(' ').next()?.parse::<u32>().ok());
        newest.is_none_or(|version| version >= 3)
    }
}
