//! What the loop needs of whatever it draws on, and of whatever says how things look. A local terminal, a remote
//! one and a test are surfaces.

use std::{io, sync::Arc};

use ratatui::{Frame, layout::Rect};

use super::links::Links;
use crate::{
    app::{App, Message},
    question::Snapshot,
    theme::Theme,
};

/// Something that can be looked at.
pub trait Surface {
    /// Draws a frame, whose painter tells what leads somewhere on it; gives its area. Only what changed is written.
    fn draw(&mut self, paint: &mut dyn FnMut(&mut Frame<'_>) -> Links) -> io::Result<Rect>;

    /// Forgets what is on the surface: the next frame is drawn whole.
    fn redraw(&mut self) -> io::Result<()>;

    /// Puts text on the clipboard of whoever looks; false when it is too large for that.
    fn copy(&mut self, text: &str) -> io::Result<bool>;

    /// Calls whoever looks elsewhere, a line each, with a bell where one is wanted.
    fn notify(&mut self, lines: &[Arc<str>], with_bell: bool) -> io::Result<()>;

    /// Writes the title of the window.
    fn title(&mut self, title: &str) -> io::Result<()>;

    /// Switches reports of the mouse.
    fn report_mouse(&mut self, is_on: bool) -> io::Result<()>;

    /// Gives the shell back and returns when the viewer is in front again; false where that cannot be done.
    fn suspend(&mut self) -> io::Result<bool>;

    /// Takes the surface again after somebody else has had it.
    fn resume(&mut self) -> io::Result<()>;
}

/// How things look: a pure picture of snapshot and app, and what a click on a cell of it means.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Draws the picture.
    pub draw: fn(&Snapshot, &App, &Theme, &mut Frame<'_>),
    /// Which places of it are addresses.
    pub links: fn(&Snapshot, &App, &Theme, Rect) -> Links,
    /// What a click at a column and row means.
    pub hit: fn(&Snapshot, &App, &Theme, Rect, u16, u16) -> Option<Message>,
}
