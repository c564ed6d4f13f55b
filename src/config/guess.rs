//! "Did you mean": the known word nearest to what was written.
//! Knows words only.

/// A sentence that helps with an unknown word: the likely one, or the known ones when they are few.
pub(super) fn advise<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(written, &known) {
        Some(likely) => format!("did you mean `{likely}`?"),
        None if known.is_empty() => "there is nothing to choose from here".to_owned(),
        None if known.len() == 1 => format!("only `{}` is known here", known.join("")),
        None => {
            let shown: Vec<String> = known.iter().take(24).map(|word| format!("`{word}`")).collect();
            let more = if known.len() > 24 { ", ..." } else { "" };
            format!("known here are {}{more}", shown.join(", "))
        }
    }
}

/// The nearest known word, when it is near enough to be meant.
pub(super) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |word: &str| word.to_lowercase().replace(['-', ' ', '.'], "_");
    let written = plain(written.get(..80).unwrap_or(written));
    if written.is_empty() || written.chars().count() > 80 {
        return None;
    }
    let begins = |word: &str| written.len() >= 3 && plain(word).starts_with(&written);
    if let Some(longer) = known.iter().find(|word| begins(word)) {
        return Some(longer);
    }
    let far = |word: &str| strsim::damerau_levenshtein(&plain(word), &written);
    let (distance, word) = known.iter().map(|word| (far(word), *word)).min_by_key(|(far, _)| *far)?;
    let allowed = (written.chars().count() / 3).clamp(1, 4);
    (distance <= allowed).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_a_different_word_is_not() {
        let known = ["kinesis", "lambda", "dynamodb-table", "firehose"];
        assert_eq!(nearest("kinessis", &known), Some("kinesis"));
        assert_eq!(nearest("dynamodb", &known), Some("dynamodb-table"));
        assert_eq!(nearest("Dynamodb_Table", &known), Some("dynamodb-table"));
        assert_eq!(nearest("redshift", &known), None);
        assert_eq!(nearest("", &known), None);
    }
}
