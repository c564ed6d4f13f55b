//! Where themes come from: the built-in ones, and texts the user wrote. Reading the files is others' business.

use super::{error::ThemeError, filled::Theme, sheet::Sheet};

/// The default first; a new theme is one file and one line here.
const BUILTIN: [(&str, &str); 7] = [
    ("tide", include_str!("../../themes/tide.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("contrast", include_str!("../../themes/contrast.toml")),
    ("blue-orange", include_str!("../../themes/blue-orange.toml")),
    ("catppuccin-mocha", include_str!("../../themes/catppuccin-mocha.toml")),
    ("gruvbox-dark", include_str!("../../themes/gruvbox-dark.toml")),
    ("dracula", include_str!("../../themes/dracula.toml")),
];

impl Theme {
    /// A built-in theme.
    pub fn builtin(name: &str) -> Option<Self> {
        let (name, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Self::parse(name, text).ok()
    }

    /// Names of the built-in themes, the default first.
    pub fn builtin_names() -> Vec<&'static str> {
        BUILTIN.iter().map(|(name, _)| *name).collect()
    }

    /// A theme of a user's text; it may inherit from a built-in one.
    ///
    /// # Errors
    /// The first mistake, with file, key and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, ThemeError> {
        let sheet = whole(name, text, &[], &mut vec![name.to_owned()])?;
        Self::of_sheet(name, &sheet)
    }
}

/// Themes of the user's texts, each a name and what its file says. They may inherit from each other and from the
/// built-in ones. A theme with a mistake is left out and its mistake told; the others are there.
pub fn user_themes(texts: &[(String, String)]) -> (Vec<Theme>, Vec<ThemeError>) {
    let (mut themes, mut mistakes) = (Vec::new(), Vec::new());
    for (name, text) in texts {
        let sheet = whole(name, text, texts, &mut vec![name.clone()]);
        match sheet.and_then(|sheet| Theme::of_sheet(name, &sheet)) {
            Ok(theme) => themes.push(theme),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    (themes, mistakes)
}

/// A sheet laid over all it inherits. `seen` holds the names of user themes on the way here.
fn whole(
    name: &str,
    text: &str,
    others: &[(String, String)],
    seen: &mut Vec<String>,
) -> Result<Sheet, ThemeError> {
    let sheet = Sheet::parse(name, text)?;
    let Some(parent) = sheet.inherits.clone() else { return Ok(sheet) };
    // A user's `tide` that inherits `tide` means the built-in one.
    let own = others.iter().find(|(known, _)| *known == parent && *known != name);
    if let Some((_, text)) = own {
        if seen.contains(&parent) {
            return Err(ThemeError::Circle { file: name.to_owned(), parent });
        }
        seen.push(parent.clone());
        return Ok(sheet.over(whole(&parent, text, others, seen)?));
    }
    let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == parent) else {
        return Err(ThemeError::UnknownParent {
            file: name.to_owned(),
            known: known_names(name, others),
            parent,
        });
    };
    Ok(sheet.over(Sheet::parse(&parent, text)?))
}

fn known_names(name: &str, others: &[(String, String)]) -> String {
    let own = others.iter().map(|(known, _)| known.as_str()).filter(|known| *known != name);
    BUILTIN.iter().map(|(known, _)| *known).chain(own).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{depth::Depth, role::Role};

    fn mistake(text: &str) -> String {
        Theme::parse("mine", text).expect_err("a mistake").to_string()
    }

    #[test]
    fn every_built_in_theme_fills_every_role() {
        for (name, text) in BUILTIN {
            let theme = Theme::parse(name, text).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!((theme.name(), theme.depth()), (name, Depth::TrueColor));
        }
        assert_eq!(Theme::builtin("no such theme"), None);
    }

    #[test]
    fn a_theme_says_only_what_differs_from_its_parent() {
        let mine = "inherits = \"tide\"\n[palette]\nazure = \"#ff00ff\"\n[roles]\ngood = \"#00ff00\"";
        let (mine, tide) =
            (Theme::parse("mine", mine).expect("parses"), Theme::builtin("tide").expect("is there"));
        assert_eq!(mine.color(Role::Accent), ratatui::style::Color::Rgb(255, 0, 255));
        assert_eq!(mine.color(Role::Good), ratatui::style::Color::Rgb(0, 255, 0));
        assert_eq!(mine.color(Role::Text), tide.color(Role::Text));
    }

    #[test]
    fn a_mistake_names_file_key_and_remedy() {
        insta::assert_snapshot!(
            [
                mistake("light = "),
                mistake("lihgt = true"),
                mistake("light = \"yes\""),
                mistake("colors = 3"),
                mistake("inherits = \"tied\""),
                mistake("inherits = \"tide\"\n[roles]\ngroud = \"#000000\""),
                mistake("inherits = \"tide\"\n[roles]\nground = \"navy\""),
                mistake("inherits = \"tide\"\n[roles]\nground = 7"),
                mistake("inherits = \"tide\"\n[palette]\nnavy = \"blue\""),
                mistake("inherits = \"tide\"\nheat = [\"#000000\"]"),
                mistake("heat = [\"#000000\", \"#ffffff\"]\n[roles]\nground = \"#000000\""),
            ]
            .join("\n")
        );
    }

    #[test]
    fn user_themes_build_on_each_other_and_a_circle_is_told() {
        let texts = [
            ("tide", "inherits = \"tide\"\n[roles]\ngood = \"#00ff00\""),
            ("mine", "inherits = \"tide\""),
            ("one", "inherits = \"two\""),
            ("two", "inherits = \"one\""),
        ];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let (themes, mistakes) = user_themes(&texts);
        assert_eq!(themes.iter().map(Theme::name).collect::<Vec<_>>(), ["tide", "mine"]);
        assert_eq!(themes[1].color(Role::Good), ratatui::style::Color::Rgb(0, 255, 0));
        assert_eq!(mistakes.len(), 2);
        assert!(mistakes[0].to_string().contains("circle"));
    }
}
