//! The vendor switcher: who matches what is typed, the best first.

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
}

impl App {
    /// The vendors that match what is typed in the switcher, best first; at most 200. All of them together come
    /// first while nothing is typed; an id that is not listed can still be looked at and comes last.
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
        for hit in fuzzy::search(query, vendors.iter().map(|v| (&*v.name, v.id.as_str())), MOST_ROWS) {
            let Some(vendor) = vendors.get(hit.place) else { continue };
            let category =
                vendor.category.as_deref().map(|category| format!(" · {category}")).unwrap_or_default();
            let note = format!("{}{category}", vendor.id);
            rows.push(self.vendor_row(VendorScope::One(vendor.id.clone()), &vendor.name, note, hit.letters));
        }
        if let Some(id) = unlisted(query, vendors, snapshot) {
            let note = "not in the list of vendors".to_owned();
            rows.push(self.vendor_row(VendorScope::One(id), query, note, Vec::new()));
        }
        rows
    }

    fn vendor_row(&self, scope: VendorScope, name: &str, note: String, letters: Vec<u32>) -> VendorRow {
        VendorRow { is_current: self.vendor == scope, scope, name: name.to_owned(), letters, note }
    }
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
