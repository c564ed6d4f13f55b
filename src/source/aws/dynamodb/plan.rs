//! What has to be read for a question about the vendor table, and the item its reads become.
//! Pure: the reading itself is the source's.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::NaiveDate;

use super::{
    items::ItemReader,
    keys::KeyRange,
    meter::alone,
    read::RangeRead,
    sums::{self, Teller},
};
use crate::{
    business::{DateRange, Vendor, VendorId, VendorScope},
    config::{Directory, Vendors},
    question::{Answer, Answered, Fault, Item, ProductDays, Provenance, Question, VendorDays},
};

/// Most vendors that are summed by a query each.
const MOST_VENDORS: usize = 500;
/// When a throttled question may be asked again.
const AFTER_THROTTLING: Duration = Duration::from_secs(10);
/// When a sum over vendors that are not listed yet may be asked again.
const AFTER_NO_ROLL: Duration = Duration::from_secs(2);
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
    /// Days of a vendor's products.
    Products(VendorId, KeyRange),
    /// The items that list the vendors.
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
            Self::Said(_) => Vec::new(),
            Self::Days(ranges, _) => ranges.values().cloned().collect(),
            Self::Products(_, range) | Self::Directory(range) => vec![range.clone()],
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
            let note = "waiting for the list of vendors";
            return Need::Said(Box::new(Item::waiting(question.clone(), note.into(), AFTER_NO_ROLL)));
        };
        if listed.len() > MOST_VENDORS {
            let sentence = format!(
                "{} vendors are listed; at most {MOST_VENDORS} are summed from the table, by a query each.",
                listed.len()
            );
            let fix = "Choose a vendor, or ask the lake: tidewatch summary daily_vendor_performance.";
            return self.refused(question, Fault::Limit, &sentence, fix);
        }
        let ranges = listed
            .iter()
            .map(|vendor| (vendor.id.clone(), KeyRange::vendor_days(self.vendors, &vendor.id, range)))
            .collect();
        let scope = self.scope_of_all(listed, range);
        Need::Days(ranges, scope)
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
        let provenance = self.provenance(call.to_owned(), String::new(), 0.0, Duration::ZERO);
        Need::Said(Box::new(Item::answered(question.clone(), Answered { answer, provenance })))
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
            Need::Days(ranges, scope) => {
                let held: Vec<_> =
                    ranges.iter().filter_map(|(id, range)| Some((id, reads.get(range)?))).collect();
                let (days, troubles) = sums::vendor_days(&mut reader, &held, self.kept_from, &self.teller);
                ((days.map(Answer::VendorDays), troubles), scope.call, scope.command)
            }
            Need::Products(vendor, keys) => {
                let made =
                    reads.get(&keys).map(|read| sums::product_days(&mut reader, &vendor, read, &self.teller));
                let (days, troubles) = made.unwrap_or_default();
                ((days.map(Answer::ProductDays), troubles), keys.call(), keys.command(&self.flags))
            }
            Need::Directory(keys) => {
                let made = reads.get(&keys).map(|read| sums::directory(&mut reader, read, &self.teller));
                let (vendors, troubles) = made.unwrap_or_default();
                ((vendors.map(Answer::Vendors), troubles), keys.call(), keys.command(&self.flags))
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
