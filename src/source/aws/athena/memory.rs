//! What earlier queries of this session taught about the lake: which views are not as shipped, how much a day of partitions
//! scans, and what the workgroup allows. Keeps nothing beyond the process and makes no calls.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::plan::Lack;
use crate::{
    business::View,
    question::{Fault, Question, Trouble},
};

/// A scan smaller than this is never worth refusing: Athena charges for as much in any case.
const WORTH_ASKING_BYTES: u64 = 10 << 20;

/// Something a step learnt.
#[derive(Clone, Debug)]
pub(super) enum Lesson {
    /// A view is not as shipped.
    Lacks(View, Lack),
    /// A view is as shipped again.
    Reads(View),
    /// A query of this kind scanned so many bytes over so many days.
    Scanned(&'static str, u64, u32),
    /// Most bytes that the workgroup lets a query scan, where it has such a limit.
    Cutoff(Option<u64>),
    /// The workgroup does not let a query choose where its result goes.
    KeepsItsPlace,
}

/// What the workgroup lets a query scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Cutoff {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// So many bytes, or any number.
    Known(Option<u64>),
}

/// Everything learnt.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    lacks: BTreeMap<View, (Lack, DateTime<Utc>)>,
    /// Bytes a day, by kind of query.
    scans: BTreeMap<&'static str, u64>,
    cutoff: Cutoff,
    keeps_its_place: bool,
}

impl Memory {
    /// Takes a lesson in.
    pub(super) fn learn(&mut self, lesson: Lesson, now: DateTime<Utc>) {
        match lesson {
            Lesson::Lacks(view, lack) => {
                self.lacks.insert(view, (lack, now));
            }
            Lesson::Reads(view) => {
                self.lacks.remove(&view);
            }
            Lesson::Scanned(kind, bytes, days) => {
                self.scans.insert(kind, bytes.div_ceil(u64::from(days.max(1))));
            }
            Lesson::Cutoff(cutoff) => self.cutoff = Cutoff::Known(cutoff),
            Lesson::KeepsItsPlace => self.keeps_its_place = true,
        }
    }

    /// Why a view is not read, where that was found out after `since`.
    pub(super) fn lack(&self, view: View, since: DateTime<Utc>) -> Option<&Lack> {
        self.lacks.get(&view).filter(|(_, at)| *at > since).map(|(lack, _)| lack)
    }

    /// What the workgroup lets a query scan.
    pub(super) const fn cutoff(&self) -> Cutoff {
        self.cutoff
    }

    /// True when a query may not choose where its result goes.
    pub(super) const fn keeps_its_place(&self) -> bool {
        self.keeps_its_place
    }

    /// About how many bytes a query will scan, where earlier ones tell and it is worth asking.
    pub(super) fn estimate(&self, kind: &'static str, days: u32) -> Option<u64> {
        let a_day = self.scans.get(kind).or_else(|| self.scans.values().max())?;
        let bytes = a_day.saturating_mul(u64::from(days));
        (bytes > WORTH_ASKING_BYTES).then_some(bytes)
    }
}

/// The kind of a question: what is like it scans alike.
pub(super) const fn kind_of(question: &Question) -> &'static str {
    match question {
        Question::Summary { view, .. } => view.as_str(),
        Question::Order { .. } => "order",
        _ => "vendors",
    }
}

/// True for a refusal to let a query choose where its result goes.
pub(super) fn is_about_place(trouble: &Trouble) -> bool {
    let words = trouble.sentence.to_lowercase();
    let is_about = ["output location", "outputlocation", "result configuration", "resultconfiguration"];
    trouble.fault == Fault::Invalid && is_about.iter().any(|piece| words.contains(piece))
}
