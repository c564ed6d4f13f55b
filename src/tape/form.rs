//! How entries and answers are written: their shape on the tape, and the way back with every check on it.
//! Points of series are written beside them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::points::Kind;
use crate::{
    business::{Cell, ColumnType, SummaryTable, Vendor},
    pipeline::{LakeFacts, Series, SeriesKey, StageName, StreamFacts},
    question::{
        AlarmHistory, AlarmList, Answer, Answered, Entry, MetricsAnswer, ProductDays, Provenance,
        SeriesAnswer, SeriesProblem, Trouble, VendorDays, VendorTotals,
    },
};

/// What is written cannot be what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record cannot be read")]
pub(super) struct Garbled;

impl From<serde_json::Error> for Garbled {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

/// Longest interval or latency that is believed.
const LONGEST: Duration = Duration::from_hours(400 * 24);

/// A moment (epoch seconds) from 1970 to 9999: everything else would break arithmetic on it.
pub(super) fn second(secs: i64) -> Result<i64, Garbled> {
    if (0..=253_402_300_799).contains(&secs) { Ok(secs) } else { Err(Garbled) }
}

/// An entry as it is written.
#[derive(Deserialize, Serialize)]
pub(super) struct EntryForm {
    held: Option<HeldForm>,
    troubles: Vec<Trouble>,
    waiting: Option<Arc<str>>,
    asked_at: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    failures: u32,
    attempts: u64,
    every: Duration,
}

#[derive(Deserialize, Serialize)]
struct HeldForm {
    answer: AnswerForm,
    provenance: Provenance,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum AnswerForm {
    Metrics(Vec<SeriesForm>),
    AlarmHistory(AlarmHistory),
    Lake(LakeFacts),
    Alarms(AlarmList),
    Streams(BTreeMap<StageName, StreamFacts>),
    Vendors(Arc<[Vendor]>),
    VendorDays(VendorDays),
    ProductDays(ProductDays),
    VendorTotals(VendorTotals),
    Summary(TableForm),
}

#[derive(Deserialize, Serialize)]
struct SeriesForm {
    key: SeriesKey,
    kind: Kind,
    problem: Option<SeriesProblem>,
}

#[derive(Deserialize, Serialize)]
struct TableForm {
    columns: Vec<(Arc<str>, ColumnType)>,
    rows: Vec<Vec<CellForm>>,
}

/// A cell with its type, which the JSON of a table leaves out; a double that is no number is written as text.
#[derive(Deserialize, Serialize)]
enum CellForm {
    #[serde(rename = "n")]
    Null,
    #[serde(rename = "t")]
    Text(Arc<str>),
    #[serde(rename = "i")]
    Integer(i64),
    #[serde(rename = "f")]
    Double(f64),
    #[serde(rename = "o")]
    Odd(Arc<str>),
    #[serde(rename = "d")]
    Decimal(Decimal),
    #[serde(rename = "b")]
    Boolean(bool),
    #[serde(rename = "y")]
    Date(NaiveDate),
    #[serde(rename = "s")]
    Timestamp(NaiveDateTime),
}

impl From<&Entry> for EntryForm {
    fn from(entry: &Entry) -> Self {
        let held = entry.held.as_ref().map(|held| HeldForm {
            answer: AnswerForm::from(&held.answer),
            provenance: held.provenance.clone(),
        });
        Self {
            held,
            troubles: entry.troubles.clone(),
            waiting: entry.waiting.clone(),
            asked_at: entry.asked_at,
            next_at: entry.next_at,
            failures: entry.failures,
            attempts: entry.attempts,
            every: entry.every,
        }
    }
}

impl EntryForm {
    /// The entry, with the points of its series in their order.
    ///
    /// # Errors
    /// When the parts do not fit.
    pub(super) fn entry(self, series: &[Arc<Series>]) -> Result<Entry, Garbled> {
        let held = self.held.map(|held| held.answered(series)).transpose()?;
        Ok(Entry {
            held: held.map(Arc::new),
            troubles: self.troubles,
            waiting: self.waiting,
            asked_at: self.asked_at,
            next_at: self.next_at,
            failures: self.failures,
            attempts: self.attempts,
            every: self.every.min(LONGEST),
        })
    }
}

impl HeldForm {
    fn answered(self, series: &[Arc<Series>]) -> Result<Answered, Garbled> {
        let provenance = Provenance { latency: self.provenance.latency.min(LONGEST), ..self.provenance };
        Ok(Answered { answer: self.answer.answer(series)?, provenance })
    }
}

impl From<&Answer> for AnswerForm {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Metrics(metrics) => Self::Metrics(metrics.series.iter().map(SeriesForm::of).collect()),
            Answer::AlarmHistory(history) => Self::AlarmHistory(history.clone()),
            Answer::Lake(facts) => Self::Lake(facts.clone()),
            Answer::Alarms(alarms) => Self::Alarms(alarms.clone()),
            Answer::Streams(streams) => Self::Streams(streams.clone()),
            Answer::Vendors(vendors) => Self::Vendors(Arc::clone(vendors)),
            Answer::VendorDays(days) => Self::VendorDays(days.clone()),
            Answer::ProductDays(days) => Self::ProductDays(days.clone()),
            Answer::VendorTotals(totals) => Self::VendorTotals(totals.clone()),
            Answer::Summary(table) => Self::Summary(TableForm::of(table)),
        }
    }
}

impl AnswerForm {
    fn answer(self, points: &[Arc<Series>]) -> Result<Answer, Garbled> {
        Ok(match self {
            Self::Metrics(forms) => {
                if forms.len() != points.len() {
                    return Err(Garbled);
                }
                let with_points = forms.into_iter().zip(points).map(|(form, series)| {
                    (form.key, SeriesAnswer { series: Arc::clone(series), problem: form.problem })
                });
                Answer::Metrics(MetricsAnswer { series: with_points.collect() })
            }
            Self::AlarmHistory(history) => Answer::AlarmHistory(history),
            Self::Lake(facts) => Answer::Lake(facts),
            Self::Alarms(alarms) => Answer::Alarms(alarms),
            Self::Streams(streams) => Answer::Streams(streams),
            Self::Vendors(vendors) => Answer::Vendors(vendors),
            Self::VendorDays(days) => Answer::VendorDays(days),
            Self::ProductDays(days) => Answer::ProductDays(days),
            Self::VendorTotals(totals) => Answer::VendorTotals(totals),
            Self::Summary(table) => Answer::Summary(table.table()?),
        })
    }
}

impl SeriesForm {
    fn of((key, answer): (&SeriesKey, &SeriesAnswer)) -> Self {
        Self { key: key.clone(), kind: Kind::of(&answer.series), problem: answer.problem.clone() }
    }
}

impl TableForm {
    fn of(table: &SummaryTable) -> Self {
        let rows = table.rows.iter().map(|row| row.iter().map(CellForm::from).collect()).collect();
        Self { columns: table.columns.clone(), rows }
    }

    fn table(self) -> Result<SummaryTable, Garbled> {
        if self.rows.iter().any(|row| row.len() != self.columns.len()) {
            return Err(Garbled);
        }
        let rows = self.rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect());
        Ok(SummaryTable { columns: self.columns, rows: rows.collect() })
    }
}

impl From<&Cell> for CellForm {
    fn from(cell: &Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Text(text) => Self::Text(Arc::clone(text)),
            Cell::Integer(value) => Self::Integer(*value),
            Cell::Double(value) if value.is_finite() => Self::Double(*value),
            Cell::Double(value) => Self::Odd(value.to_string().into()),
            Cell::Decimal(value) => Self::Decimal(*value),
            Cell::Boolean(value) => Self::Boolean(*value),
            Cell::Date(value) => Self::Date(*value),
            Cell::Timestamp(value) => Self::Timestamp(*value),
        }
    }
}

impl From<CellForm> for Cell {
    fn from(form: CellForm) -> Self {
        match form {
            CellForm::Null => Self::Null,
            CellForm::Text(text) => Self::Text(text),
            CellForm::Integer(value) => Self::Integer(value),
            CellForm::Double(value) => Self::Double(value),
            CellForm::Odd(text) => Self::Double(text.parse().unwrap_or(f64::NAN)),
            CellForm::Decimal(value) => Self::Decimal(value),
            CellForm::Boolean(value) => Self::Boolean(value),
            CellForm::Date(value) => Self::Date(value),
            CellForm::Timestamp(value) => Self::Timestamp(value),
        }
    }
}
