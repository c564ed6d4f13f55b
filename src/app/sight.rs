//! What charts are looked at with: a moment, a stretch away from live, an earlier line beside it.
//! The arithmetic of zoom and pan, pure: never inverted, never in the future, never before CloudWatch's memory.

use super::state::App;
use crate::{
    pipeline::{Stretch, Window},
    question::Snapshot,
};

const DAY: i64 = 86_400;

/// What charts are looked at with. All charts of the screen share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The moment that is looked at, epoch seconds.
    pub crosshair: Option<i64>,
    /// What is shown instead of the live window.
    pub stretch: Option<Stretch>,
    /// True when the same hours of an earlier week are drawn too.
    pub compares: bool,
}

/// An earlier stretch that a shown one is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// How much earlier, in seconds: whole weeks, so that weekdays stay aligned.
    pub shift_secs: i64,
    /// What is asked for it; none where CloudWatch keeps nothing any more.
    pub stretch: Option<Stretch>,
}

impl Earlier {
    /// What a span is compared with, by its length in seconds: last week, four weeks ago, or the same weeks a year ago.
    pub const fn shift_for(span_secs: i64) -> i64 {
        match span_secs {
            ..=604_800 => 7 * DAY,
            604_801..=2_764_800 => 28 * DAY,
            _ => 364 * DAY,
        }
    }

    /// The shift in words: `a week earlier`.
    pub const fn label(self) -> &'static str {
        match self.shift_secs / DAY {
            7 => "a week earlier",
            28 => "4 weeks earlier",
            _ => "52 weeks earlier",
        }
    }
}

/// Where two lengths of time are cut to what can be looked at: not in the future, not older than CloudWatch keeps.
fn bounded(from: i64, to: i64, now: i64) -> Stretch {
    let last = now.div_euclid(60) * 60;
    let first = last - Stretch::MOST_SECS;
    let span = to.saturating_sub(from).clamp(Stretch::LEAST_SECS, Stretch::MOST_SECS);
    let span = (span + 59) / 60 * 60;
    let to = (to.clamp(first, last) + 59).div_euclid(60) * 60;
    let to = to.min(last).max(first + span);
    Stretch::new(to - span, to)
}

/// Half or twice as much around a moment, which keeps its place on the screen.
fn zoomed((from, to): (i64, i64), around: i64, is_wider: bool, now: i64) -> Stretch {
    let scaled = |distance: i64| if is_wider { distance.saturating_mul(2) } else { distance / 2 };
    let around = around.clamp(from, to.max(from));
    bounded(around - scaled(around - from), around + scaled(to - around), now)
}

/// Half a span earlier or later.
fn panned((from, to): (i64, i64), is_later: bool, now: i64) -> Stretch {
    let by = ((to - from) / 2).max(60) * if is_later { 1 } else { -1 };
    bounded(from + by, to + by, now)
}

impl App {
    /// The time charts stand at, in epoch seconds: now, or the moment the picture was frozen.
    pub fn chart_now(&self, shown: &Snapshot) -> i64 {
        if self.frozen.is_some() { shown.at.timestamp() } else { self.now.max(shown.at).timestamp() }
    }

    /// What charts show, given what time it is: from when to when, in epoch seconds.
    pub fn chart_span(&self, now: i64) -> (i64, i64) {
        match self.sight.stretch {
            Some(stretch) => (stretch.from(), stretch.to()),
            None => (now - self.window.span().num_seconds(), now),
        }
    }

    /// Seconds between two points of a metric published by the minute.
    pub fn chart_step_secs(&self, now: i64) -> i64 {
        i64::from(match self.sight.stretch {
            Some(stretch) => stretch.period_secs(60, now),
            None => self.window.period_secs(60),
        })
    }

    /// The moment that is looked at, while it is in sight: a live window leaves it behind.
    pub fn crosshair(&self, now: i64) -> Option<i64> {
        let (from, to) = self.chart_span(now);
        self.sight.crosshair.filter(|at| (from..=to).contains(at))
    }

    /// What the shown stretch is compared with, when it is.
    pub fn chart_earlier(&self, now: i64) -> Option<Earlier> {
        if !self.sight.compares {
            return None;
        }
        let (from, to) = self.chart_span(now);
        let shift_secs = Earlier::shift_for(to - from);
        let oldest = now - Stretch::MOST_SECS;
        let (mut from, mut to) = (from - shift_secs, to - shift_secs);
        if self.sight.stretch.is_none() {
            // A live window moves on by the minute; what is asked moves in larger steps, so that it is not asked anew
            // each minute.
            let step = ((to - from) / 4).max(900) / 60 * 60;
            (from, to) = (from.div_euclid(step) * step, (to.div_euclid(step) + 1) * step);
        }
        let stretch = (to - oldest > Stretch::LEAST_SECS).then(|| Stretch::new(from.max(oldest), to));
        Some(Earlier { shift_secs, stretch })
    }

    /// Moves the crosshair by points; without one it begins at the newest point that is final.
    pub(super) fn step_crosshair(&mut self, points: i64, shown: &Snapshot) {
        let now = self.chart_now(shown);
        let ((from, to), step) = (self.chart_span(now), self.chart_step_secs(now));
        let (first, last) = ((from + step - 1).div_euclid(step) * step, (to - 1).div_euclid(step) * step);
        if first > last {
            return;
        }
        let at = match self.sight.crosshair {
            Some(at) => at.clamp(first, last).div_euclid(step) * step + points.saturating_mul(step),
            None => self.newest_ripe(shown).unwrap_or(last),
        };
        self.sight.crosshair = Some(at.clamp(first, last));
        self.hold_stage(shown);
    }

    /// Puts the crosshair at a moment, on the point nearest to it.
    pub(super) fn point_at(&mut self, at: i64, shown: &Snapshot) {
        let step = self.chart_step_secs(self.chart_now(shown));
        self.sight.crosshair = Some((at + step / 2).div_euclid(step) * step);
        self.step_crosshair(0, shown);
    }

    fn newest_ripe(&self, shown: &Snapshot) -> Option<i64> {
        let (stage, chart) = self.selected_stage(shown).zip(self.selected_chart(shown))?;
        Some(self.series_at_hand(shown, stage, &chart.key)?.series.last_ripe()?.at)
    }

    /// Wider or closer: around the crosshair, else the next window, else around the middle of what is shown.
    pub(super) fn zoom(&mut self, is_wider: bool, shown: &Snapshot) {
        let now = self.chart_now(shown);
        let (from, to) = self.chart_span(now);
        let around = match (self.crosshair(now), self.sight.stretch) {
            (None, None) => {
                self.window = if is_wider { self.window.longer() } else { self.window.shorter() };
                return;
            }
            (Some(at), _) => at,
            (None, Some(_)) => from + (to - from) / 2,
        };
        let next = zoomed((from, to), around, is_wider, now);
        let is_same = next.secs() == to - from;
        match (is_same, is_wider) {
            (true, true) => self.say("CloudWatch keeps nothing beyond these 15 months"),
            (true, false) => self.say("this is as close as it gets: 5 minutes"),
            (false, _) => self.sight.stretch = Some(next),
        }
        self.hold_stage(shown);
    }

    /// Half a span back, or forward until it is live again.
    pub(super) fn pan(&mut self, is_later: bool, shown: &Snapshot) {
        let now = self.chart_now(shown);
        let (from, to) = self.chart_span(now);
        if is_later && self.sight.stretch.is_none() {
            return self.say("this is live: there is nothing later");
        }
        let next = panned((from, to), is_later, now);
        let reaches_now = next.to() >= now.div_euclid(60) * 60;
        let is_window = (next.secs() - self.window.span().num_seconds()).abs() <= 60;
        if is_later && reaches_now && is_window {
            return self.look_live();
        }
        if next.from() >= from - 60 && !is_later {
            return self.say("CloudWatch keeps nothing older than 15 months");
        }
        self.sight.stretch = Some(next);
        self.hold_stage(shown);
    }

    /// Back to the live window.
    pub(super) fn look_live(&mut self) {
        if self.sight.stretch.take().is_some() {
            self.say(format!("live again: the last {}", self.window.label()));
        }
    }

    /// Shows a window, live.
    pub(super) const fn look_through(&mut self, window: Window) {
        self.window = window;
        self.sight.stretch = None;
    }

    pub(super) fn compare_earlier(&mut self, shown: &Snapshot) {
        self.sight.compares = !self.sight.compares;
        self.hold_stage(shown);
        match self.chart_earlier(self.chart_now(shown)) {
            None => self.say("compared with nothing"),
            Some(earlier) if earlier.stretch.is_none() => {
                self.say(format!("CloudWatch keeps nothing from {}", earlier.label()));
            }
            Some(earlier) => self.say(format!("compared with {}", earlier.label())),
        }
    }

    /// What a stage is asked must not change because another one became the worst.
    pub(super) fn hold_stage(&mut self, shown: &Snapshot) {
        if self.stage.is_none() {
            self.stage = self.selected_stage(shown).map(|stage| stage.name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zooming_keeps_the_crosshair_where_it_is() {
        let now = 1_795_356_151;
        let closer = zoomed((now - 10_800, now), now - 2_700, false, now);
        assert!((closer.secs() - 5_400).abs() <= 60, "{closer:?}");
        let place = |from: i64, to: i64| (now - 2_700 - from) as f64 / (to - from) as f64;
        let moved = place(closer.from(), closer.to()) - place(now - 10_800, now);
        assert!(moved.abs() < 0.02, "{moved}");
    }

    #[test]
    fn earlier_weeks_have_the_same_weekdays() {
        for span in [900, 10_800, 604_800, 604_801, 2_592_000, 7_776_000, 455 * DAY] {
            assert_eq!(Earlier::shift_for(span) % (7 * DAY), 0);
        }
        assert_eq!(Earlier::shift_for(Window::Days7.span().num_seconds()), 7 * DAY);
        assert_eq!(Earlier::shift_for(Window::Days30.span().num_seconds()), 28 * DAY);
        assert_eq!(Earlier::shift_for(Window::Days90.span().num_seconds()), 364 * DAY);
    }

    proptest! {
        #[test]
        fn what_is_looked_at_is_never_inverted_and_never_in_the_future(
            now in 1_700_000_000i64..1_900_000_000,
            start in 0..Window::ALL.len(),
            steps in prop::collection::vec((0u8..4, 0.0f64..1.0), 0..40),
        ) {
            let mut shown = (now - Window::ALL[start].span().num_seconds(), now);
            for (step, share) in steps {
                let around = shown.0 + ((shown.1 - shown.0) as f64 * share) as i64;
                let next = match step {
                    0 => zoomed(shown, around, true, now),
                    1 => zoomed(shown, around, false, now),
                    2 => panned(shown, true, now),
                    _ => panned(shown, false, now),
                };
                shown = (next.from(), next.to());
                prop_assert!(shown.0 < shown.1 && shown.1 <= now);
                prop_assert!(shown.0 >= now.div_euclid(60) * 60 - Stretch::MOST_SECS);
                prop_assert!((Stretch::LEAST_SECS..=Stretch::MOST_SECS).contains(&next.secs()), "{next:?}");
                prop_assert!(shown.0 % 60 == 0 && shown.1 % 60 == 0);
            }
        }

        #[test]
        fn panning_there_and_back_comes_home(back in 1_000i64..30_000_000, span in 600i64..100_000) {
            let now = 1_795_356_151;
            let home = bounded(now - back - span, now - back, now);
            let there = panned((home.from(), home.to()), false, now);
            let again = panned((there.from(), there.to()), true, now);
            prop_assert!((again.from() - home.from()).abs() <= 120 || there.from() <= now - Stretch::MOST_SECS + 60);
        }
    }
}
