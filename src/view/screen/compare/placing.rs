//! A vendor against its category: a quarter of four for each KPI, or the reason why none is told. No figure of any other
//! vendor is here to be drawn.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::Panel as Focus,
    business::{Benchmark, Placing},
    theme::Role,
    view::{layout, look::Look, model::condition::Card, pen::Glyph, widget::panel::Panel},
};

/// Draws the panel; `name` is whose benchmark it is.
pub(super) fn draw(look: &Look<'_>, name: &str, benchmark: Option<&Benchmark>, area: Rect, buf: &mut Buffer) {
    let legend = benchmark.and_then(|benchmark| benchmark.category.as_deref()).unwrap_or_default();
    let title = format!("{name} in its category");
    let focused = look.has_focus(Focus::Benchmark);
    let inner = Panel { title: &title, legend, focused, ..Panel::default() }.render(area, buf, look.pen);
    let Some(benchmark) = benchmark else {
        return look.card(buf, inner, &Card::nothing("no vendor is chosen"));
    };
    if let Some(why) = benchmark.withheld() {
        return look.card(buf, inner, &Card::nothing(why.label()));
    }
    let pen = look.pen;
    for ((kpi, place), y) in benchmark.places.iter().zip(inner.y..inner.bottom()) {
        let line = Rect { y, height: 1, ..inner };
        let (label, rest) = layout::left(line, 15);
        pen.write(buf, (label.x, y), label.width, kpi.label(), pen.style(Role::Muted));
        let (gauge, words) = layout::left(rest, 6);
        let (filled, role) = match place {
            Placing::In(quarter) => (u16::from(quarter.step()), Role::Bright),
            Placing::Withheld(_) => (0, Role::Muted),
        };
        for step in 0..4.min(gauge.width) {
            let (glyph, role) =
                if step < filled { (Glyph::Full, Role::Second) } else { (Glyph::Shade, Role::Faint) };
            pen.put(buf, (gauge.x + step, y), glyph, pen.style(role));
        }
        pen.write(buf, (words.x, y), words.width, place.label(), pen.style(role));
    }
    // A blank line sets it off where it has room for more than that.
    let rows = benchmark.places.len() as u16;
    let below = layout::top(inner, rows + u16::from(inner.height > rows + 3)).1;
    let said = "Quarters of at least five shops of the category, on days that are over; no shop's figures are shown.";
    look.sentence(buf, below, said, pen.style(Role::Muted));
}
