//! What can be wrong with a theme file, said so that its author can mend it.

/// A mistake in a theme file: which file, which key, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not TOML.
    #[error("theme {file}: not valid TOML: {why}")]
    NotToml {
        /// Name of the theme.
        file: String,
        /// Line, column and reason.
        why: String,
    },
    /// A key nobody reads.
    #[error("theme {file}: there is no key `{key}`; {fix}")]
    UnknownKey {
        /// Name of the theme.
        file: String,
        /// The key.
        key: String,
        /// The nearest key, or the keys there are.
        fix: String,
    },
    /// A value of the wrong type.
    #[error("theme {file}: `{key}` must be {wanted}")]
    WrongType {
        /// Name of the theme.
        file: String,
        /// The key.
        key: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// Neither `#rrggbb` nor a name of the palette.
    #[error("theme {file}: `{key}` is `{value}`, which is no colour; write #rrggbb or a name of [palette]")]
    NotAColor {
        /// Name of the theme.
        file: String,
        /// The key.
        key: String,
        /// What stands there.
        value: String,
    },
    /// A role without colour, and no parent that has one.
    #[error(
        "theme {file}: `roles.{key}` is missing; add it, or start from another theme with inherits = \"tide\""
    )]
    MissingRole {
        /// Name of the theme.
        file: String,
        /// The role.
        key: &'static str,
    },
    /// The heat ramp is missing or too short.
    #[error("theme {file}: `heat` needs at least two colours, from cold to hot")]
    ShortHeat {
        /// Name of the theme.
        file: String,
    },
    /// The parent does not exist.
    #[error("theme {file}: `inherits` names `{parent}`, which does not exist; there are {known}")]
    UnknownParent {
        /// Name of the theme.
        file: String,
        /// The parent it names.
        parent: String,
        /// The names there are.
        known: String,
    },
    /// A theme that inherits from itself by way of others.
    #[error("theme {file}: `inherits` goes round in a circle by way of `{parent}`; take one of them out")]
    Circle {
        /// Name of the theme.
        file: String,
        /// Where the circle closes.
        parent: String,
    },
}
