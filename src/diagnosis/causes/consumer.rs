//! Readers of a stream that are behind: stopped, blocked by one record, too slow, or catching up. Tells which from
//! what is read, what fails and how the age moves.

use chrono::{DateTime, Utc};

use crate::{
    diagnosis::{
        candidate::{Backlog, Candidate, before},
        ground::Ground,
        lag::Reader,
        loss::Heading,
        names::INCOMING,
        sentence::{Claim, count_of, lasted, rate, span, time},
    },
    pipeline::{Class, Course, Health, Lag, PipelineHealth, Proof, StageKind, Unit, say_count, say_span},
};

/// Newest slots in which calls and errors are counted.
const RECENT: usize = 5;
/// Records of a batch, where nobody says otherwise: what event source mappings have by default.
const BATCH: f64 = 100.0;
/// No batch is gathered longer than this, in seconds.
const LONGEST_BATCH: f64 = 600.0;
/// A reader that is less late than this lets nothing wait, in seconds.
const LEAST_LATE: f64 = 60.0;
/// From this share of failing invocations on, nothing gets through.
const ALL_FAIL: f64 = 0.9;

/// The candidate a reader gives, if it is behind.
pub(super) fn behind(
    ground: &Ground<'_>,
    reader: &Reader<'_, '_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    let lag = reader.lag?;
    let calls = Calls::of(reader);
    let told = |class| before(previous, class, Some(&reader.sight.stage.name));
    let class = match lag.course {
        Course::Steady => return None,
        Course::CatchingUp { .. } => Class::CatchingUp,
        Course::Standing if reader.is_silent => Class::Stopped,
        // It reads again, and nothing says yet how far it has come.
        Course::Standing if reader.trend.is_none() && told(Class::Stopped).is_some() => Class::Stopped,
        Course::Standing if calls.all_fail() && shards(ground, reader) != Some(1) => Class::FunctionErrors,
        Course::Standing if calls.failing_slots >= 2 => Class::PoisonRecord,
        Course::Behind { .. } if calls.failing_slots >= 1 && told(Class::PoisonRecord).is_some() => {
            Class::PoisonRecord
        }
        Course::Standing | Course::Behind { .. } => Class::UnderCapacity,
    };
    let since =
        told(class).map_or_else(|| began(reader, lag, class), |verdict| verdict.since).min(ground.now);
    let health = match class {
        Class::UnderCapacity | Class::CatchingUp => Health::Warning,
        _ => Health::Critical,
    };
    let cause = sentence(ground, reader, lag, class, since, &calls);
    let mut candidate = Candidate::new(class, Some(reader.sight.index), health, since, cause);
    candidate.doubt = doubt(ground, reader, lag, class, &calls);
    candidate.proofs = proofs(reader, class, &calls);
    candidate.backlog = backlog(ground, reader, lag, class);
    Some(candidate)
}

/// Invocations and errors of the newest slots.
struct Calls {
    total: f64,
    errors: f64,
    failing_slots: usize,
}

impl Calls {
    fn of(reader: &Reader<'_, '_>) -> Self {
        let sum = |name| reader.sight.named(name).map_or(0.0, |(_, slots)| slots.sum(RECENT));
        let failing = reader
            .sight
            .named("Errors")
            .map_or(0, |(_, slots)| slots.newest(RECENT).iter().filter(|slot| slot.is_busy()).count());
        Self { total: sum("Invocations"), errors: sum("Errors"), failing_slots: failing }
    }

    fn all_fail(&self) -> bool {
        self.failing_slots >= 2 && self.errors >= ALL_FAIL * self.total.max(1.0)
    }
}

fn shards(ground: &Ground<'_>, reader: &Reader<'_, '_>) -> Option<u32> {
    ground.facts(reader.stream).map(|facts| facts.open_shards)
}

fn began(reader: &Reader<'_, '_>, lag: Lag, class: Class) -> DateTime<Utc> {
    let by_age = reader.trend.map(|age| {
        let trend = age.trend;
        let back = match class {
            // What was read last arrived when the rest began to wait.
            Class::PoisonRecord | Class::FunctionErrors => trend.age,
            Class::UnderCapacity if lag.slope >= 0.02 => (trend.age - age.usual).max(0.0) / lag.slope,
            _ => trend.span as f64,
        };
        trend.at - back.min(3.0 * 3_600.0) as i64
    });
    let by_silence = reader.silence.filter(|_| reader.is_silent).map(|silence| silence.from);
    time(by_silence.or(by_age).unwrap_or(reader.input.end))
}

fn sentence(
    ground: &Ground<'_>,
    reader: &Reader<'_, '_>,
    lag: Lag,
    class: Class,
    since: DateTime<Utc>,
    calls: &Calls,
) -> String {
    let who = reader.sight.who();
    let stream = &reader.stream.stage.name;
    let lasted = lasted(since, ground.now);
    let arriving = reader.input.per_sec(10).unwrap_or(0.0);
    match class {
        Class::Stopped if arriving > 0.0 => {
            format!("{who} has read nothing for {lasted} while {} arrive", rate(arriving))
        }
        Class::Stopped => format!("{who} has read nothing for {lasted}, and records wait in {stream}"),
        Class::PoisonRecord => format!(
            "{who} fails on the same records of {stream} again and again and has been stuck there for {lasted}: {} in \
             {}",
            count_of(calls.errors, "error", "errors"),
            span(RECENT as i64 * reader.input.period)
        ),
        Class::FunctionErrors => format!(
            "every invocation of {who} fails: {} of {} in {}, and nothing gets through",
            say_count(calls.errors),
            say_count(calls.total.max(calls.errors)),
            span(RECENT as i64 * reader.input.period)
        ),
        Class::CatchingUp => {
            let eta = if let Course::CatchingUp { eta_secs } = lag.course { eta_secs } else { 0.0 };
            format!(
                "{who} catches up: it is {} behind, and level in about {}",
                say_span(lag.age_secs),
                say_span(eta)
            )
        }
        _ => {
            let needs = if let Course::Behind { needs } = lag.course { needs } else { 1.0 };
            if lag.slope < 0.02 {
                return format!(
                    "{who} stays {} behind {stream} and does not catch up",
                    say_span(lag.age_secs)
                );
            }
            let share = (1.0 - lag.slope).clamp(0.0, 1.0);
            let needs = if matches!(lag.course, Course::Standing) { 1.0 / share.max(0.05) } else { needs };
            format!(
                "{who} takes {:.0} % of the {} that arrive and needs {needs:.1} times its capacity; it is {} behind",
                share * 100.0,
                rate(arriving),
                say_span(lag.age_secs)
            )
        }
    }
}

fn doubt(
    ground: &Ground<'_>,
    reader: &Reader<'_, '_>,
    lag: Lag,
    class: Class,
    calls: &Calls,
) -> Option<String> {
    let is_function = reader.sight.stage.kind == StageKind::Lambda;
    match class {
        Class::Stopped if reader.silence.is_some_and(|silence| !silence.was_reading) => {
            Some("it was not seen reading in the last 3 h: the name or the region may be wrong".to_owned())
        }
        Class::Stopped
            if reader.trend.is_none() && reader.silence.is_some_and(|silence| silence.slots < 5) =>
        {
            Some("only its own metrics are silent: they may be late".to_owned())
        }
        Class::PoisonRecord if calls.all_fail() => {
            Some("every invocation fails: a bad deployment would look the same".to_owned())
        }
        Class::FunctionErrors if shards(ground, reader).is_none() => Some(
            "the number of shards is not known: with one shard, one bad record would look the same"
                .to_owned(),
        ),
        Class::UnderCapacity if lag.course == Course::Standing && is_function => Some(
            "next to nothing gets through although no invocation fails: one shard may be blocked".to_owned(),
        ),
        Class::UnderCapacity if calls.failing_slots >= 3 => {
            Some("invocations fail too: retries may be what takes the time".to_owned())
        }
        _ => None,
    }
}

fn proofs(reader: &Reader<'_, '_>, class: Class, calls: &Calls) -> Vec<Proof> {
    let mut proofs = Vec::new();
    if let Some(age) = reader.trend {
        let trend = age.trend;
        proofs.push(
            Claim {
                words: format!(
                    "{} of {} is {} and moves by {:+.0} s a minute over {}",
                    age.metric.label,
                    age.at.stage.name,
                    say_span(trend.age),
                    trend.slope * 60.0,
                    span(trend.span)
                ),
                series: age.at.series(age.metric),
                metric: age.metric,
                slots: age.slots,
                back: (trend.span / trend.period.max(1)) as usize + 1,
                value: Some(trend.slope),
                unit: Unit::None,
                rule: "median slope of at least 4 points: 0.8 s/s stands still, 0.1 s/s falls behind, -0.1 s/s catches up",
            }
            .proof(),
        );
    }
    proofs.extend(silence_proofs(reader));
    if matches!(class, Class::PoisonRecord | Class::FunctionErrors)
        && let Some((metric, slots)) = reader.sight.named("Errors")
    {
        proofs.push(
            Claim {
                words: format!(
                    "{} of {} invocations failed",
                    say_count(calls.errors),
                    say_count(calls.total)
                ),
                series: reader.sight.series(metric),
                metric,
                slots,
                back: RECENT,
                value: Some(calls.errors),
                unit: metric.unit,
                rule: "errors in at least 2 of the last 5 slots while the age rises as fast as time passes",
            }
            .proof(),
        );
    }
    proofs
}

fn silence_proofs(reader: &Reader<'_, '_>) -> Vec<Proof> {
    let mut proofs = Vec::new();
    if let (Some((metric, slots)), Some(silence), true) = (reader.reads, reader.silence, reader.is_silent) {
        let input = reader.stream.named(INCOMING);
        proofs.push(
            Claim {
                words: format!("{} of {} are zero for {}", metric.label, reader.sight.stage.name, span(silence.to - silence.from)),
                series: reader.sight.series(metric),
                metric,
                slots,
                back: silence.slots,
                value: Some(0.0),
                unit: metric.unit,
                rule: "nothing read in at least 3 slots with input where the age agrees, in 4 where it is alone",
            }
            .proof(),
        );
        proofs.extend(input.map(|(metric, slots)| {
            Claim {
                words: format!(
                    "{} took in {} meanwhile",
                    reader.stream.stage.name,
                    count_of(slots.sum(silence.slots), "record", "records")
                ),
                series: reader.stream.series(metric),
                metric,
                slots,
                back: silence.slots,
                value: Some(slots.sum(silence.slots)),
                unit: metric.unit,
                rule: "an idle stream is no trouble",
            }
            .proof()
        }));
    }
    proofs
}

fn backlog(ground: &Ground<'_>, reader: &Reader<'_, '_>, lag: Lag, class: Class) -> Option<Backlog> {
    let now = ground.now.timestamp();
    let kept = ground.retention_secs(reader.stream);
    let (at, steepest) = match reader.trend {
        Some(age) => (age.trend.at, reader.steepest(&age.trend)),
        None => (reader.input.end, 1.0),
    };
    Some(Backlog {
        at: reader.sight.index,
        input: Some(reader.stream.index),
        head: reader.head_at(now)?.min(now),
        heading: reader
            .head
            .and_then(|head| Heading::of(lag, head - batch_secs(ground, reader), at, steepest, kept)),
        shards: (class == Class::PoisonRecord)
            .then(|| shards(ground, reader))
            .flatten()
            .filter(|count| *count > 1),
    })
}

/// What waits for a reader that is late, whether or not anything can be said of its slope yet; none for one that is as
/// it always is.
pub(super) fn waiting(ground: &Ground<'_>, reader: &Reader<'_, '_>) -> Option<Backlog> {
    let late = LEAST_LATE.max(reader.trend.map_or(0.0, |age| 2.0 * age.usual));
    reader.lag.filter(|lag| lag.age_secs >= late)?;
    let now = ground.now.timestamp();
    let head = reader.head_at(now)?.min(now);
    Some(Backlog {
        at: reader.sight.index,
        input: Some(reader.stream.index),
        head,
        heading: None,
        shards: None,
    })
}

/// The age of a batch is that of its last record: the first may be older by what a batch takes to come in.
fn batch_secs(ground: &Ground<'_>, reader: &Reader<'_, '_>) -> i64 {
    if reader.is_silent {
        return 0;
    }
    let shards = f64::from(shards(ground, reader).unwrap_or(1).max(1));
    let arriving = reader.input.per_sec(30).unwrap_or(0.0).max(0.01);
    (BATCH * shards / arriving).min(LONGEST_BATCH) as i64
}
