//! A table as a command prints it: aligned columns, CSV or Markdown. Values arrive as text, ready to show.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use super::failure::Failure;
use crate::cli::TableFormat;

/// Rows under named columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    name: String,
    is_number: bool,
}

impl Sheet {
    /// A sheet with columns of text (`name`) and of numbers (`#name`), which are aligned to the right.
    pub(super) fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let columns = columns.into_iter().map(|name| match name.strip_prefix('#') {
            Some(number) => Column { name: number.to_owned(), is_number: true },
            None => Column { name: name.to_owned(), is_number: false },
        });
        Self { columns: columns.collect(), rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty.
    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// True without rows.
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the sheet; [`TableFormat::Json`] is each command's own business and written as a table here.
    pub(super) fn write(&self, format: TableFormat, out: &mut dyn Write) -> Result<(), Failure> {
        match format {
            TableFormat::Table | TableFormat::Json => self.write_aligned(out),
            TableFormat::Csv => self.write_csv(out),
            TableFormat::Md => self.write_markdown(out),
        }
    }

    fn write_aligned(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let cells = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.width());
                cells.chain([column.name.width()]).max().unwrap_or(0)
            })
            .collect();
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        for row in std::iter::once(&names).chain(&self.rows) {
            let mut line = String::new();
            for ((column, width), cell) in self.columns.iter().zip(&widths).zip(cells(row)) {
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                let (before, after) =
                    if column.is_number { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
                line.push_str(before);
                line.push_str(cell);
                line.push_str(after);
                line.push_str("  ");
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn write_csv(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        writer.write_record(self.columns.iter().map(|column| column.name.as_str()))?;
        for row in &self.rows {
            writer.write_record(
                self.columns.iter().zip(cells(row)).map(|(column, cell)| inert(cell, column)),
            )?;
        }
        writer.flush()?;
        Ok(())
    }

    fn write_markdown(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        writeln!(out, "{}", line(self.columns.iter().map(|column| column.name.clone()).collect()))?;
        let rules = self.columns.iter().map(|c| if c.is_number { "---:" } else { "---" }.to_owned());
        writeln!(out, "{}", line(rules.collect()))?;
        for row in &self.rows {
            let escaped = cells(row).take(self.columns.len()).map(|cell| cell.replace('|', "\\|"));
            writeln!(out, "{}", line(escaped.collect()))?;
        }
        Ok(())
    }
}

fn cells(row: &[String]) -> impl Iterator<Item = &str> {
    row.iter().map(String::as_str).chain(std::iter::repeat(""))
}

/// A cell that no spreadsheet runs as a formula. Numbers keep their minus sign.
fn inert(cell: &str, column: &Column) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !column.is_number;
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: TableFormat) -> String {
        let mut sheet = Sheet::new(["name", "#orders"]);
        sheet.push(vec!["Café|北京".to_owned(), "12".to_owned()]);
        sheet.push(vec!["=1+1".to_owned(), "-3".to_owned()]);
        let mut out = Vec::new();
        sheet.write(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_line_up_by_width_on_screen() {
        assert_eq!(written(TableFormat::Table), "name       orders\nCafé|北京      12\n=1+1           -3\n");
    }

    #[test]
    fn a_formula_in_a_name_is_made_inert_in_csv() {
        assert_eq!(written(TableFormat::Csv), "name,orders\nCafé|北京,12\n'=1+1,-3\n");
    }

    #[test]
    fn bars_in_names_do_not_break_markdown() {
        assert!(written(TableFormat::Md).contains("| Café\\|北京 | 12 |"));
    }
}
