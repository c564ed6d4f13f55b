//! One vendor's part of a snapshot, in a type that has no place for anybody else's: its questions name no vendor,
//! since there is only one, and its answers are that vendor's name, days, products and summaries. What a vendor's
//! viewer is shown is made of this and of nothing else.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    answer::{Answer, Answered, ProductDays, Provenance, VendorDays},
    ask::Question,
    estate::Estate,
    snapshot::{Entry, Snapshot},
    trouble::{Fault, Trouble},
};
use crate::business::{
    Cell, DateRange, DayCounters, OrderId, ProductDay, SummaryTable, Vendor, VendorId, VendorScope, View,
};

/// What a vendor can ask about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnQuestion {
    /// Its name and category.
    Name,
    /// Its daily counters.
    Days(DateRange),
    /// The daily counters of its products.
    Products(DateRange),
    /// The events of one of its orders.
    Order(OrderId, DateRange),
    /// Its rows of a summary view.
    Summary(View, DateRange),
}

impl OwnQuestion {
    /// What a question asks of this vendor; none where it is about anybody or anything else.
    pub fn of(question: &Question, vendor: &VendorId) -> Option<Self> {
        let is_own = |whose: &VendorScope| whose.one() == Some(vendor);
        match question {
            Question::Vendors => Some(Self::Name),
            Question::VendorDays { vendor: whose, range } if is_own(whose) => Some(Self::Days(*range)),
            Question::ProductDays { vendor: whose, range } if whose == vendor => Some(Self::Products(*range)),
            Question::Order { vendor: whose, order, range } if whose == vendor => {
                Some(Self::Order(order.clone(), *range))
            }
            Question::Summary { view, vendor: whose, range } if is_own(whose) && is_about_one(*view) => {
                Some(Self::Summary(*view, *range))
            }
            Question::Metrics { .. }
            | Question::Alarms { .. }
            | Question::Stretch { .. }
            | Question::AlarmHistory { .. }
            | Question::Lake
            | Question::Streams { .. }
            | Question::VendorTotals { .. }
            | Question::VendorDays { .. }
            | Question::ProductDays { .. }
            | Question::Order { .. }
            | Question::Summary { .. } => None,
        }
    }

    /// The question as the collector knows it.
    pub fn asked_of(&self, vendor: &VendorId) -> Question {
        let scope = || VendorScope::One(vendor.clone());
        match self {
            Self::Name => Question::Vendors,
            Self::Days(range) => Question::VendorDays { vendor: scope(), range: *range },
            Self::Products(range) => Question::ProductDays { vendor: vendor.clone(), range: *range },
            Self::Order(order, range) => {
                Question::Order { vendor: vendor.clone(), order: order.clone(), range: *range }
            }
            Self::Summary(view, range) => Question::Summary { view: *view, vendor: scope(), range: *range },
        }
    }

    /// What it is about, for the vendor: `daily numbers, 2026-10-24 to 2026-11-22`.
    pub fn label(&self) -> String {
        let days = |range: &DateRange| format!("{} to {}", range.from(), range.to());
        match self {
            Self::Name => "name".to_owned(),
            Self::Days(range) => format!("daily numbers, {}", days(range)),
            Self::Products(range) => format!("products by day, {}", days(range)),
            Self::Order(order, range) => format!("order {order}, {}", days(range)),
            Self::Summary(view, range) => format!("{}, {}", view.as_str().replace('_', " "), days(range)),
        }
    }

    /// Where a vendor is told that the numbers come from.
    const fn source(&self) -> &'static str {
        match self {
            Self::Name => "list of vendors",
            Self::Days(_) | Self::Products(_) => "daily counters",
            Self::Order(..) | Self::Summary(..) => "history of events",
        }
    }
}

/// True for views whose rows are one vendor's when one vendor is asked for.
const fn is_about_one(view: View) -> bool {
    match view {
        View::DailyVendorPerformance
        | View::ProductPerformance
        | View::ConversionFunnel
        | View::CustomerBehavior
        | View::HourlyTraffic
        | View::DataFreshness
        | View::RetentionCohort
        | View::CategoryPerformance
        | View::OrderCompletionTime
        | View::CustomerMix
        | View::EventCounts
        | View::NewestOrders => true,
        View::VendorTotals => false,
    }
}

/// What is known of a vendor's own question.
#[derive(Clone, Debug, PartialEq)]
struct OwnEntry {
    held: Option<OwnAnswered>,
    /// What is wrong and since when; the words are made from the kind alone.
    faults: Vec<(Fault, DateTime<Utc>)>,
    is_waiting: bool,
    asked_at: Option<DateTime<Utc>>,
    is_tried: bool,
    /// Failures in a row, as far as it matters: none, one, more.
    failures: u32,
    every: Duration,
}

#[derive(Clone, Debug, PartialEq)]
struct OwnAnswered {
    answer: OwnAnswer,
    as_of: DateTime<Utc>,
    complete_to: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
enum OwnAnswer {
    /// Name and category; none where the vendor is not listed.
    Name(Option<(Arc<str>, Option<Arc<str>>)>),
    Days(Vec<DayCounters>, Option<NaiveDate>),
    Products(Vec<ProductDay>),
    Summary(SummaryTable),
}

/// One vendor's part of a snapshot.
#[derive(Clone, Debug)]
pub struct VendorSlice {
    vendor: VendorId,
    estate: Arc<Estate>,
    entries: BTreeMap<OwnQuestion, Own>,
}

/// An entry with what it was read from and what is shown of it, so that nothing is made twice.
#[derive(Clone, Debug)]
struct Own {
    read: Arc<Entry>,
    entry: OwnEntry,
    shown: Arc<Entry>,
}

impl VendorSlice {
    /// The part of a vendor that knows nothing yet.
    pub fn begin(vendor: VendorId, estate: &Estate) -> Self {
        Self { estate: Arc::new(estate.for_vendor()), vendor, entries: BTreeMap::new() }
    }

    /// Whose.
    pub const fn vendor(&self) -> &VendorId {
        &self.vendor
    }

    /// Takes in what a snapshot knows of these questions, and lets go of all others; true when that changed anything.
    pub fn take<'a>(&mut self, whole: &Snapshot, wanted: impl IntoIterator<Item = &'a OwnQuestion>) -> bool {
        let mut entries = BTreeMap::new();
        let mut is_changed = false;
        for question in wanted {
            let Some(read) = whole.entries.get(&question.asked_of(&self.vendor)) else { continue };
            let before = self.entries.remove(question);
            let own = match before {
                Some(before) if Arc::ptr_eq(&before.read, read) => before,
                before => {
                    let entry = OwnEntry::of(question, read, &self.vendor);
                    if let Some(before) = before.filter(|before| before.entry == entry) {
                        Own { read: Arc::clone(read), ..before }
                    } else {
                        is_changed = true;
                        let shown = Arc::new(entry.shown(question, &self.vendor));
                        Own { read: Arc::clone(read), entry, shown }
                    }
                }
            };
            entries.insert(question.clone(), own);
        }
        // What was not taken over has gone.
        is_changed |= !self.entries.is_empty();
        self.entries = entries;
        is_changed
    }

    /// The picture for this vendor's viewers. Its time is that of the newest own answer, since the moment at which
    /// something was learned about somebody else is nothing to know either.
    pub fn snapshot(&self, seated_at: DateTime<Utc>, sequence: u64) -> Snapshot {
        let moments = |own: &Own| {
            let as_of = own.entry.held.as_ref().map(|held| held.as_of);
            [own.entry.asked_at, as_of].into_iter().flatten().max()
        };
        let newest = self.entries.values().filter_map(moments).max();
        let shown =
            |(question, own): (&OwnQuestion, &Own)| (question.asked_of(&self.vendor), Arc::clone(&own.shown));
        Snapshot {
            sequence,
            entries: self.entries.iter().map(shown).collect(),
            ..Snapshot::empty(Arc::clone(&self.estate), newest.map_or(seated_at, |at| at.max(seated_at)))
        }
    }
}

impl OwnEntry {
    fn of(question: &OwnQuestion, entry: &Entry, vendor: &VendorId) -> Self {
        let held = entry.held.as_deref().and_then(|held| {
            Some(OwnAnswered {
                answer: OwnAnswer::of(question, &held.answer, vendor)?,
                as_of: held.provenance.as_of,
                complete_to: held.provenance.complete_to,
            })
        });
        let own = Self {
            held,
            faults: faults(&entry.troubles),
            is_waiting: entry.waiting.is_some(),
            asked_at: entry.asked_at,
            is_tried: entry.attempts > 0,
            failures: entry.failures.min(2),
            every: entry.every,
        };
        match question {
            OwnQuestion::Name => own.without_the_list(),
            _ => own,
        }
    }

    /// The list of vendors is read for everybody: how long it took, and what was odd in it, is about others too.
    fn without_the_list(self) -> Self {
        let held = self.held.map(|held| OwnAnswered {
            as_of: self.asked_at.unwrap_or(held.as_of),
            complete_to: None,
            ..held
        });
        Self { held, faults: Vec::new(), is_waiting: false, failures: 0, ..self }
    }

    fn shown(&self, question: &OwnQuestion, vendor: &VendorId) -> Entry {
        let answered = |held: &OwnAnswered| {
            Arc::new(Answered {
                answer: held.answer.shown(vendor),
                provenance: Provenance {
                    source: question.source().into(),
                    as_of: held.as_of,
                    complete_to: held.complete_to,
                    latency: Duration::ZERO,
                    cost_micro_usd: 0,
                    call: "".into(),
                    command: "".into(),
                },
            })
        };
        Entry {
            held: self.held.as_ref().map(answered),
            troubles: self.faults.iter().map(|(fault, at)| own_words(question, *fault, *at)).collect(),
            waiting: self.is_waiting.then(|| "being counted".into()),
            asked_at: self.asked_at,
            next_at: None,
            failures: self.failures,
            attempts: u64::from(self.is_tried),
            every: self.every,
        }
    }
}

impl OwnAnswer {
    fn of(question: &OwnQuestion, answer: &Answer, vendor: &VendorId) -> Option<Self> {
        match (question, answer) {
            (OwnQuestion::Name, Answer::Vendors(all)) => {
                let own = all.iter().find(|listed| listed.id == *vendor);
                Some(Self::Name(own.map(|own| (Arc::clone(&own.name), own.category.clone()))))
            }
            (OwnQuestion::Days(_), Answer::VendorDays(days)) => {
                Some(Self::Days(days.days.clone(), days.kept_from))
            }
            (OwnQuestion::Products(_), Answer::ProductDays(days)) => Some(Self::Products(days.days.clone())),
            (OwnQuestion::Order(..) | OwnQuestion::Summary(..), Answer::Summary(table)) => {
                Some(Self::Summary(own_rows(table, vendor)))
            }
            _ => None,
        }
    }

    fn shown(&self, vendor: &VendorId) -> Answer {
        match self {
            Self::Name(named) => {
                let row = |(name, category): &(Arc<str>, Option<Arc<str>>)| Vendor {
                    id: vendor.clone(),
                    name: Arc::clone(name),
                    category: category.clone(),
                };
                Answer::Vendors(named.iter().map(row).collect())
            }
            Self::Days(days, kept_from) => {
                Answer::VendorDays(VendorDays { days: days.clone(), kept_from: *kept_from, vendors: 1 })
            }
            Self::Products(days) => Answer::ProductDays(ProductDays { days: days.clone() }),
            Self::Summary(table) => Answer::Summary(table.clone()),
        }
    }
}

/// The rows that say whose they are and are this vendor's, or all where the table does not say: the question did. A
/// view that was replaced by one with more rows shows nobody anything.
fn own_rows(table: &SummaryTable, vendor: &VendorId) -> SummaryTable {
    let Some(whose) = table.columns.iter().position(|(name, _)| is_vendor_column(name)) else {
        return table.clone();
    };
    let is_own =
        |row: &&Vec<Cell>| row.get(whose).and_then(Cell::as_text).is_some_and(|id| id == vendor.as_str());
    SummaryTable { columns: table.columns.clone(), rows: table.rows.iter().filter(is_own).cloned().collect() }
}

fn is_vendor_column(name: &str) -> bool {
    ["vendorid", "vendor_id", "vendor"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Each kind once, the earliest.
fn faults(troubles: &[Trouble]) -> Vec<(Fault, DateTime<Utc>)> {
    let mut kinds: BTreeMap<Fault, DateTime<Utc>> = BTreeMap::new();
    for trouble in troubles {
        let at = kinds.entry(trouble.fault).or_insert(trouble.at);
        *at = trouble.at.min(*at);
    }
    kinds.into_iter().collect()
}

/// A trouble in words that name nothing but its kind: what a service says may name tables, accounts and others.
fn own_words(question: &OwnQuestion, fault: Fault, at: DateTime<Utc>) -> Trouble {
    let sentence = match fault {
        Fault::Item => "Some entries could not be read and are left out.".to_owned(),
        _ => format!("Your numbers could not be read: {}.", fault.label()),
    };
    let fix = if fault.passes_by_itself() {
        "They are asked for again by themselves."
    } else {
        "Whoever runs the marketplace can see why."
    };
    Trouble {
        source: question.source().into(),
        fault,
        sentence: sentence.into(),
        fix: fix.into(),
        action: None,
        stage: None,
        at,
    }
}
