//! The line above the charts: which stage, its resource and facts, and the windows to choose from.

use ratatui::layout::Rect;

use crate::{
    app::Message,
    pipeline::{Stage, StageKind, StreamMode, Window, say_span},
    theme::Role,
    view::{
        look::Look,
        model::condition::Condition,
        pieces::{Line, Piece},
    },
};

/// The line.
pub(super) fn line(look: &Look<'_>, stage: &Stage, condition: Condition<'_>, area: Rect) -> Line {
    let pen = look.pen;
    let muted = pen.style(Role::Muted);
    let mut left = vec![
        Piece::new(stage.name.to_string(), pen.bold(Role::Bright), 0).after(1),
        Piece::new(stage.kind.title(), muted, 60),
    ];
    let resource = pen.fit(&stage.resource, 44).into_owned();
    left.push(Piece::new(resource, pen.style(Role::Text), 50).after(1));
    left.extend(stream_facts(look, stage).map(|facts| Piece::new(facts, muted, 70)));
    if let Some(mark) = condition.mark(look.now) {
        left.push(Piece::new(mark, pen.style(Role::Warning), 5));
    }
    let mut right = vec![Piece::new(format!("times in {}", look.zone().name()), muted, 80)];
    for window in Window::ALL {
        let is_shown = window == look.app.window;
        let style = if is_shown { pen.chosen() } else { muted };
        let rank = if is_shown { 0 } else { 30 };
        let piece = Piece::new(format!(" {} ", window.label()), style, rank);
        right.push(piece.after(u16::from(window == Window::Minutes15)).meaning(Message::Window(window)));
    }
    Line::lay(pen, area, left, right)
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
