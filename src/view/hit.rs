//! What a click means: told from the same plans the drawing uses, so that both never disagree.

use ratatui::layout::Rect;

use super::{
    chrome, overlay, reel,
    scene::{self, Scene},
    screen,
};
use crate::app::{Message, Screen};

/// What a click at a cell means; none where nothing can be clicked.
pub fn hit(scene: &Scene<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let look = scene.look(area);
    let parts = scene::parts(&look, area)?;
    if look.app.overlay.is_some() {
        return overlay::hit(&look, area, &parts, x, y);
    }
    let at = (x, y).into();
    if parts.header.contains(at) {
        return chrome::header(&look, &parts).hit(x, y);
    }
    if parts.tabs.contains(at) {
        return chrome::tabs(&look, &parts).hit(x, y);
    }
    if parts.reel.contains(at) {
        return reel::hit(&look, parts.reel, x, y);
    }
    if parts.status.contains(at) {
        return chrome::status(&look, &parts).hit(x, y);
    }
    if !parts.body.contains(at) || screen::first_run::is_due(&look) {
        return None;
    }
    match look.app.screen {
        Screen::Overview => screen::overview::hit(&look, parts.body, x, y),
        Screen::Pipeline => screen::pipeline::hit(&look, parts.body, x, y),
        Screen::Alarms => screen::alarms::hit(&look, parts.body, x, y),
        Screen::Vendor => screen::vendor::hit(&look, parts.body, x, y),
        Screen::Products => screen::products::hit(&look, parts.body, x, y),
        Screen::Traffic => screen::traffic::hit(&look, parts.body, x, y),
        Screen::Customers => screen::customers::hit(&look, parts.body, x, y),
        Screen::Forecast => screen::forecast::hit(&look, parts.body, x, y),
        Screen::Compare => screen::compare::hit(&look, parts.body, x, y),
        Screen::Sources => screen::sources::hit(&look, parts.body, x, y),
    }
}
