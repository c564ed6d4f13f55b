//! What went wrong with a call to AWS, as one sentence and a way out; the same for every service.
//! Knows no service's own errors: codes are text, since most of them are not modelled by the SDK.

use std::{error::Error, io::ErrorKind, sync::Arc};

use aws_credential_types::provider::error::{CredentialsError, TokenError};
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use chrono::{DateTime, Utc};

use crate::{
    pipeline::clean_line,
    question::{Fault, Trouble},
};

/// Longest piece of a service's own words that is passed on, in characters.
const MOST_WORDS: usize = 240;

/// Which call it was, for the sentence and the fix.
#[derive(Clone, Debug)]
pub(super) struct CallSite {
    /// The source's name: `CloudWatch us-east-1`.
    pub(super) source: Arc<str>,
    /// `CloudWatch`.
    pub(super) service: &'static str,
    /// `GetMetricData`.
    pub(super) operation: &'static str,
    /// The IAM action it needs: `cloudwatch:GetMetricData`.
    pub(super) action: &'static str,
    /// The profile in use, if one is.
    pub(super) profile: Option<Arc<str>>,
}

/// An error sorted: the fault, what to say after "CloudWatch GetMetricData", and what to do.
struct Cause {
    fault: Fault,
    sentence: String,
    fix: String,
    action: Option<String>,
}

impl Cause {
    fn new(fault: Fault, sentence: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { fault, sentence: sentence.into(), fix: fix.into(), action: None }
    }
}

/// The trouble behind an error of any service's SDK.
pub(super) fn trouble<E>(error: &SdkError<E, HttpResponse>, call: &CallSite, now: DateTime<Utc>) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let chain = Chain::of(error);
    let cause = match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            of_code(service.err().code(), service.err().message().unwrap_or(""), status, call)
        }
        SdkError::TimeoutError(_) => timed_out(call),
        SdkError::ResponseError(response) => unreadable(&chain, response.raw().status().as_u16(), call),
        _ => of_chain(&chain, call),
    };
    made(cause, call, now)
}

/// The trouble of a source that has no region.
pub(super) fn no_region(call: &CallSite, now: DateTime<Utc>) -> Trouble {
    made(missing_region(call), call, now)
}

fn made(cause: Cause, call: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: call.source.clone(),
        fault: cause.fault,
        sentence: clean_line(&cause.sentence, 2 * MOST_WORDS).into(),
        fix: clean_line(&cause.fix, 2 * MOST_WORDS).into(),
        action: cause.action.map(Arc::from),
        stage: None,
        at: now,
    }
}

/// What the service itself answered.
fn of_code(code: Option<&str>, message: &str, status: u16, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    // Newer services prefix codes with their namespace, some append a link after a colon.
    let code = code.unwrap_or("").rsplit('#').next().unwrap_or("");
    let code = code.split(':').next().unwrap_or("");
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "AuthorizationError"
        | "UnauthorizedException" => denied(message, call),
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => expired(call),
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "InvalidAccessKeyId" => unknown_keys(code, call),
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
        | "EC2ThrottledException" => throttled(call),
        "ResourceNotFoundException"
        | "ResourceNotFound"
        | "EntityNotFoundException"
        | "NoSuchBucket"
        | "NotFoundException" => Cause::new(
            Fault::NotFound,
            said(&format!("{service} does not know what {operation} asked for"), message),
            "Check the name and the region in the config.",
        ),
        "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "InternalFailure"
        | "InternalServerError"
        | "InternalServerException"
        | "InternalServiceFault"
        | "InternalServiceError" => failed(status, call),
        _ if status == 429 => throttled(call),
        _ if status >= 500 => failed(status, call),
        _ if status == 401 || status == 403 => denied(message, call),
        "" => Cause::new(
            Fault::Garbled,
            format!("{service} refused {operation} with HTTP {status} and a reason that cannot be read."),
            "Check whether a proxy or an endpoint override stands between here and AWS.",
        ),
        code => Cause::new(
            Fault::Invalid,
            said(&format!("{service} refused {operation} as wrong ({code})"), message),
            "Check the names in the config; if they are right, this is a mistake in tidewatch.",
        ),
    }
}

/// `CloudWatch refused it: its own words.`
fn said(start: &str, message: &str) -> String {
    let words = clean_line(message, MOST_WORDS);
    let words = words.trim_end_matches('.');
    if words.is_empty() { format!("{start}.") } else { format!("{start}: {words}.") }
}

fn denied(message: &str, call: &CallSite) -> Cause {
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

fn expired(call: &CallSite) -> Cause {
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

fn unknown_keys(code: &str, call: &CallSite) -> Cause {
    let fix = match &call.profile {
        Some(profile) => format!("Check the keys of profile {profile} and the clock of this machine."),
        None => "Check the keys in the environment or in ~/.aws, and the clock of this machine.".to_owned(),
    };
    let sentence = format!("{} does not accept the credentials ({}).", call.service, clean_line(code, 60));
    Cause::new(Fault::NoCredentials, sentence, fix)
}

fn throttled(call: &CallSite) -> Cause {
    Cause::new(
        Fault::Throttled,
        format!("{} throttled {}: too many calls from this account.", call.service, call.operation),
        "Nothing to do: asked again more slowly. If it stays, poll less often.",
    )
}

fn failed(status: u16, call: &CallSite) -> Cause {
    Cause::new(
        Fault::Service,
        format!("{} failed inside at {} (HTTP {status}).", call.service, call.operation),
        "Nothing to do: asked again. If it stays, see the AWS Health Dashboard.",
    )
}

fn timed_out(call: &CallSite) -> Cause {
    Cause::new(
        Fault::TimedOut,
        format!("{} did not answer {} in time.", call.service, call.operation),
        "Nothing to do: asked again. If it stays, check the network and the proxy.",
    )
}

fn missing_region(call: &CallSite) -> Cause {
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

/// An answer that came but could not be read.
fn unreadable(chain: &Chain, status: u16, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    if status >= 500 {
        return failed(status, call);
    }
    if chain.is_cut_short() {
        let sentence = format!("The answer of {service} to {operation} was cut short.");
        return Cause::new(Fault::Garbled, sentence, "Nothing to do: asked again.");
    }
    Cause::new(
        Fault::Garbled,
        format!("The answer of {service} to {operation} cannot be read (HTTP {status})."),
        "Check whether a proxy or an endpoint override stands between here and AWS.",
    )
}

/// Everything that failed before or without an answer.
fn of_chain(chain: &Chain, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    if chain.has("missing region") || chain.has("no region") {
        return missing_region(call);
    }
    if chain.credentials {
        return of_credentials(chain, call);
    }
    let offline = |how: &str, fix: &str| {
        Cause::new(Fault::Offline, format!("{service} could not be reached for {operation}: {how}."), fix)
    };
    if chain.has("dns error") || chain.has("failed to lookup address") || chain.has("name resolution") {
        return offline("its name does not resolve", "Check the network, the region's spelling and the DNS.");
    }
    if chain.has("certificate")
        || chain.has("tls")
        || chain.has("handshake")
        || chain.has("invalidcontenttype")
    {
        return offline(
            "the TLS connection failed",
            "Check the clock of this machine and whether a proxy replaces certificates.",
        );
    }
    if chain.is_cut_short() {
        let sentence = format!("The answer of {service} to {operation} was cut short.");
        return Cause::new(Fault::Garbled, sentence, "Nothing to do: asked again.");
    }
    if chain.has("timeout") || chain.has("timed out") || chain.io == Some(ErrorKind::TimedOut) {
        return timed_out(call);
    }
    match chain.io {
        Some(ErrorKind::ConnectionRefused) => {
            offline("the connection was refused", "Check the endpoint override, the proxy and the firewall.")
        }
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => {
            offline("the connection was reset", "Nothing to do: asked again. If it stays, check the proxy.")
        }
        _ => offline("the connection failed", "Check the network and the proxy."),
    }
}

/// Credentials that could not be had: nothing was sent to the service.
fn of_credentials(chain: &Chain, call: &CallSite) -> Cause {
    if chain.has("accessdenied") || chain.has("not authorized to perform") {
        let role =
            CallSite { service: "STS", operation: "AssumeRole", action: "sts:AssumeRole", ..call.clone() };
        return denied(&chain.text, &role);
    }
    let is_session = chain.has("sso") || chain.has("login");
    if chain.has("expired") || (is_session && chain.has("token")) {
        return expired(call);
    }
    if chain.io.is_some() && chain.has("dispatch failure") {
        return Cause::new(
            Fault::Offline,
            "The service that gives the AWS credentials could not be reached.",
            "Check the network and the proxy.",
        );
    }
    match &call.profile {
        Some(profile) if chain.has("not defined") || chain.has("no profile") => Cause::new(
            Fault::NoCredentials,
            format!("Profile {profile} is not defined."),
            format!("Define [profile {profile}] in ~/.aws/config, or choose another with --profile."),
        ),
        Some(profile) => Cause::new(
            Fault::NoCredentials,
            format!("Profile {profile} gives no AWS credentials."),
            format!("Check it with: aws sts get-caller-identity --profile {profile}."),
        ),
        None => Cause::new(
            Fault::NoCredentials,
            "No AWS credentials were found.",
            "Choose a profile with --profile, set AWS_ACCESS_KEY_ID, or run aws configure.",
        ),
    }
}

/// What an error and everything beneath it says.
struct Chain {
    text: String,
    lower: String,
    credentials: bool,
    io: Option<ErrorKind>,
}

impl Chain {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut chain = Self { text: String::new(), lower: String::new(), credentials: false, io: None };
        let mut next = Some(error);
        // A chain that refers to itself would never end.
        for _ in 0..32 {
            let Some(error) = next else { break };
            chain.credentials |= error.is::<CredentialsError>() || error.is::<TokenError>();
            chain.io = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(chain.io);
            chain.text.push_str(&error.to_string());
            chain.text.push_str(": ");
            next = error.source();
        }
        chain.lower = chain.text.to_lowercase();
        chain
    }

    fn has(&self, words: &str) -> bool {
        self.lower.contains(words)
    }

    fn is_cut_short(&self) -> bool {
        self.io == Some(ErrorKind::UnexpectedEof)
            || [
                "before message completed",
                "incompletemessage",
                "end of file before",
                "unexpected eof",
                "incompletebody",
            ]
            .iter()
            .any(|words| self.has(words))
    }
}
