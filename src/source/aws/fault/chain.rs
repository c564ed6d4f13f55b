//! What failed before, or without, an answer that can be read: the chain of errors beneath the SDK's.
//! Connectors, TLS and credential providers give no codes, so their words are matched.

use std::{error::Error, io::ErrorKind};

use aws_credential_types::provider::error::{CredentialsError, TokenError};

use super::{
    cause::{self, Cause},
    code,
    trouble::CallSite,
};
use crate::question::Fault;

/// What an error and everything beneath it says.
pub(super) struct Chain {
    text: String,
    lower: String,
    credentials: bool,
    io: Option<ErrorKind>,
}

impl Chain {
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
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

/// An answer that came but could not be read.
pub(super) fn unreadable(chain: &Chain, status: u16, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    if status >= 500 {
        return cause::failed(status, call);
    }
    if chain.is_cut_short() {
        let sentence = format!("The answer of {service} to {operation} was cut short.");
        return Cause::new(Fault::Garbled, sentence, "Nothing to do: asked again.");
    }
    cause::unreadable_answer(status, call)
}

/// Everything that failed before or without an answer.
pub(super) fn of_chain(chain: &Chain, call: &CallSite) -> Cause {
    let (service, operation) = (call.service, call.operation);
    if chain.has("missing region") || chain.has("no region") {
        return cause::missing_region(call);
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
    // Not a byte of an answer came, so nothing can be cut short yet.
    if chain.has("before message completed") || chain.has("incompletemessage") {
        return offline(
            "the connection was closed before an answer",
            "Nothing to do: asked again. If it stays, check the proxy.",
        );
    }
    if chain.is_cut_short() {
        let sentence = format!("The answer of {service} to {operation} was cut short.");
        return Cause::new(Fault::Garbled, sentence, "Nothing to do: asked again.");
    }
    if chain.has("timeout") || chain.has("timed out") || chain.io == Some(ErrorKind::TimedOut) {
        return cause::timed_out(call);
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
        return code::denied(&chain.text, &role);
    }
    let is_session = chain.has("sso") || chain.has("login");
    if chain.has("expired") || (is_session && chain.has("token")) {
        return cause::expired(call);
    }
    if chain.has("timed out") || chain.has("timeout") {
        return Cause::new(
            Fault::TimedOut,
            "The AWS credentials did not come in time.",
            "Nothing to do: asked again. If it stays, check the profile's credential process and the network.",
        );
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
