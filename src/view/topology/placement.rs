//! The graph on the screen: the largest tiles that fit, the columns between them, and what is in sight of a graph that
//! is larger than its place. The selected stage is always in sight.

use ratatui::layout::Rect;

use super::{channel::Channel, rows::Rows};
use crate::{pipeline::Graph, view::layout};

/// How much a tile can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A border with three lines or two in it.
    Framed,
    /// Two lines: name and health, figure.
    Double,
    /// One line: name, health, figure.
    Single,
}

/// Tiles and lines on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Everything that is used, the line of marks included.
    pub area: Rect,
    /// Where tiles and lines are in sight.
    pub view: Rect,
    /// How much a tile can say.
    pub form: Form,
    /// One for each stage, in the order of the pipeline; none where it is out of sight.
    pub tiles: Vec<Option<Rect>>,
    /// Stages out of sight to the left, right, above and below.
    pub hidden: [usize; 4],
    /// The flows of each channel.
    pub channels: Vec<Channel>,
    /// Upper edges, in lines of the whole graph.
    pub rows: Rows,
    /// Left edge and width of each column, in cells of the whole graph.
    pub columns: Vec<(i32, i32)>,
    /// Cell and line of the whole graph that stand at the corner of the view.
    pub origin: (i32, i32),
}

/// Lines, air, and the least and greatest width of a tile, the roomiest first.
const FORMS: [(u16, u16, u16, u16); 8] = [
    (5, 1, 20, 30),
    (5, 0, 20, 30),
    (4, 1, 20, 30),
    (4, 0, 20, 30),
    (3, 0, 18, 30),
    (2, 1, 14, 26),
    (2, 0, 14, 26),
    (1, 0, 14, 30),
];
/// Cells that a rate takes in a channel, and a width at which a tile says what it must.
const RATE: i32 = 6;
const EASY: u16 = 24;
/// The least channel beside its upright lines, and up to how much room lets it grow so that rates can be written.
const GAP: (u16, u16) = (3, 13);

impl Placement {
    /// Places a graph in an area of at most this size; none where there is nothing to place or no room at all.
    pub fn of(graph: &Graph, area: Rect, selected: Option<usize>) -> Option<Self> {
        if graph.fed.is_empty() || area.width < 12 || area.height == 0 {
            return None;
        }
        let (mut scrolled, mut lowest) = (None, None);
        for form in FORMS {
            let frame = Frame::of(graph, form, area.width);
            let fits = (frame.width <= i32::from(area.width), frame.rows.height <= i32::from(area.height));
            if fits == (true, true) {
                return Some(frame.placed(graph, area, selected));
            }
            // A line is kept for what is out of sight.
            let is_low = frame.rows.height < i32::from(area.height) && form.0 < 5;
            if is_low && scrolled.is_none() {
                scrolled = Some(frame);
            } else {
                lowest = Some(frame);
            }
        }
        scrolled.or(lowest).map(|frame| frame.placed(graph, area, selected))
    }

    /// The stage whose tile is at a cell, by its place in the pipeline.
    pub fn at(&self, x: u16, y: u16) -> Option<usize> {
        self.tiles.iter().position(|tile| tile.is_some_and(|tile| tile.contains((x, y).into())))
    }

    /// The last line of the area, for marks, when something is out of sight.
    pub fn marks(&self) -> Rect {
        let is_cut = self.area.height > self.view.height;
        layout::bottom(self.area, u16::from(is_cut)).1
    }

    /// Width of the tiles that are in sight.
    pub fn tile_width(&self) -> u16 {
        self.tiles.iter().flatten().next().map_or(0, |tile| tile.width)
    }
}

/// A graph laid out in one form, as large as it is.
struct Frame {
    form: Form,
    rows: Rows,
    channels: Vec<Channel>,
    columns: Vec<(i32, i32)>,
    width: i32,
}

impl Frame {
    fn of(graph: &Graph, (tile, air, least, most): (u16, u16, u16, u16), width: u16) -> Self {
        let rows = Rows::of(graph, tile, air);
        let channels: Vec<Channel> =
            graph.columns.iter().map(|column| Channel::of(graph, &rows, column)).collect();
        let count = i32::try_from(graph.columns.len().max(1)).unwrap_or(1);
        let between = channels.len().saturating_sub(1);
        let tracks: i32 = channels.iter().take(between).map(|channel| i32::from(channel.tracks)).sum();
        let gaps = count - 1;
        let room = i32::from(width) - tracks - gaps * i32::from(GAP.0);
        // A rate beside its line is worth more than a wider tile, as long as a tile says what it must.
        let rates = (room - gaps * RATE) / count;
        let wished = if rates >= i32::from(most.min(EASY)) { rates } else { room / count };
        let tile_width = wished.clamp(i32::from(least), i32::from(most)).min(i32::from(width));
        let spare = room - count * tile_width;
        let air = match spare.checked_div(gaps) {
            Some(spare) if spare >= 0 => spare.min(i32::from(GAP.1 - GAP.0)),
            // What does not fit is moved about in: a short rate has room all the same.
            Some(_) => 2,
            None => 0,
        };
        let mut x = 0;
        let mut columns = Vec::with_capacity(channels.len());
        for channel in &channels {
            columns.push((x, tile_width));
            x += tile_width + i32::from(channel.tracks) + i32::from(GAP.0) + air;
        }
        let width = columns.last().map_or(0, |(x, width)| x + width);
        let form = match tile {
            1 => Form::Single,
            2 => Form::Double,
            _ => Form::Framed,
        };
        Self { form, rows, channels, columns, width }
    }

    fn placed(self, graph: &Graph, area: Rect, selected: Option<usize>) -> Placement {
        let (width, height) = (i32::from(area.width), i32::from(area.height));
        let is_cut = self.width > width || self.rows.height > height;
        let marks = u16::from(is_cut && area.height > 1);
        let view = Rect { height: area.height - marks, ..area };
        let used = i32::from(view.height).min(self.rows.height);
        let view = Rect {
            width: self.width.clamp(1, width) as u16,
            height: used.clamp(1, i32::from(view.height)) as u16,
            ..view
        };
        let origin = (self.left_edge(graph, view, selected), self.upper_edge(view, selected));
        let mut hidden = [0; 4];
        let stages = 0..graph.fed.len();
        let tiles = stages.map(|stage| self.tile(graph, view, origin, stage, &mut hidden)).collect();
        let used = Rect { height: view.height + marks, ..view };
        let Self { form, rows, channels, columns, .. } = self;
        Placement { area: used, view, form, tiles, hidden, channels, rows, columns, origin }
    }

    /// The first column in sight, so that the selected one stands in the middle where the ends allow it.
    fn left_edge(&self, graph: &Graph, view: Rect, selected: Option<usize>) -> i32 {
        if self.width <= i32::from(view.width) {
            return 0;
        }
        let right = |column: usize| self.columns.get(column).map_or(0, |(x, width)| x + width);
        let left = |column: usize| self.columns.get(column).map_or(0, |(x, _)| *x);
        let chosen = selected.and_then(|stage| graph.seats.get(stage)).map_or(0, |seat| seat.column);
        let middle = (left(chosen) + right(chosen) - i32::from(view.width)) / 2;
        let last = self.width - i32::from(view.width);
        // A column is in sight as a whole or not at all.
        let fits = |first: &usize| {
            right(chosen) <= left(*first) + i32::from(view.width) && left(*first) <= left(chosen)
        };
        let mut firsts = (0..self.columns.len()).filter(fits);
        let first = firsts.find(|first| left(*first) >= middle.min(last)).unwrap_or(chosen);
        left(first)
    }

    fn upper_edge(&self, view: Rect, selected: Option<usize>) -> i32 {
        let chosen = selected.and_then(|stage| self.rows.tops.get(stage)).copied().unwrap_or_default();
        let last = (self.rows.height - i32::from(view.height)).max(0);
        let middle = chosen + self.rows.tile / 2 - i32::from(view.height) / 2;
        let edge = middle.clamp(0, last);
        // However low the view, the first line of the selected tile is in it.
        edge.min(chosen).max(chosen + self.rows.tile.min(i32::from(view.height)) - i32::from(view.height))
    }

    fn tile(
        &self,
        graph: &Graph,
        view: Rect,
        origin: (i32, i32),
        stage: usize,
        hidden: &mut [usize; 4],
    ) -> Option<Rect> {
        let (left, width) = self.columns.get(graph.seats.get(stage)?.column).copied()?;
        let (x, y) = (left - origin.0, self.rows.tops.get(stage)? - origin.1);
        let height = self.rows.tile.min(i32::from(view.height));
        let side = if x < 0 {
            0
        } else if x + width > i32::from(view.width) {
            1
        } else if y < 0 {
            2
        } else if y + height > i32::from(view.height) {
            3
        } else {
            let (x, y) = (view.x + x as u16, view.y + y as u16);
            return Some(Rect { x, y, width: width as u16, height: height as u16 });
        };
        if let Some(count) = hidden.get_mut(side) {
            *count += 1;
        }
        None
    }
}
