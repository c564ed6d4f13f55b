//! A small shop to try the mind on: one pipeline of four stages, three vendors, two alarms.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeZone, Utc};

use super::state::{App, SettingsView, ZoneChoice};
use crate::{
    business::{
        Cell, ColumnType, Counters, Currency, DateRange, DayCounters, SummaryTable, Vendor, VendorId,
        VendorScope, View,
    },
    config::Notify,
    pipeline::{
        Alarm, AlarmKind, AlarmState, Health, Metric, Missing, Pipeline, PipelineHealth, Shape, Stage,
        StageKind, Told, Unit,
    },
    question::{
        AlarmList, Answer, Answered, Demo, Entry, Estate, LakeInfo, Provenance, Question, ScenarioInfo,
        Snapshot, VendorDays, VendorTable, VendorTotals,
    },
};

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 14, 2, 31).unwrap()
}

pub(crate) fn vendor_id(id: &str) -> VendorId {
    VendorId::parse(id).unwrap()
}

fn metric(key: &str) -> Metric {
    Metric {
        key: key.into(),
        label: key.into(),
        namespace: "AWS/Lambda".into(),
        name: key.into(),
        dimensions: Arc::from([]),
        statistic: "Sum".into(),
        unit: Unit::Count,
        shape: Shape::Counter,
        period_secs: 60,
        settle_secs: 120,
        missing: Missing::Zero,
    }
}

fn stage(name: &str, kind: StageKind, after: &[&str]) -> Stage {
    Stage {
        name: name.into(),
        kind,
        resource: name.into(),
        after: after.iter().map(|name| (*name).into()).collect(),
        metrics: vec![metric("errors"), metric("invocations"), metric("duration")],
        rules: Vec::new(),
        told: Told::default(),
    }
}

pub(crate) fn pipeline(name: &str) -> Arc<Pipeline> {
    Arc::new(Pipeline {
        name: name.into(),
        region: "us-east-1".into(),
        retention_hours: Some(24),
        stages: vec![
            stage("stream", StageKind::Kinesis, &[]),
            stage("processor", StageKind::Lambda, &["stream"]),
            stage("counters", StageKind::DynamodbTable, &["processor"]),
            stage("delivery", StageKind::Firehose, &["stream"]),
        ],
    })
}

pub(crate) fn estate() -> Estate {
    Estate {
        pipelines: vec![pipeline("shop-prod")],
        vendor_table: Some(VendorTable { table: "ShopAnalytics".into(), kept_days: 30 }),
        lake: Some(LakeInfo { workgroup: "primary".into(), database: "shop".into() }),
        currency: Currency::parse("EUR").unwrap(),
        business_zone: chrono_tz::UTC,
        demo: Some(Demo {
            scenarios: Arc::from([
                ScenarioInfo { name: "calm".into(), description: "Nothing happens.".into() },
                ScenarioInfo {
                    name: "poison-record".into(),
                    description: "One record blocks its shard.".into(),
                },
            ]),
            scenario: "calm".into(),
            seed: 7,
            speed: 1.0,
        }),
        account: None,
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    }
}

pub(crate) fn settings() -> SettingsView {
    SettingsView {
        theme: "tide".into(),
        themes: Arc::from(["tide", "paper", "ember"].map(Arc::from)),
        ascii: false,
        mouse: false,
        zone: ZoneChoice { is_utc: true, local: chrono_tz::Europe::Berlin },
        notify: Notify::default(),
        title: true,
        user: "ann".into(),
        may_write_files: true,
        keys: BTreeMap::new(),
    }
}

pub(crate) fn app() -> App {
    App::new(settings(), &estate(), now())
}

fn alarm(name: &str, state: AlarmState, stage: &str) -> Arc<Alarm> {
    Arc::new(Alarm {
        name: name.into(),
        arn: format!("arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}").into(),
        description: None,
        kind: AlarmKind::Metric,
        state,
        since: Some(now()),
        reason: "Threshold Crossed".into(),
        threshold: Some(1.0),
        condition: Some("> 1".into()),
        watches: "AWS/Lambda Errors Sum".into(),
        period_secs: Some(60),
        m_of_n: Some((1, 1)),
        treat_missing: None,
        actions_enabled: true,
        stages: vec![stage.into()],
        children: Vec::new(),
        detail: crate::pipeline::AlarmDetail::default(),
    })
}

fn answered(answer: Answer, command: &str) -> Arc<Entry> {
    let provenance = Provenance {
        source: "a test".into(),
        as_of: now(),
        complete_to: Some(now()),
        latency: Duration::from_millis(40),
        cost_micro_usd: 10,
        call: "Call".into(),
        command: command.into(),
    };
    let entry = Entry::unasked(Duration::from_mins(1));
    Arc::new(Entry { held: Some(Arc::new(Answered { answer, provenance })), ..entry })
}

fn vendor(id: &str, name: &str) -> Vendor {
    Vendor { id: vendor_id(id), name: name.into(), category: Some("Home".into()) }
}

fn health() -> PipelineHealth {
    PipelineHealth {
        pipeline: "shop-prod".into(),
        health: Health::Critical,
        since: Some(now()),
        headline: "processor fails".into(),
        worst_stage: Some("processor".into()),
        stages: Vec::new(),
        verdicts: Vec::new(),
        resolved: Vec::new(),
        flows: Vec::new(),
    }
}

pub(crate) fn snapshot_of(estate: Estate) -> Arc<Snapshot> {
    let alarms = AlarmList {
        alarms: vec![
            alarm("age", AlarmState::Ok, "stream"),
            alarm("processor-errors", AlarmState::Alarm, "processor"),
            alarm("freshness", AlarmState::InsufficientData, "delivery"),
        ],
    };
    let vendors: Arc<[Vendor]> = Arc::from([
        vendor("v-003", "Moon Textiles"),
        vendor("v-001", "Sunrise Ceramics"),
        vendor("v-002", "Sunset Teas"),
    ]);
    let range = DateRange::ending(now().date_naive(), 30);
    let counters = Counters {
        product_views: 1_000,
        orders: 20,
        completed_orders: 19,
        revenue: 500.into(),
        ..Counters::default()
    };
    let days = VendorDays {
        days: vec![DayCounters { date: now().date_naive(), counters }],
        kept_from: Some(range.from()),
        vendors: 3,
    };
    let mut snapshot = Snapshot::empty(Arc::new(estate), now());
    snapshot.health = Arc::from([health()]);
    snapshot.entries = BTreeMap::from([
        (
            Question::Alarms { pipeline: "shop-prod".into() },
            answered(Answer::Alarms(alarms), "aws cloudwatch describe-alarms"),
        ),
        (Question::Vendors, answered(Answer::Vendors(vendors), "aws dynamodb query")),
        (
            Question::VendorDays { vendor: VendorScope::All, range },
            answered(Answer::VendorDays(days), "aws dynamodb query --days"),
        ),
    ]);
    Arc::new(snapshot)
}

pub(crate) fn snapshot() -> Arc<Snapshot> {
    snapshot_of(estate())
}

/// The snapshot with every vendor's totals answered, as the app wants them: of the table and of the lake, the newest
/// vendor's trade the greatest.
pub(crate) fn with_totals(app: &App, snapshot: &Snapshot) -> Arc<Snapshot> {
    let mut snapshot = snapshot.clone();
    let vendors = snapshot.vendors().cloned().unwrap_or_default();
    let counters = |place: usize, range: DateRange| {
        let days = range.days();
        // Who comes later in the list does better now than it did before.
        let past =
            if range.contains(now().date_naive()) || range.to() > now().date_naive() - chrono::Days::new(9) {
                1
            } else {
                (vendors.len() - place) as i64
            };
        let size = 3 + (place as i64 * 7) % 23;
        Counters {
            product_views: size * 60 * days,
            orders: size * 2 * days + past,
            completed_orders: size * 2 * days,
            revenue: rust_decimal::Decimal::new((size * size * 731 + past * 40) * days, 2),
            ..Counters::default()
        }
    };
    let names =
        ["product_views", "profile_views", "product_favorites", "cart_adds", "orders", "completed_orders"];
    for question in app.wants(&snapshot.estate, now()) {
        let answer = match &question {
            Question::VendorTotals { range } => {
                let mut totals: Vec<_> =
                    vendors.iter().enumerate().map(|(at, v)| (v.id.clone(), counters(at, *range))).collect();
                totals.sort_by(|a, b| a.0.cmp(&b.0));
                Answer::VendorTotals(VendorTotals {
                    vendors: totals.len(),
                    totals,
                    ..VendorTotals::default()
                })
            }
            Question::Summary { view: View::VendorTotals, range, .. } => {
                let row = |(at, vendor): (usize, &Vendor)| {
                    let of = counters(at, *range);
                    let whole =
                        [of.product_views, 0, 0, 0, of.orders, of.completed_orders].map(Cell::Integer);
                    let id = Cell::Text(vendor.id.as_str().into());
                    [id].into_iter().chain(whole).chain([Cell::Decimal(of.revenue)]).collect()
                };
                let columns = ["vendorid"].into_iter().chain(names).chain(["revenue"]);
                Answer::Summary(SummaryTable {
                    columns: columns.map(|name| (name.into(), ColumnType::Other)).collect(),
                    rows: vendors.iter().enumerate().map(row).collect(),
                })
            }
            _ => continue,
        };
        snapshot.entries.insert(question, answered(answer, "aws dynamodb query --totals"));
    }
    Arc::new(snapshot)
}
