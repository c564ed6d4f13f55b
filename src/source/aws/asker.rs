//! Who asked, when and for how long: what every provenance of a round shares.
//! Knows no service.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

/// Who asked, as provenance tells it.
pub(super) struct Asker {
    /// `CloudWatch us-east-1`.
    pub(super) source: Arc<str>,
    /// `--region us-east-1 --profile ops`.
    pub(super) flags: String,
    /// When it was read.
    pub(super) now: DateTime<Utc>,
    /// How long it took.
    pub(super) latency: Duration,
}
