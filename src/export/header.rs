//! What rows are, said before them: whose, of which days, as of when, complete to when, from where, in which units.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::column::unit_of;
use crate::business::{ColumnType, Currency};

/// Version of the shape of what is written; it grows when a field changes its meaning or goes away.
const VERSION: u8 = 1;

/// What is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// In a word or two: `vendor revenue`, `events`.
    pub what: String,
    /// The vendor's id, or `all`; none where the rows are about no vendor.
    pub vendor: Option<String>,
    /// First and last business day; none where the rows are not by day.
    pub range: Option<(NaiveDate, NaiveDate)>,
    /// When it was read; the oldest answer where there are several.
    pub as_of: Option<DateTime<Utc>>,
    /// Events up to here are in it, as far as the sources can tell.
    pub complete_to: Option<DateTime<Utc>>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Currency of money.
    pub currency: Currency,
}

impl Header {
    /// The fields of the JSON object, in order, without the rows.
    pub(super) fn fields<'a>(
        &self,
        columns: impl Iterator<Item = (&'a str, ColumnType)>,
    ) -> Vec<(&'static str, Value)> {
        let mut units = Map::new();
        let mut names = Vec::new();
        for (name, _) in columns {
            names.push(Value::from(name));
            if let Some(unit) = unit_of(name, &self.currency) {
                units.insert(name.to_owned(), Value::from(unit));
            }
        }
        let time = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        vec![
            ("version", json!(VERSION)),
            ("what", json!(self.what)),
            ("vendor", json!(self.vendor)),
            ("range", self.range.map_or(Value::Null, |(from, to)| json!({ "from": from, "to": to }))),
            ("as_of", json!(time(self.as_of))),
            ("complete_to", json!(time(self.complete_to))),
            ("source", json!(self.source)),
            ("currency", json!(self.currency.code())),
            ("units", Value::Object(units)),
            ("columns", Value::Array(names)),
        ]
    }

    /// The same in one line, for people: `vendor revenue · v-001 · 2026-11-01 to 2026-11-22 · complete to ...`.
    pub(super) fn line(&self) -> String {
        let time = |at: DateTime<Utc>| at.format("%F %H:%M UTC");
        let parts = [
            Some(self.what.clone()),
            self.vendor.clone(),
            self.range
                .map(|(from, to)| if from == to { from.to_string() } else { format!("{from} to {to}") }),
            self.complete_to.map(|at| format!("complete to {}", time(at))),
            self.as_of.map(|at| format!("read {}", time(at))),
            self.source.clone(),
        ];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}
