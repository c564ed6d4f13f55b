//! A cause of failure with its sentence and its way out, and those that several ways lead to.
//! Knows no errors; who meets one picks the cause.

use super::trouble::CallSite;
use crate::question::Fault;

/// An error sorted: the fault, what to say after "CloudWatch GetMetricData", and what to do.
pub(super) struct Cause {
    pub(super) fault: Fault,
    pub(super) sentence: String,
    pub(super) fix: String,
    pub(super) action: Option<String>,
}

impl Cause {
    pub(super) fn new(fault: Fault, sentence: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { fault, sentence: sentence.into(), fix: fix.into(), action: None }
    }
}

pub(super) fn expired(call: &CallSite) -> Cause {
    let fix = match &call.profile {
        Some(profile) => {
            format!("Renew it: aws sso login --profile {profile} (or renew the keys of that profile).")
        }
        None => "Renew it: aws sso login, or set fresh AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and \
                 AWS_SESSION_TOKEN and start again."
            .to_owned(),
    };
    Cause::new(Fault::ExpiredCredentials, format!("{} has expired.", session_of(call)), fix)
}

pub(super) fn throttled(call: &CallSite) -> Cause {
    Cause::new(
        Fault::Throttled,
        format!("{} throttled {}: too many calls from this account.", call.service, call.operation),
        "Nothing to do: asked again more slowly. If it stays, poll less often.",
    )
}

pub(super) fn failed(status: u16, call: &CallSite) -> Cause {
    Cause::new(
        Fault::Service,
        format!("{} failed inside at {} (HTTP {status}).", call.service, call.operation),
        "Nothing to do: asked again. If it stays, see the AWS Health Dashboard.",
    )
}

pub(super) fn timed_out(call: &CallSite) -> Cause {
    Cause::new(
        Fault::TimedOut,
        format!("{} did not answer {} in time.", call.service, call.operation),
        "Nothing to do: asked again. If it stays, check the network and the proxy.",
    )
}

pub(super) fn missing_region(call: &CallSite) -> Cause {
    Cause::new(
        Fault::NoRegion,
        format!("No AWS region is set, so {} cannot be asked.", call.service),
        "Set region in the config, pass --region, or set AWS_REGION.",
    )
}

fn session_of(call: &CallSite) -> String {
    call.profile
        .as_ref()
        .map_or_else(|| "The AWS session".to_owned(), |p| format!("The session of profile {p}"))
}

pub(super) fn unreadable_answer(status: u16, call: &CallSite) -> Cause {
    Cause::new(
        Fault::Garbled,
        format!("The answer of {} to {} cannot be read (HTTP {status}).", call.service, call.operation),
        "Check whether a proxy or an endpoint override stands between here and AWS.",
    )
}
