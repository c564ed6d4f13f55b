//! What `y` copies: the text of what has the focus, so that it can be pasted into a ticket or a shell.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{
    message::Effect,
    screen::Panel,
    state::{App, Overlay},
};
use crate::{
    business::{Kpis, Money},
    pipeline::{Seen, Unit, clean_line, say, say_count},
    question::{History, Provenance, Question, Snapshot},
};

impl App {
    pub(super) fn copy(&mut self, newest: &Arc<Snapshot>) -> Option<Effect> {
        let shown = Arc::clone(self.shown(newest));
        let copied = match &self.overlay {
            Some(Overlay::Provenance) => self.command_text(&shown),
            Some(Overlay::Verdict(_)) => self.verdict_text(&shown),
            Some(Overlay::Backtest(bench)) => self.tried(bench, &shown).map(|tried| tried.command),
            _ => self.focused_text(&shown),
        };
        if let Some(text) = copied {
            self.say(format!("copied: {}", clean_line(&text, 60)));
            Some(Effect::Copy(text))
        } else {
            self.say("there is nothing to copy here yet");
            None
        }
    }

    fn focused_text(&self, shown: &Snapshot) -> Option<String> {
        match self.focus {
            Panel::Charts => self.chart_text(shown).or_else(|| self.headline_text(shown)),
            Panel::Stages => self.next_command(shown).or_else(|| self.headline_text(shown)),
            Panel::Alarms | Panel::AlarmDetail => self.alarm_text(shown),
            Panel::MissingAlarms => self.selected_missing(shown).map(|missing| missing.command),
            Panel::Questions => self.command_text(shown),
            Panel::Ranking => self.ranked_text(shown).filter(|_| self.audience.is_operator()),
            Panel::Benchmark => self.benchmark_text(shown),
            Panel::Forecast | Panel::UnusualDays => Some(self.outlook_sentences(shown).join("\n")),
            _ => self.kpi_text(shown).or_else(|| self.command_text(shown)),
        }
    }

    /// The commands that bring the focused numbers again.
    fn command_text(&self, shown: &Snapshot) -> Option<String> {
        if !self.audience.is_operator() {
            return self.own_truth(shown);
        }
        let questions = self.focused_questions(shown);
        let commands: Vec<&str> = questions
            .iter()
            .filter_map(|question| provenance(shown, question))
            .map(|p| &*p.command)
            .collect();
        (!commands.is_empty()).then(|| commands.join("\n"))
    }

    fn headline_text(&self, shown: &Snapshot) -> Option<String> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let health = shown.health_of(&pipeline.name)?;
        let headline = format!("{} {}: {}", pipeline.name, health.health.as_str(), health.headline);
        match self.command_text(shown) {
            Some(command) => Some(format!("{headline}\n{command}")),
            None => Some(headline),
        }
    }

    /// What the selected chart says at the crosshair.
    fn chart_text(&self, shown: &Snapshot) -> Option<String> {
        let (stage, metric) = self.selected_stage(shown).zip(self.selected_chart(shown))?;
        let at = self.crosshair(self.chart_now(shown))?;
        let series = &self.series_at_hand(shown, stage, &metric.key)?.series;
        let scale = self.chart_scale(shown, metric, series);
        let moment = DateTime::<Utc>::from_timestamp(at, 0)?.format("%F %H:%M UTC");
        let said = Seen::at(series, metric, at).say(scale);
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let text = format!("{} {} {} at {moment}: {said}", pipeline.name, stage.name, metric.label);
        let now = self.chart_now(shown);
        let series = self.earlier_series(shown, stage, &metric.key);
        let before = self.chart_earlier(now).zip(series).map(|(earlier, series)| {
            let before = Seen::at(&series.series, metric, at - earlier.shift_secs).say(scale);
            format!(", {} {before}", earlier.label())
        });
        let text = text + &before.unwrap_or_default();
        match self.command_text(shown) {
            Some(command) => Some(format!("{text}\n{command}")),
            None => Some(text),
        }
    }

    fn alarm_text(&self, shown: &Snapshot) -> Option<String> {
        let alarm = self.selected_alarm(shown)?;
        let since =
            alarm.since.map(|since| format!(" since {}", since.format("%F %T UTC"))).unwrap_or_default();
        Some(format!("{} {}{since}\n{}", alarm.name, alarm.state.as_str(), alarm.reason))
    }

    /// The KPIs of the shown days, when every day of them is there.
    pub fn kpi_text(&self, shown: &Snapshot) -> Option<String> {
        let estate = &shown.estate;
        let range = self.date_range(self.today(estate));
        let total = History::of(shown, &self.vendor).book.total(range);
        if !total.is_whole() {
            return None;
        }
        let kpis = Kpis::of(&total.counters);
        let money = |amount: Decimal| Money::new(amount, estate.currency.clone()).to_string();
        let share = |ratio: Option<f64>| ratio.map_or("unknown".to_owned(), |ratio| say(ratio, Unit::Ratio));
        let whose = self.vendor.one().map_or("all vendors".to_owned(), ToString::to_string);
        Some(format!(
            "{whose}, {} to {}\nrevenue {}\norders {}\naverage order {}\nconversion {}\ncompletion {}",
            range.from(),
            range.to(),
            money(kpis.revenue),
            say_count(kpis.orders as f64),
            kpis.average_order.map_or("unknown".to_owned(), money),
            share(kpis.conversion),
            share(kpis.completion),
        ))
    }
}

fn provenance<'a>(shown: &'a Snapshot, question: &Question) -> Option<&'a Provenance> {
    shown.entry(question)?.held.as_deref().map(|answered| &answered.provenance)
}
