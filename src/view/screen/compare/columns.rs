//! The columns of the ranking: which there are room for, and where each stands. Knows no data.

use ratatui::layout::Rect;

use crate::{app::RankColumn, business::Kpi, view::layout};

/// A column right of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Part of the marketplace, as a bar and in percent.
    Share,
    /// That of this and all better vendors together.
    Cumulative,
    /// One that rows can be ordered by.
    Sorted(RankColumn),
}

use Column::{Cumulative, Share, Sorted};

/// Columns from the left with their widths. Those that give way first stand in [`GIVING_WAY`].
const COLUMNS: [(Column, u16); 8] = [
    (Sorted(RankColumn::Of(Kpi::Revenue)), 14),
    (Share, 17),
    (Cumulative, 9),
    (Sorted(RankColumn::Of(Kpi::Orders)), 9),
    (Sorted(RankColumn::Of(Kpi::AverageOrder)), 11),
    (Sorted(RankColumn::Of(Kpi::Conversion)), 9),
    (Sorted(RankColumn::Of(Kpi::Completion)), 10),
    (Sorted(RankColumn::Change), 11),
];

/// What gives way where there is no room, the first first; the column of the ranking KPI never does.
const GIVING_WAY: [Column; 7] = [
    Cumulative,
    Sorted(RankColumn::Of(Kpi::Completion)),
    Sorted(RankColumn::Of(Kpi::AverageOrder)),
    Sorted(RankColumn::Of(Kpi::Conversion)),
    Share,
    Sorted(RankColumn::Of(Kpi::Orders)),
    Sorted(RankColumn::Change),
];

/// Cells of mark, rank and move before the name.
pub(super) const MARK: u16 = 2;
pub(super) const RANK: u16 = 6;
pub(super) const MOVED: u16 = 6;
/// Least and most cells of a name.
const NAME: (u16, u16) = (16, 40);
/// Cells of a share without its bar.
pub(super) const BARE_SHARE: u16 = 8;

/// Where everything of a row stands; all in the same line.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) mark: Rect,
    pub(super) rank: Rect,
    pub(super) moved: Rect,
    pub(super) name: Rect,
    pub(super) cells: Vec<(Column, Rect)>,
}

impl Places {
    /// The places in a line so wide; `kpi` is what ranks, `has_cumulative` whether it adds up.
    pub(super) fn of(area: Rect, kpi: Kpi) -> Self {
        let mut columns: Vec<(Column, u16)> = COLUMNS.into();
        if !kpi.adds_up() {
            columns.retain(|(column, _)| *column != Cumulative);
        }
        let needs = |columns: &[(Column, u16)]| {
            MARK + RANK + MOVED + NAME.0 + columns.iter().map(|(_, width)| width).sum::<u16>()
        };
        for giving in GIVING_WAY {
            if needs(&columns) <= area.width {
                break;
            }
            match columns.iter().position(|(column, _)| *column == giving) {
                // The bar goes before the figure does.
                Some(place) if giving == Share => {
                    if let Some(share) = columns.get_mut(place) {
                        share.1 = BARE_SHARE;
                    }
                    if needs(&columns) > area.width {
                        columns.remove(place);
                    }
                }
                Some(place) if giving != Sorted(RankColumn::Of(kpi)) => _ = columns.remove(place),
                _ => {}
            }
        }
        let line = Rect { height: 1.min(area.height), ..area };
        let (mark, rest) = layout::left(line, MARK);
        let (rank, rest) = layout::left(rest, RANK);
        let (moved, mut rest) = layout::left(rest, MOVED);
        let wide: u16 = columns.iter().map(|(_, width)| width).sum();
        let name = rest.width.saturating_sub(wide).min(NAME.1);
        let (name, right) = layout::left(rest, name);
        rest = right;
        let mut cells = Vec::with_capacity(columns.len());
        for (column, width) in columns {
            let (cell, right) = layout::left(rest, width);
            cells.push((column, cell));
            rest = right;
        }
        Self { mark, rank, moved, name, cells }
    }

    /// The same places in another line.
    pub(super) const fn at(rect: Rect, y: u16) -> Rect {
        Rect { y, ..rect }
    }
}

/// The heading of a column.
pub(super) const fn heading(column: Column) -> &'static str {
    match column {
        Share => "share",
        Cumulative => "together",
        Sorted(RankColumn::Of(Kpi::AverageOrder)) => "avg order",
        Sorted(RankColumn::Of(Kpi::Conversion)) => "convers.",
        Sorted(RankColumn::Of(Kpi::Completion)) => "complet.",
        Sorted(column) => column.label(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(width: u16, kpi: Kpi) -> Vec<Column> {
        Places::of(Rect::new(0, 0, width, 1), kpi).cells.iter().map(|(column, _)| *column).collect()
    }

    #[test]
    fn a_narrow_table_keeps_what_ranks_and_what_changed() {
        assert_eq!(shown(132, Kpi::Revenue).len(), 8);
        assert!(!shown(92, Kpi::Revenue).contains(&Cumulative));
        let narrow = shown(74, Kpi::Completion);
        assert!(narrow.contains(&Sorted(RankColumn::Of(Kpi::Completion))), "{narrow:?}");
        assert!(narrow.contains(&Sorted(RankColumn::Change)), "{narrow:?}");
    }

    proptest! {
        #[test]
        fn cells_stand_apart_and_inside(width in 0u16..300, kpi in 0usize..5) {
            let places = Places::of(Rect::new(3, 2, width, 1), Kpi::ALL[kpi]);
            let mut x = places.name.right();
            prop_assert!(places.mark.x >= 3 && places.name.right() <= 3 + width);
            for (_, cell) in &places.cells {
                prop_assert!(cell.x >= x && cell.right() <= 3 + width);
                x = cell.right();
            }
        }
    }
}
