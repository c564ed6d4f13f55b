//! A whole night in virtual time, at the keyboard: it is detected, looked into, acknowledged, scrubbed back, mended and
//! handed on. The loop of the viewer, the collector, the recorder and the demo world are the real ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests look at demo worlds too")]
mod program;
#[expect(dead_code, reason = "other tests draw more than one screen")]
mod viewer;

use std::{io, path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::stream;
use ratatui::{Frame, Terminal, backend::TestBackend, buffer::Buffer, layout::Rect, widgets::Widget};
use tidewatch::{
    app::{App, Message, Past, Reel, Screen},
    collector::{self, Collector},
    config::Poll,
    pipeline::{Class, Health},
    question::{Desk, Snapshot, ViewerId},
    simulator::Scenario,
    source,
    tape::{Deck, Sink},
    theme::{Depth, Theme},
    view::{self, Scene},
    viewer::{Ended, Eyes, Links, Look, Surface, ThemeShelf},
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};
use viewer::settings;

/// World seconds a second: a second of the test is a minute of the night.
const SPEED: f64 = 60.0;
const SIZE: (u16, u16) = (140, 42);

/// What is on the screen, whole.
type Picture = watch::Sender<Buffer>;

/// A surface that only remembers.
struct Paper {
    terminal: Terminal<TestBackend>,
    picture: Picture,
}

impl Surface for Paper {
    fn draw(&mut self, paint: &mut dyn FnMut(&mut Frame<'_>) -> Links) -> io::Result<Rect> {
        let area = self.terminal.draw(|frame| drop(paint(frame))).map_err(io::Error::other)?.area;
        self.picture.send_replace(self.terminal.backend().buffer().clone());
        Ok(area)
    }

    fn redraw(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<bool> {
        Ok(true)
    }

    fn notify(&mut self, _: &[Arc<str>], _: bool) -> io::Result<()> {
        Ok(())
    }

    fn title(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn report_mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn draw(snapshot: &Snapshot, app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    (&Scene { snapshot, app, theme }).render(frame.area(), frame.buffer_mut());
}

fn links(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect) -> Links {
    view::links(&Scene { snapshot, app, theme }, area)
}

fn hit(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect, x: u16, y: u16) -> Option<Message> {
    view::hit(&Scene { snapshot, app, theme }, area, x, y)
}

fn rows(picture: &Buffer) -> Vec<String> {
    let row = |y| (0..picture.area.width).map(|x| picture[(x, y)].symbol()).collect::<String>();
    (0..picture.area.height).map(|y| row(y).trim_end().to_owned()).collect()
}

/// Everything between the lines that tell the time: those at the top, the bar of the tape and the keys.
fn body(picture: &Buffer) -> Vec<String> {
    let all = rows(picture);
    all[1..all.len() - 3].to_vec()
}

/// Somebody at the keyboard, and everything behind the screen.
struct Night {
    desk: Desk,
    deck: Deck,
    events: mpsc::Sender<io::Result<Event>>,
    picture: watch::Receiver<Buffer>,
    viewer: JoinHandle<io::Result<Ended>>,
    /// Every snapshot as it was published.
    published: mpsc::Receiver<Arc<Snapshot>>,
}

impl Night {
    fn falls(start: DateTime<Utc>, tape: &Path) -> Self {
        let (estate, source) = source::demo(7, start, Scenario::Calm, SPEED);
        let clock = collector::scaled(start, SPEED);
        let desk = Collector::start(Arc::clone(&estate), Poll::demo(SPEED), vec![source], clock);
        let deck = Deck::start(desk.snapshots(), Some(Sink::create(tape).unwrap()));
        let (keeps, published) = mpsc::channel(10_000);
        let mut newest = desk.snapshots();
        tokio::spawn(async move {
            while newest.changed().await.is_ok() {
                let _ = keeps.try_send(Arc::clone(&newest.borrow_and_update()));
            }
        });
        let (width, height) = SIZE;
        let (sender, picture) = watch::channel(Buffer::empty(Rect::new(0, 0, width, height)));
        let paper =
            Paper { terminal: Terminal::new(TestBackend::new(width, height)).unwrap(), picture: sender };
        let app = App::new(settings(), &estate, start);
        let (shelf, _) = ThemeShelf::open(None, Depth::TrueColor);
        let eyes = Eyes::new(ViewerId(1), app, desk.clone(), paper, Look { draw, links, hit }, shelf)
            .with_tape(deck.tape.clone());
        let (events, queue) = mpsc::channel(100);
        let input = Box::pin(stream::unfold(queue, |mut queue| async { Some((queue.recv().await?, queue)) }));
        let viewer = tokio::spawn(eyes.run(input, Box::pin(stream::pending())));
        Self { desk, deck, events, picture, viewer, published }
    }

    fn now(&self) -> DateTime<Utc> {
        self.desk.now()
    }

    async fn key(&self, code: KeyCode) {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        self.events.send(Ok(Event::Key(key))).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    async fn types(&self, text: &str) {
        for letter in text.chars() {
            self.key(if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) }).await;
        }
    }

    fn text(&self) -> String {
        rows(&self.picture.borrow()).join("\n")
    }

    /// Waits until a text is on the screen, for so many minutes of the night.
    async fn until_shows(&self, words: &str, minutes: u64) {
        let mut picture = self.picture.clone();
        let shows = |shown: &Buffer| rows(shown).iter().any(|row| row.contains(words));
        let came = tokio::time::timeout(Duration::from_secs(minutes), picture.wait_for(shows)).await;
        assert!(came.is_ok(), "{words:?} never came:\n{}", self.text());
    }

    fn shows(&self, words: &str) {
        assert!(self.text().contains(words), "{words:?} is not on the screen:\n{}", self.text());
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.desk.newest()
    }

    async fn ends(self) {
        self.events.send(Ok(Event::Key(KeyCode::Char('q').into()))).await.unwrap();
        assert_eq!(self.viewer.await.unwrap().unwrap(), Ended::Quit);
        collector::close(self.desk).await;
        self.deck.close().await;
    }
}

/// What a viewer who had stopped at this snapshot would see of it.
fn held(snapshot: &Arc<Snapshot>, screen: Screen) -> Buffer {
    let mut app = App::new(settings(), &snapshot.estate, snapshot.at);
    let (width, height) = SIZE;
    app.update(Message::Resize(width, height), snapshot);
    app.update(Message::Go(screen), snapshot);
    let reel = Reel { from: snapshot.at, to: snapshot.at, incidents: Arc::from([]) };
    app.update(Message::Past(Past { snapshot: Arc::clone(snapshot), reel }), snapshot);
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    (&Scene { snapshot, app: &app, theme: &Theme::default() }).render(buf.area, &mut buf);
    buf
}

#[tokio::test(start_paused = true)]
async fn a_night_from_the_first_sign_to_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("night.tape");
    let start = "2026-11-20T02:02:31Z".parse().unwrap();
    let mut night = Night::falls(start, &tape);

    // A quarter of an hour in which nothing is wrong.
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(night.snapshot().health[0].health, Health::Ok, "{}", night.text());
    assert_eq!(night.snapshot().health[0].verdicts, []);

    // Detect: the consumer stops, and the band says so in time.
    night.types(":scenario consumer-stopped\n").await;
    let broken = night.now();
    night.until_shows("processor (Lambda)", 10).await;
    let verdict = night.snapshot().health[0].verdicts[0].clone();
    let told = night.now() - broken;
    assert!(told <= TimeDelta::minutes(8), "told after {told}");
    assert_eq!((verdict.class, verdict.health), (Class::Stopped, Health::Critical), "{verdict:#?}");
    assert!((verdict.since - broken).abs() <= TimeDelta::minutes(3), "{} and not {broken}", verdict.since);

    // Inspect: the verdict opens to its proofs, a proof to its chart.
    night.types("V").await;
    night.shows(&verdict.proofs[0].claim[..20]);
    night.types("\n").await;
    night.until_shows("keeps 24 h", 1).await;
    night.types("1").await;

    // Acknowledge.
    night.types("alooking into it\n").await;
    night.until_shows("looking into it", 1).await;

    // Scrub back to where it began, and one moment further.
    night.types("{").await;
    night.shows("PAST");
    night.types(",").await;
    let shown = body(&night.picture.borrow());
    let looked_like_this = |kept: &Arc<Snapshot>| body(&held(kept, Screen::Overview)) == shown;
    let published = std::iter::from_fn(|| night.published.try_recv().ok());
    let past = published.into_iter().find(looked_like_this);
    let past = past.unwrap_or_else(|| panic!("no moment looked like this:\n{}", night.text()));
    assert!(past.at < broken + told && past.health[0].verdicts.is_empty(), "at {}", past.at);
    night.shows(&past.at.format("%H:%M:%S UTC").to_string());
    night.key(KeyCode::Esc).await;
    assert!(!night.text().contains("PAST"), "{}", night.text());

    // Recover: it is over when it is over, and that it was stays to be read.
    night.types(":scenario calm\n").await;
    night.until_shows("resolved after", 60).await;
    assert_eq!(night.snapshot().health[0].verdicts, [], "{}", night.text());
    let over = &night.snapshot().health[0].resolved;
    let stopped = over.iter().find(|over| over.verdict.class == Class::Stopped);
    assert!(stopped.is_some_and(|over| over.sentence.starts_with("resolved after")), "{over:#?}");

    // Hand on: the recording makes a report.
    night.ends().await;
    let report = folder.path().join("report");
    let output =
        program::run(&["incident", "export", "--replay", tape.to_str().unwrap(), report.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let story = std::fs::read_to_string(report.join("timeline.md")).unwrap();
    for words in [&*verdict.cause, "looking into it", "resolved after"] {
        assert!(story.contains(words), "{words:?} is not in it:\n{story}");
    }
}
