//! One line made of pieces that can be clicked and that give way by rank when there is no room for all.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::pen::Pen;
use crate::app::Message;

/// A piece of a line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Which gives way first: the highest. Zero never gives way.
    pub rank: u8,
    /// What a click on it means.
    pub message: Option<Message>,
    /// Cells before it.
    pub gap: u16,
}

impl Piece {
    /// A piece two cells after the one before.
    pub fn new(text: impl Into<String>, style: Style, rank: u8) -> Self {
        Self { text: text.into(), style, rank, message: None, gap: 2 }
    }

    /// A click on it means this.
    pub fn meaning(mut self, message: Message) -> Self {
        self.message = Some(message);
        self
    }

    /// So many cells after the one before.
    pub const fn after(mut self, gap: u16) -> Self {
        self.gap = gap;
        self
    }
}

/// Pieces with their places.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Each piece and where it stands.
    pub placed: Vec<(Rect, Piece)>,
}

impl Line {
    /// Lays pieces from the left and others from the right; what finds no room gives way by rank.
    pub fn lay(pen: Pen<'_>, area: Rect, mut left: Vec<Piece>, mut right: Vec<Piece>) -> Self {
        let width = |pieces: &[Piece]| -> usize {
            pieces.iter().map(|piece| usize::from(pen.width(&piece.text) + piece.gap)).sum()
        };
        while width(&left) + width(&right) > usize::from(area.width) {
            let worst = left.iter().chain(&right).map(|piece| piece.rank).max().unwrap_or(0);
            if worst == 0 {
                break;
            }
            let side = if right.iter().any(|piece| piece.rank == worst) { &mut right } else { &mut left };
            if let Some(place) = side.iter().rposition(|piece| piece.rank == worst) {
                side.remove(place);
            }
        }
        let mut placed = Vec::with_capacity(left.len() + right.len());
        let right_width = width(&right).min(usize::from(area.width)) as u16;
        let left_end = area.right() - right_width;
        place(pen, &mut placed, left, (area.x, area.y), left_end);
        place(pen, &mut placed, right, (left_end, area.y), area.right());
        Self { placed }
    }

    /// Draws every piece.
    pub fn draw(&self, pen: Pen<'_>, buf: &mut Buffer) {
        for (place, piece) in &self.placed {
            pen.write(buf, (place.x, place.y), place.width, &piece.text, piece.style);
        }
    }

    /// What a click at a cell means.
    pub fn hit(&self, x: u16, y: u16) -> Option<Message> {
        let (_, piece) = self.placed.iter().find(|(place, _)| place.contains((x, y).into()))?;
        piece.message.clone()
    }
}

fn place(pen: Pen<'_>, placed: &mut Vec<(Rect, Piece)>, pieces: Vec<Piece>, at: (u16, u16), end: u16) {
    let mut x = at.0;
    for piece in pieces {
        x = x.saturating_add(piece.gap);
        let width = pen.width(&piece.text).min(end.saturating_sub(x));
        if width == 0 {
            break;
        }
        placed.push((Rect { x, y: at.1, width, height: 1 }, piece));
        x += width;
    }
}
