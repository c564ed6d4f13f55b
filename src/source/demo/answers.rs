//! One answer a question, from the world as it is: the shapes AWS's answers are read into.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    estate::{DATABASE, EVENTS, INDEX, KEPT_DAYS, REGION, TABLE, WORKGROUP},
    said::{self, MICRO_USD_A_METRIC, Service, iso},
};
use crate::{
    business::{DateRange, OrderId, Vendor, VendorId, VendorScope, View},
    pipeline::{
        Alarm, AlarmChange, LakeFacts, Pipeline, Point, Series, SeriesKey, Stage, StageKind, StageName,
        StreamFacts, StreamMode, Stretch, Window,
    },
    question::{
        AlarmHistory, AlarmList, Answer, Answered, MetricsAnswer, ProductDays, SeriesAnswer, VendorDays,
        VendorTotals,
    },
    simulator::World,
};

/// How much of the end is read again when only that is asked for.
const TAIL: TimeDelta = TimeDelta::minutes(30);
/// Seconds in a day: metrics of this period are looked back for further.
const DAY_SECS: u32 = 86_400;

/// Series of every metric of a pipeline over a window.
pub(super) fn metrics(
    world: &mut World,
    pipeline: &Pipeline,
    window: Window,
    is_tail: bool,
    now: DateTime<Utc>,
) -> Answered {
    let from = now - if is_tail { TAIL.min(window.span()) } else { window.span() };
    let all = |_: &Stage| true;
    series(world, pipeline, &all, &|native| window.period_secs(native), [from, now], now)
}

/// Series of one stage over a stretch of the past.
pub(super) fn stretch(
    world: &mut World,
    pipeline: &Pipeline,
    stage: &StageName,
    stretch: Stretch,
    now: DateTime<Utc>,
) -> Option<Answered> {
    pipeline.stage(stage)?;
    let from = DateTime::from_timestamp(stretch.from(), 0)?;
    let to = DateTime::from_timestamp(stretch.to(), 0)?.min(now);
    let period = |native| stretch.period_secs(native, now.timestamp());
    Some(series(world, pipeline, &|one: &Stage| one.name == *stage, &period, [from, to], now))
}

/// Series of the stages that are wanted, each metric at the period for how often it is published.
fn series(
    world: &mut World,
    pipeline: &Pipeline,
    is_wanted: &dyn Fn(&Stage) -> bool,
    period_secs: &dyn Fn(u32) -> u32,
    [from, to]: [DateTime<Utc>; 2],
    now: DateTime<Utc>,
) -> Answered {
    let stages = || pipeline.stages.iter().filter(|stage| is_wanted(stage));
    let metrics = || stages().flat_map(|stage| stage.metrics.iter().map(move |metric| (stage, metric)));
    let periods: BTreeSet<u32> = metrics()
        .filter(|(_, metric)| metric.period_secs < DAY_SECS)
        .map(|(_, metric)| period_secs(metric.period_secs))
        .collect();
    let mut found: BTreeMap<(u32, SeriesKey), Vec<Point>> = BTreeMap::new();
    for period in periods {
        // A whole period more, so that the last one is not cut short: CloudWatch counts a point by its start.
        let end = (to.timestamp() + i64::from(period) - 1).div_euclid(period.into()) * i64::from(period);
        for (key, points) in world.series(from.timestamp(), end, period) {
            found.insert((period, key), points);
        }
    }
    if metrics().any(|(_, metric)| metric.period_secs >= DAY_SECS) {
        let storage_from = from.min(to - TimeDelta::days(3));
        let [bytes, objects] = world.storage(storage_from.timestamp(), to.timestamp());
        found.insert((DAY_SECS, SeriesKey::new("lake", "bucket_bytes")), bytes);
        found.insert((DAY_SECS, SeriesKey::new("lake", "objects")), objects);
    }

    let mut answer = MetricsAnswer::default();
    let mut complete_to = to.timestamp();
    for (stage, metric) in metrics() {
        let period = period_secs(metric.period_secs);
        let key = SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() };
        let points = found.remove(&(period, key.clone())).unwrap_or_default();
        let ripe_to = (now.timestamp() - i64::from(metric.settle_secs)).div_euclid(60) * 60;
        if metric.period_secs < DAY_SECS {
            complete_to = complete_to.min(ripe_to);
        }
        let series = Series::new(metric.unit, metric.shape, period).with_points(points, ripe_to);
        answer.series.insert(key, SeriesAnswer { series: Arc::new(series), problem: None });
    }
    let count = answer.series.len() as u64;
    let command = format!(
        "aws cloudwatch get-metric-data --region {REGION} --start-time {} --end-time {} --scan-by \
         TimestampAscending --metric-data-queries file://queries.json",
        iso(from),
        iso(to)
    );
    let provenance = said::provenance(
        Service::CloudWatch,
        now,
        DateTime::from_timestamp(complete_to, 0),
        count * MICRO_USD_A_METRIC,
        format!("GetMetricData {count} metrics"),
        command,
    );
    Answered { answer: Answer::Metrics(answer), provenance }
}

/// What happened to the alarms.
pub(super) fn alarm_history(world: &World, alarm: Option<&Arc<str>>, now: DateTime<Utc>) -> Answered {
    let from = now - if alarm.is_some() { TimeDelta::days(14) } else { TimeDelta::hours(24) };
    let mut events = world.alarm_events(alarm.map(|alarm| &**alarm), from);
    if alarm.is_none() {
        events.retain(|event| matches!(event.change, AlarmChange::State { .. }));
    }
    let whose = alarm
        .map_or_else(|| "--history-item-type StateUpdate".to_owned(), |name| format!("--alarm-name {name}"));
    let command = format!(
        "aws cloudwatch describe-alarm-history {whose} --alarm-types MetricAlarm CompositeAlarm --start-date {} \
         --end-date {} --region {REGION}",
        iso(from),
        iso(now)
    );
    let call = format!("DescribeAlarmHistory {} items", events.len());
    let provenance = said::provenance(Service::CloudWatch, now, Some(now), 0, call, command);
    Answered { answer: Answer::AlarmHistory(AlarmHistory { from, events }), provenance }
}

/// How far the catalog of the lake goes.
pub(super) fn lake(world: &World, now: DateTime<Utc>) -> Answered {
    let (newest, partitions) = world.catalogued();
    let facts = LakeFacts { table: EVENTS.into(), newest: Some(newest), partitions, is_projected: false };
    let command = format!(
        "aws athena start-query-execution --work-group {WORKGROUP} --query-execution-context Database={DATABASE} \
         --query-string 'SHOW PARTITIONS `{EVENTS}`' --region {REGION}"
    );
    let call = format!("GetTableMetadata {EVENTS}, SHOW PARTITIONS {EVENTS}");
    let provenance = said::provenance(Service::Athena, now, Some(world.queryable_to()), 0, call, command);
    Answered { answer: Answer::Lake(facts), provenance }
}

/// The alarms: those that ring first, the newest first in each state.
pub(super) fn alarms(world: &World, now: DateTime<Utc>) -> Answered {
    let mut alarms: Vec<Arc<Alarm>> = world.alarms().into_iter().map(Arc::new).collect();
    alarms.sort_by_key(|alarm| (alarm.state, std::cmp::Reverse(alarm.since), Arc::clone(&alarm.name)));
    let command =
        format!("aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --region {REGION}");
    let call = format!("DescribeAlarms {} alarms", alarms.len());
    let provenance = said::provenance(Service::CloudWatch, now, Some(now), 0, call, command);
    Answered { answer: Answer::Alarms(AlarmList { alarms }), provenance }
}

/// Mode, shards and retention of the streams.
pub(super) fn streams(pipeline: &Pipeline, now: DateTime<Utc>) -> Answered {
    let (open_shards, retention_hours) = World::stream_facts();
    let facts = StreamFacts {
        mode: StreamMode::Provisioned,
        open_shards,
        retention_hours,
        status: "ACTIVE".into(),
        shard_metrics: Vec::new(),
    };
    let streams: Vec<_> = pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Kinesis).collect();
    let command = streams.first().map_or_else(String::new, |stage| {
        format!("aws kinesis describe-stream-summary --stream-name {} --region {REGION}", stage.resource)
    });
    let call = format!("DescribeStreamSummary of {} streams", streams.len());
    let answer = streams.iter().map(|stage| (stage.name.clone(), facts.clone())).collect();
    let provenance = said::provenance(Service::Kinesis, now, Some(now), 0, call, command);
    Answered { answer: Answer::Streams(answer), provenance }
}

/// The vendors, ordered by name.
pub(super) fn vendors(world: &World, now: DateTime<Utc>) -> Answered {
    let mut vendors: Vec<Vendor> = world.market().shops.iter().map(|shop| shop.vendor.clone()).collect();
    vendors.sort_by(|one, other| one.name.cmp(&other.name).then_with(|| one.id.cmp(&other.id)));
    let command = format!(
        "aws dynamodb query --table-name {TABLE} --key-condition-expression 'PK = :pk' \
         --expression-attribute-values '{{\":pk\":{{\"S\":\"VENDORS\"}}}}' --region {REGION}"
    );
    let cost = said::query_cost(1, vendors.len() as u64);
    let provenance = said::provenance(Service::DynamoDb, now, Some(now), cost, "Query PK = VENDORS", command);
    Answered { answer: Answer::Vendors(vendors.into()), provenance }
}

/// Day counters. The table forgets days: older ones are not there, which `kept_from` says.
pub(super) fn vendor_days(
    world: &mut World,
    vendor: &VendorScope,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<Answered> {
    let place = match vendor.one() {
        Some(id) => Some(world.market().position(id)?),
        None => None,
    };
    let kept = DateRange::ending(now.date_naive(), KEPT_DAYS);
    let days = range.overlap(&kept).map(|range| world.vendor_days(place, range)).unwrap_or_default();
    let vendors = if place.is_some() { 1 } else { world.market().shops.len() };
    let id = vendor.one().map_or("<each vendor>", VendorId::as_str);
    let call = format!("Query PK = VENDOR#{id}, SK from METRICS#{} to METRICS#{}", range.from(), range.to());
    let cost = said::query_cost(vendors as u64, days.len() as u64 * vendors as u64);
    let command = said::query_command(vendor.one().map_or("vendor_101", VendorId::as_str), range, false);
    let provenance =
        said::provenance(Service::DynamoDb, now, Some(world.counted_to(place)), cost, call, command);
    let answer = VendorDays { days, kept_from: Some(kept.from()), vendors };
    Some(Answered { answer: Answer::VendorDays(answer), provenance })
}

/// Counters of each vendor, its kept days summed.
pub(super) fn vendor_totals(world: &mut World, range: DateRange, now: DateTime<Utc>) -> Answered {
    let kept = DateRange::ending(now.date_naive(), KEPT_DAYS);
    let asked = range.overlap(&kept);
    let mut totals = asked.map(|range| world.vendor_totals(range)).unwrap_or_default();
    totals.sort_by(|one, other| one.0.cmp(&other.0));
    let vendors = world.market().shops.len();
    let call = format!(
        "Query PK = VENDOR#<each of {vendors} vendors>, SK from METRICS#{} to METRICS#{}",
        range.from(),
        range.to()
    );
    let items = vendors as u64 * asked.map_or(0, |range| range.days().unsigned_abs());
    let cost = said::query_cost(vendors as u64, items);
    let command = said::query_command("vendor_101", range, false);
    let complete_to = Some(world.counted_to(None));
    let provenance = said::provenance(Service::DynamoDb, now, complete_to, cost, call, command);
    let kept_from = Some(kept.from());
    let answer = VendorTotals { totals, kept_from, vendors, ..VendorTotals::default() };
    Answered { answer: Answer::VendorTotals(answer), provenance }
}

/// Day counters of a vendor's products, from the index.
pub(super) fn product_days(
    world: &mut World,
    vendor: &VendorId,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<Answered> {
    let place = world.market().position(vendor)?;
    let kept = DateRange::ending(now.date_naive(), KEPT_DAYS);
    let days = range.overlap(&kept).map(|range| world.product_days(place, range)).unwrap_or_default();
    let call = format!(
        "Query {INDEX}, GSI1PK = VENDOR#{vendor}, GSI1SK from PRODUCT#METRICS#{} to PRODUCT#METRICS#{}",
        range.from(),
        range.to()
    );
    let cost = said::query_cost(1, days.len() as u64);
    let command = said::query_command(vendor.as_str(), range, true);
    let complete_to = Some(world.counted_to(Some(place)));
    let provenance = said::provenance(Service::DynamoDb, now, complete_to, cost, call, command);
    Some(Answered { answer: Answer::ProductDays(ProductDays { days }), provenance })
}

/// Rows of a summary view.
pub(super) fn summary(
    world: &mut World,
    view: View,
    vendor: &VendorScope,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<Answered> {
    let place = match vendor.one() {
        Some(id) => Some(world.market().position(id)?),
        None => None,
    };
    let table = world.summary(view, place, range);
    let (sql, command) = said::sql(view, vendor.one().map(VendorId::as_str), range);
    let complete_to = Some(world.queryable_to());
    let provenance =
        said::provenance(Service::Athena, now, complete_to, said::scan_cost(range), sql, command);
    Some(Answered { answer: Answer::Summary(table), provenance })
}

/// The events of one order.
pub(super) fn order(
    world: &World,
    vendor: &VendorId,
    order: &OrderId,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<Answered> {
    let table = world.order(world.market().position(vendor)?, order, range);
    let (sql, command) = said::order_sql(vendor, order, range);
    let complete_to = Some(world.queryable_to());
    let provenance =
        said::provenance(Service::Athena, now, complete_to, said::scan_cost(range), sql, command);
    Some(Answered { answer: Answer::Summary(table), provenance })
}
