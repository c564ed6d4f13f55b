//! The filter of a list: a regex, its inverse with `!`, or fuzzy with `-f`. A filter that cannot be read hides
//! nothing and says why.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use regex::{Regex, RegexBuilder};

use super::state::Filter;

/// A filter, ready to be used.
#[derive(Debug)]
pub enum Sieve {
    /// Everything passes.
    Open,
    /// What matches passes, or what does not.
    Regex {
        /// The expression.
        regex: Regex,
        /// What does not match passes.
        is_inverse: bool,
    },
    /// What has the letters in order passes.
    Fuzzy(Pattern),
}

impl Sieve {
    /// Reads a filter as typed, or says in words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(letters) = text.strip_prefix("-f") {
            let letters = letters.trim();
            if letters.is_empty() {
                return Ok(Self::Open);
            }
            return Ok(Self::Fuzzy(Pattern::parse(letters, CaseMatching::Smart, Normalization::Smart)));
        }
        let (is_inverse, expression) =
            text.strip_prefix('!').map_or((false, text), |rest| (true, rest.trim()));
        if expression.is_empty() {
            return Ok(Self::Open);
        }
        let regex = RegexBuilder::new(expression)
            .case_insensitive(!expression.chars().any(char::is_uppercase))
            .size_limit(1 << 20)
            .build()
            .map_err(|error| in_words(&error))?;
        Ok(Self::Regex { regex, is_inverse })
    }

    /// True when a row with these texts is shown.
    pub fn passes(&self, texts: &[&str]) -> bool {
        match self {
            Self::Open => true,
            Self::Regex { regex, is_inverse } => texts.iter().any(|text| regex.is_match(text)) != *is_inverse,
            Self::Fuzzy(pattern) => {
                let mut matcher = Matcher::new(Config::DEFAULT);
                let mut letters = Vec::new();
                texts
                    .iter()
                    .any(|text| pattern.score(Utf32Str::new(text, &mut letters), &mut matcher).is_some())
            }
        }
    }
}

impl Filter {
    /// A filter as typed; none when there is nothing in it.
    pub fn typed(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        Some(Self { text: text.to_owned(), problem: Sieve::parse(text).err() })
    }

    /// The filter, ready to be used; one that cannot be read hides nothing.
    pub fn sieve(&self) -> Sieve {
        Sieve::parse(&self.text).unwrap_or(Sieve::Open)
    }
}

/// The last line of the regex crate's message is the reason; the lines before draw the place.
fn in_words(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "this filter is too large".to_owned(),
        other => {
            let message = other.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            format!("not a filter yet: {reason}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(filter: &str, text: &str) -> bool {
        Filter::typed(filter).is_none_or(|filter| filter.sieve().passes(&[text]))
    }

    #[test]
    fn regex_inverse_and_fuzzy() {
        assert!(passes("^iter.*age$", "iterator-age"));
        assert!(!passes("^age", "iterator-age"));
        assert!(!passes("!age", "iterator-age"));
        assert!(passes("! errors", "iterator-age"));
        assert!(passes("-f itag", "iterator-age"));
        assert!(!passes("-f zzz", "iterator-age"));
        assert!(passes("AGE", "AGE") && !passes("AGE", "age"), "capitals are meant");
    }

    #[test]
    fn an_unreadable_filter_hides_nothing_and_says_why() {
        let filter = Filter::typed("iter[").unwrap();
        assert!(
            filter.problem.as_deref().is_some_and(|p| p.contains("unclosed character class")),
            "{filter:?}"
        );
        assert!(filter.sieve().passes(&["anything"]));
        assert_eq!(Filter::typed("  "), None);
        assert!(Filter::typed("(a{1000}){1000}").unwrap().problem.is_some());
    }
}
