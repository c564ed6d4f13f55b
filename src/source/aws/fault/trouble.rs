//! The trouble behind a failed call to any AWS service: which fault, one sentence, the way out.
//! Knows no service's own errors: codes are text, since most of them are not modelled by the SDK.

use std::{error::Error, sync::Arc, time::Duration};

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, Utc};

use super::{
    cause::{self, Cause},
    chain::{self, Chain},
    code,
};
use crate::{pipeline::clean_line, question::Trouble};

/// A service that asks for a longer wait is asked after this anyway.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Which call it was, for the sentence and the fix.
#[derive(Clone, Debug)]
pub(in crate::source::aws) struct CallSite {
    /// The source's name: `CloudWatch us-east-1`.
    pub(in crate::source::aws) source: Arc<str>,
    /// `CloudWatch`.
    pub(in crate::source::aws) service: &'static str,
    /// `GetMetricData`.
    pub(in crate::source::aws) operation: &'static str,
    /// The IAM action it needs: `cloudwatch:GetMetricData`.
    pub(in crate::source::aws) action: &'static str,
    /// The profile in use, if one is.
    pub(in crate::source::aws) profile: Option<Arc<str>>,
}

/// The trouble behind an error of any service's SDK.
pub(in crate::source::aws) fn trouble<E>(
    error: &SdkError<E, HttpResponse>,
    call: &CallSite,
    now: DateTime<Utc>,
) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let chain = Chain::of(error);
    let cause = match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            code::of_code(service.err().code(), service.err().message().unwrap_or(""), status, call)
        }
        SdkError::TimeoutError(_) => cause::timed_out(call),
        SdkError::ResponseError(response) => {
            chain::unreadable(&chain, response.raw().status().as_u16(), call)
        }
        _ => chain::of_chain(&chain, call),
    };
    made(cause, call, now)
}

/// When to ask again, where a throttled or failing service says so.
pub(in crate::source::aws) fn again_after<E>(error: &SdkError<E, HttpResponse>) -> Option<Duration> {
    let headers = error.raw_response()?.headers();
    let number = |name: &str| headers.get(name)?.trim().parse::<u64>().ok();
    let wait = number("retry-after")
        .map(Duration::from_secs)
        .or_else(|| number("x-amz-retry-after").map(Duration::from_millis))?;
    Some(wait.min(LONGEST_WAIT))
}

/// The trouble of a source that has no region.
pub(in crate::source::aws) fn no_region(call: &CallSite, now: DateTime<Utc>) -> Trouble {
    made(cause::missing_region(call), call, now)
}

/// The trouble of an answer that says nothing.
pub(in crate::source::aws) fn empty(call: &CallSite, now: DateTime<Utc>) -> Trouble {
    made(cause::unreadable_answer(200, call), call, now)
}

fn made(cause: Cause, call: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: call.source.clone(),
        fault: cause.fault,
        sentence: clean_line(&cause.sentence, 2 * code::MOST_WORDS).into(),
        fix: clean_line(&cause.fix, 2 * code::MOST_WORDS).into(),
        action: cause.action.map(Arc::from),
        stage: None,
        at: now,
    }
}
