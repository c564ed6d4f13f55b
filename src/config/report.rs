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
pub(super) struct Mistakes(Vec<(Range<usize>, String, String)>);

impl Mistakes {
    /// Notes a mistake. Both sentences may quote the user: they are made harmless here.
    pub(super) fn note(&mut self, span: Range<usize>, what: &str, fix: &str) {
        self.0.push((span, clean_line(what, 300), clean_line(fix, 600)));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn count(&self) -> usize {
        self.0.len()
    }

    /// The report on `text`, in the order of the file.
    pub(super) fn report(mut self, origin: &str, text: &str) -> Report {
        self.0.sort_by_key(|(span, ..)| span.start);
        let mut lines = Lines { text, at: 0, line: 1 };
        let mistakes = self.0.into_iter().map(|(span, what, fix)| {
            let start = floor_boundary(text, span.start);
            let end = floor_boundary(text, span.end.max(start));
            let (line, column) = lines.place(start);
            Mistake { line, column, what, fix, span: start..end }
        });
        let mistakes = mistakes.collect();
        Report { origin: clean_line(origin, 200), text: text.into(), mistakes }
    }
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
