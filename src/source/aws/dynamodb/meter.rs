//! What reads of a table cost. A read of half a unit costs a sixteenth of a millionth of a dollar: fractions are
//! kept from read to read, else thousands of reads would look free.

/// Price of a read request unit on demand, us-east-1: $0.125 a million, in millionths of a millionth of a dollar.
const PICO_USD_A_UNIT: f64 = 125_000.0;

/// Counts read units and hands out their cost in whole micro-dollars.
#[derive(Debug, Default)]
pub(super) struct Meter {
    /// Not yet handed out, in millionths of a micro-dollar; always less than one micro-dollar.
    rest_pico: u64,
}

impl Meter {
    /// The cost of some units in millionths of a dollar; the fraction is kept for the next time.
    pub(super) fn take(&mut self, units: f64) -> u64 {
        let pico = self.rest_pico.saturating_add((units.max(0.0) * PICO_USD_A_UNIT).round() as u64);
        self.rest_pico = pico % 1_000_000;
        pico / 1_000_000
    }
}

/// The cost of some units by itself, rounded up to a millionth of a dollar.
pub(super) fn alone(units: f64) -> u64 {
    (units.max(0.0) * PICO_USD_A_UNIT / 1_000_000.0).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_tiny_reads_cost_what_they_cost() {
        let mut meter = Meter::default();
        let spent: u64 = (0..1_600).map(|_| meter.take(0.5)).sum();
        assert_eq!(spent, 100);
        assert_eq!(alone(0.5), 1);
        assert_eq!(alone(0.0), 0);
    }
}
