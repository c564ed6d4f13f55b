//! Which file is read, and reading it. Environment and home enter as arguments, so that nothing here is hidden.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{model::Config, parse::parse, report::Report};
use crate::pipeline::clean_line;

/// A configuration larger than this is none.
const MOST_BYTES: u64 = 1_000_000;

/// Where the configuration is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// True when the user named it, by flag or environment: then it must be there.
    pub is_named: bool,
    /// The folder of the user's own themes, beside the usual file.
    pub themes: PathBuf,
}

/// Why there is no configuration. Each is one sentence; [`LoadError::Mistakes`] is the whole report.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No such file.
    #[error("there is no configuration at {0}")]
    Missing(String),
    /// A folder, not a file.
    #[error("{0} is a folder, and the configuration is a file")]
    Folder(String),
    /// Too large to be one.
    #[error("{0} is larger than 1 MB, which no configuration is")]
    TooLarge(String),
    /// Not text.
    #[error("{0} is not text in UTF-8; save it in that encoding")]
    NotText(String),
    /// Cannot be read.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        why: io::Error,
    },
    /// Read, and wrong.
    #[error("{0}")]
    Mistakes(Report),
}

/// Where to look: `--config`, then `TIDEWATCH_CONFIG`, then `tidewatch/config.toml` in `XDG_CONFIG_HOME` or
/// `~/.config`. None when there is neither a name nor a home.
pub fn locate(
    flag: Option<&Path>,
    env: &dyn Fn(&str) -> Option<OsString>,
    home: Option<&Path>,
) -> Option<Place> {
    let filled = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // XDG: a relative path there is to be ignored.
    let xdg = filled("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let folder = xdg.or_else(|| home.map(|home| home.join(".config"))).map(|base| base.join("tidewatch"));
    let named = flag.map(Path::to_path_buf).or_else(|| filled("TIDEWATCH_CONFIG"));
    let beside = named.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let themes = folder.clone().or(beside)?.join("themes");
    match named {
        Some(file) => Some(Place { file, is_named: true, themes }),
        None => Some(Place { file: folder?.join("config.toml"), is_named: false, themes }),
    }
}

/// The folder of what is kept between runs: `tidewatch` in `XDG_STATE_HOME` or `~/.local/state`. None without a home.
pub fn state_folder(env: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Option<PathBuf> {
    let xdg = env("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = xdg.or_else(|| home.map(|home| home.join(".local/state")))?;
    Some(base.join("tidewatch"))
}

/// The home folder of the user, by the rules of the platform.
pub fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

/// Reads and checks the file.
pub fn load(path: &Path) -> Result<Config, LoadError> {
    let shown = clean_line(&path.to_string_lossy(), 200);
    let unreadable = |why: io::Error| match why.kind() {
        io::ErrorKind::NotFound => LoadError::Missing(shown.clone()),
        _ => LoadError::Unreadable { path: shown.clone(), why },
    };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(LoadError::Folder(shown));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    // One byte more than allowed tells a full file from a longer one, whatever its length claims to be.
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(LoadError::TooLarge(shown));
    }
    let text = String::from_utf8(bytes).map_err(|_| LoadError::NotText(shown.clone()))?;
    parse(&text, &shown).map_err(LoadError::Mistakes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(flag: Option<&str>, env: &[(&str, &str)], home: Option<&str>) -> Option<Place> {
        let env = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        locate(flag.map(Path::new), &env, home.map(Path::new))
    }

    fn file(place: Option<Place>) -> String {
        place.map_or_else(String::new, |place| place.file.display().to_string())
    }

    #[test]
    fn the_flag_wins_over_the_environment_and_that_over_the_usual_place() {
        let env = [("TIDEWATCH_CONFIG", "/e/c.toml"), ("XDG_CONFIG_HOME", "/x")];
        assert_eq!(file(at(Some("f.toml"), &env, Some("/h"))), "f.toml");
        assert_eq!(file(at(None, &env, Some("/h"))), "/e/c.toml");
        assert_eq!(file(at(None, &env[1..], Some("/h"))), "/x/tidewatch/config.toml");
        assert_eq!(file(at(None, &[], Some("/h"))), "/h/.config/tidewatch/config.toml");
        assert_eq!(
            file(at(None, &[("XDG_CONFIG_HOME", "x")], Some("/h"))),
            "/h/.config/tidewatch/config.toml"
        );
        assert_eq!(at(None, &[], None), None);
    }

    #[test]
    fn themes_are_beside_the_usual_file() {
        let place = at(Some("/f/c.toml"), &[], Some("/h")).unwrap();
        assert_eq!(
            (place.themes.as_path(), place.is_named),
            (Path::new("/h/.config/tidewatch/themes"), true)
        );
        assert_eq!(at(Some("/f/c.toml"), &[], None).unwrap().themes, Path::new("/f/themes"));
    }

    #[test]
    fn what_is_no_configuration_is_said_in_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let said = |path: &Path| load(path).unwrap_err().to_string();
        assert!(said(&path).starts_with("there is no configuration at "));
        assert!(said(folder.path()).ends_with(" is a folder, and the configuration is a file"));
        fs::write(&path, [b'#', 0xff, 0xfe]).unwrap();
        assert!(said(&path).ends_with(" is not text in UTF-8; save it in that encoding"));
        fs::write(&path, vec![b'#'; 1_000_001]).unwrap();
        assert!(said(&path).ends_with(" is larger than 1 MB, which no configuration is"));
        fs::write(&path, vec![b'#'; 1_000_000]).unwrap();
        assert!(load(&path).is_ok());
    }
}
