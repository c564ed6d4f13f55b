//! Putting text on the clipboard of whoever looks, through the terminal (OSC 52). Nothing is ever read from it.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Bytes of base64 that terminals take at most (the limit of xterm's parser, which others copied).
pub const LARGEST_COPY: usize = 74_994;

/// The escape sequence that copies `text`, or none when it is too large to arrive.
///
/// Inside tmux it is sent twice: as it is, for `set-clipboard on`, and wrapped, for `allow-passthrough on`.
pub(super) fn sequence(text: &str, is_tmux: bool) -> Option<String> {
    let encoded = STANDARD.encode(text);
    if encoded.len() > LARGEST_COPY {
        return None;
    }
    let plain = format!("\u{1b}]52;c;{encoded}\u{7}");
    if !is_tmux {
        return Some(plain);
    }
    let wrapped = plain.replace('\u{1b}', "\u{1b}\u{1b}");
    Some(format!("{plain}\u{1b}Ptmux;{wrapped}\u{1b}\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_osc_52() {
        assert_eq!(sequence("hi", false).as_deref(), Some("\u{1b}]52;c;aGk=\u{7}"));
        let tmux = sequence("hi", true).unwrap();
        assert!(tmux.ends_with("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aGk=\u{7}\u{1b}\\"), "{tmux:?}");
    }

    #[test]
    fn too_much_is_not_sent_in_part() {
        assert!(sequence(&"x".repeat(56_000), false).is_some());
        assert_eq!(sequence(&"x".repeat(57_000), false), None);
    }
}
