//! The channel between two columns: which upright line stands where, so that few lines cross and none runs along
//! another by mistake.

use std::collections::BTreeSet;

use super::rows::Rows;
use crate::pipeline::Graph;

/// What flows out of one seat to the next column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Net {
    /// The seat it comes from.
    pub from: usize,
    /// The line it leaves at.
    pub from_y: i32,
    /// The seats it goes to, and the line it enters each at.
    pub to: Vec<(usize, i32)>,
    /// Which of the upright lines is its own; none where it runs straight.
    pub track: Option<u16>,
}

/// Every flow between two columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The flows.
    pub nets: Vec<Net>,
    /// Upright lines there are.
    pub tracks: u16,
    /// More flows come in than stages are reached: the upright lines stand at the right.
    pub gathers: bool,
}

/// How bad it is when one line runs along another that it has nothing to do with, in crossings.
const OVERLAP: usize = 20;

impl Net {
    /// The lines between which it goes up and down.
    fn span(&self) -> (i32, i32) {
        let ys = || self.to.iter().map(|(_, y)| *y).chain([self.from_y]);
        (ys().min().unwrap_or(self.from_y), ys().max().unwrap_or(self.from_y))
    }

    fn touches(&self, other: &Self) -> bool {
        let ((top, bottom), (above, below)) = (self.span(), other.span());
        top <= below && above <= bottom
    }

    /// True when both end at the same seats: they may share an upright line.
    fn meets(&self, other: &Self) -> bool {
        self.to == other.to
    }

    /// What it costs when this one's upright line stands left of the other's.
    fn cost_before(&self, other: &Self) -> usize {
        let ((top, bottom), (above, below)) = (self.span(), other.span());
        let feeds = |net: &Self, seat: usize| net.to.iter().any(|(to, _)| *to == seat);
        let leaves = match other.from_y {
            y if top < y && y < bottom && !self.to.iter().any(|(_, to)| *to == y) => 1,
            y => match self.to.iter().find(|(_, to)| *to == y) {
                Some((seat, _)) if feeds(other, *seat) => 1,
                Some(_) => OVERLAP,
                None => 0,
            },
        };
        let enters = self.to.iter().filter(|(seat, y)| above < *y && *y < below && !feeds(other, *seat));
        leaves + enters.count()
    }
}

impl Channel {
    /// The cell of a flow's upright line, in a channel between two cells.
    pub fn upright(&self, net: &Net, ends: i32, begins: i32) -> Option<i32> {
        let first = if self.gathers { begins - 2 - i32::from(self.tracks) } else { ends + 1 };
        net.track.map(|track| first + i32::from(track))
    }

    /// Lays the flows out of a column.
    pub fn of(graph: &Graph, rows: &Rows, column: &[usize]) -> Self {
        let mut nets = Vec::new();
        let mut order: Vec<usize> = Vec::new();
        for id in column {
            let Some(seat) = graph.seats.get(*id).filter(|seat| !seat.next.is_empty()) else { continue };
            let to = seat.next.iter().map(|to| (*to, rows.port(graph, *to))).collect();
            let net = Net { from: *id, from_y: rows.port(graph, *id), to, track: None };
            let (top, bottom) = net.span();
            if top < bottom {
                insert(&nets, &mut order, &net);
            }
            nets.push(net);
        }
        let mut tracks = 0;
        for place in 0..order.len() {
            let Some((net, earlier)) = order.get(place).and_then(|at| nets.get(*at)).zip(order.get(..place))
            else {
                continue;
            };
            let beside = earlier.iter().filter_map(|other| nets.get(*other));
            let taken = beside
                .filter(|other| other.touches(net) && !other.meets(net))
                .filter_map(|other| other.track)
                .max();
            let track = taken.map_or(0, |taken| taken + 1);
            tracks = tracks.max(track + 1);
            if let Some(net) = order.get(place).and_then(|at| nets.get_mut(*at)) {
                net.track = Some(track);
            }
        }
        let ends: BTreeSet<usize> = nets.iter().flat_map(|net| net.to.iter().map(|(to, _)| *to)).collect();
        let gathers = nets.len() > ends.len();
        Self { nets, tracks, gathers }
    }
}

/// Puts the next flow where it costs least among those that are ordered already.
fn insert(nets: &[Net], order: &mut Vec<usize>, net: &Net) {
    let others: Vec<&Net> = order.iter().filter_map(|at| nets.get(*at)).collect();
    // Rightmost first: everything else stands before it. Each step to the left turns one pair around.
    let mut cost: i64 = others.iter().map(|other| other.cost_before(net) as i64).sum();
    let (mut least, mut best) = (cost, others.len());
    for (place, other) in others.iter().enumerate().rev() {
        cost += net.cost_before(other) as i64 - other.cost_before(net) as i64;
        if cost < least {
            (least, best) = (cost, place);
        }
    }
    order.insert(best, nets.len());
}
