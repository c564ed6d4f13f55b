//! Which key means which command: the table's keys, with those of the config in their place.
//! Pure: conflicts are found here, reported by whoever reads the config.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    command::{Command, Scope},
    key,
    screen::Screen,
    table::commands,
};

/// The key that always quits, whatever the config says.
const ALWAYS_QUITS: &str = "ctrl-c";

/// Which key means which command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<&'static str, Vec<Arc<str>>>,
    meanings: BTreeMap<Arc<str>, Vec<&'static str>>,
}

/// What is wrong with keys of the config.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// There is no such command.
    #[error("there is no command `{id}`{}", .near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    UnknownCommand {
        /// As written.
        id: Arc<str>,
        /// A command with a similar id.
        near: Option<&'static str>,
    },
    /// There is no such key.
    #[error(
        "`{key}` for `{id}` is not a key; write `x`, `X`, `ctrl-x`, `alt-x`, `f5`, `enter`, `page-up`..."
    )]
    UnknownKey {
        /// The command.
        id: &'static str,
        /// As written.
        key: Arc<str>,
    },
    /// Ctrl-C always quits.
    #[error("`ctrl-c` always quits and cannot mean `{id}`")]
    Reserved {
        /// The command.
        id: &'static str,
    },
    /// Two commands that work in the same place have the same key.
    #[error("`{key}` means both `{first}` and `{second}`; give one of them another key")]
    Conflict {
        /// The key.
        key: Arc<str>,
        /// One command.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = commands()
            .iter()
            .map(|command| (command.id, command.keys.iter().map(|key| Arc::from(*key)).collect()))
            .collect();
        Self::of_keys(keys)
    }
}

impl Keymap {
    /// The table's keys with `overrides` (command id to its keys; none switches its keys off), or everything that
    /// is wrong with them.
    pub fn build(overrides: &BTreeMap<Arc<str>, Vec<Arc<str>>>) -> Result<Self, Vec<KeyProblem>> {
        let mut problems = Vec::new();
        let mut keys = Self::default().keys;
        for (id, wanted) in overrides {
            let Some(command) = Command::named(id) else {
                problems.push(KeyProblem::UnknownCommand { id: id.clone(), near: nearest(id) });
                continue;
            };
            let mut canonical = BTreeSet::new();
            for written in wanted {
                match key::canonical(written) {
                    None => problems.push(KeyProblem::UnknownKey { id: command.id, key: written.clone() }),
                    Some(key) if key == ALWAYS_QUITS && command.id != "quit" => {
                        problems.push(KeyProblem::Reserved { id: command.id });
                    }
                    Some(key) => _ = canonical.insert(Arc::from(key)),
                }
            }
            keys.insert(command.id, canonical.into_iter().collect());
        }
        let keymap = Self::of_keys(keys);
        problems.extend(keymap.conflicts());
        if problems.is_empty() { Ok(keymap) } else { Err(problems) }
    }

    fn of_keys(keys: BTreeMap<&'static str, Vec<Arc<str>>>) -> Self {
        let mut meanings: BTreeMap<Arc<str>, Vec<&'static str>> = BTreeMap::new();
        for (id, keys) in &keys {
            for key in keys {
                meanings.entry(key.clone()).or_default().push(id);
            }
        }
        Self { keys, meanings }
    }

    fn conflicts(&self) -> Vec<KeyProblem> {
        let mut conflicts = Vec::new();
        for (key, ids) in &self.meanings {
            let meant: Vec<&Command> = ids.iter().filter_map(|id| Command::named(id)).collect();
            for (place, first) in meant.iter().enumerate() {
                for second in meant.iter().skip(place + 1).filter(|second| first.scope.overlaps(second.scope))
                {
                    conflicts.push(KeyProblem::Conflict {
                        key: key.clone(),
                        first: first.id,
                        second: second.id,
                    });
                }
            }
        }
        conflicts
    }

    /// The keys of a command; empty when it has none.
    pub fn keys_of(&self, id: &str) -> &[Arc<str>] {
        self.keys.get(id).map_or(&[], Vec::as_slice)
    }

    /// What a key means on a screen.
    pub fn on_screen(&self, key: &str, screen: Screen) -> Option<&'static Command> {
        self.meant(key).find(|command| command.scope.covers(screen))
    }

    /// What a key means while a line is typed: only what is allowed always.
    pub fn while_typing(&self, key: &str) -> Option<&'static Command> {
        self.meant(key).find(|command| command.scope == Scope::Always)
    }

    fn meant(&self, key: &str) -> impl Iterator<Item = &'static Command> {
        let quits = (key == ALWAYS_QUITS).then_some("quit");
        let ids = self.meanings.get(key).map_or(&[][..], Vec::as_slice);
        quits.into_iter().chain(ids.iter().copied()).filter_map(Command::named)
    }
}

/// The command id nearest to what was written, if it is near at all.
fn nearest(id: &str) -> Option<&'static str> {
    let scored = commands().iter().map(|command| (strsim::jaro_winkler(id, command.id), command.id));
    scored.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(overrides: &[(&str, &[&str])]) -> Result<Keymap, Vec<KeyProblem>> {
        let overrides = overrides
            .iter()
            .map(|(id, keys)| (Arc::from(*id), keys.iter().map(|key| Arc::from(*key)).collect()))
            .collect();
        Keymap::build(&overrides)
    }

    #[test]
    fn a_remapped_key_takes_the_place_of_the_tables() {
        let keymap = build(&[("quit", &["Ctrl-Q"])]).unwrap();
        assert_eq!(keymap.on_screen("ctrl-q", Screen::Overview).map(|c| c.id), Some("quit"));
        assert_eq!(keymap.on_screen("q", Screen::Overview), None);
        assert_eq!(keymap.on_screen("ctrl-c", Screen::Overview).map(|c| c.id), Some("quit"));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let problems = build(&[("qiut", &["x"]), ("help", &["hyper-x"]), ("copy", &["v"])]).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said.iter().any(|s| s.contains("did you mean `quit`")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("`hyper-x` for `help` is not a key")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("`v` means both `copy` and `vendor`")), "{said:?}");
    }

    #[test]
    fn keys_may_be_swapped() {
        let keymap = build(&[("copy", &["i"]), ("provenance", &["y"])]).unwrap();
        assert_eq!(keymap.on_screen("i", Screen::Alarms).map(|c| c.id), Some("copy"));
    }

    #[test]
    fn a_key_may_mean_two_things_where_they_never_meet() {
        assert!(build(&[("shorter", &["/"])]).is_ok());
        assert!(build(&[("refresh", &["ctrl-c"])]).is_err());
    }
}
