//! How far each reader of a stream is behind and where that is going: silence and slope taken together, with the state
//! before, so that one odd point neither begins nor ends anything. Names no cause.

use super::{
    direction::{LEAST_AGE, STANDING, course},
    ground::{Ground, Sight},
    names::{COLLECTED, DELIVERED, INCOMING},
    silence::Silence,
    slope::{Trend, marks, usual},
    slots::Slots,
};
use crate::pipeline::{Course, Lag, Metric, StageKind};

/// Seconds over which the pace of arrivals is measured.
const PACE: i64 = 300;

/// A stage that reads a stream, and how that goes.
#[derive(Debug)]
pub(super) struct Reader<'g, 'a> {
    pub(super) sight: &'g Sight<'a>,
    pub(super) stream: &'g Sight<'a>,
    /// What the stream takes in, a slot at a time.
    pub(super) input: &'g Slots,
    /// What the reader reads: invocations, or records.
    pub(super) reads: Option<(&'g Metric, &'g Slots)>,
    pub(super) silence: Option<Silence>,
    pub(super) trend: Option<Age<'g, 'a>>,
    pub(super) lag: Option<Lag>,
    /// Arrival of the oldest record that may not have been read, epoch seconds; not later than it really is.
    pub(super) head: Option<i64>,
    pub(super) is_silent: bool,
}

/// The trend of an age and the metric it was read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Age<'g, 'a> {
    pub(super) at: &'g Sight<'a>,
    pub(super) metric: &'g Metric,
    pub(super) slots: &'g Slots,
    pub(super) trend: Trend,
    /// The age that is usual here, in seconds.
    pub(super) usual: f64,
}

/// Names of what a reader reads, by kind.
const fn read_names(kind: StageKind) -> &'static [&'static str] {
    match kind {
        StageKind::Lambda => &["Invocations"],
        StageKind::Firehose => COLLECTED,
        _ => &[],
    }
}

/// CloudWatch's names of a reader's own age.
const OWN_AGES: &[&str] = &["IteratorAge", "KinesisMillisBehindLatest"];
/// The age of everybody who reads a stream and shares its throughput.
const STREAM_AGE: &str = "GetRecords.IteratorAgeMilliseconds";

/// The reader a stage is; none when it reads no stream, or nothing is known of what comes in there.
pub(super) fn reader<'g, 'a>(
    ground: &'g Ground<'a>,
    sight: &'g Sight<'a>,
    before: Option<Lag>,
) -> Option<Reader<'g, 'a>> {
    if read_names(sight.stage.kind).is_empty() {
        return None;
    }
    let stream = ground.streams_of(sight).next()?;
    let (_, input) = stream.named(INCOMING)?;
    let reads = sight.first_named(read_names(sight.stage.kind));
    let silence = reads.and_then(|(_, slots)| Silence::of(slots, input)).filter(|_| !writes_unread(sight));
    let own = OWN_AGES.iter().find_map(|name| age(sight, name));
    let shared = age(stream, STREAM_AGE);
    let is_only = ground.fed_by(stream).filter(|sight| !read_names(sight.stage.kind).is_empty()).count() == 1;
    let is_silent =
        silence.is_some_and(|silence| is_silent(&silence, sight, shared.as_ref(), is_only, before));
    // A reader's own age ends with its last batch: while it is silent, only the stream's tells how far it is.
    let trend = if is_silent { agreeing(shared, silence) } else { own.or(shared.filter(|_| is_only)) };
    let mut reader = Reader { sight, stream, input, reads, silence, trend, lag: None, head: None, is_silent };
    reader.lag = reader.course(before, ground.now.timestamp());
    reader.head = reader.oldest_unread();
    Some(reader)
}

fn age<'g, 'a>(at: &'g Sight<'a>, name: &str) -> Option<Age<'g, 'a>> {
    let (metric, slots) = at.named(name)?;
    let trend = Trend::of(slots, metric.unit)?;
    Some(Age { at, metric, slots, trend, usual: usual(slots, metric.unit) })
}

/// A delivery stream that writes does read, whether or not it publishes that.
fn writes_unread(sight: &Sight<'_>) -> bool {
    let is_seen = |names: &[&str]| {
        sight.first_named(names).is_some_and(|(_, slots)| slots.cells.iter().any(|slot| slot.is_busy()))
    };
    is_seen(&[DELIVERED]) && !is_seen(read_names(sight.stage.kind))
}

/// The stream's age, where it grew along with the silence.
fn agreeing<'g, 'a>(shared: Option<Age<'g, 'a>>, silence: Option<Silence>) -> Option<Age<'g, 'a>> {
    let silence = silence?;
    shared.filter(|age| grew_along(age, &silence))
}

fn grew_along(age: &Age<'_, '_>, silence: &Silence) -> bool {
    let lasted = (age.trend.at - silence.from) as f64;
    let least = 0.75 * (lasted - age.trend.period as f64).max(0.0);
    lasted > 0.0 && age.trend.age >= least.max(LEAST_AGE * 0.75)
}

fn is_silent(
    silence: &Silence,
    sight: &Sight<'_>,
    shared: Option<&Age<'_, '_>>,
    is_only: bool,
    before: Option<Lag>,
) -> bool {
    // A function is counted when an invocation begins, and told when it ends.
    let longest = sight.named("Duration").and_then(|(_, slots)| slots.newest_value());
    let more = longest.map_or(0, |(_, millis)| (millis / 60_000.0).floor().clamp(0.0, 15.0) as usize);
    let is_agreed = shared.is_some_and(|age| grew_along(age, silence));
    // Another reader of the stream keeps its age low whatever this one does.
    let is_contradicted = is_only && shared.is_some_and(|age| !grew_along(age, silence));
    let was_standing = before.is_some_and(|lag| lag.course == Course::Standing);
    silence.is_confirmed(is_agreed, is_contradicted, more) || (was_standing && silence.slots >= 2)
}

impl Reader<'_, '_> {
    /// Where the lag is going, given where it was going before.
    fn course(&self, before: Option<Lag>, now: i64) -> Option<Lag> {
        if self.is_silent {
            let head = self.oldest_unread()?;
            let age_secs = (now - head).max(0) as f64;
            return Some(Lag { age_secs, slope: 1.0, course: Course::Standing });
        }
        let Some(Age { trend, usual, .. }) = self.trend else {
            // Too little is heard of it to tell: it is as it was, unless what is heard is that it is level.
            let is_level = self.newest_age().is_some_and(|age| age < LEAST_AGE);
            return before.filter(|lag| lag.course != Course::Steady && !is_level);
        };
        // At the end of a backlog the age falls in leaps, and the line through the points before is nothing to go by.
        let is_falling = before.is_some_and(|lag| {
            matches!(lag.course, Course::CatchingUp { .. })
                && trend.age <= lag.age_secs
                && trend.age >= LEAST_AGE
        });
        let before = before.map_or(Course::Steady, |lag| lag.course);
        let course = match course(&trend, usual, before) {
            Course::Behind { .. } | Course::Standing if is_falling => before,
            held @ (Course::Behind { .. } | Course::Standing) => {
                self.shrinking(&trend, before, now).unwrap_or(held)
            }
            other => other,
        };
        Some(Lag { age_secs: trend.age, slope: trend.slope, course })
    }

    /// What is read now arrived in a busier time, and less arrives now than is read: the backlog shrinks although the
    /// age still grows.
    fn shrinking(&self, trend: &Trend, before: Course, now: i64) -> Option<Course> {
        let head = trend.at - trend.age as i64;
        // What has just been read is what arrived before the oldest that waits. At the end of a busy time the slope
        // still speaks of it when the head is already past it.
        let arrived = self.input.between(head - 600, head) / 600.0;
        let arrived = match before {
            Course::CatchingUp { .. } => arrived.max(self.input.between(head - 1_800, head) / 1_800.0),
            _ => arrived,
        };
        let taken = arrived * (1.0 - trend.slope);
        let arriving = self.input.per_sec(5)?;
        let is_known = head - 600 >= self.input.at(0) && trend.slope < STANDING;
        if !is_known || taken < 1.5 * arriving || trend.age < 2.0 * LEAST_AGE {
            return None;
        }
        let waiting = self.input.between(head, now);
        Some(Course::CatchingUp { eta_secs: waiting / (taken - arriving) })
    }

    /// Seconds by which the age may grow each second: what is read now arrived at some pace, and what arrived faster
    /// since then will take longer to read.
    pub(super) fn steepest(&self, trend: &Trend) -> f64 {
        let head = trend.at - trend.age as i64;
        let at_head = self.input.between(head - PACE, head) / PACE as f64;
        let busiest = self.input.busiest_since(head, PACE);
        let share = if busiest > 0.0 { (at_head / busiest).min(1.0) } else { 1.0 };
        trend.surely().max(1.0 - (1.0 - trend.slope).max(0.0) * share)
    }

    /// The newest age there is, of the reader or of its stream.
    fn newest_age(&self) -> Option<f64> {
        let own = OWN_AGES.iter().find_map(|name| self.sight.named(name));
        let (metric, slots) = own.or_else(|| self.stream.named(STREAM_AGE))?;
        let newest = marks(slots, metric.unit, 5);
        newest.last().map(|mark| mark.age)
    }

    fn oldest_unread(&self) -> Option<i64> {
        // The maximum of a slot may have been reached at its very beginning.
        let by_age = self.trend.map(|Age { trend, .. }| trend.at - trend.period - trend.age as i64);
        match (self.is_silent, self.silence) {
            // Of the last slot that was read, the end may not have been.
            (true, Some(silence)) => {
                let first = silence.from - self.input.period;
                Some(by_age.map_or(first, |head| head.min(silence.from)))
            }
            _ => by_age,
        }
    }

    /// The head as it is at a moment: it stands still, or goes on at the pace of the slope.
    pub(super) fn head_at(&self, at: i64) -> Option<i64> {
        let head = self.head?;
        match (self.lag?.course, self.trend) {
            (Course::Standing, _) | (_, None) => Some(head),
            (_, Some(Age { trend, .. })) => {
                let passed = (at - trend.at).max(0) as f64;
                Some((head + (passed * (1.0 - trend.slope).max(0.0)) as i64).min(at))
            }
        }
    }
}
