//! A whole session of a vendor's viewer: the real loop and the real picture over a collector that answers from a
//! market, and every byte the viewer writes.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Arc, mpsc as log},
    time::Duration,
};

use chrono::{DateTime, Utc};
use crossterm::event::Event;
use futures::stream;
use ratatui::{
    Frame, Terminal,
    layout::{Rect, Size},
    widgets::Widget,
};
use tidewatch::{
    app::{App, Message},
    question::{Desk, Question, Request, Snapshot, ViewerId},
    theme::{Depth, Theme},
    view::{self, Scene},
    viewer::{Ended, Eyes, Links, Look, Nudge, QuietBackend, Surface, ThemeShelf},
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep},
};

use super::market::{OWN, Others, start, vendor};
use super::viewer;

/// Where the bytes go.
struct Wire(log::Sender<Vec<u8>>);

impl io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.send(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal elsewhere, in which everything that reaches whoever looks is a byte: clipboard, title, calls and links too.
struct Remote {
    terminal: Terminal<QuietBackend<Wire>>,
    links: Links,
}

impl Remote {
    fn send(&mut self, what: &str) -> io::Result<()> {
        self.terminal.backend_mut().send(what)
    }
}

impl Surface for Remote {
    fn draw(&mut self, paint: &mut dyn FnMut(&mut Frame<'_>) -> Links) -> io::Result<Rect> {
        let mut links = Links::new();
        let area = self.terminal.draw(|frame| links = paint(frame))?.area;
        if links != self.links {
            self.send(&format!("<links {links:?}>"))?;
            self.links = links;
        }
        Ok(area)
    }

    fn redraw(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    fn copy(&mut self, text: &str) -> io::Result<bool> {
        self.send(&format!("<copy {text}>")).map(|()| true)
    }

    fn notify(&mut self, lines: &[Arc<str>], with_bell: bool) -> io::Result<()> {
        self.send(&format!("<notify {} {with_bell}>", lines.join("|")))
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        self.send(&format!("<title {title}>"))
    }

    fn report_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.send(&format!("<mouse {is_on}>"))
    }

    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.redraw()
    }
}

fn draw(snapshot: &Snapshot, app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    (&Scene { snapshot, app, theme }).render(area, frame.buffer_mut());
}

fn links(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect) -> Links {
    view::links(&Scene { snapshot, app, theme }, area)
}

fn hit(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect, x: u16, y: u16) -> Option<Message> {
    view::hit(&Scene { snapshot, app, theme }, area, x, y)
}

/// What a session left behind.
pub(crate) struct Left {
    /// How it ended.
    pub(crate) ended: Ended,
    /// What was written.
    pub(crate) bytes: Vec<u8>,
    /// Every wish that reached the collector.
    pub(crate) wishes: Vec<Request>,
    /// Snapshots that were published for everybody.
    pub(crate) published: u64,
}

impl Left {
    /// Everything that was written, as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A collector that answers every wish, and learns about others all the time.
async fn collect(
    others: Others,
    mut requests: mpsc::Receiver<Request>,
    publish: watch::Sender<Arc<Snapshot>>,
    wishes: log::Sender<Request>,
    now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
) -> u64 {
    let estate = Arc::new(others.estate());
    let mut wanted: BTreeMap<ViewerId, BTreeSet<Question>> = BTreeMap::new();
    let mut asked: BTreeMap<Question, DateTime<Utc>> = BTreeMap::new();
    let mut published = 0;
    loop {
        // What becomes known about others comes when it comes, and more often in one market than in another.
        let pause = Duration::from_millis(40 + others.chance(published, 400));
        let wish = tokio::select! {
            biased;
            wish = requests.recv() => match wish {
                Some(wish) => Some(wish),
                None => return published,
            },
            () = sleep(pause) => None,
        };
        if let Some(wish) = &wish {
            let _ = wishes.send(wish.clone());
        }
        match wish {
            Some(Request::Want { viewer, questions }) => _ = wanted.insert(viewer, questions),
            Some(Request::Refresh { .. }) => asked.clear(),
            Some(Request::Leave { viewer }) => _ = wanted.remove(&viewer),
            Some(_) | None => {}
        }
        for question in wanted.values().flatten() {
            asked.entry(question.clone()).or_insert_with(|| now());
        }
        published += 1;
        let questions = wanted.values().flatten().map(|question| (question, asked[question]));
        publish.send_replace(Arc::new(others.whole(&estate, questions, now(), published)));
    }
}

/// Lets a vendor's viewer live through a script in a market. `sit` seats it, and is where a test may do it wrongly.
pub(crate) fn live(
    others: Others,
    script: &[Event],
    (width, height): (u16, u16),
    sit: fn(Desk) -> Desk,
) -> Left {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (bytes, written) = log::channel();
        let (wishes, wished) = log::channel();
        let began = Instant::now();
        let clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> =
            Arc::new(move || start() + Instant::now().duration_since(began));
        let first = others.whole(&Arc::new(others.estate()), [], start(), 0);
        let (publish, snapshots) = watch::channel(Arc::new(first));
        let (asking, requests) = mpsc::channel(8);
        let collector = tokio::spawn(collect(others, requests, publish, wishes, Arc::clone(&clock)));
        let desk = sit(Desk::new(snapshots, asking, clock));
        let size = Size { width, height };
        let terminal = Terminal::new(QuietBackend::told(Wire(bytes), size)).unwrap();
        let settings = tidewatch::app::SettingsView { title: true, ..viewer::settings() };
        let app = App::new(settings, &others.estate(), start());
        let (shelf, _) = ThemeShelf::open(None, Depth::TrueColor);
        let remote = Remote { terminal, links: Links::new() };
        let eyes = Eyes::new(ViewerId(1), app, desk, remote, Look { draw, links, hit }, shelf);
        // One event a while, so that each is drawn, and time enough before the first for all there is to see.
        let events = script.to_vec().into_iter();
        let input = Box::pin(stream::unfold((events, true), |(mut events, is_first)| async move {
            sleep(Duration::from_millis(if is_first { 1_500 } else { 450 })).await;
            Some((Ok(events.next()?), (events, false)))
        }));
        let ended = eyes.run(input, Box::pin(stream::pending::<Nudge>())).await.unwrap();
        let published = collector.await.unwrap();
        Left {
            ended,
            bytes: written.try_iter().flatten().collect(),
            wishes: wished.try_iter().collect(),
            published,
        }
    })
}

/// At this vendor's desk.
pub(crate) fn locked(whole: Desk) -> Desk {
    whole.for_vendor(vendor(OWN))
}
