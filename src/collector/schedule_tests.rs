//! When questions are asked: on time, together, later after failures, and again after a refresh.

use super::*;
use crate::pipeline::Window;

const MINUTE: Duration = Duration::from_mins(1);

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn at(secs: u64) -> Moment {
    Moment { tick: Duration::from_secs(secs), today: today() }
}

fn metrics(window: Window) -> Question {
    Question::Metrics { pipeline: "clicks".into(), window }
}

fn schedule(base: &[Question]) -> Schedule {
    Schedule::new(Poll::default(), 1.0, base.iter().cloned().collect(), 7)
}

#[test]
fn long_windows_are_asked_when_half_a_point_has_passed() {
    let schedule = schedule(&[]);
    let every = |window| schedule.interval(&metrics(window), today()).as_secs();
    assert_eq!(
        [Window::Hours3, Window::Hours6, Window::Hours24, Window::Days7, Window::Days30].map(every),
        [60, 60, 150, 450, 1_800]
    );
}

#[test]
fn what_hangs_on_the_length_of_periods_follows_a_clock_that_runs_faster() {
    let quick = Schedule::new(Poll::demo(3_600.0), 3_600.0, BTreeSet::new(), 7);
    assert_eq!(quick.interval(&metrics(Window::Days30), today()), Duration::from_secs(1));
}

#[test]
fn what_is_nearly_due_comes_along_so_that_calls_are_shared() {
    let (one, other) = (metrics(Window::Hours3), metrics(Window::Hours6));
    let mut schedule = schedule(std::slice::from_ref(&one));
    assert_eq!(schedule.take_due(at(0), |_| true).len(), 1);
    schedule.settle(&one, Outcome::Answered, None, at(0));
    schedule.want(ViewerId(1), BTreeSet::from([other.clone()]), Duration::from_secs(4));
    assert_eq!(schedule.take_due(at(4), |_| true).first(), Some(&other));
    schedule.settle(&other, Outcome::Answered, None, at(4));
    assert_eq!(schedule.take_due(at(50), |_| true), [], "nothing is due yet");
    assert_eq!(schedule.take_due(at(62), |_| true), [one, other]);
}

#[test]
fn what_failed_does_not_come_along_before_its_wait_is_over() {
    let (good, bad) = (metrics(Window::Hours3), metrics(Window::Hours6));
    let mut schedule = schedule(&[good.clone(), bad.clone()]);
    schedule.take_due(at(0), |_| true);
    schedule.settle(&good, Outcome::Answered, None, at(0));
    let wait = schedule.settle(&bad, Outcome::Failed(Fault::Throttled), None, at(0)).unwrap();
    assert!(wait >= MINUTE * 2);
    assert_eq!(schedule.take_due(at(63), |_| true), [good]);
}

#[test]
fn a_source_that_asks_for_more_time_gets_it() {
    let question = metrics(Window::Hours3);
    let mut schedule = schedule(std::slice::from_ref(&question));
    schedule.take_due(at(0), |_| true);
    let after = Some(MINUTE * 7);
    assert!(schedule.settle(&question, Outcome::Failed(Fault::Service), after, at(0)) >= after);
}

#[test]
fn a_refresh_during_an_answer_asks_once_more_after_it() {
    let question = metrics(Window::Hours3);
    let mut schedule = schedule(std::slice::from_ref(&question));
    schedule.take_due(at(0), |_| true);
    schedule.refresh(ViewerId(1), Duration::from_millis(500));
    schedule.settle(&question, Outcome::Answered, None, at(1));
    assert_eq!(schedule.take_due(at(1), |_| true), []);
    assert_eq!(schedule.take_due(at(2), |_| true), [question]);
}

#[test]
fn odd_items_are_no_failure() {
    let trouble = |fault| crate::question::Trouble {
        source: "DynamoDB".into(),
        fault,
        sentence: "".into(),
        fix: "".into(),
        action: None,
        stage: None,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let of = |fault| Outcome::of(&Item::troubled(Question::Vendors, trouble(fault)));
    assert_eq!(of(Fault::Item), Outcome::Answered);
    assert_eq!(of(Fault::Denied), Outcome::Failed(Fault::Denied));
}
