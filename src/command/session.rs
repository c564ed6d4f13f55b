//! What every command begins with: the configuration, the sources, and a desk to ask at. Live or demo, the same desk.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{failure::Failure, outlook::unknown, replay};
use crate::{
    cli::{self, General, World},
    collector::{self, Collector},
    config::{self, Account, Config, LoadError, Place, Poll},
    question::{Desk, Estate, Question, Snapshot},
    simulator::Scenario,
    source,
    tape::{self, Tape},
    viewer,
};

/// A desk with everything behind it.
pub(super) struct Session {
    /// Where questions are asked.
    pub(super) desk: Desk,
    /// What there is to look at.
    pub(super) estate: Arc<Estate>,
    /// What the user wrote, or the defaults.
    pub(super) config: Config,
    /// The folder of the user's own themes.
    pub(super) themes: Option<PathBuf>,
    /// The recording that is looked at; none when the world is.
    pub(super) tape: Option<Arc<Tape>>,
    /// What is to be said about it at the start.
    pub(super) remarks: Vec<String>,
    /// Where a person's pinned and recent vendors are kept; a demo and a recording keep none.
    pub(super) familiar: Option<PathBuf>,
}

/// How a demo world is made.
#[derive(Clone, Debug)]
pub(super) struct DemoWorld {
    pub(super) scenario: Scenario,
    pub(super) seed: u64,
    pub(super) speed: f64,
    pub(super) start: Option<DateTime<Utc>>,
    /// The clock stands still at the start: what is printed depends on seed and start alone.
    pub(super) is_still: bool,
}

impl DemoWorld {
    /// The world that `tidewatch demo` shows, going on.
    pub(super) fn of(demo: &cli::Demo) -> Result<Self, Failure> {
        let scenario = scenario(&demo.scenario)?;
        Ok(Self { scenario, seed: demo.seed, speed: demo.speed, start: demo.start, is_still: false })
    }
}

impl Session {
    /// How long a command waits for answers.
    pub(super) const PATIENCE: Duration = Duration::from_secs(30);
    /// How long it waits for a query of the lake.
    pub(super) const LONG_PATIENCE: Duration = Duration::from_mins(5);

    /// Opens the world a headless command looks at once: the demo's clock stands still, a recording at one moment.
    pub(super) async fn open(general: &General, world: &World) -> Result<Self, Failure> {
        if let Some(path) = &world.replay {
            return Self::replay(general, path, world.at.as_deref(), None);
        }
        Self::of_world(general, world, None).await
    }

    /// Opens the account or the demo for a command that looks on: the demo's clock runs so many times as fast as real
    /// time.
    pub(super) async fn follow(general: &General, world: &World, speed: f64) -> Result<Self, Failure> {
        Self::of_world(general, world, Some(speed)).await
    }

    async fn of_world(general: &General, world: &World, speed: Option<f64>) -> Result<Self, Failure> {
        if !world.demo {
            return Self::live(general).await;
        }
        let scenario = scenario(world.scenario.as_deref().unwrap_or("calm"))?;
        let demo = DemoWorld {
            scenario,
            seed: world.seed.unwrap_or(7),
            speed: speed.unwrap_or(1.0),
            start: world.start,
            is_still: speed.is_none(),
        };
        Self::demo(general, &demo)
    }

    /// Opens the account the configuration names. Without a configuration the estate is empty.
    pub(super) async fn live(general: &General) -> Result<Self, Failure> {
        let (mut config, themes) = written(general)?;
        settle(&mut config.account, general);
        let (estate, sources) = source::connect(&config).await;
        let env = |name: &str| std::env::var_os(name);
        let folder = config::state_folder(&env, config::home().as_deref());
        // A locked session leaves nothing behind that another could read.
        let kept_in =
            |name| folder.as_ref().filter(|_| general.lock.is_none()).map(|folder| folder.join(name));
        let (notes, familiar) = (kept_in("notes.json"), kept_in("vendors.json"));
        let estate = known_to(general, estate);
        let (kept, clock) = (Arc::clone(&estate), collector::wall());
        let desk = Collector::start_keeping(kept, config.poll, sources, clock, notes);
        let desk = seated(general, desk);
        Ok(Self { desk, estate, config, themes, tape: None, remarks: Vec::new(), familiar })
    }

    /// Opens a demo world. Look and keys come from the configuration, everything else from the simulation.
    pub(super) fn demo(general: &General, demo: &DemoWorld) -> Result<Self, Failure> {
        let (config, themes) = written(general)?;
        let start = demo.start.unwrap_or_else(|| {
            let now = collector::wall()();
            now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(now)
        });
        let (estate, source) = source::demo(demo.seed, start, demo.scenario, demo.speed);
        let (poll, pace) =
            if demo.is_still { (Poll::default(), 0.0) } else { (Poll::demo(demo.speed), demo.speed) };
        let clock = collector::scaled(start, pace);
        let estate = known_to(general, estate);
        let desk = seated(general, Collector::start(Arc::clone(&estate), poll, vec![source], clock));
        Ok(Self { desk, estate, config, themes, tape: None, remarks: Vec::new(), familiar: None })
    }

    /// Opens a recording at a moment: at its beginning, playing so many times as fast as it was recorded, or at its end,
    /// standing still. Look and keys come from the configuration.
    pub(super) fn replay(
        general: &General,
        path: &Path,
        at: Option<&str>,
        speed: Option<f64>,
    ) -> Result<Self, Failure> {
        let (config, themes) = written(general)?;
        if general.lock.is_some() {
            return Err(Failure::Usage(
                "a recording holds everything: it cannot be locked to a vendor".to_owned(),
            ));
        }
        let tape::Opened { tape, losses } = replay::open(path)?;
        let moment = replay::moment(&tape, at, speed.is_none())?;
        let estate = Arc::clone(tape.estate());
        let recorded = estate.demo.as_ref().map_or(1.0, |demo| demo.speed);
        let pace = speed.map_or(0.0, |speed| speed * recorded);
        let clock = collector::scaled(moment.at, pace);
        let desk = tape::play(Arc::clone(&tape), moment.sequence, clock, pace)
            .map_err(|why| Failure::Usage(format!("{}: {why}", path.display())))?;
        let remarks = losses.iter().map(|loss| format!("{}: {loss}", path.display())).collect();
        Ok(Self { desk, estate, config, themes, tape: Some(tape), remarks, familiar: None })
    }

    /// The time where the answers come from.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.desk.now()
    }

    /// What is always asked.
    pub(super) fn base_questions(&self) -> impl Iterator<Item = Question> {
        self.estate.base_questions().into_iter()
    }

    /// Asks and waits until every question has an answer or a lasting trouble, or patience ends.
    ///
    /// # Errors
    /// When a signal asks it to end; the session can then still be closed, so that no query is left running.
    pub(super) async fn look(
        &self,
        questions: BTreeSet<Question>,
        patience: Duration,
    ) -> Result<Arc<Snapshot>, Failure> {
        if self.tape.is_some() {
            // Nothing can be asked of the past: what is on the tape is all there is.
            return Ok(self.desk.newest());
        }
        tokio::select! {
            snapshot = collector::look(&self.desk, questions, patience) => Ok(snapshot),
            number = viewer::asked_to_end() => Err(Failure::Interrupted(number)),
        }
    }

    /// Looks once and ends the session.
    pub(super) async fn look_once(
        self,
        questions: BTreeSet<Question>,
        patience: Duration,
    ) -> Result<Arc<Snapshot>, Failure> {
        let looked = self.look(questions, patience).await;
        self.close().await;
        looked
    }

    /// Ends the session: what still runs for it is stopped.
    pub(super) async fn close(self) {
        collector::close(self.desk).await;
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
        Err(Failure::Usage(
            "no lake is configured: add [lake] to the configuration, or try --demo".to_owned(),
        ))
    }

    /// Why a question has no answer, in the words of its troubles.
    pub(super) fn no_answer(snapshot: &Snapshot, question: &Question) -> Failure {
        let entry = snapshot.entry(question);
        let troubles = entry.map_or(&[][..], |entry| &entry.troubles);
        let mut sentences: Vec<String> =
            troubles.iter().map(|t| format!("{} {}", t.sentence, t.fix)).collect();
        if let Some(waiting) = entry.and_then(|entry| entry.waiting.as_deref()) {
            sentences.push(format!("{} is still {waiting}.", question.label()));
        }
        if sentences.is_empty() {
            let label = question.label();
            sentences.push(match entry {
                Some(_) => format!("no answer to {label} in time."),
                None => format!("{label} was not asked: nothing is known about it."),
            });
        }
        Failure::NoAnswer(sentences.join("\n"))
    }
}

/// The configuration with the flags in force, for commands that open no desk.
pub(super) fn configured(general: &General) -> Result<Config, Failure> {
    let (mut config, _) = written(general)?;
    settle(&mut config.account, general);
    Ok(config)
}

/// What a run looks at. One that is locked to a vendor knows of no pipeline, so that nothing is asked about one.
fn known_to(general: &General, estate: Arc<Estate>) -> Arc<Estate> {
    if general.lock.is_some() { Arc::new(estate.for_vendor()) } else { estate }
}

/// The desk at which a run sits: every session goes through here, so that none can forget its lock.
fn seated(general: &General, desk: Desk) -> Desk {
    match &general.lock {
        Some(vendor) => desk.for_vendor(vendor.clone()),
        None => desk,
    }
}

/// Flags win over environment, environment over file: what the environment says is left for the SDK to read.
fn settle(account: &mut Account, general: &General) {
    let is_set =
        |names: &[&str]| names.iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()));
    let settled = |flag: &Option<String>, file: Option<Arc<str>>, env: &[&str]| {
        flag.as_deref().map(Arc::from).or_else(|| file.filter(|_| !is_set(env)))
    };
    account.profile = settled(&general.profile, account.profile.take(), &["AWS_PROFILE"]);
    account.region = settled(&general.region, account.region.take(), &["AWS_REGION", "AWS_DEFAULT_REGION"]);
    account.endpoint_url = settled(&general.endpoint_url, account.endpoint_url.take(), &["AWS_ENDPOINT_URL"]);
}

/// The scenario with this name, or a sentence with the nearest.
fn scenario(name: &str) -> Result<Scenario, Failure> {
    let names = || Scenario::ALL.iter().map(|scenario| scenario.name().to_owned()).collect::<Vec<_>>();
    Scenario::named(name).ok_or_else(|| unknown("scenario", name, &names()))
}

/// The configuration as written, or the defaults where there is no file and none was named; and the folder of
/// the user's themes.
fn written(general: &General) -> Result<(Config, Option<PathBuf>), Failure> {
    let Some(place) = place(general) else { return Ok((Config::default(), None)) };
    match config::load(&place.file) {
        Ok(config) => Ok((config, Some(place.themes))),
        Err(LoadError::Missing(_)) if !place.is_named => Ok((Config::default(), Some(place.themes))),
        Err(error @ LoadError::Missing(_)) => {
            Err(Failure::Config(format!("{error}: `tidewatch config example` prints one to begin with")))
        }
        Err(error) => Err(Failure::Config(error.to_string())),
    }
}

/// Where the configuration is.
pub(super) fn place(general: &General) -> Option<Place> {
    let env = |name: &str| std::env::var_os(name);
    config::locate(general.config.as_deref(), &env, config::home().as_deref())
}
