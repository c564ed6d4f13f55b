//! Reads one GetMetricData call with all its pages and keeps what CloudWatch says about each series.
//! Knows no stages: it hands back points by query.

use std::{sync::Arc, time::Duration};

use aws_sdk_cloudwatch::{
    Client,
    operation::get_metric_data::GetMetricDataOutput,
    types::{MessageData, MetricDataResult, ScanBy, StatusCode},
};
use aws_smithy_types::DateTime as SdkTime;
use chrono::{DateTime, Utc};

use super::{
    plan::Slot,
    query::{Query, id_at, place_of},
};
use crate::{
    pipeline::{Point, clean_line},
    question::{Fault, SeriesProblem, Trouble},
    source::aws::fault::{self, CallSite},
};

/// Pages read of one call: 100 800 points each are far more than any range here holds.
const MOST_PAGES: usize = 40;
/// Longest message of CloudWatch that is passed on, in characters.
const MOST_WORDS: usize = 200;

/// One call to make.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source::aws) struct Round {
    pub(super) slot: Slot,
    /// First second asked, inclusive.
    pub(super) from: i64,
    /// Last second asked, exclusive.
    pub(super) to: i64,
    pub(super) queries: Vec<Query>,
}

/// What came of one query.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source::aws) struct Gathered {
    pub(super) points: Vec<Point>,
    pub(super) problem: Option<SeriesProblem>,
    /// True when CloudWatch said that nothing is left out: only then an empty series means "no data".
    pub(super) is_whole: bool,
    pub(super) read_at: DateTime<Utc>,
}

/// What came of one call.
#[derive(Debug)]
pub(in crate::source::aws) struct Read {
    pub(super) round: Round,
    /// One for each query, in order.
    pub(super) gathered: Vec<Gathered>,
    /// Pages that were answered.
    pub(in crate::source::aws) pages: u32,
    /// Calls that were made, answered or not.
    pub(in crate::source::aws) calls: u32,
    /// What went wrong, if something did.
    pub(in crate::source::aws) trouble: Option<Trouble>,
    /// When to ask again, where the service says so.
    pub(in crate::source::aws) again_after: Option<Duration>,
}

impl Read {
    /// Metrics that are billed: those of a call that was answered.
    pub(in crate::source::aws) fn billed(&self) -> u64 {
        if self.pages > 0 { self.round.queries.len() as u64 } else { 0 }
    }
}

/// Makes the call and follows its pages. What was read before a page failed is kept.
pub(in crate::source::aws) async fn read(
    client: &Client,
    round: Round,
    site: &CallSite,
    now: DateTime<Utc>,
) -> Read {
    let queries = round.queries.iter().enumerate().map(|(place, query)| query.to_sdk(id_at(place))).collect();
    let mut pages = client
        .get_metric_data()
        .set_metric_data_queries(Some(queries))
        .start_time(SdkTime::from_secs(round.from))
        .end_time(SdkTime::from_secs(round.to))
        .scan_by(ScanBy::TimestampAscending)
        .into_paginator()
        .send();
    let mut gathering = Gathering::new(round.queries.len());
    let mut read = Read { round, gathered: Vec::new(), pages: 0, calls: 0, trouble: None, again_after: None };
    for page in 0.. {
        if page == MOST_PAGES {
            read.trouble = Some(too_many_pages(site, now));
            break;
        }
        match pages.next().await {
            None => break,
            Some(Ok(page)) => {
                read.pages += 1;
                gathering.take(&page);
            }
            Some(Err(error)) => {
                read.trouble = Some(fault::trouble(&error, site, now));
                read.again_after = fault::again_after(&error);
                break;
            }
        }
    }
    // A page that failed was a call too.
    read.calls = read.pages + u32::from(read.trouble.as_ref().is_some_and(|t| t.fault != Fault::Limit));
    let cut = read.trouble.as_ref().map(|trouble| trouble.sentence.clone());
    if read.trouble.is_none() {
        read.trouble = gathering.said.first().map(|said| call_wide(said, site, now));
    }
    read.gathered = gathering.finish(cut.as_ref(), now);
    read
}

/// Series while their pages come in: the same id may appear on any number of pages.
struct Gathering {
    series: Vec<Unfinished>,
    /// Messages about the whole call.
    said: Vec<Arc<str>>,
}

#[derive(Clone, Default)]
struct Unfinished {
    points: Vec<Point>,
    status: Option<StatusCode>,
    said: Option<Arc<str>>,
    is_lopsided: bool,
}

impl Gathering {
    fn new(count: usize) -> Self {
        Self { series: vec![Unfinished::default(); count], said: Vec::new() }
    }

    fn take(&mut self, page: &GetMetricDataOutput) {
        self.said.extend(page.messages().iter().filter_map(message));
        for result in page.metric_data_results() {
            let place = result.id().and_then(place_of);
            if let Some(series) = place.and_then(|place| self.series.get_mut(place)) {
                series.take(result);
            }
        }
    }

    /// `cut` is why no more pages came, if they were expected.
    fn finish(self, cut: Option<&Arc<str>>, now: DateTime<Utc>) -> Vec<Gathered> {
        let said = self.said.first();
        self.series.into_iter().map(|series| series.finish(cut, said, now)).collect()
    }
}

impl Unfinished {
    fn take(&mut self, result: &MetricDataResult) {
        let (times, values) = (result.timestamps(), result.values());
        self.is_lopsided |= times.len() != values.len();
        self.points
            .extend(times.iter().zip(values).map(|(at, value)| Point { at: at.secs(), value: *value }));
        self.status = Some(result.status_code().cloned().unwrap_or_else(|| StatusCode::from("none")));
        self.said = result.messages().iter().find_map(message).or(self.said.take());
    }

    fn finish(self, cut: Option<&Arc<str>>, said_of_all: Option<&Arc<str>>, now: DateTime<Utc>) -> Gathered {
        let is_complete = matches!(self.status, Some(StatusCode::Complete)) && !self.is_lopsided;
        let problem = match &self.status {
            Some(StatusCode::Complete) if self.is_lopsided => Some(SeriesProblem::Partial),
            Some(StatusCode::Complete) => match (self.said, said_of_all) {
                (Some(said), _) => Some(SeriesProblem::Message(said)),
                // A message about the whole call may be about this series: no points is then not "no data".
                (None, Some(said)) if self.points.is_empty() => Some(SeriesProblem::Message(said.clone())),
                (None, _) => None,
            },
            Some(StatusCode::PartialData) => Some(SeriesProblem::Partial),
            Some(StatusCode::InternalError) => Some(SeriesProblem::Internal),
            Some(StatusCode::Forbidden) => Some(SeriesProblem::Forbidden),
            Some(other) => Some(SeriesProblem::Unknown(clean_line(other.as_str(), 60).into())),
            None => Some(SeriesProblem::Message(
                cut.cloned().unwrap_or_else(|| Arc::from("CloudWatch left this series out of its answer.")),
            )),
        };
        let is_whole = is_complete && !(self.points.is_empty() && problem.is_some());
        Gathered { points: self.points, problem, is_whole, read_at: now }
    }
}

fn message(message: &MessageData) -> Option<Arc<str>> {
    let text = match (message.code(), message.value()) {
        (Some(code), Some(value)) => format!("{code}: {value}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => return None,
    };
    Some(clean_line(&text, MOST_WORDS).into())
}

fn call_wide(said: &Arc<str>, site: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: site.source.clone(),
        fault: Fault::Item,
        sentence: format!("CloudWatch says about {}: {said}", site.operation).into(),
        fix: "What was read is shown; series without points may be incomplete.".into(),
        action: None,
        stage: None,
        at: now,
    }
}

fn too_many_pages(site: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: site.source.clone(),
        fault: Fault::Limit,
        sentence: format!("The answer of CloudWatch to {} goes on after {MOST_PAGES} pages.", site.operation)
            .into(),
        fix: "Ask for fewer metrics or a shorter window; what was read is shown.".into(),
        action: None,
        stage: None,
        at: now,
    }
}
