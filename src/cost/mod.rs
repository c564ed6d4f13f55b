//! What the dashboard's own calls cost: price table and ledger; pure.
//! Sources say what each call cost them; this room adds up and knows no service.

mod ledger;
mod prices;

pub use ledger::{Ledger, Tally};
pub use prices::Prices;
