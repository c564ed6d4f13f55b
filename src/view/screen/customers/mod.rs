//! Who comes and comes back: new and returning customers, cohorts, categories, how long orders take, one order's events.
//! A large terminal shows all four panels; a smaller one the focused panel, the others as tabs.

mod categories;
mod cohorts;
mod completion;
mod mix;
mod order;

use ratatui::{buffer::Buffer, layout::Rect};

use super::days_line;
use crate::{
    app::{Message, Panel, Screen},
    business::{SummaryTable, View},
    question::{Answer, Question},
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::{Card, Condition},
        pieces::{Line, Piece},
        widget::panel::Panel as Frame,
    },
};

struct Plan {
    days: Rect,
    tabs: Rect,
    panels: Vec<(Panel, Rect)>,
    /// One sentence for each panel that is not drawn.
    briefs: Vec<(Panel, Rect)>,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let (days, rest) = layout::top(layout::indented(area, 1), 1);
    let panels = Screen::Customers.panels();
    if look.class == Class::Large {
        let rest = layout::top(rest, 1).1;
        let (upper, lower) = layout::top(rest, rest.height.saturating_mul(11) / 20);
        let (mix, cohorts) = layout::left(upper, upper.width.saturating_sub(72).max(upper.width / 2 - 6));
        let (categories, completion) = layout::left(lower, lower.width / 2);
        let right = |area| layout::left(area, 1).1;
        let places = [mix, right(cohorts), categories, right(completion)];
        let panels = panels.iter().copied().zip(places).collect();
        return Plan { days, tabs: Rect::default(), panels, briefs: Vec::new() };
    }
    let (tabs, rest) = layout::top(rest, 1);
    let shown = look.app.customer_panel();
    let others: Vec<Panel> = panels.iter().copied().filter(|panel| *panel != shown).collect();
    let room = if look.class == Class::Medium { others.len() as u16 } else { 0 };
    let (main, below) = layout::bottom(rest, room);
    let briefs = others
        .into_iter()
        .zip(0..room)
        .map(|(panel, row)| (panel, Rect { y: below.y + row, height: 1, ..below }))
        .collect();
    Plan { days, tabs, panels: vec![(shown, main)], briefs }
}

/// The name of a panel, on its frame and its tab.
fn title(look: &Look<'_>, panel: Panel) -> String {
    match panel {
        Panel::Cohorts => "cohorts".to_owned(),
        Panel::Categories => "categories".to_owned(),
        Panel::Completion => "orders".to_owned(),
        _ => format!("customers by {}", look.app.granularity.as_str()),
    }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let plan = plan(look, area);
    days(look, plan.days).draw(look.pen, buf);
    tabs(look, plan.tabs).draw(look.pen, buf);
    for (panel, place) in &plan.panels {
        match panel {
            Panel::Cohorts => cohorts::draw(look, *place, buf),
            Panel::Categories => categories::draw(look, *place, buf),
            Panel::Completion => completion::draw(look, *place, buf),
            _ => mix::draw(look, *place, buf),
        }
    }
    for (panel, place) in &plan.briefs {
        let said = look.app.panel_sentences(*panel, look.snapshot).into_iter().next();
        let said = said.unwrap_or_else(|| "not known yet".to_owned());
        let (muted, text) = (look.pen.style(Role::Muted), look.pen.style(Role::Text));
        look.words(
            buf,
            (place.x, place.y),
            place.width,
            &[(&format!("{}: ", title(look, *panel)), muted), (&said, text)],
        );
    }
}

fn days(look: &Look<'_>, area: Rect) -> Line {
    let question = look.app.panel_questions(look.app.customer_panel(), &look.snapshot.estate, look.now);
    let complete = question.first().and_then(|question| days_line::complete_to(look, question));
    days_line::line(look, area, Vec::new(), complete.as_deref().unwrap_or_default())
}

fn tabs(look: &Look<'_>, area: Rect) -> Line {
    if area.height == 0 {
        return Line::default();
    }
    let piece = |(place, panel): (usize, &Panel)| {
        let is_shown = look.app.customer_panel() == *panel;
        let style = if is_shown { look.pen.chosen() } else { look.pen.style(Role::Muted) };
        let gap = u16::from(place > 0);
        Piece::new(format!(" {} ", title(look, *panel)), style, 0).after(gap).meaning(Message::Focus(*panel))
    };
    let pieces = Screen::Customers.panels().iter().enumerate().map(piece).collect();
    let hint = vec![Piece::new("Tab next", look.pen.style(Role::Muted), 50)];
    Line::lay(look.pen, area, pieces, hint)
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let (plan, at) = (plan(look, area), (x, y).into());
    if plan.days.contains(at) {
        return days(look, plan.days).hit(x, y);
    }
    if plan.tabs.contains(at) {
        return tabs(look, plan.tabs).hit(x, y);
    }
    let mut places = plan.panels.iter().chain(&plan.briefs);
    places.find(|(_, place)| place.contains(at)).map(|(panel, _)| Message::Focus(*panel))
}

/// The exact values behind a panel, to be taken away as a table: as the lake answered them.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    let questions = look.app.panel_questions(panel, &look.snapshot.estate, look.now);
    questions.iter().find_map(|question| answer(look, question)).cloned()
}

/// The table that answers a question.
fn answer<'a>(look: &Look<'a>, question: &Question) -> Option<&'a SummaryTable> {
    match &look.snapshot.entry(question)?.held.as_deref()?.answer {
        Answer::Summary(table) => Some(table),
        _ => None,
    }
}

/// The question of a panel that asks this view.
fn question(look: &Look<'_>, panel: Panel, view: View) -> Option<Question> {
    let questions = look.app.panel_questions(panel, &look.snapshot.estate, look.now);
    questions
        .into_iter()
        .find(|question| matches!(question, Question::Summary { view: asked, .. } if *asked == view))
}

/// Draws a panel's frame, with what is wrong with its answer in the legend; gives back what is inside.
fn frame(
    look: &Look<'_>,
    (panel, legend): (Panel, &str),
    question: Option<&Question>,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let condition =
        question.map(|question| Condition::of(look.snapshot.entry(question), look.now)).unwrap_or_default();
    let mark = condition.mark(look.now).unwrap_or_default();
    let said: Vec<&str> = [mark.as_str(), legend].into_iter().filter(|text| !text.is_empty()).collect();
    let legend = said.join(" · ");
    let title = title(look, panel);
    let frame = Frame { title: &title, legend: &legend, focused: look.has_focus(panel), ..Frame::default() };
    if look.class == Class::Small {
        let (head, rest) = layout::top(area, u16::from(!legend.is_empty()));
        look.pen.write(buf, (head.x, head.y), head.width, &legend, look.pen.style(Role::Muted));
        return rest;
    }
    frame.render(area, buf, look.pen)
}

/// What stands instead of an answer; none when there is one.
fn card(look: &Look<'_>, question: Option<&Question>) -> Option<Card> {
    let Some(question) = question else {
        return Some(Card::nothing("customers come from the lake, and the configuration names none"));
    };
    let condition = Condition::of(look.snapshot.entry(question), look.now);
    (!condition.has_answer()).then(|| condition.card("Athena"))
}

/// An answer without the columns it should have.
fn odd(view: View) -> Card {
    Card::nothing(format!("{} has other columns than it should", view.as_str()))
}
