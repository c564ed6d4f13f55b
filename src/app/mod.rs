//! ONE VIEWER'S MIND, Elm without I/O: message, screen state, the command table.
//! This room knows no terminal and no source.

#[cfg(test)]
mod alarm_journeys;
mod alarms;
mod at_hand;
mod attention;
mod backtest;
mod board;
mod board_table;
mod command;
mod confined;
mod copy;
mod customers;
mod days;
mod days_typed;
mod familiar;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod fuzzy;
mod jot;
#[cfg(test)]
mod journeys;
mod key;
mod keymap;
mod message;
mod mind;
mod movement;
#[cfg(test)]
mod night_journeys;
mod orders;
mod outlook;
#[cfg(test)]
mod outlook_journeys;
mod palette;
mod past;
#[cfg(test)]
mod past_journeys;
#[cfg(test)]
pub(crate) mod people_fixture;
#[cfg(test)]
mod people_journeys;
mod period;
#[cfg(test)]
mod product_journeys;
mod product_table;
mod products;
mod prompt;
mod ranking;
#[cfg(test)]
mod ranking_journeys;
mod ranking_words;
mod row_kinds;
mod rows;
mod run;
mod runbook;
mod screen;
mod sight;
#[cfg(test)]
mod sight_journeys;
mod standout;
mod state;
mod step;
mod subject;
mod switch;
mod table;
mod take;
#[cfg(test)]
mod take_journeys;
mod title;
mod traffic;
mod update;
mod vendors;
#[cfg(test)]
mod verdict_journeys;
mod verdicts;
mod waiting;
mod wants;
#[cfg(test)]
mod wild_keys;

pub use alarms::{AlarmBoard, AlarmGroup, Because};
pub use attention::Attention;
pub use backtest::{Bench, Field, Tried};
pub use board::{Board, Tally};
pub use command::{Argument, Command, Group, Scope};
pub use customers::{CustomerChoice, completion_sentence, each_words};
pub use days_typed::{RANGE_HELP, range_typed};
pub use familiar::{Familiar, FamiliarChange};
pub use fuzzy::{Hit, search, search_favouring};
pub use jot::{NoteCard, NoteRow};
pub use key::{canonical, shown};
pub use keymap::{KeyProblem, Keymap};
pub use message::{Effect, Message};
pub use movement::{ROOMY, lists_stages};
pub use outlook::{DAYS_AHEAD, Outlook, OutlookChoice};
pub use palette::PaletteRow;
pub use past::{Incident, Past, Reel, Seek, moment_named};
pub use period::{Compare, RangeChoice};
pub use product_table::ProductTable;
pub use products::ProductChoice;
pub use ranking::{MOST_MARKED, RankColumn, RankingChoice};
pub use rows::{HelpRow, KeyHint, RangeRow};
pub use screen::{Panel, Screen};
pub use sight::{Earlier, Sight};
pub use standout::Standout;
pub use state::{App, Filter, Overlay, Prompt, SettingsView, Toast, ZoneChoice};
pub use table::commands;
pub use take::{Take, TakeFormat, TakePlace};
pub use traffic::{TrafficChoice, WEEKDAYS, said_mean, weekday, zone_words};
pub use vendors::VendorRow;
pub use verdicts::{VerdictChoice, VerdictRow};
pub use wants::trend_days;
