//! The one picture all screens are drawn from: immutable, shared, newest wins.
//! Accessors return nothing rather than something old under a new name; age is in the provenance.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use super::{
    answer::{
        AlarmHistory, AlarmList, Answer, Answered, MetricsAnswer, ProductDays, VendorDays, VendorTotals,
    },
    ask::Question,
    bill::Bill,
    estate::Estate,
    note::{About, Note, NoteKind},
    trouble::Trouble,
};
use crate::{
    business::{Benchmark, DateRange, SummaryTable, Vendor, VendorId, VendorScope, View},
    pipeline::{Health, LakeFacts, PipelineHealth, PipelineName, StageName, StreamFacts, Stretch, Window},
};

/// Everything known at a moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The collector's time when this was published.
    pub at: DateTime<Utc>,
    /// Grows by one with every snapshot.
    pub sequence: u64,
    /// What there is to look at.
    pub estate: Arc<Estate>,
    /// Every question that is asked at present, with what is known.
    pub entries: BTreeMap<Question, Arc<Entry>>,
    /// Health of each pipeline, in the order of the estate.
    pub health: Arc<[PipelineHealth]>,
    /// What people noted about alarms and verdicts, the newest first.
    pub notes: Arc<[Note]>,
    /// Why notes are not kept beyond the end of this process, or were put aside; none when all is well.
    pub notes_problem: Option<Arc<str>>,
    /// A vendor's place among its category by days, where the operator lets vendors see it: coarse, and of the vendor that
    /// looks alone. Empty for operators, who have the totals.
    pub benchmarks: Arc<BTreeMap<DateRange, Benchmark>>,
    /// What the dashboard's own calls cost.
    pub bill: Bill,
    /// Name of the demo scenario that runs, in a demo.
    pub scenario: Option<Arc<str>>,
}

/// A question and what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The newest answer, kept while newer attempts fail.
    pub held: Option<Arc<Answered>>,
    /// Troubles of the newest attempt; empty when it went well.
    pub troubles: Vec<Trouble>,
    /// What the answer waits for, while a query runs.
    pub waiting: Option<Arc<str>>,
    /// When it was last asked; none before the first time.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it will be asked next.
    pub next_at: Option<DateTime<Utc>>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// Attempts since the question was first wanted.
    pub attempts: u64,
    /// How often it is asked when all is well.
    pub every: Duration,
}

impl Entry {
    /// A question nobody has asked yet.
    pub const fn unasked(every: Duration) -> Self {
        Self {
            held: None,
            troubles: Vec::new(),
            waiting: None,
            asked_at: None,
            next_at: None,
            failures: 0,
            attempts: 0,
            every,
        }
    }

    /// True when the newest attempt failed, or the answer is older than three rounds of asking.
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.held.as_ref().is_some_and(|held| {
            let age = (now - held.provenance.as_of).to_std().unwrap_or_default();
            age > self.every * 3 + Duration::from_secs(30)
        })
    }
}

impl Snapshot {
    /// A snapshot before anything was asked.
    pub fn empty(estate: Arc<Estate>, at: DateTime<Utc>) -> Self {
        Self {
            at,
            sequence: 0,
            estate,
            entries: BTreeMap::new(),
            health: Arc::from([]),
            notes: Arc::from([]),
            notes_problem: None,
            benchmarks: Arc::default(),
            bill: Bill::default(),
            scenario: None,
        }
    }

    /// What is known about a question.
    pub fn entry(&self, question: &Question) -> Option<&Entry> {
        self.entries.get(question).map(|entry| &**entry)
    }

    fn held(&self, question: &Question) -> Option<&Answered> {
        self.entry(question)?.held.as_deref()
    }

    /// The series that serve a window of a pipeline.
    pub fn metrics(&self, pipeline: &PipelineName, window: Window) -> Option<&MetricsAnswer> {
        let question = Question::Metrics { pipeline: pipeline.clone(), window: window.served_by() };
        match &self.held(&question)?.answer {
            Answer::Metrics(metrics) => Some(metrics),
            _ => None,
        }
    }

    /// The alarms of a pipeline's region.
    pub fn alarms(&self, pipeline: &PipelineName) -> Option<&AlarmList> {
        match &self.held(&Question::Alarms { pipeline: pipeline.clone() })?.answer {
            Answer::Alarms(alarms) => Some(alarms),
            _ => None,
        }
    }

    /// The series of a stage over a stretch.
    pub fn stretch(
        &self,
        pipeline: &PipelineName,
        stage: &StageName,
        stretch: Stretch,
    ) -> Option<&MetricsAnswer> {
        let question = Question::Stretch { pipeline: pipeline.clone(), stage: stage.clone(), stretch };
        match &self.held(&question)?.answer {
            Answer::Metrics(metrics) => Some(metrics),
            _ => None,
        }
    }

    /// What happened to the alarms of a pipeline's region in the last 24 hours, or to one in the last 14 days.
    pub fn alarm_history(&self, pipeline: &PipelineName, alarm: Option<&Arc<str>>) -> Option<&AlarmHistory> {
        let question = Question::AlarmHistory { pipeline: pipeline.clone(), alarm: alarm.cloned() };
        match &self.held(&question)?.answer {
            Answer::AlarmHistory(history) => Some(history),
            _ => None,
        }
    }

    /// How far the catalog of the lake goes.
    pub fn lake(&self) -> Option<&LakeFacts> {
        match &self.held(&Question::Lake)?.answer {
            Answer::Lake(facts) => Some(facts),
            _ => None,
        }
    }

    /// The note that mutes something, if one holds.
    pub fn mute(&self, about: &About) -> Option<&Note> {
        self.noted(about, NoteKind::Muted)
    }

    /// The note of this kind about something that still holds.
    pub fn noted(&self, about: &About, kind: NoteKind) -> Option<&Note> {
        self.notes.iter().find(|note| note.kind == kind && note.about == *about && note.holds(self.at))
    }

    /// Mode, shards and retention of a pipeline's streams.
    pub fn streams(&self, pipeline: &PipelineName) -> Option<&BTreeMap<StageName, StreamFacts>> {
        match &self.held(&Question::Streams { pipeline: pipeline.clone() })?.answer {
            Answer::Streams(streams) => Some(streams),
            _ => None,
        }
    }

    /// The vendors, ordered by name.
    pub fn vendors(&self) -> Option<&Arc<[Vendor]>> {
        match &self.held(&Question::Vendors)?.answer {
            Answer::Vendors(vendors) => Some(vendors),
            _ => None,
        }
    }

    /// Daily counters and the entry they come from.
    pub fn vendor_days(&self, vendor: &VendorScope, range: DateRange) -> Option<&VendorDays> {
        match &self.held(&Question::VendorDays { vendor: vendor.clone(), range })?.answer {
            Answer::VendorDays(days) => Some(days),
            _ => None,
        }
    }

    /// Counters of each vendor.
    pub fn vendor_totals(&self, range: DateRange) -> Option<&VendorTotals> {
        match &self.held(&Question::VendorTotals { range })?.answer {
            Answer::VendorTotals(totals) => Some(totals),
            _ => None,
        }
    }

    /// Daily counters of products.
    pub fn product_days(&self, vendor: &VendorId, range: DateRange) -> Option<&ProductDays> {
        match &self.held(&Question::ProductDays { vendor: vendor.clone(), range })?.answer {
            Answer::ProductDays(days) => Some(days),
            _ => None,
        }
    }

    /// Rows of a summary view.
    pub fn summary(&self, view: View, vendor: &VendorScope, range: DateRange) -> Option<&SummaryTable> {
        match &self.held(&Question::Summary { view, vendor: vendor.clone(), range })?.answer {
            Answer::Summary(table) => Some(table),
            _ => None,
        }
    }

    /// Health of a pipeline.
    pub fn health_of(&self, pipeline: &PipelineName) -> Option<&PipelineHealth> {
        self.health.iter().find(|health| health.pipeline == *pipeline)
    }

    /// The worst health of all pipelines; unknown where nothing has been judged.
    pub fn worst_health(&self) -> Health {
        self.health.iter().map(|pipeline| pipeline.health).max().unwrap_or(Health::Unknown)
    }

    /// Every trouble of the newest attempts, with its question.
    pub fn troubles(&self) -> impl Iterator<Item = (&Question, &Trouble)> {
        self.entries.iter().flat_map(|(question, entry)| entry.troubles.iter().map(move |t| (question, t)))
    }
}
