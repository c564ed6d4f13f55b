//! Vendors and their ids. An id is checked once, here, so that no key range or query can be widened by it.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// The id of a vendor: 1 to 128 characters of `A-Z a-z 0-9 _ . : @ -`.
///
/// The narrow alphabet is what makes an id safe in a DynamoDB key (`VENDOR#<id>`) and in SQL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct VendorId(Arc<str>);

/// Why a text is not a vendor id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VendorError {
    /// Nothing was given.
    #[error("a vendor id cannot be empty")]
    Empty,
    /// Longer than 128 characters.
    #[error("a vendor id has at most 128 characters, this one has {0}")]
    TooLong(usize),
    /// A character outside the alphabet.
    #[error("a vendor id is made of letters, digits and _ . : @ - only, not {0:?}")]
    Character(char),
}

impl VendorId {
    /// Checks and wraps an id.
    pub fn parse(id: &str) -> Result<Self, VendorError> {
        if id.is_empty() {
            return Err(VendorError::Empty);
        }
        if id.len() > 128 {
            return Err(VendorError::TooLong(id.chars().count()));
        }
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '@' | '-');
        match id.chars().find(|c| !is_allowed(*c)) {
            Some(odd) => Err(VendorError::Character(odd)),
            None => Ok(Self(id.into())),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for VendorId {
    type Error = VendorError;

    fn try_from(id: String) -> Result<Self, VendorError> {
        Self::parse(&id)
    }
}

impl fmt::Display for VendorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A vendor as listed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Vendor {
    /// The id.
    pub id: VendorId,
    /// Display name; the id where none is known.
    pub name: Arc<str>,
    /// Category, where known.
    pub category: Option<Arc<str>>,
}

/// One vendor, or all of them together (operators only).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorScope {
    /// Every vendor, summed.
    All,
    /// One vendor.
    One(VendorId),
}

impl VendorScope {
    /// The vendor, when it is one.
    pub const fn one(&self) -> Option<&VendorId> {
        match self {
            Self::All => None,
            Self::One(id) => Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_widen_a_key_or_a_query_are_refused() {
        for bad in ["", "a#b", "x' OR '1'='1", "a b", "ü", "a\u{202e}b", "*", &"v".repeat(129)] {
            assert!(VendorId::parse(bad).is_err(), "{bad:?} was taken");
            let written = serde_json::Value::from(bad);
            assert!(serde_json::from_value::<VendorId>(written).is_err(), "{bad:?} was read");
        }
        for good in ["vendor_123", "9", "a.b:c@d-e"] {
            assert_eq!(VendorId::parse(good).map(|id| id.to_string()), Ok(good.to_owned()));
        }
    }
}
