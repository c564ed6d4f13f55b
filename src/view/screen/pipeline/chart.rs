//! One metric over the chosen window: its line, the thresholds it is judged by, the time since it went wrong shaded,
//! unripe points hollow and gaps left as gaps.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::Panel as Focus,
    pipeline::{Health, Metric, Missing, Reason, Stage, Unit, say_bytes, say_span},
    question::{MetricsAnswer, SeriesProblem},
    theme::Role,
    view::{
        format,
        look::Look,
        model::{
            condition::{Card, Tone},
            curve, marks, stage, threshold,
        },
        widget::{
            chart::{ChartLine, TimeChart},
            panel::Panel,
        },
    },
};

/// Draws a metric's chart in a panel.
pub(super) fn draw(
    look: &Look<'_>,
    stage: &Stage,
    metric: &Metric,
    metrics: &MetricsAnswer,
    area: Rect,
    buf: &mut Buffer,
) {
    let answer = stage::answer(Some(metrics), stage, &metric.key);
    let to = look.now.timestamp();
    let from = to - look.app.window.span().num_seconds();
    let most = answer.and_then(|answer| {
        let shown = answer.series.between(from, to).iter().map(|point| answer.series.shown(*point));
        shown.reduce(f64::max)
    });
    let scale = stage::scale_of(metric, most.unwrap_or(0.0));
    let reason = reason(look, stage, metric);
    let newest = answer.and_then(|answer| curve::newest(&answer.series, metric));
    let value = newest.map_or_else(String::new, |value| scale.say(value));
    let title =
        if value.is_empty() { metric.label.to_string() } else { format!("{}  {value}", metric.label) };
    let legend = legend(metric, scale.legend(), answer.and_then(|answer| answer.problem.as_ref()));
    let is_chosen = look.app.selected_chart(look.snapshot).is_some_and(|chosen| chosen.key == metric.key);
    let panel = Panel {
        title: &title,
        legend: &legend,
        focused: is_chosen && look.has_focus(Focus::Charts),
        health: reason.map(|reason| reason.health),
        ..Panel::default()
    };
    let inner = panel.render(area, buf, look.pen);
    let Some(answer) = answer else {
        return look.card(buf, inner, &Card::nothing("not asked for in this window"));
    };
    let width = usize::from(inner.width) * 2;
    let highest = most.unwrap_or(0.0) * scale.factor;
    let thresholds = thresholds(look, stage, metric, scale, highest);
    let (divisor, unit) = scale.axis(thresholds.iter().fold(highest, |most, (value, _, _)| most.max(*value)));
    let factor = scale.factor / divisor;
    let curve = curve::curve(&answer.series, metric, (from, to), factor, width.max(40));
    if curve.most().is_none() {
        return look.card(buf, inner, &silence(look, metric, answer.problem.as_ref()));
    }
    let role = reason.map_or(Role::Accent, |reason| look.pen.health_role(reason.health));
    let lines = vec![ChartLine {
        points: curve.points,
        role,
        dashed: false,
        filled: true,
        hollow_last: curve.unripe,
    }];
    let y_label = |value| y_label(value, scale, unit);
    let mut chart = TimeChart::new(lines, (from as f64, to as f64), &y_label);
    chart.x_labels = marks::marks(from, to, usize::from(inner.width / 12), look.zone());
    chart.thresholds =
        thresholds.into_iter().map(|(value, name, role)| (value / divisor, name, role)).collect();
    chart.shades = shades(reason, (from, to));
    chart.render(inner, buf, look.pen);
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

/// What it means that no point was published, by the metric's own meaning.
fn silence(look: &Look<'_>, metric: &Metric, problem: Option<&SeriesProblem>) -> Card {
    let span = say_span(look.app.window.span().num_seconds() as f64);
    match problem {
        Some(SeriesProblem::Forbidden) => Card {
            tone: Tone::Trouble,
            sentence: "CloudWatch gives no permission for this metric.".to_owned(),
            fix: "Allow cloudwatch:GetMetricData.".to_owned(),
        },
        Some(SeriesProblem::Message(message)) => {
            Card { tone: Tone::Trouble, sentence: message.to_string(), fix: String::new() }
        }
        _ => Card::nothing(match metric.missing {
            Missing::Fine => format!("nothing published in {span}: it is only when something is wrong"),
            Missing::Zero => format!("nothing happened in {span}"),
            Missing::Unknown | Missing::Bad => format!("no data points in {span}; this is not zero"),
        }),
    }
}

fn y_label(value: f64, scale: curve::Scale, unit: &str) -> String {
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
    scale: curve::Scale,
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

fn shades(reason: Option<&Reason>, (from, to): (i64, i64)) -> Vec<(f64, f64, Role)> {
    let Some(reason) = reason else { return Vec::new() };
    let role = match reason.health {
        Health::Critical => Role::CriticalGround,
        Health::Warning => Role::WarningGround,
        Health::Ok | Health::Unknown => return Vec::new(),
    };
    vec![(reason.since.timestamp().max(from) as f64, to as f64, role)]
}
