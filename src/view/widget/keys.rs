//! The bottom line: the keys that work here, and a note at the right end. Knows no command.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{theme::Role, view::pen::Pen};

/// Keys with what they do.
#[derive(Clone, Copy, Debug)]
pub struct KeyLine<'a> {
    /// Key and word, the most wanted first; those that do not fit are left out.
    pub keys: &'a [(&'a str, &'a str)],
    /// At the right end; left out where keys need the room.
    pub note: &'a str,
}

impl KeyLine<'_> {
    /// Draws into the first row.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let mut end = area.x;
        for ((key, word), (from, to)) in self.keys.iter().zip(self.places(area, pen)) {
            let used = pen.write(buf, (from, area.y), to - from, key, pen.bold(Role::Accent));
            pen.write(buf, (from + used + 1, area.y), to - from - used - 1, word, pen.style(Role::Muted));
            end = to;
        }
        let note = pen.width(self.note);
        if note > 0 && end + 2 + note < area.right() {
            pen.write_right(buf, (area.right() - 1, area.y), note, self.note, pen.style(Role::Muted));
        }
    }

    /// The key at a column, as its place in `keys`: what a click there means.
    pub fn at(self, area: Rect, x: u16, pen: Pen<'_>) -> Option<usize> {
        self.places(area, pen).position(|(from, to)| (from..to).contains(&x))
    }

    /// First column and the one after the last, key by key, as far as they fit.
    fn places(self, area: Rect, pen: Pen<'_>) -> impl Iterator<Item = (u16, u16)> {
        let right = area.right();
        self.keys.iter().scan(area.x.saturating_add(1).min(right), move |x, (key, word)| {
            let width = pen.width(key).saturating_add(pen.width(word)).saturating_add(1);
            let (from, to) = (*x, x.saturating_add(width));
            *x = to.saturating_add(2);
            (to <= right).then_some((from, to))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    const KEYS: [(&str, &str); 4] = [("?", "help"), (":", "palette"), ("[ ]", "range"), ("q", "quit")];

    #[test]
    fn whole_keys_are_left_out_where_there_is_no_room() {
        let line = KeyLine { keys: &KEYS, note: "tide" };
        let shown = |width| drawn(width, 1, false, |area, buf, pen| line.render(area, buf, pen));
        assert_eq!(shown(50), " ? help  : palette  [ ] range  q quit        tide");
        assert_eq!(shown(30), " ? help  : palette  [ ] range");
        assert_eq!(shown(10), " ? help");
    }

    #[test]
    fn a_click_finds_its_key() {
        let theme = crate::theme::Theme::default();
        let line = KeyLine { keys: &KEYS, note: "" };
        let at = |x| line.at(Rect::new(0, 0, 50, 1), x, Pen::new(&theme, false));
        assert_eq!((at(0), at(1), at(10), at(8), at(45)), (None, Some(0), Some(1), None, None));
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..3, key in "\\PC{0,8}", word in "\\PC{0,12}") {
            let keys = [(key.as_str(), word.as_str()), ("q", "quit")];
            stays_inside(width, height, |area, buf, pen| KeyLine { keys: &keys, note: &word }.render(area, buf, pen));
        }
    }
}
