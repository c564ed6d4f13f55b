//! What the dashboard's own calls cost. Knows no price: sums come from whoever keeps the ledger.

use serde::{Deserialize, Serialize};

/// What the dashboard's own calls cost, in millionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Bill {
    /// Since start.
    pub spent_micro_usd: u64,
    /// At the present set of questions, per hour.
    pub per_hour_micro_usd: u64,
    /// API calls since start.
    pub calls: u64,
}
