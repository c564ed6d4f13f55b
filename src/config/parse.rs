//! From text to a checked configuration: every mistake is found in one reading.
//! Each table is read by its own file; this is their table of contents.

use toml::de::DeTable;

use super::{
    lake,
    model::Config,
    pipelines,
    reader::Reader,
    report::{Mistakes, Report},
    runbook, settings, vendors,
};

/// The example configuration: complete, commented, and tested to be right.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Reads a configuration. `origin` is what the report calls the text: the path of the file.
///
/// # Errors
/// The report of every mistake in it; of a text that is not TOML at all, only what keeps it from being that.
pub fn parse(text: &str, origin: &str) -> Result<Config, Report> {
    let mut mistakes = Mistakes::default();
    // A byte order mark is what some editors write; the places of mistakes count from behind it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (document, faults) = DeTable::parse_recoverable(text);
    for fault in &faults {
        let what = format!("this is not TOML: {}", fault.message());
        let fix = match fault.message() {
            said if said.contains("duplicate key") => "each key is written once: take one of them out",
            _ => "text goes in quotes, tables begin with `[name]`, lists of tables with `[[name]]`",
        };
        mistakes.note(fault.span().unwrap_or(0..0), &what, fix);
    }
    if !mistakes.is_empty() {
        return Err(mistakes.report(origin, text));
    }
    let config = read(document.get_ref(), &mut mistakes);
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes.report(origin, text)) }
}

fn read(table: &DeTable<'_>, mistakes: &mut Mistakes) -> Config {
    let mut reader = Reader::new(table, 0..0, "the configuration".to_owned());
    let usual = Config::default();
    let account = reader.table("account", mistakes).map(|reader| settings::account(reader, mistakes));
    let account = account.unwrap_or_default();
    let pipelines = reader.take("pipeline");
    let pipelines = pipelines.map(|field| pipelines::read(&field, account.region.as_ref(), mistakes));
    let lake = reader.table("lake", mistakes);
    let vendors = reader.table("vendors", mistakes);
    let vendors = vendors.and_then(|reader| vendors::read(reader, lake.is_some(), mistakes));
    let lake = lake.and_then(|reader| lake::read(reader, mistakes));
    let poll = reader.table("poll", mistakes).map(|reader| settings::poll(reader, mistakes));
    let screen = reader.table("screen", mistakes).map(|reader| settings::screen(reader, mistakes));
    let notify = reader.table("notify", mistakes).map(|reader| settings::notify(reader, mistakes));
    let runbooks = reader.table("runbooks", mistakes).map(|reader| runbook::runbooks(reader, mistakes));
    let business = reader.table("business", mistakes).map(|reader| settings::business(reader, mistakes));
    let (currency, zone) = business.unwrap_or_default();
    reader.close(mistakes);
    Config {
        account,
        pipelines: pipelines.unwrap_or_default(),
        vendors,
        lake,
        poll: poll.unwrap_or_default(),
        screen: screen.unwrap_or_default(),
        notify: notify.unwrap_or_default(),
        runbooks: runbooks.unwrap_or_default(),
        currency: currency.unwrap_or(usual.currency),
        business_zone: zone.unwrap_or(usual.business_zone),
    }
}
