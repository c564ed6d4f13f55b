//! The worst moment as a picture: the Overview above the Pipeline, drawn as `tidewatch frame` draws them.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::Face;
use crate::{
    app::{App, Message, Screen},
    command::frame,
    question::Snapshot,
    view::Scene,
};

const COLUMNS: u16 = 140;
const ROWS: u16 = 42;

/// The picture as SVG.
pub(super) fn worst(snapshot: &Arc<Snapshot>, face: Face<'_>) -> String {
    let mut both = Buffer::empty(Rect::new(0, 0, COLUMNS, 2 * ROWS));
    for (place, screen) in [Screen::Overview, Screen::Pipeline].into_iter().enumerate() {
        let app = viewer_of(snapshot, face, screen);
        let area = Rect::new(0, 0, COLUMNS, ROWS);
        let mut page = Buffer::empty(area);
        (&Scene { snapshot, app: &app, theme: face.theme }).render(area, &mut page);
        let start = place * page.content.len();
        for (cell, drawn) in both.content.iter_mut().skip(start).zip(page.content) {
            *cell = drawn;
        }
    }
    frame::picture(&both, face.theme)
}

/// A viewer of the recording who looks at what is worst.
fn viewer_of(snapshot: &Arc<Snapshot>, face: Face<'_>, screen: Screen) -> App {
    let mut app = App::new(face.settings.clone(), &snapshot.estate, snapshot.at);
    app.is_replay = true;
    app.update(Message::Resize(COLUMNS, ROWS), snapshot);
    if let Some(worst) = snapshot.health.iter().max_by_key(|pipeline| pipeline.health) {
        app.update(Message::Pipeline(worst.pipeline.clone()), snapshot);
        if let Some(stage) = &worst.worst_stage {
            app.update(Message::Stage(stage.clone()), snapshot);
        }
    }
    app.update(Message::Go(screen), snapshot);
    app
}
