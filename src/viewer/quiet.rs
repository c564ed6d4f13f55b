//! A backend that writes a frame in one go, inside a synchronised update, and writes nothing when nothing changed.
//! The escape sequences themselves are crossterm's, but for those around cells that lie in a link.

use std::{
    io::{self, Write},
    sync::Arc,
};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Rect, Size},
};

use super::links::{self, Links};

/// Begins a synchronised update (mode 2026); terminals that do not know it ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
/// Ends a synchronised update.
const END: &[u8] = b"\x1b[?2026l";

/// Collects a frame and writes it whole.
#[derive(Debug)]
pub struct QuietBackend<W: Write> {
    out: W,
    bytes: Vec<u8>,
    is_cursor_hidden: bool,
    told: Option<Size>,
    /// What leads somewhere on the screen as it is; none where the terminal knows no links.
    links: Option<Links>,
}

impl<W: Write> QuietBackend<W> {
    /// A backend for this process's terminal, which is asked for its size.
    pub const fn new(out: W) -> Self {
        Self { out, bytes: Vec::new(), is_cursor_hidden: false, told: None, links: None }
    }

    /// A backend for a terminal elsewhere, whose size is told.
    pub const fn told(out: W, size: Size) -> Self {
        Self { out, bytes: Vec::new(), is_cursor_hidden: false, told: Some(size), links: None }
    }

    /// The same backend, for a terminal that knows hyperlinks.
    pub fn with_links(self) -> Self {
        Self { links: Some(Links::new()), ..self }
    }

    /// What leads somewhere on the screen as it is.
    pub(super) fn links(&self) -> &[(Rect, Arc<str>)] {
        self.links.as_deref().unwrap_or_default()
    }

    /// From now on cells at these places are written as links; gives those before. Where the terminal knows no links
    /// there are none.
    pub(super) fn lead(&mut self, links: Links) -> Links {
        self.links.as_mut().map(|held| std::mem::replace(held, links)).unwrap_or_default()
    }

    /// Which link a cell lies in.
    fn link_at(&self, x: u16, y: u16) -> Option<usize> {
        self.links().iter().position(|(place, _)| place.contains(Position { x, y }))
    }

    /// Tells the size of a terminal elsewhere.
    pub const fn tell(&mut self, size: Size) {
        self.told = Some(size);
    }

    /// Nothing is known any more of what the terminal shows.
    pub const fn forget_cursor(&mut self) {
        self.is_cursor_hidden = false;
    }

    /// Writes a sequence that is no part of a frame, such as a copy.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.out.write_all(sequence.as_bytes())?;
        self.out.flush()
    }

    const fn crossterm(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.bytes)
    }
}

impl<W: Write> Backend for QuietBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        // Even for no cells crossterm would reset the colours.
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        if self.links().is_empty() {
            return self.crossterm().draw(content);
        }
        let cells: Vec<(u16, u16, &Cell)> = content.collect();
        let mut rest = cells.as_slice();
        while let Some((x, y, _)) = rest.first() {
            let link = self.link_at(*x, *y);
            let count = rest.iter().take_while(|(x, y, _)| self.link_at(*x, *y) == link).count();
            let (run, after) = rest.split_at(count);
            let address =
                link.and_then(|link| self.links().get(link)).map(|(_, address)| Arc::clone(address));
            if let Some(address) = &address {
                self.bytes.extend_from_slice(links::open(address).as_bytes());
            }
            self.crossterm().draw(run.iter().copied())?;
            if address.is_some() {
                self.bytes.extend_from_slice(links::CLOSE.as_bytes());
            }
            rest = after;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.is_cursor_hidden {
            return Ok(());
        }
        self.is_cursor_hidden = true;
        self.crossterm().hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.is_cursor_hidden = false;
        self.crossterm().show_cursor()
    }

    /// Always the corner: the terminal is never asked, since its answer would mix with the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.crossterm().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.crossterm().clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.crossterm().clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        if let Some(size) = self.told {
            return Ok(size);
        }
        let (width, height) = crossterm::terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(self.bytes.len() + BEGIN.len() + END.len());
        frame.extend_from_slice(BEGIN);
        frame.append(&mut self.bytes);
        frame.extend_from_slice(END);
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::{Terminal, widgets::Paragraph};

    use super::*;

    /// Counts writes and keeps what was written.
    #[derive(Default)]
    struct Log {
        writes: Vec<Vec<u8>>,
    }

    impl Write for &mut Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.writes.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_one_synchronised_write_and_the_same_frame_none() {
        let mut log = Log::default();
        let mut terminal = Terminal::new(QuietBackend::told(&mut log, Size::new(20, 3))).unwrap();
        for text in ["calm", "calm", "calm", "storm"] {
            terminal.draw(|frame| frame.render_widget(Paragraph::new(text), frame.area())).unwrap();
        }
        drop(terminal);
        assert_eq!(log.writes.len(), 2, "two frames differ from the one before");
        for write in &log.writes {
            assert!(write.starts_with(BEGIN) && write.ends_with(END));
        }
    }

    #[test]
    fn drawing_anew_asks_the_terminal_nothing() {
        let mut log = Log::default();
        let mut terminal = Terminal::new(QuietBackend::told(&mut log, Size::new(20, 3))).unwrap();
        terminal.draw(|frame| frame.render_widget(Paragraph::new("calm"), frame.area())).unwrap();
        terminal.clear().unwrap();
        terminal.draw(|frame| frame.render_widget(Paragraph::new("calm"), frame.area())).unwrap();
        drop(terminal);
        let last = String::from_utf8(log.writes.pop().unwrap()).unwrap();
        assert!(last.contains("\u{1b}[2J") && last.contains("calm"), "{last:?}");
        assert!(!last.contains("[6n"), "{last:?}");
    }
}
