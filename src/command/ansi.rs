//! A frame as text: plain, or with the escape sequences of its colours. Used to print one frame without a terminal.

use std::fmt::Write;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

/// The characters of a frame, a line a row, without blanks at the ends.
pub(super) fn plain(frame: &Buffer) -> String {
    let mut text = String::new();
    for_each_row(frame, |cells| {
        let mut line = String::new();
        for (symbol, _) in cells {
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    });
    text
}

/// The frame with its colours as SGR sequences; every line ends reset.
pub(super) fn coloured(frame: &Buffer) -> String {
    let mut text = String::new();
    for_each_row(frame, |cells| {
        let mut current = Look::default();
        for (symbol, look) in cells {
            if look != current {
                text.push_str(&look.sequence());
                current = look;
            }
            text.push_str(symbol);
        }
        text.push_str("\u{1b}[0m\n");
    });
    text
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

impl Default for Look {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Look {
    fn sequence(self) -> String {
        // One sequence a property: some readers lose count when a sequence holds two colours.
        let mut codes = "\u{1b}[0m".to_owned();
        let flags = [
            (Modifier::BOLD, 1),
            (Modifier::DIM, 2),
            (Modifier::ITALIC, 3),
            (Modifier::UNDERLINED, 4),
            (Modifier::REVERSED, 7),
            (Modifier::CROSSED_OUT, 9),
        ];
        for (flag, code) in flags {
            if self.modifier.contains(flag) {
                // Writing to a String cannot fail.
                let _ = write!(codes, "\u{1b}[{code}m");
            }
        }
        codes.push_str(&colour_code(self.fg, 30));
        codes.push_str(&colour_code(self.bg, 40));
        codes
    }
}

/// The SGR code of a colour; `base` is 30 for the foreground and 40 for the background.
fn colour_code(colour: Color, base: u8) -> String {
    let sixteen = |place: u8| if place < 8 { base + place } else { base + 60 + place - 8 };
    let place = match colour {
        Color::Reset => return String::new(),
        Color::Rgb(red, green, blue) => return format!("\u{1b}[{};2;{red};{green};{blue}m", base + 8),
        Color::Indexed(index) => return format!("\u{1b}[{};5;{index}m", base + 8),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    format!("\u{1b}[{}m", sixteen(place))
}

/// Hands over the cells of each row, without the cells a wide character covers.
pub(super) fn for_each_row<'a>(frame: &'a Buffer, mut row: impl FnMut(Vec<(&'a str, Look)>)) {
    let area = frame.area;
    for y in area.top()..area.bottom() {
        let mut cells = Vec::with_capacity(usize::from(area.width));
        let mut x = area.left();
        while x < area.right() {
            let Some(cell) = frame.cell((x, y)) else { break };
            cells.push((cell.symbol(), Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }));
            x = x.saturating_add(cell.symbol().width().max(1) as u16);
        }
        row(cells);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    #[test]
    fn wide_characters_are_not_followed_by_a_blank() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 6, 1));
        frame.set_string(0, 0, "北京!", Style::new());
        assert_eq!(plain(&frame), "北京!\n");
    }

    #[test]
    fn colours_are_set_once_a_run_and_reset_at_the_end() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 2, 1));
        frame.set_string(0, 0, "ab", Style::new().fg(Color::Rgb(1, 2, 3)));
        assert_eq!(coloured(&frame), "\u{1b}[0m\u{1b}[38;2;1;2;3mab\u{1b}[0m\n");
    }
}
