//! The vendors a viewer knows: those pinned, and those looked at last. They come first in the switcher.
//! Knows no file: what has changed is handed on to whoever keeps it.

use super::state::{App, Overlay};
use crate::{
    business::{VendorId, VendorScope},
    question::Snapshot,
};

/// More pins than this are no help.
pub(super) const MOST_PINNED: usize = 50;
/// Vendors that were looked at last, as many as are remembered.
pub(super) const MOST_RECENT: usize = 20;

/// Vendors that come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Familiar {
    /// Pinned, in the order they were.
    pub pinned: Vec<VendorId>,
    /// Looked at, the last one first.
    pub recent: Vec<VendorId>,
    /// What has not been handed on yet.
    unkept: Vec<FamiliarChange>,
}

/// A change that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FamiliarChange {
    /// Pinned.
    Pin(VendorId),
    /// No longer pinned.
    Unpin(VendorId),
    /// Looked at.
    Seen(VendorId),
}

impl Familiar {
    /// Vendors as they were kept, by their ids; no more than are remembered, each once. What is no id is left out.
    pub fn kept(pinned: &[String], recent: &[String]) -> Self {
        let id = |text: &String| VendorId::parse(text).ok();
        let mut familiar = Self::default();
        for vendor in pinned.iter().filter_map(id) {
            familiar.make(&FamiliarChange::Pin(vendor));
        }
        for vendor in recent.iter().rev().filter_map(id) {
            familiar.make(&FamiliarChange::Seen(vendor));
        }
        familiar
    }

    /// Makes a change.
    pub fn make(&mut self, change: &FamiliarChange) {
        match change {
            FamiliarChange::Pin(vendor) => {
                if !self.pinned.contains(vendor) && self.pinned.len() < MOST_PINNED {
                    self.pinned.push(vendor.clone());
                }
            }
            FamiliarChange::Unpin(vendor) => self.pinned.retain(|held| held != vendor),
            FamiliarChange::Seen(vendor) => {
                self.recent.retain(|held| held != vendor);
                self.recent.insert(0, vendor.clone());
                self.recent.truncate(MOST_RECENT);
            }
        }
    }

    fn change(&mut self, change: FamiliarChange) {
        self.make(&change);
        self.unkept.push(change);
    }

    /// What has changed since this was last asked.
    pub fn take_changes(&mut self) -> Vec<FamiliarChange> {
        std::mem::take(&mut self.unkept)
    }

    /// True when the vendor is pinned.
    pub fn is_pinned(&self, vendor: &VendorId) -> bool {
        self.pinned.contains(vendor)
    }

    /// True when the vendor was looked at lately.
    pub fn is_recent(&self, vendor: &VendorId) -> bool {
        self.recent.contains(vendor)
    }

    /// Everything familiar, the pinned first, each once.
    pub fn all(&self) -> impl Iterator<Item = &VendorId> {
        self.pinned.iter().chain(self.recent.iter().filter(|vendor| !self.pinned.contains(vendor)))
    }
}

impl App {
    /// Remembers that a vendor was looked at. Who sees one vendor only has none to remember.
    pub(super) fn remember_vendor(&mut self, scope: &VendorScope) {
        if let VendorScope::One(vendor) = scope
            && self.audience.is_operator()
            && self.familiar.recent.first() != Some(vendor)
        {
            self.familiar.change(FamiliarChange::Seen(vendor.clone()));
        }
    }

    /// Pins the vendor in question: the chosen one of the switcher or of the ranking, or the one that is looked at.
    pub(super) fn pin(&mut self, shown: &Snapshot) {
        let Some(vendor) = self.vendor_in_question(shown) else {
            self.say("choose a vendor to pin");
            return;
        };
        if self.familiar.is_pinned(&vendor) {
            self.say(format!("{vendor} is no longer pinned"));
            self.familiar.change(FamiliarChange::Unpin(vendor));
        } else if self.familiar.pinned.len() == MOST_PINNED {
            self.say(format!("{MOST_PINNED} vendors are pinned already: let one go first"));
        } else {
            self.say(format!("{vendor} is pinned: it comes first in the switcher"));
            self.familiar.change(FamiliarChange::Pin(vendor));
        }
    }

    fn vendor_in_question(&self, shown: &Snapshot) -> Option<VendorId> {
        if !self.audience.is_operator() {
            return None;
        }
        if let Some(Overlay::Vendors(prompt)) = &self.overlay {
            let rows = self.vendor_rows(shown);
            return rows.get(prompt.chosen.min(rows.len().checked_sub(1)?))?.scope.one().cloned();
        }
        if self.screen == super::screen::Screen::Compare {
            return self.ranked_vendor(&self.board(shown));
        }
        self.vendor.one().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(place: usize) -> VendorId {
        VendorId::parse(&format!("v{place}")).unwrap()
    }

    #[test]
    fn the_last_looked_at_comes_first_and_each_stands_once() {
        let mut familiar = Familiar::default();
        for place in [1, 2, 3, 1] {
            familiar.change(FamiliarChange::Seen(id(place)));
        }
        familiar.change(FamiliarChange::Pin(id(3)));
        assert_eq!(familiar.recent, [id(1), id(3), id(2)]);
        assert_eq!(familiar.all().cloned().collect::<Vec<_>>(), [id(3), id(1), id(2)]);
        assert_eq!(familiar.take_changes().len(), 5);
        assert!(familiar.take_changes().is_empty());
    }

    #[test]
    fn what_was_kept_comes_back_as_it_was_and_not_without_end() {
        let many: Vec<VendorId> = (0..200).map(id).collect();
        let texts: Vec<String> = many.iter().map(ToString::to_string).collect();
        let familiar = Familiar::kept(&texts, &texts);
        assert_eq!(familiar.pinned, many[..MOST_PINNED]);
        assert_eq!(familiar.recent, many[..MOST_RECENT]);
    }
}
