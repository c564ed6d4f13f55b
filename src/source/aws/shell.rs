//! Words as a shell reads them, for the commands that reproduce an answer.
//! Knows no AWS.

/// A word for a POSIX shell: bare where that is safe, in single quotes otherwise.
pub(super) fn word(text: &str) -> String {
    let is_bare = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | '@'));
    if is_bare { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A command line of words, with options behind it that are already quoted.
pub(super) fn line(words: &[&str], options: &str) -> String {
    let words = words.iter().map(|text| word(text));
    words.chain((!options.is_empty()).then(|| options.to_owned())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{line, word};

    #[test]
    fn a_line_quotes_each_word_and_leaves_its_options_alone() {
        assert_eq!(line(&["aws", "a b"], "--region 'x y'"), "aws 'a b' --region 'x y'");
        assert_eq!(line(&["aws", "s3"], ""), "aws s3");
    }

    #[test]
    fn a_word_stays_one_word_whatever_is_in_it() {
        assert_eq!(word("us-east-1"), "us-east-1");
        assert_eq!(word("it's; rm -rf $HOME"), r"'it'\''s; rm -rf $HOME'");
        assert_eq!(word(""), "''");
    }
}
