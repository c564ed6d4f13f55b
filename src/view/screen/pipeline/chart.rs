//! One metric over what is shown: its line, an earlier week's, the thresholds it is judged by, the times its alarms and
//! verdicts held, unripe points hollow and gaps left as gaps.

use ratatui::{buffer::Buffer, layout::Rect};

use super::chart_words::{self, Words};
use crate::{
    app::Panel as Focus,
    pipeline::{Health, Metric, Missing, Reason, Scale, Seen, Stage, Unit, say_bytes, say_span},
    question::{SeriesAnswer, SeriesProblem},
    theme::Role,
    view::{
        format,
        look::Look,
        model::{
            condition::{Card, Tone},
            curve, marks, shades, threshold,
        },
        pen::Glyph,
        widget::{
            chart::{ChartLine, TimeChart},
            lane::Lane,
            panel::Panel,
        },
    },
};

/// A metric's chart with everything it is drawn from.
pub(super) struct MetricChart<'a> {
    look: &'a Look<'a>,
    stage: &'a Stage,
    metric: &'a Metric,
    answer: Option<&'a SeriesAnswer>,
    earlier: Option<&'a SeriesAnswer>,
    /// From when to when, epoch seconds.
    span: (i64, i64),
    now: i64,
    /// The highest value in the span, as shown; zero without any.
    most: f64,
    scale: Scale,
    reason: Option<&'a Reason>,
}

impl<'a> MetricChart<'a> {
    /// The chart of a stage's metric.
    pub(super) fn of(look: &'a Look<'a>, stage: &'a Stage, metric: &'a Metric) -> Self {
        let app = look.app;
        let now = app.chart_now(look.snapshot);
        let span = app.chart_span(now);
        let answer = app.series_at_hand(look.snapshot, stage, &metric.key);
        let most = answer.and_then(|answer| answer.series.most_shown(span.0, span.1)).unwrap_or(0.0);
        Self {
            look,
            stage,
            metric,
            answer,
            earlier: app.earlier_series(look.snapshot, stage, &metric.key),
            span,
            now,
            most,
            scale: Scale::of(metric.shape, metric.unit, most),
            reason: reason(look, stage, metric),
        }
    }

    /// Draws it in a panel.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer) {
        let (look, metric) = (self.look, self.metric);
        let is_chosen = look.app.selected_chart(look.snapshot).is_some_and(|chosen| chosen.key == metric.key);
        let Words { title, legend } = self.words(area.width);
        let panel = Panel {
            title: &title,
            legend: &legend,
            focused: is_chosen && look.has_focus(Focus::Charts),
            health: self.reason.map(|reason| reason.health),
            ..Panel::default()
        };
        let inner = panel.render(area, buf, look.pen);
        if let Err(card) = self.with_chart(inner, |chart| chart.render(inner, buf, look.pen)) {
            look.card(buf, inner, &card);
        }
    }

    /// The moment at a column of the screen, when the chart is drawn in `area`.
    pub(super) fn moment_at(&self, area: Rect, column: u16) -> Option<i64> {
        let inner = Panel::inside(area);
        let place = self.with_chart(inner, |chart| chart.place_at(inner, self.look.pen, column));
        place.ok().flatten().map(|at| at.round() as i64)
    }

    fn words(&self, width: u16) -> Words {
        let (look, metric) = (self.look, self.metric);
        let Some(at) = look.app.crosshair(self.now) else {
            let is_live = look.app.sight.stretch.is_none();
            let newest = self.answer.filter(|_| is_live);
            let newest = newest.and_then(|answer| curve::newest(&answer.series, metric));
            let problem = self.answer.and_then(|answer| answer.problem.as_ref());
            let mut legend = legend(metric, self.scale.legend(), problem);
            if let Some(earlier) = look.app.chart_earlier(self.now) {
                let sign = look.pen.glyph(Glyph::LegendDashed);
                let told = chart_words::earlier(earlier, self.earlier.is_some());
                legend = [format!("{sign} {told}"), legend].join(" · ");
            }
            return Words::of(&metric.label, newest.map(|value| self.scale.say(value)), legend);
        };
        let seen = self.seen(self.answer, at);
        let before = look.app.chart_earlier(self.now).map(|earlier| {
            (earlier, self.earlier.map(|answer| Seen::at(&answer.series, metric, at - earlier.shift_secs)))
        });
        Words::at_crosshair(look, metric, self.scale, (at, seen), before, width)
    }

    /// What is known at a moment; none while only other points are at hand and none of them tells.
    fn seen(&self, answer: Option<&SeriesAnswer>, at: i64) -> Option<Seen> {
        let seen = Seen::at(&answer?.series, self.metric, at);
        let is_told = matches!(seen, Seen::Value { .. }) || self.is_answered();
        is_told.then_some(seen)
    }

    /// What of the span the points speak for: all of it, or while others are at hand only as far as they go. A silence
    /// outside of them means nothing, not zero.
    fn covered(&self, answer: &SeriesAnswer) -> (i64, i64) {
        let (from, to) = self.span;
        match answer.series.points().first() {
            Some(first) if !self.is_answered() => (from.max(first.at), to),
            _ => (from, to),
        }
    }

    fn is_answered(&self) -> bool {
        let question = self.look.app.chart_question(self.look.snapshot);
        question.and_then(|asked| self.look.snapshot.entry(&asked)).is_some_and(|entry| entry.held.is_some())
    }

    /// Makes the chart and hands it over; a card instead where there is nothing to draw.
    fn with_chart<R>(&self, inner: Rect, then: impl FnOnce(&TimeChart<'_>) -> R) -> Result<R, Card> {
        let (look, metric, (from, to), scale) = (self.look, self.metric, self.span, self.scale);
        let Some(answer) = self.answer else { return Err(self.waiting()) };
        let most_points = (usize::from(inner.width) * 2).max(40);
        let shift = look.app.chart_earlier(self.now).map_or(0, |earlier| earlier.shift_secs);
        let earlier = |factor| {
            let span = (from - shift, to - shift);
            let mut curve = curve::curve(&self.earlier?.series, metric, span, factor, most_points);
            for point in &mut curve.points {
                point.0 += shift as f64;
            }
            Some(curve)
        };
        let before = self.earlier.and_then(|answer| answer.series.most_shown(from - shift, to - shift));
        let highest = self.most.max(before.unwrap_or(0.0)) * scale.factor;
        let thresholds = thresholds(look, self.stage, metric, scale, highest);
        let (divisor, unit) =
            scale.axis(thresholds.iter().fold(highest, |most, (value, _, _)| most.max(*value)));
        let factor = scale.factor / divisor;
        let curve = curve::curve(&answer.series, metric, self.covered(answer), factor, most_points);
        let earlier = earlier(factor);
        let has_points = |curve: &curve::Curve| curve.most().is_some();
        if !has_points(&curve) && !earlier.as_ref().is_some_and(has_points) {
            return Err(if self.is_answered() {
                self.silence(answer.problem.as_ref())
            } else {
                self.waiting()
            });
        }
        let role = self.reason.map_or(Role::Accent, |reason| look.pen.health_role(reason.health));
        let mut lines =
            vec![ChartLine { filled: true, hollow_last: curve.unripe, ..ChartLine::new(curve.points, role) }];
        lines.extend(
            earlier.map(|curve| ChartLine { dashed: true, ..ChartLine::new(curve.points, Role::Muted) }),
        );
        let y_label = |value| y_label(value, scale, unit);
        let mut chart = TimeChart::new(lines, (from as f64, to as f64), &y_label);
        chart.x_labels = marks::marks(from, to, usize::from(inner.width / 12), look.zone());
        chart.thresholds =
            thresholds.into_iter().map(|(value, name, role)| (value / divisor, name, role)).collect();
        self.shade(&mut chart);
        if let Some(at) = look.app.crosshair(self.now) {
            let seen = self.seen(Some(answer), at).and_then(Seen::shown);
            chart.crosshair = Some(at as f64);
            chart.crosshair_value = seen.map(|shown| shown * factor);
        }
        Ok(then(&chart))
    }

    /// Grounds and lanes: alarms on this metric, verdicts on this stage; without a verdict, the time since the metric
    /// crossed its threshold.
    fn shade(&self, chart: &mut TimeChart<'_>) {
        let (from, to) = self.span;
        let seen = |(begin, end): shades::Interval| {
            (begin <= to && end >= from).then(|| (begin.max(from) as f64, end.min(to) as f64))
        };
        let Some(health) = self.look.health() else { return };
        let alarms = shades::alarms(self.look.snapshot, health, self.stage, self.metric, self.now);
        let alarms: Vec<_> = alarms.into_iter().filter_map(seen).collect();
        let verdicts = shades::verdicts(health, &self.stage.name, self.now);
        let worst =
            verdicts.iter().filter(|(interval, _)| seen(*interval).is_some()).map(|(_, health)| *health);
        let worst = worst.max().unwrap_or_default();
        let joined = shades::merged(verdicts.iter().map(|(interval, _)| *interval).collect());
        let joined: Vec<_> = joined.into_iter().filter_map(seen).collect();
        chart.shades.extend(alarms.iter().map(|(begin, end)| (*begin, *end, Role::WarningGround)));
        for (interval, health) in &verdicts {
            let ground = ground(*health);
            chart
                .shades
                .extend(seen(*interval).zip(ground).map(|((begin, end), ground)| (begin, end, ground)));
        }
        if joined.is_empty() {
            let since = self.reason.map(|reason| (reason.since.timestamp(), self.now));
            let ground = self.reason.and_then(|reason| ground(reason.health));
            let shade = since.and_then(seen).zip(ground).map(|((begin, end), ground)| (begin, end, ground));
            chart.shades.extend(shade);
        }
        let lane = |word, glyph, role, spans: Vec<_>| Lane { word, glyph, role, spans };
        let role = self.look.pen.health_role(worst);
        let lanes = [
            lane("alarm", Glyph::AlarmLane, Role::Warning, alarms),
            lane("verdict", Glyph::VerdictLane, role, joined),
        ];
        chart.lanes = lanes.into_iter().filter(|lane| !lane.spans.is_empty()).collect();
    }

    fn waiting(&self) -> Card {
        match self.look.app.sight.stretch {
            Some(_) => chart_words::condition(self.look).card("CloudWatch"),
            None => Card::nothing("not asked for in this window"),
        }
    }

    /// What it means that no point was published, by the metric's own meaning.
    fn silence(&self, problem: Option<&SeriesProblem>) -> Card {
        let span = say_span((self.span.1 - self.span.0) as f64);
        match problem {
            Some(SeriesProblem::Forbidden) => Card {
                tone: Tone::Trouble,
                sentence: "CloudWatch gives no permission for this metric.".to_owned(),
                fix: "Allow cloudwatch:GetMetricData.".to_owned(),
            },
            Some(SeriesProblem::Message(message)) => {
                Card { tone: Tone::Trouble, sentence: message.to_string(), fix: String::new() }
            }
            _ => Card::nothing(match self.metric.missing {
                Missing::Fine => format!("nothing published in {span}: it is only when something is wrong"),
                Missing::Zero => format!("nothing happened in {span}"),
                Missing::Unknown | Missing::Bad => format!("no data points in {span}; this is not zero"),
            }),
        }
    }
}

const fn ground(health: Health) -> Option<Role> {
    match health {
        Health::Critical => Some(Role::CriticalGround),
        Health::Warning => Some(Role::WarningGround),
        Health::Ok | Health::Unknown => None,
    }
}

fn reason<'a>(look: &Look<'a>, stage: &Stage, metric: &Metric) -> Option<&'a Reason> {
    let judged = look.health()?.stages.iter().find(|judged| judged.stage == stage.name)?;
    judged.reasons.iter().find(|reason| reason.metric == metric.key)
}

fn legend(metric: &Metric, unit: &str, problem: Option<&SeriesProblem>) -> String {
    let statistic = match &*metric.statistic {
        "Maximum" => "max",
        "Minimum" => "min",
        "Average" => "mean",
        "Sum" => "",
        other => other,
    };
    let problem = problem.map(|problem| match problem {
        SeriesProblem::Partial => "partial",
        SeriesProblem::Forbidden => "no permission",
        SeriesProblem::Internal => "CloudWatch failed",
        SeriesProblem::Unknown(_) | SeriesProblem::Message(_) => "incomplete",
    });
    let parts = [problem.unwrap_or(""), statistic, unit];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn y_label(value: f64, scale: Scale, unit: &str) -> String {
    match scale.unit {
        _ if value == 0.0 => "0".to_owned(),
        Unit::Bytes => say_bytes(value),
        _ if !unit.is_empty() => format!("{} {unit}", format::short(value)),
        Unit::Ratio => format!("{} %", format::short(value * 100.0)),
        Unit::Percent => format!("{} %", format::short(value)),
        _ => format::short(value),
    }
}

/// The lines that the data is not far below: farther ones would press it flat. Over nothing but zeros the lowest.
fn thresholds(
    look: &Look<'_>,
    stage: &Stage,
    metric: &Metric,
    scale: Scale,
    most: f64,
) -> Vec<(f64, String, Role)> {
    let mut lines = threshold::lines(stage, metric, scale);
    // A line on the axis itself says nothing.
    lines.retain(|line| line.value > 0.0);
    let lowest = lines.iter().map(|line| line.value).fold(f64::INFINITY, f64::min);
    let is_near =
        |value: f64| value <= 4.0 * most || (value <= lowest && (most == 0.0 || value <= 5.0 * most));
    let near = lines.into_iter().filter(|line| is_near(line.value));
    near.map(|line| (line.value, line.label, look.pen.health_role(line.health))).collect()
}
