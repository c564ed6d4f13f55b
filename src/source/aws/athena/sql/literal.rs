//! Names and values as they stand in a statement. Each is checked once more here, where it would do harm.
//! Knows no view and no table.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::SqlError;
use crate::{
    business::{OrderId, VendorId},
    pipeline::clean_line,
};

/// A vendor id as a literal: of the known alphabet, and quotes doubled all the same.
pub(super) fn vendor(id: &VendorId) -> Result<String, SqlError> {
    VendorId::parse(id.as_str()).map_err(|_| SqlError::Id(clean_line(id.as_str(), 60)))?;
    Ok(text(id.as_str()))
}

/// An order id as a literal.
pub(super) fn order(id: &OrderId) -> Result<String, SqlError> {
    OrderId::parse(id.as_str()).map_err(|_| SqlError::Id(clean_line(id.as_str(), 60)))?;
    Ok(text(id.as_str()))
}

/// The name of a time zone as a literal. Zones come out of a fixed list; their alphabet is checked all the same.
pub(super) fn zone(zone: Tz) -> Result<String, SqlError> {
    let name = zone.name();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_/+-".contains(c));
    if is_name { Ok(text(name)) } else { Err(SqlError::Zone(clean_line(name, 60))) }
}

/// True for the zones that are UTC under another name: their days are the days of the partitions.
pub(in super::super) fn is_utc(zone: Tz) -> bool {
    let names = [
        "UTC",
        "Etc/UTC",
        "UCT",
        "Etc/UCT",
        "Zulu",
        "Etc/Zulu",
        "Universal",
        "Etc/Universal",
        "GMT",
        "Etc/GMT",
        "Etc/GMT0",
        "GMT0",
        "Etc/Greenwich",
        "Greenwich",
    ];
    names.contains(&zone.name())
}

/// A day as a literal.
pub(super) fn day(date: NaiveDate) -> String {
    format!("DATE '{date}'")
}

/// A name, or `database.name`, as a quoted identifier.
pub(super) fn name(written: &str) -> Result<String, SqlError> {
    let is_part = |part: &str| {
        (1..=255).contains(&part.len())
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
    };
    let parts: Vec<&str> = written.split('.').collect();
    if parts.len() > 3 || !parts.iter().all(|part| is_part(part)) {
        return Err(SqlError::Name(clean_line(written, 60)));
    }
    Ok(quoted(&parts).join("."))
}

/// Plain names as quoted identifiers.
pub(super) fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
