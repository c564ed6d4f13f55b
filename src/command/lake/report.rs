//! What `tidewatch lake check` tells, as sentences and as JSON. Pure: everything is looked up before.

use std::io::Write;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;

use crate::{
    business::{Cell, DateRange, SummaryTable},
    command::failure::Failure,
    pipeline::{say_bytes, say_count, say_span},
    question::Trouble,
    source::{LakeObject, Stand, WorkgroupFacts},
};

/// Everything that was looked at.
#[derive(Serialize)]
pub(super) struct Report {
    version: u8,
    at: DateTime<Utc>,
    /// `ok`, `differs` or `unknown`.
    result: &'static str,
    database: String,
    objects: Vec<Object>,
    workgroup: Option<Workgroup>,
    days: Vec<Day>,
    troubles: Vec<Trouble>,
}

#[derive(Serialize)]
struct Object {
    name: String,
    kind: &'static str,
    /// `same`, `missing`, `differs`, `other` or `unknown`.
    state: &'static str,
    differs: Vec<String>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the workgroup of its own")]
struct Workgroup {
    name: String,
    is_enabled: bool,
    scan_limit_bytes: Option<u64>,
    output_location: Option<String>,
    is_output_enforced: bool,
    keeps_results: bool,
    engine: Option<String>,
    may_reuse: bool,
    publishes_metrics: bool,
    /// What of the configuration does not fit it.
    remarks: Vec<String>,
}

/// A partition of one UTC day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Day {
    date: NaiveDate,
    events: u64,
    newest_event: Option<DateTime<Utc>>,
    /// The day is not over.
    is_open: bool,
}

impl Report {
    /// A report at a moment, of a database.
    pub(super) fn new(at: DateTime<Utc>, database: &str, objects: &[LakeObject]) -> Self {
        let troubles = objects.iter().filter_map(|object| match &object.stand {
            Stand::Unknown(trouble) => Some(trouble.clone()),
            _ => None,
        });
        let mut told: Vec<Trouble> = Vec::new();
        for trouble in troubles {
            if !told.iter().any(|other| other.sentence == trouble.sentence) {
                told.push(trouble);
            }
        }
        Self {
            version: 1,
            at,
            result: "ok",
            database: database.to_owned(),
            objects: objects.iter().map(Object::of).collect(),
            workgroup: None,
            days: Vec::new(),
            troubles: told,
        }
    }

    /// With what the workgroup is like. `own_place` is the configuration's output location.
    pub(super) fn with_workgroup(
        &mut self,
        found: Result<WorkgroupFacts, Trouble>,
        own_place: Option<&str>,
        reuse_minutes: u32,
    ) {
        match found {
            Ok(facts) => self.workgroup = Some(Workgroup::of(facts, own_place, reuse_minutes)),
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// With the partitions of a range of days; days without a row have no event.
    pub(super) fn with_days(&mut self, range: DateRange, found: Result<&SummaryTable, Trouble>) {
        match found {
            Ok(table) => self.days = days_of(table, range, self.at.date_naive()),
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// The exit code, when nothing comes any more: 0 as shipped, 1 something differs, 3 something is not known.
    pub(super) fn close(&mut self) -> u8 {
        let is = |state: &str| self.objects.iter().any(|object| object.state == state);
        let is_shut = self.workgroup.as_ref().is_some_and(|workgroup| !workgroup.is_enabled);
        let code = if is("missing") || is("differs") || is("other") || is_shut {
            1
        } else if self.troubles.is_empty() {
            0
        } else {
            3
        };
        self.result = match code {
            0 => "ok",
            1 => "differs",
            _ => "unknown",
        };
        code
    }

    /// As sentences.
    pub(super) fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let result = match self.result {
            "ok" => "as shipped",
            "differs" => "not as shipped",
            _ => "not all is known",
        };
        writeln!(out, "lake {}: {result}", self.database)?;
        for object in &self.objects {
            let (mark, word) = mark(object.state);
            writeln!(out, "  {mark} {:<10} {:<5} {}", word, object.kind, object.name)?;
            for line in object.differs.iter().chain(&object.remarks) {
                writeln!(out, "                     {line}")?;
            }
        }
        if let Some(workgroup) = &self.workgroup {
            workgroup.write(out)?;
        }
        if !self.days.is_empty() {
            writeln!(out, "partitions (UTC days)")?;
        }
        for day in &self.days {
            let open = if day.is_open { ", open" } else { "" };
            match day.newest_event {
                Some(at) => writeln!(
                    out,
                    "  {}  {:>8} events, newest {}{open}",
                    day.date,
                    say_count(day.events as f64),
                    at.format("%F %H:%M:%S UTC")
                )?,
                None if day.events > 0 => {
                    let events = say_count(day.events as f64);
                    writeln!(
                        out,
                        "  {}  {events:>8} events, none with a time that can be read{open}",
                        day.date
                    )?;
                }
                None => writeln!(out, "  {}        no events{open}", day.date)?,
            }
        }
        if let Some(newest) = self.days.iter().filter_map(|day| day.newest_event).max() {
            let age = say_span((self.at - newest).num_seconds().max(0) as f64);
            writeln!(out, "  the newest event is {age} old")?;
        }
        for trouble in &self.troubles {
            writeln!(out, "? {} {}", trouble.sentence, trouble.fix)?;
        }
        Ok(())
    }
}

impl Object {
    fn of(object: &LakeObject) -> Self {
        let (state, differs) = match &object.stand {
            Stand::Same => ("same", Vec::new()),
            Stand::Missing => ("missing", Vec::new()),
            Stand::Differs(how) => ("differs", how.clone()),
            Stand::Other(what) => ("other", vec![what.clone()]),
            Stand::Unknown(_) => ("unknown", Vec::new()),
        };
        Self {
            name: object.name.clone(),
            kind: if object.view.is_some() { "view" } else { "table" },
            state,
            differs,
            remarks: object.remarks.clone(),
        }
    }
}

/// A mark and a word for a state; the word alone is enough.
pub(super) const fn mark(state: &str) -> (&'static str, &'static str) {
    match state.as_bytes() {
        b"same" => ("+", "as shipped"),
        b"missing" => ("x", "missing"),
        b"differs" => ("!", "differs"),
        b"other" => ("!", "another"),
        _ => ("?", "unknown"),
    }
}

impl Workgroup {
    fn of(facts: WorkgroupFacts, own_place: Option<&str>, reuse_minutes: u32) -> Self {
        let mut remarks = Vec::new();
        if !facts.is_enabled {
            remarks.push("it is switched off: no query runs in it".to_owned());
        }
        if facts.output_location.is_none() && !facts.keeps_results && own_place.is_none() {
            remarks.push("it has no place for results: set one, or the lake's output_location".to_owned());
        }
        if facts.is_enforced && own_place.is_some() {
            remarks
                .push("it decides alone where results go: leave the lake's output_location out".to_owned());
        } else if own_place.is_some() && facts.output_location.is_some() && reuse_minutes > 0 {
            remarks.push(
                "the lake's output_location overrides its own, which switches the reuse of results off"
                    .to_owned(),
            );
        }
        if !facts.may_reuse && reuse_minutes > 0 {
            remarks.push("its engine cannot reuse results: version 3 can".to_owned());
        }
        Self {
            name: facts.name,
            is_enabled: facts.is_enabled,
            scan_limit_bytes: facts.scan_limit_bytes,
            output_location: facts.output_location,
            is_output_enforced: facts.is_enforced,
            keeps_results: facts.keeps_results,
            engine: facts.engine,
            may_reuse: facts.may_reuse,
            publishes_metrics: facts.publishes_metrics,
            remarks,
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "workgroup {}", self.name)?;
        let limit = self.scan_limit_bytes.map_or("none".to_owned(), |bytes| say_bytes(bytes as f64));
        writeln!(out, "  scan limit of a query  {limit}")?;
        let place = match &self.output_location {
            Some(place) => place.as_str(),
            None if self.keeps_results => "kept by Athena",
            None => "none of its own",
        };
        let enforced = if self.is_output_enforced { ", enforced" } else { "" };
        writeln!(out, "  results                {place}{enforced}")?;
        writeln!(
            out,
            "  reuse of results       {}",
            if self.may_reuse { "possible" } else { "not possible" }
        )?;
        if let Some(engine) = &self.engine {
            writeln!(out, "  engine                 {engine}")?;
        }
        let metrics = if self.publishes_metrics { "published" } else { "not published" };
        writeln!(out, "  metrics of queries     {metrics}")?;
        for remark in &self.remarks {
            writeln!(out, "  ! {remark}")?;
        }
        Ok(())
    }
}

/// Each day of a range with what its partition holds.
fn days_of(table: &SummaryTable, range: DateRange, today: NaiveDate) -> Vec<Day> {
    let cell = |row: &[Cell], name: &str| table.column(name).and_then(|at| row.get(at).cloned());
    let number = |row: &[Cell], name: &str| -> Option<u32> { cell(row, name)?.as_text()?.parse().ok() };
    let date = |row: &[Cell]| {
        let year = i32::try_from(number(row, "year")?).ok()?;
        NaiveDate::from_ymd_opt(year, number(row, "month")?, number(row, "day")?)
    };
    let newest = |row: &[Cell]| match cell(row, "newest_event")? {
        Cell::Timestamp(at) => Some(NaiveDateTime::and_utc(&at)),
        _ => None,
    };
    let on = |day: NaiveDate| {
        let row = table.rows.iter().find(|row| date(row) == Some(day));
        let events = row.and_then(|row| cell(row, "events")?.as_integer());
        Day {
            date: day,
            events: events.and_then(|events| u64::try_from(events).ok()).unwrap_or(0),
            newest_event: row.and_then(|row| newest(row)),
            is_open: day >= today,
        }
    };
    range.dates().map(on).collect()
}
