//! Journeys of the loop: events come in at virtual times, and what was drawn and asked for is counted.

use std::{
    io,
    sync::{Arc, mpsc as log},
    time::Duration,
};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use futures::stream;
use ratatui::{Frame, Terminal, backend::TestBackend, layout::Rect, widgets::Paragraph};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{
    eyes::{Ended, Eyes},
    links::Links,
    signals::Nudge,
    surface::{Look, Surface},
    themes::ThemeShelf,
};
use crate::{
    app::{App, Message, Screen, fixture},
    question::{Desk, Question, Request, Snapshot, ViewerId},
    theme::{Depth, Theme},
};

/// What was done to the surface.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    Drawn(String),
    Copied(String),
    Mouse(bool),
    Notified(String),
    Titled(String),
    Suspended,
    Redrawn,
    Left,
}

struct Paper {
    terminal: Terminal<TestBackend>,
    log: log::Sender<(Instant, Act)>,
}

impl Paper {
    fn note(&self, act: Act) {
        let _ = self.log.send((Instant::now(), act));
    }
}

impl Drop for Paper {
    fn drop(&mut self) {
        self.note(Act::Left);
    }
}

impl Surface for Paper {
    fn draw(&mut self, paint: &mut dyn FnMut(&mut Frame<'_>) -> Links) -> io::Result<Rect> {
        let area = self.terminal.draw(|frame| drop(paint(frame))).map_err(io::Error::other)?.area;
        let line: String =
            self.terminal.backend().buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect();
        self.note(Act::Drawn(line.trim_end().to_owned()));
        Ok(area)
    }

    fn redraw(&mut self) -> io::Result<()> {
        self.note(Act::Redrawn);
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<bool> {
        self.note(Act::Copied(text.to_owned()));
        Ok(true)
    }

    fn notify(&mut self, lines: &[Arc<str>], with_bell: bool) -> io::Result<()> {
        self.note(Act::Notified(format!("{} {with_bell}", lines.join("|"))));
        Ok(())
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        self.note(Act::Titled(title.to_owned()));
        Ok(())
    }

    fn report_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.note(Act::Mouse(is_on));
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<bool> {
        self.note(Act::Suspended);
        Ok(true)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.redraw()
    }
}

fn draw(snapshot: &Snapshot, app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let toast = app.toast.as_ref().map_or("", |toast| &toast.text);
    let text = format!("{} {} {} {toast}", app.screen.title(), snapshot.sequence, theme.name());
    frame.render_widget(Paragraph::new(text), frame.area());
}

fn hit(_: &Snapshot, _: &App, _: &Theme, area: Rect, x: u16, y: u16) -> Option<Message> {
    (area.width == 80 && (x, y) == (3, 0)).then_some(Message::Go(Screen::Alarms))
}

/// A running viewer and everything around it.
struct Room {
    events: mpsc::Sender<io::Result<Event>>,
    nudges: mpsc::Sender<Nudge>,
    snapshots: watch::Sender<Arc<Snapshot>>,
    requests: mpsc::Receiver<Request>,
    acts: log::Receiver<(Instant, Act)>,
    viewer: JoinHandle<io::Result<Ended>>,
}

impl Room {
    fn open() -> Self {
        let (events, event_queue) = mpsc::channel(1_000);
        let (nudges, nudge_queue) = mpsc::channel(10);
        let (snapshots, newest) = watch::channel(fixture::snapshot());
        let (asking, requests) = mpsc::channel(1);
        let (log, acts) = log::channel();
        let paper = Paper { terminal: Terminal::new(TestBackend::new(80, 1)).unwrap(), log };
        let start = Instant::now();
        let clock = Arc::new(move || fixture::now() + Instant::now().duration_since(start));
        let desk = Desk::new(newest, asking, clock);
        let (shelf, _) = ThemeShelf::open(None, Depth::TrueColor);
        let eyes = Eyes::new(
            ViewerId(1),
            fixture::app(),
            desk,
            paper,
            Look { draw, links: |_, _, _, _| Links::new(), hit },
            shelf,
        );
        let input =
            Box::pin(stream::unfold(event_queue, |mut queue| async { Some((queue.recv().await?, queue)) }));
        let signals =
            Box::pin(stream::unfold(nudge_queue, |mut queue| async { Some((queue.recv().await?, queue)) }));
        Self { events, nudges, snapshots, requests, acts, viewer: tokio::spawn(eyes.run(input, signals)) }
    }

    async fn press(&self, key: char) {
        let event = Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE));
        self.events.send(Ok(event)).await.unwrap();
    }

    fn publish(&self, sequence: u64) {
        let mut snapshot = (**self.snapshots.borrow()).clone();
        snapshot.sequence = sequence;
        self.snapshots.send_replace(Arc::new(snapshot));
    }

    /// Lets virtual time go by and gives what was done meanwhile.
    async fn after(&self, millis: u64) -> Vec<Act> {
        sleep(Duration::from_millis(millis)).await;
        self.acts.try_iter().map(|(_, act)| act).collect()
    }

    async fn frames(&self, millis: u64) -> usize {
        self.after(millis).await.iter().filter(|act| matches!(act, Act::Drawn(_))).count()
    }
}

#[tokio::test(start_paused = true)]
async fn without_change_nothing_is_drawn_but_the_clock() {
    let room = Room::open();
    assert_eq!(room.frames(10).await, 1, "the first frame is there at once");
    assert_eq!(room.frames(980).await, 0);
    assert_eq!(room.frames(10_000).await, 10, "once a second for the time on screen");
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_keys_is_one_frame() {
    let room = Room::open();
    room.after(500).await;
    for key in "4321".repeat(20).chars() {
        room.press(key).await;
    }
    let acts = room.after(20).await;
    assert_eq!(acts, [Act::Drawn("Overview 0 tide".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn never_more_than_thirty_frames_a_second_and_the_last_news_is_drawn() {
    let room = Room::open();
    room.after(100).await;
    for sequence in 1..=1_000 {
        room.publish(sequence);
        sleep(Duration::from_millis(1)).await;
    }
    let acts = room.after(100).await;
    assert!((25..=33).contains(&acts.len()), "{} frames", acts.len());
    assert!(matches!(acts.last(), Some(Act::Drawn(text)) if text.starts_with("Overview 1000")), "{acts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_single_key_is_painted_at_once() {
    let room = Room::open();
    room.after(500).await;
    room.press('3').await;
    assert_eq!(room.after(1).await, [Act::Drawn("Alarms 0 tide".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_frozen_picture_is_not_drawn_for_news() {
    let room = Room::open();
    room.after(500).await;
    room.press('z').await;
    room.after(100).await;
    room.publish(7);
    assert_eq!(room.frames(100).await, 0);
}

#[tokio::test(start_paused = true)]
async fn quitting_gives_the_surface_back_and_ends_the_leases() {
    let mut room = Room::open();
    room.after(100).await;
    let Some(Request::Want { questions, .. }) = room.requests.recv().await else { panic!("nothing wanted") };
    assert!(questions.contains(&Question::Vendors));
    room.press('q').await;
    assert_eq!(room.after(10).await, [Act::Left]);
    assert_eq!(room.viewer.await.unwrap().unwrap(), Ended::Quit);
    assert_eq!(room.requests.recv().await, Some(Request::Leave { viewer: ViewerId(1) }));
}

#[tokio::test(start_paused = true)]
async fn a_collector_that_does_not_listen_holds_up_nobody() {
    let mut room = Room::open();
    room.after(100).await;
    room.press('4').await;
    room.press('r').await;
    let acts = room.after(50).await;
    assert!(
        matches!(acts.last(), Some(Act::Drawn(text)) if text.contains("the collector is busy")),
        "{acts:?}"
    );
    assert!(matches!(room.requests.recv().await, Some(Request::Want { .. })), "the first screen's");
    room.after(1_500).await;
    let Some(Request::Want { questions, .. }) = room.requests.recv().await else { panic!("nothing wanted") };
    assert!(
        questions.iter().any(|q| q.label().starts_with("conversion_funnel")),
        "the second is asked later"
    );
}

#[tokio::test(start_paused = true)]
async fn stepping_fast_through_days_asks_for_the_last_ones_only() {
    let mut room = Room::open();
    room.after(1_000).await;
    room.requests.recv().await;
    room.press('4').await;
    for _ in 0..5 {
        room.press('[').await;
        room.after(40).await;
    }
    room.after(2_000).await;
    room.requests.recv().await;
    room.after(2_000).await;
    let Some(Request::Want { questions, .. }) = room.requests.recv().await else { panic!("nothing wanted") };
    assert!(
        questions
            .iter()
            .any(|q| q.label().contains("conversion_funnel of all vendors, 2026-05-27 to 2026-06-25"))
    );
    room.after(2_000).await;
    assert!(room.requests.try_recv().is_err(), "nothing was asked in between");
}

#[tokio::test(start_paused = true)]
async fn a_collector_that_has_gone_is_told_and_the_viewer_lives_on() {
    let Room { events, snapshots, acts, viewer, .. } = Room::open();
    sleep(Duration::from_millis(100)).await;
    drop(snapshots);
    sleep(Duration::from_millis(100)).await;
    let drawn: Vec<Act> = acts.try_iter().map(|(_, act)| act).collect();
    assert!(
        matches!(drawn.last(), Some(Act::Drawn(text)) if text.contains("collector has stopped")),
        "{drawn:?}"
    );
    events.send(Ok(Event::Key(KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE)))).await.unwrap();
    assert_eq!(viewer.await.unwrap().unwrap(), Ended::Quit);
}

#[tokio::test(start_paused = true)]
async fn signals_end_suspend_and_bring_back() {
    let room = Room::open();
    room.after(100).await;
    room.nudges.send(Nudge::Suspend).await.unwrap();
    assert!(room.after(50).await.contains(&Act::Suspended));
    room.nudges.send(Nudge::Resumed).await.unwrap();
    assert_eq!(room.after(50).await, [Act::Redrawn, Act::Drawn("Overview 0 tide".to_owned())]);
    room.nudges.send(Nudge::End(15)).await.unwrap();
    assert_eq!(room.viewer.await.unwrap().unwrap(), Ended::Signal(15));
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_is_gone_ends_the_viewer() {
    let Room { events, viewer, snapshots: _snapshots, .. } = Room::open();
    drop(events);
    assert_eq!(viewer.await.unwrap().unwrap(), Ended::InputClosed);
}

#[tokio::test(start_paused = true)]
async fn clicks_themes_mouse_and_copies_reach_their_place() {
    let room = Room::open();
    room.after(500).await;
    let click = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 3,
        row: 0,
        modifiers: KeyModifiers::NONE,
    };
    room.events.send(Ok(Event::Mouse(click))).await.unwrap();
    room.press('T').await;
    let acts = room.after(50).await;
    assert!(matches!(acts.last(), Some(Act::Drawn(text)) if text.starts_with("Alarms 0 paper")), "{acts:?}");
    room.press('M').await;
    room.press('y').await;
    let acts = room.after(50).await;
    assert!(acts.contains(&Act::Mouse(true)));
    assert!(
        acts.iter().any(|act| matches!(act, Act::Copied(text) if text.contains("processor-errors"))),
        "{acts:?}"
    );
}
