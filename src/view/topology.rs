//! Where the stages of a pipeline stand on the screen: columns by the longest path, rows so that chains run
//! straight. Pure geometry for any directed graph; drawing is beside it.

use ratatui::layout::Rect;

use crate::pipeline::{Pipeline, StageName};

/// A stage's place in the grid of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Column, from the left.
    pub column: u16,
    /// Row, from the top.
    pub row: u16,
}

/// The grid of a pipeline: a seat for each stage in the order of the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// One for each stage.
    pub seats: Vec<Seat>,
    /// Edges as (from, to), by place in the pipeline.
    pub edges: Vec<(usize, usize)>,
    /// Columns there are.
    pub columns: u16,
    /// Rows there are.
    pub rows: u16,
}

/// Tiles on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// One for each stage, in the order of the pipeline.
    pub tiles: Vec<Rect>,
    /// Edges as (from, to), by place in the pipeline.
    pub edges: Vec<(usize, usize)>,
    /// Columns between two tiles.
    pub gap: u16,
    /// The area that is used.
    pub area: Rect,
}

/// Least and greatest width of a tile.
const TILE_WIDTH: (u16, u16) = (20, 30);
/// Least and greatest columns between two tiles.
const GAP: (u16, u16) = (4, 9);

impl Grid {
    /// Seats every stage. An edge to a stage that does not exist, or that closes a circle, is left out.
    pub fn of(pipeline: &Pipeline) -> Self {
        let mut grid = Self::default();
        let place = |name: &StageName| pipeline.stages.iter().position(|stage| stage.name == *name);
        for (to, stage) in pipeline.stages.iter().enumerate() {
            let feeders: Vec<usize> =
                stage.after.iter().filter_map(place).filter(|from| *from < to).collect();
            let column = feeders.iter().filter_map(|from| grid.seats.get(*from)).map(|s| s.column + 1).max();
            let column = column.unwrap_or(0);
            let wished = feeders.first().and_then(|from| grid.seats.get(*from)).map_or(0, |seat| seat.row);
            let row = grid.free_row(column, wished);
            grid.seats.push(Seat { column, row });
            grid.edges.extend(feeders.into_iter().map(|from| (from, to)));
            grid.columns = grid.columns.max(column + 1);
            grid.rows = grid.rows.max(row + 1);
        }
        grid
    }

    /// The first row at or below the wished one that is free in the column.
    fn free_row(&self, column: u16, wished: u16) -> u16 {
        let is_taken = |row| self.seats.iter().any(|seat| seat.column == column && seat.row == row);
        (wished..=u16::MAX).find(|row| !is_taken(*row)).unwrap_or(wished)
    }

    /// Places tiles of a height in an area; none when they do not fit.
    pub fn place(&self, area: Rect, tile_height: u16, air: u16) -> Option<Placement> {
        let (columns, rows) = (self.columns.max(1), self.rows.max(1));
        let gaps = columns - 1;
        let least = columns * TILE_WIDTH.0 + gaps * GAP.0;
        let height = rows * tile_height + (rows - 1) * air;
        if self.seats.is_empty() || least > area.width || height > area.height {
            return None;
        }
        let width = ((area.width - gaps * GAP.0) / columns).clamp(TILE_WIDTH.0, TILE_WIDTH.1);
        let gap = (area.width - columns * width).checked_div(gaps).unwrap_or(0).clamp(GAP.0, GAP.1);
        let tile = |seat: &Seat| Rect {
            x: area.x + seat.column * (width + gap),
            y: area.y + seat.row * (tile_height + air),
            width,
            height: tile_height,
        };
        let used = Rect { width: columns * width + gaps * gap, height, ..area };
        Some(Placement {
            tiles: self.seats.iter().map(tile).collect(),
            edges: self.edges.clone(),
            gap,
            area: used,
        })
    }

    /// The least width tiles need.
    pub const fn least_width(&self) -> u16 {
        let columns = if self.columns == 0 { 1 } else { self.columns };
        columns * TILE_WIDTH.0 + (columns - 1) * GAP.0
    }
}

impl Placement {
    /// The stage whose tile is at a cell, by its place in the pipeline.
    pub fn at(&self, x: u16, y: u16) -> Option<usize> {
        self.tiles.iter().position(|tile| tile.contains((x, y).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Stage, StageKind, Told};
    use proptest::prelude::*;

    fn pipeline(after: &[&[usize]]) -> Pipeline {
        let stage = |(place, feeders): (usize, &&[usize])| Stage {
            name: format!("s{place}").as_str().into(),
            kind: StageKind::Lambda,
            resource: "r".into(),
            after: feeders.iter().map(|f| format!("s{f}").as_str().into()).collect(),
            metrics: Vec::new(),
            rules: Vec::new(),
            told: Told::default(),
        };
        let stages = after.iter().enumerate().map(stage).collect();
        Pipeline { name: "p".into(), region: "eu-central-1".into(), retention_hours: None, stages }
    }

    #[test]
    fn chains_run_straight_and_branches_go_below() {
        let grid = Grid::of(&pipeline(&[&[], &[0], &[0], &[1], &[2], &[4]]));
        let seats: Vec<_> = grid.seats.iter().map(|s| (s.column, s.row)).collect();
        assert_eq!(seats, [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 1)]);
        assert_eq!((grid.columns, grid.rows), (4, 2));
    }

    #[test]
    fn a_stage_stands_right_of_everything_that_feeds_it() {
        let grid = Grid::of(&pipeline(&[&[], &[0], &[1], &[0, 2]]));
        assert_eq!(grid.seats[3].column, 3);
    }

    proptest! {
        #[test]
        fn tiles_never_overlap_and_stay_inside(
            edges in prop::collection::vec(prop::collection::vec(0usize..14, 0..3), 1..15),
            width in 0u16..400, height in 0u16..120,
        ) {
            let after: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
            let area = Rect::new(2, 1, width, height);
            if let Some(placement) = Grid::of(&pipeline(&after)).place(area, 4, 1) {
                for (place, tile) in placement.tiles.iter().enumerate() {
                    prop_assert!(tile.right() <= area.right() && tile.bottom() <= area.bottom());
                    for other in &placement.tiles[place + 1..] {
                        prop_assert!(!tile.intersects(*other));
                    }
                }
            }
        }
    }
}
