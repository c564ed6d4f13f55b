//! Alarms: what rings and why, since when, the past day of each, all that is known of the chosen one, and what is missing.

mod detail;
mod lacking;
mod list;
mod page;

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::alarm_list;
use crate::{
    app::{Message, Panel as Focus},
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::Card,
    },
};

/// Where everything stands; on a small terminal the panel with the focus has it all.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    list: Rect,
    detail: Rect,
    lacking: Rect,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let is_small = look.class == Class::Small;
    let area = if is_small { area } else { layout::indented(area, 1) };
    let lacking = look.app.missing_rows(look.snapshot).len() as u16;
    if look.class != Class::Large {
        let (list, strip) = layout::bottom(area, u16::from(lacking > 0 && look.app.focus == Focus::Alarms));
        return match look.app.focus {
            Focus::AlarmDetail => Plan { detail: area, ..Plan::default() },
            Focus::MissingAlarms => Plan { lacking: area, ..Plan::default() },
            _ => Plan { list, lacking: strip, ..Plan::default() },
        };
    }
    let (left, detail) = layout::left(area, area.width * 11 / 20);
    let left = layout::right(left, 1).0;
    let most = if look.app.focus == Focus::MissingAlarms { left.height * 3 / 5 } else { 8 };
    let wished = match lacking {
        0 => 0,
        count if look.app.focus == Focus::MissingAlarms => (count + 2).saturating_add(lacking::TOLD),
        count => count + 2,
    };
    let (list, lacking) = layout::bottom(left, wished.min(most));
    Plan { list, detail, lacking }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let plan = plan(look, area);
    let condition = alarm_list::condition(look);
    let all = look.pipeline().and_then(|p| look.snapshot.alarms(&p.name)).map_or(0, |list| list.alarms.len());
    let groups = look.app.alarm_groups(look.snapshot);
    let shown = groups.iter().map(|group| group.alarms.len()).sum();
    let card = match look.pipeline() {
        None => Some(Card::nothing("no pipeline is configured, so no region's alarms are read")),
        Some(_) => alarm_list::card(look, condition, all, shown),
    };
    if let Some(card) = &card {
        // There is nothing to look at in detail: the list has the room, and what is missing stands below it.
        let whole = if look.class == Class::Small { area } else { layout::indented(area, 1) };
        let lacking = if condition.has_answer() && all == 0 { whole.height * 2 / 3 } else { 0 };
        let (top, below) = layout::bottom(whole, lacking);
        list::draw_card(look, top, card, condition.mark(look.now), buf);
        return lacking::draw(look, below, buf);
    }
    list::draw(look, groups, plan.list, condition.mark(look.now), buf);
    detail::draw(look, plan.detail, buf);
    lacking::draw(look, plan.lacking, buf);
}

/// Which places of it are addresses.
pub fn links(look: &Look<'_>, area: Rect) -> Vec<(Rect, Arc<str>)> {
    detail::links(look, plan(look, area).detail)
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.list.contains(at) {
        return list::hit(look, plan.list, x, y);
    }
    let others = [(plan.detail, Focus::AlarmDetail), (plan.lacking, Focus::MissingAlarms)];
    others.into_iter().find(|(area, _)| area.contains(at)).map(|(_, panel)| Message::Focus(panel))
}
