//! The business of a vendor, or of all: KPIs with change, trends, funnel, engagement. Composed for each size class.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{bare, day_list, days_line, funnel, insights, kpis, trend, truth};
use crate::{
    app::{Message, Panel as Focus, RangeChoice, trend_days},
    business::{Counters, Kpi},
    question::History,
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::{business::Business, place::place_words},
        pieces::{Line, Piece},
        widget::{
            bars::{BarRow, Bars},
            panel::Panel,
        },
    },
};

/// Takes one counter out of all.
type Count = fn(&Counters) -> i64;

#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    range: Rect,
    origin: Rect,
    kpis: Rect,
    truth: Rect,
    revenue: Rect,
    orders: Rect,
    insights: Rect,
    funnel: Rect,
    engagement: Rect,
    days: Rect,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let area = layout::indented(area, 1);
    let (range, rest) = layout::top(area, 1);
    let (origin, rest) = layout::top(rest, 1);
    let base = Plan { range, origin, ..Plan::default() };
    if look.class == Class::Small {
        let (kpis, rest) = layout::top(rest, 3);
        let (truth, rest) = layout::top(rest, 1);
        let (rest, insights) = layout::bottom(rest, if rest.height >= 14 { 4 } else { 0 });
        let (charts, side) = layout::right(rest, rest.width * 2 / 5);
        let (revenue, orders) = halves(layout::right(charts, 1).0, rest.height >= 10);
        let (funnel, engagement) = layout::top(side, side.height.saturating_sub(5).max(6));
        return Plan { kpis, truth, revenue, orders, insights, funnel, engagement, ..base };
    }
    let large = look.class == Class::Large;
    let (kpis, rest) = layout::top(rest, if large { 6 } else { 4 });
    let (truth, rest) = layout::top(rest, u16::from(!large));
    let (charts, side) = layout::right(rest, (rest.width * 38 / 100).clamp(36, 80));
    let charts = layout::right(charts, 1).0;
    let (charts, insights) = layout::bottom(charts, if large { 7 } else { 6 });
    let (revenue, orders) = halves(charts, true);
    let (funnel, below) =
        layout::top(side, if side.height >= 21 { 11 } else { side.height.saturating_sub(6) });
    let (engagement, days) = layout::top(below, if below.height >= 12 { 6 } else { below.height });
    Plan { kpis, truth, revenue, orders, insights, funnel, engagement, days, ..base }
}

fn halves(area: Rect, both: bool) -> (Rect, Rect) {
    if both { layout::top(area, area.height.div_ceil(2)) } else { (area, Rect { height: 0, ..area }) }
}

fn business<'a>(look: &Look<'a>, history: &'a History) -> Business<'a> {
    let today = look.today();
    let days = (look.app.date_range(today), look.app.compared_range(today));
    Business::of(look.snapshot, look.app, history, days, look.now)
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let history = History::of(look.snapshot, &look.app.vendor);
    let business = business(look, &history);
    let estate = &look.snapshot.estate;
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        if let Some(card) = kpis::card(look, &business) {
            look.card(buf, layout::centred(area, 84, 6), &card);
        }
        return;
    }
    let plan = plan(look, area);
    range_line(look, &business, plan.range).draw(look.pen, buf);
    truth::draw(look, &business, plan.origin, buf);
    if let Some(words) = place_words(look) {
        let room = plan.origin.width.saturating_sub(24);
        look.pen.write(buf, (plan.origin.x + 1, plan.origin.y), room, &words, look.pen.style(Role::Text));
    }
    match kpis::card(look, &business) {
        Some(card) => look.card(buf, plan.kpis, &card),
        None => kpis::draw(look, &business, plan.kpis, buf),
    }
    let versus = format!("{}{}", kpis::against(look, &business), kpis::caveat(&business));
    kpis::draw_truth(look, &business, ("", &versus), plan.truth, buf);
    let days = trend_days(business.range);
    let before = business.before.filter(|_| days == business.range);
    let trend_of = Business::of(look.snapshot, look.app, &history, (days, before), look.now);
    for (rect, kpi, focus) in
        [(plan.revenue, Kpi::Revenue, Focus::Revenue), (plan.orders, Kpi::Orders, Focus::Orders)]
    {
        if rect.height >= 3 {
            trend::draw(look, &trend_of, (kpi, focus), rect, buf);
        }
    }
    if plan.funnel.height >= 4 {
        funnel::draw(look, &business, plan.funnel, buf);
    }
    if plan.engagement.height >= 4 {
        engagement(look, &business, plan.engagement, buf);
    }
    if plan.insights.height >= 3 {
        insights::draw(look, &business, plan.insights, buf);
    }
    if plan.days.height >= 4 && !business.book.is_empty() {
        day_list::draw(look, &business, plan.days, buf);
    }
}

/// `◀ 24 Oct – 22 Nov 2026 ▶  7d 30d  day week month  compared with …`
fn range_line(look: &Look<'_>, business: &Business<'_>, area: Rect) -> Line {
    let pen = look.pen;
    let muted = pen.style(Role::Muted);
    let mut left = vec![days_line::whose(look, 60)];
    left.extend(days_line::steps(look, business.range));
    let presets = [
        ("today", RangeChoice::Today),
        ("7d", RangeChoice::Last(7)),
        ("30d", RangeChoice::Last(30)),
        ("90d", RangeChoice::Last(90)),
        ("month", RangeChoice::Month),
        ("quarter", RangeChoice::Quarter),
        ("year", RangeChoice::Year),
    ];
    for (place, (label, choice)) in presets.into_iter().enumerate() {
        let style = if look.app.range == choice { pen.chosen() } else { muted };
        let gap = if place == 0 { 2 } else { 0 };
        // What is chosen stays; the longest ranges give way first.
        let rank = match place {
            _ if look.app.range == choice => 10,
            0 => 31,
            5 | 6 => 75,
            _ => 30,
        };
        left.push(Piece::new(format!(" {label} "), style, rank).after(gap).meaning(Message::Range(choice)));
    }
    left.extend(days_line::granularities(look));
    let compared = match kpis::against(look, business) {
        none if none.is_empty() => "compared with nothing".to_owned(),
        versus => format!("{versus}{}", kpis::caveat(business)),
    };
    let right = vec![
        Piece::new(compared, muted, if look.class == Class::Large { 15 } else { 70 })
            .meaning(Message::Run("compare", None)),
    ];
    Line::lay(pen, area, left, right)
}

fn engagement(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let compared = business.comparison();
    let legend = if compared.is_some() && area.width >= 40 { "change" } else { "" };
    let focused = look.has_focus(Focus::Engagement);
    let panel = Panel { title: "engagement", legend, focused, ..Panel::default() };
    let inner = if look.class == Class::Small {
        bare::frame(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = kpis::brief_card(look, business) {
        return look.card(buf, inner, &card);
    }
    let total = business.total();
    if total.is_unknown() {
        return;
    }
    let counts: [(&str, Count); 4] = [
        ("product views", |c| c.product_views),
        ("profile views", |c| c.profile_views),
        ("favourites", |c| c.product_favorites),
        ("cart adds", |c| c.cart_adds),
    ];
    let row = |(label, of): &(&'static str, Count)| {
        let value = of(&total.counters) as f64;
        let change = compared.as_ref().and_then(|compared| compared.counter_change(of));
        let (note, note_role) = change.map_or((String::new(), Role::Muted), format::change);
        BarRow { label: (*label).into(), value, figure: crate::pipeline::say_count(value), note, note_role }
    };
    Bars::new(counts.iter().map(row).collect(), Role::Second).render(inner, buf, look.pen);
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.range.contains(at) {
        let history = History::of(look.snapshot, &look.app.vendor);
        return range_line(look, &business(look, &history), plan.range).hit(x, y);
    }
    let panels = [
        (plan.kpis, Focus::Kpis),
        (plan.revenue, Focus::Revenue),
        (plan.orders, Focus::Orders),
        (plan.funnel, Focus::Funnel),
        (plan.engagement, Focus::Engagement),
    ];
    panels.into_iter().find(|(area, _)| area.contains(at)).map(|(_, panel)| Message::Focus(panel))
}
