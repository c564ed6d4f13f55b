//! What the demo shows: one pipeline of nine stages with the catalogue's metrics and rules, the vendor table
//! and the lake. Names are invented; regions and ARNs lead nowhere.

use std::sync::Arc;

use chrono_tz::Tz;

use crate::{
    business::Currency,
    catalog::{is_published, metrics_of, rules_told},
    pipeline::{Comparison, Measure, Pipeline, Rule, Stage, StageKind, Told},
    question::{Demo, Estate, LakeInfo, ScenarioInfo, VendorTable},
    simulator::Scenario,
};

/// The region everything pretends to be in.
pub(super) const REGION: &str = "eu-central-1";
/// The table of counters.
pub(super) const TABLE: &str = "MakeriessAnalytics-prod";
/// Its index by vendor.
pub(super) const INDEX: &str = "GSI1";
/// The workgroup that queries the lake.
pub(super) const WORKGROUP: &str = "makeriess-analytics";
/// The database of the lake.
pub(super) const DATABASE: &str = "makeriess_analytics_prod";
/// The table of events that the summaries are made of.
pub(super) const EVENTS: &str = "vendor_events";
/// Days the table keeps.
pub(super) const KEPT_DAYS: u32 = 30;

const STAGES: [(&str, StageKind, &str, &[&str]); 9] = [
    ("ingest", StageKind::Appsync, "k3m7qx2v5jbdpl4hy6rwz2sa4e", &[]),
    ("stream", StageKind::Kinesis, "makeriess-analytics-stream-prod", &["ingest"]),
    ("processor", StageKind::Lambda, "analyticsEventProcessor-prod", &["stream"]),
    ("counters", StageKind::DynamodbTable, TABLE, &["processor"]),
    ("by-vendor", StageKind::DynamodbIndex, "MakeriessAnalytics-prod/GSI1", &["counters"]),
    ("dead-letters", StageKind::Sqs, "makeriess-analytics-dead-letters-prod", &["processor"]),
    ("delivery", StageKind::Firehose, "makeriess-analytics-firehose-prod", &["stream"]),
    ("lake", StageKind::S3, "makeriess-analytics-data-prod-123456789012", &["delivery"]),
    ("queries", StageKind::Athena, WORKGROUP, &["lake"]),
];

/// The estate of a demo.
pub(super) fn estate(seed: u64, speed: f64, scenario: Scenario) -> Estate {
    let scenarios = Scenario::ALL.map(|scenario| ScenarioInfo {
        name: scenario.name().into(),
        description: scenario.description().into(),
    });
    Estate {
        pipelines: vec![Arc::new(pipeline())],
        vendor_table: Some(VendorTable { table: TABLE.into(), kept_days: KEPT_DAYS }),
        lake: Some(LakeInfo { workgroup: WORKGROUP.into(), database: DATABASE.into() }),
        currency: euro(),
        business_zone: Tz::UTC,
        demo: Some(Demo { scenarios: Arc::new(scenarios), scenario: scenario.name().into(), seed, speed }),
        account: Some("demo".into()),
        runbooks: [("makeriess-analytics-data-at-risk".into(), runbook("data-at-risk"))].into(),
        tells_places: false,
        endpoint: None,
    }
}

fn euro() -> Currency {
    // Three letters are always a currency; the default only keeps this free of a panic.
    Currency::parse("EUR").unwrap_or_default()
}

fn pipeline() -> Pipeline {
    Pipeline {
        name: "makeriess-prod".into(),
        region: REGION.into(),
        retention_hours: None,
        stages: STAGES
            .iter()
            .map(|(name, kind, resource, after)| stage(name, *kind, resource, after))
            .collect(),
    }
}

/// Where it is written what to do about a stage or an alarm; the address leads nowhere.
fn runbook(about: &str) -> Arc<str> {
    format!("https://runbooks.example.com/makeriess/{about}").into()
}

fn stage(name: &str, kind: StageKind, resource: &str, after: &[&str]) -> Stage {
    let fed_by: Vec<StageKind> =
        STAGES.iter().filter(|(feeder, ..)| after.contains(feeder)).map(|(_, kind, ..)| *kind).collect();
    let mut metrics = metrics_of(kind, resource, &[]);
    metrics.retain(|metric| is_published(kind, &metric.key, &fed_by));
    let told =
        Told { runbook: Some(runbook(name)), buffer_secs: (kind == StageKind::Firehose).then_some(300) };
    let mut rules = rules_told(kind, &told);
    if kind == StageKind::Sqs {
        // Work queues may hold messages; in dead letters each one is lost work until somebody looks.
        rules.push(Rule {
            metric: "visible".into(),
            measure: Measure::Value,
            comparison: Comparison::Above,
            warning: Some(0.0),
            critical: Some(25.0),
            breaching: 3,
            of: 5,
        });
    }
    Stage {
        name: name.into(),
        kind,
        resource: resource.into(),
        after: after.iter().map(|name| (*name).into()).collect(),
        metrics,
        rules,
        told,
    }
}
