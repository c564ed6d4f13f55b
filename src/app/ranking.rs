//! The mind of the Compare screen: by which KPI vendors are ranked, which row is chosen, which stand beside one another.
//! Knows no drawing.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    board::Board,
    command::Action,
    movement::moved,
    screen::{Panel, Screen},
    state::App,
};
use crate::{
    business::{Kpi, VendorId, VendorScope},
    question::{DaySplit, Estate, MOST_VENDORS, Question, Snapshot},
};

/// Most vendors beside one another.
pub const MOST_MARKED: usize = 3;

/// What is chosen on the screen.
#[derive(Clone, Debug)]
pub struct RankingChoice {
    /// The KPI that ranks.
    pub kpi: Kpi,
    /// The column that orders the rows.
    pub column: RankColumn,
    /// The rows stand the other way round.
    pub is_reversed: bool,
    /// The chosen row, by vendor; the first when none was chosen.
    pub vendor: Option<VendorId>,
    /// Vendors beside one another, in the order they were marked.
    pub marked: Vec<VendorId>,
    /// There are more vendors than the table is asked for one by one.
    pub is_crowded: bool,
    pub(super) board: Option<Arc<Board>>,
}

impl Default for RankingChoice {
    fn default() -> Self {
        Self {
            kpi: Kpi::Revenue,
            column: RankColumn::Rank,
            is_reversed: false,
            vendor: None,
            marked: Vec::new(),
            is_crowded: false,
            board: None,
        }
    }
}

impl RankingChoice {
    /// A vendor's place as it was last shown: by which KPI, and which place.
    pub(super) fn rank_of(&self, vendor: &VendorId) -> Option<(&'static str, usize)> {
        let tally = &self.board.as_ref()?.tally;
        Some((tally.kpi.label(), tally.rank_of(vendor)?))
    }
}

/// A column that rows can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankColumn {
    /// The rank.
    Rank,
    /// How the rank moved.
    Moved,
    /// The name.
    Vendor,
    /// A KPI.
    Of(Kpi),
    /// The change of the KPI that ranks.
    Change,
}

impl RankColumn {
    /// Every column, in the order the key goes through them.
    pub const ALL: [Self; 9] = [
        Self::Rank,
        Self::Moved,
        Self::Vendor,
        Self::Of(Kpi::Revenue),
        Self::Of(Kpi::Orders),
        Self::Of(Kpi::AverageOrder),
        Self::Of(Kpi::Conversion),
        Self::Of(Kpi::Completion),
        Self::Change,
    ];

    /// The column in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Moved => "change of rank",
            Self::Vendor => "name",
            Self::Of(kpi) => kpi.label(),
            Self::Change => "change",
        }
    }
}

impl App {
    /// What must be asked for the ranking on screen; nothing for a vendor, who sees no other.
    pub(super) fn ranking_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        if !self.audience.is_operator() {
            return Vec::new();
        }
        let stretches = self.stretches(estate, now);
        let totals = stretches.all().flat_map(|range| self.split(range, estate, now).totals_questions());
        let days = self.ranking.marked.iter().flat_map(|vendor| {
            let scope = VendorScope::One(vendor.clone());
            DaySplit::of(stretches.shown, estate, now).questions(&scope).collect::<Vec<_>>()
        });
        totals.chain(days).collect()
    }

    /// Notices how many vendors there are: too many for the table are the lake's.
    pub(super) fn count_vendors(&mut self, newest: &Snapshot) {
        if let Some(vendors) = newest.vendors() {
            self.ranking.is_crowded = vendors.len() > MOST_VENDORS;
        }
    }

    /// The line of the chosen vendor among the shown ones; the first where it is not shown.
    pub fn ranked_line(&self, board: &Board) -> usize {
        self.ranking.vendor.as_ref().and_then(|vendor| board.line_of(vendor)).unwrap_or(0)
    }

    /// The chosen vendor.
    pub fn ranked_vendor(&self, board: &Board) -> Option<VendorId> {
        board.row(self.ranked_line(board)).map(|row| row.vendor.clone())
    }

    pub(super) fn step_ranked(&mut self, rows: i32, shown: &Snapshot) {
        let board = self.board(shown);
        let line = moved(self.ranked_line(&board), rows, board.order.len());
        if let Some(row) = board.row(line) {
            self.ranking.vendor = Some(row.vendor.clone());
        }
    }

    /// Makes the chosen vendor the one that is looked at.
    pub(super) fn open_ranked(&mut self, newest: &Arc<Snapshot>) {
        let board = self.board(&Arc::clone(self.shown(newest)));
        match self.ranked_vendor(&board) {
            Some(vendor) => {
                self.look_at_vendor(VendorScope::One(vendor));
                self.go(Screen::Vendor, newest);
            }
            None => self.say("there is no vendor to go to yet"),
        }
    }

    /// The deeds of the Compare screen.
    pub(super) fn rank(&mut self, action: Action, shown: &Snapshot) {
        match action {
            Action::RankBy => {
                let at = Kpi::ALL.iter().position(|kpi| *kpi == self.ranking.kpi).unwrap_or(0);
                self.ranking.kpi = Kpi::ALL.into_iter().cycle().nth(at + 1).unwrap_or(Kpi::Revenue);
                (self.ranking.column, self.ranking.is_reversed) = (RankColumn::Rank, false);
                self.say(format!("ranked by {}", self.ranking.kpi.label()));
            }
            Action::RankSort => {
                let all = RankColumn::ALL;
                let at = all.iter().position(|column| *column == self.ranking.column).unwrap_or(0);
                self.ranking.column = all.into_iter().cycle().nth(at + 1).unwrap_or(RankColumn::Rank);
                self.ranking.is_reversed = false;
                self.say(format!("ordered by {}", self.ranking.column.label()));
            }
            Action::RankReverse => {
                self.ranking.is_reversed = !self.ranking.is_reversed;
                let way = if self.ranking.is_reversed { ", the other way round" } else { "" };
                self.say(format!("ordered by {}{way}", self.ranking.column.label()));
            }
            Action::RankMark => self.mark(shown),
            _ => {}
        }
    }

    /// Puts the chosen vendor beside the marked ones, or takes it away.
    fn mark(&mut self, shown: &Snapshot) {
        let Some(vendor) = self.ranked_vendor(&self.board(shown)).filter(|_| self.audience.is_operator())
        else {
            self.say("there is no vendor to mark yet");
            return;
        };
        let marked = &mut self.ranking.marked;
        if let Some(place) = marked.iter().position(|held| *held == vendor) {
            marked.remove(place);
        } else if marked.len() < MOST_MARKED {
            marked.push(vendor);
            self.focus_on(Panel::Ranking);
        } else {
            self.say("three stand beside one another already; space on one of them takes it away");
        }
    }
}
