//! Which table stands behind the panel with the focus, and what is said before it. Each screen knows its own values.

use super::{alarms, business, pipeline, sources};
use crate::{
    app::{Panel, Screen},
    business::{DateRange, SummaryTable, VendorId},
    export::Header,
    view::{look::Look, screen},
};

/// The exact values behind a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What they are.
    pub header: Header,
    /// The values.
    pub table: SummaryTable,
}

/// The values behind the panel with the focus; none while nothing is known there.
pub fn taken(look: &Look<'_>) -> Option<Taken> {
    let panel = look.app.focus;
    let table = table(look, panel)?;
    Some(Taken { header: header(look), table })
}

fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    match look.app.screen {
        Screen::Overview => match panel {
            Panel::Stages => pipeline::stages(look),
            Panel::Alarms => alarms::list(look),
            panel => business::table(look, panel),
        },
        Screen::Pipeline => match panel {
            Panel::Stages => pipeline::stages(look),
            _ => pipeline::series(look),
        },
        Screen::Alarms => match panel {
            Panel::AlarmDetail => alarms::events(look),
            Panel::MissingAlarms => alarms::missing(look),
            _ => alarms::list(look),
        },
        Screen::Vendor => business::table(look, panel),
        Screen::Products => screen::products::table(look, panel),
        Screen::Traffic => screen::traffic::table(look, panel),
        Screen::Customers => screen::customers::table(look, panel),
        Screen::Forecast => screen::forecast::table(look, panel),
        Screen::Compare => screen::compare::table(look, panel),
        Screen::Sources => sources::questions(look),
    }
}

/// What the values are, from the questions behind the panel.
fn header(look: &Look<'_>) -> Header {
    let (app, estate) = (look.app, &look.snapshot.estate);
    let questions = app.focused_questions(look.snapshot);
    let held = || {
        let entries = questions.iter().filter_map(|question| look.snapshot.entry(question));
        entries.filter_map(|entry| entry.held.as_deref()).map(|held| &held.provenance)
    };
    let mut sources: Vec<&str> = held().map(|provenance| &*provenance.source).collect();
    sources.dedup();
    let is_business = is_business(look);
    Header {
        what: what(look),
        vendor: is_business.then(|| app.vendor.one().map_or("all", VendorId::as_str).to_owned()),
        range: is_business.then(|| days(look)).map(|days| (days.from(), days.to())),
        as_of: held().map(|provenance| provenance.as_of).min(),
        complete_to: held().filter_map(|provenance| provenance.complete_to).max(),
        source: (!sources.is_empty()).then(|| sources.join(", ")),
        currency: estate.currency.clone(),
    }
}

/// True where the panel is about a vendor's days.
pub(super) fn is_business(look: &Look<'_>) -> bool {
    look.app.screen.is_business() && !matches!(look.app.focus, Panel::Stages | Panel::Alarms)
}

/// The days the panel is about.
pub(super) fn days(look: &Look<'_>) -> DateRange {
    match look.app.screen {
        Screen::Overview => business::overview_days(look, look.app.focus),
        _ => business::until_today(look, look.app.date_range(look.today())),
    }
}

/// The screen and the panel in a word or two: `vendor revenue`.
pub(super) fn what(look: &Look<'_>) -> String {
    let (screen, panel) = (look.app.screen.title().to_lowercase(), look.app.focus.name());
    if screen == panel { screen } else { format!("{screen} {panel}") }
}
