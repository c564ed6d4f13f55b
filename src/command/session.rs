//! What every command begins with: the configuration, the sources, and a desk to ask at. Live or demo, the same desk.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::failure::Failure;
use crate::{
    cli::{General, World},
    collector::{self, Collector},
    config::{self, Config, Poll},
    question::{Desk, Estate, Question, Snapshot},
    simulator::Scenario,
    source,
};

/// A desk with everything behind it.
pub(super) struct Session {
    /// Where questions are asked.
    pub(super) desk: Desk,
    /// What there is to look at.
    pub(super) estate: Arc<Estate>,
    /// What the user wrote, or the defaults.
    pub(super) config: Config,
}

/// How a demo world is made.
#[derive(Clone, Debug)]
pub(super) struct DemoWorld {
    pub(super) scenario: Scenario,
    pub(super) seed: u64,
    pub(super) speed: f64,
    pub(super) start: Option<DateTime<Utc>>,
}

impl Session {
    /// How long a command waits for answers.
    pub(super) const PATIENCE: Duration = Duration::from_secs(30);
    /// How long it waits for a query of the lake.
    pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(300);

    /// Opens the world a headless command asks for.
    pub(super) async fn open(general: &General, world: &World) -> Result<Self, Failure> {
        if !world.demo {
            return Self::live(general).await;
        }
        let scenario = scenario(world.scenario.as_deref().unwrap_or("calm"))?;
        let demo = DemoWorld { scenario, seed: world.seed.unwrap_or(7), speed: 1.0, start: world.start };
        Self::demo(general, &demo)
    }

    /// Opens the account the configuration names. Without a configuration the estate is empty.
    pub(super) async fn live(general: &General) -> Result<Self, Failure> {
        let mut config = written(general)?;
        let account = &mut config.account;
        let given = |flag: &Option<String>| flag.as_deref().map(Arc::from);
        account.profile = given(&general.profile).or(account.profile.take());
        account.region = given(&general.region).or(account.region.take());
        account.endpoint_url = given(&general.endpoint_url).or(account.endpoint_url.take());
        let (estate, sources) = source::connect(&config).await;
        let desk = Collector::start(Arc::clone(&estate), config.poll, sources, collector::wall());
        Ok(Self { desk, estate, config })
    }

    /// Opens a demo world. Look and keys come from the configuration, everything else from the simulation.
    pub(super) fn demo(general: &General, demo: &DemoWorld) -> Result<Self, Failure> {
        let config = written(general)?;
        let start = demo.start.unwrap_or_else(|| {
            let now = collector::wall()();
            now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(now)
        });
        let (estate, source) = source::demo(demo.seed, start, demo.scenario, demo.speed);
        // The demo world is local and free: it is asked every second, so that it is alive at any speed.
        let often = Duration::from_secs(1);
        let poll = Poll { metrics: often, alarms: often, streams: often, counters: often, ..Poll::default() };
        let desk =
            Collector::start(Arc::clone(&estate), poll, vec![source], collector::scaled(start, demo.speed));
        Ok(Self { desk, estate, config })
    }

    /// The time where the answers come from.
    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.desk.clock)()
    }

    /// Asks and waits until every question has an answer or a lasting trouble, or patience ends.
    pub(super) async fn look(&self, questions: BTreeSet<Question>, patience: Duration) -> Arc<Snapshot> {
        collector::look(&self.desk, questions, patience).await
    }

    /// Fails when there is no vendor table.
    pub(super) fn needs_vendors(&self) -> Result<(), Failure> {
        if self.estate.vendor_table.is_some() || self.estate.lake.is_some() {
            return Ok(());
        }
        let sentence = "no vendor table is configured: add [vendors] to the configuration, or try --demo";
        Err(Failure::Usage(sentence.to_owned()))
    }

    /// Fails when there is no lake.
    pub(super) fn needs_lake(&self) -> Result<(), Failure> {
        if self.estate.lake.is_some() {
            return Ok(());
        }
        Err(Failure::Usage("no lake is configured: add [lake] to the configuration, or try --demo".to_owned()))
    }

    /// Why a question has no answer, in the words of its troubles.
    pub(super) fn no_answer(snapshot: &Snapshot, question: &Question) -> Failure {
        let entry = snapshot.entry(question);
        let troubles = entry.map_or(&[][..], |entry| &entry.troubles);
        let mut sentences: Vec<String> = troubles.iter().map(|t| format!("{} {}", t.sentence, t.fix)).collect();
        if let Some(waiting) = entry.and_then(|entry| entry.waiting.as_deref()) {
            sentences.push(format!("{} is still {waiting}.", question.label()));
        }
        if sentences.is_empty() {
            sentences.push(format!("no answer to {} in time.", question.label()));
        }
        Failure::NoAnswer(sentences.join("\n"))
    }
}

/// The scenario with this name, or a sentence with the nearest.
pub(super) fn scenario(name: &str) -> Result<Scenario, Failure> {
    Scenario::named(name).ok_or_else(|| {
        let names = Scenario::ALL.map(|scenario| scenario.name());
        let near = names.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        let near = near.filter(|near| strsim::jaro_winkler(near, name) > 0.7);
        let hint = near.map_or(format!("one of {}", names.join(", ")), |near| format!("did you mean {near}?"));
        Failure::Usage(format!("no scenario {name:?}: {hint}"))
    })
}

/// The configuration as written, or the defaults where there is no file.
fn written(general: &General) -> Result<Config, Failure> {
    match config::locate(general.config.as_deref()) {
        Some(path) => config::load(&path).map_err(|error| Failure::Config(error.to_string())),
        None => Ok(Config::default()),
    }
}
