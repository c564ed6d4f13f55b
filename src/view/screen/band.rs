//! The band on top of Overview and Pipeline: the verdict. What broke and since when, what follows and how long is left,
//! what to look at next. Calm when all is well.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::band_lines::{self, Tail};
use crate::{
    app::Message,
    pipeline::{Health, PipelineHealth, StageHealth, Verdict, Window},
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
    /// `since 13:51`, `muted · since 13:51`; empty when all is well.
    pub since: String,
    /// Further lines.
    pub more: Vec<Tail>,
    /// There is a verdict to open, one that holds or one that is just over.
    pub has_verdict: bool,
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
        let more = if card.fix.is_empty() { Vec::new() } else { vec![Tail::plain(card.fix, Role::Text, 1)] };
        let headline = if is_asking {
            format!(
                "{} about {} stages",
                card.sentence.trim_end_matches('…').trim_end(),
                pipeline.stages.len()
            )
        } else {
            card.sentence
        };
        let since = String::new();
        Some(Self { health: Health::Unknown, headline, since, more, has_verdict: false, is_asking })
    }

    fn judged(look: &Look<'_>, health: &PipelineHealth, condition: Condition<'_>) -> Self {
        let mut band = match health.verdicts.first() {
            Some(verdict) => Self::told(look, health, verdict),
            None => Self::measured(look, health),
        };
        if let Some(trouble) = condition.trouble {
            band.more.insert(0, Tail::plain(format!("{} {}", trouble.sentence, trouble.fix), Role::Text, 0));
        } else if let Some(mark) = condition.mark(look.now) {
            band.more.insert(0, Tail::plain(format!("the metrics are {mark}"), Role::Text, 0));
        }
        let shown = look.believable(band.health);
        if shown != band.health {
            band.headline = format!("no news; last known: {}", band.headline);
            band.health = shown;
        }
        band
    }

    /// A verdict: its cause, and below it what follows and what to do.
    fn told(look: &Look<'_>, health: &PipelineHealth, verdict: &Verdict) -> Self {
        let since = format!("since {}", format::moment(verdict.since, look.now, look.zone()));
        Self {
            health: verdict.health,
            headline: verdict.cause.to_string(),
            since: match band_lines::mark(look, verdict) {
                "" => since,
                mark => format!("{mark} · {since}"),
            },
            more: band_lines::below(look, health, verdict),
            has_verdict: true,
            is_asking: false,
        }
    }

    /// What the thresholds say where no verdict was reached: the worst reason, or that all is well.
    fn measured(look: &Look<'_>, health: &PipelineHealth) -> Self {
        let worst = health.stages.iter().find(|stage| health.worst_stage.as_ref() == Some(&stage.stage));
        let told = worst.filter(|_| health.health > Health::Unknown).and_then(|stage| stage.reasons.first());
        let since = told.map(|reason| reason.since).or(health.since).filter(|_| health.health != Health::Ok);
        let since = since.map(|at| format!("since {}", format::moment(at, look.now, look.zone())));
        let mut more: Vec<Tail> =
            further(health).into_iter().map(|line| Tail::plain(line, Role::Text, 3)).collect();
        let over = band_lines::remembered(look, health);
        let has_verdict = over.is_some();
        more.extend(over);
        // The moment stands at the right, in the chosen zone, and the other stages below.
        let headline = match (worst, told) {
            (Some(stage), Some(reason)) => format!("{}: {}", stage.stage, reason.sentence),
            _ => health.headline.to_string(),
        };
        let since = since.unwrap_or_else(|| complete_to(look, health).unwrap_or_default());
        Self { health: health.health, headline, since, more, has_verdict, is_asking: false }
    }

    /// What a click on it means.
    pub const fn meaning(&self) -> Option<Message> {
        if self.has_verdict { Some(Message::Run("verdict", None)) } else { None }
    }

    /// Lines it needs in an area so wide, of at most `most`.
    pub fn height(&self, look: &Look<'_>, width: u16, most: u16) -> u16 {
        let lines = self.headline_lines(look, width).len().min(2) + self.more.len();
        // A verdict is worth two lines more: what follows, and what to look at next.
        let most = if self.has_verdict { most + 2 } else { most };
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
        let room = usize::from(rest.height);
        let mut ranks: Vec<u8> = self.more.iter().map(|tail| tail.rank).collect();
        ranks.sort_unstable();
        let worst = if room == 0 { None } else { ranks.get(room.min(ranks.len()).saturating_sub(1)) };
        let kept = self.more.iter().filter(|tail| worst.is_some_and(|worst| tail.rank <= *worst));
        let kept: Vec<&Tail> = kept.take(room).collect();
        // The keys stand behind the last line where their own has given way.
        let keys = self.more.iter().map(|tail| tail.right.as_str()).find(|right| !right.is_empty());
        let keys = keys.filter(|_| kept.iter().all(|tail| tail.right.is_empty())).unwrap_or_default();
        for (place, (y, tail)) in (rest.y..rest.bottom()).zip(&kept).enumerate() {
            let right = if place + 1 == kept.len() && !keys.is_empty() { keys } else { &tail.right };
            draw_tail(look, (tail, right), Rect { y, height: 1, ..rest }, buf);
        }
    }
}

fn draw_tail(look: &Look<'_>, (tail, right): (&Tail, &str), line: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let right = if line.width >= 60 { right } else { "" };
    let used = pen.write_right(buf, (line.right(), line.y), line.width / 2, right, pen.style(Role::Muted));
    let room = line.width.saturating_sub(if used > 0 { used + 2 } else { 0 });
    let form = tail.within(look, room);
    let between = format!(" {} ", pen.glyph(Glyph::Dot));
    let mut words: Vec<(&str, Style)> = Vec::new();
    for (place, (text, role)) in form.iter().enumerate() {
        if place > 0 {
            let is_label = form.first().is_some_and(|(_, role)| *role == Role::Muted);
            words.push((if is_label { "  " } else { between.as_str() }, pen.style(Role::Muted)));
        }
        words.push((text, pen.style(*role)));
    }
    look.words(buf, (line.x, line.y), room, &words);
}

/// `complete to 14:01`, from the answer that health was judged on.
fn complete_to(look: &Look<'_>, health: &PipelineHealth) -> Option<String> {
    let question = Question::Metrics { pipeline: health.pipeline.clone(), window: Window::JUDGED };
    let to = look.snapshot.entry(&question)?.held.as_ref()?.provenance.complete_to?;
    Some(format!("complete to {}", format::moment(to, look.now, look.zone())))
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
