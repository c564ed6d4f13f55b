//! The words around a chart: its title, its legend, and what it says at the crosshair, as long as there is room.
//! Knows no line and no plot.

use chrono::{DateTime, Utc};

use crate::{
    app::Earlier,
    business::Change,
    pipeline::{Metric, Scale, Seen},
    view::{format, look::Look, model::condition::Condition},
};

/// What stands in a chart's border.
pub(super) struct Words {
    /// On the left.
    pub(super) title: String,
    /// On the right.
    pub(super) legend: String,
}

impl Words {
    /// A metric with its newest value.
    pub(super) fn of(label: &str, newest: Option<String>, legend: String) -> Self {
        let title = newest.map_or_else(|| label.to_owned(), |value| format!("{label}  {value}"));
        Self { title, legend }
    }

    /// A metric at the crosshair: time, value, the earlier week's value and the change, as far as they fit.
    pub(super) fn at_crosshair(
        look: &Look<'_>,
        metric: &Metric,
        scale: Scale,
        (at, seen): (i64, Option<Seen>),
        before: Option<(Earlier, Option<Seen>)>,
        width: u16,
    ) -> Self {
        let title = metric.label.to_string();
        let value = seen.map_or_else(|| "asking …".to_owned(), |seen| seen.say(scale));
        let moment = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
        let clock = format::written(moment, look.zone(), "%H:%M");
        let mut forms = vec![format!("{clock}  {value}"), value.clone()];
        if let Some((earlier, before)) = before {
            let said = before.map_or_else(|| "asking …".to_owned(), |before| before.say(scale));
            let change = change(seen, before);
            let label = earlier.label();
            forms.splice(
                0..0,
                [
                    format!("{clock}  {value}{change} · {label} {said}"),
                    format!("{clock}  {value}{change} · was {said}"),
                    format!("{value}{change}, was {said}"),
                    format!("{value}{change}"),
                ],
            );
        }
        // The border keeps two cells at both ends and a blank around both words.
        let room = width.saturating_sub(look.pen.width(&title) + 9);
        let legend = forms.iter().find(|form| look.pen.width(form) <= room).cloned();
        match legend {
            Some(legend) => Self { title, legend },
            None => Self { title: format!("{value}  {title}"), legend: String::new() },
        }
    }
}

/// The change from an earlier value in percent, after a blank; empty where it cannot be told.
fn change(seen: Option<Seen>, before: Option<Seen>) -> String {
    let (Some(now), Some(before)) = (seen.and_then(Seen::shown), before.and_then(Seen::shown)) else {
        return String::new();
    };
    if before.abs() < 1e-12 {
        return String::new();
    }
    format!(" {}", format::change(Change::Percent((now - before) / before.abs() * 100.0)).0)
}

/// The earlier line in the legend.
pub(super) fn earlier(earlier: Earlier, is_answered: bool) -> String {
    let label = earlier.label();
    match (earlier.stretch, is_answered) {
        (None, _) => format!("{label}: no longer kept"),
        (Some(_), false) => format!("{label}: asking …"),
        (Some(_), true) => label.to_owned(),
    }
}

/// In what condition the data of the charts is.
pub(super) fn condition<'a>(look: &Look<'a>) -> Condition<'a> {
    let question = look.app.chart_question(look.snapshot);
    Condition::of(question.and_then(|asked| look.snapshot.entry(&asked)), look.now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_only_from_something() {
        let value = |shown| Some(Seen::Value { shown, is_ripe: true });
        assert_eq!(change(value(3.0), value(2.0)), " ▲ 50.0 %");
        assert_eq!(change(Some(Seen::Zero), value(2.0)), " ▼ 100 %");
        assert_eq!(change(value(3.0), Some(Seen::Zero)), "");
        assert_eq!(change(value(3.0), Some(Seen::NoData)), "");
        assert_eq!(change(None, value(1.0)), "");
    }
}
