//! Whole frames: what each screen says at each size, that no size and no situation breaks it, and what clicks mean.

use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{
    Scene,
    fixture::{self, ALL, Picture},
    hit,
};
use crate::{
    app::{App, Message, Overlay, Prompt, Screen},
    question::Snapshot,
    theme::{Depth, Theme},
};

fn painted(snapshot: &Snapshot, app: &App, size: (u16, u16), depth: Depth) -> Buffer {
    let theme = Theme::default().at(depth);
    let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let area = buf.area;
    Scene { snapshot, app, theme: &theme }.render(area, &mut buf);
    buf
}

fn text(buf: &Buffer) -> String {
    let row = |y| {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            let symbol = buf[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
            }
            skip = std::cmp::max(skip, unicode_width::UnicodeWidthStr::width(symbol)).saturating_sub(1);
        }
        line.trim_end().to_owned()
    };
    (0..buf.area.height).map(row).collect::<Vec<_>>().join("\n")
}

fn frame(picture: Picture, screen: Screen, size: (u16, u16)) -> String {
    let (snapshot, mut app) = picture.taken();
    app.screen = screen;
    app.focus = screen.panels()[0];
    text(&painted(&snapshot, &app, size, Depth::TrueColor))
}
