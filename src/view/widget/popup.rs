//! A box in front: centred, raised, everything below it cleared. Knows nothing of what it holds.

use ratatui::{buffer::Buffer, layout::Rect};

use super::panel::Panel;
use crate::{theme::Role, view::pen::Pen};

/// A box in front of a screen.
#[derive(Clone, Copy, Debug)]
pub struct Popup<'a> {
    /// In the border, on the left.
    pub title: &'a str,
    /// In the border, on the right.
    pub legend: &'a str,
    /// Cells wanted, border and padding included; less where the screen is smaller.
    pub width: u16,
    /// Rows wanted, border included; less where the screen is smaller.
    pub height: u16,
}

impl Popup<'_> {
    /// Where the box stands on a screen: centred, a little above the middle.
    pub fn place(self, screen: Rect) -> Rect {
        let margin = |size: u16| if size > 20 { size - 2 } else { size };
        let width = self.width.min(margin(screen.width));
        let height = self.height.min(margin(screen.height));
        Rect {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + (screen.height - height) / 3,
            width,
            height,
        }
    }

    /// Clears and frames the box; gives back the area inside it.
    pub fn render(self, screen: Rect, buf: &mut Buffer, pen: Pen<'_>) -> Rect {
        let area = self.place(screen.intersection(buf.area));
        release_wide_neighbour(area, buf);
        pen.clear(buf, area, Role::Raised);
        Panel { title: self.title, legend: self.legend, focused: true, ..Panel::default() }
            .render(area, buf, pen)
    }
}

/// A wide character that would reach under the box from its left is taken away, or the box's edge would shift.
fn release_wide_neighbour(area: Rect, buf: &mut Buffer) {
    let Some(x) = area.x.checked_sub(1).filter(|x| *x >= buf.area.x) else { return };
    for y in area.y..area.bottom() {
        if let Some(cell) = buf.cell_mut((x, y))
            && unicode_width::UnicodeWidthStr::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside, text};
    use proptest::prelude::*;

    const POPUP: Popup<'_> = Popup { title: "help", legend: "Esc closes", width: 30, height: 5 };

    #[test]
    fn it_covers_what_is_below() {
        let shown = drawn(44, 9, false, |area, buf, pen| {
            for y in 0..area.height {
                pen.write(buf, (0, y), area.width, &"北".repeat(22), pen.style(Role::Text));
            }
            let inner = POPUP.render(area, buf, pen);
            pen.write(buf, (inner.x, inner.y), inner.width, "? help", pen.style(Role::Text));
        });
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn it_shrinks_with_the_screen() {
        let theme = crate::theme::Theme::default();
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
        let inner = POPUP.render(buf.area, &mut buf, Pen::new(&theme, false));
        assert!(buf.area.intersection(inner) == inner && text(&buf).contains("help"));
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..40, wide in 0u16..400, high in 0u16..400) {
            stays_inside(width, height, |area, buf, pen| {
                Popup { width: wide, height: high, ..POPUP }.render(area, buf, pen);
            });
        }
    }
}
