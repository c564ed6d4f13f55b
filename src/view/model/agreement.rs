//! Whether counters and lake agree on the newest days, in words for a line and for a mark. Asks and compares nothing
//! itself; says nothing where nothing can be compared.

use crate::{
    business::{Cause, DateRange, DayCheck, Reconciliation},
    question::{COMPARED_DAYS, reconciliation, reconciliation_questions},
    theme::Role,
    view::{look::Look, pen::Glyph},
};

/// What is said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// How it is.
    pub glyph: Glyph,
    /// How much it matters.
    pub role: Role,
    /// `All 8 days agree.`
    pub sentence: String,
    /// A word for where numbers stand: `2 days differ`; none where nothing needs a mark.
    pub mark: Option<String>,
}

/// What counters and lake of the selected vendor say of the newest days. None without both stores.
pub fn agreement(look: &Look<'_>) -> Option<Agreement> {
    let newest = DateRange::ending(look.today(), COMPARED_DAYS);
    let vendor = &look.app.vendor;
    reconciliation_questions(&look.snapshot.estate, vendor, newest, look.now)?;
    match reconciliation(look.snapshot, vendor, newest, look.now) {
        Some(found) => Some(told(&found)),
        None => Some(Agreement {
            glyph: Glyph::Hollow,
            role: Role::Muted,
            sentence: "Not compared yet.".to_owned(),
            mark: None,
        }),
    }
}

fn told(found: &Reconciliation) -> Agreement {
    let (glyph, role) = match found.cause() {
        None => (Glyph::Ok, Role::Good),
        Some(cause) if cause.is_passing() => (Glyph::Ok, Role::Good),
        Some(_) => (Glyph::Warning, Role::Warning),
    };
    let lasting = found.days.iter().filter_map(DayCheck::cause).filter(|cause| !Cause::is_passing(*cause));
    let mark = match lasting.count() {
        0 => None,
        1 => Some("1 day differs from the lake".to_owned()),
        days => Some(format!("{days} days differ from the lake")),
    };
    Agreement { glyph, role, sentence: found.sentence(), mark }
}
