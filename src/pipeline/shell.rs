//! Words as a POSIX shell reads them, for the commands that people copy.
//! Knows no AWS and no command.

/// A word for a shell: bare where that is safe, in single quotes otherwise.
pub fn shell_word(text: &str) -> String {
    let is_bare = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | '@'));
    if is_bare { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_word_stays_one_word_whatever_is_in_it() {
        assert_eq!(shell_word("us-east-1"), "us-east-1");
        assert_eq!(shell_word("it's; rm -rf $HOME"), r"'it'\''s; rm -rf $HOME'");
        assert_eq!(shell_word(""), "''");
    }
}
