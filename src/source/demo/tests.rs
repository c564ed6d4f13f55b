//! The demo as a viewer meets it: every question answered, every metric alive, troubles as real ones.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;

use super::world::demo;
use crate::{
    business::{DateRange, VendorId, VendorScope, View},
    pipeline::{AlarmChange, Missing, PipelineName, SeriesKey, Stretch, Window},
    question::{Answer, Ask, Fault, Item, MetricsAnswer, Question, Reading},
    simulator::Scenario,
    source::contract::Source,
};

fn start() -> DateTime<Utc> {
    "2026-11-22T14:02:30Z".parse().unwrap()
}

fn pipeline() -> PipelineName {
    "makeriess-prod".into()
}

fn read(source: &mut dyn Source, questions: Vec<Question>, now: DateTime<Utc>) -> Reading {
    let asks: Vec<Ask> = questions.into_iter().map(|question| Ask { question, tail_only: false }).collect();
    // The world answers at once: there is nothing to wait for.
    source.answer(&asks, now).now_or_never().unwrap()
}

fn one(source: &mut dyn Source, question: Question, now: DateTime<Utc>) -> Item {
    read(source, vec![question], now).items.remove(0)
}

fn metrics(source: &mut dyn Source, window: Window) -> MetricsAnswer {
    let item = one(source, Question::Metrics { pipeline: pipeline(), window }, start());
    match item.answered.unwrap().answer {
        Answer::Metrics(metrics) => metrics,
        other => panic!("{other:?}"),
    }
}

fn days(vendor: VendorScope) -> Question {
    Question::VendorDays { vendor, range: DateRange::ending(start().date_naive(), 30) }
}

fn summary(view: View) -> Question {
    Question::Summary { view, vendor: VendorScope::All, range: DateRange::ending(start().date_naive(), 7) }
}

fn everything() -> Vec<Question> {
    let vendor = VendorId::parse("vendor_103").unwrap();
    let mut questions = vec![
        Question::Metrics { pipeline: pipeline(), window: Window::Hours3 },
        Question::Alarms { pipeline: pipeline() },
        Question::AlarmHistory { pipeline: pipeline(), alarm: None },
        Question::Lake,
        Question::Streams { pipeline: pipeline() },
        Question::Vendors,
        days(VendorScope::All),
        days(VendorScope::One(vendor.clone())),
        Question::ProductDays { vendor, range: DateRange::ending(start().date_naive(), 7) },
    ];
    questions.extend(View::ALL.map(summary));
    questions
}

#[test]
fn every_metric_of_every_stage_is_alive_in_calm() {
    let (estate, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    for window in Window::ALL.into_iter().filter(|window| window.served_by() == *window) {
        let found = metrics(&mut *source, window).series;
        for stage in &estate.pipelines[0].stages {
            for metric in &stage.metrics {
                let key = SeriesKey::new(stage.name.clone(), metric.key.clone());
                let points = found[&key].series.points().len();
                assert!(
                    points > 0 || metric.missing == Missing::Fine,
                    "{}: no point of {} {}",
                    window.label(),
                    stage.name,
                    metric.key
                );
            }
        }
    }
}

#[test]
fn every_rule_of_the_demo_is_about_a_metric_it_has_or_that_is_asked_on_request() {
    let (estate, _) = demo(7, start(), Scenario::Calm, 1.0);
    let stages = &estate.pipelines[0].stages;
    assert_eq!(stages.len(), 9);
    for (place, stage) in stages.iter().enumerate() {
        assert!(!stage.metrics.is_empty());
        for feeder in &stage.after {
            assert!(stages[..place].iter().any(|before| before.name == *feeder), "{feeder} comes too late");
        }
    }
}

#[test]
fn every_question_is_answered_with_its_truth_and_price() {
    let (_, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    let reading = read(&mut *source, everything(), start());
    assert_eq!(reading.items.len(), everything().len());
    for item in &reading.items {
        let provenance = &item.answered.as_ref().unwrap_or_else(|| panic!("{item:?}")).provenance;
        assert!(provenance.source.starts_with("demo: "), "{}", provenance.source);
        assert!(provenance.command.starts_with("aws "), "{}", provenance.command);
        assert!(provenance.complete_to.is_some_and(|to| to <= start()));
        assert_eq!(provenance.as_of, start());
    }
    let by_api: BTreeMap<&str, u64> =
        reading.calls.iter().map(|call| (call.api, call.cost_micro_usd)).collect();
    assert!(by_api["GetMetricData"] >= 300 && by_api["GetMetricData"] < 600, "{by_api:?}");
    assert!(by_api["StartQueryExecution"] >= 50, "{by_api:?}");
    assert_eq!(by_api["DescribeAlarms"], 0);
}

#[test]
fn rows_of_a_summary_are_as_wide_as_its_columns() {
    let (_, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    for vendor in [VendorScope::All, VendorScope::One(VendorId::parse("vendor_110").unwrap())] {
        for view in View::ALL {
            let range = DateRange::ending(start().date_naive(), 5);
            let item = one(&mut *source, Question::Summary { view, vendor: vendor.clone(), range }, start());
            let Answer::Summary(table) = item.answered.unwrap().answer else { panic!("no table") };
            assert!(!table.rows.is_empty(), "{view:?}");
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{view:?}");
        }
    }
}

#[test]
fn the_table_keeps_thirty_days() {
    let (_, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    let range = DateRange::ending(start().date_naive(), 60);
    let item = one(&mut *source, Question::VendorDays { vendor: VendorScope::All, range }, start());
    let Answer::VendorDays(days) = item.answered.unwrap().answer else { panic!("no days") };
    assert_eq!((days.days.len(), days.vendors), (30, 24));
    assert_eq!(days.kept_from, Some(days.days[0].date));
}

#[test]
fn the_newest_minutes_are_unripe_and_a_tail_is_short() {
    let (_, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    let whole = metrics(&mut *source, Window::Hours3);
    let key = SeriesKey::new("stream", "incoming_records");
    let series = &whole.series[&key].series;
    assert!(!series.is_ripe(*series.points().last().unwrap()));
    assert!(series.points().len() >= 180);
    let ask =
        Ask { question: Question::Metrics { pipeline: pipeline(), window: Window::Hours3 }, tail_only: true };
    let reading = source.answer(std::slice::from_ref(&ask), start()).now_or_never().unwrap();
    let Answer::Metrics(tail) = &reading.items[0].answered.as_ref().unwrap().answer else {
        panic!("no tail")
    };
    let tail = tail.series[&key].series.points();
    assert!((30..=32).contains(&tail.len()), "{}", tail.len());
    assert_eq!(tail[1..], series.points()[series.points().len() - tail.len() + 1..]);
}

#[test]
fn without_a_network_everything_is_unreachable_and_comes_back() {
    let (_, mut source) = demo(7, start(), Scenario::NetworkDown, 1.0);
    for item in read(&mut *source, everything(), start()).items {
        assert_eq!((item.answered, item.troubles[0].fault), (None, Fault::Offline));
    }
    source.play("calm", start());
    assert!(read(&mut *source, everything(), start()).items.iter().all(|item| item.answered.is_some()));
}

#[test]
fn a_denied_question_names_the_permission_and_leaves_the_rest_alone() {
    let (_, mut source) = demo(7, start(), Scenario::AccessDenied, 1.0);
    let trouble = one(&mut *source, days(VendorScope::All), start()).troubles.remove(0);
    assert_eq!((trouble.fault, trouble.action.as_deref()), (Fault::Denied, Some("dynamodb:Query")));
    assert!(trouble.fix.contains("dynamodb:Query"));
    assert!(!metrics(&mut *source, Window::Hours3).series.is_empty());
}

#[test]
fn slow_queries_wait_in_the_queue_and_are_answered_in_the_end() {
    let (_, mut source) = demo(7, start(), Scenario::SlowQueries, 1.0);
    let question = summary(View::HourlyTraffic);
    let first = one(&mut *source, question.clone(), start());
    assert!(first.waiting.unwrap().starts_with("queued for") && first.again_after.is_some());
    assert!(one(&mut *source, question.clone(), start() + TimeDelta::seconds(30)).answered.is_none());
    assert!(one(&mut *source, question.clone(), start() + TimeDelta::minutes(4)).answered.is_some());
    source.forget(&question).now_or_never().unwrap();
}

#[test]
fn a_vendor_nobody_knows_is_said_to_be_unknown() {
    let (_, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    let nobody = VendorScope::One(VendorId::parse("vendor_999").unwrap());
    let item = one(&mut *source, days(nobody), start());
    assert_eq!((item.answered, item.troubles[0].fault), (None, Fault::NotFound));
}

#[test]
fn a_stretch_of_the_past_is_the_stage_alone_at_its_period() {
    let (estate, mut source) = demo(7, start(), Scenario::Calm, 1.0);
    let now = start().timestamp();
    for (from_days, hours, period) in
        [(0, 3, 60), (1, 24, 300), (7, 24 * 7, 3_600), (70, 30, 3_600), (400, 24, 3_600)]
    {
        for stage in &estate.pipelines[0].stages {
            let stretch = Stretch::new(now - from_days * 86_400 - hours * 3_600, now - from_days * 86_400);
            let question = Question::Stretch { pipeline: pipeline(), stage: stage.name.clone(), stretch };
            let answered = one(&mut *source, question, start()).answered.unwrap();
            let Answer::Metrics(found) = answered.answer else { panic!("no metrics") };
            assert_eq!(found.series.len(), stage.metrics.len());
            for metric in stage.metrics.iter().filter(|metric| metric.period_secs < 86_400) {
                let key = SeriesKey::new(stage.name.clone(), metric.key.clone());
                let series = &found.series[&key].series;
                assert_eq!(series.period_secs, period.max(metric.period_secs));
                assert!(series.points().iter().all(|point| {
                    point.at + i64::from(series.period_secs) > stretch.from() && point.at < stretch.to()
                }));
                assert!(!series.points().is_empty() || metric.missing == Missing::Fine, "{key:?}");
            }
        }
    }
}

#[test]
fn the_history_of_all_alarms_is_a_day_of_states_and_of_one_a_fortnight_of_everything() {
    let (_, mut source) = demo(7, start(), Scenario::ConsumerStopped, 1.0);
    let mut history = |alarm: Option<&str>| {
        let question = Question::AlarmHistory { pipeline: pipeline(), alarm: alarm.map(Into::into) };
        match one(&mut *source, question, start()).answered.unwrap().answer {
            Answer::AlarmHistory(history) => history,
            other => panic!("{other:?}"),
        }
    };
    let all = history(None);
    assert_eq!(all.from, start() - TimeDelta::hours(24));
    assert!(all.events.len() >= 3 && all.events.iter().all(|event| event.at >= all.from));
    assert!(all.events.iter().all(|event| matches!(event.change, AlarmChange::State { .. })));
    let one = history(Some("makeriess-analytics-processor-behind"));
    assert_eq!(one.from, start() - TimeDelta::days(14));
    assert!(one.events.iter().all(|event| event.alarm.ends_with("processor-behind")));
    assert!(one.events.iter().any(|event| event.change == AlarmChange::Action));
}

#[test]
fn the_catalog_of_the_lake_ends_where_the_crawler_stopped() {
    let newest = |scenario| {
        let (_, mut source) = demo(7, start(), scenario, 1.0);
        match one(&mut *source, Question::Lake, start()).answered.unwrap().answer {
            Answer::Lake(facts) => facts.newest.unwrap(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(newest(Scenario::Calm), start().date_naive());
    assert!(newest(Scenario::CrawlerLate) < start().date_naive());
}
