//! One value as text, the same in every format: dates and times in ISO 8601, numbers as digits, what is unknown as
//! nothing. Written by hand where a million rows feel it.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::business::Cell;

/// What a value is to the formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing is known: an empty cell, `null`.
    Unknown,
    /// Words, which are quoted and made inert.
    Words,
    /// A number or a truth value that JSON writes bare.
    Bare,
    /// Digits that JSON writes as a string: exact decimals, dates, times.
    Exact,
}

/// Writes a value without quotes; tells what it is. A number that is none (`NaN`, infinity) is unknown.
pub(super) fn write(cell: &Cell, out: &mut Vec<u8>) -> io::Result<Kind> {
    Ok(match cell {
        Cell::Text(text) => {
            out.extend_from_slice(text.as_bytes());
            Kind::Words
        }
        Cell::Integer(value) => {
            write!(out, "{value}")?;
            Kind::Bare
        }
        Cell::Double(value) if value.is_finite() => {
            write!(out, "{value}")?;
            Kind::Bare
        }
        Cell::Null | Cell::Double(_) => Kind::Unknown,
        Cell::Decimal(value) => {
            write!(out, "{value}")?;
            Kind::Exact
        }
        Cell::Boolean(value) => {
            out.extend_from_slice(if *value { b"true" } else { b"false" });
            Kind::Bare
        }
        Cell::Date(date) => {
            write_date(*date, out)?;
            Kind::Exact
        }
        Cell::Timestamp(at) => {
            write_time(*at, out)?;
            Kind::Exact
        }
    })
}

fn write_date(date: NaiveDate, out: &mut Vec<u8>) -> io::Result<()> {
    let year = date.year();
    if !(0..=9_999).contains(&year) {
        return write!(out, "{date}");
    }
    two(year as u32 / 100, out);
    two(year as u32 % 100, out);
    out.push(b'-');
    two(date.month(), out);
    out.push(b'-');
    two(date.day(), out);
    Ok(())
}

/// `2026-11-22T14:02:31Z`, with the fraction of a second where there is one.
fn write_time(at: NaiveDateTime, out: &mut Vec<u8>) -> io::Result<()> {
    write_date(at.date(), out)?;
    for (mark, part) in [(b'T', at.hour()), (b':', at.minute()), (b':', at.second())] {
        out.push(mark);
        two(part, out);
    }
    let nanos = at.nanosecond();
    if nanos > 0 {
        write!(out, "{}", at.format("%.f"))?;
    }
    out.push(b'Z');
    Ok(())
}

fn two(number: u32, out: &mut Vec<u8>) {
    out.extend([b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(cell: &Cell) -> (String, Kind) {
        let mut out = Vec::new();
        let kind = write(cell, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), kind)
    }

    #[test]
    fn unknown_is_nothing_and_never_zero() {
        assert_eq!(text(&Cell::Null), (String::new(), Kind::Unknown));
        assert_eq!(text(&Cell::Double(f64::NAN)), (String::new(), Kind::Unknown));
        assert_eq!(text(&Cell::Integer(0)), ("0".to_owned(), Kind::Bare));
    }

    #[test]
    fn decimals_keep_every_digit() {
        let long = "7922816251426433759354.3950335";
        assert_eq!(text(&Cell::Decimal(long.parse().unwrap())).0, long);
        assert_eq!(text(&Cell::Decimal("12.30".parse().unwrap())).0, "12.30");
        assert_eq!(text(&Cell::Decimal("-0.01".parse().unwrap())).0, "-0.01");
    }

    proptest! {
        #[test]
        fn times_are_written_as_chrono_writes_them(secs in -60_000_000_000_i64..200_000_000_000, millis in 0_u32..1_000) {
            let at = chrono::DateTime::from_timestamp(secs, millis * 1_000_000).unwrap().naive_utc();
            prop_assert_eq!(text(&Cell::Timestamp(at)).0, at.format("%FT%T%.fZ").to_string());
            prop_assert_eq!(text(&Cell::Date(at.date())).0, at.date().to_string());
        }
    }
}
