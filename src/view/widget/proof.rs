//! For the widgets' tests: draws into a buffer and reads it back as text, and holds every widget to its area.

use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use crate::{theme::Depth, theme::Theme, view::pen::Pen};

/// What a widget draws on `width` by `height` cells, a line each.
pub(super) fn drawn(
    width: u16,
    height: u16,
    ascii: bool,
    draw: impl FnOnce(Rect, &mut Buffer, Pen<'_>),
) -> String {
    let theme = Theme::default();
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(area, &mut buf, Pen::new(&theme, ascii));
    text(&buf)
}

/// A buffer as text, blanks at line ends cut.
pub(super) fn text(buf: &Buffer) -> String {
    let row = |y| {
        let cells = (0..buf.area.width).map(|x| buf[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..buf.area.height).map(row).collect::<Vec<_>>().join("\n")
}

/// Fails when a widget writes outside its area, colours where no colour is wanted, or leaves ASCII when told not to.
pub(super) fn stays_inside(width: u16, height: u16, draw: impl Fn(Rect, &mut Buffer, Pen<'_>)) {
    for (ascii, depth) in [(false, Depth::TrueColor), (true, Depth::None)] {
        let theme = Theme::default().at(depth);
        let mut buf = Buffer::empty(Rect::new(0, 0, width.saturating_add(5), height.saturating_add(4)));
        let area = Rect::new(3, 2, width, height);
        draw(area, &mut buf, Pen::new(&theme, ascii));
        for position in buf.area.positions() {
            let cell = &buf[position];
            if !area.contains(position) {
                let blank = ratatui::buffer::Cell::default();
                assert_eq!(*cell, blank, "{position:?} is outside {area:?}");
            }
            assert!(!ascii || cell.symbol().is_ascii(), "{:?} at {position:?}", cell.symbol());
            let is_plain = cell.fg == Color::Reset && cell.bg == Color::Reset;
            assert!(depth != Depth::None || is_plain, "a colour at {position:?}");
        }
        // An area that is larger than the buffer must not matter either.
        let mut small = Buffer::empty(Rect::new(0, 0, 4, 2));
        draw(Rect::new(1, 1, width, height), &mut small, Pen::new(&theme, ascii));
    }
}
