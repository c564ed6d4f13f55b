//! The mind of the Customers screen: what each panel asks, which order is looked at, and what they say in words. Knows
//! no drawing.

use chrono::{DateTime, Months, Utc};

use super::{
    movement::ROOMY,
    screen::{Panel, Screen},
    state::{App, Overlay, Prompt},
};
use crate::{
    business::{
        Cohorts, CompletionTime, CustomerMix, DateRange, MixDay, OrderId, Segments, VendorId, View,
        categories_of,
    },
    pipeline::{say_count, say_span},
    question::{Answer, Estate, Question, Snapshot},
};

/// Months before the present one whose first orders are looked at.
const COHORT_MONTHS: u32 = 12;

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerChoice {
    /// The order whose events are shown.
    pub order: Option<OrderId>,
    /// The one of the newest orders that Enter would show; the newest where none is chosen.
    pub at: Option<OrderId>,
}

impl App {
    /// What must be asked for customers on screen: of every panel, or of the one a small terminal has room for.
    pub(super) fn customer_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let panels = Screen::Customers.panels();
        let is_small = self.size.0 < ROOMY.0 || self.size.1 < ROOMY.1;
        let shown = panels.iter().filter(|panel| !is_small || **panel == self.customer_panel());
        shown.flat_map(|panel| self.panel_questions(*panel, estate, now)).collect()
    }

    /// The panel of the Customers screen that has the focus, or would have it.
    pub fn customer_panel(&self) -> Panel {
        let panels = Screen::Customers.panels();
        if panels.contains(&self.focus) { self.focus } else { Panel::Customers }
    }

    /// What one panel asks, the most telling first.
    pub fn panel_questions(&self, panel: Panel, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        if estate.lake.is_none() {
            return Vec::new();
        }
        let today = estate.business_day(now);
        let range = self.date_range(today);
        let range = DateRange::new(range.from(), range.to().min(today)).unwrap_or(range);
        let summary = |view, range| Question::Summary { view, vendor: self.vendor.clone(), range };
        match panel {
            Panel::Customers => {
                vec![summary(View::CustomerMix, range), summary(View::CustomerBehavior, range)]
            }
            Panel::Cohorts => {
                let month = today.checked_sub_months(Months::new(COHORT_MONTHS)).unwrap_or(today);
                let first = chrono::Datelike::with_day(&month, 1).unwrap_or(month);
                vec![summary(View::RetentionCohort, DateRange::since(first, today))]
            }
            Panel::Categories => vec![summary(View::CategoryPerformance, range)],
            Panel::Completion => {
                let order = self.order_question(range);
                let newest = self.newest_question(range);
                order.into_iter().chain([summary(View::OrderCompletionTime, range)]).chain(newest).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The question about the order that is looked at, at the one vendor whose orders may be seen here.
    pub fn order_question(&self, range: DateRange) -> Option<Question> {
        let vendor = self.order_vendor()?.clone();
        Some(Question::Order { vendor, order: self.customers.order.clone()?, range })
    }

    /// A vendor looks up its own orders only, whatever is chosen.
    pub(super) fn order_vendor(&self) -> Option<&VendorId> {
        self.audience.vendor().or_else(|| self.vendor.one())
    }

    /// Looks at an order, or asks which.
    pub(super) fn look_up_order(&mut self, argument: Option<&str>) {
        let Some(text) = argument else {
            self.overlay = Some(Overlay::Palette(Prompt::holding("order ")));
            return;
        };
        if self.order_vendor().is_none() {
            return self.say("an order is looked up at one vendor: v chooses it");
        }
        match OrderId::parse(text.trim()) {
            Ok(order) => {
                self.customers.order = Some(order);
                self.screen = Screen::Customers;
                self.focus = Panel::Completion;
            }
            Err(wrong) => self.say(wrong.to_string()),
        }
    }

    /// What the focused panel, or all of them, say in sentences; what is not known yet is left out.
    pub fn customer_sentences(&self, shown: &Snapshot) -> Vec<String> {
        let panels = Screen::Customers.panels();
        panels.iter().flat_map(|panel| self.panel_sentences(*panel, shown)).collect()
    }

    /// What one panel says in sentences.
    pub fn panel_sentences(&self, panel: Panel, shown: &Snapshot) -> Vec<String> {
        let questions = self.panel_questions(panel, &shown.estate, self.moment());
        let tables = questions.iter().filter_map(|question| match (question, &shown.entry(question)?.held) {
            (Question::Summary { view, .. }, Some(held)) => match &held.answer {
                Answer::Summary(table) => Some((*view, table)),
                _ => None,
            },
            _ => None,
        });
        let lines = tables.filter_map(|(view, table)| match view {
            View::CustomerMix => CustomerMix::of(table).map(|mix| self.mix_sentences(&mix, shown)),
            View::CustomerBehavior => Segments::of(table).map(|found| vec![segment_sentence(&found)]),
            View::RetentionCohort => {
                Cohorts::of(table, self.today(&shown.estate)).map(|found| cohort_sentences(&found))
            }
            View::CategoryPerformance => categories_of(table).map(|rows| {
                let first = rows.first().map(|row| format!("{} brings the most revenue.", row.name));
                first.into_iter().collect()
            }),
            View::OrderCompletionTime => {
                CompletionTime::of(table).map(|time| vec![completion_sentence(&time)])
            }
            _ => None,
        });
        lines.flatten().collect()
    }

    fn mix_sentences(&self, mix: &CustomerMix, shown: &Snapshot) -> Vec<String> {
        let (days, sum) = mix.total(self.shown_days(shown));
        if days == 0 || sum.customers == 0 {
            return vec!["Nobody who is known came in these days.".to_owned()];
        }
        let a_day = sum.customers as f64 / f64::from(days);
        vec![
            format!(
                "{} customers on the average of {days} days; {} new in all, {:.1} % of those who came.",
                say_count(a_day.round()),
                say_count(sum.new as f64),
                sum.new as f64 / sum.customers as f64 * 100.0
            ),
            format!("A customer's day has {}.", each_words(&sum)),
        ]
    }

    pub(super) fn customer_text(&self, shown: &Snapshot) -> Option<String> {
        let lines = self.panel_sentences(self.customer_panel(), shown);
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// Views, carts and orders of a customer on a day: `8.8 views, 0.31 cart adds and 0.18 orders`.
pub fn each_words(sum: &MixDay) -> String {
    let each = |count: i64| format!("{:.2}", count as f64 / sum.customers.max(1) as f64);
    format!("{} views, {} cart adds and {} orders", each(sum.views), each(sum.cart_adds), each(sum.orders))
}

fn segment_sentence(found: &Segments) -> String {
    if found.is_cut() {
        return "There are more customers than can be read at once.".to_owned();
    }
    let all = found.all();
    let named = found.named().map(|(name, count)| {
        let share = if all > 0 { count as f64 / all as f64 * 100.0 } else { 0.0 };
        format!("{} {name} ({share:.0} %)", say_count(count as f64))
    });
    format!("Of {} customers {}.", say_count(all as f64), named.join(", "))
}

fn cohort_sentences(found: &Cohorts) -> Vec<String> {
    let said = [1, 3, 6].into_iter().filter_map(|later| {
        let (share, count) = found.average(later)?;
        let months = if later == 1 { "month" } else { "months" };
        Some(format!("{:.0} % order again {later} {months} later, over {count} cohorts.", share * 100.0))
    });
    said.collect()
}

/// `1,234 orders completed: half within 35 min, 95 of 100 within 51 min.`
pub fn completion_sentence(time: &CompletionTime) -> String {
    let Some((median, p95)) = time.median.zip(time.p95) else {
        return "No order of these days is completed yet.".to_owned();
    };
    format!(
        "{} orders completed: half within {}, 95 of 100 within {}.",
        say_count(time.completed as f64),
        say_span(median * 60.0),
        say_span(p95 * 60.0)
    )
}
