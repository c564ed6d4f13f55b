//! Pipelines of any size through the whole program: one stage, a chain and a fan of sixty, each in one configuration file,
//! with an account that cannot be signed in to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests look at demo worlds too")]
mod program;

use std::{fmt::Write, process::Output};

use program::said;
use serde_json::Value;
use tempfile::TempDir;

/// A pipeline of functions; each stands after the one that is told for its place.
fn pipeline(name: &str, stages: usize, after: impl Fn(usize) -> Option<usize>) -> String {
    let mut text = format!("[[pipeline]]\nname = \"{name}\"\n");
    for place in 0..stages {
        let _ = write!(
            text,
            "  [[pipeline.stage]]\n  name = \"stage-{place:02}\"\n  kind = \"lambda\"\n  resource = \"fn-{place:02}\"\n"
        );
        if let Some(before) = after(place) {
            let _ = writeln!(text, "  after = \"stage-{before:02}\"");
        }
    }
    text
}

struct Account {
    folder: TempDir,
}

impl Account {
    fn of(pipeline: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("[account]\nregion = \"us-east-1\"\n\n{pipeline}");
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let config = self.folder.path().join("config.toml");
        // Without credentials nothing is called, and there is nothing to wait for.
        let account = ["--endpoint-url", "http://127.0.0.1:9", "--config", config.to_str().unwrap()];
        program::run(&[&account, arguments].concat())
    }
}

/// One stage; sixty in a chain; sixty after the first.
fn accounts() -> [(usize, Account); 3] {
    [
        (1, Account::of(&pipeline("one", 1, |_| None))),
        (60, Account::of(&pipeline("chain", 60, |place| place.checked_sub(1)))),
        (60, Account::of(&pipeline("fan", 60, |place| (place > 0).then_some(0)))),
    ]
}

#[test]
fn every_stage_is_checked_and_none_is_called_well_that_nobody_has_seen() {
    for (count, account) in accounts() {
        let output = account.run(&["check", "--format", "json"]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let stages = report["stages"].as_array().unwrap();
        assert_eq!(stages.len(), count);
        assert!(stages.iter().all(|stage| stage["health"] == "unknown"), "{stages:#?}");
        assert!(report["troubles"].as_array().is_some_and(|troubles| !troubles.is_empty()));
        let text = account.run(&["check"]);
        assert_eq!(text.status.code(), Some(3));
        assert!(said(&text).contains("unknown"), "{}", said(&text));
    }
}

#[test]
fn every_stage_is_reached_on_the_screen_at_any_size() {
    for (count, account) in accounts() {
        for size in ["80x24", "140x42"] {
            for (key, place) in [("g", 0), ("G", count - 1)] {
                let output = account.run(&["frame", "--screen", "pipeline", "--size", size, "--keys", key]);
                let shown = said(&output);
                assert_eq!(output.status.code(), Some(0), "{shown}");
                let stage = format!("stage-{place:02}");
                assert!(shown.contains(&stage), "{stage} of {count} at {size} after {key}:\n{shown}");
            }
        }
        let overview = said(&account.run(&["frame", "--screen", "overview", "--size", "100x30"]));
        assert!(overview.contains("stage-00"), "{overview}");
    }
}
