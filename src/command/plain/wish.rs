//! What can be said to the plain dashboard, a word a line. Pure.

use crate::{app::Screen, question::Audience};

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// An empty line.
    Nothing,
    /// All of the screen again.
    Status,
    /// Every cause with its evidence.
    Why,
    /// Another screen.
    Go(Screen),
    /// Another vendor, or all.
    Vendor(String),
    /// What can be said.
    Help,
    /// The end.
    Quit,
    /// Something else.
    Odd(String),
}

/// What can be said.
const HELP: [&str; 7] = [
    "status: says again what the screen shows.",
    "why: says every cause of trouble with its evidence and what to look at next.",
    "overview, pipeline, alarms, vendor, sources, or their numbers 1, 2, 3, 4, 9: goes to that screen.",
    "vendor NAME: goes to another vendor; vendor all is every vendor together.",
    "help: says this.",
    "quit: ends.",
    "Changes are said by themselves, each once; business numbers every ten minutes when they have changed.",
];

/// What a vendor can say.
const OWN_HELP: [&str; 5] = [
    "status: says again what the screen shows.",
    "vendor, products, traffic, customers, forecast, or 4, 5, 6, 7, F: goes to that screen.",
    "help: says this.",
    "quit: ends.",
    "Your numbers are said every ten minutes when they have changed.",
];

/// What can be said by who listens.
pub(super) const fn help(audience: &Audience) -> &'static [&'static str] {
    if audience.is_operator() { &HELP } else { &OWN_HELP }
}

impl Wish {
    /// What a line means.
    pub(super) fn read(line: &str) -> Self {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match (word.to_lowercase().as_str(), rest) {
            ("", _) => Self::Nothing,
            ("status" | "s", "") => Self::Status,
            ("why" | "w", "") => Self::Why,
            ("help" | "h" | "?", "") => Self::Help,
            ("quit" | "q" | "exit", "") => Self::Quit,
            ("vendor" | "v", name) if !name.is_empty() => Self::Vendor(name.to_owned()),
            (word, "") => screen(word).map_or_else(|| Self::Odd(line.to_owned()), Self::Go),
            _ => Self::Odd(line.to_owned()),
        }
    }
}

fn screen(word: &str) -> Option<Screen> {
    let numbered = Screen::ALL.into_iter().find(|screen| screen.key() == word);
    numbered.or_else(|| Screen::named(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_understood() {
        for (line, wish) in [
            ("", Wish::Nothing),
            (" Status ", Wish::Status),
            ("why", Wish::Why),
            ("3", Wish::Go(Screen::Alarms)),
            ("pipeline", Wish::Go(Screen::Pipeline)),
            ("vendor", Wish::Go(Screen::Vendor)),
            ("vendor  Nordic Atelier", Wish::Vendor("Nordic Atelier".to_owned())),
            ("q", Wish::Quit),
            ("quit now", Wish::Odd("quit now".to_owned())),
            ("8", Wish::Odd("8".to_owned())),
        ] {
            assert_eq!(Wish::read(line), wish, "{line:?}");
        }
    }
}
