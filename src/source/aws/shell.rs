//! Command lines that reproduce an answer.
//! Knows no AWS.

pub(super) use crate::pipeline::shell_word as word;

/// A command line of words, with options behind it that are already quoted.
pub(super) fn line(words: &[&str], options: &str) -> String {
    let words = words.iter().map(|text| word(text));
    words.chain((!options.is_empty()).then(|| options.to_owned())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_quotes_each_word_and_leaves_its_options_alone() {
        assert_eq!(line(&["aws", "a b"], "--region 'x y'"), "aws 'a b' --region 'x y'");
        assert_eq!(line(&["aws", "s3"], ""), "aws s3");
    }
}
