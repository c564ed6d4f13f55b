//! What rows of the command table share: the part of the help they stand in, and the screens they work on.
//! Knows no single command.

use super::{
    command::{Action, Command, Group},
    screen::Screen,
};

pub(super) const BUSINESS: &[Screen] = &[
    Screen::Overview,
    Screen::Vendor,
    Screen::Products,
    Screen::Traffic,
    Screen::Customers,
    Screen::Compare,
];
pub(super) const CHARTED: &[Screen] = &[Screen::Pipeline];
pub(super) const DATED: &[Screen] = &[
    Screen::Overview,
    Screen::Pipeline,
    Screen::Vendor,
    Screen::Products,
    Screen::Traffic,
    Screen::Customers,
    Screen::Compare,
];
pub(super) const FORECAST: &[Screen] = &[Screen::Forecast];
pub(super) const WATCHED: &[Screen] = &[Screen::Pipeline, Screen::Alarms];
pub(super) const PRODUCTS: &[Screen] = &[Screen::Products];
pub(super) const RANKED: &[Screen] = &[Screen::Compare];
pub(super) const LISTED: &[Screen] = &[Screen::Alarms, Screen::Products, Screen::Compare, Screen::Sources];

pub(super) const fn go(
    screen: Screen,
    id: &'static str,
    key: &'static [&'static str],
    sentence: &'static str,
) -> Command {
    Command::new(Action::Go(screen), id, key, screen.title(), sentence).under(Group::Screens)
}

pub(super) const fn find(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    sentence: &'static str,
) -> Command {
    Command::new(action, id, keys, title, sentence).under(Group::Find)
}

pub(super) const fn time(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    sentence: &'static str,
) -> Command {
    Command::new(action, id, keys, title, sentence).under(Group::Time)
}

pub(super) const fn past(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    sentence: &'static str,
) -> Command {
    Command::new(action, id, keys, title, sentence).under(Group::Past)
}

pub(super) const fn look(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    sentence: &'static str,
) -> Command {
    Command::new(action, id, keys, title, sentence).under(Group::Look)
}

pub(super) const fn moving(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    sentence: &'static str,
) -> Command {
    Command::new(action, id, keys, title, sentence).under(Group::Move)
}
