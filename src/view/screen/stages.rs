//! The stages of the pipeline: tiles with arrows where they fit, rows with sparklines where they do not.
//! Shared by Overview and Pipeline; what a click hits is told from the same places.

use ratatui::{buffer::Buffer, layout::Rect};

use super::links;
use crate::{
    app::{Message, Panel as Focus},
    pipeline::{Health, Pipeline},
    theme::Role,
    view::{
        layout,
        look::Look,
        model::{
            condition::Card,
            stage::{self, StageRow},
        },
        pen::Glyph,
        topology::{Grid, Placement},
        widget::{
            panel::Panel,
            sparkline::{BrailleSparkline, Sparkline},
        },
    },
};

/// How the stages are laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stages {
    /// Tiles in columns.
    Tiles(Placement),
    /// One row each, from the first that is shown.
    Rows {
        /// Where.
        area: Rect,
        /// First shown stage.
        first: usize,
    },
}

impl Stages {
    /// Tiles where the area has room for them, else rows.
    pub fn plan(look: &Look<'_>, area: Rect) -> Self {
        let Some(pipeline) = look.pipeline() else { return Self::Rows { area, first: 0 } };
        let grid = Grid::of(pipeline);
        let roomy = [(5, 1), (5, 0), (4, 1), (4, 0)];
        let fitting = roomy.into_iter().find_map(|(height, air)| grid.place(area, height, air));
        fitting.map_or_else(|| Self::rows(look, pipeline, area), Self::Tiles)
    }

    fn rows(look: &Look<'_>, pipeline: &Pipeline, area: Rect) -> Self {
        let chosen =
            look.stage().and_then(|chosen| pipeline.stages.iter().position(|s| s.name == chosen.name));
        let first =
            layout::first_shown(chosen.unwrap_or(0), pipeline.stages.len(), usize::from(area.height.max(1)));
        Self::Rows { area, first }
    }

    /// Lines the stages would like, in an area so wide and at most so high.
    pub fn wished_height(look: &Look<'_>, area: Rect, most: u16) -> u16 {
        let Some(pipeline) = look.pipeline() else { return 0 };
        match Self::plan(look, Rect { height: most, ..area }) {
            Self::Tiles(placement) => placement.area.height,
            Self::Rows { .. } => (pipeline.stages.len() as u16).min(most),
        }
    }

    /// Width of a tile; zero for rows.
    pub fn tile_width(&self) -> u16 {
        match self {
            Self::Tiles(placement) => placement.tiles.first().map_or(0, |tile| tile.width),
            Self::Rows { .. } => 0,
        }
    }

    /// Columns that are used.
    pub fn width(&self) -> u16 {
        match self {
            Self::Tiles(placement) => placement.area.width,
            Self::Rows { area, .. } => area.width,
        }
    }

    /// Draws the stages.
    pub fn draw(&self, look: &Look<'_>, buf: &mut Buffer) {
        let Some(pipeline) = look.pipeline() else { return };
        match self {
            Self::Tiles(placement) => {
                let slots = placement.tiles.first().map_or(0, |tile| tile.width.saturating_sub(4));
                let rows = stage::rows(look.snapshot, pipeline, look.now, usize::from(slots));
                let healths: Vec<Health> = rows.iter().map(|row| row.health).collect();
                links::draw(look.pen, placement, &healths, buf);
                for (row, area) in rows.iter().zip(&placement.tiles) {
                    tile(look, row, *area, buf);
                }
            }
            Self::Rows { area, first } => rows(look, pipeline, *area, *first, buf),
        }
    }

    /// The stage at a cell.
    pub fn hit(&self, look: &Look<'_>, x: u16, y: u16) -> Option<Message> {
        let place = match self {
            Self::Tiles(placement) => placement.at(x, y)?,
            Self::Rows { area, first } if area.contains((x, y).into()) => first + usize::from(y - area.y),
            Self::Rows { .. } => return None,
        };
        let stage = look.pipeline()?.stages.get(place)?;
        Some(Message::Stage(stage.name.clone()))
    }
}

fn is_selected(look: &Look<'_>, row: &StageRow<'_>) -> bool {
    let by_name = look.stage().is_some_and(|stage| stage.name == row.stage.name);
    by_name && (look.app.stage.is_some() || look.app.screen == crate::app::Screen::Pipeline)
}

fn tile(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let selected = is_selected(look, row);
    let health = matches!(row.health, Health::Warning | Health::Critical).then_some(row.health);
    let panel = Panel {
        title: row.stage.name.as_str(),
        legend: "",
        focused: selected && look.has_focus(Focus::Stages),
        health,
        quiet: false,
    };
    let inner = panel.render(area, buf, pen);
    if inner.height == 0 {
        return;
    }
    let shown = look.believable(row.health);
    let word = look.health_word(shown);
    let role = pen.health_role(shown);
    let used = pen.write_right(buf, (inner.right(), inner.y), inner.width, &word, pen.bold(role));
    let room = inner.width.saturating_sub(used + 1);
    pen.write(buf, (inner.x, inner.y), room, row.stage.kind.title(), pen.style(Role::Muted));
    if selected && !look.has_focus(Focus::Stages) {
        pen.put(buf, (area.x, area.y + area.height / 2), Glyph::Bar, pen.style(Role::Accent));
    }
    let lines = layout::top(inner, 1).1;
    if lines.height >= 2 {
        figure(look, row, layout::top(lines, 1).0, buf);
        spark(look, row, layout::bottom(lines, 1).1, buf);
    } else if lines.height == 1 {
        let wants = pen.width(row.figure.within(lines.width, pen));
        let (text, line) = layout::left(lines, wants.min(lines.width));
        figure(look, row, text, buf);
        let line = layout::left(line, 1).1;
        if line.width >= 6 {
            spark(look, row, line, buf);
        }
    }
}

fn figure(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let role = if row.is_reason { look.pen.health_role(row.health) } else { Role::Text };
    let said = row.figure.within(area.width, look.pen);
    look.pen.write(buf, (area.x, area.y), area.width, said, look.pen.style(role));
}

fn spark(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let skip = row.spark.values.len().saturating_sub(usize::from(area.width));
    let values = row.spark.values.get(skip..).unwrap_or_default();
    let is_loud = matches!(row.health, Health::Warning | Health::Critical);
    let tail = is_loud.then(|| (row.slots_since(look.now).max(1), look.pen.health_role(row.health)));
    Sparkline { values, role: Role::Second, unripe: row.spark.unripe, tail }.render(area, buf, look.pen);
}

fn rows(look: &Look<'_>, pipeline: &Pipeline, area: Rect, first: usize, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let is_small = area.width < 96;
    let spark_width = if is_small { area.width / 5 } else { area.width * 3 / 10 }.clamp(10, 70);
    let rows = stage::rows(look.snapshot, pipeline, look.now, usize::from(spark_width));
    if rows.is_empty() {
        look.card(buf, area, &Card::nothing("this pipeline has no stages"));
        return;
    }
    let name_width =
        rows.iter().map(|row| look.pen.width(row.stage.name.as_str())).max().unwrap_or(0).clamp(6, 18);
    let kind_width = rows.iter().map(|row| look.pen.width(row.stage.kind.title())).max().unwrap_or(0);
    let kind_width = match area.width {
        // What the stage says is worth more than its kind.
        0..70 => 0,
        70..96 => kind_width.min(9),
        _ => kind_width.min(14),
    };
    for (line, row) in rows.iter().skip(first).take(usize::from(area.height)).enumerate() {
        let line = Rect { y: area.y + line as u16, height: 1, ..area };
        stage_line(look, row, line, [name_width, kind_width, spark_width], buf);
    }
    let hidden = rows.len().saturating_sub(first + usize::from(area.height));
    if hidden > 0 {
        let y = area.bottom().saturating_sub(1);
        let text = format!("  +{hidden} more");
        look.pen.write_right(buf, (area.right(), y), 12, &text, look.pen.style(Role::Muted));
    }
}

fn stage_line(look: &Look<'_>, row: &StageRow<'_>, line: Rect, widths: [u16; 3], buf: &mut Buffer) {
    let pen = look.pen;
    let [name_width, kind_width, spark_width] = widths;
    let selected = is_selected(look, row);
    if selected {
        pen.put(buf, (line.x, line.y), Glyph::Bar, pen.style(Role::Accent));
    }
    let is_loud = matches!(row.health, Health::Warning | Health::Critical);
    let name_role = if is_loud { pen.health_role(row.health) } else { Role::Bright };
    let mut x = line.x + 2;
    pen.write(buf, (x, line.y), name_width, row.stage.name.as_str(), pen.bold(name_role));
    x += name_width + 2;
    pen.write(buf, (x, line.y), kind_width, row.stage.kind.title(), pen.style(Role::Muted));
    x += if kind_width > 0 { kind_width + 2 } else { 0 };
    let shown = look.believable(row.health);
    let word = look.health_word(shown);
    pen.write(buf, (x, line.y), 10, &word, pen.bold(pen.health_role(shown)));
    x += 12;
    let (rest, line_area) =
        layout::right(Rect { x, width: line.right().saturating_sub(x), ..line }, spark_width);
    let told = Rect { width: rest.width.saturating_sub(2), ..rest };
    let (told, second) =
        if told.width >= 56 { layout::left(told, told.width / 2) } else { (told, Rect::default()) };
    figure(look, row, told, buf);
    pen.write(buf, (second.x, second.y), second.width, &row.second, pen.style(Role::Muted));
    let values = &row.spark.values;
    let role = if is_loud { pen.health_role(row.health) } else { Role::Second };
    BrailleSparkline { values, role, unripe: row.spark.unripe }.render(line_area, buf, pen);
}
