//! Commands of the AWS CLI that people can paste into a shell. Knows the account's flags, no service.

use super::shell::word;
use crate::config::Account;

/// A command: `aws`, the words quoted where needed, and the account's flags.
pub(super) fn aws(words: &[&str], flags: &str) -> String {
    let words: Vec<String> = words.iter().map(|text| word(text)).collect();
    format!("aws {}{flags}", words.join(" "))
}

/// ` --profile p --region r --endpoint-url u`, as far as the config sets them; what a role was assumed for is not
/// part of it.
pub(super) fn flags(account: &Account, region: Option<&str>) -> String {
    let region = region.or(account.region.as_deref());
    let given = [
        ("--profile", account.profile.as_deref()),
        ("--region", region),
        ("--endpoint-url", account.endpoint_url.as_deref()),
    ];
    given
        .into_iter()
        .filter_map(|(flag, value)| value.map(|value| format!(" {flag} {}", word(value))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        assert_eq!(
            aws(&["dynamodb", "query", "--x", r#"{":pk":"it's"}"#, "$(reboot)", ""], " --region eu-west-1"),
            r#"aws dynamodb query --x '{":pk":"it'\''s"}' '$(reboot)' '' --region eu-west-1"#
        );
    }

    #[test]
    fn flags_follow_the_config() {
        let account = Account {
            profile: Some("my prod".into()),
            region: Some("eu-west-1".into()),
            ..Account::default()
        };
        assert_eq!(flags(&account, None), " --profile 'my prod' --region eu-west-1");
        assert_eq!(flags(&account, Some("us-east-1")), " --profile 'my prod' --region us-east-1");
    }
}
