//! The stages of a pipeline as a graph in columns, for any directed graph without circles: which column, which order
//! in it, who is left, right, above and below. Knows no cell of a screen: drawing is `view`, moving is `app`.

use std::collections::BTreeMap;

use super::{name::StageName, order, stage::Pipeline};

/// A place in a column: a stage, or the lane in which a stage's flow passes a column on its way further right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The stage that sits here, or whose flow passes, by its place in the pipeline.
    pub stage: usize,
    /// True for a lane.
    pub is_lane: bool,
    /// Column, from the left.
    pub column: usize,
    /// Stages that hang together share a number.
    pub island: usize,
    /// Seats one column to the left that flow into this one.
    pub before: Vec<usize>,
    /// Seats one column to the right that this one flows into.
    pub next: Vec<usize>,
}

/// The graph: seats, and the columns they stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The stages in the order of the pipeline, then the lanes.
    pub seats: Vec<Seat>,
    /// Seats of each column, from the top.
    pub columns: Vec<Vec<usize>>,
    /// Stages that feed each stage, in the order of the config.
    pub feeders: Vec<Vec<usize>>,
    /// Stages that each stage feeds.
    pub fed: Vec<Vec<usize>>,
    /// Lines that cross another.
    pub crossings: usize,
}

/// More crossings or lanes than this for each stage, and words tell more than lines.
const TANGLE: usize = 2;

impl Graph {
    /// Seats every stage. An edge to a stage that does not exist, or that closes a circle, is left out.
    pub fn of(pipeline: &Pipeline) -> Self {
        let places: BTreeMap<&StageName, usize> =
            pipeline.stages.iter().enumerate().map(|(place, stage)| (&stage.name, place)).collect();
        let mut fed = vec![Vec::new(); pipeline.stages.len()];
        let mut feeders = Vec::with_capacity(fed.len());
        for (to, stage) in pipeline.stages.iter().enumerate() {
            let mut from: Vec<usize> =
                stage.after.iter().filter_map(|name| places.get(name).copied()).filter(|f| *f < to).collect();
            from.sort_unstable();
            from.dedup();
            for feeder in &from {
                if let Some(list) = fed.get_mut(*feeder) {
                    list.push(to);
                }
            }
            feeders.push(from);
        }
        let mut graph = Self { feeders, fed, ..Self::default() };
        let columns = graph.columns_of();
        let islands = graph.islands();
        for (stage, (column, island)) in columns.into_iter().zip(islands).enumerate() {
            let seat = Seat { stage, is_lane: false, column, island, before: Vec::new(), next: Vec::new() };
            graph.seats.push(seat);
        }
        graph.lay_lanes();
        graph.fill_columns();
        graph.crossings = order::untangle(&graph.seats, &mut graph.columns);
        graph
    }

    /// Columns by the longest way from a root; a root stands right before the first stage it feeds.
    fn columns_of(&self) -> Vec<usize> {
        let mut columns = vec![0; self.feeders.len()];
        for place in 0..columns.len() {
            let feeders = self.feeders.get(place).into_iter().flatten();
            let column = feeders.filter_map(|from| columns.get(*from)).map(|column| column + 1).max();
            set(&mut columns, place, column.unwrap_or(0));
        }
        for (place, feeders) in self.feeders.iter().enumerate() {
            let fed = self.fed.get(place).into_iter().flatten();
            if let (true, Some(first)) = (feeders.is_empty(), fed.filter_map(|to| columns.get(*to)).min()) {
                let column = first.saturating_sub(1);
                set(&mut columns, place, column);
            }
        }
        columns
    }

    /// A number for each stage, shared by those that hang together, in the order they begin.
    fn islands(&self) -> Vec<usize> {
        let mut islands = vec![usize::MAX; self.feeders.len()];
        let mut count = 0;
        for start in 0..islands.len() {
            let mut waiting = vec![start];
            let is_new = islands.get(start) == Some(&usize::MAX);
            while let (true, Some(place)) = (is_new, waiting.pop()) {
                if islands.get(place) != Some(&usize::MAX) {
                    continue;
                }
                set(&mut islands, place, count);
                for side in [&self.feeders, &self.fed] {
                    waiting.extend(side.get(place).into_iter().flatten());
                }
            }
            count += usize::from(is_new);
        }
        islands
    }

    /// Ties seats of neighbouring columns together; a flow that goes further passes the columns in between in one
    /// lane, however many stages it ends at.
    fn lay_lanes(&mut self) {
        let columns: Vec<usize> = self.seats.iter().map(|seat| seat.column).collect();
        for stage in 0..self.fed.len() {
            let fed = self.fed.get(stage).cloned().unwrap_or_default();
            let Some((mut column, island)) = self.seats.get(stage).map(|seat| (seat.column, seat.island))
            else {
                continue;
            };
            let column_of = |place: usize| columns.get(place).copied().unwrap_or(0);
            let last = fed.iter().map(|to| column_of(*to)).max().unwrap_or(column);
            let mut from = stage;
            while column < last {
                column += 1;
                for to in fed.iter().filter(|to| column_of(**to) == column) {
                    tie(&mut self.seats, from, *to);
                }
                if column < last {
                    let lane = self.seats.len();
                    let (before, next) = (Vec::new(), Vec::new());
                    self.seats.push(Seat { stage, is_lane: true, column, island, before, next });
                    tie(&mut self.seats, from, lane);
                    from = lane;
                }
            }
        }
    }

    fn fill_columns(&mut self) {
        let count = self.seats.iter().map(|seat| seat.column + 1).max().unwrap_or(0);
        self.columns = vec![Vec::new(); count];
        for (id, seat) in self.seats.iter().enumerate() {
            if let Some(column) = self.columns.get_mut(seat.column) {
                column.push(id);
            }
        }
        for column in &mut self.columns {
            column.sort_by_key(|id| self.seats.get(*id).map(|seat| (seat.island, seat.stage)));
        }
    }

    /// True when so many lines would cross that they tell nothing any more.
    pub fn is_tangled(&self) -> bool {
        let stages = self.fed.len();
        let lanes = self.seats.len() - stages;
        stages > 3 && (self.crossings > TANGLE * stages || lanes > TANGLE * 2 * stages)
    }

    /// Edges as (from, to), by place in the pipeline.
    pub fn edges(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.fed.iter().enumerate().flat_map(|(from, fed)| fed.iter().map(move |to| (from, *to)))
    }

    /// The stage upstream of one: of its feeders the nearest.
    pub fn upstream(&self, place: usize) -> Option<usize> {
        self.nearest(place, self.feeders.get(place)?)
    }

    /// The stage downstream of one: of those it feeds the nearest.
    pub fn downstream(&self, place: usize) -> Option<usize> {
        self.nearest(place, self.fed.get(place)?)
    }

    fn nearest(&self, place: usize, among: &[usize]) -> Option<usize> {
        let (column, height) = self.position(place)?;
        among.iter().copied().min_by_key(|other| {
            self.position(*other).map(|(c, h)| (c.abs_diff(column), h.abs_diff(height), *other))
        })
    }

    /// Column of a stage, and how far down in it.
    fn position(&self, place: usize) -> Option<(usize, usize)> {
        let column = self.seats.get(place)?.column;
        Some((column, self.columns.get(column)?.iter().position(|id| *id == place)?))
    }

    /// The stage so many places further down in the same column, stopping at its ends.
    pub fn along_column(&self, place: usize, steps: i32) -> Option<usize> {
        let column = self.columns.get(self.seats.get(place)?.column)?;
        let stages: Vec<usize> = column.iter().copied().filter(|id| *id < self.fed.len()).collect();
        let at = stages.iter().position(|id| *id == place)? as i64;
        let last = stages.len().saturating_sub(1) as i64;
        stages.get(at.saturating_add(i64::from(steps)).clamp(0, last) as usize).copied()
    }
}

fn tie(seats: &mut [Seat], from: usize, to: usize) {
    if let Some(seat) = seats.get_mut(from) {
        seat.next.push(to);
    }
    if let Some(seat) = seats.get_mut(to) {
        seat.before.push(from);
    }
}

fn set(values: &mut [usize], place: usize, value: usize) {
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}
