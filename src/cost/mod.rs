//! What the dashboard's own calls cost: price table and ledger; pure.
