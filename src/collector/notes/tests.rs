//! Notes and their file: kept over a restart, shared by two, and never lost to a broken, newer or forbidden file.

use std::{fs, path::PathBuf, time::Duration};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::{
    book::{Change, Notebook},
    file::{FileError, Held, NotesFile},
    watch::Watch,
};
use crate::{
    pipeline::{Class, Confidence, Effect, Health, PipelineHealth, Verdict, VerdictKey},
    question::{About, Note, NoteKind},
};

fn at(minute: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 14, 0, 0).unwrap() + TimeDelta::minutes(minute)
}

fn verdict(key: &str) -> About {
    About::Verdict(VerdictKey { pipeline: "shop".into(), key: key.into() })
}

fn note(key: &str, minute: i64) -> Note {
    Note {
        about: verdict(key),
        kind: NoteKind::Acknowledged,
        text: "looking into it".into(),
        by: "ann".into(),
        at: at(minute),
        until: None,
    }
}

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// In a folder that is not there yet.
    fn path(&self) -> PathBuf {
        self.folder.path().join("tidewatch/notes.json")
    }

    fn file(&self) -> NotesFile {
        NotesFile::new(self.path())
    }

    fn write(&self, text: &str) {
        fs::create_dir_all(self.path().parent().unwrap()).unwrap();
        fs::write(self.path(), text).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().parent().unwrap()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn read(file: &NotesFile) -> Held {
    file.news(None).unwrap().unwrap()
}

#[test]
fn what_is_written_is_read_again_and_nothing_else_is_left_behind() {
    let folder = Folder::new();
    let (one, two) = (note("stopped@processor", 1), note("late@delivery", 2));
    let changes = [Change::Put(one.clone()), Change::Put(two.clone())];
    let written = folder.file().change(&changes, at(3)).unwrap();
    assert_eq!(written.notes, [two.clone(), one.clone()], "the newest first");
    let again = read(&folder.file());
    assert_eq!(again, written);
    assert_eq!(folder.names(), ["notes.json", "notes.lock"]);
    assert_eq!(folder.file().news(again.stamp).unwrap(), None, "nobody has written since");
    folder.file().change(&[Change::Take(one.about, one.kind)], at(3)).unwrap();
    assert_eq!(read(&folder.file()).notes, [two]);
}

#[test]
fn two_who_share_the_file_do_not_lose_each_others_notes() {
    let folder = Folder::new();
    let writers = (0..8).map(|writer| {
        let file = folder.file();
        std::thread::spawn(move || {
            for round in 0..10 {
                let change = Change::Put(note(&format!("stopped@stage-{writer}-{round}"), round));
                file.change(&[change], at(60)).unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.join().unwrap();
    }
    assert_eq!(read(&folder.file()).notes.len(), 80);
}

#[test]
fn a_note_takes_the_place_of_its_like_and_an_old_end_does_not_hit_the_new() {
    let folder = Folder::new();
    let (old, new) = (note("stopped@processor", 1), note("stopped@processor", 5));
    let put = [Change::Put(old.clone()), Change::Put(new.clone())];
    assert_eq!(folder.file().change(&put, at(5)).unwrap().notes, std::slice::from_ref(&new));
    assert_eq!(folder.file().change(&[Change::End(old)], at(6)).unwrap().notes, [new]);
}

#[test]
fn what_has_expired_is_dropped_when_something_is_written() {
    let folder = Folder::new();
    let short = Note { until: Some(at(30)), ..note("stopped@processor", 1) };
    folder.file().change(&[Change::Put(short)], at(1)).unwrap();
    let later = note("late@delivery", 40);
    assert_eq!(folder.file().change(&[Change::Put(later.clone())], at(40)).unwrap().notes, [later]);
}

#[test]
fn a_broken_file_is_put_aside_and_each_of_them_kept() {
    let folder = Folder::new();
    for (place, text) in ["not json", "{\"version\": 1}", "{}"].into_iter().enumerate() {
        folder.write(text);
        let held = read(&folder.file());
        assert!(held.notes.is_empty());
        let name = if place == 0 { "notes.broken".to_owned() } else { format!("notes.broken-{}", place + 1) };
        assert!(held.aside.is_some_and(|aside| aside.ends_with(&name)), "{name}");
        assert_eq!(fs::read_to_string(folder.path().with_file_name(name)).unwrap(), text);
    }
    folder.write(&"x".repeat(1_100_000));
    assert!(read(&folder.file()).aside.is_some(), "what is too large is no file of notes");
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    let folder = Folder::new();
    let text = "{\"version\": 2, \"scrolls\": []}";
    folder.write(text);
    let error = folder.file().change(&[Change::Put(note("stopped@processor", 1))], at(1)).unwrap_err();
    assert!(matches!(error, FileError::Newer(_)));
    assert!(error.to_string().contains("newer tidewatch"), "{error}");
    assert_eq!(fs::read_to_string(folder.path()).unwrap(), text);
}

#[test]
fn what_is_read_cannot_steer_the_terminal() {
    let folder = Folder::new();
    folder.write(
        r#"{"version": 1, "notes": [{"about": {"alarm": "arn:\u001b[2Jx"}, "kind": "muted",
            "text": "quiet\u001b]0;owned\u0007\nplease", "by": "ann\u202e", "at": "2026-11-22T14:00:00Z", "until": null}]}"#,
    );
    let notes = read(&folder.file()).notes;
    assert_eq!((&*notes[0].text, &*notes[0].by), ("quiet]0;owned please", "ann"));
    assert_eq!(notes[0].about, About::Alarm("arn:[2Jx".into()));
}

/// Lets the notebook do what it has to until it rests.
async fn settle(book: &mut Notebook, now: DateTime<Utc>) {
    book.turn(Duration::ZERO, now);
    book.close(now).await;
}

#[tokio::test]
async fn notes_outlive_the_process_and_two_processes_see_each_others() {
    let folder = Folder::new();
    let mut first = Notebook::new(Some(folder.path()));
    let mut second = Notebook::new(Some(folder.path()));
    settle(&mut first, at(0)).await;
    settle(&mut second, at(0)).await;
    first.put(note("stopped@processor", 1));
    assert_eq!(first.notes().len(), 1, "seen at once, before it is written");
    settle(&mut first, at(1)).await;
    second.put(note("late@delivery", 2));
    settle(&mut second, at(2)).await;
    assert_eq!(second.notes().len(), 2);
    first.turn(Duration::from_secs(11), at(2));
    first.close(at(2)).await;
    assert_eq!(first.notes().len(), 2, "looked at again after a while");
    let mut third = Notebook::new(Some(folder.path()));
    settle(&mut third, at(3)).await;
    assert_eq!(third.notes().len(), 2);
    assert_eq!(third.problem(), None);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_said_and_notes_live_on_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder would be: nobody, not even root, can write below it.
    fs::write(folder.path().join("state"), "").unwrap();
    let mut book = Notebook::new(Some(folder.path().join("state/notes.json")));
    settle(&mut book, at(0)).await;
    book.put(note("stopped@processor", 1));
    settle(&mut book, at(1)).await;
    assert_eq!(book.notes().len(), 1);
    let said = book.problem().cloned().unwrap();
    assert!(said.contains("they last until tidewatch ends"), "{said}");
    book.put(note("late@delivery", 2));
    settle(&mut book, at(2)).await;
    assert_eq!((book.notes().len(), book.problem().cloned()), (2, Some(said)), "said once");
}

#[tokio::test]
async fn a_note_ends_when_its_time_is_over() {
    let mut book = Notebook::new(None);
    book.put(Note { until: Some(at(30)), ..note("stopped@processor", 0) });
    let due = book.next_turn(at(10), Duration::from_secs(5), 60.0).unwrap();
    assert_eq!(due, Duration::from_secs(25), "twenty minutes of a demo that runs sixty times as fast");
    assert!(!book.turn(Duration::ZERO, at(29)));
    assert!(book.turn(Duration::ZERO, at(30)));
    assert!(book.notes().is_empty());
}

fn health(word: Health, stage: Option<&str>) -> PipelineHealth {
    let verdict = |stage: &str| Verdict {
        class: Class::Stopped,
        stage: Some(stage.into()),
        health: Health::Critical,
        confidence: Confidence::High,
        since: at(0),
        cause: "".into(),
        effect: Effect::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: Vec::new(),
        alarms: Vec::new(),
    };
    PipelineHealth {
        pipeline: "shop".into(),
        health: word,
        since: None,
        headline: "".into(),
        worst_stage: None,
        stages: Vec::new(),
        verdicts: stage.into_iter().map(verdict).collect(),
        resolved: Vec::new(),
        flows: Vec::new(),
    }
}

#[test]
fn a_note_until_it_is_over_ends_when_its_verdict_has_stayed_away() {
    let mut watch = Watch::default();
    let open = note("stopped@processor", 0);
    let timed = Note { kind: NoteKind::Muted, until: Some(at(240)), ..note("stopped@processor", 0) };
    let notes = [open.clone(), timed];
    let mut over =
        |word, stage, minute| watch.over(&notes, &[health(word, stage)], &std::iter::empty(), at(minute));
    assert_eq!(over(Health::Critical, Some("processor"), 20), []);
    assert_eq!(over(Health::Ok, None, 21), []);
    assert_eq!(over(Health::Ok, None, 30), [], "it may come back");
    assert_eq!(over(Health::Critical, Some("processor"), 31), [], "and does");
    assert_eq!(over(Health::Ok, None, 40), []);
    assert_eq!(over(Health::Unknown, None, 55), [], "where nothing is known, nothing is over");
    assert_eq!(over(Health::Ok, None, 56), [open], "what was muted for four hours stays muted");
}
