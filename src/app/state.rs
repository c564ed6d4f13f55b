//! What one viewer has chosen: screen, selection, ranges, what is open. Selection is by name, not by row.
//! Data is not here: it is in the snapshot.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    alarms::AlarmBoard,
    attention::Attention,
    backtest::Bench,
    customers::CustomerChoice,
    familiar::Familiar,
    jot::NoteCard,
    keymap::Keymap,
    outlook::OutlookChoice,
    past::Reel,
    period::{Compare, RangeChoice},
    products::ProductChoice,
    ranking::RankingChoice,
    screen::{Panel, Screen},
    sight::Sight,
    standout::Standout,
    take::Take,
    traffic::TrafficChoice,
    verdicts::VerdictChoice,
};
use crate::{
    business::{DateRange, Granularity, VendorScope},
    config::Notify,
    pipeline::{MetricKey, PipelineName, StageName, Window},
    question::{Audience, Question, Snapshot},
};

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
    /// The menu of ways to take away what has the focus, with the chosen row.
    Take {
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
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a person")]
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
    /// Files may be written on the machine this runs on: true for its own terminal, never for a viewer from elsewhere.
    pub may_write_files: bool,
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
    /// Who looks: what they may see and do.
    pub audience: Audience,
    /// Whose business is shown.
    pub vendor: VendorScope,
    /// Vendors that come first in the switcher.
    pub familiar: Familiar,
    /// Which days.
    pub range: RangeChoice,
    /// What days are summed into.
    pub granularity: Granularity,
    /// What the period is compared with.
    pub compare: Compare,
    /// Kept days of a vendor without an item in the table: the lake is asked about them.
    pub holes: Option<(VendorScope, DateRange)>,
    /// The products that moved over the shown days.
    pub standout: Standout,
    /// The selected alarm, by name.
    pub alarm: Option<Arc<str>>,
    /// What else is chosen on the Alarms screen.
    pub board: AlarmBoard,
    /// What is chosen on the Products screen.
    pub products: ProductChoice,
    /// What is chosen on the Traffic screen.
    pub traffic: TrafficChoice,
    /// What is chosen on the Customers screen.
    pub customers: CustomerChoice,
    /// What is chosen on the Forecast screen.
    pub outlook: OutlookChoice,
    /// What is chosen on the Compare screen.
    pub ranking: RankingChoice,
    /// The selected question of the Sources screen.
    pub question: Option<Question>,
    /// How what has the focus was last taken away.
    pub take: Take,
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

impl App {
    /// The business days shown, given what day it is today.
    pub fn date_range(&self, today: NaiveDate) -> DateRange {
        self.range.days(today)
    }
}
