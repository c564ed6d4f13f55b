//! What stands above the products: which days, compared with what, how far the numbers go and where they come from.
//! And the card that stands instead of them.

use ratatui::layout::Rect;

use crate::{
    app::{Compare, Message, ProductTable},
    business::{Basis, Money},
    question::Question,
    theme::Role,
    view::{
        format,
        layout::Class,
        look::Look,
        model::condition::{Card, Condition},
        pieces::{Line, Piece},
        screen::days_line,
    },
};

/// `◀ 24 Oct – 22 Nov 2026 ▶  7d 30d  day week month  compared with …`
pub(super) fn range_line(look: &Look<'_>, table: &ProductTable, area: Rect) -> Line {
    let pen = look.pen;
    let mut left = vec![days_line::whose(look, 60)];
    left.extend(days_line::steps(look, table.range()));
    left.extend(days_line::presets(look));
    left.extend(days_line::granularities(look));
    let compared = format!("{}{}", against(look, table), caveat(table));
    let rank = if look.class == Class::Large { 15 } else { 70 };
    let right =
        vec![Piece::new(compared, pen.style(Role::Muted), rank).meaning(Message::Run("compare", None))];
    Line::lay(pen, area, left, right)
}

/// What the days are compared with, in a few words.
pub(super) fn against(look: &Look<'_>, table: &ProductTable) -> String {
    let Some(before) = table.before() else { return "compared with nothing".to_owned() };
    match (look.app.compare, before.days()) {
        (_, 1) => format!("vs {}", format::weekday(before.from())),
        (Compare::WeekBefore, _) => "vs week ago".to_owned(),
        (Compare::FourWeeksBefore, _) => "vs 28 d ago".to_owned(),
        (Compare::YearBefore, _) => "vs last year".to_owned(),
        (_, days) => format!("vs prev {days} d"),
    }
}

/// What a reader must know of the comparison.
fn caveat(table: &ProductTable) -> &'static str {
    match table.board.basis {
        None if table.before().is_some() => ": not read",
        Some(_) if table.board.is_partial => ": not all days read",
        Some(Basis::ClosedDays) => ", today left out",
        Some(Basis::OpenDay) => ", today is open",
        Some(Basis::Whole) | None => "",
    }
}

/// `revenue €12,410.00  orders 341   to 13:51  index from 24 Oct, lake before`
pub(super) fn truth_line(look: &Look<'_>, table: &ProductTable, area: Rect) -> Line {
    let (pen, board) = (look.pen, &table.board);
    let text = pen.style(Role::Text);
    let mut left = Vec::new();
    if look.class == Class::Small {
        // The line above has no room for whose they are.
        left.push(
            Piece::new(pen.fit(&look.vendor_name(), 20).into_owned(), pen.bold(Role::Accent), 15).after(1),
        );
    }
    if board.known_days > 0 {
        let money = Money::new(board.total.revenue, look.snapshot.estate.currency.clone());
        left.push(Piece::new(format!("revenue {money}"), pen.bold(Role::Bright), 12).after(1));
        left.push(Piece::new(format!("orders {}", format::whole(board.total.orders)), text, 13));
        let conversion = board.total.conversion().map_or("no views".to_owned(), format::percent);
        left.push(Piece::new(format!("conversion {conversion}"), text, 40));
    }
    let mut right = Vec::new();
    for (place, (said, role)) in truths(look, table).into_iter().enumerate() {
        right.push(Piece::new(said, pen.style(role), 20 + place as u8));
    }
    Line::lay(pen, area, left, right)
}

/// How far the numbers go, what is missing of them and where they come from; the gravest first.
fn truths(look: &Look<'_>, table: &ProductTable) -> Vec<(String, Role)> {
    let mut said = Vec::new();
    let board = &table.board;
    for (question, condition) in conditions(look, table) {
        let whom = store(&question);
        let trouble = condition.trouble.map(|trouble| trouble.fault.label());
        match (condition.has_answer(), trouble, condition.waiting) {
            (true, ..) => {
                said.extend(condition.mark(look.now).map(|mark| (format!("{whom}: {mark}"), Role::Warning)));
            }
            (false, Some(trouble), _) if whom == "index" && board.known_days > 0 => {
                said.push((format!("the lake alone: index {trouble}"), Role::Warning));
            }
            (false, Some(trouble), _) => said.push((format!("{whom}: {trouble}"), Role::Warning)),
            (false, None, Some(waiting)) => said.push((format!("{whom}: {waiting}"), Role::Muted)),
            (false, None, None) if condition.is_asked => {
                said.push((format!("asking the {whom} …"), Role::Muted));
            }
            (false, None, None) => {}
        }
    }
    said.dedup();
    if board.known_days < board.days && board.known_days > 0 {
        said.push((format!("{} of {} days", board.known_days, board.days), Role::Warning));
    }
    if table.range().contains(look.today()) && board.known_days > 0 {
        said.push(match table.answers().complete_to(table.range()) {
            Some(at) => {
                let late = (look.now - at).num_minutes() > 10;
                let role = if late { Role::Warning } else { Role::Muted };
                (format!("to {}", format::moment(at, look.now, look.zone())), role)
            }
            None => ("open day".to_owned(), Role::Muted),
        });
    }
    if let Some((_, index_from)) = table.history.seam(table.range()) {
        said.push((format!("index from {}, lake before", format::day(index_from)), Role::Muted));
    }
    said
}

/// What keeps the days before from being known: `not read: query failed`, or that they are asked for.
pub(super) fn earlier_days(look: &Look<'_>, table: &ProductTable) -> String {
    let before = table.before();
    let questions = look.app.focused_questions(look.snapshot).into_iter();
    let open = questions.filter(|question| {
        let asked = question.product_days_of(&look.app.vendor);
        asked.zip(before).is_some_and(|(asked, before)| asked.overlap(&before).is_some())
    });
    for question in open {
        let condition = Condition::of(look.snapshot.entry(&question), look.now);
        match condition.trouble {
            _ if condition.has_answer() => {}
            Some(trouble) => {
                let whom = store(&question);
                return format!("not read: {}; the {whom} says: {}", trouble.fault.label(), trouble.sentence);
            }
            None => return format!("asked of the {} …", store(&question)),
        }
    }
    "not read".to_owned()
}

/// The store a question goes to.
const fn store(question: &Question) -> &'static str {
    if matches!(question, Question::ProductDays { .. }) { "index" } else { "lake" }
}

/// The questions about the shown days, and in what condition their answers are.
fn conditions<'a>(look: &Look<'a>, table: &ProductTable) -> Vec<(Question, Condition<'a>)> {
    let questions = look.app.focused_questions(look.snapshot).into_iter();
    let about = questions.filter(|question| {
        let asked = question.product_days_of(&look.app.vendor);
        asked.is_some_and(|asked| asked.overlap(&table.range()).is_some())
    });
    about
        .map(|question| {
            let condition = Condition::of(look.snapshot.entry(&question), look.now);
            (question, condition)
        })
        .collect()
}

/// The card that stands instead of products; none when something of the shown days is known.
pub(super) fn card(look: &Look<'_>, table: &ProductTable) -> Option<Card> {
    let estate = &look.snapshot.estate;
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        let mut card =
            Card::nothing("No vendor table and no lake are configured, so there are no products to show.");
        card.fix.push_str("tidewatch config example shows what to add.");
        return Some(card);
    }
    if table.board.known_days > 0 {
        return None;
    }
    if look.app.vendor.one().is_none() && estate.lake.is_none() {
        let mut card = Card::nothing(
            "The products of all vendors are told by the lake alone, and no lake is configured.",
        );
        card.fix.push_str("Choose one vendor with v, or add [lake] to the config.");
        return Some(card);
    }
    let conditions = conditions(look, table);
    let is_open = |condition: &Condition<'_>| !condition.has_answer();
    let waits = |condition: &Condition<'_>| condition.is_asked && condition.trouble.is_none();
    let chief = conditions.iter().filter(|(_, condition)| is_open(condition));
    let chief = chief.min_by_key(|(_, condition)| (!waits(condition), condition.trouble.is_none()));
    let Some((question, condition)) = chief else {
        let all_answered = !conditions.is_empty();
        return Some(Card::nothing(if all_answered {
            "the answers say nothing about these days: the view has other columns, or the lake has not come so far"
        } else {
            "nobody keeps these days: they lie ahead, or are older than the vendor table and there is no lake"
        }));
    };
    Some(condition.card(if store(question) == "index" { "DynamoDB" } else { "Athena" }))
}
