//! How a viewer looks at the start: theme, colours, time zone, keys and screen, from flags, environment and file.
//! Flags win over environment, environment over file.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use chrono_tz::Tz;

use super::failure::Failure;
use crate::{
    app::{Keymap, Screen, SettingsView, ZoneChoice},
    cli::General,
    config::{Notify, ScreenSettings, ScreenZone},
    pipeline::clean_line,
    question::Estate,
    theme::{Depth, Theme},
    viewer::{self, ThemeShelf},
};

/// The themes at hand and the settings a viewer begins with.
pub(super) struct Outlook {
    /// Every theme, at the depth of the output.
    pub(super) shelf: ThemeShelf,
    /// What the app begins with.
    pub(super) settings: SettingsView,
    /// The first screen.
    pub(super) start: Screen,
    /// What is wrong with the user's own themes; the others are there.
    pub(super) warnings: Vec<String>,
}

/// The environment as data.
pub(super) fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

impl Outlook {
    /// Settles how it looks for an output of this depth.
    pub(super) fn settle(
        general: &General,
        screen: &ScreenSettings,
        estate: &Estate,
        themes: Option<PathBuf>,
        depth: Depth,
    ) -> Result<Self, Failure> {
        let (shelf, warnings) = ThemeShelf::open(themes, depth);
        let theme = general
            .theme
            .as_deref()
            .or(screen.theme.as_deref())
            .map_or_else(|| Ok(Theme::default().name().into()), |name| known_theme(name, &shelf))?;
        Keymap::build(&screen.keys).map_err(|problems| {
            let sentences: Vec<String> =
                problems.iter().map(|problem| format!("[screen] keys: {problem}")).collect();
            Failure::Config(sentences.join("\n"))
        })?;
        let start = match screen.start.as_deref() {
            None => Screen::default(),
            Some(name) => named_screen(name)?,
        };
        let settings = SettingsView {
            theme,
            themes: shelf.names(),
            ascii: general.ascii || screen.ascii,
            mouse: screen.mouse,
            zone: zone(screen.zone, estate.business_zone),
            notify: Notify::default(),
            title: screen.title,
            user: user().into(),
            // Whoever is locked to a vendor may sit elsewhere.
            may_write_files: general.lock.is_none(),
            keys: screen.keys.clone(),
        };
        Ok(Self { shelf, settings, start, warnings })
    }

    /// Settles how it looks on the terminal of this process.
    pub(super) fn of_terminal(
        general: &General,
        screen: &ScreenSettings,
        estate: &Estate,
        themes: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let environment = environment();
        let mut outlook = Self::settle(general, screen, estate, themes, viewer::depth(&environment))?;
        outlook.settings.ascii |= viewer::is_ascii_only(&environment);
        Ok(outlook)
    }
}

/// Who is at the keyboard, as the system calls them.
fn user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named
        .map(|name| clean_line(&name, 40))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "somebody".to_owned())
}

/// The screen with this name, or a sentence with the nearest.
pub(super) fn named_screen(name: &str) -> Result<Screen, Failure> {
    Screen::named(name).ok_or_else(|| {
        let names: Vec<String> = Screen::ALL.iter().map(|screen| screen.title().to_lowercase()).collect();
        unknown("screen", name, &names)
    })
}

fn known_theme(name: &str, shelf: &ThemeShelf) -> Result<Arc<str>, Failure> {
    let names = shelf.names();
    names.iter().find(|known| known.eq_ignore_ascii_case(name)).cloned().ok_or_else(|| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        unknown("theme", name, &names)
    })
}

/// A sentence about a name that does not exist, with the nearest that does.
pub(super) fn unknown(what: &str, name: &str, known: &[String]) -> Failure {
    let likeness = |known: &String| strsim::jaro_winkler(known, &name.to_lowercase());
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = match nearest.filter(|nearest| likeness(nearest) > 0.7) {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => format!("there are {}", known.join(", ")),
    };
    Failure::Usage(format!("no {what} {name:?}: {hint}"))
}

/// The zone on screen, and the one the `u` key switches to.
fn zone(chosen: ScreenZone, business: Tz) -> ZoneChoice {
    let machine =
        || iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC);
    match chosen {
        ScreenZone::Utc => ZoneChoice { is_utc: true, local: machine() },
        ScreenZone::Local => ZoneChoice { is_utc: false, local: machine() },
        ScreenZone::Business => ZoneChoice { is_utc: false, local: business },
        ScreenZone::Named(zone) => ZoneChoice { is_utc: false, local: zone },
    }
}
