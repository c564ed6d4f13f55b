//! Names of files that every file system takes.

/// Longest name, without its ending.
const LONGEST: usize = 120;

/// Text with letters, digits, `.`, `_` and `-` only; everything else becomes `_`.
pub fn tidy(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    let safe: String = text.chars().map(letter).take(LONGEST).collect();
    if safe.starts_with(['.', '-']) { format!("_{safe}") } else { safe }
}

/// A name of its parts and an ending: `vendor-revenue-v-001-2026-11-01_2026-11-22.csv`. Empty parts are left out.
pub fn file_name<'a>(parts: impl IntoIterator<Item = &'a str>, ending: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}.{ending}", tidy(&parts.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_folder_or_hides() {
        assert_eq!(file_name(["vendor", "", "../../etc/passwd"], "csv"), "vendor-.._.._etc_passwd.csv");
        assert_eq!(tidy("..hidden"), "_..hidden");
        assert_eq!(tidy("-rf"), "_-rf");
        assert_eq!(tidy("ร้าน"), "____");
        assert!(file_name([&*"x".repeat(400)], "csv").len() < 130);
    }
}
