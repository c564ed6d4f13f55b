//! What the Compare screen shows, computed once for what is known and chosen: the standings, the ranking, and the rows
//! that pass the filter in the chosen order. Pure; kept between frames because a large marketplace takes a while.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{filter::Sieve, ranking::RankColumn, screen::Screen, state::App};
use crate::{
    business::{
        Basis, Benchmark, DateRange, Field, Kpi, Kpis, Move, Ranked, Ranking, Totals, Vendor, VendorId,
        Withheld, benchmark,
    },
    question::{DaySplit, Entry, Estate, Question, Snapshot, Standings},
};

/// The days that are asked for, in parts that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretches {
    /// All shown days up to today.
    pub(super) shown: DateRange,
    /// The days of them that are over; none when only the open day is shown.
    pub(super) closed: Option<DateRange>,
    /// The open day, where it is shown.
    pub(super) open: Option<DateRange>,
    /// The days that are compared, of the same length.
    pub(super) before: Option<DateRange>,
}

/// The vendors of some days, ranked.
#[derive(Clone, Debug)]
pub struct Tally {
    made_of: Source,
    /// The days shown.
    pub shown: DateRange,
    /// The days they are compared with, as long as those of them that are over.
    pub before: Option<DateRange>,
    /// Which days a comparison stands on.
    pub basis: Basis,
    /// What is known of the shown days.
    pub standings: Standings,
    /// What is known of the days that are over.
    closed: Option<Standings>,
    /// What is known of the earlier days.
    pub earlier: Option<Standings>,
    /// By what vendors are ranked.
    pub kpi: Kpi,
    /// The vendors in the order of their ranks.
    pub ranking: Ranking,
    /// The listed vendor of each row, where it is listed.
    pub listed: Vec<Option<Vendor>>,
    ranks: HashMap<VendorId, usize>,
}

/// The rows of a tally that are shown.
#[derive(Clone, Debug)]
pub struct Board {
    /// The vendors, ranked.
    pub tally: Arc<Tally>,
    /// Places in the ranking, in the order shown.
    pub order: Vec<usize>,
    chosen: (RankColumn, bool, Option<String>),
}

/// What a tally was made of: while none of it changes, it holds.
#[derive(Clone, Debug)]
struct Source {
    stretches: Stretches,
    kpi: Kpi,
    is_crowded: bool,
    entries: Vec<Option<(Arc<Entry>, bool)>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        let are_same =
            |one: &Option<(Arc<Entry>, bool)>, other: &Option<(Arc<Entry>, bool)>| match (one, other) {
                (Some(one), Some(other)) => Arc::ptr_eq(&one.0, &other.0) && one.1 == other.1,
                (None, None) => true,
                _ => false,
            };
        (self.stretches, self.kpi, self.is_crowded) == (other.stretches, other.kpi, other.is_crowded)
            && self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|(one, other)| are_same(one, other))
    }
}

impl Stretches {
    /// The parts of the shown days, the newest first.
    pub(super) fn all(self) -> impl Iterator<Item = DateRange> {
        self.open.into_iter().chain(self.closed).chain(self.before)
    }
}

impl App {
    /// The days of the ranking.
    pub(super) fn stretches(&self, estate: &Estate, now: DateTime<Utc>) -> Stretches {
        let today = estate.business_day(now);
        let chosen = self.date_range(today);
        let shown = DateRange::new(chosen.from(), chosen.to().min(today)).unwrap_or(chosen);
        let before = self.compared_with(chosen);
        if shown.to() < today {
            return Stretches { shown, closed: Some(shown), open: None, before };
        }
        let open = Some(DateRange::ending(today, 1));
        let closed = today.pred_opt().and_then(|last| DateRange::new(shown.from(), last).ok());
        // An open day is compared with nothing: the days that are over are, with as many.
        let before = match closed {
            Some(closed) => before.map(|before| first_days(before, closed.days())),
            None => before,
        };
        Stretches { shown, closed, open, before }
    }

    /// How a stretch is asked for: of table and lake, or of the lake alone where vendors are too many for the table.
    pub(super) fn split(&self, range: DateRange, estate: &Estate, now: DateTime<Utc>) -> DaySplit {
        let split = DaySplit::of(range, estate, now);
        if self.ranking.is_crowded { split.for_many(estate) } else { split }
    }

    /// The ranking and its shown rows: as kept, or computed where something has changed.
    pub fn board(&self, snapshot: &Snapshot) -> Arc<Board> {
        let source = self.tally_source(snapshot);
        let kept = self.ranking.board.as_ref();
        let tally = kept.map(|board| &board.tally).filter(|tally| tally.made_of == source);
        let filter = self.filter.as_ref().filter(|_| self.screen == Screen::Compare);
        let chosen =
            (self.ranking.column, self.ranking.is_reversed, filter.map(|filter| filter.text.clone()));
        if let (Some(board), Some(_)) = (kept, tally)
            && board.chosen == chosen
        {
            return Arc::clone(board);
        }
        let tally = tally.map_or_else(|| Arc::new(self.tally(source, snapshot)), Arc::clone);
        let order = order(&tally, (chosen.0, chosen.1), filter.map(super::state::Filter::sieve).as_ref());
        Arc::new(Board { tally, order, chosen })
    }

    /// Keeps the board for the next frame.
    pub(super) fn keep_board(&mut self, newest: &Arc<Snapshot>) {
        if self.screen == Screen::Compare && self.audience.is_operator() {
            let shown = Arc::clone(self.shown(newest));
            self.ranking.board = Some(self.board(&shown));
        }
    }

    fn tally_source(&self, snapshot: &Snapshot) -> Source {
        let (estate, now) = (&snapshot.estate, self.moment());
        let stretches = self.stretches(estate, now);
        let questions = stretches.all().flat_map(|range| self.split(range, estate, now).totals_questions());
        let entry = |question: Question| {
            let entry = snapshot.entries.get(&question)?;
            Some((Arc::clone(entry), entry.is_stale(now)))
        };
        let entries = questions.chain([Question::Vendors]).map(entry).collect();
        Source { stretches, kpi: self.ranking.kpi, is_crowded: self.ranking.is_crowded, entries }
    }

    fn tally(&self, made_of: Source, snapshot: &Snapshot) -> Tally {
        let (estate, now) = (&snapshot.estate, self.moment());
        let Stretches { shown, closed, open, before } = made_of.stretches;
        let known = |range: DateRange| Standings::of(snapshot, self.split(range, estate, now), now);
        let closed = closed.map(known);
        let standings = match (open.map(known), &closed) {
            (Some(open), Some(closed)) => open.with(closed),
            (Some(open), None) => open,
            (None, closed) => closed.clone().unwrap_or_default(),
        };
        let basis = match (open, &closed) {
            (None, _) => Basis::Whole,
            (Some(_), Some(_)) => Basis::ClosedDays,
            (Some(_), None) => Basis::OpenDay,
        };
        let earlier = before.map(known);
        let now_part = closed.as_ref().unwrap_or(&standings);
        let compared = earlier.as_ref().and_then(|earlier| comparable(now_part, earlier));
        let vendors = snapshot.vendors().map_or(&[][..], |vendors| vendors);
        let by_id: HashMap<&VendorId, &Vendor> = vendors.iter().map(|vendor| (&vendor.id, vendor)).collect();
        let listed: BTreeSet<VendorId> = if standings.is_unknown() {
            BTreeSet::new()
        } else {
            by_id.keys().map(|id| (*id).clone()).collect()
        };
        let field = Field { shown: &standings.totals, listed: &listed, unread: &standings.unread, compared };
        let kpi = made_of.kpi;
        let mut ranking = Ranking::of(&field, kpi);
        if basis == Basis::OpenDay && kpi.adds_up() {
            // A part of a day against a whole one is no change.
            ranking.rows.iter_mut().for_each(|row| row.change = None);
        }
        let listed = ranking.rows.iter().map(|row| by_id.get(&row.vendor).map(|vendor| (*vendor).clone()));
        let listed = listed.collect();
        let ranks = ranking.rows.iter().filter_map(|row| Some((row.vendor.clone(), row.rank?))).collect();
        Tally { made_of, shown, before, basis, standings, closed, earlier, kpi, ranking, listed, ranks }
    }
}

/// Totals of equal lengths of time, where both are known whole.
fn comparable<'a>(now: &'a Standings, earlier: &'a Standings) -> Option<(&'a Totals, &'a Totals)> {
    let is_known = |standings: &Standings| !standings.parts.is_empty() && standings.missing_days() == 0;
    (is_known(now) && is_known(earlier)).then_some((&now.totals, &earlier.totals))
}

fn first_days(range: DateRange, days: i64) -> DateRange {
    let last = range.from().checked_add_signed(chrono::TimeDelta::days(days - 1));
    last.and_then(|last| DateRange::new(range.from(), last.min(range.to())).ok()).unwrap_or(range)
}

impl Tally {
    /// The name of a row for people: the vendor's, or its id where it is not listed.
    pub fn name(&self, place: usize) -> &str {
        let listed = self.listed.get(place).and_then(Option::as_ref);
        let id = || self.ranking.rows.get(place).map_or("", |row| row.vendor.as_str());
        listed.map_or_else(id, |vendor| &vendor.name)
    }

    /// A vendor's place.
    pub(super) fn rank_of(&self, vendor: &VendorId) -> Option<usize> {
        self.ranks.get(vendor).copied()
    }

    /// A vendor against its category, on the days that are over.
    pub fn benchmark(&self, vendor: &VendorId, vendors: &[Vendor]) -> Benchmark {
        let standings = self.closed.as_ref().unwrap_or(&self.standings);
        if standings.is_whole() {
            return benchmark(&standings.totals, vendors, vendor);
        }
        let own = vendors.iter().find(|listed| listed.id == *vendor);
        Benchmark::of_nothing(own.and_then(|own| own.category.clone()), Withheld::Incomplete)
    }
}

impl Board {
    /// The row in a shown line.
    pub fn row(&self, line: usize) -> Option<&Ranked> {
        self.tally.ranking.rows.get(*self.order.get(line)?)
    }

    /// The line of a vendor.
    pub fn line_of(&self, vendor: &VendorId) -> Option<usize> {
        let rows = &self.tally.ranking.rows;
        self.order.iter().position(|place| rows.get(*place).is_some_and(|row| row.vendor == *vendor))
    }
}

/// The places that pass the filter, in the chosen order; what is unknown comes last, whichever way it goes.
fn order(tally: &Tally, (column, is_reversed): (RankColumn, bool), sieve: Option<&Sieve>) -> Vec<usize> {
    let rows = &tally.ranking.rows;
    let passes = |place: &usize| {
        sieve.is_none_or(|sieve| {
            let category = tally.listed.get(*place).and_then(|listed| listed.as_ref()?.category.as_deref());
            let id = rows.get(*place).map_or("", |row| row.vendor.as_str());
            sieve.passes(&[tally.name(*place), id, category.unwrap_or_default()])
        })
    };
    let passing = (0..rows.len()).filter(passes);
    if column == RankColumn::Vendor {
        let mut named: Vec<(String, usize)> =
            passing.map(|place| (tally.name(place).to_lowercase(), place)).collect();
        named.sort_unstable();
        if is_reversed {
            named.reverse();
        }
        return named.into_iter().map(|(_, place)| place).collect();
    }
    let mut valued: Vec<(Option<f64>, usize)> =
        passing.map(|place| (rows.get(place).and_then(|row| value(row, column)), place)).collect();
    let sign = if is_reversed { -1.0 } else { 1.0 };
    valued.sort_by(|(one, _), (other, _)| match (one, other) {
        (Some(one), Some(other)) => (other * sign).total_cmp(&(one * sign)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    valued.into_iter().map(|(_, place)| place).collect()
}

/// What a column sorts by, the greatest first.
fn value(row: &Ranked, column: RankColumn) -> Option<f64> {
    let kpi = |kpi| row.kpis().as_ref().and_then(|kpis: &Kpis| kpis.value(kpi));
    match column {
        RankColumn::Rank => row.rank.map(|rank| -(rank as f64)),
        RankColumn::Moved => Some(match row.moved? {
            Move::Up(places) => places as f64,
            Move::Down(places) => -(places as f64),
            Move::Same => 0.0,
            Move::New => return None,
        }),
        RankColumn::Of(of) => kpi(of),
        RankColumn::Change => row.change.map(crate::business::Change::amount),
        RankColumn::Vendor => None,
    }
}
