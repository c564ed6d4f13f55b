//! A funnel: a bar a step, how many of the step before came on, and in words what cannot be.
//! Computes no rate; the business room did.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::bars::draw_bar;
use crate::{
    business::{Funnel, FunnelStep},
    theme::Role,
    view::{
        format::{percent, whole},
        pen::{Glyph, Pen},
    },
};

/// The bars of a funnel.
#[derive(Clone, Copy, Debug)]
pub struct FunnelBars<'a> {
    /// What it shows.
    pub funnel: &'a Funnel,
    /// True for bars about a middle line with the rates between them, where there is room; else left-aligned with the
    /// rates in columns.
    pub centred: bool,
}

impl FunnelBars<'_> {
    /// Draws the form that fits.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        let steps = &self.funnel.steps;
        if area.is_empty() || steps.is_empty() {
            return;
        }
        if steps.iter().all(|step| step.count == 0) {
            pen.write(buf, (area.x, area.y), area.width, "nobody has looked yet", pen.style(Role::Muted));
            return;
        }
        if self.centred && usize::from(area.height) >= 2 * steps.len() - 1 && area.width >= 32 {
            self.render_centred(area, buf, pen);
        } else {
            self.render_rows(area, buf, pen);
        }
    }

    fn render_centred(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let (label, figure) = (12, 10);
        let bars = Rect { x: area.x + label, width: area.width - label - figure, ..area };
        let most = self.most();
        for (place, step) in self.funnel.steps.iter().enumerate() {
            let y = area.y + 2 * place as u16;
            pen.write(buf, (area.x, y), label - 1, step.name, pen.style(Role::Text));
            pen.write_right(buf, (area.right(), y), figure - 1, &whole(step.count), pen.style(Role::Bright));
            let width = (share(step.count, most) * f64::from(bars.width)).round() as u16;
            let width = if step.count > 0 { width.max(1) } else { 0 };
            let bar = Rect { x: bars.x + (bars.width - width) / 2, y, width, height: 1 };
            draw_bar(buf, bar, 1.0, self.style(place, pen), pen);
            if place > 0 {
                let (text, role) = if self.is_carried(place) {
                    ("with earlier orders".to_owned(), Role::Muted)
                } else {
                    between(step, self.base(place), pen, bars.width > 30)
                };
                let text = pen.fit(&text, bars.width);
                let x = bars.x + (bars.width - pen.width(&text)) / 2;
                pen.write(buf, (x, y - 1), bars.width, &text, pen.style(role));
            }
        }
    }

    fn render_rows(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let rates = match area.width {
            0..26 => 0,
            26..46 => 7,
            _ => 14,
        };
        let figure = 9;
        let label = if area.width >= 32 { 11 } else { 8.min(area.width) };
        let bar_width = area.width.saturating_sub(label + figure + rates);
        let most = self.most();
        for ((place, step), y) in self.funnel.steps.iter().enumerate().zip(area.y..area.bottom()) {
            pen.write(buf, (area.x, y), label.saturating_sub(1), step.name, pen.style(Role::Text));
            let bar = Rect { x: area.x + label, y, width: bar_width, height: 1 };
            draw_bar(buf, bar, share(step.count, most), self.style(place, pen), pen);
            let end = area.right().saturating_sub(rates).max(area.x);
            let room = end.saturating_sub(bar.right()).min(figure);
            pen.write_right(buf, (end, y), room, &whole(step.count), pen.style(Role::Bright));
            if step.is_impossible && rates == 0 {
                continue;
            }
            if self.is_carried(place) {
                let room = (rates - 1).min(area.width);
                pen.write_right(buf, (area.right(), y), room, "+earlier", pen.style(Role::Muted));
                continue;
            }
            if step.is_impossible {
                let word = if step.count < 0 { "below 0" } else { "too many" };
                let text = format!("{} {word}", pen.glyph(Glyph::Warning));
                let room = (rates - 1).min(area.width);
                pen.write_right(buf, (area.right(), y), room, &text, pen.style(Role::Warning));
                continue;
            }
            let rate =
                |rate: Option<f64>| rate.map_or_else(String::new, |rate| format!("{:.1}", rate * 100.0));
            if rates == 0 {
                continue;
            }
            let columns = [(rates.saturating_sub(7), step.step_rate), (0, step.overall_rate)];
            for (back, value) in columns.into_iter().skip(usize::from(rates < 14)) {
                let right = area.right().saturating_sub(back).max(area.x);
                pen.write_right(buf, (right, y), 6.min(right - area.x), &rate(value), pen.style(Role::Muted));
            }
        }
    }

    /// True for more orders completed than placed: not a mistake, some were placed before these days.
    fn is_carried(self, place: usize) -> bool {
        let is_last = place + 1 == self.funnel.steps.len();
        is_last && self.funnel.steps.get(place).is_some_and(|step| step.is_impossible && step.count > 0)
    }

    fn most(self) -> i64 {
        self.funnel.steps.iter().map(|step| step.count).max().unwrap_or(0)
    }

    /// The name of the step that the rate of a step is of: favourites are a side road, so the cart looks at the views.
    fn base(self, place: usize) -> &'static str {
        let place = if place == 2 { 0 } else { place.saturating_sub(1) };
        self.funnel.steps.get(place).map_or("", |step| step.name)
    }

    /// From the accent to the third colour, step by step.
    fn style(self, place: usize, pen: Pen<'_>) -> Style {
        let steps = self.funnel.steps.len().max(2) - 1;
        Style::new().fg(pen.theme.blend(Role::Accent, Role::Third, place as f64 / steps as f64))
    }
}

fn share(count: i64, most: i64) -> f64 {
    if most > 0 { (count.max(0) as f64 / most as f64).min(1.0) } else { 0.0 }
}

/// What stands between two steps: `▾ 34.3 % of cart`, or that it cannot be.
fn between(step: &FunnelStep, base: &str, pen: Pen<'_>, is_wide: bool) -> (String, Role) {
    if step.is_impossible {
        let word = if step.count < 0 { "below zero".to_owned() } else { format!("more than {base}") };
        return (format!("{} {word}", pen.glyph(Glyph::Warning)), Role::Warning);
    }
    let Some(rate) = step.step_rate else { return (format!("nothing in {base}"), Role::Muted) };
    let of = if is_wide { format!(" of {base}") } else { String::new() };
    (format!("{} {}{of}", pen.glyph(Glyph::Step), percent(rate)), Role::Muted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    fn draw(counts: [i64; 5], centred: bool) -> impl Fn(Rect, &mut Buffer, Pen<'_>) {
        move |area, buf, pen| {
            FunnelBars { funnel: &Funnel::of_counts(counts), centred }.render(area, buf, pen);
        }
    }

    #[test]
    fn a_funnel_narrows_and_what_cannot_be_is_said() {
        let counts = [39_012, 5_120, 3_870, 1_326, 1_274];
        insta::assert_snapshot!(
            [
                drawn(60, 9, false, draw(counts, true)),
                drawn(50, 5, false, draw(counts, false)),
                drawn(32, 5, true, draw(counts, false)),
                drawn(60, 9, false, draw([10, 2, 5, 7, -3], true)),
                drawn(60, 5, false, draw([10, 2, 5, 7, -3], false)),
                drawn(40, 5, false, draw([0; 5], false)),
            ]
            .join("\n\n")
        );
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..20, counts: [i64; 5], centred: bool) {
            stays_inside(width, height, draw(counts, centred));
        }
    }
}
