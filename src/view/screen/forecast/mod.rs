//! What the next days may bring, with an interval and how good such estimates were; and which days were unusual.

mod chart;
mod days;
mod taken;
mod unusual;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Message, Outlook, Panel as Focus},
    business::{ForecastSum, SummaryTable, estimate_text},
    question::Question,
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::{Card, Condition},
        widget::panel::Panel,
    },
};

/// Where the parts stand.
struct Plan {
    head: Rect,
    sums: Rect,
    chart: Rect,
    proof: Rect,
    days: Rect,
    unusual: Rect,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let area = layout::indented(area, 1);
    let (head, rest) = layout::top(area, 1);
    let (sums, rest) = layout::top(rest, 1);
    let lower = match look.class {
        Class::Large => 18,
        Class::Medium => 10,
        Class::Small => 9,
    };
    let (rest, lower) = layout::bottom(rest, lower.min(rest.height.saturating_sub(6)));
    let proof_rows = if area.width >= 144 { 1 } else { 2 };
    let (chart, proof) = layout::bottom(rest, proof_rows);
    let (days, unusual) = match look.class {
        // One of them at a time: the one that has the focus.
        Class::Small | Class::Medium if look.app.focus == Focus::UnusualDays => {
            (Rect { width: 0, ..lower }, lower)
        }
        Class::Small | Class::Medium => (lower, Rect { width: 0, ..lower }),
        Class::Large => layout::left(lower, lower.width / 2),
    };
    Plan { head, sums, chart, proof, days, unusual }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let estate = &look.snapshot.estate;
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        let mut card = Card::nothing("No vendor table is configured, so there is nothing to forecast.");
        card.fix.push_str("Add to the config:  [vendors]  table = \"YourAnalyticsTable\"");
        return look.card(buf, layout::centred(area, 84, 6), &card);
    }
    let outlook = look.app.outlook(look.snapshot);
    let plan = plan(look, area);
    head(look, &outlook, plan.head, buf);
    sums(look, &outlook, plan.sums, buf);
    chart::draw(look, &outlook, plan.chart, buf);
    proof(look, &outlook, plan.proof, buf);
    if plan.days.width > 0 {
        days::draw(look, &outlook, plan.days, buf);
    }
    if plan.unusual.width > 0 {
        unusual::draw(look, &outlook, plan.unusual, buf);
    }
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.head.contains(at) {
        return Some(Message::Run("next-kpi", None));
    }
    let panels =
        [(plan.chart, Focus::Forecast), (plan.days, Focus::Forecast), (plan.unusual, Focus::UnusualDays)];
    panels.into_iter().find(|(area, _)| area.contains(at)).map(|(_, panel)| Message::Focus(panel))
}

/// The exact values behind a panel, to be taken away as a table.
pub fn table(look: &Look<'_>, panel: Focus) -> Option<SummaryTable> {
    let outlook = look.app.outlook(look.snapshot);
    match panel {
        Focus::Forecast => taken::forecast(&outlook),
        Focus::UnusualDays => Some(taken::unusual(&outlook)),
        _ => None,
    }
}

/// A panel with a border, or on a small terminal its title and legend in one line; gives back the area inside.
fn framed(look: &Look<'_>, panel: Panel<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let pen = look.pen;
    if look.class != Class::Small {
        return panel.render(area, buf, pen);
    }
    let (head, rest) = layout::top(area, 1);
    let title = if panel.focused { Role::Accent } else { Role::Bright };
    let used = pen.write(buf, (head.x, head.y), head.width, panel.title, pen.bold(title));
    let room = head.width.saturating_sub(used + 2);
    if pen.width(panel.legend) <= room {
        pen.write_right(buf, (head.right(), head.y), room, panel.legend, pen.style(Role::Muted));
    }
    rest
}

/// Whose days, which figure, and the truth of what it stands on.
fn head(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let words = [
        (look.vendor_name(), pen.bold(Role::Accent)),
        (format!("  expected {}: an estimate", outlook.kpi.label()), pen.style(Role::Text)),
        ("  (n: revenue or orders)".to_owned(), pen.style(Role::Muted)),
    ];
    let mut used = 0;
    for (text, style) in &words {
        used += pen.write(buf, (area.x + used, area.y), area.width - used, text, *style);
    }
    let (said, role) = truth(look, outlook);
    let room = area.width.saturating_sub(used + 2);
    if pen.width(&said) <= room {
        pen.write_right(buf, (area.right(), area.y), room, &said, pen.style(role));
    }
}

/// What the estimate stands on, or what is wrong with that.
fn truth(look: &Look<'_>, outlook: &Outlook) -> (String, Role) {
    for (question, condition) in conditions(look) {
        if let Some(mark) = condition.mark(look.now) {
            return (mark, Role::Warning);
        }
        if !condition.has_answer() && !outlook.history.book.is_empty() {
            let what = match question {
                Question::Summary { .. } => "older days",
                _ => "newest days",
            };
            return match condition.trouble {
                Some(trouble) => (format!("{what}: {}", trouble.fault.label()), Role::Warning),
                None => (format!("{what}: {}", condition.waiting.unwrap_or("not read yet")), Role::Muted),
            };
        }
    }
    let from = outlook.forecast.as_ref().map(|told| told.history);
    from.map_or((String::new(), Role::Muted), |history| {
        let first = history.from().format("%-d %b %Y");
        (format!("from {} closed days since {first}", history.days()), Role::Muted)
    })
}

/// The questions the screen stands on, and how their answers are.
fn conditions<'a>(look: &Look<'a>) -> Vec<(Question, Condition<'a>)> {
    let questions = look.app.outlook_questions(&look.snapshot.estate, look.now);
    questions
        .into_iter()
        .map(|question| {
            let condition = Condition::of(look.snapshot.entry(&question), look.now);
            (question, condition)
        })
        .collect()
}

/// The card that stands instead of the estimate; none when there is one.
fn card(look: &Look<'_>, outlook: &Outlook) -> Option<Card> {
    let reason = outlook.forecast.as_ref().err()?;
    let conditions = conditions(look);
    let open = conditions.iter().find(|(_, condition)| !condition.has_answer());
    if let Some((question, condition)) = open {
        let whom = if matches!(question, Question::Summary { .. }) { "Athena" } else { "DynamoDB" };
        let mut card = condition.card(whom);
        if !outlook.history.book.is_empty() {
            card.sentence = format!("no forecast yet: {reason}; {}", card.sentence);
        }
        return Some(card);
    }
    let mut card = Card::nothing(format!("no forecast: {reason}"));
    if look.snapshot.estate.lake.is_none() {
        card.fix.push_str("A lake keeps more days than the vendor table:  [lake] in the config");
    }
    Some(card)
}

/// The next 7 and 14 days together, today with them; in fewer words where there is little room.
fn sums(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let Ok(told) = &outlook.forecast else { return };
    let (pen, currency) = (look.pen, &look.snapshot.estate.currency);
    let said = |value| estimate_text(outlook.kpi, value, currency);
    let interval = |sum: &ForecastSum, dash: &str| match sum.interval {
        Some((low, high)) => format!(" ({}{dash}{})", said(low), said(high)),
        None => " (interval unknown)".to_owned(),
    };
    let words = |days: &str, dash: &str| -> Vec<[String; 3]> {
        let lead = |place: usize| if place == 0 { "" } else { "   " };
        let word = |(place, sum): (usize, &ForecastSum)| {
            let days = format!("{}{}{days} ≈ ", lead(place), sum.days);
            [pen.spell(&days).into_owned(), said(sum.expected), pen.spell(&interval(sum, dash)).into_owned()]
        };
        told.sums.iter().enumerate().map(word).collect()
    };
    let width = |words: &[[String; 3]]| words.iter().flatten().map(|word| pen.width(word)).sum::<u16>();
    let ways = [(" days from today", " – "), (" days", " – "), (" days", "–"), ("d", "–")];
    let all = ways.map(|(days, dash)| words(days, dash));
    let Some(fitting) = all.iter().find(|words| width(words) <= area.width).or(all.last()) else { return };
    let styles = [pen.style(Role::Muted), pen.bold(Role::Bright), pen.style(Role::Text)];
    let pieces: Vec<_> = fitting.iter().flatten().zip(styles.iter().cycle()).collect();
    let pieces: Vec<_> = pieces.into_iter().map(|(text, style)| (text.as_str(), *style)).collect();
    look.words(buf, (area.x, area.y), area.width, &pieces);
}

/// How good such estimates were, and what they cannot know.
fn proof(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let Ok(told) = &outlook.forecast else { return };
    let text = match &told.proof {
        Some(proof) => format!("how good: {proof}; it knows no holidays and no plans"),
        None => "not measured yet: too few days to hold out; it knows no holidays and no plans".to_owned(),
    };
    let area = layout::indented(area, 2);
    look.sentence(buf, area, &text, look.pen.style(Role::Muted));
}
