//! `StateReasonData`: the datapoints an alarm was judged on, or the children that set a composite off. Pure.
//! Any key may be missing; what cannot be read is told in a clause and is never a failure.

use std::{cmp::Ordering, sync::Arc};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    convert::{self, MOST_NAME},
    rule::name_of,
};
use crate::pipeline::Datapoint;

/// Longest text that is read. CloudWatch's own are a few thousand characters.
const MOST_BYTES: usize = 100_000;
/// Most datapoints and children that are kept.
const MOST_POINTS: usize = 300;
const MOST_CHILDREN: usize = 100;

/// What the text says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reasoned {
    /// Oldest first, those without a time in the order they came in.
    pub(super) evaluated: Vec<Datapoint>,
    /// Names of the children that set a composite off.
    pub(super) triggered_by: Vec<Arc<str>>,
    /// Why it could not be read.
    pub(super) unread: Option<Arc<str>>,
}

/// Reads the text; none and empty say nothing.
pub(super) fn read(text: Option<&str>) -> Reasoned {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Reasoned::default() };
    let unread = |why: &str| Reasoned { unread: Some(why.into()), ..Reasoned::default() };
    if text.len() > MOST_BYTES {
        return unread("it is longer than anything CloudWatch is known to write");
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => {
            Reasoned { evaluated: evaluated(&fields), triggered_by: triggered_by(&fields), unread: None }
        }
        Ok(_) => unread("it is JSON, but not an object"),
        Err(_) => unread("it is not JSON"),
    }
}

/// The evaluated datapoints; where CloudWatch names none, the recent values, of which it tells no times.
fn evaluated(fields: &Map<String, Value>) -> Vec<Datapoint> {
    let recent = recent(fields);
    let named = list(fields, "evaluatedDatapoints").iter().filter_map(Value::as_object);
    let mut spare = recent.clone();
    let mut points: Vec<Datapoint> = named
        .take(MOST_POINTS)
        .map(|point| {
            let value = point.get("value").and_then(Value::as_f64);
            // Bands stand beside the recent values only: the same value has the same band.
            let same = spare.iter().position(|one| one.band.is_some() && one.value == value);
            let band = same.map(|place| spare.remove(place)).and_then(|one| one.band);
            Datapoint { at: point.get("timestamp").and_then(time), value, band }
        })
        .collect();
    if points.is_empty() {
        return recent;
    }
    points.sort_by(|a, b| match (a.at, b.at) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    });
    points
}

fn recent(fields: &Map<String, Value>) -> Vec<Datapoint> {
    let number = |name: &str, place: usize| list(fields, name).get(place).and_then(Value::as_f64);
    let values = list(fields, "recentDatapoints").iter().take(MOST_POINTS);
    let point = |(place, value): (usize, &Value)| Datapoint {
        at: None,
        value: value.as_f64(),
        band: number("recentLowerThresholds", place).zip(number("recentUpperThresholds", place)),
    };
    values.enumerate().map(point).collect()
}

fn triggered_by(fields: &Map<String, Value>) -> Vec<Arc<str>> {
    let arn = |child: &Value| child.get("arn").and_then(Value::as_str).map(name_of).map(str::to_owned);
    let names = list(fields, "triggeringAlarms").iter().filter_map(arn).take(MOST_CHILDREN);
    names.map(|name| convert::line(&name, MOST_NAME)).collect()
}

fn list<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    fields.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// `2022-11-08T11:26:05.399+0000`: CloudWatch writes the offset without a colon, which RFC 3339 does not know.
fn time(value: &Value) -> Option<DateTime<Utc>> {
    let text = value.as_str()?;
    let at = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z");
    at.or_else(|_| DateTime::parse_from_rfc3339(text)).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(reasoned: &Reasoned) -> Vec<Option<f64>> {
        reasoned.evaluated.iter().map(|point| point.value).collect()
    }

    #[test]
    fn evaluated_datapoints_are_put_in_order_with_their_times_and_gaps() {
        let text = r#"{"version":"1.0","queryDate":"2022-11-08T11:26:05.399+0000","statistic":"Sum","period":60,
            "recentDatapoints":[1.0,3.0],"threshold":0.0,"evaluatedDatapoints":[
            {"timestamp":"2022-11-08T11:25:00.000+0000","sampleCount":1.0,"value":3.0},
            {"timestamp":"2022-11-08T11:24:00.000+0000"},
            {"timestamp":"2022-11-08T11:23:00.000+0000","sampleCount":2,"value":1}]}"#;
        let read = read(Some(text));
        assert_eq!(values(&read), [Some(1.0), None, Some(3.0)]);
        assert_eq!(read.evaluated[2].at, "2022-11-08T11:25:00Z".parse().ok());
        assert_eq!(read.unread, None);
    }

    #[test]
    fn a_band_stands_beside_the_value_it_was_drawn_for() {
        let text = r#"{"recentDatapoints":[10.0,99.5],"recentLowerThresholds":[5.0,6.0],
            "recentUpperThresholds":[20.0,21.0],"evaluatedDatapoints":[
            {"timestamp":"2022-11-08T11:25:00.000+0000","value":99.5},
            {"timestamp":"2022-11-08T11:24:00.000+0000","value":10.0},
            {"timestamp":"2022-11-08T11:23:00.000+0000","value":7.0}]}"#;
        let bands: Vec<_> = read(Some(text)).evaluated.iter().map(|point| point.band).collect();
        assert_eq!(bands, [None, Some((5.0, 20.0)), Some((6.0, 21.0))]);
    }

    #[test]
    fn without_evaluated_datapoints_the_recent_values_are_told_without_times() {
        let read = read(Some(r#"{"recentDatapoints":[1,null,2],"threshold":1.0}"#));
        assert_eq!(values(&read), [Some(1.0), None, Some(2.0)]);
        assert!(read.evaluated.iter().all(|point| point.at.is_none()));
    }

    #[test]
    fn a_composite_names_what_set_it_off() {
        let text = r#"{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:age",
            "state":{"value":"ALARM","timestamp":"2022-11-08T11:26:05.399+0000"}},{"state":{}},7]}"#;
        assert_eq!(read(Some(text)).triggered_by, ["age".into()]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_nothing_at_all_is_no_complaint() {
        for text in ["{", "[1]", "null", "\"text\"", "{\"a\":1", "not json"] {
            let read = read(Some(text));
            assert!(read.unread.is_some() && read.evaluated.is_empty(), "{text}");
        }
        assert!(read(Some(&" ".repeat(MOST_BYTES * 2))) == Reasoned::default());
        assert!(read(Some(&"[".repeat(MOST_BYTES + 1))).unread.is_some());
        assert_eq!((read(None), read(Some(""))), (Reasoned::default(), Reasoned::default()));
    }

    #[test]
    fn keys_of_other_kinds_than_expected_say_nothing() {
        let text = r#"{"evaluatedDatapoints":{"a":1},"recentDatapoints":"x","triggeringAlarms":3,
            "recentLowerThresholds":[1]}"#;
        assert_eq!(read(Some(text)), Reasoned::default());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told(text in ".{0,200}") {
            let read = read(Some(&text));
            prop_assert!(read.evaluated.len() <= MOST_POINTS);
        }
    }
}
