//! Where it is written what to do: `runbook` of a stage and the table `[runbooks]`, and how long a delivery stream
//! gathers. What no metric knows, told by the user.

use std::{collections::BTreeMap, sync::Arc};

use super::{amount::whole_of, field::Field, reader::Reader, report::Mistakes};
use crate::pipeline::{StageKind, Told, clean, clean_line};

/// The longest CloudWatch lets the name of an alarm be.
const LONGEST_ALARM: usize = 255;
/// The longest a delivery stream can be told to gather.
const LONGEST_BUFFER_SECS: u32 = 900;

/// What a stage is told, from its own keys.
pub(super) fn told(reader: &mut Reader<'_>, kind: Option<StageKind>, mistakes: &mut Mistakes) -> Told {
    let runbook = reader.take("runbook").and_then(|field| address(&field, mistakes));
    let buffer = reader.take("buffer").and_then(|field| {
        if let Some(kind) = kind.filter(|kind| *kind != StageKind::Firehose) {
            let what = format!("a {kind} stage has no `buffer`");
            mistakes.note(
                field.key_span(),
                &what,
                "only a `firehose` stage gathers before it writes: take it out",
            );
            return None;
        }
        whole_of(&field, (1, "seconds"), 0..=LONGEST_BUFFER_SECS, mistakes)
    });
    Told { runbook, buffer_secs: buffer }
}

/// `[runbooks]`: the name of an alarm and an address each.
pub(super) fn runbooks(reader: Reader<'_>, mistakes: &mut Mistakes) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut runbooks = BTreeMap::new();
    for field in reader.entries() {
        let alarm = field.key();
        if alarm.trim().is_empty() || clean(alarm) != alarm || alarm.chars().count() > LONGEST_ALARM {
            let what = format!("`{}` cannot be the name of an alarm", clean_line(alarm, 60));
            mistakes.note(field.key_span(), &what, "write the name as CloudWatch shows it, in quotes");
        } else if let Some(address) = address(&field, mistakes) {
            runbooks.insert(alarm.into(), address);
        }
    }
    runbooks
}

/// An address a browser opens. It is shown and copied, never opened from here.
fn address(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let address = field.text(mistakes)?;
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if host.is_none_or(str::is_empty) || address.contains(char::is_whitespace) {
        let fix = "write the whole address, such as `https://wiki.example.com/runbooks/processor`";
        field.wrong(&format!("`{address}` is not an http or https address"), fix, mistakes);
        return None;
    }
    Some(address.into())
}
