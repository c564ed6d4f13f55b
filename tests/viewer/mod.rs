//! A viewer of snapshots, and what is drawn for it.

use std::{collections::BTreeMap, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use tidewatch::{
    app::{App, Message, Screen, SettingsView, ZoneChoice},
    config::Notify,
    question::Snapshot,
    theme::Theme,
    view::Scene,
};

/// What a viewer begins with.
pub(crate) fn settings() -> SettingsView {
    SettingsView {
        theme: "tide".into(),
        themes: Arc::from(["tide".into()]),
        ascii: false,
        mouse: false,
        zone: ZoneChoice { is_utc: true, local: chrono_tz::UTC },
        may_write_files: true,
        keys: BTreeMap::new(),
        notify: Notify::default(),
        title: false,
        user: "ann".into(),
    }
}

/// A viewer who looks at a screen.
pub(crate) fn viewer(snapshot: &Arc<Snapshot>, screen: Screen) -> App {
    let mut app = App::new(settings(), &snapshot.estate, snapshot.at);
    app.update(Message::Go(screen), snapshot);
    app
}

/// Every screen at every one of these sizes.
pub(crate) fn drawn(snapshot: &Arc<Snapshot>, sizes: &[(u16, u16)]) -> Vec<Buffer> {
    let theme = Theme::default();
    let pictures = Screen::ALL.into_iter().flat_map(|screen| sizes.iter().map(move |size| (screen, *size)));
    pictures
        .map(|(screen, (width, height))| {
            let app = viewer(snapshot, screen);
            let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
            (&Scene { snapshot, app: &app, theme: &theme }).render(buf.area, &mut buf);
            buf
        })
        .collect()
}
