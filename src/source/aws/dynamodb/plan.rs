//! What has to be read for a question about the vendor table, and the item its reads become.
//! Pure: the reading itself is the source's.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::NaiveDate;

use super::{
    directory::{Progress, Round},
    items::ItemReader,
    keys::KeyRange,
    meter::alone,
    read::RangeRead,
    sums::{self, Teller},
};
use crate::{
    business::{DateRange, Vendor, VendorId, VendorScope},
    config::{Directory, Vendors},
    pipeline::say_count,
    question::{
        Answer, Answered, Fault, Item, MOST_VENDORS, ProductDays, Provenance, Question, VendorDays,
        VendorTotals,
    },
};

/// When a throttled question may be asked again.
const AFTER_THROTTLING: Duration = Duration::from_secs(10);
/// When a sum over vendors that are not listed yet may be asked again.
const AFTER_NO_ROLL: Duration = Duration::from_secs(2);
/// When a list that was read in part is read on.
const AFTER_A_PART: Duration = Duration::from_millis(100);
/// What a sum waits for.
const LISTING: &str = "waiting for the list of vendors";
/// Stands for every vendor in the command of a sum.
const EACH: &str = "@each-vendor@";

/// What was read, by what was to be read.
pub(super) type Reads = BTreeMap<KeyRange, RangeRead>;

/// What is known before anything is read.
pub(super) struct Planner<'a> {
    /// The table.
    pub(super) vendors: &'a Vendors,
    /// The first business day the table still keeps.
    pub(super) kept_from: NaiveDate,
    /// The vendors, as far as they are listed.
    pub(super) listed: Option<Arc<[Vendor]>>,
    /// The session as options of a command.
    pub(super) flags: String,
    /// Who says so and when.
    pub(super) teller: Teller,
}

/// What one question needs.
pub(super) enum Need {
    /// Nothing: it can be said at once.
    Said(Box<Item>),
    /// Days of these vendors.
    Days(BTreeMap<VendorId, KeyRange>, Scope),
    /// The same, but each vendor on its own.
    Totals(BTreeMap<VendorId, KeyRange>, Scope),
    /// Days of a vendor's products.
    Products(VendorId, KeyRange),
    /// The items that list the vendors, which are read page by page beside the ranges.
    Directory(KeyRange),
}

/// How a sum of days is told.
pub(super) struct Scope {
    call: String,
    command: String,
}

impl Need {
    /// The ranges to read.
    pub(super) fn ranges(&self) -> Vec<KeyRange> {
        match self {
            Self::Said(_) | Self::Directory(_) => Vec::new(),
            Self::Days(ranges, _) | Self::Totals(ranges, _) => ranges.values().cloned().collect(),
            Self::Products(_, range) => vec![range.clone()],
        }
    }
}

impl Planner<'_> {
    /// What a question needs.
    pub(super) fn need(&self, question: &Question) -> Need {
        match question {
            Question::Vendors => self.need_of_directory(question),
            Question::VendorDays { vendor, range } => match (self.kept(*range), vendor) {
                (None, _) => {
                    let none = VendorDays { kept_from: Some(self.kept_from), ..VendorDays::default() };
                    self.said(
                        question,
                        Answer::VendorDays(none),
                        "no call: the table no longer keeps these days",
                    )
                }
                (Some(range), VendorScope::One(id)) => {
                    let keys = KeyRange::vendor_days(self.vendors, id, range);
                    let scope = Scope { call: keys.call(), command: keys.command(&self.flags) };
                    Need::Days(BTreeMap::from([(id.clone(), keys)]), scope)
                }
                (Some(range), VendorScope::All) => self.need_of_all(question, range),
            },
            Question::VendorTotals { range } => {
                if let Some(range) = self.kept(*range) {
                    return self.need_of_all(question, range);
                }
                let none = VendorTotals { kept_from: Some(self.kept_from), ..VendorTotals::default() };
                let note = "no call: the table no longer keeps these days";
                self.said(question, Answer::VendorTotals(none), note)
            }
            Question::ProductDays { vendor, range } => self.need_of_products(question, vendor, *range),
            _ => self.refused(question, Fault::Invalid, "The vendor table cannot answer this question.", ""),
        }
    }

    /// The part of a range that the table keeps.
    fn kept(&self, range: DateRange) -> Option<DateRange> {
        DateRange::new(range.from().max(self.kept_from), range.to()).ok()
    }

    fn need_of_directory(&self, question: &Question) -> Need {
        if let Some(keys) = KeyRange::directory(self.vendors) {
            return Need::Directory(keys);
        }
        let Directory::Listed(vendors) = &self.vendors.directory else {
            return self.refused(question, Fault::Invalid, "The lake lists the vendors, not the table.", "");
        };
        let vendors = sums::by_name(vendors.clone());
        self.said(question, Answer::Vendors(vendors), "no call: the vendors are listed in the config")
    }

    fn need_of_products(&self, question: &Question, vendor: &VendorId, range: DateRange) -> Need {
        let Some(index) = self.vendors.index.clone() else {
            let sentence = format!("No index over product days is configured for {}.", self.vendors.table);
            return self.refused(
                question,
                Fault::Invalid,
                &sentence,
                "Set the vendor table's index in the config.",
            );
        };
        match self.kept(range) {
            Some(range) => {
                Need::Products(vendor.clone(), KeyRange::product_days(self.vendors, index, vendor, range))
            }
            None => self.said(
                question,
                Answer::ProductDays(ProductDays::default()),
                "no call: the table no longer keeps these days",
            ),
        }
    }

    /// All vendors: a query each, as long as they are few enough.
    fn need_of_all(&self, question: &Question, range: DateRange) -> Need {
        let Some(listed) = &self.listed else {
            return Need::Said(Box::new(Item::waiting(question.clone(), LISTING.into(), AFTER_NO_ROLL)));
        };
        if listed.len() > MOST_VENDORS {
            return self.too_many(question, listed.len());
        }
        let ranges = listed
            .iter()
            .map(|vendor| (vendor.id.clone(), KeyRange::vendor_days(self.vendors, &vendor.id, range)))
            .collect();
        let scope = self.scope_of_all(listed, range);
        match question {
            Question::VendorTotals { .. } => Need::Totals(ranges, scope),
            _ => Need::Days(ranges, scope),
        }
    }

    /// More vendors than are asked for one by one: nothing is asked, and how many they are is said.
    fn too_many(&self, question: &Question, count: usize) -> Need {
        let count_said = say_count(count as f64);
        let sentence = format!(
            "{count_said} vendors are too many to be summed from the table: a query each, for at most {MOST_VENDORS}."
        );
        let fix = "Choose a vendor. A lake, where one is configured, sums all of them in one query.";
        let trouble = self.teller.trouble(Fault::Limit, sentence, fix);
        let item = match question {
            Question::VendorTotals { .. } => {
                let cut = VendorTotals {
                    kept_from: Some(self.kept_from),
                    vendors: count,
                    is_cut: true,
                    ..VendorTotals::default()
                };
                let note = "no call: too many vendors to ask for one by one";
                let answered = self.answered(Answer::VendorTotals(cut), note);
                Item { troubles: vec![trouble], ..Item::answered(question.clone(), answered) }
            }
            _ => Item::troubled(question.clone(), trouble),
        };
        Need::Said(Box::new(item))
    }

    /// The query of one vendor, in a loop over all.
    fn scope_of_all(&self, listed: &[Vendor], range: DateRange) -> Scope {
        let Ok(each) = VendorId::parse(EACH) else {
            return Scope { call: String::new(), command: String::new() };
        };
        let keys = KeyRange::vendor_days(self.vendors, &each, range);
        // The placeholder stands in a word in single quotes: they end before the variable and begin anew behind it.
        let query = keys.command(&self.flags).replace(EACH, "'\"$vendor\"'");
        let ids: Vec<&str> = listed.iter().map(|vendor| vendor.id.as_str()).collect();
        Scope {
            call: keys.call().replace(EACH, &format!("<each of {} vendors>", listed.len())),
            command: format!("for vendor in {}; do {query}; done", ids.join(" ")),
        }
    }

    fn refused(&self, question: &Question, fault: Fault, sentence: &str, fix: &str) -> Need {
        let trouble = self.teller.trouble(fault, sentence, fix);
        Need::Said(Box::new(Item::troubled(question.clone(), trouble)))
    }

    fn said(&self, question: &Question, answer: Answer, call: &str) -> Need {
        Need::Said(Box::new(Item::answered(question.clone(), self.answered(answer, call))))
    }

    /// An answer that took no call.
    fn answered(&self, answer: Answer, call: &str) -> Answered {
        let provenance = self.provenance(call.to_owned(), String::new(), 0.0, Duration::ZERO);
        Answered { answer, provenance }
    }

    /// What a round of listing makes of the question who the vendors are.
    pub(super) fn directory_item(&self, question: &Question, keys: &KeyRange, round: &Round) -> Item {
        match &round.progress {
            Progress::Going(note) => Item::waiting(question.clone(), Arc::clone(note), AFTER_A_PART),
            Progress::Failed(trouble) => Item {
                again_after: (trouble.fault == Fault::Throttled).then_some(AFTER_THROTTLING),
                ..Item::troubled(question.clone(), trouble.clone())
            },
            Progress::Done(listed) => {
                let (call, command) = (keys.call(), keys.command(&self.flags));
                let provenance = self.provenance(call, command, round.units, round.latency);
                let answer = Answer::Vendors(Arc::clone(&listed.vendors));
                Item {
                    troubles: self.teller.oddities(&listed.oddities),
                    ..Item::answered(question.clone(), Answered { answer, provenance })
                }
            }
        }
    }

    fn provenance(&self, call: String, command: String, units: f64, latency: Duration) -> Provenance {
        Provenance {
            source: self.teller.source.clone(),
            as_of: self.teller.at,
            complete_to: None,
            latency,
            cost_micro_usd: alone(units),
            call: call.into(),
            command: command.into(),
        }
    }

    /// What the reads of a question make; `latency` is of all reads of the round together.
    pub(super) fn item(&self, question: &Question, need: Need, reads: &Reads, latency: Duration) -> Item {
        let units = need.ranges().iter().filter_map(|range| reads.get(range)).map(|read| read.units).sum();
        let mut reader = ItemReader::new(self.vendors, self.teller.at);
        let ((answer, troubles), call, command) = match need {
            Need::Said(item) => return *item,
            // Listed beside the ranges: see `directory_item`.
            Need::Directory(_) => return Item::waiting(question.clone(), LISTING.into(), AFTER_NO_ROLL),
            Need::Days(ranges, scope) => {
                let held: Vec<_> =
                    ranges.iter().filter_map(|(id, range)| Some((id, reads.get(range)?))).collect();
                let (days, troubles) = sums::vendor_days(&mut reader, &held, self.kept_from, &self.teller);
                ((days.map(Answer::VendorDays), troubles), scope.call, scope.command)
            }
            Need::Totals(ranges, scope) => {
                let held: Vec<_> =
                    ranges.iter().filter_map(|(id, range)| Some((id, reads.get(range)?))).collect();
                let (totals, troubles) =
                    sums::vendor_totals(&mut reader, &held, self.kept_from, &self.teller);
                ((totals.map(Answer::VendorTotals), troubles), scope.call, scope.command)
            }
            Need::Products(vendor, keys) => {
                let made =
                    reads.get(&keys).map(|read| sums::product_days(&mut reader, &vendor, read, &self.teller));
                let (days, troubles) = made.unwrap_or_default();
                ((days.map(Answer::ProductDays), troubles), keys.call(), keys.command(&self.flags))
            }
        };
        let is_throttled = troubles.iter().any(|trouble| trouble.fault == Fault::Throttled);
        Item {
            question: question.clone(),
            answered: answer.map(|answer| Answered {
                answer,
                provenance: self.provenance(call, command, units, latency),
            }),
            troubles,
            again_after: is_throttled.then_some(AFTER_THROTTLING),
            waiting: None,
        }
    }
}
