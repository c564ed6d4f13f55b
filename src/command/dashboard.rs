//! `tidewatch` and `tidewatch demo`: the dashboard on the terminal of this process.

use std::{
    io::{self, Write},
    time::Duration,
};

use crossterm::event::EventStream;
use futures::Stream;
use ratatui::{Frame, layout::Rect, widgets::Widget};

use super::{
    failure::Failure,
    incident, locked,
    outlook::{Outlook, environment},
    period, replay,
    session::{DemoWorld, Session},
    take,
};
use crate::{
    app::{App, Message},
    cli::{self, General},
    collector,
    question::{Snapshot, ViewerId},
    simulator::Scenario,
    tape::{Deck, Sink},
    theme::Theme,
    view::{self, Scene},
    viewer::{self, Ended, Eyes, Links, Local, Look, Nudge},
};

/// The recorder gets this long to write what is left.
pub(super) const LONGEST_GOODBYE: Duration = Duration::from_secs(2);

/// The dashboard over the account the configuration names.
pub(super) async fn live(general: &General, vendor: Option<&str>) -> Result<u8, Failure> {
    let vendor = vendor.map(period::scope).transpose()?;
    // Signals are listened to before the terminal is taken, and it is taken before anything is asked or simulated.
    let nudges = nudges()?;
    let local = take_terminal()?;
    let session = Session::live(general).await?;
    let sink = sink(general)?;
    show(general, session, local, nudges, sink, vendor.map(Message::Vendor)).await
}

/// The dashboard over a demo world.
pub(super) async fn demo(general: &General, demo: &cli::Demo) -> Result<u8, Failure> {
    let world = DemoWorld::of(demo)?;
    let vendor = demo.vendor.as_deref().map(period::scope).transpose()?;
    let nudges = nudges()?;
    let local = take_terminal()?;
    let session = Session::demo(general, &world)?;
    let sink = sink(general)?;
    show(general, session, local, nudges, sink, vendor.map(Message::Vendor)).await
}

/// The dashboard over a recording.
pub(super) async fn replay(general: &General, replay: &cli::Replay) -> Result<u8, Failure> {
    let session = Session::replay(general, &replay.file, replay.at.as_deref(), Some(replay.speed))?;
    let nudges = nudges()?;
    let local = take_terminal()?;
    show(general, session, local, nudges, None, None).await
}

/// The new file to record to, when one was named.
pub(super) fn sink(general: &General) -> Result<Option<Sink>, Failure> {
    let Some(path) = &general.record else { return Ok(None) };
    let sentence = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!(
                "{} is there already, and no recording is written over: name another file",
                path.display()
            )
        }
        _ => format!("cannot record to {}: {error}", path.display()),
    };
    Sink::create(path).map(Some).map_err(|error| Failure::Usage(sentence(error)))
}

/// The scenarios, a line each.
pub(super) fn list_scenarios(out: &mut dyn Write) -> Result<u8, Failure> {
    for scenario in Scenario::ALL {
        writeln!(out, "{:<18} {}", scenario.name(), scenario.description())?;
    }
    Ok(0)
}

async fn show(
    general: &General,
    session: Session,
    local: Local,
    nudges: impl Stream<Item = Nudge> + Unpin,
    sink: Option<Sink>,
    first: Option<Message>,
) -> Result<u8, Failure> {
    let Session { desk, estate, config, themes, tape, mut remarks, familiar } = session;
    let mut outlook = Outlook::of_terminal(general, &config.screen, &estate, themes)?;
    outlook.settings.notify = config.notify;
    let newest = desk.newest();
    let mut app = App::new(outlook.settings, &estate, desk.now()).confined_to(desk.audience());
    app.is_replay = tape.is_some();
    if let Some(path) = &familiar {
        match viewer::familiar_in(path) {
            Ok(vendors) => app.familiar = vendors,
            Err(why) => remarks.push(why.to_string()),
        }
    }
    app.update(Message::Go(locked::home(outlook.start, &app.audience)), &newest);
    let remarks = outlook.warnings.into_iter().chain(remarks).map(|text| Message::Say(text.into()));
    for message in first.into_iter().chain(remarks) {
        app.update(message, &newest);
    }
    let look = Look { draw, links, hit };
    // A tape would hold a vendor's own pictures only, but time travel is for whoever looks after the pipeline.
    let deck = (tape.is_none() && app.audience.is_operator()).then(|| Deck::start(desk.snapshots(), sink));
    let tape = match (&deck, &tape) {
        (Some(deck), _) => Some(deck.tape.clone()),
        (None, tape) => tape.as_ref().map(replay::complete),
    };
    let eyes = Eyes::new(ViewerId(1), app, desk.clone(), local, look, outlook.shelf)
        .with_exporter(incident::export_for_viewer)
        .with_taker(take::take);
    let eyes = match familiar {
        Some(path) => eyes.with_familiar(path),
        None => eyes,
    };
    let eyes = match tape {
        Some(tape) => eyes.with_tape(tape),
        None => eyes,
    };
    let ended = eyes.run(EventStream::new(), nudges).await;
    collector::close(desk).await;
    if let Some(deck) = deck {
        // A disk that hangs must not keep the shell waiting.
        let _ = tokio::time::timeout(LONGEST_GOODBYE, deck.close()).await;
    }
    match ended {
        Ok(Ended::Quit) => Ok(0),
        Ok(Ended::Signal(number)) => Err(Failure::Interrupted(number)),
        Ok(Ended::InputClosed) => Err(Failure::Terminal("the terminal has gone away".to_owned())),
        Err(error) => Err(Failure::Terminal(format!("the terminal cannot be used any more: {error}"))),
    }
}

fn nudges() -> Result<impl Stream<Item = Nudge> + Unpin, Failure> {
    viewer::nudges().map_err(|error| Failure::Terminal(format!("signals cannot be listened to: {error}")))
}

fn take_terminal() -> Result<Local, Failure> {
    let environment = environment();
    if environment.get("TERM").is_some_and(|term| term == "dumb") {
        let sentence = "this terminal cannot be drawn on (TERM=dumb): --plain tells the dashboard in sentences, \
                        as in `tidewatch --plain` or `tidewatch demo --plain`";
        return Err(Failure::Terminal(sentence.to_owned()));
    }
    Local::take(&environment, false).map_err(|error| Failure::Terminal(error.to_string()))
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
