//! `[[pipeline.stage.metric]]`: metrics of the user's own, of any namespace.
//! What the catalogue knows needs none of this.

use std::sync::Arc;

use super::{amount::whole_of, field::Field, guess::advise, reader::Reader, report::Mistakes};
use crate::pipeline::{Metric, Missing, Shape, Unit};

/// Dimensions CloudWatch takes for one metric at most.
const MOST_DIMENSIONS: usize = 30;

const UNITS: [Unit; 8] = [
    Unit::Count,
    Unit::Bytes,
    Unit::Milliseconds,
    Unit::Seconds,
    Unit::Ratio,
    Unit::Percent,
    Unit::CapacityUnits,
    Unit::None,
];

/// Reads one metric.
pub(super) fn read(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Option<Metric> {
    let key = reader.need("key", "\"dead_letters\"", mistakes).and_then(|field| key_of(&field, mistakes));
    let namespace = reader.need("namespace", "\"AWS/Lambda\"", mistakes);
    let namespace = namespace.and_then(|field| field.name(255, mistakes));
    let name = reader.need("name", "\"DeadLetterErrors\"", mistakes);
    let name = name.and_then(|field| field.name(255, mistakes));
    let statistic = reader.need("statistic", "\"Sum\"", mistakes);
    let statistic = statistic.and_then(|field| statistic_of(&field, mistakes));
    let dimensions = reader.take("dimensions").map(|field| dimensions(&field, mistakes)).unwrap_or_default();
    let unit = reader.take("unit").and_then(|field| unit_of(&field, mistakes)).unwrap_or(Unit::None);
    let period =
        reader.take("period").and_then(|field| whole_of(&field, (60, "minutes"), 1..=1_440, mistakes));
    let missing = reader.take("missing").and_then(|field| missing_of(&field, mistakes));
    let label = reader.take("label").and_then(|field| field.name(40, mistakes));
    reader.close(mistakes);
    let (key, statistic) = (key?, statistic?);
    let is_counted = matches!(statistic, "Sum" | "SampleCount");
    let (shape, silent) =
        if is_counted { (Shape::Counter, Missing::Zero) } else { (Shape::Gauge, Missing::Unknown) };
    Some(Metric {
        key: key.into(),
        label: label.map_or_else(|| key.replace('_', " "), ToOwned::to_owned).into(),
        namespace: namespace?.into(),
        name: name?.into(),
        dimensions: dimensions.into(),
        statistic: statistic.into(),
        unit,
        shape,
        period_secs: period.unwrap_or(1) * 60,
        settle_secs: 180,
        missing: missing.unwrap_or(silent),
    })
}

/// A table of dimension names and values, in the order of the file.
pub(super) fn dimensions(field: &Field<'_>, mistakes: &mut Mistakes) -> Vec<(Arc<str>, Arc<str>)> {
    let Some(reader) = field.table(mistakes) else { return Vec::new() };
    let entries = reader.entries();
    if entries.len() > MOST_DIMENSIONS {
        let what = format!("{} dimensions are too many", entries.len());
        field.wrong(&what, &format!("CloudWatch takes {MOST_DIMENSIONS} at most"), mistakes);
    }
    let pairs = entries.into_iter().filter_map(|entry| {
        let value = entry.name(255, mistakes)?;
        Some((entry.key().into(), value.into()))
    });
    pairs.collect()
}

fn key_of<'a>(field: &Field<'a>, mistakes: &mut Mistakes) -> Option<&'a str> {
    let key = field.name(40, mistakes)?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !key.chars().all(is_plain) || !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        let what = format!("`{key}` cannot be a key of a metric");
        let fix = "write lower-case letters, digits and `_`, beginning with a letter: `dead_letters`";
        field.wrong(&what, fix, mistakes);
        return None;
    }
    Some(key)
}

fn statistic_of<'a>(field: &Field<'a>, mistakes: &mut Mistakes) -> Option<&'a str> {
    const PLAIN: [&str; 7] = ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "IQM", "p95"];
    let statistic = field.text(mistakes)?;
    let percent = |text: &str| text.parse::<f64>().is_ok_and(|percent| (0.0..=100.0).contains(&percent));
    let is_known = PLAIN.contains(&statistic)
        || ["p", "tm", "wm", "tc", "ts"]
            .iter()
            .any(|prefix| statistic.strip_prefix(prefix).is_some_and(percent));
    if !is_known {
        let what = format!("CloudWatch has no statistic `{statistic}`");
        field.wrong(&what, &advise(statistic, PLAIN), mistakes);
        return None;
    }
    Some(statistic)
}

fn unit_of(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Unit> {
    let name = field.text(mistakes)?;
    let unit = UNITS.into_iter().find(|unit| unit.as_str() == name);
    if unit.is_none() {
        let fix = advise(name, UNITS.iter().map(|unit| unit.as_str()));
        field.wrong(&format!("there is no unit `{name}`"), &fix, mistakes);
    }
    unit
}

fn missing_of(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Missing> {
    const KNOWN: [(&str, Missing); 4] = [
        ("zero", Missing::Zero),
        ("unknown", Missing::Unknown),
        ("fine", Missing::Fine),
        ("bad", Missing::Bad),
    ];
    let name = field.text(mistakes)?;
    let missing = KNOWN.iter().find(|(known, _)| *known == name).map(|(_, missing)| *missing);
    if missing.is_none() {
        let what = format!("`{name}` is not what a missing point can mean");
        field.wrong(&what, &advise(name, KNOWN.iter().map(|(known, _)| *known)), mistakes);
    }
    missing
}
