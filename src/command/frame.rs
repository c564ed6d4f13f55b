//! `tidewatch frame`: one frame of the dashboard, printed. The same app and the same scene as on a terminal.

use std::{io::Write, sync::Arc, time::Duration};

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{
    ansi,
    failure::Failure,
    locked,
    outlook::{Outlook, named_screen},
    period, replay,
    session::Session,
    svg,
};
use crate::{
    app::{App, Effect, Message},
    cli::{self, FrameFormat, General},
    question::Snapshot,
    theme::{Depth, Role, Theme},
    view::Scene,
    viewer::Projector,
};

/// How long a frame waits for the answers it shows.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints one frame.
pub(super) async fn run(general: &General, command: &cli::Frame, out: &mut dyn Write) -> Result<u8, Failure> {
    let screen = named_screen(&command.screen)?;
    let vendor = command.vendor.as_deref().map(period::scope).transpose()?;
    let session = Session::open(general, &command.world).await?;
    let depth = if command.format == FrameFormat::Text { Depth::None } else { Depth::TrueColor };
    let outlook =
        Outlook::settle(general, &session.config.screen, &session.estate, session.themes.clone(), depth)?;
    let theme = outlook.shelf.theme_or_default(&outlook.settings.theme);
    let (columns, rows) = command.size;
    let mut app =
        App::new(outlook.settings, &session.estate, session.now()).confined_to(session.desk.audience());
    let screen = match locked::screen(screen, &app.audience) {
        Ok(screen) => screen,
        Err(refused) => {
            session.close().await;
            return Err(refused);
        }
    };
    app.is_replay = session.tape.is_some();
    app.update(Message::Resize(columns, rows), &session.desk.newest());
    let begin = [Message::Go(screen)].into_iter().chain(vendor.map(Message::Vendor)).collect();
    let keys = command.keys.as_deref().unwrap_or_default();
    let looked = press(&session, &mut app, begin, keys).await;
    session.close().await;
    let frame = draw(app.shown(&looked?), &app, &theme, Rect::new(0, 0, columns, rows));
    let printed = match command.format {
        FrameFormat::Text => ansi::plain(&frame),
        FrameFormat::Ansi => ansi::coloured(&frame),
        FrameFormat::Svg => picture(&frame, &theme),
    };
    out.write_all(printed.as_bytes())?;
    Ok(0)
}

/// Goes where the frame begins and presses the keys, each on a picture that has its answers.
async fn press(
    session: &Session,
    app: &mut App,
    begin: Vec<Message>,
    keys: &str,
) -> Result<Arc<Snapshot>, Failure> {
    let mut snapshot = answered(session, app).await?;
    for message in begin {
        app.update(message, &snapshot);
    }
    snapshot = answered(session, app).await?;
    let mut past = session.tape.as_ref().map(|tape| Projector::new(replay::complete(tape)));
    for key in keys.split_whitespace() {
        let effect = app.update(Message::Key(key.into()), &snapshot);
        if let (Some(Effect::Seek(seek)), Some(past)) = (effect, &mut past) {
            let found = past.seek(seek, app, &snapshot);
            app.update(found, &snapshot);
        }
        snapshot = answered(session, app).await?;
    }
    Ok(snapshot)
}

/// A snapshot in which everything the app wants has been asked; the time on screen is the snapshot's.
async fn answered(session: &Session, app: &mut App) -> Result<Arc<Snapshot>, Failure> {
    let wanted = session.base_questions().chain(app.wants(&session.estate, session.now())).collect();
    let snapshot = session.look(wanted, PATIENCE).await?;
    app.update(Message::Tick(snapshot.at), &snapshot);
    Ok(snapshot)
}

fn draw(snapshot: &Snapshot, app: &App, theme: &Theme, area: Rect) -> Buffer {
    let mut frame = Buffer::empty(area);
    (&Scene { snapshot, app, theme }).render(area, &mut frame);
    frame
}

/// A frame as SVG, on the ground of its theme.
pub(super) fn picture(frame: &Buffer, theme: &Theme) -> String {
    let colour =
        |role, otherwise: &str| svg::colour(theme.color(role)).unwrap_or_else(|| otherwise.to_owned());
    svg::picture(
        frame,
        &svg::Paper { ground: colour(Role::Ground, "#000000"), text: colour(Role::Text, "#ffffff") },
    )
}
