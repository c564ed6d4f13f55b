//! `--plain`: the dashboard as sentences, for screen readers and dumb terminals. What the screen shows is said once,
//! then each change once; simple words ask for more. No escape sequence is ever written.

mod page;
mod wish;

use std::{
    collections::BTreeSet,
    io::{self, BufRead, IsTerminal, Write},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    check::Teller,
    dashboard,
    failure::Failure,
    locked,
    outlook::Outlook,
    period,
    session::{DemoWorld, Session},
};
use crate::{
    app::{App, Message},
    cli::{self, General},
    pipeline::clean_line,
    question::{Question, Snapshot},
    tape::Deck,
    theme::Depth,
    viewer,
};
use wish::Wish;

/// How long the first answers are waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Business numbers are said again no sooner than this, and only when they have changed.
const BETWEEN_NUMBERS: Duration = Duration::from_mins(10);
/// Longest line that is read.
const LONGEST_LINE: usize = 200;

/// The account the configuration names.
pub(super) async fn live(
    general: &General,
    vendor: Option<&str>,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let vendor = vendor.map(period::scope).transpose()?;
    let session = Session::live(general).await?;
    told(general, session, vendor.map(Message::Vendor), out).await
}

/// A demo world.
pub(super) async fn demo(general: &General, demo: &cli::Demo, out: &mut dyn Write) -> Result<u8, Failure> {
    let world = DemoWorld::of(demo)?;
    let vendor = demo.vendor.as_deref().map(period::scope).transpose()?;
    told(general, Session::demo(general, &world)?, vendor.map(Message::Vendor), out).await
}

/// A recording.
pub(super) async fn replay(
    general: &General,
    replay: &cli::Replay,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let session = Session::replay(general, &replay.file, replay.at.as_deref(), Some(replay.speed))?;
    told(general, session, None, out).await
}

async fn told(
    general: &General,
    session: Session,
    first: Option<Message>,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let themes = session.themes.clone();
    let outlook = Outlook::settle(general, &session.config.screen, &session.estate, themes, Depth::None)?;
    let newest = session.desk.newest();
    let audience = session.desk.audience();
    let mut app = App::new(outlook.settings, &session.estate, session.now()).confined_to(audience);
    app.is_replay = session.tape.is_some();
    app.update(Message::Go(locked::home(outlook.start, audience)), &newest);
    if let Some(message) = first {
        app.update(message, &newest);
    }
    let recording = dashboard::sink(general)?;
    let deck = recording.map(|sink| Deck::start(session.desk.snapshots(), Some(sink)));
    let mut reader =
        Reader { app, teller: Teller::default(), numbers: String::new(), wanted: BTreeSet::new() };
    for remark in outlook.warnings.iter().chain(&session.remarks) {
        writeln!(out, "{remark}")?;
    }
    let ended = reader.read_out(&session, out).await;
    session.close().await;
    if let Some(deck) = deck {
        let _ = tokio::time::timeout(dashboard::LONGEST_GOODBYE, deck.close()).await;
    }
    ended
}

struct Reader {
    app: App,
    teller: Teller,
    /// The business numbers as they were said last.
    numbers: String,
    wanted: BTreeSet<Question>,
}

/// What woke the reader.
enum Woken {
    Signal(i32),
    Line(Option<String>),
    Snapshot(bool),
    Numbers,
}

impl Reader {
    async fn read_out(&mut self, session: &Session, out: &mut dyn Write) -> Result<u8, Failure> {
        let end = viewer::asked_to_end();
        tokio::pin!(end);
        let mut snapshots = session.desk.snapshots();
        let mut newest = session.look(self.wants(session), PATIENCE).await?;
        self.greet(session, &newest, out)?;
        let mut lines = lines();
        let mut is_read = true;
        let mut numbers_at = Instant::now() + BETWEEN_NUMBERS;
        loop {
            let woken = tokio::select! {
                biased;
                number = &mut end => Woken::Signal(number),
                line = lines.recv(), if is_read => Woken::Line(line),
                changed = snapshots.changed() => Woken::Snapshot(changed.is_ok()),
                () = sleep_until(numbers_at) => Woken::Numbers,
            };
            self.app.update(Message::Tick(session.now()), &newest);
            match woken {
                Woken::Signal(number) => return Err(Failure::Interrupted(number)),
                Woken::Line(None) => is_read = false,
                Woken::Line(Some(line)) => {
                    if self.answer(&line, session, &newest, out).await? {
                        return Ok(0);
                    }
                }
                Woken::Snapshot(true) => {
                    newest = Arc::clone(&snapshots.borrow_and_update());
                    self.tell(&newest, out)?;
                }
                Woken::Snapshot(false) => {
                    let why = ["Nothing is asked any more.", "The recording ends here."]
                        [usize::from(self.app.is_replay)];
                    writeln!(out, "{why}")?;
                    return Ok(out.flush().map(|()| 0)?);
                }
                Woken::Numbers => {
                    numbers_at = Instant::now() + BETWEEN_NUMBERS;
                    self.tell_numbers(&newest, out)?;
                }
            }
        }
    }

    /// Everything that the screen and the headlines need.
    fn wants(&mut self, session: &Session) -> BTreeSet<Question> {
        let wanted = session.base_questions().chain(self.app.wants(&session.estate, session.now()));
        self.wanted = wanted.collect();
        self.wanted.clone()
    }

    /// What the screen shows, all of it.
    fn greet(
        &mut self,
        session: &Session,
        newest: &Arc<Snapshot>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        self.app.update(Message::Tick(session.now()), newest);
        self.teller.hear(newest);
        self.say_page(newest, out)?;
        writeln!(out, "Changes follow as they happen. Say help for what can be asked, quit to end.")?;
        Ok(out.flush()?)
    }

    fn say_page(&mut self, newest: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
        self.numbers = page::numbers(&self.app, newest).unwrap_or_default();
        for line in page::page(&self.app, newest) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    /// What is new, each change once.
    fn tell(&mut self, newest: &Arc<Snapshot>, out: &mut dyn Write) -> Result<(), Failure> {
        let told = self.teller.hear(newest);
        if told.is_empty() {
            return Ok(());
        }
        for line in told {
            writeln!(out, "{}", page::change(&line))?;
        }
        Ok(out.flush()?)
    }

    fn tell_numbers(&mut self, newest: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(numbers) = page::numbers(&self.app, newest).filter(|now| *now != self.numbers) else {
            return Ok(());
        };
        writeln!(out, "{} {numbers}", page::clock(newest.at))?;
        self.numbers = numbers;
        Ok(out.flush()?)
    }

    /// Does what a line says; true when that is to end.
    async fn answer(
        &mut self,
        line: &str,
        session: &Session,
        newest: &Arc<Snapshot>,
        out: &mut dyn Write,
    ) -> Result<bool, Failure> {
        match Wish::read(&clean_line(line, LONGEST_LINE)) {
            Wish::Nothing => {}
            Wish::Quit => return Ok(true),
            Wish::Status => self.say_page(newest, out)?,
            Wish::Why => page::why(newest).iter().try_for_each(|line| writeln!(out, "{line}"))?,
            Wish::Help => {
                let lines = wish::help(&self.app.audience);
                lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            }
            Wish::Odd(word) => writeln!(out, "{word:?} is not understood: say help for what can be asked.")?,
            Wish::Go(screen) => {
                self.app.update(Message::Go(screen), newest);
                if self.app.screen != screen
                    && let Some(toast) = &self.app.toast
                {
                    writeln!(out, "{}", toast.text)?;
                } else {
                    let newest = self.look_again(session, newest).await;
                    self.say_page(&newest, out)?;
                }
            }
            Wish::Vendor(name) => {
                self.app.update(Message::Run("vendor", Some(name.into())), newest);
                let newest = self.look_again(session, newest).await;
                if let Some(toast) = &self.app.toast {
                    writeln!(out, "{}", toast.text)?;
                }
                if let Some(numbers) = page::numbers(&self.app, &newest) {
                    writeln!(out, "{numbers}")?;
                    self.numbers = numbers;
                }
            }
        }
        out.flush()?;
        Ok(false)
    }

    /// The picture with what another screen needs, as far as it comes soon.
    async fn look_again(&mut self, session: &Session, newest: &Arc<Snapshot>) -> Arc<Snapshot> {
        let before = self.wanted.clone();
        let wanted = self.wants(session);
        if wanted == before {
            return Arc::clone(newest);
        }
        session.look(wanted, PATIENCE).await.unwrap_or_else(|_| Arc::clone(newest))
    }
}

/// Lines that are typed or piped in; none where a shell has put this in the background of its terminal.
fn lines() -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel(8);
    let input = io::stdin();
    if !input.is_terminal() || io::stdout().is_terminal() {
        // A thread of its own: reading may wait for ever, and the program must end all the same.
        std::thread::spawn(move || {
            for line in input.lock().lines() {
                let Ok(line) = line else { return };
                if send.blocking_send(line).is_err() {
                    return;
                }
            }
        });
    }
    lines
}
