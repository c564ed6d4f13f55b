//! Silence while input flows: a reader that reads nothing although there is something to read. An idle stream is no
//! silence, and neither is a pause that this reader is used to. Knows no verdict.

use super::slots::{Slot, Slots};

/// Silent slots with input that are enough when a second measurement says the same.
const AGREED: usize = 3;
/// And when nothing else does.
const ALONE: usize = 4;
/// And when the reader was hardly seen reading before.
const UNSEEN: usize = 10;
/// Slots with input that were read, so that a reader's habits are known.
const KNOWN: usize = 10;
/// So many, all of them read: a reader that never paused.
const WELL_KNOWN: usize = 60;

/// A silence that lasts to the newest slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Silence {
    /// Silent slots.
    pub(super) slots: usize,
    /// Start of the first silent slot with input, epoch seconds.
    pub(super) from: i64,
    /// End of the newest slot, epoch seconds.
    pub(super) to: i64,
    /// True when the reader was seen reading before, in the window.
    pub(super) was_reading: bool,
    /// Slots with input in it.
    busy: usize,
    /// Slots with input of the longest pause before.
    usual: usize,
    /// Slots before in which input was read.
    read: usize,
}

impl Silence {
    /// The silence at the end of `read`, while `input` flows; both end together and have slots of equal length.
    pub(super) fn of(read: &Slots, input: &Slots) -> Option<Self> {
        if read.period != input.period {
            return None;
        }
        let end = read.end.min(input.end);
        let (read_cells, input_cells) = (read.cells_until(end), input.cells_until(end));
        let count = read_cells.len().min(input_cells.len());
        let read_cells = read_cells.get(read_cells.len() - count..)?;
        let input_cells = input_cells.get(input_cells.len() - count..)?;
        let silent = read_cells.iter().rev().take_while(|slot| slot.is_zero()).count();
        let begin = count - silent;
        let first = input_cells.get(begin..)?.iter().position(|slot| slot.is_busy())?;
        let busy = input_cells.get(begin..)?.iter().filter(|slot| slot.is_busy()).count();
        let habits = habits(read_cells.get(..begin)?, input_cells.get(..begin)?);
        Some(Self {
            slots: silent,
            from: end - (silent - first) as i64 * read.period,
            to: end,
            was_reading: habits.read > 0,
            busy,
            usual: habits.longest,
            read: habits.read,
        })
    }

    /// True when it is more than a pause. `is_agreed` says that the age of what waits tells the same; `more` are slots
    /// that the reader may be late, as a function that runs for minutes is.
    pub(super) fn is_confirmed(&self, is_agreed: bool, is_contradicted: bool, more: usize) -> bool {
        let base = match () {
            () if self.read < KNOWN && !is_agreed => UNSEEN,
            () if is_contradicted => ALONE + 1,
            () if is_agreed || (self.read >= WELL_KNOWN && self.usual == 0) => AGREED,
            () => ALONE,
        };
        self.busy >= base.max(if self.usual > 0 { 2 * self.usual + 2 } else { 0 }) + more
    }
}

struct Habits {
    /// Slots with input in the longest silence.
    longest: usize,
    /// Slots with input that were read.
    read: usize,
}

fn habits(read: &[Slot], input: &[Slot]) -> Habits {
    let (mut longest, mut run, mut seen) = (0, 0, 0);
    for (read, input) in read.iter().zip(input) {
        if read.is_busy() {
            seen += usize::from(input.is_busy());
            run = 0;
        } else if read.is_zero() && input.is_busy() {
            run += 1;
            // A long silence before is an incident that is over, and no habit.
            longest = if run <= 5 { longest.max(run) } else { longest };
        }
    }
    Habits { longest: longest.min(5), read: seen }
}
