//! What a viewer is given to work with before it looks: a tape, who exports, who takes away, where its vendors are kept.
//! Knows not what it does with them.

use std::{path::PathBuf, sync::Arc};

use tokio::sync::watch;

use super::{
    export::{Exporter, Taker},
    eyes::Eyes,
    familiar::FamiliarKeeper,
    past::Projector,
    surface::Surface,
};
use crate::tape::Tape;

impl<S: Surface> Eyes<S> {
    /// The same viewer, who can go back on this tape. A tape holds everything that was known, so a vendor's viewer gets
    /// none.
    pub fn with_tape(mut self, tape: watch::Receiver<Arc<Tape>>) -> Self {
        self.past = self.app.audience.is_operator().then(|| Projector::new(tape));
        self
    }

    /// The same viewer, whose exports of incidents are made by this; a vendor's viewer has none to export.
    pub fn with_exporter(mut self, exporter: Exporter) -> Self {
        if self.app.audience.is_operator() {
            self.exports.exporter = Some(exporter);
        }
        self
    }

    /// The same viewer, whose panels are taken away by this.
    pub fn with_taker(mut self, taker: Taker) -> Self {
        self.exports.taker = Some(taker);
        self
    }

    /// The same viewer, whose pinned and recent vendors are kept in this file.
    pub fn with_familiar(mut self, file: PathBuf) -> Self {
        self.keeper = FamiliarKeeper::of(file);
        self
    }
}
