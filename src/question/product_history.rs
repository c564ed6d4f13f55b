//! The products of a vendor, or of all, over any range of days: which questions bring them, and how their answers become
//! one book. The index keeps one vendor's newest days, the lake the older ones and those of all vendors.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    answer::{Answer, Answered},
    ask::Question,
    estate::Estate,
    history::DaySplit,
    snapshot::Snapshot,
};
use crate::business::{
    Cell, DateRange, ProductBook, ProductBookWriter, SummaryTable, VendorId, VendorScope, View,
};

/// A range of days, cut to where products are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProductSplit {
    /// Days that the index of the vendor table keeps, up to today.
    pub index: Option<DateRange>,
    /// Days that are asked of the lake.
    pub lake: Option<DateRange>,
    /// Days that nobody keeps: unknown.
    pub unkept: Option<DateRange>,
}

impl ProductSplit {
    /// Cuts a range. Of all vendors only the lake tells. Where the index failed for good, the lake is asked for its days
    /// too, and the index is asked on, so that it is used as soon as it answers.
    pub fn of(
        range: DateRange,
        vendor: &VendorScope,
        index_fails: bool,
        estate: &Estate,
        now: DateTime<Utc>,
    ) -> Self {
        let split = DaySplit::of(range, estate, now);
        if vendor.one().is_some() && !(index_fails && estate.lake.is_some()) {
            return Self { index: split.table, lake: split.lake, unkept: split.unkept };
        }
        let past = [split.unkept, split.lake, split.table].into_iter().flatten().reduce(joined);
        let index = split.table.filter(|_| vendor.one().is_some());
        if estate.lake.is_some() {
            Self { index, lake: past, unkept: None }
        } else {
            Self { index, lake: None, unkept: past }
        }
    }

    /// The questions that bring these days.
    pub fn questions(self, vendor: &VendorScope) -> impl Iterator<Item = Question> {
        let index = self.index.zip(vendor.one());
        let index = index.map(|(range, id)| Question::ProductDays { vendor: id.clone(), range });
        let lake = self.lake.map(|range| Question::Summary {
            view: View::ProductPerformance,
            vendor: vendor.clone(),
            range,
        });
        index.into_iter().chain(lake)
    }
}

/// The range from the first day of both to the last.
fn joined(one: DateRange, other: DateRange) -> DateRange {
    DateRange::since(one.from().min(other.from()), one.to().max(other.to()))
}

impl Question {
    /// The days this question asks about, when it is about the products of `vendor`.
    pub fn product_days_of(&self, vendor: &VendorScope) -> Option<DateRange> {
        match self {
            Self::ProductDays { vendor: whose, range } => (vendor.one() == Some(whose)).then_some(*range),
            Self::Summary { view: View::ProductPerformance, vendor: whose, range } => {
                (whose == vendor).then_some(*range)
            }
            _ => None,
        }
    }
}

/// An answer about products, with the days it was asked for.
#[derive(Clone, Debug)]
pub struct ProductAnswer {
    /// The days.
    pub asked: DateRange,
    /// The answer.
    pub held: Arc<Answered>,
}

impl ProductAnswer {
    /// True for the index, false for the lake.
    pub fn is_index(&self) -> bool {
        matches!(self.held.answer, Answer::ProductDays(_))
    }

    /// The days it knows. The lake lags behind: it knows days up to the one its newest event is of, as it says or as its
    /// newest row tells. And it began one day: before its oldest row nobody can tell a quiet day from none.
    fn known(&self, estate: &Estate) -> Option<DateRange> {
        let Answer::Summary(table) = &self.held.answer else { return Some(self.asked) };
        let told = self.held.provenance.complete_to.map(|at| estate.business_day(at));
        let newest = told.or_else(|| days_of(table).max()).unwrap_or(self.asked.to());
        let oldest = days_of(table).min().unwrap_or(self.asked.from());
        DateRange::new(self.asked.from().max(oldest), self.asked.to().min(newest)).ok()
    }
}

/// A book of products, and which days of it came from where.
#[derive(Clone, Debug, Default)]
pub struct ProductHistory {
    /// Every product's days.
    pub book: ProductBook,
    /// Days that the index told.
    pub index: Vec<DateRange>,
    /// Days that the lake told.
    pub lake: Vec<DateRange>,
}

impl ProductHistory {
    /// The last day of a range that the lake tells and the first that the index tells, where it tells the later ones.
    pub fn seam(&self, range: DateRange) -> Option<(NaiveDate, NaiveDate)> {
        let parts =
            |of: &[DateRange]| of.iter().filter_map(|known| known.overlap(&range)).collect::<Vec<_>>();
        let index_from = parts(&self.index).into_iter().map(|days| days.from()).min()?;
        let lake = parts(&self.lake).into_iter().filter(|days| days.from() < index_from);
        let lake_to = lake.map(|days| days.to()).max()?;
        Some((index_from.pred_opt().map_or(lake_to, |last| lake_to.min(last)), index_from))
    }
}

/// What a snapshot holds of a vendor's products, whoever asked for it: in the order in which answers hold, the index
/// before the lake and of either the newest first.
#[derive(Clone, Debug, Default)]
pub struct ProductAnswers {
    /// The answers.
    pub answers: Vec<ProductAnswer>,
}

impl ProductAnswers {
    /// Gathers every answer about this vendor's products.
    pub fn of(snapshot: &Snapshot, vendor: &VendorScope) -> Self {
        let entries = snapshot.entries.iter();
        let about = entries.filter_map(|(question, entry)| {
            let asked = question.product_days_of(vendor)?;
            Some(ProductAnswer { asked, held: Arc::clone(entry.held.as_ref()?) })
        });
        let mut answers: Vec<ProductAnswer> = about.collect();
        answers.sort_by_key(|one| (!one.is_index(), std::cmp::Reverse(one.held.provenance.as_of), one.asked));
        Self { answers }
    }

    /// True when both hold the very same answers: nothing made of them is different.
    pub fn are_those_of(&self, other: &Self) -> bool {
        self.answers.len() == other.answers.len()
            && self
                .answers
                .iter()
                .zip(&other.answers)
                .all(|(one, two)| one.asked == two.asked && Arc::ptr_eq(&one.held, &two.held))
    }

    /// The answers as one history.
    pub fn history(&self, vendor: &VendorScope, estate: &Estate) -> ProductHistory {
        let mut history = ProductHistory::default();
        let mut writer = ProductBookWriter::default();
        for one in &self.answers {
            let Some(known) = one.known(estate) else { continue };
            match &one.held.answer {
                Answer::ProductDays(days) => {
                    writer.take_days(known, &days.days);
                    history.index.push(known);
                }
                // A view without the columns says nothing about these days.
                Answer::Summary(table) if writer.take_summary(known, table, vendor.one().is_none()) => {
                    history.lake.push(known);
                }
                _ => {}
            }
        }
        history.book = writer.finish();
        history
    }

    /// Events up to here are counted, as far as the stores of these days can tell.
    pub fn complete_to(&self, range: DateRange) -> Option<DateTime<Utc>> {
        let told = self.answers.iter().filter(|one| one.asked.overlap(&range).is_some());
        told.filter_map(|one| one.held.provenance.complete_to).max()
    }
}

fn days_of(table: &SummaryTable) -> impl Iterator<Item = NaiveDate> + use<'_> {
    let date = table.column("event_date");
    table.rows.iter().filter_map(move |row| row.get(date?).and_then(Cell::as_date))
}

/// True when the index has no answer for this vendor and waiting does not help: it is missing, or may not be read.
pub fn index_fails(snapshot: &Snapshot, vendor: &VendorId) -> bool {
    let of_index = snapshot.entries.iter().filter(
        |(question, _)| matches!(question, Question::ProductDays { vendor: whose, .. } if whose == vendor),
    );
    let mut failing = false;
    for (_, entry) in of_index {
        if entry.held.is_some() {
            return false;
        }
        failing |= entry.troubles.iter().any(|trouble| !trouble.fault.passes_by_itself());
    }
    failing
}

/// The questions that bring the products of some ranges, each once.
pub fn product_questions(
    ranges: impl IntoIterator<Item = DateRange>,
    vendor: &VendorScope,
    index_fails: bool,
    estate: &Estate,
    now: DateTime<Utc>,
) -> BTreeSet<Question> {
    let split = |range| ProductSplit::of(range, vendor, index_fails, estate, now).questions(vendor);
    ranges.into_iter().flat_map(split).collect()
}

#[cfg(test)]
#[path = "product_history_tests.rs"]
mod tests;
