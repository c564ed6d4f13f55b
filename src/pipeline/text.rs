//! Text from outside (data, config, environment, network) is made harmless here before anybody keeps it.
//! After this, no character of it can steer a terminal or reorder what stands beside it.

use unicode_segmentation::UnicodeSegmentation;

/// Graphemes of more bytes than this (stacked marks) are replaced.
const LONGEST_GRAPHEME: usize = 32;

/// Makes outside text harmless: control characters, escape sequences, bidi controls and zero-width tricks become
/// nothing, line breaks and tabs become blanks, over-long graphemes become `\u{fffd}`.
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if grapheme.len() > LONGEST_GRAPHEME {
            kept.push('\u{fffd}');
            continue;
        }
        for c in grapheme.chars() {
            match c {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => kept.push(' '),
                c if c.is_control() || is_steering(c) => {}
                c => kept.push(c),
            }
        }
    }
    kept
}

/// [`clean`] and trimmed, runs of blanks made one, cut to `most` characters with `…`.
pub fn clean_line(text: &str, most: usize) -> String {
    let cleaned = clean(text);
    let line = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Characters that change direction or order, or that are there without being seen.
const fn is_steering(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_sequence_loses_its_teeth() {
        assert_eq!(clean("a\u{1b}[31mred\u{7}"), "a[31mred");
        assert_eq!(clean("abc\u{202e}def"), "abcdef");
        assert_eq!(clean_line("  two\r\n lines ", 80), "two lines");
        assert_eq!(clean_line("abcdef", 4), "abc…");
    }

    #[test]
    fn stacked_marks_are_cut_and_names_of_the_world_stay() {
        let zalgo = format!("a{}", "\u{0301}".repeat(50));
        assert_eq!(clean(&zalgo), "\u{fffd}");
        for name in ["ร้านกาแฟ", "مخبز", "Café 👩‍👩‍👧", "北京"] {
            assert_eq!(clean(name), name);
        }
    }

    proptest! {
        #[test]
        fn nothing_that_steers_is_left(text in "\\PC*|.*") {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(|c| c.is_control() || is_steering(c)));
        }
    }
}
