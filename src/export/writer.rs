//! Rows written one after another in one of four formats, in constant memory. Money keeps every digit, unknown is an
//! empty cell or null, and text that a spreadsheet would run is made inert in CSV.

use std::{
    io::{self, Write},
    sync::Arc,
};

use super::{
    cell::{self, Kind},
    guard,
    header::Header,
};
use crate::business::{Cell, ColumnType};

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A line of names, then a line a row (RFC 4180).
    #[default]
    Csv,
    /// One object: a header and `rows`, an object each.
    Json,
    /// An object a line, without a header.
    Ndjson,
    /// A table for documents and chats.
    Markdown,
}

/// Bytes that are collected before they are handed on.
const BUFFER: usize = 64 * 1024;

/// Writes rows of the same columns.
pub struct RowWriter<W: Write> {
    out: Out<W>,
    columns: Vec<Head>,
    is_raw: bool,
    rows: u64,
    scratch: Vec<u8>,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json(io::BufWriter<W>),
    Ndjson(io::BufWriter<W>),
    Markdown(io::BufWriter<W>),
}

struct Head {
    is_text: bool,
    /// `"name":` as JSON writes it.
    key: Vec<u8>,
}

impl<W: Write> RowWriter<W> {
    /// Begins with the header. `is_raw` leaves cells as they are that a spreadsheet would run.
    ///
    /// # Errors
    /// When writing fails.
    pub fn begin(
        out: W,
        format: Format,
        columns: &[(Arc<str>, ColumnType)],
        header: &Header,
        is_raw: bool,
    ) -> io::Result<Self> {
        let heads: Vec<Head> = columns.iter().map(|(name, kind)| Head::of(name, *kind)).collect();
        let buffered = |out| io::BufWriter::with_capacity(BUFFER, out);
        let names = || columns.iter().map(|(name, _)| &**name);
        let out = match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(out);
                let safe = names().map(|name| if is_raw { name.into() } else { guard::inert(name) });
                writer.write_record(safe.map(std::borrow::Cow::into_owned)).map_err(of_csv)?;
                Out::Csv(Box::new(writer))
            }
            Format::Json => {
                let mut out = buffered(out);
                out.write_all(b"{")?;
                for (name, value) in header.fields(columns.iter().map(|(name, kind)| (&**name, *kind))) {
                    write!(out, "\"{name}\":{value},")?;
                }
                out.write_all(b"\"rows\":[")?;
                Out::Json(out)
            }
            Format::Ndjson => Out::Ndjson(buffered(out)),
            Format::Markdown => {
                let mut out = buffered(out);
                writeln!(out, "{}\n", escaped(&header.line()))?;
                let names: Vec<String> = names().map(escaped).collect();
                writeln!(out, "| {} |", names.join(" | "))?;
                let rules: Vec<&str> = heads.iter().map(|h| if h.is_text { "---" } else { "---:" }).collect();
                writeln!(out, "| {} |", rules.join(" | "))?;
                Out::Markdown(out)
            }
        };
        Ok(Self { out, columns: heads, is_raw, rows: 0, scratch: Vec::with_capacity(256) })
    }

    /// Writes a row; cells that are missing are unknown, and cells too many are left out.
    ///
    /// # Errors
    /// When writing fails.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        const UNKNOWN: Cell = Cell::Null;
        let columns = self.columns.iter().zip(cells.iter().chain(std::iter::repeat(&UNKNOWN)));
        let scratch = &mut self.scratch;
        match &mut self.out {
            Out::Csv(out) => {
                for (head, cell) in columns {
                    scratch.clear();
                    let kind = cell::write(cell, scratch)?;
                    if kind == Kind::Words && !self.is_raw {
                        quieten(head, scratch);
                    }
                    out.write_field(&scratch).map_err(of_csv)?;
                }
                out.write_record(None::<&[u8]>).map_err(of_csv)?;
            }
            Out::Json(out) => {
                out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
                object(columns, scratch)?;
                out.write_all(scratch)?;
            }
            Out::Ndjson(out) => {
                object(columns, scratch)?;
                scratch.push(b'\n');
                out.write_all(scratch)?;
            }
            Out::Markdown(out) => {
                out.write_all(b"|")?;
                for (_, cell) in columns {
                    scratch.clear();
                    cell::write(cell, scratch)?;
                    write!(out, " {} |", escaped(&String::from_utf8_lossy(scratch)))?;
                }
                out.write_all(b"\n")?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// What is written to.
    pub fn get_ref(&self) -> &W {
        match &self.out {
            Out::Csv(out) => out.get_ref(),
            Out::Json(out) | Out::Ndjson(out) | Out::Markdown(out) => out.get_ref(),
        }
    }

    /// Rows written so far.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is still to be written, and gives back what was written to.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(self) -> io::Result<W> {
        match self.out {
            Out::Csv(out) => out.into_inner().map_err(csv::IntoInnerError::into_error),
            Out::Json(mut out) => {
                out.write_all(b"\n]}\n")?;
                out.into_inner().map_err(io::IntoInnerError::into_error)
            }
            Out::Ndjson(out) | Out::Markdown(out) => out.into_inner().map_err(io::IntoInnerError::into_error),
        }
    }
}

impl Head {
    fn of(name: &str, kind: ColumnType) -> Self {
        let is_text = matches!(kind, ColumnType::Text | ColumnType::Other);
        let key = format!("{}:", serde_json::Value::from(name)).into_bytes();
        Self { is_text, key }
    }
}

/// Words of a column of numbers are digits that were too many to be read, or they are made inert like any others.
fn quieten(head: &Head, words: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(words);
    if guard::is_formula(&text) && (head.is_text || !guard::is_number(&text)) {
        words.insert(0, b'\'');
    }
}

/// A row as a JSON object.
fn object<'a>(columns: impl Iterator<Item = (&'a Head, &'a Cell)>, out: &mut Vec<u8>) -> io::Result<()> {
    out.clear();
    out.push(b'{');
    for (place, (head, cell)) in columns.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&head.key);
        if let Cell::Text(text) = cell {
            serde_json::to_writer(&mut *out, &**text)?;
            continue;
        }
        let start = out.len();
        match cell::write(cell, out)? {
            Kind::Unknown => out.extend_from_slice(b"null"),
            Kind::Exact => {
                out.insert(start, b'"');
                out.push(b'"');
            }
            Kind::Words | Kind::Bare => {}
        }
    }
    out.push(b'}');
    Ok(())
}

/// Text in a cell of a Markdown table: bars, backslashes and line ends would break it, angle brackets would be HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' => safe.extend(['\\', c]),
            '<' => safe.push_str("&lt;"),
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns() -> Vec<(Arc<str>, ColumnType)> {
        vec![("name".into(), ColumnType::Text), ("revenue".into(), ColumnType::Decimal)]
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    fn written(format: Format, is_raw: bool, rows: &[Vec<Cell>]) -> String {
        let header = Header { what: "a|b".to_owned(), ..Header::default() };
        let mut writer = RowWriter::begin(Vec::new(), format, &columns(), &header, is_raw).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    fn rows() -> Vec<Vec<Cell>> {
        let money = |digits: &str| Cell::Decimal(digits.parse().unwrap());
        vec![
            vec![text("=HYPERLINK(\"x\")"), money("-12.30")],
            vec![text("Café, \"北京\"\nทดสอบ 👩‍👩‍👧"), Cell::Null],
            vec![Cell::Null, text("-99999999999999999999999999999999999999")],
            vec![text("@x"), text("-1+1")],
        ]
    }

    #[test]
    fn csv_quotes_what_must_be_and_runs_nothing() {
        let expected = "name,revenue\n\"'=HYPERLINK(\"\"x\"\")\",-12.30\n\"Café, \"\"北京\"\"\nทดสอบ 👩‍👩‍👧\",\n\
                        ,-99999999999999999999999999999999999999\n'@x,'-1+1\n";
        assert_eq!(written(Format::Csv, false, &rows()), expected);
        assert!(written(Format::Csv, true, &rows()).contains("\n@x,-1+1\n"));
    }

    #[test]
    fn json_has_a_header_exact_money_and_null_for_the_unknown() {
        let told: serde_json::Value = serde_json::from_str(&written(Format::Json, false, &rows())).unwrap();
        assert_eq!(told["version"], 1);
        assert_eq!(told["units"]["revenue"], "USD");
        assert_eq!(told["columns"], serde_json::json!(["name", "revenue"]));
        assert_eq!(told["rows"][0], serde_json::json!({"name": "=HYPERLINK(\"x\")", "revenue": "-12.30"}));
        assert!(told["rows"][1]["revenue"].is_null());
        assert_eq!(told["rows"].as_array().unwrap().len(), 4);
        let none: serde_json::Value = serde_json::from_str(&written(Format::Json, false, &[])).unwrap();
        assert_eq!(none["rows"], serde_json::json!([]));
    }

    #[test]
    fn ndjson_is_a_row_a_line() {
        let lines = written(Format::Ndjson, false, &rows());
        let read: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read.len(), 4);
        assert_eq!(read[1]["name"], "Café, \"北京\"\nทดสอบ 👩‍👩‍👧");
    }

    #[test]
    fn markdown_keeps_its_columns_whatever_names_hold() {
        let table = written(Format::Markdown, false, &[vec![text("a|b\nc<script>"), Cell::Integer(3)]]);
        assert_eq!(table, "a\\|b\n\n| name | revenue |\n| --- | ---: |\n| a\\|b c&lt;script> | 3 |\n");
    }

    proptest! {
        #[test]
        fn csv_reads_back_as_it_was_written(names in prop::collection::vec("\\PC{0,20}|[\"',\r\n=+@-]{0,6}", 1..20)) {
            let rows: Vec<Vec<Cell>> = names.iter().map(|name| vec![text(name), Cell::Integer(1)]).collect();
            let raw = written(Format::Csv, true, &rows);
            let mut reader = csv::Reader::from_reader(raw.as_bytes());
            let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
            prop_assert_eq!(&read, &names);
            let safe = written(Format::Csv, false, &rows);
            let mut reader = csv::Reader::from_reader(safe.as_bytes());
            for (row, name) in reader.records().zip(&names) {
                let cell = row.unwrap()[0].to_owned();
                prop_assert!(!guard::is_formula(&cell));
                let is_kept = cell == *name || cell == format!("'{name}");
                prop_assert!(is_kept);
            }
        }
    }
}
