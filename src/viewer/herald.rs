//! How a terminal is told a title and a notification: which sequence it knows, wrapped for what stands in between.
//! Pure: texts come in, sequences go out.

use std::collections::BTreeMap;

/// What a notification shows; screen passes no more than 768 bytes on at once.
const LONGEST: usize = 240;
/// Keeps the title there is (XTWINOPS 22).
pub(super) const KEEP_TITLE: &str = "\u{1b}[22;2t";
/// Brings the kept title back (XTWINOPS 23).
pub(super) const OLD_TITLE: &str = "\u{1b}[23;2t";
/// The bell.
const BELL: &str = "\u{7}";

/// How notifications are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tongue {
    /// Not at all: the bell must do.
    None,
    /// OSC 9, iTerm2's, which most have taken over.
    Plain,
    /// OSC 777, rxvt's: foot and VTE.
    Titled,
}

/// What stands between this program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// What a terminal understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Herald {
    tongue: Tongue,
    between: Between,
    has_title: bool,
}

impl Herald {
    /// Reads it from the environment.
    pub(super) fn of(environment: &BTreeMap<String, String>) -> Self {
        let value = |name: &str| environment.get(name).map_or("", String::as_str);
        let term = value("TERM");
        let is_plain = matches!(term, "" | "dumb" | "linux") || term.starts_with("vt");
        let between = match () {
            () if !value("TMUX").is_empty() => Between::Tmux,
            () if !value("STY").is_empty() => Between::Screen,
            () => Between::Nothing,
        };
        let is_titled =
            term.starts_with("rxvt") || term.starts_with("foot") || !value("VTE_VERSION").is_empty();
        let tongue = match () {
            () if is_plain => Tongue::None,
            () if is_titled => Tongue::Titled,
            () => Tongue::Plain,
        };
        Self { tongue, between, has_title: !is_plain }
    }

    /// Hyperlinks are known, or passed over without a word.
    pub(super) fn knows_links(self) -> bool {
        self.has_title && self.between != Between::Screen
    }

    /// Whatever is to reach the terminal itself passes tmux.
    pub(super) fn is_in_tmux(self) -> bool {
        self.between == Between::Tmux
    }

    /// The sequence for a title; nothing where there is none to be had.
    pub(super) fn title(self, title: &str) -> Option<String> {
        self.has_title.then(|| format!("\u{1b}]2;{}{BELL}", harmless(title)))
    }

    /// The sequences that notify, with or without the bell.
    pub(super) fn notification(self, text: &str, with_bell: bool) -> String {
        let text = harmless(text);
        let told = match self.tongue {
            Tongue::None => String::new(),
            // The name in front also keeps a text from being taken for one of ConEmu's numbered commands.
            Tongue::Plain => format!("\u{1b}]9;tidewatch: {text}{BELL}"),
            // Fields are parted by semicolons, and there is no way to write one.
            Tongue::Titled => format!("\u{1b}]777;notify;tidewatch;{}{BELL}", text.replace(';', ",")),
        };
        let told = match self.between {
            _ if told.is_empty() => told,
            Between::Nothing => told,
            Between::Tmux => format!("\u{1b}Ptmux;{}\u{1b}\\", told.replace('\u{1b}', "\u{1b}\u{1b}")),
            Between::Screen => format!("\u{1b}P{told}\u{1b}\\"),
        };
        if with_bell { told + BELL } else { told }
    }
}

/// Texts come clean from the app; whatever comes, a sequence is not ended or begun by it, and has an end.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn herald(variables: &[(&str, &str)]) -> Herald {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Herald::of(&environment.collect())
    }

    #[test]
    fn each_terminal_is_told_in_its_own_tongue() {
        let told = [
            (&[("TERM", "xterm-kitty")][..], "\u{1b}]9;tidewatch: a; b\u{7}"),
            (&[("TERM", "foot")], "\u{1b}]777;notify;tidewatch;a, b\u{7}"),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")], "\u{1b}]777;notify;tidewatch;a, b\u{7}"),
            (
                &[("TERM", "tmux-256color"), ("TMUX", "/tmp/x,1,0")],
                "\u{1b}Ptmux;\u{1b}\u{1b}]9;tidewatch: a; b\u{7}\u{1b}\\",
            ),
            (&[("TERM", "screen"), ("STY", "1.pts")], "\u{1b}P\u{1b}]9;tidewatch: a; b\u{7}\u{1b}\\"),
            (&[("TERM", "linux")], ""),
            (&[("TERM", "dumb")], ""),
            (&[], ""),
        ];
        for (variables, expected) in told {
            assert_eq!(herald(variables).notification("a; b", false), expected, "{variables:?}");
            assert_eq!(herald(variables).notification("a; b", true), format!("{expected}\u{7}"));
        }
    }

    #[test]
    fn a_title_is_osc_2_and_a_dumb_terminal_has_none() {
        let title = herald(&[("TERM", "xterm")]).title("calm");
        assert_eq!(title.as_deref(), Some("\u{1b}]2;calm\u{7}"));
        assert_eq!(herald(&[("TERM", "dumb")]).title("calm"), None);
    }

    #[test]
    fn what_is_told_cannot_steer_the_terminal_and_has_an_end() {
        let text = format!("evil\u{7}\u{1b}[2J\u{9c}{}", "x".repeat(1_000));
        let told = herald(&[("TERM", "xterm")]).notification(&text, false);
        assert_eq!(told.matches('\u{1b}').count(), 1);
        assert!(told.ends_with('\u{7}') && told.matches('\u{7}').count() == 1 && !told.contains('\u{9c}'));
        assert!(told.chars().count() < 280, "{}", told.chars().count());
    }
}
