//! The same thing said in fewer words: what a stage has to say, from the whole sentence to what fits a tile.
//! Judges nothing and adds nothing; the figure always stays.

use crate::{
    pipeline::{Reason, Unit, say},
    view::pen::Pen,
};

/// Forms of one statement, the longest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms(Vec<String>);

impl Forms {
    /// A statement that has one form.
    pub fn one(text: impl Into<String>) -> Self {
        Self(vec![text.into()])
    }

    /// A statement in several forms, the longest first.
    pub fn of(forms: &[&str]) -> Self {
        Self(forms.iter().map(|form| (*form).to_owned()).collect())
    }

    /// A metric's value: `5 min delivery freshness`, `5 min freshness`.
    pub fn of_value(value: &str, label: &str) -> Self {
        let label = label.strip_prefix("bytes ").unwrap_or(label);
        Self(vec![format!("{value} {label}"), format!("{value} {}", brief(label)), value.to_owned()])
    }

    /// A reason: `iterator age 10 min, over 5 min`, `age 10 min > 5 min`, `age 10 min`.
    pub fn of_reason(reason: &Reason, label: &str) -> Self {
        let sentence = &*reason.sentence;
        let mut forms = vec![sentence.to_owned()];
        if let Some(value) = reason.value {
            let figure = say(value, reason.unit);
            if label.is_empty() {
                forms.push(figure);
                return Self(forms);
            }
            if let Some(limit) = crossed(reason, value) {
                forms.push(format!("{label} {figure} {limit}"));
                forms.push(format!("{} {figure} {limit}", brief(label)));
            }
            forms.push(format!("{label} {figure}"));
            forms.push(format!("{} {figure}", brief(label)));
            return Self(forms);
        }
        let clause = [" while ", " although ", ": "]
            .iter()
            .fold(sentence, |said, mark| said.split_once(mark).map_or(said, |(before, _)| before));
        forms.push(clause.to_owned());
        match clause.split_once(" for ") {
            Some(("reads nothing", span)) => forms.push(format!("nothing read {span}")),
            Some((_, span)) => forms.push(format!("silent {span}")),
            None => {}
        }
        Self(forms)
    }

    /// The whole statement.
    pub fn whole(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The longest form that fits so many cells; the shortest where none does.
    pub fn within(&self, width: u16, pen: Pen<'_>) -> &str {
        let fitting = self.0.iter().find(|form| pen.width(form) <= width);
        fitting.or_else(|| self.0.iter().min_by_key(|form| pen.width(form))).map_or("", String::as_str)
    }
}

/// `> 5 min`; none where the sentence tells no plain crossing, and for a threshold of zero, which says nothing.
fn crossed(reason: &Reason, value: f64) -> Option<String> {
    let threshold = reason.threshold.filter(|threshold| *threshold != 0.0 || reason.unit == Unit::Percent)?;
    let sentence = &reason.sentence;
    let sign = match (sentence.contains(", over "), sentence.contains(", under ")) {
        (true, _) if value > threshold => ">",
        (_, true) if value < threshold => "<",
        _ => return None,
    };
    Some(format!("{sign} {}", say(threshold, reason.unit)))
}

/// A metric's label in a tile, where the stage already says of what it is.
fn brief(label: &str) -> &str {
    match label {
        "iterator age" => "age",
        "failed conversions" => "unconverted",
        "write throttles" | "read throttles" | "throttled records" | "throttled queries" => "throttled",
        "delivery success" => "success",
        "delivery freshness" | "data freshness" => "freshness",
        "time in queue" => "queued",
        "messages waiting" => "waiting",
        "5xx errors" => "5xx",
        "4xx errors" => "4xx",
        "system errors" => "errors",
        "duration p95" | "latency p95" => "p95",
        "dead letter errors" => "undelivered",
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pipeline::Health, theme::Theme};

    fn reason(value: Option<f64>, threshold: Option<f64>, sentence: &str) -> Reason {
        Reason {
            metric: "m".into(),
            health: Health::Warning,
            value,
            unit: Unit::Seconds,
            threshold,
            since: chrono::DateTime::UNIX_EPOCH,
            sentence: sentence.into(),
        }
    }

    fn shown(forms: &Forms, width: u16) -> String {
        let theme = Theme::default();
        forms.within(width, Pen::new(&theme, false)).to_owned()
    }

    #[test]
    fn a_crossed_threshold_keeps_its_figure_in_a_tile() {
        let reason = reason(Some(600.0), Some(300.0), "iterator age 10 min, over 5 min");
        let forms = Forms::of_reason(&reason, "iterator age");
        assert_eq!(shown(&forms, 40), "iterator age 10 min, over 5 min");
        assert_eq!(shown(&forms, 20), "age 10 min > 5 min");
        assert_eq!(shown(&forms, 12), "age 10 min");
    }

    #[test]
    fn a_silence_tells_how_long() {
        let reason = reason(None, None, "reads nothing for 10 min while stream takes in records");
        let forms = Forms::of_reason(&reason, "invocations");
        assert_eq!(shown(&forms, 30), "reads nothing for 10 min");
        assert_eq!(shown(&forms, 20), "nothing read 10 min");
    }

    #[test]
    fn a_value_that_is_back_within_its_limit_claims_no_crossing() {
        let reason = reason(Some(200.0), Some(300.0), "iterator age 3 min, just back under 5 min");
        let forms = Forms::of_reason(&reason, "iterator age");
        assert_eq!(shown(&forms, 20), "iterator age 3 min");
    }
}
