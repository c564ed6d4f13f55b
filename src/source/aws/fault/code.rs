//! What a service itself answered: its error code, its message and the HTTP status.
//! Codes of all services are sorted together; CloudWatch alone sends both its old names and its new.

use super::{
    cause::{self, Cause},
    trouble::CallSite,
};
use crate::{pipeline::clean_line, question::Fault};

/// Longest piece of a service's own words that is passed on, in characters.
pub(super) const MOST_WORDS: usize = 240;

/// What the service itself answered.
pub(super) fn of_code(code: Option<&str>, message: &str, status: u16, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    // Newer services prefix codes with their namespace, some append a link after a colon.
    let code = code.unwrap_or("").rsplit('#').next().unwrap_or("");
    let code = code.split(':').next().unwrap_or("");
    match fault_of(code, status) {
        Fault::Denied => denied(message, call),
        Fault::ExpiredCredentials => cause::expired(call),
        Fault::NoCredentials => unknown_keys(code, call),
        Fault::Throttled => cause::throttled(call),
        Fault::Service => cause::failed(status, call),
        Fault::NotFound => Cause::new(
            Fault::NotFound,
            said(&format!("{service} does not know what {operation} asked for"), message),
            "Check the name and the region in the config.",
        ),
        Fault::Garbled => Cause::new(
            Fault::Garbled,
            format!("{service} refused {operation} with HTTP {status} and a reason that cannot be read."),
            "Check whether a proxy or an endpoint override stands between here and AWS.",
        ),
        _ => Cause::new(
            Fault::Invalid,
            said(&format!("{service} refused {operation} as wrong ({code})"), message),
            "Check the names in the config; if they are right, this is a mistake in tidewatch.",
        ),
    }
}

/// The fault of an error code; where the code says nothing, that of the HTTP status.
fn fault_of(code: &str, status: u16) -> Fault {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "AuthorizationError"
        | "UnauthorizedException" => Fault::Denied,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            Fault::ExpiredCredentials
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "InvalidAccessKeyId" => Fault::NoCredentials,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "LimitExceededException"
        | "LimitExceeded"
        | "BandwidthLimitExceeded"
        | "SlowDown"
        | "PriorRequestNotComplete"
        | "TransactionInProgressException"
        | "EC2ThrottledException" => Fault::Throttled,
        "ResourceNotFoundException"
        | "ResourceNotFound"
        | "EntityNotFoundException"
        | "NoSuchBucket"
        | "NotFoundException" => Fault::NotFound,
        code => of_status(status, code.is_empty()),
    }
}

fn of_status(status: u16, is_mute: bool) -> Fault {
    match status {
        429 => Fault::Throttled,
        500.. => Fault::Service,
        401 | 403 => Fault::Denied,
        _ if is_mute => Fault::Garbled,
        _ => Fault::Invalid,
    }
}

/// `CloudWatch refused it: its own words.`
fn said(start: &str, message: &str) -> String {
    let words = clean_line(message, MOST_WORDS);
    let words = words.trim_end_matches('.');
    if words.is_empty() { format!("{start}.") } else { format!("{start}: {words}.") }
}

pub(super) fn denied(message: &str, call: &CallSite) -> Cause {
    let action = action_in(message).unwrap_or_else(|| call.action.to_owned());
    let fix = if message.contains("explicit deny") {
        format!("A policy denies {action} explicitly: take that statement away, or allow another role.")
    } else {
        format!("Allow {action} in the policy of this identity.")
    };
    Cause {
        action: Some(action.clone()),
        ..Cause::new(
            Fault::Denied,
            format!("{} refused {}: {action} is not allowed.", call.service, call.operation),
            fix,
        )
    }
}

/// The action a service says is missing: the word after `is not authorized to perform:`.
fn action_in(message: &str) -> Option<String> {
    let (_, after) = message.split_once("not authorized to perform:")?;
    let word = after.split_whitespace().next()?.trim_end_matches([',', '.', ';']);
    let is_action = word.len() <= 128
        && word
            .split_once(':')
            .is_some_and(|(service, operation)| !service.is_empty() && !operation.is_empty())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'));
    is_action.then(|| word.to_owned())
}

fn unknown_keys(code: &str, call: &CallSite) -> Cause {
    let fix = match &call.profile {
        Some(profile) => format!("Check the keys of profile {profile} and the clock of this machine."),
        None => "Check the keys in the environment or in ~/.aws, and the clock of this machine.".to_owned(),
    };
    let sentence = format!("{} does not accept the credentials ({}).", call.service, clean_line(code, 60));
    Cause::new(Fault::NoCredentials, sentence, fix)
}
