//! What every screen is handed: snapshot, app, pen and the moment that is shown. And the few ways text is laid
//! down that screens share: lines of styled words, wrapped sentences, the card instead of data.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    layout::{self, Class},
    model::condition::{Card, Tone},
    pen::{Glyph, Pen},
};
use crate::{
    app::{App, Panel},
    business::VendorScope,
    pipeline::{Health, Pipeline, PipelineHealth, Stage, Window},
    question::{Entry, Question, Snapshot},
    theme::Role,
};

/// What is said of an answer that nobody had asked for at the moment that is shown.
const NOT_ON_TAPE: &str = "not on the tape: nobody had asked for this at that moment";

/// Everything a screen is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is known.
    pub snapshot: &'a Snapshot,
    /// What the viewer has chosen.
    pub app: &'a App,
    /// What is drawn with.
    pub pen: Pen<'a>,
    /// The moment that is shown; ages are told from it.
    pub now: DateTime<Utc>,
    /// Size class of the whole terminal.
    pub class: Class,
}

impl<'a> Look<'a> {
    /// The selected pipeline, or the first.
    pub fn pipeline(&self) -> Option<&'a Pipeline> {
        self.app.selected_pipeline(&self.snapshot.estate).map(|pipeline| &**pipeline)
    }

    /// Health of the selected pipeline.
    pub fn health(&self) -> Option<&'a PipelineHealth> {
        self.snapshot.health_of(&self.pipeline()?.name)
    }

    /// The selected stage; else the worst one; else the first.
    pub fn stage(&self) -> Option<&'a Stage> {
        self.app.selected_stage(self.snapshot)
    }

    /// Age of what the screen stands on, when that is older than it should be: the metrics of the pipeline, or
    /// where there is none the newest of all answers.
    pub fn chief_age(&self) -> Option<i64> {
        let age = |entry: &Entry| Some((self.now - entry.held.as_ref()?.provenance.as_of).num_seconds());
        let question = |pipeline: &Pipeline| Question::Metrics {
            pipeline: pipeline.name.clone(),
            window: Window::JUDGED,
        };
        let metrics = self.pipeline().and_then(|pipeline| self.snapshot.entry(&question(pipeline)));
        if let Some(metrics) = metrics.filter(|metrics| metrics.held.is_some()) {
            return if metrics.is_stale(self.now) { age(metrics) } else { None };
        }
        let held = || self.snapshot.entries.values().filter(|entry| entry.held.is_some());
        let are_old = held().next().is_some() && held().all(|entry| entry.is_stale(self.now));
        if are_old { held().filter_map(|entry| age(entry)).min() } else { None }
    }

    /// A judged health as it may be shown: what was well a while ago is unknown now.
    pub fn believable(&self, health: Health) -> Health {
        if health == Health::Ok && self.chief_age().is_some() { Health::Unknown } else { health }
    }

    /// The open business day.
    pub fn today(&self) -> NaiveDate {
        self.snapshot.estate.business_day(self.now)
    }

    /// The zone times are shown in.
    pub const fn zone(&self) -> Tz {
        self.app.settings.zone.zone()
    }

    /// True when the panel has the focus and nothing lies over it.
    pub fn has_focus(&self, panel: Panel) -> bool {
        self.app.focus == panel && self.app.overlay.is_none()
    }

    /// The selected vendor for people: its name, or `all vendors`.
    pub fn vendor_name(&self) -> String {
        match &self.app.vendor {
            VendorScope::All => "all vendors".to_owned(),
            VendorScope::One(id) => {
                let listed =
                    self.snapshot.vendors().and_then(|all| all.iter().find(|vendor| vendor.id == *id));
                listed.map_or_else(|| id.to_string(), |vendor| vendor.name.to_string())
            }
        }
    }

    /// A glyph and word for a health: `✖ critical`.
    pub fn health_word(&self, health: Health) -> String {
        format!("{} {}", self.pen.health_glyph(health), health.as_str())
    }

    /// Writes styled words one after another in at most `most` cells; tells how many they took.
    pub fn words(&self, buf: &mut Buffer, at: (u16, u16), most: u16, words: &[(&str, Style)]) -> u16 {
        let mut used = 0;
        for (text, style) in words {
            let room = most.saturating_sub(used);
            if room == 0 {
                break;
            }
            used += self.pen.write(buf, (at.0.saturating_add(used), at.1), room, text, *style);
        }
        used
    }

    /// Writes a sentence over as many lines as it needs and the area has; tells how many it took.
    pub fn sentence(&self, buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
        let spelt = self.pen.spell(text);
        let lines = wrapped(&spelt, usize::from(area.width));
        let count = lines.len().min(usize::from(area.height));
        for (row, line) in lines.iter().take(count).enumerate() {
            let is_cut = row + 1 == count && lines.len() > count;
            let y = area.y + row as u16;
            let used = self.pen.write(buf, (area.x, y), area.width, line, style);
            if is_cut {
                let x = area.x + used.min(area.width.saturating_sub(1));
                self.pen.put(buf, (x, y), Glyph::Ellipsis, style);
            }
        }
        count as u16
    }

    /// The card that stands where data would: what is asked, what went wrong and what to do.
    pub fn card(&self, buf: &mut Buffer, area: Rect, card: &Card) {
        if card.tone == Tone::Unasked && self.app.is_recorded() {
            return self.card(buf, area, &Card::nothing(NOT_ON_TAPE));
        }
        let (glyph, role) = match card.tone {
            Tone::Asking | Tone::Unasked => (Glyph::Hollow, Role::Muted),
            Tone::Nothing => (Glyph::Dot, Role::Muted),
            Tone::Trouble => (Glyph::Warning, Role::Warning),
        };
        if area.height == 0 || area.width < 4 {
            return;
        }
        let spelt = self.pen.spell(&card.sentence);
        let rows = wrapped(&spelt, usize::from(area.width - 2)).len() as u16;
        let fix_rows = wrapped(&self.pen.spell(&card.fix), usize::from(area.width - 2)).len() as u16;
        let y = area.y + area.height.saturating_sub(rows + fix_rows) / 3;
        let text = Rect { x: area.x + 2, y, width: area.width - 2, height: area.bottom() - y };
        self.pen.put(buf, (area.x, y), glyph, self.pen.style(role));
        let text_role = if card.tone == Tone::Trouble { Role::Text } else { Role::Muted };
        let used = self.sentence(buf, text, &card.sentence, self.pen.style(text_role));
        let rest = layout::top(text, used).1;
        self.sentence(buf, rest, &card.fix, self.pen.style(Role::Accent));
    }
}

/// Breaks text into lines of at most `width` cells at blanks; longer words are broken where they must. An estimate's
/// sign stays with its figure.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::UnicodeWidthStr;
    let mut lines = Vec::new();
    if width == 0 || text.is_empty() {
        return lines;
    }
    let mut line = String::new();
    let mut used = 0;
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let needs = word.width();
        let with_next = match words.peek() {
            Some(next) if matches!(word, "≈" | "~") => needs + 1 + next.width(),
            _ => needs,
        };
        if used > 0 && used + 1 + with_next > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        if needs <= width {
            line.push_str(word);
            used += needs;
            continue;
        }
        for grapheme in word.graphemes(true) {
            let cells = grapheme.width();
            if used + cells > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += cells;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn sentences_break_at_blanks_and_long_words_where_they_must() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert!(wrapped("", 4).is_empty());
    }

    proptest! {
        #[test]
        fn lines_fit_and_no_letter_is_lost(text in "[a-z北é ]{0,80}", width in 2usize..30) {
            let lines = wrapped(&text, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').count();
            prop_assert_eq!(lines.iter().map(|line| letters(line)).sum::<usize>(), letters(&text));
        }
    }
}
