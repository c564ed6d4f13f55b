//! The whole picture: chrome, the screen, and what lies over it. A pure widget of snapshot, app and theme.

use chrono::{DateTime, Utc};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{
    chrome,
    layout::{self, Class, LEAST, Parts},
    look::Look,
    overlay,
    pen::{Glyph, Pen},
    reel, screen,
};
use crate::{
    app::{App, Screen},
    question::Snapshot,
    theme::{Role, Theme},
};

/// Everything one frame is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The newest snapshot, or the one to show.
    pub snapshot: &'a Snapshot,
    /// What the viewer has chosen.
    pub app: &'a App,
    /// Colours, for the terminal's depth.
    pub theme: &'a Theme,
}

impl<'a> Scene<'a> {
    /// What screens are handed, for a terminal of this size.
    pub fn look(&self, area: Rect) -> Look<'a> {
        let snapshot = self.app.frozen.as_deref().unwrap_or(self.snapshot);
        Look {
            snapshot,
            app: self.app,
            pen: Pen::new(self.theme, self.app.settings.ascii),
            now: self.moment(snapshot),
            class: Class::of(area.width, area.height),
        }
    }

    /// The moment that is shown: now, or the moment it was frozen.
    fn moment(&self, snapshot: &Snapshot) -> DateTime<Utc> {
        if self.app.frozen.is_some() { snapshot.at } else { self.app.now.max(snapshot.at) }
    }
}

/// The parts of the whole area; none when it is too small.
pub fn parts(look: &Look<'_>, area: Rect) -> Option<Parts> {
    layout::parts(area, chrome::notice(look).is_some(), reel::is_due(look))
}

impl Widget for &Scene<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let look = self.look(area);
        look.pen.clear(buf, area, Role::Ground);
        let Some(parts) = parts(&look, area) else {
            too_small(&look, area, buf);
            return;
        };
        for line in [parts.header, parts.tabs] {
            look.pen.clear(buf, line, Role::Raised);
        }
        chrome::header(&look, &parts).draw(look.pen, buf);
        chrome::tabs(&look, &parts).draw(look.pen, buf);
        if let Some(notice) = chrome::notice(&look) {
            let text = format!(" {} {notice}", look.pen.glyph(Glyph::Warning));
            look.pen.tint(buf, parts.notice, Role::WarningGround);
            let at = (parts.notice.x, parts.notice.y);
            look.pen.write(buf, at, parts.notice.width, &text, look.pen.bold(Role::Warning));
        }
        body(&look, parts.body, buf);
        reel::draw(&look, parts.reel, buf);
        chrome::draw_status(&look, &chrome::status(&look, &parts), buf);
        overlay::draw(&look, area, &parts, buf);
    }
}

fn body(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if screen::first_run::is_due(look) {
        return screen::first_run::draw(look, area, buf);
    }
    match look.app.screen {
        Screen::Overview => screen::overview::draw(look, area, buf),
        Screen::Pipeline => screen::pipeline::draw(look, area, buf),
        Screen::Alarms => screen::alarms::draw(look, area, buf),
        Screen::Vendor => screen::vendor::draw(look, area, buf),
        Screen::Products => screen::products::draw(look, area, buf),
        Screen::Traffic => screen::traffic::draw(look, area, buf),
        Screen::Customers => screen::customers::draw(look, area, buf),
        Screen::Forecast => screen::forecast::draw(look, area, buf),
        Screen::Compare => screen::compare::draw(look, area, buf),
        Screen::Sources => screen::sources::draw(look, area, buf),
    }
}

/// What is needed, in as many words as there is room for.
fn too_small(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let (width, height) = LEAST;
    let full = format!(
        "tidewatch needs {width}x{height} cells; this terminal has {}x{}. Make it larger, or use a smaller font. q quits.",
        area.width, area.height
    );
    let short = format!("needs {width}x{height}");
    let text = if area.width >= 20 && area.height >= 4 { full } else { short };
    let inner = if area.width > 30 { layout::indented(area, 2) } else { area };
    let rows = super::look::wrapped(&text, usize::from(inner.width)).len() as u16;
    let inner = layout::centred(inner, inner.width, rows.max(1));
    look.sentence(buf, inner, &text, look.pen.style(Role::Text));
}
