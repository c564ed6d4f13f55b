//! The report of every mistake in a configuration, each under the user's own line with what to do about it.
//! Knows text and places in it, not what a configuration means.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::pipeline::{clean, clean_line};

/// The longest line that is shown whole; of longer ones, the part around the mistake.
const LONGEST_SHOWN_BYTES: usize = 400;

/// More mistakes than these are counted, not shown: they would scroll away.
const MOST_SHOWN: usize = 100;

/// One mistake: where it is, what is wrong and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What would be right.
    pub fix: String,
    span: Range<usize>,
}

/// Every mistake of a configuration. Its `Display` is the report without colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    origin: String,
    text: Arc<str>,
    mistakes: Vec<Mistake>,
}

impl std::error::Error for Report {}

impl Report {
    /// The mistakes, in the order of the file.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The file, or whatever else the text came from.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The report for a terminal with colours.
    pub fn in_color(&self) -> String {
        self.render(&Renderer::styled())
    }

    fn render(&self, renderer: &Renderer) -> String {
        let shown = self.mistakes.iter().take(MOST_SHOWN);
        let mut said: Vec<String> = shown.map(|mistake| self.render_one(mistake, renderer)).collect();
        said.push(match self.mistakes.len() {
            1 => format!("1 mistake in {}", self.origin),
            many if many > MOST_SHOWN => format!("{many} mistakes in {}; these are the first", self.origin),
            many => format!("{many} mistakes in {}", self.origin),
        });
        said.join("\n\n")
    }

    fn render_one(&self, mistake: &Mistake, renderer: &Renderer) -> String {
        let (line, marked) = shown_line(&self.text, &mistake.span);
        let snippet = Snippet::source(line)
            .path(self.origin.as_str())
            .line_start(mistake.line)
            .annotation(AnnotationKind::Primary.span(marked));
        let said = Level::ERROR
            .primary_title(mistake.what.as_str())
            .element(snippet)
            .element(Level::HELP.message(mistake.fix.as_str()));
        renderer.render(&[said])
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

/// Mistakes while they are found, by their place in the text.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<Noted>);

#[derive(Debug)]
struct Noted {
    span: Range<usize>,
    what: String,
    fix: String,
    /// Where the other of two is, when a mistake is about two places.
    first: Option<Range<usize>>,
}

impl Mistakes {
    /// Notes a mistake. Both sentences may quote the user: they are made harmless here.
    pub(super) fn note(&mut self, span: Range<usize>, what: &str, fix: &str) {
        self.0.push(Noted { span, what: clean_line(what, 300), fix: clean_line(fix, 600), first: None });
    }

    /// Notes that something is there twice; `first` is where it was met before.
    pub(super) fn note_second(&mut self, span: Range<usize>, first: Range<usize>, what: &str, fix: &str) {
        self.note(span, what, fix);
        if let Some(noted) = self.0.last_mut() {
            noted.first = Some(first);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn count(&self) -> usize {
        self.0.len()
    }

    /// The report on `text`, in the order of the file.
    pub(super) fn report(mut self, origin: &str, text: &str) -> Report {
        self.0.sort_by_key(|noted| noted.span.start);
        let mut lines = Lines { text, at: 0, line: 1 };
        let mistakes = self.0.into_iter().map(|noted| {
            let start = floor_boundary(text, noted.span.start);
            let end = floor_boundary(text, noted.span.end.max(start));
            let (line, column) = lines.place(start);
            let fix = match noted.first {
                Some(first) => format!("{}; the first is on line {}", noted.fix, line_of(text, first.start)),
                None => noted.fix,
            };
            Mistake { line, column, what: noted.what, fix, span: start..end }
        });
        let mistakes = mistakes.collect();
        Report { origin: clean_line(origin, 200), text: text.into(), mistakes }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..floor_boundary(text, at)).map_or(0, |before| before.matches('\n').count()) + 1
}

/// Counts lines once for many places in ascending order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn place(&mut self, start: usize) -> (usize, usize) {
        self.line += self.text.get(self.at..start).map_or(0, |passed| passed.matches('\n').count());
        self.at = start;
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).map_or(0, |part| part.chars().count()) + 1;
        (self.line, column)
    }
}

/// The line a span begins in, made harmless, and the span's part of it.
fn shown_line(text: &str, span: &Range<usize>) -> (String, Range<usize>) {
    let before = text.get(..span.start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text.get(span.start..).unwrap_or_default();
    let line_end = span.start + rest.find('\n').unwrap_or(rest.len());
    let end = span.end.clamp(span.start, line_end);
    let from = ceil_boundary(text, line_start.max(span.start.saturating_sub(LONGEST_SHOWN_BYTES)));
    let to = floor_boundary(text, line_end.min(span.start + LONGEST_SHOWN_BYTES)).max(span.start);
    let part = |range: Range<usize>| clean(text.get(range).unwrap_or_default());
    let (left, inside) = (part(from..span.start), part(span.start..end.min(to)));
    let right = part(end.min(to)..to);
    let marked = left.len()..left.len() + inside.len();
    let right = right.trim_end();
    (format!("{left}{inside}{right}"), marked)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str, marked: &str) -> Report {
        let start = text.find(marked).unwrap();
        let mut mistakes = Mistakes::default();
        mistakes.note(start..start + marked.len(), "this is wrong", "make it right");
        mistakes.report("config.toml", text)
    }

    /// The line of the report with the user's text, and the one below it with the marks.
    fn shown(report: &Report) -> (String, String) {
        let text = report.to_string();
        let mut lines =
            text.lines().skip(3).map(|line| line.split_once('|').unwrap().1.trim_end().to_owned());
        (lines.next().unwrap(), lines.next().unwrap())
    }

    #[test]
    fn columns_count_characters_and_marks_stand_under_them() {
        let report = report("a = 1\r\nname = \"Café\", b = 2\r\n", "b = 2");
        assert_eq!((report.mistakes()[0].line, report.mistakes()[0].column), (2, 16));
        assert_eq!(shown(&report), (" name = \"Café\", b = 2".into(), "                ^^^^^".into()));
    }

    #[test]
    fn what_is_hidden_in_a_line_does_not_move_the_marks() {
        let report = report("\u{202e}\u{1b}x = \"\u{200b}\" # note", "# note");
        assert_eq!(shown(&report), (" x = \"\" # note".into(), "        ^^^^^^".into()));
    }

    #[test]
    fn of_an_endless_line_the_part_around_the_mistake_is_shown() {
        let text = format!("x = \"{}wrong{}\"", "ü".repeat(5_000), "ü".repeat(5_000));
        let said = report(&text, "wrong").to_string();
        assert!(said.contains("wrong") && said.chars().count() < 2_000, "{said}");
    }

    #[test]
    fn a_mistake_at_the_end_of_the_file_has_a_place() {
        let mut mistakes = Mistakes::default();
        mistakes.note(5..9, "this is wrong", "make it right");
        mistakes.note(0..0, "so is this", "make it right");
        let report = mistakes.report("config.toml", "a = 1");
        let places: Vec<_> = report.mistakes().iter().map(|mistake| (mistake.line, mistake.column)).collect();
        assert_eq!(places, [(1, 1), (1, 6)]);
        assert!(report.to_string().ends_with("2 mistakes in config.toml"));
    }

    #[test]
    fn a_flood_of_mistakes_is_counted_and_its_beginning_shown() {
        let mut mistakes = Mistakes::default();
        for _ in 0..250 {
            mistakes.note(0..1, "this is wrong", "make it right");
        }
        let said = mistakes.report("config.toml", "a = 1").to_string();
        assert_eq!(said.matches("this is wrong").count(), MOST_SHOWN);
        assert!(said.ends_with("250 mistakes in config.toml; these are the first"));
    }
}
