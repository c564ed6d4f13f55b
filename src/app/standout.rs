//! The products that moved, for the sentences of the Vendor screen: what must be asked, and what is kept of the answers
//! until they or the days change. Knows no drawing.

use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{screen::Screen, state::App};
use crate::{
    business::{Comparison, DateRange, MovedProduct, Movers, ProductBoard, VendorScope},
    question::{Estate, ProductAnswers, Question, Snapshot, product_questions},
};

/// Products of longer ranges are looked at on their own screen: here they only serve one sentence.
const MOST_DAYS: i64 = 92;
/// Products whose sum is farther from the revenue, as a share of it, are not believed.
const LARGEST_GAP: f64 = 0.05;
/// Products that may be named.
const MOST_NAMED: usize = 3;

/// The products that moved over the compared days.
#[derive(Clone, Debug, Default)]
pub struct Standout {
    answers: ProductAnswers,
    about: Option<(VendorScope, DateRange, DateRange)>,
    movers: Vec<MovedProduct>,
    /// What all products together brought on the compared days, and before.
    sums: Option<(Decimal, Decimal)>,
}

impl Standout {
    /// Those that won or lost most. None while they are not known, and where the products do not add up to the
    /// vendor's revenue: what moved may then only be counted differently.
    pub fn movers(&self, compared: &Comparison) -> &[MovedProduct] {
        let revenue = (compared.counters.revenue, compared.counters_before.revenue);
        let adds_up = |sum: Decimal, whole: Decimal| {
            let share = sum.to_f64().zip(whole.to_f64()).map(|(sum, whole)| sum / whole);
            share.is_some_and(|share| (1.0 - share).abs() <= LARGEST_GAP)
        };
        let is_told =
            self.sums.is_some_and(|(now, then)| adds_up(now, revenue.0) && adds_up(then, revenue.1));
        if is_told { &self.movers } else { &[] }
    }
}

impl App {
    /// What is asked about products on the Vendor screen: those of one vendor, where days are compared.
    pub(super) fn mover_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let ranges = self.compared_days(estate, now).map(|(shown, before)| [shown, before]);
        let ranges = ranges.into_iter().flatten();
        product_questions(ranges, &self.vendor, false, estate, now).into_iter().collect()
    }

    /// Keeps what the answers say of the products that moved.
    pub(super) fn look_for_movers(&mut self, newest: &Snapshot) {
        let days = self.compared_days(&newest.estate, self.moment());
        let Some((shown, before)) = days.filter(|_| self.screen == Screen::Vendor) else {
            self.standout = Standout::default();
            return;
        };
        let about = Some((self.vendor.clone(), shown, before));
        let answers = ProductAnswers::of(newest, &self.vendor);
        if self.standout.about == about && answers.are_those_of(&self.standout.answers) {
            return;
        }
        let book = answers.book(&self.vendor);
        let board = ProductBoard::of(&book, shown, Some(before), self.today(&newest.estate));
        let movers = Movers::of(&board, MOST_NAMED).unwrap_or_default();
        let named = movers.risers.iter().chain(&movers.fallers).filter_map(|mover| {
            let name = book.products().get(mover.place)?.key.product.to_string();
            let name = if name.is_empty() { "A product without an id".to_owned() } else { name };
            Some(MovedProduct { name, now: mover.now, before: mover.before })
        });
        let sums = board.compared.map(|(now, then)| (now.revenue, then.revenue));
        self.standout = Standout { movers: named.collect(), about, answers, sums };
    }

    fn compared_days(&self, estate: &Estate, now: DateTime<Utc>) -> Option<(DateRange, DateRange)> {
        let today = estate.business_day(now);
        let chosen = self.date_range(today);
        let shown = DateRange::new(chosen.from(), chosen.to().min(today)).ok()?;
        let is_looked_at = self.vendor.one().is_some() && shown.days() <= MOST_DAYS;
        self.compared_range(today).filter(|_| is_looked_at).map(|before| (shown, before))
    }
}
