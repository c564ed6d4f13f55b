//! What is told between two moments, and what is not.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::{News, NewsKind, news};
use crate::{
    business::Currency,
    pipeline::{
        Alarm, AlarmDetail, AlarmKind, AlarmState, Class, Confidence, Effect, Health, Loss, Pipeline,
        PipelineHealth, Resolved, Verdict, VerdictKey,
    },
    question::{
        About, AlarmList, Answer, Answered, Entry, Estate, Fault, Note, NoteKind, Provenance, Question,
        Snapshot, Trouble,
    },
};

fn at(minute: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 14, 0, 0).unwrap() + TimeDelta::minutes(minute)
}

fn alarms_of(pipeline: &str) -> Question {
    Question::Alarms { pipeline: pipeline.into() }
}

fn moment(minute: i64) -> Snapshot {
    let pipeline = |name: &str| {
        Arc::new(Pipeline {
            name: name.into(),
            region: "us-east-1".into(),
            retention_hours: None,
            stages: Vec::new(),
        })
    };
    let estate = Estate {
        pipelines: vec![pipeline("shop"), pipeline("search")],
        vendor_table: None,
        lake: None,
        currency: Currency::parse("EUR").unwrap(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    };
    let mut snapshot = Snapshot::empty(Arc::new(estate), at(minute));
    snapshot.health = Arc::from([health(Vec::new(), Vec::new())]);
    snapshot
}

fn health(verdicts: Vec<Verdict>, resolved: Vec<Resolved>) -> PipelineHealth {
    PipelineHealth {
        pipeline: "shop".into(),
        health: Health::Ok,
        since: None,
        headline: "".into(),
        worst_stage: None,
        stages: Vec::new(),
        verdicts,
        resolved,
        flows: Vec::new(),
    }
}

fn verdict(class: Class, stage: &str, health: Health) -> Verdict {
    Verdict {
        class,
        stage: Some(stage.into()),
        health,
        confidence: Confidence::High,
        since: at(-6),
        cause: format!("{stage} (Lambda) has read nothing for 6 min").into(),
        effect: Effect::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: Vec::new(),
        alarms: Vec::new(),
    }
}

fn with(minute: i64, verdicts: Vec<Verdict>) -> Snapshot {
    Snapshot { health: Arc::from([health(verdicts, Vec::new())]), ..moment(minute) }
}

fn alarmed(minute: i64, state: AlarmState) -> Snapshot {
    let alarm = Arc::new(Alarm {
        name: "iterator-age".into(),
        arn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:iterator-age".into(),
        description: None,
        kind: AlarmKind::Metric,
        state,
        since: Some(at(minute)),
        reason: "Threshold Crossed: 1 datapoint [72.0] was greater than 60.0.".into(),
        threshold: None,
        condition: None,
        watches: "".into(),
        period_secs: None,
        m_of_n: None,
        treat_missing: None,
        actions_enabled: true,
        stages: Vec::new(),
        children: Vec::new(),
        detail: AlarmDetail::default(),
    });
    let entry = |alarms: Vec<Arc<Alarm>>| {
        let provenance = Provenance {
            source: "a test".into(),
            as_of: at(minute),
            complete_to: None,
            latency: Duration::ZERO,
            cost_micro_usd: 0,
            call: "".into(),
            command: "".into(),
        };
        let held = Arc::new(Answered { answer: Answer::Alarms(AlarmList { alarms }), provenance });
        Arc::new(Entry { held: Some(held), ..Entry::unasked(Duration::from_mins(1)) })
    };
    // Both pipelines are in one region, so both list the alarm.
    let entries = ["shop", "search"].map(|name| (alarms_of(name), entry(vec![Arc::clone(&alarm)])));
    Snapshot { entries: BTreeMap::from(entries), ..moment(minute) }
}

fn failing(minute: i64, fault: Fault, failures: u32) -> Snapshot {
    let trouble = Trouble {
        source: "CloudWatch us-east-1".into(),
        fault,
        sentence: "CloudWatch did not answer in time.".into(),
        fix: "".into(),
        action: None,
        stage: None,
        at: at(minute),
    };
    let mut snapshot = alarmed(minute, AlarmState::Ok);
    let entry = snapshot.entries.get_mut(&alarms_of("shop")).unwrap();
    let entry = Arc::make_mut(entry);
    (entry.failures, entry.troubles) = (failures, vec![trouble]);
    snapshot
}

fn noted(minute: i64, notes: Vec<Note>) -> Snapshot {
    let stopped = verdict(Class::Stopped, "processor", Health::Critical);
    Snapshot { notes: notes.into(), ..with(minute, vec![stopped]) }
}

fn note(kind: NoteKind, until: Option<DateTime<Utc>>) -> Note {
    Note {
        about: About::Verdict(VerdictKey { pipeline: "shop".into(), key: "stopped@processor".into() }),
        kind,
        text: "looking into it".into(),
        by: "ann".into(),
        at: at(0),
        until,
    }
}

fn lines(told: &[News]) -> Vec<String> {
    told.iter().map(|news| format!("{} {}", news.kind.as_str(), news.sentence)).collect()
}

#[test]
fn a_verdict_is_told_when_it_begins_and_not_while_its_numbers_grow() {
    let stopped = verdict(Class::Stopped, "processor", Health::Warning);
    let calm = moment(0);
    let begun = with(1, vec![stopped.clone()]);
    assert_eq!(
        lines(&news(&calm, &begun)),
        ["verdict-began shop: processor (Lambda) has read nothing for 6 min"]
    );
    let longer = Verdict { cause: "processor (Lambda) has read nothing for 9 min".into(), ..stopped.clone() };
    assert_eq!(news(&begun, &with(4, vec![longer])), []);
    let loss =
        Loss { at: at(1_400), sentence: "the first record is lost in 23 h 49 min at the earliest".into() };
    let worse = Verdict { health: Health::Critical, loss: Some(loss), ..stopped };
    let told = news(&begun, &with(4, vec![worse]));
    assert_eq!(
        lines(&told),
        [
            "verdict-worsened shop: worse, now critical: processor (Lambda) has read nothing for 6 min; the first \
          record is lost in 23 h 49 min at the earliest"
        ]
    );
    assert_eq!((told[0].before, told[0].health), (Health::Warning, Health::Critical));
}

#[test]
fn what_takes_the_place_of_a_verdict_is_the_same_trouble() {
    let stopped = verdict(Class::Stopped, "processor", Health::Critical);
    let catching_up = Verdict {
        cause: "processor catches up, level in 8 min".into(),
        ..verdict(Class::CatchingUp, "processor", Health::Warning)
    };
    let told = news(&with(0, vec![stopped.clone()]), &with(1, vec![catching_up]));
    assert_eq!(
        lines(&told),
        [
            "verdict-eased shop: no longer processor stopped, now processor catching up: processor catches up, level in 8 min"
        ]
    );
    let throttled = verdict(Class::WritesThrottled, "counters", Health::Critical);
    let upstream = Verdict { symptoms: vec!["processor".into()], ..throttled };
    let told = news(&with(0, vec![stopped.clone()]), &with(1, vec![upstream]));
    assert_eq!(told[0].kind, NewsKind::VerdictChanged, "the cause moved along the path of its symptoms");
    let elsewhere = verdict(Class::DeliveryFailing, "delivery", Health::Critical);
    let told = news(&with(0, vec![stopped]), &with(1, vec![elsewhere]));
    assert_eq!(
        told.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [NewsKind::VerdictBegan, NewsKind::VerdictResolved]
    );
}

#[test]
fn the_end_of_a_verdict_says_how_long_it_took() {
    let stopped = verdict(Class::Stopped, "processor", Health::Critical);
    let over = Resolved { verdict: stopped.clone(), at: at(42), sentence: "resolved after 42 min".into() };
    let after = Snapshot { health: Arc::from([health(Vec::new(), vec![over])]), ..moment(42) };
    let told = news(&with(41, vec![stopped]), &after);
    assert_eq!(lines(&told), ["verdict-resolved shop: processor stopped: resolved after 42 min"]);
    assert_eq!((told[0].at, told[0].health, told[0].before), (at(42), Health::Ok, Health::Critical));
}

#[test]
fn doubt_is_told_with_the_verdict() {
    let doubt = Confidence::Low("no invocations are measured".into());
    let unsure = Verdict { confidence: doubt, ..verdict(Class::Stopped, "processor", Health::Warning) };
    let told = news(&moment(0), &with(1, vec![unsure]));
    assert!(
        told[0].sentence.ends_with("6 min (not sure: no invocations are measured)"),
        "{}",
        told[0].sentence
    );
}

#[test]
fn an_alarm_two_pipelines_list_is_told_once_and_its_state_only_when_it_changes() {
    use AlarmState::{Alarm, InsufficientData, Ok};
    let told = news(&alarmed(0, Ok), &alarmed(1, Alarm));
    assert_eq!(
        lines(&told),
        ["alarm-fired shop: alarm iterator-age went to ALARM at 2026-11-22 14:01 UTC: Threshold Crossed: 1 \
          datapoint [72.0] was greater than 60.0"]
    );
    assert_eq!(news(&alarmed(1, Alarm), &alarmed(2, Alarm)), []);
    assert_eq!(
        lines(&news(&alarmed(2, Alarm), &alarmed(3, Ok))),
        ["alarm-over shop: alarm iterator-age went back to OK at 2026-11-22 14:03 UTC"]
    );
    assert_eq!(news(&alarmed(3, Ok), &alarmed(4, InsufficientData))[0].kind, NewsKind::AlarmBlind);
    assert_eq!(news(&moment(0), &alarmed(1, Ok)), [], "what is well at first sight is no news");
    assert_eq!(news(&moment(0), &alarmed(1, Alarm)).len(), 1, "what is wrong at first sight is");
}

#[test]
fn a_source_is_silent_after_failing_twice_and_is_told_when_it_is_back() {
    let well = alarmed(0, AlarmState::Ok);
    assert_eq!(news(&well, &failing(1, Fault::TimedOut, 1)), [], "once may be chance");
    let told = news(&failing(1, Fault::TimedOut, 1), &failing(2, Fault::TimedOut, 2));
    assert_eq!(
        lines(&told),
        ["source-silent shop: CloudWatch us-east-1 fell silent: CloudWatch did not answer in time"]
    );
    assert_eq!(news(&failing(2, Fault::TimedOut, 2), &failing(3, Fault::TimedOut, 3)), []);
    assert_eq!(news(&well, &failing(1, Fault::Denied, 1)).len(), 1, "waiting does not cure that");
    assert_eq!(
        lines(&news(&failing(3, Fault::TimedOut, 3), &alarmed(4, AlarmState::Ok))),
        ["source-back shop: CloudWatch us-east-1 answers again"]
    );
    let unasked = Snapshot { entries: BTreeMap::new(), ..moment(4) };
    assert_eq!(news(&failing(3, Fault::TimedOut, 3), &unasked), [], "nobody asks, nobody knows");
}

#[test]
fn notes_are_told_when_put_down_taken_away_and_over() {
    let muted = note(NoteKind::Muted, Some(at(30)));
    let put = noted(1, vec![muted.clone()]);
    assert_eq!(
        lines(&news(&noted(0, Vec::new()), &put)),
        ["note-put shop: processor stopped: muted by ann: looking into it (until 2026-11-22 14:30 UTC)"]
    );
    assert_eq!(news(&put, &noted(2, vec![muted.clone()])), []);
    assert_eq!(
        lines(&news(&put, &noted(3, Vec::new()))),
        ["note-gone shop: processor stopped: the mute by ann was taken away"]
    );
    let over = news(&noted(29, vec![muted.clone()]), &noted(30, vec![muted]));
    assert_eq!(lines(&over), ["note-gone shop: processor stopped: the mute by ann is over"]);
    let seen = note(NoteKind::Acknowledged, None);
    let gone = news(&noted(1, vec![seen]), &moment(2));
    assert_eq!(gone.len(), 1, "a note that ends with its verdict is not told besides: {gone:?}");
}

#[test]
fn another_scenario_is_told() {
    let calm = Snapshot { scenario: Some("calm".into()), ..moment(0) };
    let poison = Snapshot { scenario: Some("poison-record".into()), ..moment(1) };
    assert_eq!(lines(&news(&calm, &poison)), ["scenario demo: the scenario is poison-record now"]);
    assert_eq!(news(&poison, &poison), []);
}
