//! Ids of orders, as they are typed to be looked up. An id is checked once, here: it becomes part of a query.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// The id of an order: 1 to 128 characters of `A-Z a-z 0-9 _ . : @ # / -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct OrderId(Arc<str>);

/// Why a text is not an order id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Nothing, or more than 128 characters.
    #[error("an order id has 1 to 128 characters, this one has {0}")]
    Length(usize),
    /// A character outside the alphabet.
    #[error("an order id is made of letters, digits and _ . : @ # / - only, not {0:?}")]
    Character(char),
}

impl OrderId {
    /// Checks and wraps an id.
    pub fn parse(id: &str) -> Result<Self, OrderError> {
        let length = id.chars().count();
        if !(1..=128).contains(&length) {
            return Err(OrderError::Length(length));
        }
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.:@#/-".contains(c);
        match id.chars().find(|c| !is_allowed(*c)) {
            Some(odd) => Err(OrderError::Character(odd)),
            None => Ok(Self(id.into())),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrderId {
    type Error = OrderError;

    fn try_from(id: String) -> Result<Self, OrderError> {
        Self::parse(&id)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_widen_a_query_are_refused() {
        for bad in ["", "x' OR '1'='1", "a b", "ü", "a\u{202e}b", "*", "%", &"o".repeat(129)] {
            assert!(OrderId::parse(bad).is_err(), "{bad:?} was taken");
        }
        assert_eq!(
            OrderId::parse("ORDER#2026/11-7").map(|id| id.to_string()),
            Ok("ORDER#2026/11-7".to_owned())
        );
    }
}
