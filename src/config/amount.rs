//! Amounts as people write them: lengths of time, sizes, shares. Checked against the range they must be in.

use std::{ops::RangeInclusive, time::Duration};

use super::{
    field::{Field, Scalar},
    report::Mistakes,
};
use crate::pipeline::say_span;

const DAY_SECS: u64 = 86_400;

/// A length of time such as `"60s"`, within a range of seconds.
pub(super) fn span_of(
    field: &Field<'_>,
    secs: RangeInclusive<u64>,
    mistakes: &mut Mistakes,
) -> Option<Duration> {
    let (least, most) = (say_span(*secs.start() as f64), say_span(*secs.end() as f64));
    let Some(Scalar::Text(text)) = field.scalar() else {
        field.wrong_type("a length of time with its unit, in quotes", "\"60s\"", mistakes);
        return None;
    };
    let Some(span) = parse_span(text) else {
        let what = format!("`{text}` is not a length of time");
        field.wrong(&what, "write a number and its unit: `30s`, `5m`, `24h`, `30d`", mistakes);
        return None;
    };
    let is_short = span < Duration::from_secs(*secs.start());
    if is_short || span > Duration::from_secs(*secs.end()) {
        let what = format!("`{}` is too {}", field.key(), if is_short { "short" } else { "long" });
        field.wrong(&what, &format!("it can be from {least} to {most}"), mistakes);
        return None;
    }
    Some(span)
}

/// A length of time in whole units of `unit_secs`, within a range of such units.
pub(super) fn whole_of(
    field: &Field<'_>,
    (unit_secs, unit): (u64, &str),
    units: RangeInclusive<u32>,
    mistakes: &mut Mistakes,
) -> Option<u32> {
    let secs = u64::from(*units.start()) * unit_secs..=u64::from(*units.end()) * unit_secs;
    let span = span_of(field, secs, mistakes)?;
    if span.subsec_nanos() > 0 || !span.as_secs().is_multiple_of(unit_secs) {
        field.wrong(&format!("`{}` must be whole {unit}", field.key()), "round it", mistakes);
        return None;
    }
    u32::try_from(span.as_secs() / unit_secs).ok()
}

/// Whole days.
pub(super) fn days_of(field: &Field<'_>, days: RangeInclusive<u32>, mistakes: &mut Mistakes) -> Option<u32> {
    whole_of(field, (DAY_SECS, "days"), days, mistakes)
}

/// A size in bytes such as `"10 GB"`; a number alone is bytes.
pub(super) fn bytes_of(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<u64> {
    let bytes = match field.scalar() {
        Some(Scalar::Number(bytes)) => Some(bytes),
        Some(Scalar::Text(text)) => parse_bytes(text),
        _ => None,
    };
    let in_range = bytes.filter(|bytes| (1.0..1e18).contains(bytes));
    if in_range.is_none() {
        let what = format!("`{}` must be a size", field.key());
        field.wrong(&what, "write a number and its unit: `500 MB`, `10 GB`, `1 TB`", mistakes);
    }
    in_range.map(|bytes| bytes as u64)
}

/// `5m`, `1h 30m`, `250ms`.
pub(super) fn parse_span(text: &str) -> Option<Duration> {
    humantime::parse_duration(text.trim()).ok()
}

/// `10 GB`, `512 KiB`, `100 B`.
pub(super) fn parse_bytes(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        "kib" => 1_024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        "tib" => 1_099_511_627_776.0,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * factor)
}

/// `5 %` as 0.05.
pub(super) fn parse_share(text: &str) -> Option<f64> {
    let number = text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()?;
    number.is_finite().then_some(number / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(parse_span("1h 30m"), Some(Duration::from_mins(90)));
        assert_eq!(parse_bytes("10 GB"), Some(1e10));
        assert_eq!(parse_bytes("1.5KiB"), Some(1_536.0));
        assert_eq!(parse_share("5 %"), Some(0.05));
        for bad in ["", "GB", "ten GB", "1 XB", "10", "1e400 GB"] {
            assert_eq!(parse_bytes(bad), None, "{bad}");
        }
        assert_eq!(parse_share("5"), None);
    }
}
