//! An alarm in words and cells: its past day as a strip, its condition as a sentence, why it has no data.
//! Pure; knows no buffer.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    pipeline::{Alarm, AlarmChange, AlarmKind, AlarmState, Metric, Missing, Unit, say, say_span},
    question::{About, AlarmHistory, Note, NoteKind, Snapshot},
    view::pen::Glyph,
};

/// How long ago a strip begins.
pub const STRIP: TimeDelta = TimeDelta::hours(24);

/// The states of an alarm in the past day, one a cell, oldest first; none where nothing is known. A cell shows the worst
/// state that held in its time.
pub fn strip(
    alarm: &Alarm,
    history: Option<&AlarmHistory>,
    now: DateTime<Utc>,
    cells: u16,
) -> Vec<Option<AlarmState>> {
    let (begin, span) = ((now - STRIP).timestamp(), STRIP.num_seconds());
    let mut strip = vec![None; usize::from(cells)];
    for (from, to, state) in intervals(alarm, history) {
        if to.is_some_and(|to| to.timestamp() <= begin) {
            continue;
        }
        let place = |at: DateTime<Utc>| (at.timestamp() - begin) as f64 * f64::from(cells) / span as f64;
        let first = place(from).floor().max(0.0) as usize;
        let end = place(to.unwrap_or(now)).ceil().max(0.0) as usize;
        for cell in strip.iter_mut().take(end.max(first + 1)).skip(first) {
            *cell = Some(cell.map_or(state, |held: AlarmState| held.min(state)));
        }
    }
    strip
}

/// What is known of an alarm's states, the newest first: from, to (none for now), state.
pub fn intervals(
    alarm: &Alarm,
    history: Option<&AlarmHistory>,
) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>, AlarmState)> {
    let mut found = Vec::new();
    let (mut to, mut state) = (None, Some(alarm.state));
    for event in history.iter().flat_map(|history| &history.events) {
        let AlarmChange::State { from: before, to: after } = event.change else { continue };
        if event.alarm != alarm.name || to.is_some_and(|to| event.at >= to) {
            continue;
        }
        // The list is newer than its history: the last change is not told yet.
        if let (None, Some(since)) =
            (to, alarm.since.filter(|since| *since > event.at && after != alarm.state))
        {
            found.push((since, None, alarm.state));
            to = Some(since);
        }
        found.push((event.at, to, after));
        (to, state) = (Some(event.at), before);
    }
    // Before the oldest change that is told: what it changed from, as far back as everything is told.
    let known_from = history.map(|history| history.from);
    let untold = if to.is_some() { known_from } else { alarm.since.or(known_from) };
    if let (Some(from), Some(state)) = (untold, state)
        && to.is_none_or(|to| from < to)
    {
        found.push((from, to, state));
    }
    found
}

/// The cell of a state: three signs that differ without colour.
pub const fn cell(state: Option<AlarmState>) -> Option<Glyph> {
    match state {
        Some(AlarmState::Alarm) => Some(Glyph::Full),
        Some(AlarmState::InsufficientData) => Some(Glyph::Shade),
        Some(AlarmState::Ok) => Some(Glyph::Line),
        None => None,
    }
}

/// `ALARM when 3 of 5 points of 1 min are > 60 min`.
pub fn condition(alarm: &Alarm, metric: Option<&Metric>) -> Option<String> {
    let against = match (alarm.kind, alarm.threshold, metric, &alarm.condition) {
        (AlarmKind::Metric, Some(threshold), Some(metric), Some(condition)) => {
            let sign: String = condition.chars().take_while(|c| !c.is_ascii_digit() && *c != '-').collect();
            format!("{} {}", sign.trim(), say(threshold, metric.unit))
        }
        (_, _, _, Some(condition)) => condition.to_string(),
        (_, _, _, None) => return None,
    };
    let (m, n) = alarm.m_of_n.unwrap_or((1, 1));
    let span = alarm.period_secs.map_or(String::new(), |secs| format!(" of {}", span(secs)));
    Some(match (m, n) {
        (1, 1) => format!("ALARM when a point{span} is {against}"),
        (m, n) if m == n => format!("ALARM when {n} points{span} in a row are {against}"),
        (m, n) => format!("ALARM when {m} of the last {n} points{span} are {against}"),
    })
}

fn span(secs: u32) -> String {
    if secs == 60 { "1 min".to_owned() } else { say_span(f64::from(secs)) }
}

/// What a missing point counts as.
pub fn missing(alarm: &Alarm) -> &'static str {
    match alarm.treat_missing.as_deref() {
        Some("breaching") => "counts as breaching: silence rings",
        Some("notBreaching") => "counts as good: silence is well",
        Some("ignore") => "is ignored: the state stays as it is",
        _ => "is not counted; with none at all the state is INSUFFICIENT_DATA",
    }
}

/// Why CloudWatch has too little data, by what the alarm and the metric make of a missing point.
pub fn no_data(alarm: &Alarm, metric: Option<&Metric>) -> String {
    let why = match (alarm.kind, metric.map(|metric| metric.missing)) {
        (AlarmKind::Composite, _) => "none of its alarms can be told; look at those below",
        (AlarmKind::Band, _) => "the band is not learnt yet, or the metric has no points",
        (_, Some(Missing::Fine)) => {
            "no fault by itself: this metric is published only when something goes wrong, and nothing did"
        }
        (_, Some(Missing::Zero)) => {
            "most likely no traffic: this metric has points only while something happens"
        }
        (_, Some(Missing::Bad)) => {
            "the metric has gone although it should be there: what it measures may stand still"
        }
        (_, Some(Missing::Unknown)) => "the metric has no points: no traffic, or it has gone",
        (_, None) => "no points: no traffic, or a metric and dimensions that match nothing",
    };
    let treat = match alarm.treat_missing.as_deref() {
        Some("ignore") => "; it stays so until a point comes",
        Some("breaching" | "notBreaching") => "; the alarm is new, or CloudWatch could not evaluate it",
        _ if matches!(metric.map(|m| m.missing), Some(Missing::Fine | Missing::Zero)) => {
            "; notBreaching would show it as OK"
        }
        _ => "",
    };
    format!("{why}{treat}")
}

/// The notes about an alarm that hold: whether it is muted, and whether somebody has seen it.
pub fn notes<'a>(
    snapshot: &'a Snapshot,
    alarm: &Alarm,
    now: DateTime<Utc>,
) -> (Option<&'a Note>, Option<&'a Note>) {
    let about = About::Alarm(alarm.arn.clone());
    let of = |kind| {
        let mut notes = snapshot.notes.iter();
        notes.find(|note| note.kind == kind && note.about == about && note.holds(now))
    };
    (of(NoteKind::Muted), of(NoteKind::Acknowledged))
}

/// The unit of an alarm's values; none known for what is computed.
pub fn unit(metric: Option<&Metric>) -> Unit {
    metric.map_or(Unit::None, |metric| metric.unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{pipeline::AlarmEvent, view::fixture::Picture};

    fn alarm(state: AlarmState, since: DateTime<Utc>) -> Alarm {
        let (snapshot, _) = Picture::Critical.taken();
        let list = snapshot.alarms(&"makeriess-prod".into()).unwrap();
        Alarm { state, since: Some(since), ..(*list.alarms[0]).clone() }
    }

    fn event(at: DateTime<Utc>, from: AlarmState, to: AlarmState) -> AlarmEvent {
        let change = AlarmChange::State { from: Some(from), to };
        AlarmEvent { alarm: "analytics-iterator-age".into(), at, change, summary: "".into() }
    }

    fn drawn(strip: &[Option<AlarmState>]) -> String {
        strip.iter().map(|state| cell(*state).map_or(" ", |glyph| glyph.pair().1)).collect()
    }

    #[test]
    fn a_strip_tells_the_day_and_leaves_the_unknown_blank() {
        use AlarmState::{Alarm, InsufficientData, Ok};
        let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
        let hours = |hours| now - TimeDelta::hours(hours);
        let history = AlarmHistory {
            from: hours(20),
            events: vec![event(hours(2), Ok, Alarm), event(hours(10), InsufficientData, Ok)],
        };
        assert_eq!(
            drawn(&strip(&alarm(Alarm, hours(2)), Some(&history), now, 24)),
            "    ..........--------##"
        );
        assert_eq!(drawn(&strip(&alarm(Ok, hours(6)), None, now, 24)), "                  ------");
        let silent = AlarmHistory { from: hours(24), events: Vec::new() };
        assert_eq!(drawn(&strip(&alarm(Ok, hours(900)), Some(&silent), now, 6)), "------");
    }

    #[test]
    fn a_short_alarm_is_seen_in_a_wide_cell() {
        let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
        let at = |minutes| now - TimeDelta::minutes(minutes);
        let events = vec![
            event(at(90), AlarmState::Alarm, AlarmState::Ok),
            event(at(94), AlarmState::Ok, AlarmState::Alarm),
        ];
        let history = AlarmHistory { from: at(1_440), events };
        assert_eq!(
            drawn(&strip(&alarm(AlarmState::Ok, at(90)), Some(&history), now, 24)).matches('#').count(),
            1
        );
    }

    #[test]
    fn a_change_that_the_history_does_not_tell_yet_is_seen() {
        let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
        let hours = |hours| now - TimeDelta::hours(hours);
        let events = vec![event(hours(12), AlarmState::InsufficientData, AlarmState::Ok)];
        let history = AlarmHistory { from: hours(24), events };
        let rings = strip(&alarm(AlarmState::Alarm, hours(2)), Some(&history), now, 12);
        assert_eq!(drawn(&rings), "......-----#");
    }

    proptest! {
        #[test]
        fn any_history_makes_a_strip(
            events in prop::collection::vec((-200_000i64..200_000, 0usize..3, 0usize..4), 0..30), cells in 0u16..300, from in -200_000i64..200_000,
        ) {
            let states = [AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData];
            let now: DateTime<Utc> = "2026-11-22T14:00:00Z".parse().unwrap();
            let at = |secs| now - TimeDelta::seconds(secs);
            let events = events.into_iter().map(|(secs, to, from)| AlarmEvent {
                alarm: "analytics-iterator-age".into(),
                at: at(secs),
                change: AlarmChange::State { from: states.get(from).copied(), to: states[to] },
                summary: "".into(),
            }).collect();
            let history = AlarmHistory { from: at(from), events };
            let found = strip(&alarm(AlarmState::Ok, at(from)), Some(&history), now, cells);
            prop_assert_eq!(found.len(), usize::from(cells));
        }
    }
}
