//! Editing one line of text with a cursor. What the line is for is not known here.

use super::{key, state::Prompt};
use crate::pipeline::clean;

/// More characters than this are not taken.
const LONGEST: usize = 200;

impl Prompt {
    /// A prompt that holds `text`, with the cursor at its end.
    pub fn holding(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.chars().count(), text, chosen: 0 }
    }

    /// The text before the cursor and the text from it on.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.byte_at(self.cursor))
    }

    /// Puts outside text at the cursor, cleaned.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.chars().count());
        let taken: String = clean(text).chars().take(room).collect();
        self.text.insert_str(self.byte_at(self.cursor), &taken);
        self.cursor += taken.chars().count();
        self.chosen = 0;
    }

    /// Edits by a key; false when the key is no editing key.
    pub fn edit(&mut self, pressed: &str) -> bool {
        let length = self.text.chars().count();
        match pressed {
            "left" | "ctrl-b" => self.cursor = self.cursor.saturating_sub(1),
            "right" | "ctrl-f" => self.cursor = (self.cursor + 1).min(length),
            "home" | "ctrl-a" => self.cursor = 0,
            "end" | "ctrl-e" => self.cursor = length,
            "backspace" | "ctrl-h" => self.remove(self.cursor.saturating_sub(1), self.cursor),
            "delete" => self.remove(self.cursor, (self.cursor + 1).min(length)),
            "ctrl-u" => self.remove(0, self.cursor),
            "ctrl-k" => self.remove(self.cursor, length),
            "ctrl-w" | "alt-backspace" => self.remove(self.word_start(), self.cursor),
            other => match key::typed(other) {
                Some(typed) => self.paste(typed.encode_utf8(&mut [0; 4])),
                None => return false,
            },
        }
        true
    }

    fn remove(&mut self, from: usize, to: usize) {
        if from < to {
            self.text.replace_range(self.byte_at(from)..self.byte_at(to), "");
            self.cursor = from;
            self.chosen = 0;
        }
    }

    fn word_start(&self) -> usize {
        let before = self.halves().0.trim_end();
        before.rfind(char::is_whitespace).map_or(0, |byte| before[..byte].chars().count() + 1)
    }

    fn byte_at(&self, character: usize) -> usize {
        self.text.char_indices().nth(character).map_or(self.text.len(), |(byte, _)| byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(keys: &[&str]) -> (String, usize) {
        let mut prompt = Prompt::default();
        for key in keys {
            prompt.edit(key);
        }
        (prompt.text, prompt.cursor)
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        assert_eq!(after(&["a", "ü", "left", "b"]), ("abü".to_owned(), 2));
        assert_eq!(after(&["a", "space", "b", "c", "ctrl-w"]), ("a ".to_owned(), 2));
        assert_eq!(after(&["a", "b", "home", "delete", "end", "c"]), ("bc".to_owned(), 2));
        assert_eq!(after(&["a", "b", "left", "ctrl-u"]), ("b".to_owned(), 0));
    }

    #[test]
    fn what_is_pasted_is_one_harmless_line() {
        let mut prompt = Prompt::holding("ac");
        prompt.edit("left");
        prompt.paste("b\n\u{1b}[2J");
        assert_eq!(prompt.text, "ab [2Jc");
        prompt.paste(&"x".repeat(1_000));
        assert_eq!(prompt.text.chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn the_cursor_stays_in_the_text(keys in prop::collection::vec(
            prop::sample::select(vec!["a", "é", "👩", "space", "left", "right", "home", "end", "backspace", "delete", "ctrl-w", "ctrl-u", "ctrl-k"]), 0..60)) {
            let mut prompt = Prompt::default();
            for key in keys {
                prompt.edit(key);
                prop_assert!(prompt.cursor <= prompt.text.chars().count());
            }
        }
    }
}
