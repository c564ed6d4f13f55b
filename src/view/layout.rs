//! How a terminal is divided: size classes and the parts every screen shares. Pure arithmetic on rectangles.
//! Knows nothing of what is drawn in them.

use ratatui::layout::Rect;

use crate::app::ROOMY;

/// The least size that can be used; below it a card says so.
pub const LEAST: (u16, u16) = (60, 16);

/// Layouts are composed anew for each class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 80x24: rows instead of tiles.
    Small,
    /// 100x30: tiles where they fit.
    Medium,
    /// 140x42 and more.
    Large,
}

impl Class {
    /// The class of an area.
    pub const fn of(width: u16, height: u16) -> Self {
        if width >= 130 && height >= 38 {
            Self::Large
        } else if width >= ROOMY.0 && height >= ROOMY.1 {
            Self::Medium
        } else {
            Self::Small
        }
    }
}

/// The parts every screen shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// First line.
    pub header: Rect,
    /// Second line.
    pub tabs: Rect,
    /// Warnings about the whole program, one line; empty when there are none.
    pub notice: Rect,
    /// The screen.
    pub body: Rect,
    /// The scrub bar, one line; empty while nothing of the past is shown.
    pub reel: Rect,
    /// Last line: message or keys.
    pub status: Rect,
    /// Size class of the whole.
    pub class: Class,
}

/// Divides the whole area; none when it is too small to be used.
pub fn parts(area: Rect, has_notice: bool, has_reel: bool) -> Option<Parts> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let class = Class::of(area.width, area.height);
    let air = u16::from(class != Class::Small);
    let (header, rest) = top(area, 1);
    let (tabs, rest) = top(rest, 1);
    let (notice, rest) = top(rest, u16::from(has_notice));
    let (_, rest) = top(rest, air);
    let (rest, status) = bottom(rest, 1);
    let (body, reel) = bottom(rest, u16::from(has_reel));
    Some(Parts { header, tabs, notice, body, reel, status, class })
}

/// Cuts `height` rows off the top: those rows, and the rest.
pub fn top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let rest = Rect { y: area.y.saturating_add(height), height: area.height - height, ..area };
    (Rect { height, ..area }, rest)
}

/// Cuts `height` rows off the bottom: the rest, and those rows.
pub fn bottom(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let (rest, cut) = top(area, area.height - height);
    (rest, cut)
}

/// Cuts `width` columns off the left: those columns, and the rest.
pub fn left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    let rest = Rect { x: area.x.saturating_add(width), width: area.width - width, ..area };
    (Rect { width, ..area }, rest)
}

/// Cuts `width` columns off the right: the rest, and those columns.
pub fn right(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    left(area, area.width - width)
}

/// Splits the width into `count` columns with `gap` between them; what does not divide goes to the first ones.
pub fn columns(area: Rect, count: u16, gap: u16) -> Vec<Rect> {
    let count = count.max(1);
    let room = area.width.saturating_sub(gap.saturating_mul(count - 1));
    let (each, more) = (room / count, room % count);
    let mut rest = area;
    let mut cells = Vec::with_capacity(usize::from(count));
    for place in 0..count {
        let (cell, after) = left(rest, each + u16::from(place < more));
        cells.push(cell);
        rest = left(after, gap).1;
    }
    cells
}

/// A rectangle of at most this size in the middle of the area.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// The area with so many columns less on both sides.
pub fn indented(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width / 2);
    Rect { x: area.x + columns, width: area.width - 2 * columns, ..area }
}

/// The first row to show so that `chosen` is among `height` rows of `count`, as near the middle as the ends allow.
pub fn first_shown(chosen: usize, count: usize, height: usize) -> usize {
    if count <= height {
        return 0;
    }
    chosen.saturating_sub(height / 2).min(count - height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_tile_the_area_without_overlap(width in 0u16..600, height in 0u16..300, notice: bool, reel: bool) {
            let area = Rect::new(3, 2, width, height);
            match parts(area, notice, reel) {
                None => prop_assert!(width < LEAST.0 || height < LEAST.1),
                Some(parts) => {
                    let rows = [parts.header, parts.tabs, parts.notice, parts.body, parts.reel, parts.status];
                    let air = u16::from(parts.class != Class::Small);
                    prop_assert_eq!(rows.iter().map(|r| r.height).sum::<u16>() + air, height);
                    for pair in rows.windows(2) {
                        prop_assert!(pair[0].bottom() <= pair[1].y);
                    }
                }
            }
        }

        #[test]
        fn columns_stay_inside_and_apart(width in 0u16..400, count in 0u16..9, gap in 0u16..4) {
            let area = Rect::new(1, 1, width, 5);
            let cells = columns(area, count, gap);
            prop_assert!(cells.iter().all(|cell| cell.right() <= area.right()));
            for pair in cells.windows(2) {
                prop_assert!(pair[0].right() <= pair[1].x);
            }
        }

        #[test]
        fn the_chosen_row_is_always_shown(count in 1usize..500, place in 0.0f64..1.0, height in 1usize..60) {
            let chosen = (place * count as f64) as usize;
            let first = first_shown(chosen, count, height);
            prop_assert!((first..first + height).contains(&chosen));
            prop_assert!(count <= height || first + height <= count);
        }
    }
}
