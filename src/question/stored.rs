//! What each store found about one day, and what follows from it: which counters hold, and when an absent item is no
//! zero. Knows no range, no source and no screen.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::business::Counters;

/// Who keeps a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    /// Summaries of the lake: all history, as old as its newest partition.
    Lake,
    /// The vendor table: the newest days, live.
    Table,
}

impl Store {
    /// The store in a word: `lake` or `table`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lake => "lake",
            Self::Table => "table",
        }
    }
}

/// What a store said about a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// It was not asked, or no longer keeps the day.
    #[default]
    Unread,
    /// It was asked and has nothing of that day.
    Nothing,
    /// These counters.
    Counters(Counters),
}

impl Found {
    /// The counters that were found; none where there was nothing.
    pub const fn counters(self) -> Option<Counters> {
        match self {
            Self::Counters(counters) => Some(counters),
            Self::Unread | Self::Nothing => None,
        }
    }
}

/// What every store said about a day: for whoever compares them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredDay {
    /// The vendor table's counters.
    pub table: Found,
    /// The lake's counters.
    pub lake: Found,
    /// Another summary of the lake has events of that day.
    pub has_events: bool,
}

/// A day on which a store has nothing although the business went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The day.
    pub date: NaiveDate,
    /// What is wrong with it.
    pub kind: DoubtKind,
}

/// What is wrong with a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    /// The table keeps the day and has no item of it; the lake's counters stand in.
    LakeStandsIn,
    /// The table keeps the day and has no item of it, though the lake has events: the day is unknown.
    CountersMissing,
    /// The lake has no row of the day between days that have some: the day is unknown.
    NotInLake,
}

impl DoubtKind {
    /// What is wrong, as it goes on after the day: `has no counters in the table; the lake's stand in`.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::LakeStandsIn => "has no item in the table; the lake's count stands in",
            Self::CountersMissing => "has no item in the table, though the lake has events: not known",
            Self::NotInLake => "is missing in the lake between days that are there: not known",
        }
    }
}

impl StoredDay {
    /// The counters that hold, and from where. Kept days and today are the table's: it is live. Where the table has
    /// no item and the lake has events, the events did happen. `is_quiet` tells whether the lake's silence can be
    /// believed: that nothing happened, and not that the day has not arrived there.
    pub fn settled(&self, is_quiet: bool) -> Settled {
        let lake = self.lake.counters().filter(|counters| *counters != Counters::default());
        match (self.table, self.lake) {
            (Found::Counters(counters), _) => Settled::known(counters, Store::Table),
            (Found::Nothing, _) => match lake {
                Some(counters) => {
                    Settled { doubt: Some(DoubtKind::LakeStandsIn), ..Settled::known(counters, Store::Lake) }
                }
                None if self.has_events => {
                    Settled { doubt: Some(DoubtKind::CountersMissing), ..Settled::default() }
                }
                None => Settled::known(Counters::default(), Store::Table),
            },
            (Found::Unread, Found::Counters(counters)) => Settled::known(counters, Store::Lake),
            (Found::Unread, Found::Nothing) if is_quiet => Settled::known(Counters::default(), Store::Lake),
            (Found::Unread, Found::Nothing | Found::Unread) => Settled::default(),
        }
    }
}

/// What holds for a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The counters; none when they are unknown.
    pub counters: Option<Counters>,
    /// Whose they are.
    pub store: Option<Store>,
    /// What is odd about them.
    pub doubt: Option<DoubtKind>,
}

impl Settled {
    const fn known(counters: Counters, store: Store) -> Self {
        Self { counters: Some(counters), store: Some(store), doubt: None }
    }
}
