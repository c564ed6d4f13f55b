//! What a terminal can show, read from an environment that is handed in: this process's, or a remote client's.

use std::collections::BTreeMap;

use crate::theme::Depth;

/// Terminals that show 24-bit colours without saying so in `COLORTERM`.
const TRUE_COLOR_TERMS: [&str; 8] =
    ["direct", "kitty", "alacritty", "wezterm", "ghostty", "foot", "contour", "rio"];
/// Programs that do so too, by `TERM_PROGRAM`.
const TRUE_COLOR_PROGRAMS: [&str; 5] = ["iterm.app", "wezterm", "vscode", "ghostty", "rio"];
/// Terminals without colours.
const COLORLESS_TERMS: [&str; 5] = ["dumb", "vt100", "vt102", "vt220", "xterm-mono"];

/// How many colours to use. <https://no-color.org> wins over `CLICOLOR_FORCE`, which wins over `TERM=dumb`.
pub fn depth(environment: &BTreeMap<String, String>) -> Depth {
    let value = |name: &str| environment.get(name).map_or("", String::as_str).to_ascii_lowercase();
    if !value("NO_COLOR").is_empty() {
        return Depth::None;
    }
    let term = value("TERM");
    let is_forced = !matches!(value("CLICOLOR_FORCE").as_str(), "" | "0");
    if COLORLESS_TERMS.contains(&term.as_str()) {
        return if is_forced { Depth::Sixteen } else { Depth::None };
    }
    // GNU screen knows 256 colours at most, whatever the terminal around it says; tmux translates.
    let is_screen = term.starts_with("screen") && value("TMUX").is_empty();
    let says_true_color = matches!(value("COLORTERM").as_str(), "truecolor" | "24bit")
        || TRUE_COLOR_TERMS.iter().any(|name| term.contains(name))
        || TRUE_COLOR_PROGRAMS.contains(&value("TERM_PROGRAM").as_str())
        || !value("WT_SESSION").is_empty();
    if says_true_color && !is_screen {
        Depth::TrueColor
    } else if says_true_color || term.contains("256color") {
        Depth::TwoFiftySix
    } else {
        Depth::Sixteen
    }
}

/// True when only ASCII can be relied on: a dumb terminal, the console of Linux, whose fonts have neither braille
/// nor round corners, or a locale that names another character set than UTF-8.
pub fn is_ascii_only(environment: &BTreeMap<String, String>) -> bool {
    let value = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    if value("TERM").is_some_and(|term| matches!(term.as_str(), "dumb" | "linux")) {
        return true;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(value);
    let charset =
        locale.and_then(|locale| locale.split_once('.')).map(|(_, charset)| charset.to_ascii_lowercase());
    charset.is_some_and(|charset| !charset.starts_with("utf-8") && !charset.starts_with("utf8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(text: &str) -> BTreeMap<String, String> {
        let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn each_environment_has_its_depth() {
        let known = [
            ("TERM=xterm-256color COLORTERM=truecolor", Depth::TrueColor),
            ("TERM=xterm-256color", Depth::TwoFiftySix),
            ("TERM=xterm-kitty", Depth::TrueColor),
            ("TERM=xterm", Depth::Sixteen),
            ("TERM=linux", Depth::Sixteen),
            ("", Depth::Sixteen),
            ("TERM=dumb", Depth::None),
            ("TERM=dumb CLICOLOR_FORCE=1", Depth::Sixteen),
            ("TERM=xterm-256color NO_COLOR=1 CLICOLOR_FORCE=1 COLORTERM=truecolor", Depth::None),
            ("TERM=xterm-256color NO_COLOR=", Depth::TwoFiftySix),
            ("TERM=screen-256color COLORTERM=truecolor", Depth::TwoFiftySix),
            ("TERM=screen-256color COLORTERM=truecolor TMUX=/tmp/x", Depth::TrueColor),
            ("TERM=tmux-256color", Depth::TwoFiftySix),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", Depth::TrueColor),
        ];
        for (text, expected) in known {
            assert_eq!(depth(&environment(text)), expected, "{text}");
        }
    }

    #[test]
    fn only_another_charset_or_a_terminal_without_the_signs_means_ascii() {
        for (text, expected) in [
            ("LANG=en_US.UTF-8", false),
            ("LANG=de_DE.ISO-8859-1", true),
            ("LANG=de_DE.ISO-8859-1 LC_ALL=C.UTF-8", false),
            ("LANG=C", false),
            ("", false),
            ("TERM=dumb LANG=en_US.UTF-8", true),
            ("TERM=linux LANG=en_US.UTF-8", true),
        ] {
            assert_eq!(is_ascii_only(&environment(text)), expected, "{text}");
        }
    }
}
