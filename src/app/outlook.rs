//! The mind of the Forecast screen: which figure, which unusual day, and what is known of the days to come.
//! Knows no drawing.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    movement::moved,
    period::RangeChoice,
    screen::{Panel, Screen},
    state::App,
};
use crate::{
    business::{
        DateRange, Forecast, HISTORY_DAYS, Kpi, NoForecast, UnusualDay, estimate_text, forecast, unusual_days,
    },
    question::{DaySplit, Estate, History, Question, Snapshot},
};

/// Days to come on screen.
pub const DAYS_AHEAD: usize = 14;

/// What is chosen on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookChoice {
    /// Revenue or orders.
    pub kpi: Kpi,
    /// The selected unusual day.
    pub day: Option<NaiveDate>,
}

impl Default for OutlookChoice {
    fn default() -> Self {
        Self { kpi: Kpi::Revenue, day: None }
    }
}

/// What is known of the days to come, and which days gone by were unusual.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The days it stands on.
    pub history: History,
    /// The open day.
    pub today: NaiveDate,
    /// Revenue or orders.
    pub kpi: Kpi,
    /// The days to come, or why there are none.
    pub forecast: Result<Forecast, NoForecast>,
    /// The unusual days, the newest first.
    pub unusual: Vec<UnusualDay>,
}

impl App {
    /// What must be asked for the forecast on screen.
    pub fn outlook_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let range = DateRange::ending(estate.business_day(now), HISTORY_DAYS + 1);
        DaySplit::of(range, estate, now).questions(&self.vendor).collect()
    }

    /// The days to come and the unusual days of the chosen vendor.
    pub fn outlook(&self, shown: &Snapshot) -> Outlook {
        let today = self.today(&shown.estate);
        let history = History::of(shown, &self.vendor);
        let kpi = self.outlook.kpi;
        let forecast = forecast(&history.book, today, kpi, DAYS_AHEAD);
        let judged = DateRange::ending(today, HISTORY_DAYS + 1);
        let mut unusual = unusual_days(&history.book, judged, today, kpi);
        unusual.reverse();
        Outlook { history, today, kpi, forecast, unusual }
    }

    /// The other of revenue and orders.
    pub(super) fn next_outlook(&mut self) {
        let kpi = if self.outlook.kpi == Kpi::Revenue { Kpi::Orders } else { Kpi::Revenue };
        self.outlook.kpi = kpi;
        self.say(format!("{} to come", kpi.label()));
    }

    /// Moves through the unusual days; on the forecast itself, to the panel below.
    pub(super) fn step_outlook(&mut self, rows: i32, shown: &Snapshot) {
        if self.focus == Panel::Forecast {
            if rows > 0 {
                self.focus = Panel::UnusualDays;
            }
            return;
        }
        let days = self.outlook(shown).unusual;
        let at = self.chosen_unusual(&days);
        if at == 0 && rows == -1 {
            self.focus = Panel::Forecast;
        }
        self.outlook.day = days.get(moved(at, rows, days.len())).map(|day| day.date);
    }

    /// The place of the selected unusual day; the newest where the selected one is no longer there.
    pub fn chosen_unusual(&self, days: &[UnusualDay]) -> usize {
        days.iter().position(|day| Some(day.date) == self.outlook.day).unwrap_or(0)
    }

    /// Shows the selected unusual day on the Vendor screen.
    pub(super) fn open_unusual(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let days = self.outlook(&shown).unusual;
        let Some(day) = days.get(self.chosen_unusual(&days)) else {
            self.say("no unusual day to go to");
            return;
        };
        self.range = RangeChoice::Days(DateRange::ending(day.date, 1));
        self.go(Screen::Vendor, newest);
    }

    /// The days to come and the unusual days, in sentences.
    pub fn outlook_sentences(&self, shown: &Snapshot) -> Vec<String> {
        let outlook = self.outlook(shown);
        let currency = &shown.estate.currency;
        let said = |value| estimate_text(outlook.kpi, value, currency);
        let whose = self.vendor.one().map_or("all vendors".to_owned(), ToString::to_string);
        let label = outlook.kpi.label();
        let mut lines = Vec::new();
        match &outlook.forecast {
            Err(reason) => lines.push(format!("No forecast of {label} of {whose}: {reason}.")),
            Ok(told) => {
                lines.push(format!("Expected {label} of {whose}, an estimate by its {}:", told.method));
                for day in &told.days {
                    lines.push(format!(
                        "{}: {}, between {} and {}.",
                        day.date.format("%A %-d %B"),
                        said(day.expected),
                        said(day.low),
                        said(day.high)
                    ));
                }
                for sum in &told.sums {
                    let between = sum.interval.map_or(String::new(), |(low, high)| {
                        format!(", between {} and {}", said(low), said(high))
                    });
                    lines.push(format!(
                        "The next {} days together: {}{between}.",
                        sum.days,
                        said(sum.expected)
                    ));
                }
                let proof = told.proof.as_ref().map_or("not yet measured".to_owned(), ToString::to_string);
                lines.push(format!("How good: {proof}. Holidays and sales to come are not known."));
            }
        }
        for day in &outlook.unusual {
            lines.push(format!(
                "Unusual: {} had {label} of {}, {} the {} expected from {} earlier {}s.",
                day.date.format("%A %-d %B %Y"),
                said(day.value),
                day.times().map_or("above".to_owned(), |times| format!("{times:.1} times")),
                said(day.expected),
                day.same_weekdays,
                day.date.format("%A")
            ));
        }
        lines
    }
}
