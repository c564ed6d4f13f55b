//! `tidewatch` and `tidewatch demo`: the dashboard on the terminal of this process.

use std::{io::Write, sync::Arc};

use crossterm::event::EventStream;
use futures::Stream;
use ratatui::{Frame, layout::Rect, widgets::Widget};

use super::{
    failure::Failure,
    outlook::{Outlook, environment},
    period,
    session::{DemoWorld, Session, scenario},
};
use crate::{
    app::{App, Message},
    cli::{self, General},
    collector,
    question::{Snapshot, ViewerId},
    simulator::Scenario,
    theme::Theme,
    view::{self, Scene},
    viewer::{self, Ended, Eyes, Local, Look, Nudge},
};

/// The dashboard over the account the configuration names.
pub(super) async fn live(general: &General) -> Result<u8, Failure> {
    // Signals are listened to before the terminal is taken, and it is taken before anything is asked or simulated.
    let nudges = nudges()?;
    let local = take_terminal()?;
    let session = Session::live(general).await?;
    show(general, session, local, nudges, None).await
}

/// The dashboard over a demo world.
pub(super) async fn demo(general: &General, demo: &cli::Demo) -> Result<u8, Failure> {
    let scenario = scenario(&demo.scenario)?;
    let world =
        DemoWorld { scenario, seed: demo.seed, speed: demo.speed, start: demo.start, is_still: false };
    let vendor = demo.vendor.as_deref().map(period::scope).transpose()?;
    let nudges = nudges()?;
    let local = take_terminal()?;
    let session = Session::demo(general, &world)?;
    show(general, session, local, nudges, vendor.map(Message::Vendor)).await
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
    first: Option<Message>,
) -> Result<u8, Failure> {
    let Session { desk, estate, config, themes } = session;
    let mut outlook = Outlook::of_terminal(general, &config.screen, &estate, themes)?;
    outlook.settings.notify = config.notify;
    let newest = Arc::clone(&desk.snapshots.borrow());
    let mut app = App::new(outlook.settings, &estate, (desk.clock)());
    app.update(Message::Go(outlook.start), &newest);
    for message in first.into_iter().chain(outlook.warnings.into_iter().map(|text| Message::Say(text.into())))
    {
        app.update(message, &newest);
    }
    let look = Look { draw, hit };
    let eyes = Eyes::new(ViewerId(1), app, desk.clone(), local, look, outlook.shelf);
    let ended = eyes.run(EventStream::new(), nudges).await;
    collector::close(desk).await;
    match ended {
        Ok(Ended::Quit) => Ok(0),
        // By convention the exit code of a program that a signal ended is 128 and the signal's number.
        Ok(Ended::Signal(number)) => Ok(u8::try_from(128 + number).unwrap_or(1)),
        Ok(Ended::InputClosed) => Err(Failure::Terminal("the terminal has gone away".to_owned())),
        Err(error) => Err(Failure::Terminal(format!("the terminal cannot be used any more: {error}"))),
    }
}

fn nudges() -> Result<impl Stream<Item = Nudge> + Unpin, Failure> {
    viewer::nudges().map_err(|error| Failure::Terminal(format!("signals cannot be listened to: {error}")))
}

fn take_terminal() -> Result<Local, Failure> {
    Local::take(&environment(), false).map_err(|error| Failure::Terminal(error.to_string()))
}

fn draw(snapshot: &Snapshot, app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    (&Scene { snapshot, app, theme }).render(area, frame.buffer_mut());
}

fn hit(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect, x: u16, y: u16) -> Option<Message> {
    view::hit(&Scene { snapshot, app, theme }, area, x, y)
}
