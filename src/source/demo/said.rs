//! What the demo says beside its answers: provenance, commands that would reproduce them, costs as AWS would
//! bill them, and troubles in the words of real ones.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};

use super::estate::{DATABASE, EVENTS, INDEX, REGION, TABLE, WORKGROUP};
use crate::{
    business::{DateRange, OrderId, VendorId, View},
    question::{Fault, Provenance, Trouble},
};

/// Millionths of a US dollar a metric asked of GetMetricData costs.
pub(super) const MICRO_USD_A_METRIC: u64 = 10;
/// Bytes an eventually consistent read unit reads.
const BYTES_A_UNIT: u64 = 8_192;
/// Bytes Athena bills at least.
const LEAST_BYTES: u64 = 10_000_000;
/// Bytes of a day in the lake that a summary reads.
const DAY_BYTES: u64 = 3_400_000;

/// The service a call went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    CloudWatch,
    Kinesis,
    DynamoDb,
    Athena,
}

impl Service {
    /// `demo: DynamoDB MakeriessAnalytics-prod`.
    pub(super) fn source(self) -> String {
        match self {
            Self::CloudWatch => format!("demo: CloudWatch {REGION}"),
            Self::Kinesis => format!("demo: Kinesis {REGION}"),
            Self::DynamoDb => format!("demo: DynamoDB {TABLE}"),
            Self::Athena => format!("demo: Athena {WORKGROUP}"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::CloudWatch => "CloudWatch",
            Self::Kinesis => "Kinesis",
            Self::DynamoDb => "DynamoDB",
            Self::Athena => "Athena",
        }
    }
}

/// A provenance whose latency is believable and the same each time.
pub(super) fn provenance(
    service: Service,
    now: DateTime<Utc>,
    complete_to: Option<DateTime<Utc>>,
    cost_micro_usd: u64,
    call: impl Into<Arc<str>>,
    command: impl Into<Arc<str>>,
) -> Provenance {
    let usual = match service {
        Service::CloudWatch => 210,
        Service::Kinesis => 60,
        Service::DynamoDb => 24,
        Service::Athena => 2_300,
    };
    let wobble = u64::from(now.timestamp().unsigned_abs().wrapping_mul(2_654_435_761) as u32 >> 24);
    Provenance {
        source: service.source().into(),
        as_of: now,
        complete_to,
        latency: Duration::from_millis(usual + usual * wobble / 512),
        cost_micro_usd,
        call: call.into(),
        command: command.into(),
    }
}

/// `2026-11-22T12:00:00Z`.
pub(super) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What a query of so many items of 200 to 250 bytes costs, in millionths of a dollar.
pub(super) fn query_cost(queries: u64, items: u64) -> u64 {
    // An eventually consistent read of 8 KB is one unit, and 8 units are one millionth of a dollar.
    (queries + items * 240 / BYTES_A_UNIT).div_ceil(8)
}

/// What Athena bills for a summary over so many days.
pub(super) fn scan_cost(range: DateRange) -> u64 {
    let bytes = (u64::try_from(range.days()).unwrap_or(0) * DAY_BYTES).max(LEAST_BYTES);
    bytes * 5 / 1_000_000
}

/// The query of a partition as a command.
pub(super) fn query_command(vendor: &str, range: DateRange, is_index: bool) -> String {
    let (keys, prefix) =
        if is_index { (["GSI1PK", "GSI1SK"], "PRODUCT#METRICS#") } else { (["PK", "SK"], "METRICS#") };
    let index = if is_index { format!(" --index-name {INDEX}") } else { String::new() };
    format!(
        "aws dynamodb query --table-name {TABLE}{index} --key-condition-expression '{} = :pk AND {} BETWEEN :a AND \
         :b' --expression-attribute-values '{{\":pk\":{{\"S\":\"VENDOR#{vendor}\"}},\":a\":{{\"S\":\"{prefix}{}\"}},\
         \":b\":{{\"S\":\"{prefix}{}\"}}}}' --return-consumed-capacity TOTAL --region {REGION}",
        keys[0],
        keys[1],
        range.from(),
        range.to()
    )
}

/// The SQL of a summary, and the command that runs it.
pub(super) fn sql(view: View, vendor: Option<&str>, range: DateRange) -> (String, String) {
    let of = vendor.map_or_else(String::new, |vendor| format!("\"vendorid\" = '{vendor}' AND "));
    let sql = format!(
        "SELECT * FROM \"{}\" WHERE {of}\"event_date\" BETWEEN DATE '{}' AND DATE '{}'",
        view.as_str(),
        range.from(),
        range.to()
    );
    let command = athena_command(&sql);
    (sql, command)
}

/// The SQL of one order's events, and the command that runs it.
pub(super) fn order_sql(vendor: &VendorId, order: &OrderId, range: DateRange) -> (String, String) {
    let sql = format!(
        "SELECT \"timestamp\", eventtype, eventid, customerid, items, total FROM \"{EVENTS}\" WHERE vendorid = '{vendor}' \
         AND orderid = '{order}' AND year || '-' || month || '-' || day BETWEEN '{}' AND '{}' ORDER BY 1",
        range.from(),
        range.to()
    );
    let command = athena_command(&sql);
    (sql, command)
}

fn athena_command(sql: &str) -> String {
    format!(
        "aws athena start-query-execution --work-group {WORKGROUP} --query-execution-context Database={DATABASE} \
         --query-string '{}' --region {REGION}",
        sql.replace('\'', "'\\''")
    )
}

/// Access was denied, by the words of a real denial.
pub(super) fn denied(service: Service, operation: &str, action: &str, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: service.source().into(),
        fault: Fault::Denied,
        sentence: format!("{} refused {operation}: {action} is not allowed.", service.name()).into(),
        fix: format!("Allow {action} in the policy of this identity.").into(),
        action: Some(action.into()),
        stage: None,
        at: now,
    }
}

/// A query was taken and failed, by the words of Athena.
pub(super) fn query_failed(now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: Service::Athena.source().into(),
        fault: Fault::Query,
        sentence: "The query failed: Access denied when writing output to the results bucket.".into(),
        fix: format!("Let the role of workgroup {WORKGROUP} write to the bucket of its results.").into(),
        action: None,
        stage: None,
        at: now,
    }
}

/// The service could not be reached.
pub(super) fn offline(service: Service, operation: &str, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: service.source().into(),
        fault: Fault::Offline,
        sentence: format!(
            "{} could not be reached for {operation}: its name does not resolve.",
            service.name()
        )
        .into(),
        fix: "Check the network, the region's spelling and the DNS.".into(),
        action: None,
        stage: None,
        at: now,
    }
}
