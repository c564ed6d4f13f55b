//! Cells that no spreadsheet runs as a formula: text that would begin one gets an apostrophe before it. Knows text only;
//! which cells are text is the writer's to say.

use std::borrow::Cow;

/// True for text that a spreadsheet would run: it begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a line
/// feed, or with the wide forms of the signs, which some take for the same.
///
/// Source: OWASP, "CSV Injection".
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text with an apostrophe before it where a spreadsheet would run it.
pub fn inert(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// True for a plain number, which is harmless whatever sign it has: digits, one point, an exponent.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'))
        && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_put_in_quotes_and_the_rest_is_left() {
        for text in ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(inert(text), format!("'{text}"));
        }
        for text in ["", "a=b", "1-2", "café", "'=1", " =1"] {
            assert_eq!(inert(text), text);
        }
    }

    #[test]
    fn a_number_is_one_and_a_sum_is_none() {
        for text in ["-5", "+5.25", "1.0E10", "99999999999999999999999999999999999999"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "-1+1", "=5", "1e", "-inf", "NaN", "--1", "0x1F"] {
            assert!(!is_number(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_was_made_inert_is_a_formula(text in "\\PC{0,12}") {
            prop_assert!(!is_formula(&inert(&text)));
        }
    }
}
