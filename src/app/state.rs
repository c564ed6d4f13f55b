//! What one viewer has chosen: screen, selection, ranges, what is open. Selection is by name, not by row.
//! Data is not here: it is in the snapshot.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    alarms::AlarmBoard, attention::Attention, backtest::Bench, jot::NoteCard, keymap::Keymap, past::Reel,
    sight::Sight, verdicts::VerdictChoice,
};
use crate::{
    business::{DateRange, Granularity, VendorScope},
    config::Notify,
    pipeline::{MetricKey, PipelineName, StageName, Window},
    question::{Question, Snapshot},
};

/// The screens there are, by number key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// 1: everything at a glance.
    #[default]
    Overview,
    /// 2: the topology and a stage's charts.
    Pipeline,
    /// 3: CloudWatch's alarms.
    Alarms,
    /// 4: the business of a vendor, or of all.
    Vendor,
    /// 9: every question asked.
    Sources,
}

impl Screen {
    /// Every screen there is.
    pub const ALL: [Self; 5] = [Self::Overview, Self::Pipeline, Self::Alarms, Self::Vendor, Self::Sources];

    /// The number key.
    pub const fn number(self) -> u8 {
        match self {
            Self::Overview => 1,
            Self::Pipeline => 2,
            Self::Alarms => 3,
            Self::Vendor => 4,
            Self::Sources => 9,
        }
    }

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Pipeline => "Pipeline",
            Self::Alarms => "Alarms",
            Self::Vendor => "Vendor",
            Self::Sources => "Sources",
        }
    }

    /// The panels that can have the focus, in the order Tab visits them.
    pub const fn panels(self) -> &'static [Panel] {
        match self {
            Self::Overview => &[Panel::Stages, Panel::Alarms, Panel::Kpis, Panel::Revenue],
            Self::Pipeline => &[Panel::Stages, Panel::Charts],
            Self::Alarms => &[Panel::Alarms, Panel::AlarmDetail, Panel::MissingAlarms],
            Self::Vendor => &[Panel::Kpis, Panel::Revenue, Panel::Orders, Panel::Funnel, Panel::Engagement],
            Self::Sources => &[Panel::Questions],
        }
    }

    /// True when the screen shows the business of a range of days.
    pub const fn is_business(self) -> bool {
        matches!(self, Self::Overview | Self::Vendor)
    }

    /// The screen with this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.title().eq_ignore_ascii_case(name))
    }
}

/// Parts of screens that can have the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The pipeline strip or topology.
    #[default]
    Stages,
    /// The charts of the selected stage.
    Charts,
    /// The list of alarms.
    Alarms,
    /// All that is known of the selected alarm.
    AlarmDetail,
    /// The alarms that are recommended and missing.
    MissingAlarms,
    /// The KPI tiles.
    Kpis,
    /// The revenue trend.
    Revenue,
    /// The orders trend.
    Orders,
    /// The conversion funnel.
    Funnel,
    /// The engagement bars.
    Engagement,
    /// The list of questions.
    Questions,
}

/// Which days the business screens show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RangeChoice {
    /// Today only.
    Today,
    /// The last so many days, today included.
    Last(u32),
    /// This calendar month so far.
    Month,
    /// Given days.
    Days(DateRange),
}

/// What the shown period is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compare {
    /// Nothing.
    Nothing,
    /// The period of equal length before.
    #[default]
    Previous,
    /// The same days a week earlier.
    WeekBefore,
    /// The same days 28 days earlier.
    FourWeeksBefore,
}

/// Which time zone times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneChoice {
    /// UTC is shown, not `local`.
    pub is_utc: bool,
    /// The other zone the `u` key switches to.
    pub local: Tz,
}

/// A filter on the list of the present screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// As typed: a regex, `!` before it for the inverse, `-f ` before it for fuzzy.
    pub text: String,
    /// What is wrong with it, in words; the filter then hides nothing.
    pub problem: Option<String>,
}

/// A line of text being typed, and the row chosen below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What has been typed.
    pub text: String,
    /// Cursor, in characters from the start.
    pub cursor: usize,
    /// Chosen row of the matches.
    pub chosen: usize,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// Every key and command, with the first shown row.
    Help {
        /// First shown row.
        top: usize,
    },
    /// The command palette.
    Palette(Prompt),
    /// The vendor switcher.
    Vendors(Prompt),
    /// The filter being typed.
    Filter(Prompt),
    /// The menu of ranges, with the chosen row.
    Ranges {
        /// Chosen row.
        chosen: usize,
    },
    /// Where the numbers of the focused panel come from.
    Provenance,
    /// A verdict and its evidence.
    Verdict(VerdictChoice),
    /// A note being written.
    Note(NoteCard),
    /// An alarm tried on the loaded history.
    Backtest(Bench),
}

/// A short message on the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The message.
    pub text: Arc<str>,
    /// How many more ticks it stays: ticks of the person's clock, which a fast demo does not hurry.
    pub ticks_left: u8,
}

impl Toast {
    /// What is left of the message one tick later.
    pub(super) fn aged(self) -> Option<Self> {
        let ticks_left = self.ticks_left.checked_sub(1).filter(|left| *left > 0)?;
        Some(Self { ticks_left, ..self })
    }
}

/// What the viewer was started with or has switched.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsView {
    /// Name of the theme in use.
    pub theme: Arc<str>,
    /// Every theme that can be switched to, in order.
    pub themes: Arc<[Arc<str>]>,
    /// Only ASCII characters.
    pub ascii: bool,
    /// Mouse reporting is on.
    pub mouse: bool,
    /// Time zone on screen.
    pub zone: ZoneChoice,
    /// When whoever is not looking is called.
    pub notify: Notify,
    /// What is worst stands in the title of the window.
    pub title: bool,
    /// Who looks, as the system calls them: written under notes.
    pub user: Arc<str>,
    /// Keys that differ from the table's: command id to keys.
    pub keys: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

/// One viewer's mind.
#[derive(Clone, Debug)]
pub struct App {
    /// What it was started with or has switched.
    pub settings: SettingsView,
    /// The screen shown.
    pub screen: Screen,
    /// The selected pipeline; none while there is none.
    pub pipeline: Option<PipelineName>,
    /// The selected stage of it.
    pub stage: Option<StageName>,
    /// The metric whose chart is enlarged.
    pub enlarged: Option<MetricKey>,
    /// The metric whose chart is selected among the stage's charts.
    pub chart: Option<MetricKey>,
    /// How far back charts look.
    pub window: Window,
    /// What charts are looked at with: crosshair, stretch, comparison.
    pub sight: Sight,
    /// Whose business is shown.
    pub vendor: VendorScope,
    /// Which days.
    pub range: RangeChoice,
    /// What days are summed into.
    pub granularity: Granularity,
    /// What the period is compared with.
    pub compare: Compare,
    /// The selected alarm, by name.
    pub alarm: Option<Arc<str>>,
    /// What else is chosen on the Alarms screen.
    pub board: AlarmBoard,
    /// The selected question of the Sources screen.
    pub question: Option<Question>,
    /// The filter of the present list.
    pub filter: Option<Filter>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// The panel with the focus.
    pub focus: Panel,
    /// The snapshot held by freezing, shown instead of the newest.
    pub frozen: Option<Arc<Snapshot>>,
    /// Whether somebody looks, and what was told to those who did not.
    pub attention: Attention,
    /// The tape that the held snapshot lies on, when it was found there.
    pub reel: Option<Reel>,
    /// What is shown comes from a tape in a file, and nothing is asked.
    pub is_replay: bool,
    /// A short message.
    pub toast: Option<Toast>,
    /// The time shown, from the last tick.
    pub now: DateTime<Utc>,
    /// Size of the terminal in cells.
    pub size: (u16, u16),
    /// Which key means which command.
    pub keymap: Arc<Keymap>,
}

impl ZoneChoice {
    /// The zone that times are shown in.
    pub const fn zone(self) -> Tz {
        if self.is_utc { Tz::UTC } else { self.local }
    }
}

impl RangeChoice {
    /// The days that are meant, given what day it is today.
    pub fn days(self, today: NaiveDate) -> DateRange {
        match self {
            Self::Today => DateRange::ending(today, 1),
            Self::Last(days) => DateRange::ending(today, days),
            Self::Month => {
                let month = Granularity::Month.around(today);
                DateRange::new(month.from(), today).unwrap_or(month)
            }
            Self::Days(range) => range,
        }
    }
}

impl Compare {
    /// Every choice, in the order the key goes through them.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Previous, Self::WeekBefore, Self::FourWeeksBefore];

    /// The choice as it is typed and stored: `previous`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Previous => "previous",
            Self::WeekBefore => "week",
            Self::FourWeeksBefore => "28-days",
        }
    }

    /// The choice for people, as it ends the sentence "compared with".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Previous => "the previous period",
            Self::WeekBefore => "the same days last week",
            Self::FourWeeksBefore => "the same days 28 days ago",
        }
    }
}

impl App {
    /// The business days shown, given what day it is today.
    pub fn date_range(&self, today: NaiveDate) -> DateRange {
        self.range.days(today)
    }
}
