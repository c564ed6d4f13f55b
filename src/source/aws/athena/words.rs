//! Why a query failed, in Athena's words and with the way out that fits them.
//! Knows the shipped files by name, no client.

use super::{
    calls::{Api, Look, State},
    plan::Lack,
    sql,
};
use crate::{
    business::View,
    config::Lake,
    pipeline::clean_line,
    question::{Fault, Question, Trouble},
    source::aws::fault::action_in,
};

/// Longest piece of Athena's words that is passed on, in characters.
const MOST_WORDS: usize = 300;
/// Longest piece of a statement's line that is shown, in characters.
const MOST_LINE: usize = 120;
/// Athena's category of errors that are its own.
const SYSTEM: i32 = 1;

/// The shipped file that creates what a question reads.
const fn file_of(question: &Question) -> &'static str {
    match question {
        Question::Summary { view, .. } => sql::file_of(*view),
        _ => "00_table_vendor_events.sql",
    }
}

/// What the failure of a query over a view says about the view: it is not there, or it is not the shipped one. Nothing
/// when something else failed, or another object is missing.
pub(super) fn lack(lake: &Lake, view: View, look: &Look) -> Option<Lack> {
    if look.state != State::Failed {
        return None;
    }
    let reason = clean_line(&look.reason, MOST_WORDS);
    let lower = reason.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|piece| lower.contains(piece));
    let own = lake.view_name(view).to_lowercase();
    let own = own.rsplit('.').next().unwrap_or(&own);
    if has(&["table_not_found", "view_not_found", "does not exist", "table not found"]) {
        return lower.contains(own).then_some(Lack::Missing);
    }
    let is_other = has(&[
        "column_not_found",
        "cannot be resolved",
        "is stale",
        "view_is_stale",
        "invalid_view",
        "type_mismatch",
        "not a view",
    ]);
    is_other.then(|| Lack::Other(reason.trim_end_matches('.').into()))
}

/// The line of the statement that Athena's words name, with its number: `line 3:12` of `reason`.
fn line_named(reason: &str, sql: &str) -> Option<(usize, String)> {
    let rest = reason.split("line ").skip(1).find(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
    let (line, rest) = rest.split_once(':')?;
    let number: usize = line.parse().ok()?;
    let column: usize = rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    let line = sql.lines().nth(number.checked_sub(1)?)?;
    // Of a long line, what stands around the column.
    let from = column.saturating_sub(1).saturating_sub(MOST_LINE / 2);
    let shown: String = line.chars().skip(from).take(MOST_LINE).collect();
    let (before, after) = (if from > 0 { "..." } else { "" }, line.chars().count() > from + MOST_LINE);
    Some((number, format!("{before}{}{}", shown.trim(), if after { "..." } else { "" })))
}

/// The trouble of a query that failed or was cancelled.
pub(super) fn failure(api: &Api<'_>, question: &Question, sql: &str, look: &Look) -> Trouble {
    let reason = clean_line(&look.reason, MOST_WORDS);
    let lower = reason.to_lowercase();
    let said = if reason.is_empty() { "no reason was given" } else { reason.trim_end_matches('.') };
    if look.state == State::Cancelled {
        return cancelled(api, said, &lower);
    }
    let line = line_named(&reason, sql).map(|(number, line)| format!(" Line {number} is: {line}"));
    let sentence = format!("The query failed: {said}.{}", line.unwrap_or_default());
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
    let is_table = words.contains(&format!(".{}'", lake.table.to_lowercase()));
    let file = if is_table { "00_table_vendor_events.sql" } else { file_of(question) };
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
        (
            Fault::Query,
            format!("{table}, then create the view again with docs/athena/{file} or tidewatch lake install."),
        )
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
