//! The themes a viewer can switch to: those built in and those in the user's folder, read again when a file
//! changes. A file with a mistake leaves the theme as it was.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use crate::theme::{Depth, Theme, user_themes};

/// A theme file larger than this is no theme file.
const LARGEST_FILE: u64 = 64 * 1024;
/// Files that are looked at, at most.
const MOST_FILES: usize = 200;

/// When a file was last written, and how long it was: what says that it changed.
type Stamp = (Option<SystemTime>, u64);

/// Built-in themes and the user's.
#[derive(Clone, Debug)]
pub struct ThemeShelf {
    folder: Option<PathBuf>,
    depth: Depth,
    stamps: BTreeMap<String, Stamp>,
    own: Vec<Theme>,
}

impl ThemeShelf {
    /// The built-in themes, and those of a folder if there is one. What is wrong with a file is told, a sentence
    /// a file; the other themes are there.
    pub fn open(folder: Option<PathBuf>, depth: Depth) -> (Self, Vec<String>) {
        let mut shelf = Self { folder, depth, stamps: BTreeMap::new(), own: Vec::new() };
        shelf.stamps = shelf.stat();
        let (own, mistakes) = shelf.read();
        shelf.own = own;
        (shelf, mistakes)
    }

    /// Names of all themes: the built-in ones first.
    pub fn names(&self) -> Arc<[Arc<str>]> {
        let mut names: Vec<Arc<str>> = Theme::builtin_names().into_iter().map(Arc::from).collect();
        for theme in &self.own {
            if !names.iter().any(|name| **name == *theme.name()) {
                names.push(theme.name().into());
            }
        }
        names.into()
    }

    /// The theme with this name for this terminal. The user's own wins over a built-in one.
    pub fn theme(&self, name: &str) -> Option<Theme> {
        let own = self.own.iter().find(|theme| theme.name() == name).cloned();
        own.or_else(|| Theme::builtin(name)).map(|theme| theme.at(self.depth))
    }

    /// The theme with this name, or the default one for this terminal.
    pub fn theme_or_default(&self, name: &str) -> Theme {
        self.theme(name).unwrap_or_else(|| Theme::default().at(self.depth))
    }

    /// Looks at the files again when the theme in use is the user's own. Something only when a file changed: the
    /// theme as it is now, or what is wrong with it.
    pub fn reread(&mut self, in_use: &str) -> Option<Result<Theme, String>> {
        if !self.own.iter().any(|theme| theme.name() == in_use) {
            return None;
        }
        let stamps = self.stat();
        if stamps == self.stamps {
            return None;
        }
        self.stamps = stamps;
        let (own, mut mistakes) = self.read();
        if !own.iter().any(|theme| theme.name() == in_use) {
            let about_it = mistakes.iter().position(|mistake| mistake.contains(in_use));
            let mistake = about_it.map(|at| mistakes.swap_remove(at));
            return Some(Err(
                mistake.unwrap_or_else(|| format!("theme {in_use} is gone; it is kept as it was"))
            ));
        }
        self.own = own;
        self.theme(in_use).map(Ok)
    }

    fn stat(&self) -> BTreeMap<String, Stamp> {
        let entries = self.folder.as_deref().and_then(|folder| fs::read_dir(folder).ok());
        let files = entries.into_iter().flatten().filter_map(Result::ok).filter_map(|entry| {
            let name = theme_name(&entry.path())?;
            let about = fs::metadata(entry.path()).ok().filter(fs::Metadata::is_file)?;
            Some((name, (about.modified().ok(), about.len())))
        });
        files.take(MOST_FILES).collect()
    }

    fn read(&self) -> (Vec<Theme>, Vec<String>) {
        let (mut texts, mut mistakes) = (Vec::new(), Vec::new());
        for (name, (_, length)) in &self.stamps {
            let Some(folder) = &self.folder else { break };
            if *length > LARGEST_FILE {
                mistakes.push(format!("theme {name}: the file is too large for a theme"));
                continue;
            }
            match fs::read_to_string(folder.join(format!("{name}.toml"))) {
                Ok(text) => texts.push((name.clone(), text)),
                Err(why) => mistakes.push(format!("theme {name}: cannot be read: {why}")),
            }
        }
        let (themes, wrong) = user_themes(&texts);
        mistakes.extend(wrong.iter().map(ToString::to_string));
        (themes, mistakes)
    }
}

/// `ember` for `ember.toml`; nothing for other files and for names that could not be typed.
fn theme_name(path: &Path) -> Option<String> {
    if path.extension()? != "toml" {
        return None;
    }
    let name = path.file_stem()?.to_str()?;
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_plain.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::theme::Role;

    const GREEN: &str = "inherits = \"tide\"\n[roles]\ngood = \"#00ff00\"";
    const BLUE: &str = "inherits = \"tide\"\n[roles]\ngood = \"#0000ff\" # blue";

    fn shelf(folder: &Path) -> ThemeShelf {
        ThemeShelf::open(Some(folder.to_owned()), Depth::TrueColor).0
    }

    #[test]
    fn a_theme_of_the_user_stands_beside_the_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ember.toml"), GREEN).unwrap();
        fs::write(folder.path().join("broken.toml"), "inherits = 3").unwrap();
        fs::write(folder.path().join("notes.txt"), "not a theme").unwrap();
        let (shelf, mistakes) = ThemeShelf::open(Some(folder.path().to_owned()), Depth::TrueColor);
        assert!(shelf.names().iter().any(|name| &**name == "ember"));
        assert_eq!(shelf.names().first().map(|name| &**name), Some("tide"));
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert_eq!(shelf.theme("ember").unwrap().color(Role::Good), Color::Rgb(0, 255, 0));
        assert!(shelf.theme("broken").is_none());
    }

    #[test]
    fn a_changed_file_is_seen_and_a_broken_one_leaves_the_theme_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ember.toml");
        fs::write(&file, GREEN).unwrap();
        let mut shelf = shelf(folder.path());
        assert!(shelf.reread("ember").is_none(), "nothing changed");
        fs::write(&file, BLUE).unwrap();
        assert!(shelf.reread("tide").is_none(), "nobody looks at a theme that is not in use");
        assert_eq!(shelf.reread("ember").unwrap().unwrap().color(Role::Good), Color::Rgb(0, 0, 255));
        fs::write(&file, "[roles]\ngood = \"navy blue\"").unwrap();
        let mistake = shelf.reread("ember").unwrap().unwrap_err();
        assert!(mistake.contains("ember"), "{mistake}");
        assert_eq!(shelf.theme("ember").unwrap().color(Role::Good), Color::Rgb(0, 0, 255));
        assert!(shelf.reread("ember").is_none(), "a mistake is told once");
        fs::write(&file, GREEN).unwrap();
        assert!(shelf.reread("ember").unwrap().is_ok(), "and mended");
    }

    #[test]
    fn without_a_folder_there_are_the_built_in_ones() {
        let (shelf, mistakes) = ThemeShelf::open(None, Depth::Sixteen);
        assert!(mistakes.is_empty());
        assert_eq!(shelf.names().len(), Theme::builtin_names().len());
        assert_eq!(shelf.theme("paper").unwrap().depth(), Depth::Sixteen);
    }
}
