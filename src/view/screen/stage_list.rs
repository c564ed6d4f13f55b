//! The stages as a list with branches, upstream first: one line each, what else feeds a stage told in words.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{stage_tile, stages::is_selected};
use crate::{
    pipeline::{Health, Knot, Pipeline, Twig},
    theme::Role,
    view::{
        layout,
        look::Look,
        model::{
            condition::Card,
            stage::{self, StageRow},
        },
        pen::Glyph,
        widget::sparkline::BrailleSparkline,
    },
};

/// Branches deeper than this are not drawn further in.
const DEEPEST: usize = 5;

/// Widths of a line's parts.
#[derive(Clone, Copy)]
struct Widths {
    name: u16,
    kind: u16,
    state: u16,
    spark: u16,
}

/// Rows that are shown in so many lines: one is kept to tell how many more there are.
pub(super) const fn shown(count: usize, height: u16) -> usize {
    let height = height as usize;
    if count <= height || height < 2 { height } else { height - 1 }
}

/// Draws the list from its first shown row.
pub(super) fn draw(
    look: &Look<'_>,
    pipeline: &Pipeline,
    twigs: &[Twig],
    (area, first): (Rect, usize),
    buf: &mut Buffer,
) {
    if area.height == 0 {
        return;
    }
    let spark = if area.width < 96 { area.width / 5 } else { area.width * 3 / 10 }.clamp(10, 70);
    let rows = stage::rows(look.snapshot, pipeline, look.now, usize::from(spark));
    if rows.is_empty() {
        return look.card(buf, area, &Card::nothing("this pipeline has no stages"));
    }
    let shown = shown(twigs.len(), area.height);
    let widths = widths(look, &rows, twigs, area.width, spark);
    for (line, twig) in twigs.iter().skip(first).take(shown).enumerate() {
        let area = Rect { y: area.y + line as u16, height: 1, ..area };
        if let Some(row) = rows.get(twig.stage) {
            self::line(look, pipeline, (twig, row), area, widths, buf);
        }
    }
    let below = twigs.len().saturating_sub(first + shown);
    if first + below > 0 && shown < usize::from(area.height) {
        let at = (area.x + 2, area.bottom() - 1);
        let text = more(look, first, below);
        look.pen.write(buf, at, area.width.saturating_sub(2), &text, look.pen.style(Role::Muted));
    }
}

/// How many are out of sight: `▴ 2 more   ▾ 5 more`.
pub(super) fn more(look: &Look<'_>, above: usize, below: usize) -> String {
    let sides = [(above, ("▴", "^")), (below, ("▾", "v"))];
    let told = sides.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, sign)| format!("{} {count} more", look.pen.either(*sign)))
        .collect::<Vec<_>>()
        .join("   ")
}

fn widths(look: &Look<'_>, rows: &[StageRow<'_>], twigs: &[Twig], width: u16, spark: u16) -> Widths {
    let pen = look.pen;
    let name_of = |twig: &Twig| {
        let name = rows.get(twig.stage).map_or(0, |row| pen.width(row.stage.name.as_str()));
        name + pen.width(&prefix(look, twig))
    };
    let name = twigs.iter().map(name_of).max().unwrap_or(0).clamp(6, if width < 70 { 20 } else { 24 });
    let kind = rows.iter().map(|row| pen.width(row.stage.kind.title())).max().unwrap_or(0);
    let kind = match width {
        // What the stage says is worth more than its kind.
        0..70 => 0,
        70..96 => kind.min(8),
        _ => kind.min(14),
    };
    let most = if width < 96 { 17 } else { 24 };
    let state = rows.iter().map(|row| pen.width(&stage_tile::state(look, row, most).0)).max().unwrap_or(0);
    Widths { name, kind, state: state.min(most).max(6), spark }
}

/// The branches before a name: `│ ├ `.
fn prefix(look: &Look<'_>, twig: &Twig) -> String {
    let pen = look.pen;
    let skip = twig.rails.len().saturating_sub(DEEPEST);
    let mut text = String::new();
    for goes_on in twig.rails.iter().skip(skip) {
        text.push_str(if *goes_on { pen.either(("│ ", "| ")) } else { "  " });
    }
    text.push_str(match twig.knot {
        Knot::Root => "",
        Knot::Branch => pen.either(("├ ", "+ ")),
        Knot::Last => pen.either(("╰ ", "` ")),
        // An arrow, since a triangle would look as if something could be folded here.
        Knot::Next => pen.either(("↓ ", "v ")),
    });
    text
}

fn line(
    look: &Look<'_>,
    pipeline: &Pipeline,
    (twig, row): (&Twig, &StageRow<'_>),
    line: Rect,
    widths: Widths,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    if is_selected(look, row) {
        pen.put(buf, (line.x, line.y), Glyph::Bar, pen.style(Role::Accent));
    }
    let is_loud = matches!(row.health, Health::Warning | Health::Critical);
    let name_role = if is_loud { pen.health_role(row.health) } else { Role::Bright };
    let mut x = line.x + 2;
    let used = pen.write(buf, (x, line.y), widths.name, &prefix(look, twig), pen.style(Role::Line));
    let name = row.stage.name.as_str();
    pen.write(buf, (x + used, line.y), widths.name.saturating_sub(used), name, pen.bold(name_role));
    x += widths.name + 2;
    pen.write(buf, (x, line.y), widths.kind, row.stage.kind.title(), pen.style(Role::Muted));
    x += if widths.kind > 0 { widths.kind + 2 } else { 0 };
    let (word, role) = stage_tile::state(look, row, widths.state);
    pen.write(buf, (x, line.y), widths.state, &word, pen.bold(role));
    x += widths.state + 2;
    let (rest, spark) =
        layout::right(Rect { x, width: line.right().saturating_sub(x), ..line }, widths.spark);
    let told = Rect { width: rest.width.saturating_sub(2), ..rest };
    let after = also_after(pipeline, twig);
    let (told, second) =
        if told.width >= 56 { layout::left(told, told.width / 2) } else { (told, Rect::default()) };
    stage_tile::figure(look, row, told, buf);
    let muted = pen.style(Role::Muted);
    if after.is_empty() {
        pen.write(buf, (second.x, second.y), second.width, &row.second, muted);
    } else if second.width > 0 {
        pen.write(buf, (second.x, second.y), second.width, &after, muted);
    } else {
        // In a narrow list the words give way to the figure, and the line to the words.
        let said = pen.width(row.figure.within(told.width, pen)) + 2;
        let room = told.width.saturating_sub(said) + 2 + spark.width;
        let needs = pen.width(&after);
        let at = (told.x + said, told.y);
        if needs <= room {
            pen.write(buf, at, room, &after, muted);
        }
        if needs + said > told.width + 2 && needs <= room {
            return;
        }
    }
    let values = &row.spark.values;
    let role = if is_loud { pen.health_role(row.health) } else { Role::Second };
    BrailleSparkline { values, role, unripe: row.spark.unripe }.render(spark, buf, pen);
}

/// What else feeds a stage: `also after orders, returns`.
fn also_after(pipeline: &Pipeline, twig: &Twig) -> String {
    let names: Vec<&str> = twig
        .also_after
        .iter()
        .filter_map(|place| pipeline.stages.get(*place))
        .map(|stage| stage.name.as_str())
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [first, second, _, ..] => format!("also after {first}, {second} and {} more", names.len() - 2),
        few => format!("also after {}", few.join(", ")),
    }
}
