//! What the present screen needs to know: the questions a viewer holds leases on, and no more.
//! What health is judged on is asked by the collector in any case.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    screen::{Panel, Screen},
    state::App,
};
use crate::{
    business::{DateRange, VendorScope, View},
    pipeline::Window,
    question::{COMPARED_DAYS, DaySplit, Estate, Question, Snapshot, reconciliation_questions},
};

impl App {
    /// Every question this viewer needs answered at present.
    pub fn wants(&self, estate: &Estate, now: DateTime<Utc>) -> BTreeSet<Question> {
        let mut wanted = BTreeSet::new();
        if self.looks_back() && self.window.served_by() != Window::JUDGED {
            wanted.extend(self.metrics_question());
        }
        if self.screen == Screen::Pipeline {
            wanted.extend(self.stretch_questions(estate, now));
            let pipeline = self.selected_pipeline(estate).map(|pipeline| pipeline.name.clone());
            wanted.extend(pipeline.map(|pipeline| Question::AlarmHistory { pipeline, alarm: None }));
        }
        if self.screen == Screen::Alarms {
            wanted.extend(self.history_questions());
        }
        if estate.vendor_table.is_some() || estate.lake.is_some() {
            wanted.insert(Question::Vendors);
            if self.screen.is_business() {
                wanted.extend(self.business_questions(estate, now));
            }
        }
        wanted
    }

    fn business_questions(&self, estate: &Estate, now: DateTime<Utc>) -> BTreeSet<Question> {
        let mut wanted = BTreeSet::new();
        // A forecast stands on days of its own choice, and the ranking has each vendor's totals.
        let ranges = match self.screen {
            Screen::Forecast | Screen::Compare => Vec::new(),
            _ => self.business_ranges(estate, now),
        };
        for range in ranges {
            wanted.extend(self.days_split(range, estate, now).questions(&self.vendor));
        }
        wanted.extend(match self.screen {
            Screen::Vendor => {
                let compared = self.compared_questions(estate, now);
                self.funnel_question(estate, now).into_iter().chain(compared).collect()
            }
            Screen::Products => self.product_questions(estate, now),
            Screen::Traffic => self.traffic_questions(estate, now),
            Screen::Customers => self.customer_questions(estate, now),
            Screen::Forecast => self.outlook_questions(estate, now),
            Screen::Compare => self.ranking_questions(estate, now),
            Screen::Sources => self.compared_questions(estate, now),
            Screen::Overview | Screen::Pipeline | Screen::Alarms => Vec::new(),
        });
        wanted
    }

    /// Where days are asked for: of all vendors together, where they are too many for the table, of the lake alone.
    fn days_split(&self, range: DateRange, estate: &Estate, now: DateTime<Utc>) -> DaySplit {
        match self.vendor {
            VendorScope::All => self.split(range, estate, now),
            VendorScope::One(_) => DaySplit::of(range, estate, now),
        }
    }

    /// The ranges of days on screen: the chosen one, the one it is compared with, and today where neither has it.
    fn business_ranges(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<DateRange> {
        let today = estate.business_day(now);
        let mut ranges = vec![self.date_range(today)];
        ranges.extend(self.compared_range(today));
        if !ranges.iter().any(|range| range.contains(today)) {
            ranges.push(DateRange::ending(today, 1));
        }
        ranges
    }

    fn funnel_question(&self, estate: &Estate, now: DateTime<Utc>) -> Option<Question> {
        estate.lake.as_ref()?;
        let today = estate.business_day(now);
        let shown = self.date_range(today);
        let range = DateRange::new(shown.from(), shown.to().min(today)).ok()?;
        Some(Question::Summary { view: View::ConversionFunnel, vendor: self.vendor.clone(), range })
    }

    /// What counters and lake are compared by: the newest days.
    fn compared_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let newest = DateRange::ending(estate.business_day(now), COMPARED_DAYS);
        let questions = reconciliation_questions(estate, &self.vendor, newest, now).into_iter().flatten();
        // The shown days often hold the newest already.
        let shown = DaySplit::of(self.date_range(estate.business_day(now)), estate, now).table;
        let is_held = |question: &Question| match question {
            Question::VendorDays { range, .. } => {
                self.screen == Screen::Vendor
                    && shown.is_some_and(|shown| shown.overlap(range) == Some(*range))
            }
            _ => false,
        };
        questions.filter(|question| !is_held(question)).collect()
    }

    /// The stretch that charts show when it is not the live window, and the one it is compared with.
    fn stretch_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let now = self.frozen.as_ref().map_or(now, |frozen| frozen.at).timestamp();
        let Some(pipeline) = self.selected_pipeline(estate) else { return Vec::new() };
        let chosen = self.stage.as_ref().and_then(|name| pipeline.stage(name));
        let Some(stage) = chosen.or_else(|| pipeline.stages.first()) else { return Vec::new() };
        let earlier = self.chart_earlier(now).and_then(|earlier| earlier.stretch);
        let stretches = self.sight.stretch.into_iter().chain(earlier);
        let question = |stretch| Question::Stretch {
            pipeline: pipeline.name.clone(),
            stage: stage.name.clone(),
            stretch,
        };
        stretches.map(question).collect()
    }

    fn metrics_question(&self) -> Option<Question> {
        let window = if self.looks_back() { self.window } else { Window::JUDGED };
        Some(Question::Metrics { pipeline: self.pipeline.clone()?, window: window.served_by() })
    }

    /// The questions behind the panel with the focus, the most telling first: what provenance shows.
    pub fn focused_questions(&self, snapshot: &Snapshot) -> Vec<Question> {
        let (estate, now) = (&snapshot.estate, self.moment());
        let shown = self.days_split(self.date_range(estate.business_day(now)), estate, now);
        let pipeline = || self.pipeline.clone();
        match self.focus {
            Panel::Stages => {
                let streams = pipeline().map(|pipeline| Question::Streams { pipeline });
                self.metrics_question().into_iter().chain(streams).collect()
            }
            Panel::Charts => {
                let stretches = self.stretch_questions(estate, now);
                let live = self.sight.stretch.is_none().then(|| self.metrics_question()).flatten();
                live.into_iter().chain(stretches).collect()
            }
            Panel::Alarms | Panel::AlarmDetail | Panel::MissingAlarms => self.alarm_questions(),
            Panel::Funnel => {
                let funnel = self.funnel_question(estate, now);
                funnel.into_iter().chain(shown.questions(&self.vendor)).collect()
            }
            Panel::Kpis | Panel::Revenue | Panel::Orders | Panel::Engagement => {
                shown.questions(&self.vendor).collect()
            }
            Panel::Products | Panel::Product => self.product_questions(estate, now),
            Panel::Heat | Panel::Profiles => self.traffic_questions(estate, now),
            Panel::Customers | Panel::Cohorts | Panel::Categories | Panel::Completion => {
                self.customer_questions(estate, now)
            }
            Panel::Forecast | Panel::UnusualDays => self.outlook_questions(estate, now),
            Panel::Ranking | Panel::Benchmark => self.ranking_questions(estate, now),
            Panel::Questions => self.selected_question(snapshot).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{fixture, period::RangeChoice},
        business::VendorScope,
    };

    fn labels(app: &App) -> Vec<String> {
        app.wants(&fixture::estate(), fixture::now()).iter().map(Question::label).collect()
    }

    #[test]
    fn a_screen_asks_what_it_shows_and_no_more() {
        let mut app = fixture::app();
        app.screen = Screen::Alarms;
        assert_eq!(labels(&app), ["alarm history shop-prod 24h", "vendors"]);
        app.alarm = Some("age".into());
        assert_eq!(labels(&app), ["alarm history shop-prod 24h", "history of alarm age", "vendors"]);
        app.screen = Screen::Sources;
        assert_eq!(labels(&app), ["vendors"]);
        app.screen = Screen::Pipeline;
        assert_eq!(labels(&app), ["alarm history shop-prod 24h", "vendors"]);
        app.window = Window::Days7;
        assert_eq!(labels(&app), ["metrics shop-prod 7d", "alarm history shop-prod 24h", "vendors"]);
    }

    #[test]
    fn the_period_before_is_asked_where_it_is_kept() {
        let mut app = fixture::app();
        app.screen = Screen::Vendor;
        app.vendor = VendorScope::One(fixture::vendor_id("v-001"));
        app.range = RangeChoice::Last(30);
        assert_eq!(
            labels(&app),
            [
                "vendors",
                "days of v-001, 2026-10-24 to 2026-11-22",
                "daily_vendor_performance of v-001, 2026-09-24 to 2026-10-23",
                "conversion_funnel of v-001, 2026-10-24 to 2026-11-22",
                "event_counts of v-001, 2026-11-15 to 2026-11-22",
            ]
        );
    }

    #[test]
    fn today_is_asked_beside_days_gone_by() {
        let mut app = fixture::app();
        app.range = RangeChoice::Days(DateRange::ending("2026-11-07".parse().unwrap(), 7));
        assert!(labels(&app).iter().any(|label| label == "days of all vendors, 2026-11-22 to 2026-11-22"));
    }

    #[test]
    fn without_business_nothing_of_it_is_asked() {
        let mut estate = fixture::estate();
        (estate.vendor_table, estate.lake) = (None, None);
        assert!(fixture::app().wants(&estate, fixture::now()).is_empty());
    }
}
