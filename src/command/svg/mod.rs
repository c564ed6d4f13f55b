//! A frame as a picture: every cell at its place whatever font a viewer has, since lines, blocks and dots are drawn
//! as shapes and each run of text is held to its width. Terminal-to-SVG crates let one odd glyph shift a whole row.

mod shape;

use std::fmt::Write;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

use super::ansi::{Look, for_each_row};
use shape::Shape;

/// Width and height of a cell in pixels; at 15 px most monospaced fonts are 9 px wide.
const CELL: (usize, usize) = (9, 18);
const FONT_SIZE: usize = 15;
const MARGIN: usize = 12;

/// Colours of cells that have none of their own, as `#rrggbb`.
pub(super) struct Paper {
    pub(super) ground: String,
    pub(super) text: String,
}

/// The whole picture.
pub(super) fn picture(frame: &Buffer, paper: &Paper) -> String {
    let (columns, rows) = (usize::from(frame.area.width), usize::from(frame.area.height));
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"{FONT_SIZE}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        paper.ground
    );
    let mut y = MARGIN;
    for_each_row(frame, |cells| {
        draw_row(&cells, y, paper, &mut svg);
        y += CELL.1;
    });
    svg.push_str("</svg>\n");
    svg
}

/// Cells side by side that are drawn as one piece.
struct Run<'a> {
    x: usize,
    cells: usize,
    look: Look,
    kind: Kind,
    symbols: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    OddText,
    Drawn,
}

fn draw_row(cells: &[(&str, Look)], y: usize, paper: &Paper, svg: &mut String) {
    let runs = runs_of(cells);
    for run in &runs {
        let ground = colour(if is_reversed(run.look) { run.look.fg } else { run.look.bg });
        let ground = ground.or_else(|| is_reversed(run.look).then(|| paper.text.clone()));
        if let Some(ground) = ground.filter(|ground| *ground != paper.ground) {
            let (x, width) = (MARGIN + run.x * CELL.0, run.cells * CELL.0);
            put(
                svg,
                format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{ground}\"/>",
                    CELL.1
                ),
            );
        }
    }
    for run in &runs {
        match run.kind {
            Kind::Drawn => draw_shapes(run, y, paper, svg),
            Kind::Text | Kind::OddText => draw_text(run, y, paper, svg),
        }
    }
}

fn runs_of<'a>(cells: &[(&'a str, Look)]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut x = 0;
    for (symbol, look) in cells {
        let kind = kind_of(symbol);
        let width = symbol.width().max(1);
        match runs.last_mut() {
            // Odd characters come from other fonts: each stands alone, so that none can shift another.
            Some(run) if run.look == *look && run.kind == kind && kind != Kind::OddText => {
                run.cells += width;
                run.symbols.push(symbol);
            }
            _ => runs.push(Run { x, cells: width, look: *look, kind, symbols: vec![symbol] }),
        }
        x += width;
    }
    runs
}

fn kind_of(symbol: &str) -> Kind {
    let mut characters = symbol.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) if Shape::of(only).is_some() => Kind::Drawn,
        _ if symbol.is_ascii() => Kind::Text,
        _ => Kind::OddText,
    }
}

fn draw_shapes(run: &Run<'_>, y: usize, paper: &Paper, svg: &mut String) {
    let ink = ink(run.look, paper);
    let (mut lines, mut dots, mut blocks) = (String::new(), String::new(), String::new());
    for (place, symbol) in run.symbols.iter().enumerate() {
        let at = (MARGIN + (run.x + place) * CELL.0, y);
        match symbol.chars().next().and_then(Shape::of) {
            Some(Shape::Lines(lines_of)) => lines.push_str(&lines_of.path(at, CELL)),
            Some(Shape::Dots(bits)) => dots.push_str(&shape::dots(bits, at, CELL)),
            Some(Shape::Block(block)) => blocks.push_str(&block.path(at, CELL)),
            None => {}
        }
    }
    if !blocks.is_empty() {
        put(svg, format_args!("<path d=\"{blocks}\" fill=\"{ink}\" shape-rendering=\"crispEdges\"/>"));
    }
    if !lines.is_empty() {
        put(svg, format_args!("<path d=\"{lines}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.2\"/>"));
    }
    if !dots.is_empty() {
        put(
            svg,
            format_args!(
                "<path d=\"{dots}\" stroke=\"{ink}\" stroke-width=\"2.2\" stroke-linecap=\"round\"/>"
            ),
        );
    }
}

fn draw_text(run: &Run<'_>, y: usize, paper: &Paper, svg: &mut String) {
    let text = run.symbols.concat();
    let shown = text.trim_end();
    let lead = shown.len() - shown.trim_start().len();
    let shown = shown.trim_start();
    if shown.is_empty() {
        return;
    }
    let (x, base) = (MARGIN + (run.x + lead) * CELL.0, y + CELL.1 - 5);
    let mut style = String::new();
    for (flag, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if run.look.modifier.contains(flag) {
            style.push_str(attribute);
        }
    }
    let length = shown.width() * CELL.0;
    let ink = ink(run.look, paper);
    put(
        svg,
        format_args!(
            "<text x=\"{x}\" y=\"{base}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{style} \
             xml:space=\"preserve\">{}</text>",
            escaped(shown)
        ),
    );
}

/// Writing to a String cannot fail.
fn put(svg: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(svg, "{line}");
}

fn is_reversed(look: Look) -> bool {
    look.modifier.contains(Modifier::REVERSED)
}

fn ink(look: Look, paper: &Paper) -> String {
    if is_reversed(look) {
        return colour(look.bg).unwrap_or_else(|| paper.ground.clone());
    }
    colour(look.fg).unwrap_or_else(|| paper.text.clone())
}

/// Pictures are drawn from 24-bit frames; other colours are the paper's own.
pub(super) fn colour(colour: Color) -> Option<String> {
    match colour {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    fn drawn(text: &str, style: Style) -> String {
        let mut frame = Buffer::empty(Rect::new(0, 0, 20, 1));
        frame.set_string(0, 0, text, style);
        picture(&frame, &Paper { ground: "#000000".to_owned(), text: "#ffffff".to_owned() })
    }

    #[test]
    fn text_is_held_to_its_cells_and_cannot_break_out_of_the_picture() {
        let svg = drawn("  a<b&c", Style::new().fg(Color::Rgb(1, 2, 3)));
        assert!(svg.contains("x=\"30\" y=\"25\" textLength=\"45\""), "{svg}");
        assert!(svg.contains("fill=\"#010203\"") && svg.contains(">a&lt;b&amp;c</text>"), "{svg}");
    }

    #[test]
    fn what_follows_a_drawn_or_odd_glyph_stays_in_its_column() {
        let svg = drawn("⣿│北x", Style::new());
        assert!(svg.contains("x=\"48\" y=\"25\" textLength=\"9\""), "x is in the fifth column: {svg}");
    }
}
