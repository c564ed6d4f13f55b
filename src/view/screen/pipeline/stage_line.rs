//! The line above the charts: which stage, its resource and facts, and the windows to choose from.

use chrono::{DateTime, Datelike, Utc};
use ratatui::layout::Rect;

use super::chart_words;
use crate::{
    app::Message,
    pipeline::{Stage, StageKind, StreamMode, Stretch, Window, say_span},
    theme::Role,
    view::{
        format,
        look::Look,
        model::condition::Condition,
        pieces::{Line, Piece},
    },
};

/// The line.
pub(super) fn line(look: &Look<'_>, stage: &Stage, area: Rect) -> Line {
    let pen = look.pen;
    let condition = chart_words::condition(look);
    let muted = pen.style(Role::Muted);
    let mut left = vec![
        Piece::new(stage.name.to_string(), pen.bold(Role::Bright), 0).after(1),
        Piece::new(stage.kind.title(), muted, 60),
    ];
    let resource = pen.fit(&stage.resource, 44).into_owned();
    left.push(Piece::new(resource, pen.style(Role::Text), 50).after(1));
    left.extend(stream_facts(look, stage).map(|facts| Piece::new(facts, muted, 70)));
    let is_live = look.app.sight.stretch.is_none();
    let waits = || (!is_live && !condition.has_answer()).then(|| waiting(condition));
    if let Some(mark) =
        condition.mark(look.now).filter(|_| is_live || condition.trouble.is_some()).or_else(waits)
    {
        left.push(Piece::new(mark, pen.style(Role::Warning), 5));
    }
    let mut right = Vec::new();
    let crosshair = look.app.crosshair(look.app.chart_now(look.snapshot));
    if let Some(at) = crosshair {
        right.push(Piece::new(moment(look, at), pen.bold(Role::Accent), 3));
    }
    if let Some(stretch) = look.app.sight.stretch {
        right.push(Piece::new(span(look, stretch), pen.bold(Role::Warning), 0));
        let live =
            Piece::new("0 live", pen.style(Role::Accent), 8).meaning(Message::Run("charts-live", None));
        right.push(live);
    } else if crosshair.is_none() {
        right.push(Piece::new(format!("times in {}", look.zone().name()), muted, 80));
    }
    for window in Window::ALL {
        let is_shown = is_live && window == look.app.window;
        let style = if is_shown { pen.chosen() } else { muted };
        let rank = if is_shown { 0 } else { 30 };
        let piece = Piece::new(format!(" {} ", window.label()), style, rank);
        right.push(piece.after(u16::from(window == Window::Minutes15)).meaning(Message::Window(window)));
    }
    Line::lay(pen, area, left, right)
}

/// What is waited for while a stretch is asked for.
fn waiting(condition: Condition<'_>) -> String {
    condition
        .trouble
        .map_or_else(|| "asking finer points …".to_owned(), |trouble| trouble.fault.label().to_owned())
}

/// The moment of the crosshair, exact and with its zone: `Sun 22 Nov 14:02 UTC`.
fn moment(look: &Look<'_>, at: i64) -> String {
    let moment = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
    let is_this_year =
        moment.with_timezone(&look.zone()).year() == look.now.with_timezone(&look.zone()).year();
    let form = if is_this_year { "%a %-d %b %H:%M" } else { "%-d %b %Y %H:%M" };
    format!("{} {}", format::written(moment, look.zone(), form), look.zone().name())
}

/// A stretch: `13:10 - 13:40 UTC, not live`, with its days where they are not today's.
fn span(look: &Look<'_>, stretch: Stretch) -> String {
    let zone = look.zone();
    let local = |at| DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default().with_timezone(&zone);
    let (from, to, now) = (local(stretch.from()), local(stretch.to()), look.now.with_timezone(&zone));
    let days = (to.date_naive() - from.date_naive()).num_days();
    let year = if from.year() == now.year() { "" } else { " %Y" };
    let told = if days > 3 {
        format!("{} - {}", from.format(&format!("%-d %b{year}")), to.format(&format!("%-d %b{year}")))
    } else if days > 0 {
        format!("{} - {}", from.format(&format!("%-d %b{year} %H:%M")), to.format("%-d %b %H:%M"))
    } else if from.date_naive() == now.date_naive() {
        format!("{} - {}", from.format("%H:%M"), to.format("%H:%M"))
    } else {
        format!("{} - {}", from.format(&format!("%-d %b{year} %H:%M")), to.format("%H:%M"))
    };
    format!("{told} {}, not live", zone.name())
}

fn stream_facts(look: &Look<'_>, stage: &Stage) -> Option<String> {
    if stage.kind != StageKind::Kinesis {
        return None;
    }
    let facts = look.snapshot.streams(&look.pipeline()?.name)?.get(&stage.name)?;
    let mode = match facts.mode {
        StreamMode::Provisioned => "provisioned",
        StreamMode::OnDemand => "on demand",
    };
    let shards = if facts.open_shards == 1 { "shard" } else { "shards" };
    let kept = say_span(f64::from(facts.retention_hours) * 3_600.0);
    Some(format!("{} {shards} {mode} · keeps {kept}", facts.open_shards))
}
