//! The names in a composite alarm's rule: `ALARM("a") AND (OK(b) OR AT_LEAST(2, ALARM, (c, d)))`. Pure.
//! Reads leniently: a rule that makes no sense has no children, it is not an error.

/// Longest rule CloudWatch takes is 10 240 characters; what is longer is not looked at further.
const MOST_CHARS: usize = 20_000;

/// The alarms a rule is made of, each once, in the order they stand there; ARNs become names.
pub(super) fn children(rule: &str) -> Vec<String> {
    let tokens = tokens(rule);
    let mut names: Vec<String> = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let found = match (first, tail) {
            (Token::Word(state), [Token::Open, Token::Word(name) | Token::Quoted(name), ..])
                if is_state(state) =>
            {
                vec![name]
            }
            (Token::Word(function), [Token::Open, arguments @ ..])
                if function.eq_ignore_ascii_case("AT_LEAST") =>
            {
                listed(arguments)
            }
            _ => Vec::new(),
        };
        for name in found {
            let name = name_of(name);
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The names of `2, ALARM, (a, b))`: what stands in the inner parentheses.
fn listed(arguments: &[Token]) -> Vec<&String> {
    let inner = arguments.iter().skip_while(|token| !matches!(token, Token::Open | Token::Close));
    inner
        .skip_while(|token| matches!(token, Token::Open))
        .map_while(|token| match token {
            Token::Word(name) | Token::Quoted(name) => Some(Some(name)),
            Token::Comma => Some(None),
            Token::Open | Token::Close => None,
        })
        .flatten()
        .collect()
}

fn is_state(word: &str) -> bool {
    ["ALARM", "OK", "INSUFFICIENT_DATA"].iter().any(|state| word.eq_ignore_ascii_case(state))
}

/// The name in `arn:aws:cloudwatch:us-east-1:123456789012:alarm:name`, or the text itself.
pub(super) fn name_of(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(":alarm:") {
        Some((arn, name)) if arn.starts_with("arn:") => name,
        _ => text,
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Quoted(String),
    Word(String),
}

fn tokens(rule: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = rule.chars().take(MOST_CHARS).peekable();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '"' => Token::Quoted(quoted(&mut chars)),
            c if c.is_whitespace() => continue,
            c => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '"'))
                {
                    word.push(c);
                }
                Token::Word(word)
            }
        });
    }
    tokens
}

fn quoted(chars: &mut impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::children;
    use proptest::prelude::*;

    #[test]
    fn names_and_arns_are_found_however_deep() {
        let rule = r#"(ALARM("cpu too high") OR NOT OK(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:age))
                      AND INSUFFICIENT_DATA("arn:aws-cn:cloudwatch:cn-north-1:1:alarm:in \"China\"") AND TRUE"#;
        assert_eq!(children(rule), ["cpu too high", "age", "in \"China\""]);
    }

    #[test]
    fn a_name_with_parentheses_in_quotes_stays_whole() {
        assert_eq!(children(r#"ALARM("errors (prod)") AND ALARM("errors (prod)")"#), ["errors (prod)"]);
    }

    #[test]
    fn the_list_of_at_least_counts_as_children() {
        assert_eq!(children("AT_LEAST(2, NOT ALARM, (a, \"b c\", d)) OR ALARM(e)"), ["a", "b c", "d", "e"]);
    }

    #[test]
    fn a_rule_that_makes_no_sense_has_no_children() {
        for rule in ["", "TRUE", "ALARM(", "ALARM()", "AT_LEAST(1", "AT_LEAST(1) AND TRUE", "((((", "\""] {
            assert_eq!(children(rule), Vec::<String>::new(), "{rule}");
        }
    }

    proptest! {
        #[test]
        fn any_text_ends(rule in r#"(ALARM|OK|AT_LEAST|\(|\)|"|,|\\| |[a-c]){0,60}"#) {
            prop_assert!(children(&rule).iter().all(|name| !name.is_empty()));
        }
    }
}
