//! The order of seats within the columns of a graph: sweeps by the mean place of the neighbours, and the best order
//! seen is kept. Stages that hang together stay together.

use super::graph::Seat;

/// Sweeps there and back at most.
const SWEEPS: usize = 6;
/// Above so many seats one sweep must do: such a graph is told in words anyway.
const MANY: usize = 240;

/// Orders the columns; tells how many lines still cross.
pub(super) fn untangle(seats: &[Seat], columns: &mut Vec<Vec<usize>>) -> usize {
    let mut places = vec![0; seats.len()];
    for column in columns.iter() {
        number(column, &mut places);
    }
    let mut fewest = crossings(seats, columns, &places);
    let mut best = columns.clone();
    let sweeps = if seats.len() > MANY { 1 } else { SWEEPS };
    for sweep in 0..sweeps * 2 {
        if fewest == 0 {
            break;
        }
        let is_forward = sweep % 2 == 0;
        let count = columns.len();
        for step in 0..count {
            let at = if is_forward { step } else { count - 1 - step };
            if let Some(column) = columns.get_mut(at) {
                arrange(seats, column, &mut places, is_forward);
            }
        }
        let found = crossings(seats, columns, &places);
        if found < fewest {
            fewest = found;
            best.clone_from(columns);
        }
    }
    *columns = best;
    fewest
}

fn number(column: &[usize], places: &mut [usize]) {
    for (place, id) in column.iter().enumerate() {
        if let Some(slot) = places.get_mut(*id) {
            *slot = place;
        }
    }
}

/// Sorts a column by the mean place of the neighbours on one side; a seat without any keeps its place.
fn arrange(seats: &[Seat], column: &mut [usize], places: &mut [usize], is_forward: bool) {
    let mut keyed: Vec<(usize, f64, usize)> = Vec::with_capacity(column.len());
    for (place, id) in column.iter().enumerate() {
        let Some(seat) = seats.get(*id) else { continue };
        let beside = if is_forward { &seat.before } else { &seat.next };
        let sum: usize = beside.iter().filter_map(|other| places.get(*other)).sum();
        let mean = if beside.is_empty() { place as f64 } else { sum as f64 / beside.len() as f64 };
        keyed.push((seat.island, mean, *id));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for (slot, (_, _, id)) in column.iter_mut().zip(keyed) {
        *slot = id;
    }
    number(column, places);
}

fn crossings(seats: &[Seat], columns: &[Vec<usize>], places: &[usize]) -> usize {
    let mut count = 0;
    let mut lines: Vec<usize> = Vec::new();
    for column in columns {
        lines.clear();
        for id in column {
            let Some(seat) = seats.get(*id) else { continue };
            let first = lines.len();
            lines.extend(seat.next.iter().filter_map(|to| places.get(*to)));
            let (above, own) = lines.split_at(first);
            count += own.iter().map(|to| above.iter().filter(|other| *other > to).count()).sum::<usize>();
        }
    }
    count
}
