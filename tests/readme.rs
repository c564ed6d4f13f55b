//! The README's table of keys is the command table, word for word. `UPDATE_README=1 cargo test --test readme` writes it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{fmt::Write, fs, path::PathBuf};

use tidewatch::app::{Keymap, commands};

const BEGIN: &str = "<!-- keys: held equal to the command table by a test -->\n";
const END: &str = "<!-- end of keys -->\n";

fn table() -> String {
    let keymap = Keymap::default();
    let mut table = "| key | command | what it does |\n|---|---|---|\n".to_owned();
    for command in commands().iter().filter(|command| !command.keys.is_empty()) {
        let keys = command.keys_shown(&keymap).replace('|', "\\|");
        writeln!(table, "| `{keys}` | {} | {} |", command.title, command.sentence).unwrap();
    }
    table
}

#[test]
fn the_readme_lists_the_keys_there_are() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
        return;
    }
    assert_eq!(listed, table(), "run UPDATE_README=1 cargo test --test readme");
}
