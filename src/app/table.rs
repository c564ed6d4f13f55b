//! The one table of commands. Adding a command or a key is a line here and an arm where commands are run;
//! help, palette, the line of keys and the README follow by themselves.

use super::{
    command::{Action, Argument, Command},
    past::{LONG_STEP, Seek},
    row_kinds::{
        BUSINESS, CHARTED, DATED, FORECAST, LISTED, PRODUCTS, RANKED, WATCHED, find, go, look, moving, past,
        time,
    },
    screen::Screen,
};

/// Every command, in the order of help and palette.
pub const fn commands() -> &'static [Command] {
    TABLE
}
const TABLE: &[Command] = &[
    go(Screen::Overview, "go-overview", &["1"], "Shows pipeline, business and alarms at a glance."),
    go(Screen::Pipeline, "go-pipeline", &["2"], "Shows the topology and the charts of a stage."),
    go(Screen::Alarms, "go-alarms", &["3"], "Shows CloudWatch's alarms."),
    go(Screen::Vendor, "go-vendor", &["4"], "Shows the business of a vendor, or of all."),
    go(Screen::Products, "go-products", &["5"], "Shows every product of a vendor, ranked."),
    go(Screen::Traffic, "go-traffic", &["6"], "Shows when people come: hours and weekdays."),
    go(Screen::Customers, "go-customers", &["7"], "Shows who comes, who buys, and who comes back."),
    go(Screen::Forecast, "go-forecast", &["F"], "Shows what the next days may bring, and unusual days."),
    go(Screen::Compare, "go-compare", &["C"], "Shows vendors side by side."),
    go(
        Screen::Sources,
        "go-sources",
        &["9"],
        "Shows every question asked, its age, its troubles and its cost.",
    ),
    find(Action::Help, "help", &["?"], "Help", "Shows every key and command.").hinted("help"),
    find(Action::Palette, "palette", &[":"], "Palette", "Finds any command by a few letters.")
        .hinted("palette"),
    find(Action::Vendor, "vendor", &["v"], "Vendor", "Switches to another vendor, or to all.")
        .taking(Argument::Vendor)
        .hinted("vendor"),
    find(Action::Pin, "pin", &["*"], "Pin", "Keeps the vendor at the top of the switcher, or lets it go.")
        .on(&[Screen::Vendor, Screen::Compare]),
    find(Action::RankBy, "rank-by", &["n"], "Next KPI", "Ranks vendors by the next KPI.")
        .on(RANKED)
        .hinted("next KPI"),
    find(Action::RankSort, "rank-sort", &["s"], "Sort vendors", "Orders vendors by the next column.")
        .on(RANKED)
        .hinted("sort"),
    find(Action::RankReverse, "rank-reverse", &["S"], "Reverse vendors", "Turns the order of vendors round.")
        .on(RANKED),
    find(
        Action::RankMark,
        "rank-mark",
        &["space"],
        "Beside",
        "Puts the vendor beside up to two others, or takes it away.",
    )
    .on(RANKED)
    .hinted("beside"),
    find(Action::Pipeline, "pipeline", &["p"], "Next pipeline", "Switches to another pipeline.")
        .taking(Argument::Pipeline),
    find(Action::Stage, "stage", &[], "Stage", "Shows a stage's charts.").taking(Argument::Stage),
    find(
        Action::Filter,
        "filter",
        &["/"],
        "Filter",
        "Hides rows that do not match: a regex, !regex, or -f fuzzy.",
    )
    .on(LISTED)
    .taking(Argument::Text)
    .hinted("filter"),
    find(Action::Order, "order", &["O"], "Order", "Shows the events of one order of the vendor, by its id.")
        .on(&[Screen::Customers])
        .taking(Argument::Order)
        .hinted("order"),
    find(
        Action::Sort,
        "sort",
        &["s"],
        "Sort",
        "Sorts the list by the next column, or by the one that is named.",
    )
    .on(PRODUCTS)
    .taking(Argument::Column)
    .hinted("sort"),
    find(Action::Reverse, "reverse", &["S"], "Reverse", "Turns the order of the list round.").on(PRODUCTS),
    find(Action::Open, "open", &["enter"], "Open", "Goes deeper into what is selected.").hinted("open"),
    find(Action::Back, "back", &["esc"], "Back", "Closes what is open, one thing at a time; never quits."),
    find(
        Action::Provenance,
        "provenance",
        &["i"],
        "Provenance",
        "Shows where the focused numbers come from.",
    )
    .hinted("source"),
    find(
        Action::Verdict,
        "verdict",
        &["V"],
        "Verdict",
        "Opens the verdict and its evidence; left and right turn to others and to what is over.",
    ),
    find(Action::Copy, "copy", &["y"], "Copy", "Copies what is focused to the clipboard.").hinted("copy"),
    find(
        Action::Backtest,
        "back-test",
        &["b"],
        "Back-test",
        "Tries an alarm on the history that is loaded: threshold, M of N.",
    )
    .on(WATCHED)
    .hinted("back-test"),
    find(
        Action::Take,
        "export",
        &["e"],
        "Export",
        "Takes away what has the focus: CSV, JSON, Markdown or SVG, to a file or the clipboard.",
    )
    .taking(Argument::Export)
    .hinted("export"),
    time(Action::Range, "range", &["t"], "Range", "Chooses the days or the window that is shown.")
        .on(DATED)
        .taking(Argument::Range)
        .hinted("range"),
    time(Action::Earlier, "earlier", &["["], "Earlier", "Moves the days back by their own length.")
        .on(BUSINESS),
    time(Action::Later, "later", &["]"], "Later", "Moves the days forward, up to today.").on(BUSINESS),
    time(Action::Day, "by-day", &["d"], "By day", "Shows single days.").on(BUSINESS),
    time(Action::Week, "by-week", &["w"], "By week", "Sums days into ISO weeks.").on(BUSINESS),
    time(Action::Month, "by-month", &["m"], "By month", "Sums days into months.").on(BUSINESS),
    time(Action::Granularity, "granularity", &[], "Granularity", "Chooses what days are summed into.")
        .taking(Argument::Granularity),
    time(Action::Compare, "compare", &["c"], "Compare", "Chooses what the period is compared with.")
        .on(BUSINESS)
        .taking(Argument::Compare)
        .hinted("compare"),
    time(
        Action::HourCount,
        "count",
        &["n"],
        "Next count",
        "Counts something else by the hour: views, events, cart adds, orders, customers.",
    )
    .on(&[Screen::Traffic])
    .taking(Argument::HourCount)
    .hinted("count"),
    time(
        Action::NextKpi,
        "next-kpi",
        &["n"],
        "Revenue or orders",
        "Forecasts the other of revenue and orders.",
    )
    .on(FORECAST)
    .hinted("revenue/orders"),
    time(Action::Window, "window", &[], "Window", "Chooses how far back charts look.")
        .taking(Argument::Window),
    time(
        Action::Longer,
        "longer",
        &["+", "="],
        "Longer window",
        "Looks further back, or wider around the crosshair.",
    )
    .on(CHARTED)
    .hinted("longer"),
    time(
        Action::Shorter,
        "shorter",
        &["-"],
        "Shorter window",
        "Looks less far back, or closer around the crosshair.",
    )
    .on(CHARTED),
    time(Action::PanBack, "pan-back", &["["], "Back in time", "Moves the charts back by half their span.")
        .on(CHARTED),
    time(
        Action::PanForward,
        "pan-forward",
        &["]"],
        "Forward in time",
        "Moves the charts forward by half their span, up to now.",
    )
    .on(CHARTED),
    time(
        Action::ChartsLive,
        "charts-live",
        &["0"],
        "Live charts",
        "Brings the charts back to the live window.",
    )
    .on(CHARTED),
    time(
        Action::CompareWeek,
        "earlier-week",
        &["c"],
        "Earlier week",
        "Draws the same hours of an earlier week beside the charts.",
    )
    .on(CHARTED)
    .hinted("last week"),
    past(Action::Seek(Seek::Step(-1)), "step-back", &[","], "Step back", "Shows the recorded moment before."),
    past(
        Action::Seek(Seek::Step(1)),
        "step-on",
        &["."],
        "Step on",
        "Shows the next recorded moment; live after the last.",
    ),
    past(
        Action::Seek(Seek::Minutes(-LONG_STEP)),
        "minutes-back",
        &["<"],
        "10 min back",
        "Goes back on the tape by 10 minutes.",
    ),
    past(
        Action::Seek(Seek::Minutes(LONG_STEP)),
        "minutes-on",
        &[">"],
        "10 min on",
        "Goes on by 10 minutes, at most to live.",
    ),
    past(
        Action::Seek(Seek::Incident(-1)),
        "incident-before",
        &["{"],
        "Last incident",
        "Goes to the moment when something began last.",
    ),
    past(
        Action::Seek(Seek::Incident(1)),
        "incident-after",
        &["}"],
        "Next incident",
        "Goes to the moment when something began next.",
    ),
    past(Action::Time, "time", &[], "Time", "Goes to a moment of the tape: 13:51, 11m, 2026-11-22 13:51.")
        .taking(Argument::Moment),
    past(
        Action::Export,
        "incident-export",
        &["E"],
        "Export incident",
        "Writes the incident that is shown to a new folder: timeline, series, tape, picture.",
    )
    .taking(Argument::Folder),
    past(Action::Live, "live", &[], "Live", "Leaves the past and shows what is newest."),
    look(Action::Freeze, "freeze", &["z"], "Freeze", "Holds the picture still, or lets it go on.")
        .hinted("freeze"),
    look(Action::Theme, "theme", &["T"], "Next theme", "Switches to another theme.").taking(Argument::Theme),
    look(Action::Zone, "zone", &["u"], "UTC or local", "Switches the time zone on screen."),
    look(
        Action::Mouse,
        "mouse",
        &["M"],
        "Mouse",
        "Switches the mouse on or off; Shift selects text while it is on.",
    ),
    look(Action::Redraw, "redraw", &["ctrl-l"], "Redraw", "Draws everything anew.").always(),
    moving(Action::FocusNext, "focus-next", &["tab"], "Next panel", "Gives the next panel the focus."),
    moving(
        Action::FocusPrevious,
        "focus-previous",
        &["shift-tab"],
        "Previous panel",
        "Gives the panel before the focus.",
    ),
    moving(Action::Up, "up", &["up", "k"], "Up", "Moves the selection up."),
    moving(Action::Down, "down", &["down", "j"], "Down", "Moves the selection down."),
    moving(Action::Left, "left", &["left", "h"], "Left", "Moves upstream, the days back, or the crosshair."),
    moving(
        Action::Right,
        "right",
        &["right", "l"],
        "Right",
        "Moves downstream, the days forward, or the crosshair.",
    ),
    moving(
        Action::FarLeft,
        "far-left",
        &["H", "shift-left", "ctrl-left"],
        "Far left",
        "Moves the crosshair back by ten points.",
    )
    .on(CHARTED),
    moving(
        Action::FarRight,
        "far-right",
        &["L", "shift-right", "ctrl-right"],
        "Far right",
        "Moves the crosshair forward by ten points.",
    )
    .on(CHARTED),
    moving(Action::First, "first", &["g", "home"], "First", "Selects the first."),
    moving(Action::Last, "last", &["G", "end"], "Last", "Selects the last."),
    moving(Action::PageUp, "page-up", &["ctrl-u", "page-up"], "Page up", "Moves up by half a screen."),
    moving(
        Action::PageDown,
        "page-down",
        &["ctrl-d", "page-down"],
        "Page down",
        "Moves down by half a screen.",
    ),
    Command::new(Action::Refresh, "refresh", &["r"], "Refresh", "Asks everything again, now.")
        .hinted("refresh"),
    Command::new(
        Action::Cancel,
        "cancel-query",
        &[],
        "Cancel query",
        "Stops the queries that the screen waits for, as Esc does; r asks again.",
    ),
    Command::new(
        Action::Acknowledge,
        "ack",
        &["a"],
        "Acknowledge",
        "Says that somebody looks after it, and what they found.",
    )
    .taking(Argument::Note),
    Command::new(
        Action::Mute,
        "mute",
        &["x"],
        "Mute",
        "Keeps it from notifying for a while; it stays on screen.",
    )
    .taking(Argument::Note),
    Command::new(Action::Runbook, "runbook", &["o"], "Runbook", "Copies the address of what to do about it."),
    Command::new(
        Action::Notify,
        "notify",
        &[],
        "Notifications",
        "Chooses what whoever is not looking is called for.",
    )
    .taking(Argument::Notify),
    Command::new(Action::Scenario, "scenario", &[], "Scenario", "Lets something happen in the demo.")
        .taking(Argument::Scenario),
    Command::new(Action::Suspend, "suspend", &["ctrl-z"], "Suspend", "Gives the shell back until `fg`.")
        .always(),
    Command::new(Action::Quit, "quit", &["q", "ctrl-c"], "Quit", "Leaves tidewatch.").always().hinted("quit"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::app::key::canonical;

    #[test]
    fn ids_are_unique_and_keys_clash_nowhere() {
        let ids: BTreeSet<_> = commands().iter().map(|command| command.id).collect();
        assert_eq!(ids.len(), commands().len());
        for (place, one) in commands().iter().enumerate() {
            for other in commands().iter().skip(place + 1).filter(|other| one.scope.overlaps(other.scope)) {
                let shared: Vec<_> = one.keys.iter().filter(|key| other.keys.contains(key)).collect();
                assert!(shared.is_empty(), "{} and {} share {shared:?}", one.id, other.id);
            }
        }
    }

    #[test]
    fn every_key_of_the_table_is_written_as_the_terminal_writes_it() {
        for command in commands() {
            for key in command.keys {
                assert_eq!(canonical(key).as_deref(), Some(*key), "{}", command.id);
            }
        }
    }

    #[test]
    fn every_screen_has_its_key() {
        for screen in Screen::ALL {
            let command = commands().iter().find(|command| command.keys.contains(&screen.key()));
            assert_eq!(command.map(|c| c.title), Some(screen.title()));
        }
    }
}
