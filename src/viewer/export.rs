//! An export on the way: what is ordered of whoever can write one, done where the picture does not wait for it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{app::SettingsView, tape::Tape, theme::Theme};

/// What is to be exported, and how it is to look.
#[derive(Clone)]
pub struct ExportOrder {
    /// What was recorded.
    pub tape: Arc<Tape>,
    /// The moment that is shown: the incident before it is meant.
    pub at: DateTime<Utc>,
    /// The folder, where one was named.
    pub folder: Option<Arc<str>>,
    /// How the viewer looks at things.
    pub settings: SettingsView,
    /// Colours of the picture.
    pub theme: Theme,
}

/// Exports; gives a sentence that says what came of it.
pub type Exporter = fn(&ExportOrder) -> String;

/// The export that is under way, if one is.
#[derive(Default)]
pub(super) struct Exports {
    exporter: Option<Exporter>,
    running: Option<JoinHandle<String>>,
}

impl Exports {
    /// Exports are made by this.
    pub(super) const fn by(exporter: Exporter) -> Self {
        Self { exporter: Some(exporter), running: None }
    }

    /// Begins an export; a sentence where that cannot be.
    pub(super) fn begin(&mut self, order: ExportOrder) -> Result<(), &'static str> {
        let Some(exporter) = self.exporter else { return Err("nothing can be exported here") };
        if self.running.is_some() {
            return Err("an export is on its way already");
        }
        self.running = Some(spawn_blocking(move || exporter(&order)));
        Ok(())
    }

    /// Waits for the export that is under way; for ever where there is none.
    pub(super) async fn ended(&mut self) -> Arc<str> {
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let said = running.await;
        self.running = None;
        said.map_or_else(|_| "the export has failed".into(), Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::fixture,
        tape::{Limits, Recorder},
    };

    fn order() -> ExportOrder {
        let snapshot = fixture::snapshot();
        let recorder = Recorder::new(Arc::clone(&snapshot.estate), Limits::of(&snapshot.estate));
        let settings = fixture::app().settings;
        let tape = Arc::new(recorder.tape().clone());
        ExportOrder { tape, at: snapshot.at, folder: Some("night".into()), settings, theme: Theme::default() }
    }

    #[tokio::test]
    async fn one_export_at_a_time_and_each_says_what_came_of_it() {
        let mut exports = Exports::by(|order| format!("to {}", order.folder.as_deref().unwrap_or("?")));
        assert_eq!(exports.begin(order()), Ok(()));
        assert_eq!(exports.begin(order()), Err("an export is on its way already"));
        assert_eq!(&*exports.ended().await, "to night");
        assert_eq!(exports.begin(order()), Ok(()), "another may follow");
        assert!(Exports::default().begin(order()).is_err());
    }
}
