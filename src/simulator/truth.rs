//! What really was out of the ordinary: the truth that findings are measured against. No screen is drawn from it.

use chrono::NaiveDate;

use super::{shopper, world::World};

impl World {
    /// True when a vendor was featured, or had a sale of its own, on a day of history.
    pub fn is_featured(&self, vendor: usize, date: NaiveDate) -> bool {
        shopper::is_featured(self.seed, vendor, date)
    }
}
