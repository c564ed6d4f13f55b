//! What the collector itself says about a question that got no answer. Pure; knows no source.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::question::{Fault, Question, Trouble};

fn trouble(source: &str, fault: Fault, sentence: &str, fix: &str, at: DateTime<Utc>) -> Trouble {
    Trouble {
        source: Arc::from(source),
        fault,
        sentence: Arc::from(sentence),
        fix: Arc::from(fix),
        action: None,
        stage: None,
        at,
    }
}

/// Nothing that is configured answers a question.
pub(super) fn nobody(question: &Question, at: DateTime<Utc>) -> Trouble {
    let fix = match question {
        Question::Metrics { .. }
        | Question::Stretch { .. }
        | Question::Alarms { .. }
        | Question::AlarmHistory { .. }
        | Question::Streams { .. } => "Add the pipeline to the configuration.",
        Question::Vendors
        | Question::VendorDays { .. }
        | Question::VendorTotals { .. }
        | Question::ProductDays { .. } => "Name the vendor table under [vendors] in the configuration.",
        Question::Summary { .. } | Question::Order { .. } | Question::Lake => {
            "Name the workgroup and database under [lake] in the configuration."
        }
    };
    let sentence = format!("Nothing that is configured answers: {}.", question.label());
    trouble("tidewatch", Fault::NotFound, &sentence, fix, at)
}

/// A source has been away for long.
pub(super) fn overdue(source: &str, at: DateTime<Utc>) -> Trouble {
    let sentence = format!("{source} has not answered for a minute.");
    let fix = "Check the network, a proxy or VPN, and the endpoint; an answer that still comes is taken.";
    trouble(source, Fault::TimedOut, &sentence, fix, at)
}

/// The query of a question was cancelled by whoever waited for it.
pub(super) fn cancelled(source: &str, at: DateTime<Utc>) -> Trouble {
    let fix = "Press r to ask again.";
    trouble(source, Fault::Cancelled, "You cancelled the query.", fix, at)
}

/// A source left a question out.
pub(super) fn no_word(source: &str, at: DateTime<Utc>) -> Trouble {
    trouble(
        source,
        Fault::Garbled,
        &format!("{source} left the question out of its answer."),
        "It is asked again.",
        at,
    )
}

/// A source stopped working: a fault of ours.
pub(super) fn broken(source: &str, at: DateTime<Utc>) -> Trouble {
    let sentence = format!("{source} stopped working inside tidewatch.");
    trouble(source, Fault::Service, &sentence, "Start tidewatch again, and please report this.", at)
}
