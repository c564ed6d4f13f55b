//! The vendor switcher: who matches what is typed, the best first.

use std::collections::{HashMap, HashSet};

use super::{
    fuzzy,
    state::{App, Overlay},
};
use crate::{
    business::{Vendor, VendorId, VendorScope},
    pipeline::say_count,
    question::Snapshot,
};

/// Rows that are kept for a list; nobody scrolls further, they type a letter more.
pub(super) const MOST_ROWS: usize = 200;

/// What a pin is worth beside the letters that match, and half of it a late look: about one letter.
const PINNED: u32 = 16;

/// A row of the vendor switcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorRow {
    /// Whose business is shown when it is chosen.
    pub scope: VendorScope,
    /// The display name.
    pub name: String,
    /// Characters of the name that matched.
    pub letters: Vec<u32>,
    /// Id, category, or what it is.
    pub note: String,
    /// True for the one that is shown at present.
    pub is_current: bool,
    /// True for a pinned one.
    pub is_pinned: bool,
    /// True for one that was looked at lately.
    pub is_recent: bool,
    /// Its place in the ranking, where one is known: by which KPI, and which place.
    pub rank: Option<(&'static str, usize)>,
}

impl App {
    /// The vendors that match what is typed in the switcher, best first; at most 200, of equals the pinned and those
    /// looked at lately first. All of them together come first while nothing is typed, then every pinned and late one; an id that is not listed can still be looked at and comes last.
    pub fn vendor_rows(&self, snapshot: &Snapshot) -> Vec<VendorRow> {
        let query = match &self.overlay {
            Some(Overlay::Vendors(prompt)) => prompt.text.trim(),
            _ => "",
        };
        self.vendors_like(query, snapshot)
    }

    pub(super) fn vendors_like(&self, query: &str, snapshot: &Snapshot) -> Vec<VendorRow> {
        let vendors: &[Vendor] = snapshot.vendors().map_or(&[], |vendors| vendors);
        let mut rows = Vec::new();
        if "all vendors".starts_with(&query.to_lowercase()) {
            rows.push(self.vendor_row(VendorScope::All, "all vendors", all_note(vendors), Vec::new()));
        }
        let texts = vendors.iter().map(|v| (&*v.name, v.id.as_str()));
        let (pinned, recent) = (set_of(&self.familiar.pinned), set_of(&self.familiar.recent));
        let favour = |place: usize| match vendors.get(place).map(|vendor| &vendor.id) {
            Some(id) if pinned.contains(id) => PINNED,
            Some(id) if recent.contains(id) => PINNED / 2,
            _ => 0,
        };
        let most = if pinned.is_empty() && recent.is_empty() { 0 } else { PINNED };
        let known = if query.is_empty() { self.familiar_rows(vendors) } else { Vec::new() };
        let is_told = |id: &VendorId| query.is_empty() && (pinned.contains(id) || recent.contains(id));
        rows.extend(known);
        for hit in fuzzy::search_favouring(query, texts, MOST_ROWS, (most, favour)) {
            let Some(vendor) = vendors.get(hit.place).filter(|vendor| !is_told(&vendor.id)) else { continue };
            let scope = VendorScope::One(vendor.id.clone());
            rows.push(self.vendor_row(scope, &vendor.name, note_of(vendor), hit.letters));
        }
        rows.truncate(MOST_ROWS);
        if let Some(id) = unlisted(query, vendors, snapshot) {
            let note = "not in the list of vendors".to_owned();
            rows.push(self.vendor_row(VendorScope::One(id), query, note, Vec::new()));
        }
        rows
    }

    /// The pinned and then those looked at last, as they are listed; one that is no longer listed stands by its id.
    fn familiar_rows(&self, vendors: &[Vendor]) -> Vec<VendorRow> {
        let wanted = set_of(self.familiar.all());
        if wanted.is_empty() {
            return Vec::new();
        }
        let listed: HashMap<&VendorId, &Vendor> = vendors
            .iter()
            .filter(|vendor| wanted.contains(&vendor.id))
            .map(|vendor| (&vendor.id, vendor))
            .collect();
        let row = |id: &VendorId| {
            let (name, note) = listed.get(id).map_or_else(
                || (id.as_str(), "not in the list of vendors".to_owned()),
                |vendor| (&*vendor.name, note_of(vendor)),
            );
            self.vendor_row(VendorScope::One(id.clone()), name, note, Vec::new())
        };
        self.familiar.all().map(row).collect()
    }

    fn vendor_row(&self, scope: VendorScope, name: &str, note: String, letters: Vec<u32>) -> VendorRow {
        let id = scope.one();
        VendorRow {
            is_current: self.vendor == scope,
            is_pinned: id.is_some_and(|id| self.familiar.is_pinned(id)),
            is_recent: id.is_some_and(|id| self.familiar.is_recent(id)),
            rank: id.and_then(|id| self.ranking.rank_of(id)),
            scope,
            name: name.to_owned(),
            letters,
            note,
        }
    }
}

fn set_of<'a>(ids: impl IntoIterator<Item = &'a VendorId>) -> HashSet<&'a VendorId> {
    ids.into_iter().collect()
}

fn note_of(vendor: &Vendor) -> String {
    let category = vendor.category.as_deref().map(|category| format!(" · {category}")).unwrap_or_default();
    format!("{}{category}", vendor.id)
}

fn all_note(vendors: &[Vendor]) -> String {
    match vendors.len() {
        0 => String::new(),
        count => say_count(count as f64),
    }
}

/// An id that was typed whole and is in no list. Where there is a list, it must look like an id to be offered.
fn unlisted(query: &str, vendors: &[Vendor], snapshot: &Snapshot) -> Option<VendorId> {
    let id = VendorId::parse(query).ok()?;
    let is_listed = vendors.iter().any(|vendor| vendor.id == id);
    let looks_like_an_id = snapshot.vendors().is_none() || query.chars().any(|c| !c.is_ascii_alphabetic());
    (!is_listed && looks_like_an_id).then_some(id)
}
