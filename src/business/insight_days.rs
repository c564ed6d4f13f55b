//! What is told of single days: the best, one unlike its weekday, one that cannot be, the usual, and the open one.

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    comparison::Basis,
    counters::Counters,
    insight::{Insight, InsightKind, Story, Tone},
    insight_words::{counted, day, money, multiple, share},
    kpi::Kpi,
    unusual::{Direction, unusual_days},
};

/// A median of fewer days, and a best of them, say nothing.
const LEAST_DAYS: usize = 3;

impl Story<'_> {
    /// That there is nothing to judge yet.
    pub(super) fn silence(&self) -> Insight {
        let is_open = self.range.from() >= self.today;
        let sentence = if is_open {
            "Today is not over, and nothing is judged before it is."
        } else {
            "No closed day of this range is known yet."
        };
        let basis = "no closed day".to_owned();
        Insight {
            kind: InsightKind::Silence,
            tone: Tone::Plain,
            sentence: sentence.to_owned(),
            basis,
            weight: 0.0,
        }
    }

    /// The best day against the median one.
    pub(super) fn best(&self, days: &[(NaiveDate, Counters)]) -> Option<(NaiveDate, Insight)> {
        if days.len() < LEAST_DAYS {
            return None;
        }
        let (date, best) = days.iter().max_by(|a, b| a.1.revenue.cmp(&b.1.revenue).then(b.0.cmp(&a.0)))?;
        let usual = median(days.iter().map(|(_, counters)| counters.revenue));
        let total: Decimal = days.iter().fold(Decimal::ZERO, |sum, (_, c)| sum.saturating_add(c.revenue));
        if best.revenue <= usual || best.revenue <= Decimal::ZERO {
            return None;
        }
        let times = best.revenue.checked_div(usual).filter(|_| usual > Decimal::ZERO);
        let than = times.and_then(|times| times.to_f64()).map_or_else(
            || ", and half of the days brought nothing".to_owned(),
            |times| format!(", {} the median day", multiple(times)),
        );
        let sentence = format!("Best day: {} with {}{than}.", day(*date), money(best.revenue, self.currency));
        let above = best.revenue.saturating_sub(usual).checked_div(total).and_then(|part| part.to_f64());
        let basis = closed(days.len());
        let weight = above.filter(|part| part.is_finite()).unwrap_or(0.0).clamp(0.0, 1.0);
        Some((*date, Insight { kind: InsightKind::Best, tone: Tone::Plain, sentence, basis, weight }))
    }

    /// The day farthest from what its weekday usually brings.
    pub(super) fn unusual(&self, total: &Counters) -> Option<(NaiveDate, Insight)> {
        let days = unusual_days(self.book, self.range, self.today, Kpi::Revenue);
        let far = days.iter().max_by(|a, b| a.score.abs().total_cmp(&b.score.abs()))?;
        let amount = |value: f64| money(Decimal::from_f64_retain(value).unwrap_or_default(), self.currency);
        let tone = if far.direction == Direction::Above { Tone::Up } else { Tone::Down };
        let weekday = far.date.format("%As");
        let sentence = format!(
            "{} was unusual: {}, where {weekday} bring about {}.",
            day(far.date),
            amount(far.value),
            amount(far.expected)
        );
        let weight = (far.value - far.expected).abs() / total.revenue.to_f64()?.max(1.0);
        let basis = format!("the median of {} {weekday} before", far.same_weekdays);
        let weight = weight.min(1.0);
        Some((far.date, Insight { kind: InsightKind::Unusual, tone, sentence, basis, weight }))
    }

    /// How far the open day has come, against a whole earlier day: a part, and told as one.
    pub(super) fn so_far(&self) -> Option<Insight> {
        let compared = self.compared.filter(|compared| compared.basis == Basis::OpenDay)?;
        let part = compared.part_of(Kpi::Revenue)?;
        let revenue = money(compared.counters.revenue, self.currency);
        let sentence = format!("So far {revenue}: {} of what all of {} brought.", share(part), self.before);
        Some(Insight {
            kind: InsightKind::SoFar,
            tone: Tone::Plain,
            sentence,
            basis: "an open day against a whole one".to_owned(),
            weight: 0.0,
        })
    }

    /// Days whose numbers cannot all be right, the gravest kind of them.
    pub(super) fn odd(&self, days: &[(NaiveDate, Counters)]) -> Option<Insight> {
        let having = |is_odd: fn(&Counters) -> bool| -> Vec<(NaiveDate, Counters)> {
            days.iter().filter(|(_, counters)| is_odd(counters)).copied().collect()
        };
        let on = |found: &[(NaiveDate, Counters)]| match found {
            [(date, _)] => day(*date),
            [(date, _), ..] => format!("{} days, first {}", found.len(), day(*date)),
            [] => String::new(),
        };
        let negative = having(|c| c.revenue < Decimal::ZERO || is_below_zero(c));
        let unordered = having(|c| c.orders == 0 && c.revenue > Decimal::ZERO);
        let unseen = having(|c| c.product_views == 0 && c.orders > 0);
        let sum = |found: &[(NaiveDate, Counters)]| -> String {
            let all = found.iter().fold(Decimal::ZERO, |sum, (_, c)| sum.saturating_add(c.revenue));
            money(all, self.currency)
        };
        let sentence = if !negative.is_empty() {
            format!("Corrections outweigh what happened on {}: {} in all.", on(&negative), sum(&negative))
        } else if !unordered.is_empty() {
            format!("{} of revenue stand without an order on {}.", sum(&unordered), on(&unordered))
        } else if !unseen.is_empty() {
            let orders = unseen.iter().fold(0_i64, |sum, (_, c)| sum.saturating_add(c.orders));
            format!("{} without a product view on {}.", counted(orders, "order"), on(&unseen))
        } else {
            return None;
        };
        let basis = closed(days.len());
        Some(Insight { kind: InsightKind::Odd, tone: Tone::Odd, sentence, basis, weight: 2.0 })
    }

    /// What a day brings in the median: the sentence that is always there.
    pub(super) fn usual(&self, days: &[(NaiveDate, Counters)], total: &Counters) -> Insight {
        let basis = closed(days.len());
        let plain =
            |sentence| Insight { kind: InsightKind::Usual, tone: Tone::Plain, sentence, basis, weight: 0.0 };
        if *total == Counters::default() {
            let span =
                if days.len() == 1 { "that day".to_owned() } else { format!("these {} days", days.len()) };
            return plain(format!("Nothing was looked at or sold on {span}."));
        }
        if total.orders == 0 && total.revenue.is_zero() {
            return plain(format!("{} and no order.", counted(total.product_views, "product view")));
        }
        if let [(date, counters)] = days {
            let (orders, views) =
                (counted(counters.orders, "order"), counted(counters.product_views, "view"));
            let revenue = money(counters.revenue, self.currency);
            return plain(format!("{} brought {revenue} from {orders} and {views}.", day(*date)));
        }
        let revenue = money(median(days.iter().map(|(_, c)| c.revenue)), self.currency);
        let orders = median(days.iter().map(|(_, c)| Decimal::from(c.orders)));
        let orders = counted(orders.round().to_i64().unwrap_or(i64::MAX), "order");
        plain(format!("A usual day brings {revenue} from {orders} (median)."))
    }
}

fn closed(days: usize) -> String {
    if days == 1 { "1 closed day".to_owned() } else { format!("{days} closed days") }
}

const fn is_below_zero(c: &Counters) -> bool {
    c.product_views < 0
        || c.profile_views < 0
        || c.product_favorites < 0
        || c.cart_adds < 0
        || c.orders < 0
        || c.completed_orders < 0
}

fn median(values: impl Iterator<Item = Decimal>) -> Decimal {
    let mut sorted: Vec<Decimal> = values.collect();
    sorted.sort_unstable();
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let lower = sorted.get((sorted.len().max(1) - 1) / 2).copied().unwrap_or_default();
    lower.saturating_add(upper.saturating_sub(lower).checked_div(Decimal::TWO).unwrap_or_default())
}
