//! The band on top of Overview and Pipeline: one line that says the worst thing and since when, more lines with
//! what else is wrong. Calm when all is well.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    pipeline::{Health, PipelineHealth, StageHealth, Window},
    question::Question,
    theme::Role,
    view::{
        format, layout,
        look::{self, Look},
        model::condition::Condition,
        pen::Glyph,
    },
};

/// What the band says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// How bad it is; decides glyph, word and ground.
    pub health: Health,
    /// The first line.
    pub headline: String,
    /// `since 13:51`; empty when all is well.
    pub since: String,
    /// Further lines: other reasons, or what to do.
    pub more: Vec<String>,
    /// Nothing is known because nothing has answered yet.
    pub is_asking: bool,
}

impl Band {
    /// What there is to say; none without a pipeline.
    pub fn of(look: &Look<'_>) -> Option<Self> {
        let pipeline = look.pipeline()?;
        let question = Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED };
        let condition = Condition::of(look.snapshot.entry(&question), look.now);
        let health = look.health();
        if let (Some(health), true) = (health, condition.has_answer()) {
            return Some(Self::judged(look, health, condition));
        }
        let card = condition.card("CloudWatch");
        let is_asking = condition.trouble.is_none();
        let more = if card.fix.is_empty() { Vec::new() } else { vec![card.fix] };
        let headline = if is_asking {
            format!(
                "{} about {} stages",
                card.sentence.trim_end_matches('…').trim_end(),
                pipeline.stages.len()
            )
        } else {
            card.sentence
        };
        Some(Self { health: Health::Unknown, headline, since: String::new(), more, is_asking })
    }

    fn judged(look: &Look<'_>, health: &PipelineHealth, condition: Condition<'_>) -> Self {
        let worst = health.stages.iter().find(|stage| health.worst_stage.as_ref() == Some(&stage.stage));
        let told = worst.filter(|_| health.health > Health::Unknown).and_then(|stage| stage.reasons.first());
        let since = told.map(|reason| reason.since).or(health.since).filter(|_| health.health != Health::Ok);
        let since = since.map(|at| format!("since {}", format::moment(at, look.now, look.zone())));
        let mut more = further(health);
        if let Some(trouble) = condition.trouble {
            more.insert(0, format!("{} {}", trouble.sentence, trouble.fix));
        } else if let Some(mark) = condition.mark(look.now) {
            more.insert(0, format!("the metrics are {mark}"));
        }
        let shown = look.believable(health.health);
        // The moment stands at the right, in the chosen zone, and the other stages below.
        let headline = match (worst, told) {
            (Some(stage), Some(reason)) => format!("{}: {}", stage.stage, reason.sentence),
            _ => health.headline.to_string(),
        };
        let headline =
            if shown == health.health { headline } else { format!("no news; last known: {headline}") };
        Self { health: shown, headline, since: since.unwrap_or_default(), more, is_asking: false }
    }

    /// Lines it needs in an area so wide, of at most `most`.
    pub fn height(&self, look: &Look<'_>, width: u16, most: u16) -> u16 {
        let lines = self.headline_lines(look, width).len().min(2) + self.more.len();
        (lines as u16).clamp(1, most)
    }

    /// What stands at the right in so many lines: since when, and that there is more where it has no line.
    fn right(&self, height: u16) -> String {
        let others = usize::from(height < 2) * self.more.len();
        match others {
            0 => self.since.clone(),
            _ => format!("{} +{others}", self.since).trim().to_owned(),
        }
    }

    /// Cells before the headline: margin, glyph and word.
    fn lead(&self) -> u16 {
        if self.is_asking { 4 } else { 2 + 2 + self.health.as_str().len() as u16 + 2 }
    }

    fn headline_lines(&self, look: &Look<'_>, width: u16) -> Vec<String> {
        let since = look.pen.width(&self.right(1));
        let since = if since > 0 { since + 2 } else { 0 };
        let room = width.saturating_sub(self.lead() + since + 2);
        look::wrapped(&look.pen.spell(&self.headline), usize::from(room))
    }

    /// Draws it.
    pub fn draw(&self, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
        if area.height == 0 {
            return;
        }
        let pen = look.pen;
        let is_loud = matches!(self.health, Health::Warning | Health::Critical);
        let role = if self.is_asking { Role::Muted } else { pen.health_role(self.health) };
        if is_loud {
            pen.tint(buf, area, pen.health_ground(self.health));
            for y in area.y..area.bottom() {
                pen.put(buf, (area.x, y), Glyph::Bar, pen.style(role));
            }
        }
        let text = layout::indented(area, 2);
        let word =
            if is_loud { self.health.as_str().to_uppercase() } else { self.health.as_str().to_owned() };
        let glyph = if self.is_asking { pen.glyph(Glyph::Hollow) } else { pen.health_glyph(self.health) };
        let mut words = vec![(glyph, pen.bold(role)), (" ", pen.bold(role))];
        if !self.is_asking {
            words.push((word.as_str(), pen.bold(role)));
        }
        look.words(buf, (text.x, text.y), text.width, &words);
        let right = self.right(area.height);
        let since =
            pen.write_right(buf, (text.right(), text.y), text.width / 2, &right, pen.style(Role::Muted));
        let weight = if is_loud { pen.bold(Role::Bright) } else { pen.style(Role::Text) };
        let (_, body) = layout::left(text, self.lead() - 2);
        let (headline, _) = layout::right(body, if since > 0 { since + 2 } else { 0 });
        let wanted = self.headline_lines(look, area.width).len().clamp(1, 2) as u16;
        // What else is wrong keeps a line, when there is one to keep.
        let most = if self.more.is_empty() || area.height < 3 { area.height.min(2) } else { area.height - 1 };
        let headline = Rect { height: wanted.min(most), ..headline };
        look.sentence(buf, headline, &self.headline, weight);
        let rest = layout::top(body, headline.height).1;
        for (y, line) in (rest.y..rest.bottom()).zip(&self.more) {
            pen.write(buf, (rest.x, y), rest.width, line, pen.style(Role::Text));
        }
    }
}

/// What else is wrong: the other reasons of the worst stage, then the other stages.
fn further(health: &PipelineHealth) -> Vec<String> {
    let is_worst = |stage: &&StageHealth| health.worst_stage.as_ref() == Some(&stage.stage);
    let mut lines = Vec::new();
    if let Some(worst) = health.stages.iter().find(is_worst) {
        let others: Vec<&str> = worst.reasons.iter().skip(1).map(|reason| &*reason.sentence).collect();
        if !others.is_empty() {
            lines.push(format!("also at {}: {}", worst.stage, others.join(" · ")));
        }
    }
    let others = health.stages.iter().filter(|stage| !is_worst(stage) && stage.health > Health::Unknown);
    let said: Vec<String> = others
        .filter_map(|stage| Some(format!("{}: {}", stage.stage, stage.reasons.first()?.sentence)))
        .collect();
    if !said.is_empty() {
        lines.push(said.join(" · "));
    }
    lines
}

/// The strip of pipelines, when there are several: name and health of each, the selected one marked.
pub mod strip {
    use super::{Buffer, Look, Rect, Role};
    use crate::{
        app::Message,
        view::pieces::{Line, Piece},
    };

    /// Lines the strip needs.
    pub fn height(look: &Look<'_>) -> u16 {
        u16::from(look.snapshot.estate.pipelines.len() > 1)
    }

    /// The strip's line.
    pub fn line(look: &Look<'_>, area: Rect) -> Line {
        let mut pieces = vec![Piece::new("pipelines", look.pen.style(Role::Muted), 90)];
        for (place, pipeline) in look.snapshot.estate.pipelines.iter().enumerate() {
            let health = look.snapshot.health_of(&pipeline.name).map(|h| h.health).unwrap_or_default();
            let is_shown = look.pipeline().is_some_and(|shown| shown.name == pipeline.name);
            let health = if is_shown { look.believable(health) } else { health };
            let name = look.pen.fit(pipeline.name.as_str(), 24);
            let text = format!(" {} {name} ", look.pen.health_glyph(health));
            let style =
                if is_shown { look.pen.chosen() } else { look.pen.style(look.pen.health_role(health)) };
            let rank = if is_shown { 0 } else { 10 + (place.min(60) as u8) };
            pieces.push(
                Piece::new(text, style, rank).after(1).meaning(Message::Pipeline(pipeline.name.clone())),
            );
        }
        Line::lay(look.pen, area, pieces, Vec::new())
    }

    /// Draws the strip.
    pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
        if area.height > 0 {
            line(look, area).draw(look.pen, buf);
        }
    }
}
