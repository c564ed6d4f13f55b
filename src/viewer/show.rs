//! The dashboard in the terminal of this process: terminal, keys and signals put together around the loop.

use std::collections::BTreeMap;

use crossterm::event::EventStream;

use super::{
    eyes::{Ended, Eyes},
    local::{Local, TerminalError},
    signals::nudges,
    surface::Look,
    themes::ThemeShelf,
};
use crate::{
    app::App,
    question::{Desk, ViewerId},
};

/// Shows a desk until the person leaves or a signal comes; the terminal is then as it was.
///
/// # Errors
/// When output is no terminal, or the terminal fails meanwhile.
pub async fn show(
    app: App,
    desk: Desk,
    look: Look,
    shelf: ThemeShelf,
    environment: &BTreeMap<String, String>,
) -> Result<Ended, TerminalError> {
    // Signals are listened to before anything is changed that they would have to restore.
    let nudges = nudges()?;
    let local = Local::take(environment, app.settings.mouse)?;
    let eyes = Eyes::new(ViewerId(0), app, desk, local, look, shelf);
    Ok(eyes.run(EventStream::new(), nudges).await?)
}
