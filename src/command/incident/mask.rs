//! Names that must not be in what is handed on: what they are and what stands for them. Found whatever their case;
//! what stands for them keeps a capital at its beginning, or all capitals. Pure.

use crate::command::failure::Failure;

/// A shorter name would be found in half of all words.
const SHORTEST: usize = 3;
/// What a replacement may lay bare is replaced again, so many times.
const MOST_ROUNDS: usize = 8;

/// The names of one export.
#[derive(Clone, Debug, Default)]
pub(super) struct Masks {
    /// Name in lower case, and what stands for it; the longest first.
    pairs: Vec<(String, String)>,
}

impl Masks {
    /// Reads `NAME=OTHER` or `NAME`.
    pub(super) fn read(said: &[String]) -> Result<Self, Failure> {
        let mut pairs = Vec::new();
        for (place, text) in said.iter().enumerate() {
            let (name, other) = match text.split_once('=') {
                Some((name, other)) => (name.trim(), other.trim().to_owned()),
                None => (text.trim(), stand_in(text.trim(), place + 1)),
            };
            if name.chars().count() < SHORTEST {
                let sentence = format!("--mask {text:?}: a name of {SHORTEST} letters or more can be masked");
                return Err(Failure::Usage(sentence));
            }
            if other.is_empty() {
                return Err(Failure::Usage(format!(
                    "--mask {text:?}: say what is to stand there, NAME=OTHER"
                )));
            }
            pairs.push((name.to_lowercase(), other));
        }
        pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let masks = Self { pairs };
        match masks.pairs.iter().find(|(_, other)| masks.is_in(other)) {
            Some((name, other)) => {
                Err(Failure::Usage(format!("--mask {name}={other}: what stands there holds a masked name")))
            }
            None => Ok(masks),
        }
    }

    /// True when there is nothing to mask.
    pub(super) const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many names there are.
    pub(super) const fn len(&self) -> usize {
        self.pairs.len()
    }

    /// True when a text still holds one of the names.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.pairs.iter().any(|(name, _)| lower.contains(name))
    }

    /// The text without the names; none when it holds none.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        if !self.is_in(text) {
            return None;
        }
        let mut masked = text.to_owned();
        for _ in 0..MOST_ROUNDS {
            for (name, other) in &self.pairs {
                masked = replaced(&masked, name, other);
            }
            if !self.is_in(&masked) {
                return Some(masked);
            }
        }
        Some("masked".to_owned())
    }
}

/// What stands for a name when nothing was said: an account that is none, or a number.
fn stand_in(name: &str, number: usize) -> String {
    let is_account = name.len() == 12 && name.bytes().all(|byte| byte.is_ascii_digit());
    if is_account { "0".repeat(12) } else { format!("name-{number}") }
}

fn replaced(text: &str, name: &str, other: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = length_of_match(rest, name) {
            let (found, after) = rest.split_at(length);
            result.push_str(&like(found, other));
            rest = after;
        } else {
            result.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    result
}

/// Bytes at the beginning of a text that are the name in any case.
fn length_of_match(text: &str, name: &str) -> Option<usize> {
    let mut left = name;
    let mut length = 0;
    for letter in text.chars() {
        if left.is_empty() {
            break;
        }
        for lower in letter.to_lowercase() {
            left = left.strip_prefix(lower)?;
        }
        length += letter.len_utf8();
    }
    left.is_empty().then_some(length)
}

/// `other` with the capitals of what was found.
fn like(found: &str, other: &str) -> String {
    let mut letters = found.chars().filter(|letter| letter.is_alphabetic());
    let is_capital = letters.next().is_some_and(char::is_uppercase);
    let mut rest = letters.peekable();
    let is_loud = is_capital && rest.peek().is_some() && rest.all(char::is_uppercase);
    if is_loud {
        return other.to_uppercase();
    }
    let mut letters = other.chars();
    match letters.next().filter(|_| is_capital) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks(said: &[&str]) -> Masks {
        Masks::read(&said.iter().map(|&text| text.to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn names_go_whatever_their_case() {
        let masks = masks(&["makeriess=acme", "123456789012"]);
        for (text, masked) in [
            ("makeriess-prod", "acme-prod"),
            ("MakeriessAnalytics-dev", "AcmeAnalytics-dev"),
            ("MAKERIESS", "ACME"),
            ("arn:aws:lambda:eu-central-1:123456789012:x", "arn:aws:lambda:eu-central-1:000000000000:x"),
        ] {
            assert_eq!(masks.apply(text).as_deref(), Some(masked));
        }
        assert_eq!(masks.apply("nothing of it"), None);
    }

    #[test]
    fn what_a_replacement_lays_bare_is_masked_too() {
        let masks = masks(&["abcd=a", "Straße"]);
        assert_eq!(masks.apply("abcdbcd").as_deref(), Some("a"));
        assert!(!masks.is_in(&masks.apply("STRASSE straße Straße").unwrap()));
    }

    #[test]
    fn masks_that_cannot_hold_are_refused() {
        for odd in ["ab", "makeriess=", "makeriess=the makeriess", "=x"] {
            assert!(Masks::read(&[odd.to_owned()]).is_err(), "{odd}");
        }
        let crossed = ["one-name=other-name".to_owned(), "other-name=one-name".to_owned()];
        assert!(Masks::read(&crossed).is_err());
    }
}
