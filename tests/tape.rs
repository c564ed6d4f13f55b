//! Recording and replaying as people use it: the demo is recorded in virtual time, and what plays is what was shown,
//! cell by cell; commands look at a recording as they look at the world.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests look at demo worlds too")]
mod program;
mod viewer;

use std::{
    collections::BTreeSet,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use program::{START, run, said};
use ratatui::buffer::Buffer;
use tidewatch::{
    app::Screen,
    collector::{self, Collector},
    config::Poll,
    question::{Desk, Request, Snapshot, ViewerId},
    simulator::Scenario,
    source,
    tape::{self, Cursor, Deck, Sink, Tape},
};
use viewer::viewer;

const SPEED: f64 = 60.0;
const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (140, 42)];

fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

/// Every screen at every size.
fn drawn(snapshot: &Arc<Snapshot>) -> Vec<Buffer> {
    viewer::drawn(snapshot, &SIZES)
}

/// A demo that is recorded to a file while a viewer wants what all screens show. Gives snapshots as they were seen, and
/// the tape as it was in memory.
async fn recorded(scenario: &str, path: &Path, minutes: u32) -> (Vec<Arc<Snapshot>>, Arc<Tape>) {
    let (estate, source) = source::demo(7, start(), Scenario::named(scenario).unwrap(), SPEED);
    let desk: Desk =
        Collector::start(estate, Poll::demo(SPEED), vec![source], collector::scaled(start(), SPEED));
    let _ = std::fs::remove_file(path);
    let deck = Deck::start(desk.snapshots(), Some(Sink::create(path).unwrap()));
    let first = desk.newest();
    let wanted = |screen| viewer(&first, screen).wants(&first.estate, first.at);
    let questions: BTreeSet<_> = Screen::ALL.into_iter().flat_map(wanted).collect();
    desk.requests().send(Request::Want { viewer: ViewerId(1), questions }).await.unwrap();
    let mut seen = vec![first];
    for _ in 0..minutes {
        tokio::time::sleep(Duration::from_secs(7)).await;
        seen.push(desk.newest());
    }
    let tape = deck.tape.clone();
    collector::close(desk).await;
    deck.close().await;
    let tape = Arc::clone(&tape.borrow());
    (seen, tape)
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[tokio::test(start_paused = true)]
async fn replayed_screens_equal_the_recorded_ones() {
    let path = file("equal.tape");
    let (seen, in_memory) = recorded("consumer-stopped", &path, 8).await;
    let opened = tape::open(&path).unwrap();
    assert_eq!(opened.losses, [""; 0]);
    assert_eq!(opened.tape.moments().count(), in_memory.moments().count());
    assert!(in_memory.moments().any(|moment| moment.incident.is_some()), "something began in it");
    for tape in [in_memory, opened.tape] {
        let mut cursor = Cursor::default();
        for snapshot in seen.iter().rev() {
            let played = cursor.play(&tape, snapshot.sequence).unwrap();
            assert_eq!(played.sequence, snapshot.sequence);
            for (played, was) in drawn(&played).iter().zip(drawn(snapshot)) {
                assert_eq!(*played, was, "at {}", snapshot.at);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_tape_plays_on_a_desk_at_its_own_pace_and_ends() {
    let path = file("plays.tape");
    let (seen, tape) = recorded("calm", &path, 4).await;
    let first = *tape.first().unwrap();
    let clock = collector::scaled(first.at, SPEED);
    let desk = tape::play(Arc::clone(&tape), first.sequence, clock, SPEED).unwrap();
    let mut snapshots = desk.snapshots();
    tokio::time::sleep(Duration::from_millis(14_100)).await;
    let shown = Arc::clone(&snapshots.borrow_and_update());
    let behind = (desk.now() - shown.at).num_seconds();
    assert!(shown.at >= seen[1].at && behind < 120, "{behind} s behind");
    while snapshots.changed().await.is_ok() {}
    let last = Arc::clone(&snapshots.borrow());
    assert_eq!(last.sequence, tape.last().unwrap().sequence);
    assert_eq!(drawn(&last), drawn(&Cursor::default().play(&tape, last.sequence).unwrap()));
    assert!(desk.now() - last.at < TimeDelta::seconds(1), "the clock stops with the tape");
    assert!(desk.requests().send(Request::Refresh { viewer: ViewerId(1) }).await.is_ok(), "wishes are heard");
}

#[tokio::test(start_paused = true)]
async fn commands_look_at_a_recording_as_at_the_world() {
    let path = file("commands.tape");
    let (seen, tape) = recorded("consumer-stopped", &path, 6).await;
    let path = path.to_str().unwrap();
    let at = seen[3].at.to_rfc3339();
    let frame = run(&["frame", "--replay", path, "--at", &at, "--size", "100x30"]);
    let shown = said(&frame);
    let clock = tape.at(seen[3].at).unwrap().at.format("%H:%M:%S UTC").to_string();
    assert!(shown.contains("REPLAY") && shown.contains(&clock), "{shown}");
    let back = run(&["frame", "--replay", path, "--size", "100x30", "--keys", "{"]);
    let shown = said(&back);
    for word in ["PAST", "to the end", "Esc on", ", . step", "{ } incident"] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    let check = run(&["check", "--replay", path, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
    assert_eq!(report["at"], serde_json::to_value(tape_end(&tape).at).unwrap());
    assert_eq!((report["health"].as_str(), check.status.code()), (Some("critical"), Some(2)), "{report}");
    let products = run(&["vendor", "all", "--replay", path, "--from", "2020-01-01", "--to", "2020-01-02"]);
    assert!(said(&products).contains("was not asked"), "{}", said(&products));
}

fn tape_end(tape: &Tape) -> Arc<Snapshot> {
    Cursor::default().play(tape, tape.last().unwrap().sequence).unwrap()
}

#[tokio::test(start_paused = true)]
async fn of_a_huge_tape_the_newest_part_plays_and_the_rest_is_said_to_be_left_out() {
    let path = file("huge.tape");
    recorded("calm", &path, 2).await;
    let whole = std::fs::read(&path).unwrap();
    // A hole of the disk stands for weeks of records; the newest come after it.
    let mut huge = std::fs::File::options().write(true).open(&path).unwrap();
    huge.set_len(200 << 20).unwrap();
    huge.seek(SeekFrom::End(0)).unwrap();
    huge.write_all(&whole).unwrap();
    let opened = tape::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(opened.losses[0].starts_with("it has 200 MB: only its newest"), "{:?}", opened.losses);
    let last = opened.tape.last().unwrap().sequence;
    assert_eq!(last, tape::read(&whole).unwrap().tape.last().unwrap().sequence);
    assert_eq!(
        drawn(&Cursor::default().play(&opened.tape, last).unwrap()).len(),
        Screen::ALL.len() * SIZES.len()
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_played_is_a_sentence_with_what_to_do() {
    let path = file("odd.tape");
    recorded("calm", &path, 1).await;
    let whole = std::fs::read(&path).unwrap();
    let odd = |bytes: &[u8]| {
        let path = file("odd-copy.tape");
        std::fs::write(&path, bytes).unwrap();
        let output = run(&["frame", "--replay", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        said(&output)
    };
    assert!(odd(b"").contains("odd-copy.tape is empty"));
    assert!(odd(b"{\"version\": 1}").contains("is not a tape of tidewatch"));
    assert!(odd(&whole[..700]).contains("holds no whole record"));
    let mut newer = whole.clone();
    newer[15] = 7;
    assert!(odd(&newer).contains("update tidewatch"));
    let path = path.to_str().unwrap();
    let says = |arguments: &[&str], words: &str| {
        let output = run(arguments);
        assert!(output.status.code() == Some(2) && said(&output).contains(words), "{}", said(&output));
    };
    says(&["frame", "--replay", "/no/such/tape"], "/no/such/tape cannot be read");
    says(
        &["frame", "--replay", path, "--at", "2026-11-19T00:00:00Z"],
        "is not on the tape, which goes from 2026-11-20",
    );
    says(&["frame", "--replay", path, "--at", "noon"], "is not a time");
    says(&["check", "--demo", "--record", "x.tape"], "--record belongs to the dashboard");
    says(&["replay", path, "--record", "x.tape"], "a tape is there already");
    says(&["replay", path, "--speed", "0"], "1 to 3600");
    assert_eq!(Sink::create(Path::new(path)).unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
}
