//! The small tables: `[account]`, `[poll]`, `[screen]`, `[notify]`, `[business]`.
//! Names of commands and themes are known further up and checked there; here only their shape.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono_tz::{TZ_VARIANTS, Tz};

use super::{
    amount::span_of,
    field::Field,
    guess::advise,
    model::{Account, Notify, NotifyWhen, Poll, ScreenSettings, ScreenZone},
    reader::Reader,
    report::Mistakes,
};
use crate::business::Currency;

/// Screens that can be the first.
const SCREENS: [&str; 10] = [
    "overview",
    "pipeline",
    "alarms",
    "vendor",
    "products",
    "traffic",
    "customers",
    "forecast",
    "compare",
    "sources",
];

const DAY_SECS: u64 = 86_400;

/// `[account]`.
pub(super) fn account(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Account {
    let label = reader.take("label").and_then(|field| field.name(40, mistakes)).map(Arc::from);
    let profile = reader.take("profile").and_then(|field| field.name(128, mistakes)).map(Arc::from);
    let region = reader.take("region").and_then(|field| region(&field, mistakes));
    let endpoint_url = reader.take("endpoint_url").and_then(|field| {
        let url = field.text(mistakes)?;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if host.is_none_or(str::is_empty) || url.contains(char::is_whitespace) {
            let fix = "write the whole address, such as `http://localhost:4566`";
            field.wrong(&format!("`{url}` is not an address"), fix, mistakes);
            return None;
        }
        Some(Arc::from(url))
    });
    let role_arn = reader.take("role_arn").and_then(|field| {
        let arn = field.text(mistakes)?;
        if !(arn.starts_with("arn:") && arn.contains(":role/")) {
            let fix = "write it as IAM shows it: `arn:aws:iam::123456789012:role/tidewatch`";
            field.wrong(&format!("`{arn}` is not the ARN of a role"), fix, mistakes);
            return None;
        }
        Some(Arc::from(arn))
    });
    let external = reader.take("external_id");
    if let (Some(field), None) = (&external, reader.take("role_arn")) {
        field.wrong("`external_id` belongs to a role", "write `role_arn` too, or take it out", mistakes);
    }
    let external_id = external.and_then(|field| field.name(1_224, mistakes)).map(Arc::from);
    reader.close(mistakes);
    Account { label, profile, region, endpoint_url, role_arn, external_id }
}

/// `[poll]`.
pub(super) fn poll(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Poll {
    let mut every = |key: &'static str, least_secs: u64, default: Duration| {
        let field = reader.take(key);
        field.and_then(|field| span_of(&field, least_secs..=DAY_SECS, mistakes)).unwrap_or(default)
    };
    let usual = Poll::default();
    let poll = Poll {
        metrics: every("metrics", 10, usual.metrics),
        alarms: every("alarms", 10, usual.alarms),
        streams: every("streams", 10, usual.streams),
        counters: every("counters", 10, usual.counters),
        vendors: every("vendors", 60, usual.vendors),
        summaries: every("summaries", 60, usual.summaries),
    };
    reader.close(mistakes);
    poll
}

/// `[screen]`.
pub(super) fn screen(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> ScreenSettings {
    let theme = reader.take("theme").and_then(|field| theme(&field, mistakes));
    let ascii = reader.take("ascii").and_then(|field| field.flag(mistakes)).unwrap_or_default();
    let zone = reader.take("time_zone").and_then(|field| screen_zone(&field, mistakes)).unwrap_or_default();
    let start = reader.take("start").and_then(|field| start(&field, mistakes));
    let mouse = reader.take("mouse").and_then(|field| field.flag(mistakes)).unwrap_or_default();
    let title = reader.take("title").and_then(|field| field.flag(mistakes)).unwrap_or(true);
    let keys = reader.table("keys", mistakes).map(|reader| keys(reader, mistakes)).unwrap_or_default();
    reader.close(mistakes);
    ScreenSettings { theme, ascii, zone, start, mouse, title, keys }
}

/// `[notify]`.
pub(super) fn notify(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Notify {
    let usual = Notify::default();
    let when = reader.take("when").and_then(|field| {
        let word = field.text(mistakes)?;
        let when = NotifyWhen::ALL.into_iter().find(|when| when.as_str() == word);
        if when.is_none() {
            let fix = advise(word, NotifyWhen::ALL.iter().map(|when| when.as_str()));
            field.wrong(&format!("notifications cannot be `{word}`"), &fix, mistakes);
        }
        when
    });
    let cooldown = reader.take("cooldown").and_then(|field| span_of(&field, 0..=DAY_SECS, mistakes));
    let bell = reader.take("bell").and_then(|field| field.flag(mistakes));
    reader.close(mistakes);
    Notify {
        when: when.unwrap_or(usual.when),
        cooldown: cooldown.unwrap_or(usual.cooldown),
        bell: bell.unwrap_or(usual.bell),
    }
}

/// `[business]`: what is missing is none.
pub(super) fn business(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> (Option<Currency>, Option<Tz>) {
    let currency = reader.take("currency").and_then(|field| {
        let code = field.text(mistakes)?;
        let currency = Currency::parse(code);
        if currency.is_none() {
            let fix = "write the three letters of ISO 4217: `EUR`, `USD`, `GBP`";
            field.wrong(&format!("`{code}` is not the code of a currency"), fix, mistakes);
        }
        currency
    });
    let zone = reader.take("time_zone").and_then(|field| {
        let name = field.text(mistakes)?;
        named_zone(&field, name, mistakes)
    });
    reader.close(mistakes);
    (currency, zone)
}

/// A region by the look of it: new ones appear, so there is no list to hold it against.
pub(super) fn region(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let region = field.text(mistakes)?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends_in_digit = region.ends_with(|c: char| c.is_ascii_digit());
    if !region.chars().all(is_plain) || !ends_in_digit || region.matches('-').count() < 2 {
        let fix = "write it as AWS does: `us-east-1`, `eu-central-1`";
        field.wrong(&format!("`{region}` is not a region"), fix, mistakes);
        return None;
    }
    Some(region.into())
}

fn theme(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let name = field.name(40, mistakes)?;
    // The name becomes the name of a file in the folder of themes, and must not lead out of it.
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        let fix = "write letters, digits, `-` and `_` only, and put your own theme in the folder `themes`";
        field.wrong(&format!("`{name}` cannot be the name of a theme"), fix, mistakes);
        return None;
    }
    Some(name.into())
}

fn start(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let name = field.text(mistakes)?;
    if !SCREENS.contains(&name) {
        field.wrong(&format!("there is no screen `{name}`"), &advise(name, SCREENS), mistakes);
        return None;
    }
    Some(name.into())
}

fn screen_zone(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<ScreenZone> {
    let name = field.text(mistakes)?;
    match name {
        "utc" => Some(ScreenZone::Utc),
        "local" => Some(ScreenZone::Local),
        "business" => Some(ScreenZone::Business),
        named => named_zone(field, named, mistakes).map(ScreenZone::Named),
    }
}

fn named_zone(field: &Field<'_>, name: &str, mistakes: &mut Mistakes) -> Option<Tz> {
    let zone = name.parse().ok();
    if zone.is_none() {
        let likely: Vec<&str> = TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
        let fix = match super::guess::nearest(name, &likely) {
            Some(likely) => format!("did you mean `{likely}`?"),
            None => "write its IANA name, such as `Europe/Berlin` or `UTC`".to_owned(),
        };
        field.wrong(&format!("there is no time zone `{name}`"), &fix, mistakes);
    }
    zone
}

/// Keys by command. Which commands there are is known to the app, which checks them.
fn keys(reader: Reader<'_>, mistakes: &mut Mistakes) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
    let mut keys = BTreeMap::new();
    for field in reader.entries() {
        if let Some(texts) = field.texts(mistakes) {
            keys.insert(field.key().into(), texts.into_iter().map(|(key, _)| key.into()).collect());
        }
    }
    keys
}
