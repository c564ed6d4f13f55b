//! Where the panel with the focus stands: told from what a click on each cell means, so that no screen has to say it twice.

use ratatui::layout::Rect;

use crate::{
    app::{Message, Panel},
    view::{hit, scene::Scene},
};

/// The rectangle of the panel with the focus; none where no cell of the screen leads to it.
pub fn panel_area(scene: &Scene<'_>, area: Rect) -> Option<Rect> {
    let wanted = scene.app.focus;
    let chart = scene.app.selected_chart(scene.snapshot).map(|metric| &metric.key);
    let is_inside = |message: &Message| match message {
        Message::Focus(panel) => *panel == wanted,
        Message::Alarm(_) => wanted == Panel::Alarms,
        Message::Stage(_) => wanted == Panel::Stages,
        Message::Chart(metric, _) => wanted == Panel::Charts && chart.is_none_or(|chosen| chosen == metric),
        _ => false,
    };
    let cells = (area.top()..area.bottom()).flat_map(|y| (area.left()..area.right()).map(move |x| (x, y)));
    let mut found: Option<Rect> = None;
    for (x, y) in cells {
        if hit(scene, area, x, y).is_some_and(|message| is_inside(&message)) {
            let cell = Rect { x, y, width: 1, height: 1 };
            found = Some(found.map_or(cell, |found| found.union(cell)));
        }
    }
    found
}
