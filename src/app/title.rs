//! What the title of the terminal's window says: the worst thing there is, in a few words. Pure; it changes once a
//! minute at most while nothing happens.

use super::state::App;
use crate::{
    pipeline::{Health, PipelineHealth, VerdictKey, clean_line, say_span},
    question::{About, Snapshot},
};

/// Longer titles are cut by everybody.
const LONGEST: usize = 80;

impl App {
    /// The title of the window: `✖ processor stopped 11 min · tidewatch`.
    pub fn window_title(&self, shown: &Snapshot) -> String {
        if let Some(own) = self.audience.vendor() {
            let listed = shown.vendors().and_then(|all| all.iter().find(|vendor| vendor.id == *own));
            let name = listed.map_or(own.as_str(), |vendor| &vendor.name);
            let dot = if self.settings.ascii { "-" } else { "·" };
            return clean_line(&format!("{name} {dot} tidewatch"), LONGEST);
        }
        let worst = shown.health.iter().max_by_key(|health| {
            // The selected pipeline speaks where nothing is worse.
            (health.health, Some(&health.pipeline) == self.pipeline.as_ref())
        });
        let Some(worst) = worst else { return "tidewatch".to_owned() };
        let (fine, ascii) = match worst.health {
            Health::Ok => ("✔", "ok:"),
            Health::Unknown => ("?", "?"),
            Health::Warning => ("▲", "!"),
            Health::Critical => ("✖", "x"),
        };
        let (glyph, dot) = if self.settings.ascii { (ascii, "-") } else { (fine, "·") };
        let said = self.said(worst, shown);
        clean_line(&format!("{glyph} {said} {dot} tidewatch"), LONGEST)
    }

    fn said(&self, worst: &PipelineHealth, shown: &Snapshot) -> String {
        let whose = if shown.health.len() > 1 { format!("{}: ", worst.pipeline) } else { String::new() };
        let since = |since: chrono::DateTime<chrono::Utc>| {
            let minutes = (self.now - since).num_minutes();
            if minutes > 0 { format!(" {}", minutes_said(minutes)) } else { String::new() }
        };
        if let Some(verdict) = worst.verdicts.first() {
            let about = About::Verdict(VerdictKey::of(&worst.pipeline, verdict));
            let muted = if shown.mute(&about).is_some() { " (muted)" } else { "" };
            return format!("{whose}{}{}{muted}", verdict.subject(), since(verdict.since));
        }
        match (&worst.worst_stage, worst.health) {
            (Some(stage), Health::Warning | Health::Critical) => {
                format!(
                    "{whose}{stage} {}{}",
                    worst.health.as_str(),
                    worst.since.map(since).unwrap_or_default()
                )
            }
            _ => worst.pipeline.to_string(),
        }
    }
}

/// Whole minutes as people say them; [`say_span`] would say 90 s.
fn minutes_said(minutes: i64) -> String {
    if minutes < 120 { format!("{minutes} min") } else { say_span((minutes * 60) as f64) }
}
