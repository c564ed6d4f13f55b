//! The stages of the pipeline: tiles with lines between them, or a list with branches where there is little room.
//! Shared by Overview and Pipeline; what a click hits is told from the same places.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    links::{self, Links},
    stage_list, stage_tile,
};
use crate::{
    app::{Message, Screen},
    pipeline::{Graph, Health, Twig, tree},
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::stage::{self, StageRow},
        topology::Placement,
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
        /// First shown row.
        first: usize,
        /// Every row.
        twigs: Vec<Twig>,
    },
}

impl Stages {
    /// Tiles where the terminal is large enough and the graph is not tangled, else rows; in at most this area.
    pub fn plan(look: &Look<'_>, graph: &Graph, area: Rect) -> Self {
        let chosen = look.pipeline().zip(look.stage()).and_then(|(pipeline, chosen)| {
            pipeline.stages.iter().position(|stage| stage.name == chosen.name)
        });
        if look.class != Class::Small
            && !graph.is_tangled()
            && let Some(placement) = Placement::of(graph, area, chosen)
        {
            return Self::Tiles(placement);
        }
        let twigs = tree(graph);
        let at = twigs.iter().position(|twig| Some(twig.stage) == chosen).unwrap_or(0);
        let shown = stage_list::shown(twigs.len(), area.height);
        Self::Rows { area, first: layout::first_shown(at, twigs.len(), shown.max(1)), twigs }
    }

    /// Lines that are used.
    pub fn height(&self) -> u16 {
        match self {
            Self::Tiles(placement) => placement.area.height,
            Self::Rows { area, twigs, .. } => area.height.min(twigs.len().max(1) as u16),
        }
    }

    /// Width of a tile; zero for rows.
    pub fn tile_width(&self) -> u16 {
        match self {
            Self::Tiles(placement) => placement.tile_width(),
            Self::Rows { .. } => 0,
        }
    }

    /// True when a tile is out of sight.
    pub fn is_cut(&self) -> bool {
        match self {
            Self::Tiles(placement) => placement.hidden.iter().any(|count| *count > 0),
            Self::Rows { area, twigs, .. } => twigs.len() > usize::from(area.height),
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
    pub fn draw(&self, look: &Look<'_>, graph: &Graph, buf: &mut Buffer) {
        let Some(pipeline) = look.pipeline() else { return };
        match self {
            Self::Tiles(placement) => {
                let slots = placement.tile_width().saturating_sub(4);
                let rows = stage::rows(look.snapshot, pipeline, look.now, usize::from(slots));
                let healths: Vec<Health> = rows.iter().map(|row| row.health).collect();
                links::draw(look, graph, placement, &Links::of(look, graph, &healths), buf);
                for (row, area) in rows.iter().zip(&placement.tiles) {
                    if let Some(area) = area {
                        stage_tile::draw(look, row, placement.form, *area, buf);
                    }
                }
                marks(look, placement, buf);
            }
            Self::Rows { area, first, twigs } => {
                stage_list::draw(look, pipeline, twigs, (*area, *first), buf);
            }
        }
    }

    /// The stage at a cell.
    pub fn hit(&self, look: &Look<'_>, x: u16, y: u16) -> Option<Message> {
        let place = match self {
            Self::Tiles(placement) => placement.at(x, y)?,
            Self::Rows { area, first, twigs } if area.contains((x, y).into()) => {
                let line = usize::from(y - area.y);
                let is_row = line < stage_list::shown(twigs.len(), area.height);
                twigs.get(first + line).filter(|_| is_row)?.stage
            }
            Self::Rows { .. } => return None,
        };
        let stage = look.pipeline()?.stages.get(place)?;
        Some(Message::Stage(stage.name.clone()))
    }
}

/// True for the stage that is selected, once one was chosen or where its charts are shown.
pub(super) fn is_selected(look: &Look<'_>, row: &StageRow<'_>) -> bool {
    let by_name = look.stage().is_some_and(|stage| stage.name == row.stage.name);
    by_name && (look.app.stage.is_some() || look.app.screen == Screen::Pipeline)
}

/// How many stages are out of sight on each side.
fn marks(look: &Look<'_>, placement: &Placement, buf: &mut Buffer) {
    let (pen, line) = (look.pen, placement.marks());
    let [left, right, above, below] = placement.hidden;
    if line.height == 0 {
        return;
    }
    let muted = pen.style(Role::Muted);
    let sign = |pair| pen.either(pair);
    let mut used = 0;
    if left > 0 {
        let text = format!("{} {left} more", sign(("‹", "<")));
        used = pen.write(buf, (line.x, line.y), line.width, &text, muted) + 3;
    }
    let text = stage_list::more(look, above, below);
    let room = line.width.saturating_sub(used);
    used += pen.write(buf, (line.x + used.min(line.width), line.y), room, &text, muted);
    if right > 0 {
        let text = format!("{right} more {}", sign(("›", ">")));
        pen.write_right(buf, (line.right(), line.y), line.width.saturating_sub(used + 1), &text, muted);
    }
}
