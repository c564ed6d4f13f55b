//! An export on the way: what is ordered of whoever can write one, done where the picture does not wait for it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    app::{App, SettingsView, Take},
    question::Snapshot,
    tape::Tape,
    theme::Theme,
};

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

/// A panel that is to be taken away.
#[derive(Clone)]
pub struct TakeOrder {
    /// How, and where to.
    pub take: Take,
    /// What is shown.
    pub snapshot: Arc<Snapshot>,
    /// What the viewer has chosen, with nothing open over it.
    pub app: Box<App>,
    /// Colours of a picture.
    pub theme: Theme,
    /// The screen, in cells.
    pub area: Rect,
}

/// What came of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takeaway {
    /// It is done, or cannot be: a sentence.
    Said(String),
    /// It is to be put on the clipboard.
    Copy {
        /// What.
        text: String,
        /// What is said when it is there.
        said: String,
    },
}

/// Takes a panel away.
pub type Taker = fn(&TakeOrder) -> Takeaway;

/// The export that is under way, if one is.
#[derive(Default)]
pub(super) struct Exports {
    /// Who exports incidents.
    pub(super) exporter: Option<Exporter>,
    /// Who takes panels away.
    pub(super) taker: Option<Taker>,
    running: Option<JoinHandle<Takeaway>>,
}

impl Exports {
    /// Begins the export of an incident; a sentence where that cannot be.
    pub(super) fn begin(&mut self, order: ExportOrder) -> Result<(), &'static str> {
        let exporter = self.exporter.ok_or(NOTHING)?;
        self.run(move || Takeaway::Said(exporter(&order)))
    }

    /// Begins to take a panel away; a sentence where that cannot be.
    pub(super) fn begin_take(&mut self, order: TakeOrder) -> Result<(), &'static str> {
        let taker = self.taker.ok_or(NOTHING)?;
        self.run(move || taker(&order))
    }

    fn run(&mut self, work: impl FnOnce() -> Takeaway + Send + 'static) -> Result<(), &'static str> {
        if self.running.is_some() {
            return Err("an export is on its way already");
        }
        self.running = Some(spawn_blocking(work));
        Ok(())
    }

    /// Waits for the export that is under way; for ever where there is none.
    pub(super) async fn ended(&mut self) -> Takeaway {
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let ended = running.await;
        self.running = None;
        ended.unwrap_or_else(|_| Takeaway::Said("the export has failed".to_owned()))
    }
}

const NOTHING: &str = "nothing can be exported here";

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
        let exporter: Exporter = |order| format!("to {}", order.folder.as_deref().unwrap_or("?"));
        let mut exports = Exports { exporter: Some(exporter), ..Exports::default() };
        assert_eq!(exports.begin(order()), Ok(()));
        assert_eq!(exports.begin(order()), Err("an export is on its way already"));
        assert_eq!(exports.ended().await, Takeaway::Said("to night".to_owned()));
        assert_eq!(exports.begin(order()), Ok(()), "another may follow");
        assert!(Exports::default().begin(order()).is_err());
    }
}
