//! The collector with made-up sources on a paused clock: who is asked what, when, and what viewers see of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it cannot go on")]

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    business::{Currency, DateRange, Vendor, VendorScope, View},
    collector::{Collector, close, look, scaled},
    config::Poll,
    pipeline::{Health, Pipeline},
    question::{
        About, AlarmList, Answer, Answered, Ask, Call, Demo, Desk, Estate, Fault, Item, MetricsAnswer, Note,
        NoteKind, Provenance, Question, Reading, Request, ScenarioInfo, Snapshot, Trouble, VendorDays,
        ViewerId,
    },
    source::{BoxFuture, Source},
};
use tokio::{
    sync::mpsc,
    time::{Instant, advance, sleep},
};

/// What a made-up source was told.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    Asked(Vec<Ask>),
    Forgot(Question),
    Played(String),
}

/// What it does when it is asked, by the time since it was made.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Answers,
    Fails(Fault),
    /// Fails until so many seconds have passed.
    FailsUntil(u64, Fault),
    /// Takes so many seconds.
    Slow(u64),
    Panics,
    /// Says so for the first asks, then answers.
    Waits(u64),
    Mute,
}

struct Fake {
    name: &'static str,
    mine: fn(&Question) -> bool,
    mood: Mood,
    events: mpsc::Sender<(Duration, Event)>,
    made: Instant,
}

fn business(question: &Question) -> bool {
    !metrics(question)
}

fn metrics(question: &Question) -> bool {
    matches!(question, Question::Metrics { .. } | Question::Alarms { .. } | Question::Streams { .. })
}

fn anything(_: &Question) -> bool {
    true
}

type Events = mpsc::Receiver<(Duration, Event)>;

fn fake(name: &'static str, mine: fn(&Question) -> bool, mood: Mood) -> (Box<dyn Source>, Events) {
    let (events, seen) = mpsc::channel(1_000);
    (Box::new(Fake { name, mine, mood, events, made: Instant::now() }), seen)
}

impl Fake {
    fn note(&self, event: Event) {
        self.events.try_send((self.made.elapsed(), event)).ok();
    }

    fn item(&self, question: &Question, now: DateTime<Utc>) -> Item {
        let age = self.made.elapsed().as_secs();
        let fault = match self.mood {
            Mood::Fails(fault) => Some(fault),
            Mood::FailsUntil(until, fault) if age < until => Some(fault),
            _ => None,
        };
        match (fault, self.mood) {
            (Some(fault), _) => Item::troubled(question.clone(), trouble(fault, now)),
            (None, Mood::Waits(until)) if age < until => {
                Item::waiting(question.clone(), Arc::from("queued"), Duration::from_secs(3))
            }
            _ => Item::answered(question.clone(), answered(question, now)),
        }
    }
}

impl Source for Fake {
    fn name(&self) -> &str {
        self.name
    }

    fn answers(&self, question: &Question) -> bool {
        (self.mine)(question)
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(async move {
            self.note(Event::Asked(asks.to_vec()));
            match self.mood {
                Mood::Slow(secs) => sleep(Duration::from_secs(secs)).await,
                Mood::Panics => panic!("a fault of ours"),
                Mood::Mute => return Reading::default(),
                _ => {}
            }
            let items = asks.iter().map(|ask| self.item(&ask.question, now)).collect();
            Reading { items, calls: vec![Call { api: "GetMetricData", count: 1, cost_micro_usd: 300 }] }
        })
    }

    fn forget<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, ()> {
        self.note(Event::Forgot(question.clone()));
        Box::pin(async {})
    }

    fn play(&mut self, scenario: &str, _now: DateTime<Utc>) {
        self.note(Event::Played(scenario.to_owned()));
    }
}

fn trouble(fault: Fault, at: DateTime<Utc>) -> Trouble {
    Trouble {
        source: Arc::from("fake"),
        fault,
        sentence: Arc::from("It went wrong."),
        fix: Arc::from("Mend it."),
        action: None,
        stage: None,
        at,
    }
}

fn answered(question: &Question, as_of: DateTime<Utc>) -> Answered {
    let answer = match question {
        Question::Metrics { .. } => Answer::Metrics(MetricsAnswer::default()),
        Question::Alarms { .. } => Answer::Alarms(AlarmList::default()),
        Question::VendorDays { .. } => Answer::VendorDays(VendorDays::default()),
        _ => Answer::Vendors(Arc::from(Vec::<Vendor>::new())),
    };
    let provenance = Provenance {
        source: Arc::from("fake"),
        as_of,
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: Arc::from(""),
        command: Arc::from(""),
    };
    Answered { answer, provenance }
}

fn estate(demo: Option<Demo>) -> Arc<Estate> {
    let pipeline = Pipeline {
        name: "clicks".into(),
        region: Arc::from("eu-west-1"),
        retention_hours: None,
        stages: Vec::new(),
    };
    Arc::new(Estate {
        pipelines: vec![Arc::new(pipeline)],
        vendor_table: None,
        lake: None,
        currency: Currency::parse("USD").unwrap(),
        business_zone: chrono_tz::UTC,
        demo,
        account: None,
        runbooks: std::collections::BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    })
}

fn start(sources: Vec<Box<dyn Source>>) -> Desk {
    let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    Collector::start(estate(None), Poll::default(), sources, scaled(start, 1.0))
}

/// Lets seconds pass in small steps, so that everything due on the way happens in its order.
async fn pass(secs: u64) {
    for _ in 0..secs * 4 {
        advance(Duration::from_millis(250)).await;
        settle().await;
    }
}

/// Lets every task do what it can do without time passing.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

fn seen(events: &mut Events) -> Vec<(u64, Event)> {
    std::iter::from_fn(|| events.try_recv().ok()).map(|(at, event)| (at.as_secs(), event)).collect()
}

/// The seconds at which a question was asked.
fn asked_at(events: &[(u64, Event)], question: &Question) -> Vec<u64> {
    let is_asked =
        |event: &Event| matches!(event, Event::Asked(asks) if asks.iter().any(|a| a.question == *question));
    events.iter().filter(|(_, event)| is_asked(event)).map(|(at, _)| *at).collect()
}

fn judged() -> Question {
    Question::Metrics { pipeline: "clicks".into(), window: tidewatch::pipeline::Window::JUDGED }
}

fn summary() -> Question {
    let range = DateRange::ending(chrono::NaiveDate::from_ymd_opt(2024, 10, 4).unwrap(), 7);
    Question::Summary { view: View::ALL[0], vendor: VendorScope::All, range }
}

async fn want(desk: &Desk, viewer: u64, questions: &[Question]) {
    let questions = questions.iter().cloned().collect();
    desk.requests().send(Request::Want { viewer: ViewerId(viewer), questions }).await.unwrap();
    settle().await;
}

fn newest(desk: &Desk) -> Arc<Snapshot> {
    desk.newest()
}

#[tokio::test(start_paused = true)]
async fn a_question_is_asked_once_however_many_viewers_want_it() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    for viewer in 0..50 {
        want(&desk, viewer, &[Question::Vendors]).await;
    }
    pass(5).await;
    let events = seen(&mut events);
    assert_eq!(asked_at(&events, &Question::Vendors), [0]);
    assert_eq!(asked_at(&events, &judged()), [0]);
    assert!(newest(&desk).vendors().is_some());
}

#[tokio::test(start_paused = true)]
async fn metrics_are_asked_each_minute_and_after_the_first_time_only_their_tail() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    pass(200).await;
    let events = seen(&mut events);
    let times = asked_at(&events, &judged());
    assert!(
        times.len() == 4 && times.windows(2).all(|pair| (54..=64).contains(&(pair[1] - pair[0]))),
        "{times:?}"
    );
    let tails: Vec<bool> = events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Asked(asks) => asks.iter().find(|ask| ask.question == judged()).map(|ask| ask.tail_only),
            _ => None,
        })
        .collect();
    assert_eq!(tails, [false, true, true, true]);
    assert_eq!(newest(&desk).bill.calls as usize, events.len());
}

#[tokio::test(start_paused = true)]
async fn days_that_are_over_are_asked_rarely() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    let today = newest(&desk).at.date_naive();
    let days_to = |last| Question::VendorDays { vendor: VendorScope::All, range: DateRange::ending(last, 7) };
    let (open, closed) = (days_to(today), days_to(today - TimeDelta::days(3)));
    want(&desk, 1, &[open.clone(), closed.clone()]).await;
    pass(200).await;
    let events = seen(&mut events);
    assert_eq!((asked_at(&events, &open).len(), asked_at(&events, &closed).len()), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn a_failing_source_leaves_the_rest_alive_and_comes_back_by_itself() {
    let (good, _kept) = fake("metrics", metrics, Mood::Answers);
    let (bad, mut events) = fake("business", business, Mood::FailsUntil(40, Fault::Service));
    let desk = start(vec![good, bad]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(30).await;
    let during = newest(&desk);
    let entry = during.entry(&Question::Vendors).unwrap();
    assert!(entry.held.is_none() && entry.failures >= 2 && entry.troubles[0].fault == Fault::Service);
    assert!(during.entry(&judged()).unwrap().held.is_some());
    let times = asked_at(&seen(&mut events), &Question::Vendors);
    assert!(times.windows(3).all(|w| w[2] - w[1] > w[1] - w[0]), "ever longer waits: {times:?}");
    pass(60).await;
    let entry = newest(&desk).entry(&Question::Vendors).cloned().unwrap();
    assert!(entry.held.is_some() && entry.troubles.is_empty() && entry.failures == 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_stays_and_grows_old_while_its_source_fails() {
    let (source, _events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    pass(2).await;
    let well = newest(&desk);
    assert!(!well.entry(&judged()).unwrap().is_stale(well.at));
    assert!(well.entry(&judged()).unwrap().is_stale(well.at + TimeDelta::minutes(4)));
}

#[tokio::test(start_paused = true)]
async fn signing_in_again_is_noticed_within_a_minute() {
    let (source, mut events) = fake("all", anything, Mood::Fails(Fault::ExpiredCredentials));
    let _desk = start(vec![source]);
    pass(150).await;
    let times = asked_at(&seen(&mut events), &judged());
    assert!(times.windows(2).all(|pair| (29..=37).contains(&(pair[1] - pair[0]))), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_source_delays_no_other() {
    let (slow, _slow_events) = fake("slow", business, Mood::Slow(50));
    let (quick, mut events) = fake("quick", metrics, Mood::Answers);
    let desk = start(vec![slow, quick]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(45).await;
    assert_eq!(asked_at(&seen(&mut events), &Question::Alarms { pipeline: "clicks".into() }).len(), 2);
    assert!(newest(&desk).entry(&Question::Vendors).unwrap().held.is_none());
    pass(10).await;
    assert!(newest(&desk).entry(&Question::Vendors).unwrap().held.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_reported_and_its_late_answer_is_taken() {
    let (source, mut events) = fake("slow", anything, Mood::Slow(90));
    let desk = start(vec![source]);
    pass(59).await;
    assert!(newest(&desk).troubles().next().is_none());
    pass(3).await;
    let hanging = newest(&desk);
    assert_eq!(hanging.entry(&judged()).unwrap().troubles[0].fault, Fault::TimedOut);
    assert_eq!(&*hanging.health[0].headline, "health unknown: slow: timed out");
    assert_eq!(seen(&mut events).len(), 1, "it is not asked again while it hangs");
    pass(30).await;
    let entry = newest(&desk).entry(&judged()).cloned().unwrap();
    assert!(entry.held.is_some() && entry.troubles.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_breaks_is_reported_and_the_rest_goes_on() {
    let (broken, _b) = fake("broken", business, Mood::Panics);
    let (good, _g) = fake("good", metrics, Mood::Answers);
    let desk = start(vec![broken, good]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(5).await;
    let snapshot = newest(&desk);
    assert!(!snapshot.entry(&Question::Vendors).unwrap().troubles.is_empty());
    assert!(snapshot.entry(&judged()).unwrap().held.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_question_left_out_of_an_answer_is_a_trouble_and_asked_again() {
    let (mute, mut events) = fake("mute", anything, Mood::Mute);
    let desk = start(vec![mute]);
    pass(20).await;
    assert_eq!(newest(&desk).entry(&judged()).unwrap().troubles[0].fault, Fault::Garbled);
    assert!(asked_at(&seen(&mut events), &judged()).len() >= 2);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_answers_says_what_to_configure() {
    let (source, _events) = fake("metrics", metrics, Mood::Answers);
    let desk = start(vec![source]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(1).await;
    let snapshot = newest(&desk);
    let trouble = &snapshot.entry(&Question::Vendors).unwrap().troubles[0];
    assert!(trouble.fix.contains("[vendors]"), "{}", trouble.fix);
}

#[tokio::test(start_paused = true)]
async fn unwanted_questions_keep_a_minute_of_grace_and_are_then_forgotten() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(2).await;
    want(&desk, 1, &[]).await;
    pass(50).await;
    assert!(newest(&desk).vendors().is_some(), "going back shows it at once");
    pass(12).await;
    assert!(newest(&desk).entry(&Question::Vendors).is_none());
    let forgotten: Vec<_> =
        seen(&mut events).into_iter().filter(|(_, e)| matches!(e, Event::Forgot(_))).collect();
    assert!(matches!(&forgotten[..], [(_, Event::Forgot(Question::Vendors))]), "{forgotten:?}");
    assert!(newest(&desk).entry(&judged()).is_some(), "the base is always asked");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asks_now_but_not_more_often_than_every_two_seconds() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(10).await;
    for _ in 0..40 {
        desk.requests().send(Request::Refresh { viewer: ViewerId(1) }).await.unwrap();
        advance(Duration::from_millis(100)).await;
        settle().await;
    }
    let times = asked_at(&seen(&mut events), &Question::Vendors);
    assert!((3..=4).contains(&times.len()), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_running_query_is_looked_at_when_its_source_says() {
    let (source, mut events) = fake("lake", anything, Mood::Waits(8));
    let desk = start(vec![source]);
    let summary = summary();
    want(&desk, 1, std::slice::from_ref(&summary)).await;
    pass(2).await;
    assert_eq!(newest(&desk).entry(&summary).unwrap().waiting.as_deref(), Some("queued"));
    pass(10).await;
    assert!(newest(&desk).entry(&summary).unwrap().waiting.is_none());
    assert_eq!(asked_at(&seen(&mut events), &summary).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn another_scenario_reaches_the_world_and_everything_is_asked_at_once() {
    let demo = Demo {
        scenarios: Arc::from([ScenarioInfo { name: "hot-shard".into(), description: "".into() }]),
        scenario: Arc::from("calm"),
        seed: 1,
        speed: 60.0,
    };
    let (source, mut events) = fake("demo", anything, Mood::Answers);
    let clock = scaled(DateTime::UNIX_EPOCH + TimeDelta::days(20_000), 60.0);
    let desk = Collector::start(estate(Some(demo)), Poll::default(), vec![source], clock);
    pass(5).await;
    assert_eq!(newest(&desk).scenario.as_deref(), Some("calm"));
    seen(&mut events);
    for name in ["unheard-of", "hot-shard"] {
        desk.requests().send(Request::Scenario { name: Arc::from(name) }).await.unwrap();
    }
    pass(1).await;
    assert_eq!(newest(&desk).scenario.as_deref(), Some("hot-shard"));
    let events: Vec<Event> = seen(&mut events).into_iter().map(|(_, event)| event).collect();
    assert!(
        matches!(&events[..], [Event::Played(name), Event::Asked(asks)] if name == "hot-shard" && asks.len() == 2)
    );
    let entry = newest(&desk).entry(&judged()).cloned().unwrap();
    assert_eq!(entry.every, Duration::from_hours(1), "in the time of the demo's clock");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_query_is_stopped_marked_and_asked_again_only_on_request() {
    let (source, mut events) = fake("Athena", business, Mood::Waits(30));
    let desk = start(vec![source]);
    let summary = summary();
    want(&desk, 1, std::slice::from_ref(&summary)).await;
    pass(2).await;
    assert_eq!(newest(&desk).entry(&summary).unwrap().waiting.as_deref(), Some("queued"));
    while events.try_recv().is_ok() {}
    let questions = BTreeSet::from([summary.clone()]);
    desk.requests().send(Request::Cancel { questions }).await.unwrap();
    settle().await;
    pass(60).await;
    let entry = newest(&desk).entry(&summary).unwrap().clone();
    assert_eq!((entry.waiting, entry.troubles[0].fault), (None, Fault::Cancelled));
    assert!(entry.troubles[0].fix.contains("Press r to ask again"), "{:?}", entry.troubles);
    let mut told = Vec::new();
    while let Ok((_, event)) = events.try_recv() {
        told.push(event);
    }
    assert_eq!(told.last(), Some(&Event::Forgot(summary.clone())), "{told:?}");
    desk.requests().send(Request::Refresh { viewer: ViewerId(1) }).await.unwrap();
    pass(5).await;
    let entry = newest(&desk).entry(&summary).unwrap().clone();
    assert!(entry.held.is_some() && entry.troubles.is_empty(), "{entry:?}");
}

#[tokio::test(start_paused = true)]
async fn a_query_that_runs_is_stopped_soon_after_its_screen_was_left() {
    let (source, mut events) = fake("Athena", business, Mood::Waits(600));
    let desk = start(vec![source]);
    let summary = summary();
    want(&desk, 1, std::slice::from_ref(&summary)).await;
    pass(2).await;
    want(&desk, 1, &[]).await;
    pass(8).await;
    let mut told = Vec::new();
    while let Ok((_, event)) = events.try_recv() {
        told.push(event);
    }
    assert!(told.contains(&Event::Forgot(summary)), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_first_answer_is_not_kept_waiting_by_the_rest_between_snapshots() {
    let (source, _events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    settle().await;
    assert!(newest(&desk).entry(&judged()).unwrap().held.is_some(), "no time has passed");
    want(&desk, 1, &[Question::Vendors]).await;
    settle().await;
    assert!(newest(&desk).entry(&Question::Vendors).unwrap().held.is_some(), "still none");
}

#[tokio::test(start_paused = true)]
async fn snapshots_come_at_most_ten_times_a_second_and_only_with_news() {
    let (source, _events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    pass(5).await;
    let before = newest(&desk).sequence;
    pass(15).await;
    assert_eq!(newest(&desk).sequence, before, "nothing happened");
    for viewer in 0..200 {
        want(&desk, viewer % 2, if viewer % 4 < 2 { &[Question::Vendors] } else { &[] }).await;
        advance(Duration::from_millis(5)).await;
    }
    assert!(newest(&desk).sequence - before <= 12);
}

#[tokio::test(start_paused = true)]
async fn one_look_ends_with_answers_with_lasting_troubles_or_with_the_time() {
    let questions = BTreeSet::from([Question::Vendors, judged()]);
    for (mood, most_secs) in [
        (Mood::Answers, 1),
        (Mood::Fails(Fault::Denied), 1),
        (Mood::Fails(Fault::Service), 8),
        (Mood::Slow(500), 21),
    ] {
        let (source, _events) = fake("all", anything, mood);
        let desk = start(vec![source]);
        let began = Instant::now();
        let snapshot = look(&desk, questions.clone(), Duration::from_secs(20)).await;
        assert!(began.elapsed() <= Duration::from_secs(most_secs), "{mood:?}: {:?}", began.elapsed());
        assert_eq!(snapshot.vendors().is_some(), matches!(mood, Mood::Answers));
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_last_viewer_has_gone_sources_stop_what_runs() {
    let (source, mut events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    want(&desk, 1, &[Question::Vendors]).await;
    pass(1).await;
    close(desk).await;
    let forgotten = seen(&mut events).into_iter().filter(|(_, e)| matches!(e, Event::Forgot(_))).count();
    assert_eq!(forgotten, 3);
    assert!(events.is_closed(), "the source is gone");
}

#[tokio::test(start_paused = true)]
async fn the_first_snapshot_is_there_at_once_and_knows_nothing() {
    let (source, _events) = fake("all", anything, Mood::Answers);
    let desk = start(vec![source]);
    let first = newest(&desk);
    assert_eq!((first.health[0].health, first.entries.len()), (Health::Unknown, 2));
    assert!(first.entries.values().all(|entry| entry.held.is_none() && entry.attempts == 0));
}

#[tokio::test(start_paused = true)]
async fn a_note_is_seen_by_every_viewer_and_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tidewatch/notes.json");
    let open = || {
        let clock = scaled(DateTime::UNIX_EPOCH + TimeDelta::days(20_000), 1.0);
        Collector::start_keeping(estate(None), Poll::default(), Vec::new(), clock, Some(file.clone()))
    };
    let desk = open();
    let mut other = desk.snapshots();
    let note = Note {
        about: About::Alarm("arn:aws:cloudwatch:us-east-1:123456789012:alarm:age".into()),
        kind: NoteKind::Acknowledged,
        text: "looking into it".into(),
        by: "ann".into(),
        at: desk.now(),
        until: None,
    };
    desk.requests().send(Request::Note(note.clone())).await.unwrap();
    other.wait_for(|snapshot| *snapshot.notes == [note.clone()]).await.unwrap();
    drop(other);
    close(desk).await;
    let again = open();
    let mut snapshots = again.snapshots();
    let snapshot = snapshots.wait_for(|snapshot| !snapshot.notes.is_empty()).await.unwrap().clone();
    assert_eq!(snapshot.noted(&note.about, note.kind), Some(&note));
    again.requests().send(Request::Unnote { about: note.about, kind: note.kind }).await.unwrap();
    snapshots.wait_for(|snapshot| snapshot.notes.is_empty()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn without_a_place_for_notes_viewers_are_told_once_and_notes_are_held() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tidewatch"), "a file where the folder would be").unwrap();
    let clock = scaled(DateTime::UNIX_EPOCH + TimeDelta::days(20_000), 1.0);
    let file = folder.path().join("tidewatch/notes.json");
    let desk = Collector::start_keeping(estate(None), Poll::default(), Vec::new(), clock, Some(file));
    let about = About::Alarm("arn:x".into());
    let note = Note {
        about: about.clone(),
        kind: NoteKind::Muted,
        text: "".into(),
        by: "ann".into(),
        at: desk.now(),
        until: None,
    };
    desk.requests().send(Request::Note(note)).await.unwrap();
    let mut snapshots = desk.snapshots();
    let told = snapshots.wait_for(|snapshot| snapshot.notes_problem.is_some()).await.unwrap().clone();
    assert!(told.notes_problem.as_ref().unwrap().contains("they last until tidewatch ends"));
    assert!(told.mute(&about).is_some());
}
