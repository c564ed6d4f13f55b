//! What there is to look at: pipelines, the vendor table, the lake, and whether it is a demo.
//! Fixed for the life of a collector; resolved from config before it starts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ask::Question;
use crate::{
    business::{Currency, DateRange},
    pipeline::{Pipeline, PipelineName, StageKind, Window},
};

/// The pipelines and the business this process looks at.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Estate {
    /// Pipelines in the order of the config; may be empty when only vendors are configured.
    pub pipelines: Vec<Arc<Pipeline>>,
    /// The vendor table, when there is one.
    pub vendor_table: Option<VendorTable>,
    /// The lake, when there is one.
    pub lake: Option<LakeInfo>,
    /// Currency of all revenue.
    pub currency: Currency,
    /// Time zone of the business day: which day an event is counted on.
    pub business_zone: Tz,
    /// Set when everything is simulated.
    pub demo: Option<Demo>,
    /// Profile or account label for the header, if any.
    pub account: Option<Arc<str>>,
    /// Where to read what to do about an alarm: its name to an http or https address.
    pub runbooks: BTreeMap<Arc<str>, Arc<str>>,
    /// Vendors may be told their quarter within their category.
    #[serde(default)]
    pub tells_places: bool,
    /// An endpoint override in force: shown as a warning, since answers may not be AWS's.
    pub endpoint: Option<Arc<str>>,
}

/// The table of daily counters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct VendorTable {
    /// Table name.
    pub table: Arc<str>,
    /// Days the table keeps before TTL removes them; older days are asked of the lake.
    pub kept_days: u32,
}

/// The lake behind the summaries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LakeInfo {
    /// Workgroup.
    pub workgroup: Arc<str>,
    /// Database.
    pub database: Arc<str>,
}

/// The demo world's face.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Demo {
    /// Every scenario that can be switched to.
    pub scenarios: Arc<[ScenarioInfo]>,
    /// Name of the scenario that plays at start.
    pub scenario: Arc<str>,
    /// Seed of the world.
    pub seed: u64,
    /// World seconds per second.
    pub speed: f64,
}

/// A scenario of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ScenarioInfo {
    /// `consumer-stopped`.
    pub name: Arc<str>,
    /// One sentence.
    pub description: Arc<str>,
}

impl Estate {
    /// What is always asked: metrics, alarms and, where there are any, streams of every pipeline, and how far the
    /// catalog of the lake goes, where there is a lake.
    pub fn base_questions(&self) -> BTreeSet<Question> {
        let of_pipeline = |pipeline: &Arc<Pipeline>| {
            let name = || pipeline.name.clone();
            let has_streams = pipeline.stages.iter().any(|stage| stage.kind == StageKind::Kinesis);
            let streams = has_streams.then(|| Question::Streams { pipeline: name() });
            [
                Question::Metrics { pipeline: name(), window: Window::JUDGED },
                Question::Alarms { pipeline: name() },
            ]
            .into_iter()
            .chain(streams)
            .collect::<Vec<_>>()
        };
        let lake = self.lake.as_ref().filter(|_| !self.pipelines.is_empty()).map(|_| Question::Lake);
        self.pipelines.iter().flat_map(of_pipeline).chain(lake).collect()
    }

    /// What of it a vendor may know: that there are daily counters and a history, currency, zone, and whether it is a
    /// demo. No pipeline, no name of a table, no account.
    #[must_use]
    pub fn for_vendor(&self) -> Self {
        let Self {
            pipelines: _,
            vendor_table,
            lake,
            currency,
            business_zone,
            demo,
            account: _,
            runbooks: _,
            tells_places: _,
            endpoint: _,
        } = self;
        let kept =
            |table: &VendorTable| VendorTable { table: "daily counters".into(), kept_days: table.kept_days };
        let nameless = |_: &LakeInfo| LakeInfo { workgroup: "".into(), database: "history".into() };
        let world =
            |demo: &Demo| Demo { scenarios: Arc::from([]), scenario: "".into(), seed: 0, speed: demo.speed };
        Self {
            pipelines: Vec::new(),
            vendor_table: vendor_table.as_ref().map(kept),
            lake: lake.as_ref().map(nameless),
            currency: currency.clone(),
            business_zone: *business_zone,
            demo: demo.as_ref().map(world),
            account: None,
            runbooks: BTreeMap::new(),
            // The gate knows; a viewer only sees what it is told.
            tells_places: false,
            endpoint: None,
        }
    }

    /// The pipeline with this name.
    pub fn pipeline(&self, name: &PipelineName) -> Option<&Arc<Pipeline>> {
        self.pipelines.iter().find(|pipeline| pipeline.name == *name)
    }

    /// The business day at a moment.
    pub fn business_day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.business_zone).date_naive()
    }

    /// The first business day the vendor table still keeps; days before it are asked of the lake.
    pub fn kept_from(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        let table = self.vendor_table.as_ref()?;
        Some(DateRange::ending(self.business_day(now), table.kept_days).from())
    }
}
