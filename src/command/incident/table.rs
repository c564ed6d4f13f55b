//! The series of each stage as CSV: a row a period, a column a metric with its unit, a gap an empty cell. Points that
//! may still have changed are left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat};

use super::{span::Span, story::Story};
use crate::{
    command::failure::Failure,
    export,
    pipeline::{Metric, PipelineName, Series, SeriesKey, Shape, Stage},
};

/// Every file: its name and its bytes.
pub(super) fn tables(story: &Story, span: Span) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut taken = BTreeSet::new();
    let mut files = Vec::new();
    let estate = &story.last.estate;
    let is_one = estate.pipelines.len() == 1;
    for pipeline in &estate.pipelines {
        let Some(held) = story.series.get(&pipeline.name) else { continue };
        for stage in &pipeline.stages {
            let name = file_name((!is_one).then_some(&pipeline.name), stage, &mut taken);
            files.push((format!("series/{name}.csv"), table(stage, held, span)?));
        }
    }
    Ok(files)
}

/// A name that every file system takes, and that no other file of the export has.
fn file_name(pipeline: Option<&PipelineName>, stage: &Stage, taken: &mut BTreeSet<String>) -> String {
    let whole = match pipeline {
        Some(pipeline) => format!("{pipeline}.{}", stage.name),
        None => stage.name.to_string(),
    };
    let letter = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    let safe: String = whole.chars().map(letter).take(100).collect();
    let safe = if safe.starts_with('.') { format!("_{safe}") } else { safe };
    let mut name = safe.clone();
    let mut number = 2;
    // Some file systems take names that differ in case alone for the same.
    while !taken.insert(name.to_lowercase()) {
        name = format!("{safe}-{number}");
        number += 1;
    }
    name
}

fn table(stage: &Stage, held: &BTreeMap<SeriesKey, Series>, span: Span) -> Result<Vec<u8>, Failure> {
    let columns: Vec<(&Metric, Option<&Series>)> = stage
        .metrics
        .iter()
        .map(|metric| {
            (metric, held.get(&SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() }))
        })
        .collect();
    let (from, to) = (span.from.timestamp(), span.to.timestamp());
    let values = |series: &Series| -> BTreeMap<i64, f64> {
        let points = series.between(from, to.saturating_add(1)).iter();
        points.filter(|point| series.is_ripe(**point)).map(|point| (point.at, point.value)).collect()
    };
    let values: Vec<BTreeMap<i64, f64>> =
        columns.iter().map(|(_, series)| series.map(values).unwrap_or_default()).collect();
    let mut times: BTreeSet<i64> = values.iter().flat_map(|column| column.keys().copied()).collect();
    times.extend(grid(columns.iter().filter_map(|(_, series)| *series), times.first().copied(), to));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = columns.iter().map(|(metric, series)| export::inert(&head(metric, *series)).into_owned());
    writer.write_record(std::iter::once("time".to_owned()).chain(heads))?;
    for at in times {
        let time = DateTime::from_timestamp(at, 0).unwrap_or_default();
        let cells = values.iter().map(|column| column.get(&at).map(ToString::to_string).unwrap_or_default());
        writer.write_record(std::iter::once(time.to_rfc3339_opts(SecondsFormat::Secs, true)).chain(cells))?;
    }
    writer.into_inner().map_err(|error| Failure::Output(error.into_error()))
}

/// Every period from the first point on that is final by now, so that a silence is rows of gaps and not missing rows.
fn grid<'a>(
    series: impl Iterator<Item = &'a Series> + Clone,
    first: Option<i64>,
    to: i64,
) -> impl Iterator<Item = i64> {
    let period = i64::from(series.clone().map(|series| series.period_secs).min().unwrap_or(60));
    let end = series.map(|series| series.ripe_to).max().unwrap_or(i64::MIN).min(to);
    let first = first.unwrap_or(i64::MAX);
    let moments = std::iter::successors(Some(first), move |at| at.checked_add(period));
    moments.take_while(move |at| at.saturating_add(period) <= end).take(Series::MOST_POINTS)
}

/// What a column is: `invocations (count per 60 s)`, `iterator_age (milliseconds)`.
fn head(metric: &Metric, series: Option<&Series>) -> String {
    let unit = metric.unit.as_str();
    match metric.shape {
        Shape::Counter => {
            let period_secs = series.map_or(metric.period_secs, |series| series.period_secs);
            format!("{} ({unit} per {period_secs} s)", metric.key)
        }
        Shape::Gauge => format!("{} ({unit})", metric.key),
    }
}
