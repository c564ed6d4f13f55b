//! Text on a terminal that knows only ASCII: what has a twin is written with it, the rest becomes `?`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::glyph::{EIGHTHS_RIGHT, EIGHTHS_UP, Glyph};

/// The text in ASCII: `€12,410` is `EUR 12,410`, `Café` is `Cafe`.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match twin(grapheme) {
            Some(twin) => kept.push_str(twin),
            None if grapheme.is_ascii() => kept.push_str(grapheme),
            // A letter with its marks written apart keeps the letter.
            None => kept.push(grapheme.chars().next().filter(char::is_ascii).unwrap_or('?')),
        }
    }
    Cow::Owned(kept)
}

fn twin(grapheme: &str) -> Option<&'static str> {
    Some(match grapheme {
        "€" => "EUR ",
        "£" => "GBP ",
        "¥" => "JPY ",
        "₹" => "INR ",
        "…" | "≈" => "~",
        "·" | "•" => ".",
        "→" => ">",
        "←" => "<",
        "↑" | "▲" => "^",
        "↓" | "▼" => "v",
        "↗" => "/",
        "↘" => "\\",
        "—" | "–" | "‐" | "‑" | "−" | "─" => "-",
        "│" => "|",
        "≥" => ">=",
        "≤" => "<=",
        "×" | "✖" => "x",
        "±" => "+-",
        "∞" => "inf",
        "µ" | "μ" => "u",
        "°" => "deg",
        "‘" | "’" => "'",
        "“" | "”" | "«" | "»" => "\"",
        "\u{a0}" | "\u{2009}" | "\u{202f}" => " ",
        "✔" => "+",
        "○" => "o",
        "●" | "◆" => "*",
        _ => return letter(grapheme).or_else(|| sign(grapheme)),
    })
}

/// Signs the screens draw have their twins in one table.
fn sign(grapheme: &str) -> Option<&'static str> {
    let mut pairs = Glyph::ALL.iter().map(|glyph| glyph.pair()).chain(EIGHTHS_UP).chain(EIGHTHS_RIGHT);
    pairs.find(|(sign, _)| *sign == grapheme).map(|(_, twin)| twin)
}

/// Letters of the languages written in Latin, without their marks.
fn letter(grapheme: &str) -> Option<&'static str> {
    Some(match grapheme {
        "á" | "à" | "â" | "ã" | "å" | "ā" | "ă" | "ą" => "a",
        "Á" | "À" | "Â" | "Ã" | "Å" | "Ā" | "Ă" | "Ą" => "A",
        "ä" | "æ" => "ae",
        "Ä" | "Æ" => "Ae",
        "ç" | "ć" | "č" => "c",
        "Ç" | "Ć" | "Č" => "C",
        "đ" | "ď" | "ð" => "d",
        "é" | "è" | "ê" | "ë" | "ē" | "ė" | "ę" | "ě" => "e",
        "É" | "È" | "Ê" | "Ë" | "Ē" | "Ę" | "Ě" => "E",
        "ğ" => "g",
        "í" | "ì" | "î" | "ï" | "ī" | "ı" => "i",
        "Í" | "Ì" | "Î" | "Ï" | "İ" => "I",
        "ł" => "l",
        "Ł" => "L",
        "ñ" | "ń" | "ň" => "n",
        "Ñ" | "Ń" => "N",
        "ó" | "ò" | "ô" | "õ" | "ō" | "ő" => "o",
        "Ó" | "Ò" | "Ô" | "Õ" | "Ő" => "O",
        "ö" | "ø" | "œ" => "oe",
        "Ö" | "Ø" | "Œ" => "Oe",
        "ř" => "r",
        "ś" | "š" | "ş" | "ș" => "s",
        "Ś" | "Š" | "Ş" | "Ș" => "S",
        "ß" => "ss",
        "ť" | "ţ" | "ț" => "t",
        "ú" | "ù" | "û" | "ū" | "ů" | "ű" => "u",
        "Ú" | "Ù" | "Û" | "Ű" => "U",
        "ü" => "ue",
        "Ü" => "Ue",
        "ý" | "ÿ" => "y",
        "ź" | "ż" | "ž" => "z",
        "Ź" | "Ż" | "Ž" => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_a_twin_keeps_its_meaning() {
        assert_eq!(plain("€12,410"), "EUR 12,410");
        assert_eq!(plain("Café Zürich → straße"), "Cafe Zuerich > strasse");
        assert_eq!(plain("e\u{301}tude"), "etude");
        assert_eq!(plain("北京"), "??");
        assert_eq!(plain("this ━  previous ┅"), "this =  previous -");
    }

    proptest! {
        #[test]
        fn nothing_but_ascii_is_left(text in ".*") {
            prop_assert!(plain(&text).is_ascii());
        }
    }
}
