//! Why a query failed, in Athena's words and with the way out that fits them.
//! Knows the shipped files by name, no client.

use super::calls::{Api, Look, State};
use crate::{
    business::View,
    config::Lake,
    pipeline::clean_line,
    question::{Fault, Question, Trouble},
};

/// Longest piece of Athena's words that is passed on, in characters.
const MOST_WORDS: usize = 300;
/// Athena's category of errors that are its own.
const SYSTEM: i32 = 1;

/// The shipped file that creates what a question reads.
const fn file_of(question: &Question) -> &'static str {
    match question {
        Question::Summary { view: View::DailyVendorPerformance, .. } => "01_daily_vendor_performance.sql",
        Question::Summary { view: View::ProductPerformance, .. } => "02_product_performance.sql",
        Question::Summary { view: View::ConversionFunnel, .. } => "03_conversion_funnel.sql",
        Question::Summary { view: View::HourlyTraffic, .. } => "05_hourly_traffic.sql",
        _ => "00_table_vendor_events.sql",
    }
}

/// The trouble of a query that failed or was cancelled.
pub(super) fn failure(api: &Api<'_>, question: &Question, look: &Look) -> Trouble {
    let reason = clean_line(&look.reason, MOST_WORDS);
    let lower = reason.to_lowercase();
    let said = if reason.is_empty() { "no reason was given" } else { reason.trim_end_matches('.') };
    if look.state == State::Cancelled {
        return cancelled(api, said, &lower);
    }
    let sentence = format!("The query failed: {said}.");
    if let Some(action) = action_in(&reason) {
        let fix =
            format!("Allow {action} in the policy of this identity; docs/iam/read-only.json shows where.");
        return Trouble { action: Some(action.into()), ..api.trouble(Fault::Denied, sentence, fix) };
    }
    let (fault, fix) = way_out(api.lake, question, &lower, look.category);
    api.trouble(fault, sentence, fix)
}

/// What a failure is and what to do, by the words in it: Athena's own codes are only text.
fn way_out(lake: &Lake, question: &Question, words: &str, category: Option<i32>) -> (Fault, String) {
    let file = file_of(question);
    let has = |any: &[&str]| any.iter().any(|piece| words.contains(piece));
    if has(&["access denied", "permission denied", "insufficient permissions"]) {
        let fix = "Allow s3:GetObject and s3:ListBucket on the events, s3:PutObject on the results and \
                   glue:GetTable on the tables, as docs/iam/read-only.json does.";
        (Fault::Denied, fix.to_owned())
    } else if has(&["bucket does not exist", "nosuchbucket"]) {
        (Fault::Query, "Check the result location of the workgroup and the table's location.".to_owned())
    } else if has(&["schema_not_found"]) || (has(&["schema "]) && has(&["does not exist"])) {
        (Fault::Query, format!("Check the lake's database in the config: {} is not there.", lake.database))
    } else if has(&["table_not_found", "view_not_found", "does not exist", "table not found"]) {
        let place = format!("Create it in database {} with docs/athena/{file}", lake.database);
        (Fault::Query, format!("{place}, or name yours in the config."))
    } else if has(&["column_not_found", "cannot be resolved", "is stale"]) {
        let table =
            "The lake is not as shipped: compare its table with docs/athena/00_table_vendor_events.sql";
        (Fault::Query, format!("{table}, then create the view again with docs/athena/{file}."))
    } else if category == Some(SYSTEM) {
        (Fault::Service, "Nothing to do: asked again. A failed query costs nothing.".to_owned())
    } else {
        (Fault::Query, "Run the query by hand in this workgroup to see more.".to_owned())
    }
}

fn cancelled(api: &Api<'_>, said: &str, lower: &str) -> Trouble {
    if lower.contains("scan") && lower.contains("limit") {
        let fix =
            "Ask for fewer days or one vendor, or raise the workgroup's limit for data scanned by a query.";
        return api.trouble(Fault::Limit, format!("The workgroup's limit stopped the query: {said}."), fix);
    }
    api.trouble(
        Fault::Query,
        format!("Somebody else cancelled the query: {said}."),
        "Refresh to run it again, or ask who stops queries in this workgroup.",
    )
}

/// The action in `... is not authorized to perform: glue:GetTable on resource ...`.
fn action_in(reason: &str) -> Option<String> {
    let (_, after) = reason.split_once("not authorized to perform:")?;
    let word = after.split_whitespace().next()?.trim_end_matches([',', '.', ';', ')']);
    let is_action = word.len() <= 128
        && word.contains(':')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'));
    is_action.then(|| word.to_owned())
}
