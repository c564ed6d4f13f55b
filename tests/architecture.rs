//! The walls of the house: which room may import which, how long files and functions may be, and that every file says
//! what it is. The table below is the one of ARCHITECTURE.md; a better cut changes both in one commit.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Rooms from the ground floor up, with the rooms each may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("pipeline", &[]),
    ("business", &[]),
    ("theme", &[]),
    ("export", &["business"]),
    ("diagnosis", &["pipeline", "business"]),
    ("catalog", &["pipeline"]),
    ("config", &["catalog", "pipeline", "business", "theme"]),
    ("question", &["diagnosis", "pipeline", "business"]),
    ("cost", &["question"]),
    ("simulator", &["pipeline", "business"]),
    ("source", &["simulator", "question", "config", "catalog", "pipeline", "business"]),
    ("collector", &["source", "cost", "diagnosis", "question", "config", "pipeline"]),
    ("tape", &["question", "business", "pipeline"]),
    ("app", &["question", "diagnosis", "config", "business", "pipeline"]),
    ("view", &["app", "question", "diagnosis", "export", "theme", "business", "pipeline"]),
    ("viewer", &["view", "app", "tape", "question", "theme", "config"]),
];

const LONGEST_FILE: usize = 400;
const LONGEST_FILE_OF_NINE_IN_TEN: usize = 250;
const LONGEST_FUNCTION: usize = 60;

struct Source {
    path: PathBuf,
    /// Text without the tests at its end.
    code: String,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<Source>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
                found.push(Source { path, code, text });
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The room a file belongs to; none for `main.rs`, `lib.rs`, `cli.rs` and the commands, which may know all.
fn room_of(path: &Path) -> Option<&'static str> {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.iter().next()?.to_str()?;
    ROOMS.iter().map(|(room, _)| *room).find(|room| *room == first)
}

/// A file that holds tests or what tests are made of.
fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "fixture")
        || path.file_stem().is_some_and(|stem| stem == "tests" || stem == "fixture")
}

/// Rooms that a file names, in `use crate::...` trees or in paths.
fn rooms_named(code: &str) -> BTreeSet<&'static str> {
    let mut named = BTreeSet::new();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(tree) = rest.strip_prefix('{') {
            named.extend(first_names(tree));
        } else {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            named.extend(known(&name));
        }
    }
    named
}

fn known(name: &str) -> Option<&'static str> {
    ROOMS.iter().map(|(room, _)| *room).chain(["command", "cli"]).find(|room| *room == name)
}

/// First names of the branches of a `use crate::{...}` tree that begins after its brace.
fn first_names(tree: &str) -> Vec<&'static str> {
    let (mut depth, mut name, mut found) = (0, String::new(), Vec::new());
    for c in tree.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.extend(known(&name));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.extend(known(&name));
                name.clear();
            }
            c if depth == 0 && (c.is_alphanumeric() || c == '_') && !name.ends_with(':') => name.push(c),
            ':' if depth == 0 => {
                found.extend(known(&name));
                ":".clone_into(&mut name);
            }
            _ => {}
        }
    }
    found
}

#[test]
fn a_room_imports_only_rooms_below_it() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !is_test(&source.path)) {
        let Some(room) = room_of(&source.path) else { continue };
        for named in rooms_named(&source.code) {
            if named != room && !allowed[room].contains(&named) {
                broken.push(format!("{} imports {named}, which {room} may not", relative(&source.path)));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn no_two_rooms_import_each_other() {
    for (room, imports) in ROOMS {
        for imported in *imports {
            let back =
                ROOMS.iter().find(|(name, _)| name == imported).map_or(&[][..], |(_, imports)| imports);
            assert!(!back.contains(room), "{room} and {imported} import each other");
        }
    }
}

#[test]
fn the_scanner_sees_imports_in_every_form() {
    let seen = |code: &str| rooms_named(code).into_iter().collect::<Vec<_>>();
    assert_eq!(seen("use crate::pipeline::Series;"), ["pipeline"]);
    assert_eq!(seen("use crate::{\n    app::{App, Message},\n    view,\n};"), ["app", "view"]);
    assert_eq!(seen("fn f() -> crate::cost::Ledger {}"), ["cost"]);
    assert_eq!(seen("// crate::viewer is above"), [""; 0]);
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = sources()
        .iter()
        .filter(|source| {
            let header = source.text.lines().take_while(|line| line.starts_with("//!")).count();
            header == 0 || (header > 4 && !source.path.ends_with("lib.rs"))
        })
        .map(|source| relative(&source.path))
        .collect();
    assert!(silent.is_empty(), "these files do not open with one to four lines of `//!`: {silent:#?}");
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = sources()
        .iter()
        .filter(|source| !is_test(&source.path))
        .map(|source| (source.code.lines().count(), relative(&source.path)))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > LONGEST_FILE).collect();
    assert!(long.is_empty(), "files past {LONGEST_FILE} lines: {long:#?}");
    let ninth = &lengths[lengths.len() * 9 / 10];
    assert!(ninth.0 <= LONGEST_FILE_OF_NINE_IN_TEN, "the 90th percentile is {ninth:?}");
}

#[test]
fn functions_are_short() {
    let mut long = Vec::new();
    for source in sources().into_iter().filter(|source| !is_test(&source.path)) {
        // rustfmt puts the closing brace of a function at the indent of its first line.
        let mut open: Option<(usize, String, String)> = None;
        for (number, line) in source.code.lines().enumerate() {
            let indent: String = line.chars().take_while(|c| *c == ' ').collect();
            if let Some((start, name, outer)) = &open {
                if *line == format!("{outer}}}") {
                    if number - start > LONGEST_FUNCTION {
                        long.push(format!("{}: {name} has {} lines", relative(&source.path), number - start));
                    }
                    open = None;
                }
            } else if let Some(name) = function_name(line)
                && !line.ends_with('}')
                && !line.ends_with(';')
            {
                open = Some((number, name, indent));
            }
        }
    }
    assert!(long.is_empty(), "functions past {LONGEST_FUNCTION} lines: {long:#?}");
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.peek() {
        if *word == "fn" {
            words.next();
            return words
                .next()
                .map(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
        if !(word.starts_with("pub") || ["const", "async", "extern", "crate)", "super)", "in"].contains(word))
        {
            return None;
        }
        words.next();
    }
    None
}

#[test]
fn the_map_names_every_room() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(map.lines().count() <= 120, "ARCHITECTURE.md has more than 120 lines");
    for (room, imports) in ROOMS {
        let row = map.lines().find(|line| line.starts_with(&format!("| `{room}/`")));
        let row = row.unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for {room}/"));
        let listed = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let listed: BTreeSet<&str> =
            listed.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "-").collect();
        assert_eq!(listed, imports.iter().copied().collect(), "the row of {room}/ and the table differ");
    }
}

/// Files, tests aside, whose code matches.
fn files_with(is_in: impl Fn(&str) -> bool) -> Vec<String> {
    let sources = sources();
    let found =
        sources.iter().filter(|source| !is_test(&source.path) && !relative(&source.path).contains("_tests"));
    found
        .filter(|source| source.code.lines().any(|line| !line.trim_start().starts_with("//") && is_in(line)))
        .map(|source| relative(&source.path))
        .collect()
}

/// Who holds the unprojected snapshot cannot be a vendor's viewer: the channel of everything is laid
/// on a desk where it is published, and held by desk and gate, by the recorder, which a vendor's viewer does not get,
/// and by the viewer, which has it from its desk.
#[test]
fn the_whole_snapshot_is_at_the_desk_and_nowhere_else() {
    let desks = files_with(|line| line.contains("Desk::new("));
    assert_eq!(desks, ["src/collector/start.rs", "src/tape/player.rs"], "only publishers lay a desk");
    let holds = files_with(|line| line.contains("watch::Receiver<Arc<Snapshot>>"));
    let known = ["src/question/desk.rs", "src/question/gate.rs", "src/tape/deck.rs", "src/viewer/eyes.rs"];
    assert_eq!(holds, known, "snapshots are looked at through a desk");
}

/// Whose business is shown is settled when a viewer is let in; afterwards one function changes it, and that one looks
/// at who they are.
#[test]
fn whose_business_is_shown_is_changed_in_one_place() {
    // The row that is selected in the ranking is another vendor, and an operator's.
    let is_set = |line: &str, field: &str| {
        line.contains(&format!(".{field} =")) && !line.contains("==") && !line.contains("ranking.vendor")
    };
    let is_test = |file: &str| file.contains("journeys") || file.contains("frames");
    let of_app = |files: Vec<String>| files.into_iter().filter(|file| !is_test(file)).collect::<Vec<_>>();
    assert_eq!(of_app(files_with(|line| is_set(line, "audience"))), ["src/app/confined.rs"]);
    let vendors = of_app(files_with(|line| is_set(line, "vendor")));
    let in_app: Vec<&String> = vendors.iter().filter(|file| file.starts_with("src/app/")).collect();
    assert_eq!(in_app, ["src/app/confined.rs"], "a vendor's viewer could be sent elsewhere");
}

/// A run that is locked to a vendor is settled in one place, and every session of a command passes it.
#[test]
fn every_session_takes_its_desk_through_the_lock() {
    let makes = files_with(|line| line.contains("Collector::start") && !line.contains("fn "));
    assert_eq!(makes, ["src/command/session.rs"]);
    let session = fs::read_to_string(root().join("src/command/session.rs")).unwrap();
    let seated = session.matches("seated(general, ").count();
    assert_eq!(seated, session.matches("Collector::start").count(), "a session forgets its lock");
}
