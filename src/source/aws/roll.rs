//! The roll of vendors: written by the source that lists them, read by the source that sums over them.
//! Newest wins; a reader before the first list finds none.

use std::sync::Arc;

use tokio::sync::watch;

use crate::business::Vendor;

/// The writing end.
pub(super) type RollWriter = watch::Sender<Option<Arc<[Vendor]>>>;
/// The reading end.
pub(super) type RollReader = watch::Receiver<Option<Arc<[Vendor]>>>;

/// A roll without a list yet.
pub(super) fn roll() -> (RollWriter, RollReader) {
    watch::channel(None)
}
