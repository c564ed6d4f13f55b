//! The user's thresholds on top of the catalogue's rules. How a threshold is written says what it is:
//! a level (`"5m"`, `"10 GB"`, `20`) or a share (`"5 %"`) of what the metric is a part of.

use std::ops::Range;

use super::{
    amount::{parse_bytes, parse_share, parse_span},
    field::{Field, Scalar, kind_of},
    reader::Reader,
    report::Mistakes,
};
use crate::pipeline::{Comparison, Measure, Metric, Rule, Shape, Unit, say};

/// A threshold as written: a level in the metric's unit, or a share from 0 to 1.
#[derive(Clone, Copy)]
enum Height {
    Level(f64),
    Share(f64),
}

/// What one `[pipeline.stage.thresholds]` entry asks for.
struct Wish<'a> {
    metric: &'a Metric,
    warning: Option<(Height, Range<usize>)>,
    critical: Option<(Height, Range<usize>)>,
    points: Option<(u8, u8)>,
    comparison: Option<Comparison>,
    at_least: Option<f64>,
    span: Range<usize>,
}

/// Changes the rules of a stage by one entry. `false` takes every rule of the metric away.
pub(super) fn apply(field: &Field<'_>, metric: &Metric, rules: &mut Vec<Rule>, mistakes: &mut Mistakes) {
    if field.scalar() == Some(Scalar::Flag(false)) {
        rules.retain(|rule| rule.metric != metric.key);
        return;
    }
    if !field.value().get_ref().is_table() {
        let found = kind_of(field.value().get_ref());
        let what = format!("thresholds of `{}` must be a table or false, not {found}", field.key());
        let fix = format!("write `{} = {{ warning = ..., critical = ... }}`", field.key());
        field.wrong(&what, &fix, mistakes);
        return;
    }
    let Some(reader) = field.table(mistakes) else { return };
    let Some(wish) = read(reader, field.key_span(), metric, mistakes) else { return };
    let has_some = wish.warning.is_some() || wish.critical.is_some() || wish.points.is_some();
    if !has_some && wish.at_least.is_none() {
        let what = format!("the threshold of `{}` says nothing", field.key());
        field.wrong(&what, "write `warning` or `critical`, or `false` for no rule at all", mistakes);
        return;
    }
    for is_share in [false, true] {
        fulfil(&wish, is_share, rules, mistakes);
    }
}

fn read<'a>(
    mut reader: Reader<'_>,
    span: Range<usize>,
    metric: &'a Metric,
    mistakes: &mut Mistakes,
) -> Option<Wish<'a>> {
    let before = mistakes.count();
    let warning = reader.take("warning").and_then(|field| height(&field, metric, mistakes));
    let critical = reader.take("critical").and_then(|field| height(&field, metric, mistakes));
    let points = reader.take("points").and_then(|field| points(&field, mistakes));
    let comparison = reader.take("when").and_then(|field| when(&field, mistakes));
    let at_least = reader.take("at_least").and_then(|field| {
        let least = match field.scalar() {
            Some(Scalar::Number(least)) if least >= 0.0 => Some(least),
            _ => None,
        };
        if least.is_none() {
            field.wrong_type("a number from 0 on", "10", mistakes);
        }
        least
    });
    reader.close(mistakes);
    let wish = Wish { metric, warning, critical, points, comparison, at_least, span };
    (mistakes.count() == before).then_some(wish)
}

/// Puts the levels (or the shares) of a wish into the rules that judge levels (or shares).
fn fulfil(wish: &Wish<'_>, is_share: bool, rules: &mut Vec<Rule>, mistakes: &mut Mistakes) {
    let of_kind = |height: &Option<(Height, Range<usize>)>| match height {
        Some((Height::Level(value), span)) if !is_share => Some((*value, span.clone())),
        Some((Height::Share(value), span)) if is_share => Some((*value, span.clone())),
        _ => None,
    };
    let (warning, critical) = (of_kind(&wish.warning), of_kind(&wish.critical));
    let judges = |rule: &Rule| rule.metric == wish.metric.key && judges_share(rule) == is_share;
    if (warning.is_some() || critical.is_some()) && !rules.iter().any(judges) {
        let Some(rule) = new_rule(wish, is_share) else {
            let span = warning.or(critical).map_or_else(|| wish.span.clone(), |(_, span)| span);
            let what = format!("`{}` is not a share of anything", wish.metric.key);
            mistakes.note(span, &what, &format!("write {}", example(wish.metric.unit)));
            return;
        };
        rules.push(rule);
    }
    let mut mine: Vec<&mut Rule> = rules.iter_mut().filter(|rule| judges(rule)).collect();
    if let Some((value, _)) = warning {
        let place = mine.iter().position(|rule| rule.warning.is_some()).unwrap_or(0);
        if let Some(rule) = mine.get_mut(place) {
            rule.warning = Some(value);
        }
    }
    if let Some((value, _)) = critical {
        let place = mine.iter().position(|rule| rule.critical.is_some()).unwrap_or(0);
        if let Some(rule) = mine.get_mut(place) {
            rule.critical = Some(value);
        }
    }
    let touched =
        warning.as_ref().or(critical.as_ref()).map_or_else(|| wish.span.clone(), |(_, at)| at.clone());
    for rule in mine {
        if let Some((breaching, of)) = wish.points {
            (rule.breaching, rule.of) = (breaching, of);
        }
        if let Some(comparison) = wish.comparison {
            rule.comparison = comparison;
        }
        if let (Some(least), Measure::Ratio { at_least, .. }) = (wish.at_least, &mut rule.measure) {
            *at_least = least;
        }
        let given = (warning.is_some(), critical.is_some());
        check_sides(rule, wish.metric.unit, given, touched.clone(), mistakes);
    }
}

const fn judges_share(rule: &Rule) -> bool {
    matches!(rule.measure, Measure::Ratio { .. } | Measure::PartOf(_))
}

/// A rule for a metric that had none of this kind: counters are summed, levels judged point by point.
fn new_rule(wish: &Wish<'_>, is_share: bool) -> Option<Rule> {
    let is_counter = wish.metric.shape == Shape::Counter;
    (!is_share).then(|| Rule {
        metric: wish.metric.key.clone(),
        measure: if is_counter { Measure::Sum } else { Measure::Value },
        comparison: wish.comparison.unwrap_or(Comparison::Above),
        warning: None,
        critical: None,
        breaching: if is_counter { 1 } else { 3 },
        of: 5,
    })
}

/// Critical cannot be nearer than warning, or the warning could never be seen. They may be the same: then the
/// points decide.
fn check_sides(
    rule: &Rule,
    unit: Unit,
    (warning_given, critical_given): (bool, bool),
    at: Range<usize>,
    mistakes: &mut Mistakes,
) {
    let (Some(warning), Some(critical)) = (rule.warning, rule.critical) else { return };
    if !rule.comparison.breaches(warning, critical) {
        return;
    }
    let unit = if judges_share(rule) { Unit::Ratio } else { unit };
    let (beyond, other) = match rule.comparison {
        Comparison::Above => ("above", "below"),
        Comparison::Below => ("below", "above"),
    };
    let usual = |is_given: bool| if is_given { "" } else { " (as usual)" };
    let (warning, critical) = (say(warning, unit), say(critical, unit));
    let what = format!(
        "critical at {critical}{} is {other} warning at {warning}{} for `{}`",
        usual(critical_given),
        usual(warning_given),
        rule.metric
    );
    let fix = format!(
        "write a critical one {beyond} {warning} or a warning {other} {critical}; `when = \"{other}\"` turns the rule round"
    );
    mistakes.note(at, &what, &fix);
}

fn height(field: &Field<'_>, metric: &Metric, mistakes: &mut Mistakes) -> Option<(Height, Range<usize>)> {
    let unit = metric.unit;
    let read = match field.scalar() {
        Some(Scalar::Number(number)) => Some(Height::Level(number)),
        Some(Scalar::Text(text)) => match (parse_share(text), unit) {
            (Some(share), Unit::Ratio) => Some(Height::Level(share)),
            (Some(share), Unit::Percent) => Some(Height::Level(share * 100.0)),
            (Some(share), _) => Some(Height::Share(share)),
            (None, Unit::Milliseconds) => {
                parse_span(text).map(|span| Height::Level(span.as_secs_f64() * 1e3))
            }
            (None, Unit::Seconds) => parse_span(text).map(|span| Height::Level(span.as_secs_f64())),
            (None, Unit::Bytes) => parse_bytes(text).map(Height::Level),
            (None, _) => None,
        },
        _ => None,
    };
    let Some(height) = read else {
        let what = format!("this is not a threshold for `{}`", metric.key);
        field.wrong(&what, &format!("write {}", example(unit)), mistakes);
        return None;
    };
    let value = match height {
        Height::Level(value) | Height::Share(value) => value,
    };
    if value < 0.0 {
        field.wrong("a threshold cannot be negative", &format!("write {}", example(unit)), mistakes);
        return None;
    }
    Some((height, field.span()))
}

const fn example(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "a length of time such as `\"5m\"` or `\"800ms\"`, or a number of milliseconds",
        Unit::Seconds => "a length of time such as `\"5m\"`, or a number of seconds",
        Unit::Bytes => "a size such as `\"10 GB\"`, or a number of bytes",
        Unit::Ratio => "a share such as `\"95 %\"` or `0.95`",
        Unit::Percent => "a share such as `\"95 %\"` or `95`",
        Unit::Count | Unit::CapacityUnits | Unit::None => "a number such as `100`",
    }
}

/// `3 of 5`.
fn points(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<(u8, u8)> {
    const FIX: &str = "write how many of how many points must be bad: `points = \"3 of 5\"`";
    let written = match field.scalar() {
        Some(Scalar::Text(text)) => text.split_once(" of "),
        _ => None,
    };
    let counts =
        written.and_then(|(m, n)| Some((m.trim().parse::<u8>().ok()?, n.trim().parse::<u8>().ok()?)));
    let Some((breaching, of)) = counts.filter(|(m, n)| *m > 0 && *n <= 60) else {
        field.wrong("`points` must say from 1 of 1 to 60 of 60", FIX, mistakes);
        return None;
    };
    if breaching > of {
        let what = format!("{breaching} of {of} points can never be bad: there are only {of}");
        field.wrong(&what, &format!("write `points = \"{of} of {breaching}\"`"), mistakes);
        return None;
    }
    Some((breaching, of))
}

fn when(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Comparison> {
    match field.scalar() {
        Some(Scalar::Text("above")) => Some(Comparison::Above),
        Some(Scalar::Text("below")) => Some(Comparison::Below),
        _ => {
            field.wrong("`when` says which side is bad", "write `\"above\"` or `\"below\"`", mistakes);
            None
        }
    }
}
