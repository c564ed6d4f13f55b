//! What the lake's catalog says of its newest days: how far queries can see, without scanning anything.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The catalog of the lake's table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LakeFacts {
    /// The table.
    pub table: Arc<str>,
    /// The newest day (UTC) that has a partition; none when there is no partition at all.
    pub newest: Option<NaiveDate>,
    /// Partitions there are, as far as they were listed.
    pub partitions: u32,
    /// True when partitions are computed and not catalogued (partition projection): then no day can be missing from
    /// the catalog, and `newest` says nothing.
    pub is_projected: bool,
}
