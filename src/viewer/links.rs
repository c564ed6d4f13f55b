//! Addresses on the screen as hyperlinks (OSC 8): what may be written as one, and a frame drawn with its links. Cells
//! and their widths know nothing of it.

use std::{
    io::{self, Write},
    sync::Arc,
};

use ratatui::{
    Frame, Terminal,
    backend::Backend,
    buffer::{Buffer, Cell},
    layout::Rect,
};
use unicode_width::UnicodeWidthStr;

use super::quiet::QuietBackend;

/// Places on a frame, each a line high, and the address they lead to.
pub type Links = Vec<(Rect, Arc<str>)>;

/// Ends a hyperlink.
pub(super) const CLOSE: &str = "\u{1b}]8;;\u{1b}\\";
/// Terminals drop what is longer.
const LONGEST: usize = 2_000;

/// Begins a hyperlink.
pub(super) fn open(address: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\")
}

/// True where an address may stand in a sequence: it is one of the web, printable, and not endless.
fn is_harmless(address: &str) -> bool {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web && address.len() <= LONGEST && address.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Draws a frame with the links that its painter tells, in one write. As ever only the cells that changed are written;
/// where the links are others than before, the cells of the old and of the new ones are too, so that none stays.
pub(super) fn draw<W: Write>(
    terminal: &mut Terminal<QuietBackend<W>>,
    paint: &mut dyn FnMut(&mut Frame<'_>) -> Links,
) -> io::Result<Rect> {
    terminal.autoresize()?;
    let mut frame = terminal.get_frame();
    let area = frame.area();
    let mut links = paint(&mut frame);
    links.retain(|(_, address)| is_harmless(address));
    let before = terminal.backend_mut().lead(links.clone());
    terminal.flush()?;
    if before != links {
        let places: Vec<Rect> = before.iter().chain(&links).map(|(place, _)| *place).collect();
        let cells = cells_in(terminal.current_buffer_mut(), &places);
        terminal.backend_mut().draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
    }
    terminal.hide_cursor()?;
    terminal.swap_buffers();
    terminal.backend_mut().flush()?;
    Ok(area)
}

/// The cells that lie in any of the places, line by line; never the second half of a wide one.
fn cells_in(buffer: &Buffer, places: &[Rect]) -> Vec<(u16, u16, Cell)> {
    let mut cells = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let here: Vec<&Rect> =
            places.iter().filter(|place| (place.top()..place.bottom()).contains(&y)).collect();
        let mut x = buffer.area.left();
        while let Some(cell) = buffer.cell((x, y)).filter(|_| !here.is_empty()) {
            let end = x.saturating_add((cell.symbol().width() as u16).max(1));
            if here.iter().any(|place| x < place.right() && place.left() < end) {
                cells.push((x, y, cell.clone()));
            }
            x = end;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Size, widgets::Paragraph};

    use super::*;

    const RUNBOOK: &str = "https://runbooks.example.com/processor";

    /// What a terminal is written when frames of a text are drawn one after another, a link on each that has one.
    fn written(frames: &[(&str, Option<&str>)]) -> String {
        let mut bytes = Vec::new();
        let backend = QuietBackend::told(&mut bytes, Size::new(60, 2)).with_links();
        let mut terminal = Terminal::new(backend).unwrap();
        for (text, address) in frames {
            let paint = &mut |frame: &mut Frame<'_>| {
                frame.render_widget(Paragraph::new(*text), frame.area());
                let place = Rect::new(2, 0, text.len() as u16 - 2, 1);
                address.iter().map(|address| (place, Arc::from(*address))).collect()
            };
            draw(&mut terminal, paint).unwrap();
        }
        drop(terminal);
        String::from_utf8(bytes).unwrap()
    }

    /// The texts that were written within a link, without their colours.
    fn linked(bytes: &str, address: &str) -> Vec<String> {
        let begin = open(address);
        let parts = bytes.split(&begin).skip(1);
        let inside = parts.map(|part| part.split_once(CLOSE).expect("every link is closed").0);
        inside.map(plain).collect()
    }

    fn plain(text: &str) -> String {
        let mut said = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            said.push_str(before);
            rest = after.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or_default();
        }
        said + rest
    }

    #[test]
    fn an_address_is_written_within_its_link_and_not_again() {
        let text = format!("> {RUNBOOK}");
        let bytes = written(&[(&text, Some(RUNBOOK)), (&text, Some(RUNBOOK))]);
        let texts = linked(&bytes, RUNBOOK);
        assert!(!texts.is_empty() && texts.iter().all(|text| text == RUNBOOK), "{texts:?}");
        assert_eq!(bytes.matches("\u{1b}]8;;").count(), 2 * texts.len(), "each is closed: {bytes:?}");
        let once = written(&[(&text, Some(RUNBOOK))]);
        assert_eq!(bytes, once, "the same frame is not written again");
    }

    #[test]
    fn a_link_that_is_gone_is_written_over() {
        let text = format!("> {RUNBOOK}");
        let bytes = written(&[(&text, Some(RUNBOOK)), (&text, None)]);
        let last = bytes.rsplit(CLOSE).next().unwrap();
        assert!(plain(last).contains(RUNBOOK), "the same cells without a link: {bytes:?}");
    }

    #[test]
    fn what_is_no_plain_address_of_the_web_is_no_link() {
        let long = format!("https://{}", "a".repeat(LONGEST));
        for address in
            ["javascript:alert(1)", "https://a b", "https://x\u{1b}\\y", "https://ü.example", &long]
        {
            let bytes = written(&[("> the text", Some(address))]);
            assert!(!bytes.contains("\u{1b}]8"), "{address:?}");
            assert!(bytes.contains("text"));
        }
    }
}
