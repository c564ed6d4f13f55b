//! How far down each seat of a graph stands: chains run straight, a feeder stands level with the middle one of those
//! it feeds, and what does not hang together stands one below the other.

use crate::pipeline::Graph;

/// The upper edge of every seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// By seat.
    pub tops: Vec<i32>,
    /// Lines of a tile.
    pub tile: i32,
    /// Lines of everything.
    pub height: i32,
}

/// A column while its seats are being moved.
struct Column<'a> {
    ids: &'a [usize],
    /// Seats that have been settled in this sweep and move no more.
    fixed: Vec<bool>,
}

impl Rows {
    /// Stacks tiles of a height with so much air between two of them.
    pub fn of(graph: &Graph, tile: u16, air: u16) -> Self {
        let mut rows = Self { tops: vec![0; graph.seats.len()], tile: i32::from(tile), height: 0 };
        let islands = graph.seats.iter().map(|seat| seat.island + 1).max().unwrap_or(0);
        for island in 0..islands {
            let of_island = |id: &usize| graph.seats.get(*id).is_some_and(|seat| seat.island == island);
            let columns: Vec<Vec<usize>> = graph
                .columns
                .iter()
                .map(|column| column.iter().copied().filter(of_island).collect())
                .collect();
            let floor = if island == 0 { 0 } else { rows.height + i32::from(air.max(u16::from(tile > 1))) };
            rows.stack(graph, &columns, i32::from(air));
            rows.close_up(graph, &columns, i32::from(air));
            rows.drop_to(graph, &columns, floor);
        }
        rows
    }

    /// The line at which flows enter and leave a seat.
    pub fn port(&self, graph: &Graph, id: usize) -> i32 {
        let top = self.tops.get(id).copied().unwrap_or_default();
        top + self.height_of(graph, id) / 2
    }

    /// Lines a seat takes.
    fn height_of(&self, graph: &Graph, id: usize) -> i32 {
        if graph.seats.get(id).is_some_and(|seat| seat.is_lane) { 1 } else { self.tile }
    }

    fn stack(&mut self, graph: &Graph, columns: &[Vec<usize>], air: i32) {
        for ids in columns {
            let mut top = 0;
            for pair in 0..ids.len() {
                self.put(ids, pair, top);
                top += self.pitch(graph, ids, pair, air);
            }
        }
        for is_forward in [true, false, true, false] {
            for step in 0..columns.len() {
                let at = if is_forward { step } else { columns.len() - 1 - step };
                if let Some(ids) = columns.get(at) {
                    self.align(graph, ids, is_forward, air);
                }
            }
        }
    }

    /// Moves the seats of a column towards their neighbours on one side: lanes first, then what has most of them.
    fn align(&mut self, graph: &Graph, ids: &[usize], is_forward: bool, air: i32) {
        let beside = |id: usize| {
            let seat = graph.seats.get(id);
            seat.map_or(&[][..], |seat| if is_forward { &seat.before } else { &seat.next })
        };
        let wished: Vec<Option<i32>> = ids.iter().map(|id| self.wished(graph, *id, beside(*id))).collect();
        let weight = |at: &usize| {
            let id = ids.get(*at).copied().unwrap_or_default();
            let is_lane = graph.seats.get(id).is_some_and(|seat| seat.is_lane);
            (std::cmp::Reverse(is_lane), off_middle(&wished, *at), *at)
        };
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_cached_key(weight);
        let mut column = Column { ids, fixed: vec![false; ids.len()] };
        for at in order {
            let Some(wanted) = wished.get(at).copied().flatten() else { continue };
            let top = self.top_at(&column, at).unwrap_or_default();
            if wanted > top {
                self.push_down(graph, &column, at, wanted, air);
            } else if wanted < top {
                self.pull_up(graph, &column, at, wanted, air);
            }
            if let Some(fixed) = column.fixed.get_mut(at) {
                *fixed = true;
            }
        }
    }

    /// The top at which a seat is level with the middle one of its neighbours; none without any.
    fn wished(&self, graph: &Graph, id: usize, beside: &[usize]) -> Option<i32> {
        let mut ports: Vec<i32> = beside.iter().map(|other| self.port(graph, *other)).collect();
        ports.sort_unstable();
        let middle = *ports.get(ports.len().checked_sub(1)? / 2)?;
        Some(middle - self.height_of(graph, id) / 2)
    }

    fn push_down(&mut self, graph: &Graph, column: &Column<'_>, at: usize, wanted: i32, air: i32) -> i32 {
        let mut top = wanted;
        let pitch = self.pitch(graph, column.ids, at, air);
        if let Some(below) = self.top_at(column, at + 1).filter(|below| *below < wanted + pitch) {
            let is_fixed = column.fixed.get(at + 1).copied().unwrap_or(true);
            let reached =
                if is_fixed { below } else { self.push_down(graph, column, at + 1, wanted + pitch, air) };
            top = top.min(reached - pitch);
        }
        let top = top.max(self.top_at(column, at).unwrap_or(top));
        self.put(column.ids, at, top);
        top
    }

    fn pull_up(&mut self, graph: &Graph, column: &Column<'_>, at: usize, wanted: i32, air: i32) -> i32 {
        let mut top = wanted;
        if let Some(before) = at.checked_sub(1) {
            let pitch = self.pitch(graph, column.ids, before, air);
            if let Some(above) = self.top_at(column, before).filter(|above| *above > wanted - pitch) {
                let is_fixed = column.fixed.get(before).copied().unwrap_or(true);
                let reached =
                    if is_fixed { above } else { self.pull_up(graph, column, before, wanted - pitch, air) };
                top = top.max(reached + pitch);
            }
        }
        let top = top.min(self.top_at(column, at).unwrap_or(top));
        self.put(column.ids, at, top);
        top
    }

    fn top_at(&self, column: &Column<'_>, at: usize) -> Option<i32> {
        self.tops.get(*column.ids.get(at)?).copied()
    }

    fn put(&mut self, ids: &[usize], at: usize, top: i32) {
        if let Some(slot) = ids.get(at).and_then(|id| self.tops.get_mut(*id)) {
            *slot = top;
        }
    }

    /// Lines from the top of a seat to the top of the one below it.
    fn pitch(&self, graph: &Graph, ids: &[usize], at: usize, air: i32) -> i32 {
        let is_tile =
            |at: usize| ids.get(at).and_then(|id| graph.seats.get(*id)).is_some_and(|seat| !seat.is_lane);
        let height = ids.get(at).map_or(0, |id| self.height_of(graph, *id));
        height + if is_tile(at) && is_tile(at + 1) { air } else { 0 }
    }

    /// Takes out the lines in which no column of an island has anything, as far as they are more than the air.
    fn close_up(&mut self, graph: &Graph, columns: &[Vec<usize>], air: i32) {
        let span = |rows: &Self, id: usize| {
            let top = rows.tops.get(id).copied().unwrap_or_default();
            (top, top + rows.height_of(graph, id))
        };
        let mut spans: Vec<(i32, i32, usize)> = columns
            .iter()
            .flatten()
            .map(|id| {
                let (top, bottom) = span(self, *id);
                (top, bottom, *id)
            })
            .collect();
        spans.sort_unstable();
        let (mut reached, mut shift) = (spans.first().map_or(0, |first| first.0), 0);
        for (top, bottom, id) in spans {
            shift += (top - reached - air).max(0);
            reached = reached.max(bottom);
            if let Some(slot) = self.tops.get_mut(id) {
                *slot -= shift;
            }
        }
    }

    /// Moves an island so that its highest seat stands at the floor.
    fn drop_to(&mut self, graph: &Graph, columns: &[Vec<usize>], floor: i32) {
        let ids = || columns.iter().flatten().copied();
        let highest = ids().filter_map(|id| self.tops.get(id)).min().copied().unwrap_or_default();
        for id in ids() {
            if let Some(top) = self.tops.get_mut(id) {
                *top += floor - highest;
            }
            let bottom = self.tops.get(id).map_or(0, |top| top + self.height_of(graph, id));
            self.height = self.height.max(bottom);
        }
    }
}

/// How far a seat is from the middle one of those that wish to stand at the same line: that one comes first.
fn off_middle(wished: &[Option<i32>], at: usize) -> usize {
    let own = wished.get(at).copied().flatten();
    let alike = |range: std::ops::Range<usize>| {
        wished.get(range).map_or(0, |part| part.iter().filter(|other| **other == own).count())
    };
    let (before, all) = (alike(0..at), alike(0..wished.len()));
    before.abs_diff(all.saturating_sub(1) / 2)
}
