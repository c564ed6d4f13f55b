//! The loop of one viewer: waits for whatever comes first, takes in all that is ready, draws once. It knows neither
//! terminal nor source, and never waits for the collector: a full desk is tried again.

use std::{collections::BTreeSet, future::poll_fn, io, sync::Arc, task::Poll, time::Duration};

use crossterm::event::Event;
use futures::{Stream, StreamExt, stream};
use ratatui::layout::Rect;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};

use super::{
    event::{self, Input},
    export::{ExportOrder, Exports, TakeOrder, Takeaway},
    familiar::FamiliarKeeper,
    past::Projector,
    signals::Nudge,
    surface::{Look, Surface},
    themes::ThemeShelf,
};
use crate::{
    app::{App, Effect, Message, Take},
    question::{Desk, Question, Request, Snapshot, ViewerId, news},
    theme::Theme,
};

/// At most 30 frames a second.
const FRAME: Duration = Duration::from_millis(33);
/// How often the time on screen moves on.
const TICK: Duration = Duration::from_secs(1);
/// Leases change at most this often: whoever steps through days starts no query for each of them.
const SETTLE: Duration = Duration::from_millis(300);
/// Theme files are looked at again once in so many ticks.
const TICKS_PER_STAT: u64 = 2;
/// Events taken in before a frame is drawn, so that a flood of them cannot hold the picture still. Nor can a few that
/// take long, such as steps along a large tape: they are given the time of a frame.
const MOST_EVENTS: usize = 512;

/// What is said when no more snapshots come: live, and from a tape.
const ENDED: [&str; 2] =
    ["nothing is asked any more: the collector has stopped", "the tape ends here; , steps back, q leaves"];

/// Why a viewer has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// A signal asked for it; its number.
    Signal(i32),
    /// Nothing can be typed any more: the terminal is gone.
    InputClosed,
}

/// One pair of eyes: a viewer's mind, the desk it looks at, and what it draws on.
pub struct Eyes<S> {
    id: ViewerId,
    pub(super) app: App,
    desk: Desk,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    surface: S,
    look: Look,
    shelf: ThemeShelf,
    theme: Theme,
    title: String,
    newest: Arc<Snapshot>,
    pub(super) past: Option<Projector>,
    pub(super) exports: Exports,
    pub(super) keeper: FamiliarKeeper,
    wanted: Option<BTreeSet<Question>>,
    want_from: Instant,
    area: Rect,
    is_due: bool,
    is_desk_open: bool,
    ticks: u64,
}

/// What woke the loop.
enum Woken {
    Nudge(Option<Nudge>),
    Input(Option<io::Result<Event>>),
    Snapshot(bool),
    Exported(Takeaway),
    Tick,
    Due,
}

impl<S: Surface> Eyes<S> {
    /// A viewer with its mind, a desk to look at and a surface to draw on.
    pub fn new(id: ViewerId, app: App, desk: Desk, surface: S, look: Look, shelf: ThemeShelf) -> Self {
        let theme = shelf.theme_or_default(&app.settings.theme);
        // Who sits at a vendor's desk has a vendor's mind, and a vendor's mind sits at a vendor's desk.
        let app = app.confined_to(desk.audience());
        let desk = desk.narrowed_to(&app.audience);
        let (newest, snapshots) = (desk.newest(), desk.snapshots());
        Self {
            id,
            app,
            desk,
            snapshots,
            surface,
            look,
            shelf,
            theme,
            title: String::new(),
            newest,
            past: None,
            exports: Exports::default(),
            keeper: FamiliarKeeper::default(),
            wanted: None,
            want_from: Instant::now(),
            area: Rect::ZERO,
            is_due: true,
            is_desk_open: true,
            ticks: 0,
        }
    }

    /// Looks until the person leaves, a signal comes, or the input ends. The surface is dropped with the viewer.
    pub async fn run<I, N>(mut self, mut input: I, nudges: N) -> io::Result<Ended>
    where
        I: Stream<Item = io::Result<Event>> + Unpin,
        N: Stream<Item = Nudge> + Unpin,
    {
        // Signals that can come no more are no reason to end.
        let ended = self.look_on(&mut input, &mut nudges.chain(stream::pending())).await;
        // A full desk does not matter here: leases of a viewer that is not heard of end by themselves.
        let _ = self.desk.requests().try_send(Request::Leave { viewer: self.id });
        let _ = self.keeper.keep(self.app.familiar.take_changes());
        // A disk that hangs must not keep the shell waiting.
        let _ = tokio::time::timeout(TICK, self.keeper.close()).await;
        ended
    }

    async fn look_on<I, N>(&mut self, input: &mut I, nudges: &mut N) -> io::Result<Ended>
    where
        I: Stream<Item = io::Result<Event>> + Unpin,
        N: Stream<Item = Nudge> + Unpin,
    {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut draw_from = Instant::now();
        let mut is_want_due = false;
        if self.app.settings.mouse {
            self.surface.report_mouse(true)?;
        }
        loop {
            let woken = tokio::select! {
                biased;
                nudge = nudges.next() => Woken::Nudge(nudge),
                event = input.next() => Woken::Input(event),
                changed = self.snapshots.changed(), if self.is_desk_open => Woken::Snapshot(changed.is_ok()),
                said = self.exports.ended() => Woken::Exported(said),
                _ = ticks.tick() => Woken::Tick,
                () = sleep_until(draw_from), if self.is_due => Woken::Due,
                () = sleep_until(self.want_from), if is_want_due => Woken::Due,
            };
            let drain_to = Instant::now() + FRAME;
            let mut ended = self.take_in(woken)?;
            for _ in 0..MOST_EVENTS {
                if ended.is_some() || Instant::now() > drain_to {
                    break;
                }
                let Some(event) = ready(input).await else { break };
                ended = self.take_in(Woken::Input(event))?;
            }
            if let Some(ended) = ended {
                return Ok(ended);
            }
            is_want_due = self.want();
            if self.is_due && Instant::now() >= draw_from {
                self.draw()?;
                draw_from = Instant::now() + FRAME;
            }
        }
    }

    fn take_in(&mut self, woken: Woken) -> io::Result<Option<Ended>> {
        match woken {
            Woken::Nudge(Some(Nudge::End(signal))) => return Ok(Some(Ended::Signal(signal))),
            Woken::Nudge(Some(Nudge::Suspend)) => return self.perform(Effect::Suspend),
            Woken::Nudge(Some(Nudge::Resumed)) => {
                self.surface.resume()?;
                self.is_due = true;
            }
            Woken::Input(Some(Ok(event))) => return self.hear(&event),
            Woken::Input(Some(Err(error))) => return Err(error),
            Woken::Input(None) => return Ok(Some(Ended::InputClosed)),
            Woken::Snapshot(true) => {
                let newest = Arc::clone(&self.snapshots.borrow_and_update());
                let before = std::mem::replace(&mut self.newest, newest);
                self.is_due |= self.app.frozen.is_none();
                return self.hear_news(&before);
            }
            Woken::Snapshot(false) => {
                self.is_desk_open = false;
                return self.tell(Message::Say(ENDED[usize::from(self.app.is_replay)].into()));
            }
            Woken::Exported(taken) => return self.bring(taken),
            Woken::Tick => return self.tick(),
            Woken::Nudge(None) | Woken::Due => {}
        }
        Ok(None)
    }

    fn hear(&mut self, event: &Event) -> io::Result<Option<Ended>> {
        match event::read(event) {
            None => Ok(None),
            Some(Input::Message(message)) => self.tell(message),
            Some(Input::Click { x, y }) => {
                let shown = Arc::clone(self.app.shown(&self.newest));
                match (self.look.hit)(&shown, &self.app, &self.theme, self.area, x, y) {
                    Some(message) => self.tell(message),
                    None => Ok(None),
                }
            }
        }
    }

    /// What is new is told to the app; most snapshots bring nothing that a person would be called for.
    fn hear_news(&mut self, before: &Snapshot) -> io::Result<Option<Ended>> {
        let told = news(before, &self.newest);
        if told.is_empty() {
            return Ok(None);
        }
        self.tell(Message::News(told))
    }

    fn tell(&mut self, message: Message) -> io::Result<Option<Ended>> {
        self.is_due = true;
        match self.app.update(message, &self.newest) {
            Some(effect) => self.perform(effect),
            None => Ok(None),
        }
    }

    fn tick(&mut self) -> io::Result<Option<Ended>> {
        let ended = self.tell(Message::Tick(self.desk.now()))?;
        if let Some(trouble) = self.keeper.keep(self.app.familiar.take_changes()) {
            return self.tell(Message::Say(trouble.into()));
        }
        if let Some(trouble) = self.past.as_mut().and_then(Projector::trouble) {
            return self.tell(trouble);
        }
        if self.ticks.is_multiple_of(TICKS_PER_STAT) {
            match self.shelf.reread(&self.app.settings.theme) {
                None => {}
                Some(Ok(theme)) => self.theme = theme,
                Some(Err(mistake)) => return self.tell(Message::Say(mistake.into())),
            }
        }
        self.ticks += 1;
        Ok(ended)
    }

    fn perform(&mut self, effect: Effect) -> io::Result<Option<Ended>> {
        match effect {
            Effect::Quit => return Ok(Some(Ended::Quit)),
            Effect::Refresh => self.request(Request::Refresh { viewer: self.id }),
            Effect::Cancel(questions) => self.request(Request::Cancel { questions }),
            Effect::Scenario(name) => self.request(Request::Scenario { name }),
            Effect::Copy(text) => {
                if !self.surface.copy(&text)? {
                    return self.tell(Message::Say("too much to copy through the terminal".into()));
                }
            }
            Effect::Note(note) => self.request(Request::Note(note)),
            Effect::Unnote(about, kind) => self.request(Request::Unnote { about, kind }),
            // What happened long ago calls nobody.
            Effect::Notify(_) if self.app.is_replay => {}
            Effect::Notify(lines) => self.surface.notify(&lines, self.app.settings.notify.bell)?,
            Effect::Theme(name) => self.theme = self.shelf.theme_or_default(&name),
            Effect::Mouse(is_on) => self.surface.report_mouse(is_on)?,
            Effect::Redraw => self.surface.redraw()?,
            Effect::Seek(seek) => {
                let found = self.past.as_mut().map(|past| past.seek(seek, &self.app, &self.newest));
                let nothing = || Message::Say("nothing is recorded here".into());
                return self.tell(found.unwrap_or_else(nothing));
            }
            Effect::Export(folder) => {
                if let Err(why) = self.export(folder) {
                    return self.tell(Message::Say(why.into()));
                }
            }
            Effect::Take(take) => {
                if let Err(why) = self.take(take) {
                    return self.tell(Message::Say(why.into()));
                }
            }
            Effect::Suspend => {
                if !self.surface.suspend()? {
                    return self.tell(Message::Say("there is no shell to go back to here".into()));
                }
            }
        }
        self.is_due = true;
        Ok(None)
    }

    fn export(&mut self, folder: Option<Arc<str>>) -> Result<(), &'static str> {
        let tape = self.past.as_ref().map(Projector::tape).ok_or("nothing is recorded here")?;
        let (settings, theme) = (self.app.settings.clone(), self.theme.clone());
        self.exports.begin(ExportOrder { tape, at: self.app.moment(), folder, settings, theme })
    }

    /// Orders what is shown to be taken away, as it is now and without what lies over it.
    fn take(&mut self, take: Take) -> Result<(), &'static str> {
        let snapshot = Arc::clone(self.app.shown(&self.newest));
        let mut app = Box::new(self.app.clone());
        (app.overlay, app.toast) = (None, None);
        self.exports.begin_take(TakeOrder { take, snapshot, app, theme: self.theme.clone(), area: self.area })
    }

    /// What came of an export is said; what was asked for is put on the clipboard.
    fn bring(&mut self, taken: Takeaway) -> io::Result<Option<Ended>> {
        let said = match taken {
            Takeaway::Said(said) => said,
            Takeaway::Copy { text, said } if self.surface.copy(&text)? => said,
            Takeaway::Copy { .. } => "too much to copy through the terminal".to_owned(),
        };
        self.tell(Message::Say(said.into()))
    }

    fn request(&mut self, request: Request) {
        if self.app.is_replay {
            self.app.update(Message::Say("this is a recording: nothing is asked".into()), &self.newest);
            return;
        }
        if self.desk.requests().try_send(request).is_err() {
            self.app.update(Message::Say("the collector is busy: try again".into()), &self.newest);
        }
    }

    /// Renews the leases when what the screen needs has changed; true when that is still to be done, since it was
    /// done just now or the desk is full.
    fn want(&mut self) -> bool {
        let questions = self.app.wants(&self.newest.estate, self.app.now);
        if self.wanted.as_ref() == Some(&questions) {
            return false;
        }
        if Instant::now() < self.want_from {
            return true;
        }
        self.want_from = Instant::now() + SETTLE;
        let request = Request::Want { viewer: self.id, questions: questions.clone() };
        let is_sent = self.desk.requests().try_send(request).is_ok();
        if is_sent {
            self.wanted = Some(questions);
        }
        !is_sent
    }

    fn draw(&mut self) -> io::Result<()> {
        let (look, app, theme) = (self.look, &self.app, &self.theme);
        let shown = app.shown(&self.newest);
        self.area = self.surface.draw(&mut |frame| {
            (look.draw)(shown, app, theme, frame);
            (look.links)(shown, app, theme, frame.area())
        })?;
        self.app.size = (self.area.width, self.area.height);
        self.is_due = false;
        self.show_title()
    }

    /// The title follows the newest snapshot, also while an older one is held on screen.
    fn show_title(&mut self) -> io::Result<()> {
        if !self.app.settings.title {
            return Ok(());
        }
        let title = self.app.window_title(&self.newest);
        if title == self.title {
            return Ok(());
        }
        self.surface.title(&title)?;
        self.title = title;
        Ok(())
    }
}

/// What comes from a stream without waiting. It is polled with this task's own waker, since an event source may
/// keep the waker of its first poll.
async fn ready<T>(stream: &mut (impl Stream<Item = T> + Unpin)) -> Option<Option<T>> {
    poll_fn(|context| match stream.poll_next_unpin(context) {
        Poll::Ready(item) => Poll::Ready(Some(item)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
