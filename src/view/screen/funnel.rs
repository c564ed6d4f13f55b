//! The conversion funnel, and what it counts: events of the stream processor or distinct customers of the lake.

use ratatui::{buffer::Buffer, layout::Rect};

use super::bare;
use crate::{
    app::Panel as Focus,
    question::Question,
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::{
            business::Business,
            condition::{Card, Condition},
        },
        widget::{funnel::FunnelBars, panel::Panel},
    },
};

/// Draws the funnel of the shown days in a panel.
pub fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let counted = business.funnel(look.snapshot);
    let days = business.range.days();
    let span = if days == 1 && business.is_open() { "today".to_owned() } else { format!("{days} days") };
    let counts = counted.as_ref().map_or("", |counted| counted.counts);
    let legend = if counts.is_empty() { span.clone() } else { format!("{counts}, {span}") };
    let panel = Panel {
        title: "conversion funnel",
        legend: &legend,
        focused: look.has_focus(Focus::Funnel),
        ..Panel::default()
    };
    let inner = if look.class == Class::Small {
        bare::frame(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = super::kpis::brief_card(look, business) {
        return look.card(buf, inner, &card);
    }
    let Some(counted) = counted else {
        return look.card(buf, inner, &Card::nothing("nobody keeps these days"));
    };
    let note = note(look, business);
    let (bars, foot) = layout::bottom(inner, u16::from(note.is_some() && inner.height > 6));
    FunnelBars { funnel: &counted.funnel, centred: true }.render(bars, buf, look.pen);
    if let Some(note) = note.filter(|_| foot.height > 0) {
        look.pen.write(buf, (foot.x, foot.y), foot.width, &note, look.pen.style(Role::Muted));
    }
}

/// While the lake is still asked for distinct customers, or could not say.
fn note(look: &Look<'_>, business: &Business<'_>) -> Option<String> {
    use crate::business::View;
    let asked = Question::Summary {
        view: View::ConversionFunnel,
        vendor: business.scope.clone(),
        range: business.shown(),
    };
    let condition = Condition::of(look.snapshot.entry(&asked), look.now);
    if !condition.is_asked {
        return None;
    }
    if condition.has_answer() {
        return condition.mark(look.now);
    }
    Some(match (condition.trouble, condition.waiting) {
        (Some(trouble), _) => format!("customers not known: {}", trouble.fault.label()),
        (None, Some(waiting)) => format!("Athena: {waiting}"),
        (None, None) => "asking Athena for customers …".to_owned(),
    })
}
