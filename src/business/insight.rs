//! What stands out in a vendor's days, as a few sentences: what changed and by what, the best day, what cannot be.
//! Each with its numbers and what it rests on, ranked by the share of the business it is about. Only closed days are
//! judged, and the same days give the same sentences. Knows no screen and no source.

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::Serialize;

use super::{
    comparison::{Basis, Comparison},
    counters::Counters,
    insight_words::{count, counted, fell_or_rose, money, percent, share},
    kpi::Kpi,
    money::Currency,
    range::DateRange,
    trend::DayBook,
};

/// More sentences than this are not told.
const MOST: usize = 5;
/// A rate of fewer cases is chance.
const LEAST_CASES: i64 = 100;
/// A smaller change of a counter is not worth a sentence.
const LEAST_CHANGE: f64 = 0.05;
/// Standard errors from which a change of a rate is taken for one: chance alone passes it once in two hundred times.
const BEYOND_CHANCE: f64 = 2.8;

/// What a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InsightKind {
    /// Numbers that cannot be: revenue without an order.
    Odd,
    /// How revenue changed, and what changed it.
    Change,
    /// The product that moved most.
    Mover,
    /// A step on the way to an order that changed.
    Step,
    /// A counter beside views and orders that changed.
    Counter,
    /// The best day.
    Best,
    /// A day unlike its weekday.
    Unusual,
    /// What a usual day brings.
    Usual,
    /// How far the open day has come.
    SoFar,
    /// That there is nothing to tell yet.
    Silence,
}

/// Which way it points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// More than before.
    Up,
    /// Less than before.
    Down,
    /// Worth a second look.
    Odd,
    /// Only told.
    Plain,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Insight {
    /// What it is about.
    pub kind: InsightKind,
    /// Which way it points.
    pub tone: Tone,
    /// The sentence, whole.
    pub sentence: String,
    /// What it rests on: `29 closed days against 29 before`.
    pub basis: String,
    /// Share of the business it is about, 0 to 1; what cannot be comes first of all.
    #[serde(skip)]
    pub weight: f64,
}

/// A product's revenue over the compared days, and before.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedProduct {
    /// The product's name.
    pub name: String,
    /// Now.
    pub now: Decimal,
    /// Before.
    pub before: Decimal,
}

/// What the sentences are told from.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    /// Every known day.
    pub book: &'a DayBook,
    /// The shown days; the open day and what lies ahead are left out.
    pub range: DateRange,
    /// The open day.
    pub today: NaiveDate,
    /// The shown days beside earlier ones.
    pub compared: Option<&'a Comparison>,
    /// What these earlier days are called: `the 29 days before`.
    pub before: &'a str,
    /// The currency of revenue.
    pub currency: &'a Currency,
    /// Products over the compared days, in any order; empty when they are not known.
    pub movers: &'a [MovedProduct],
}

/// Two to five sentences, the weightiest first; one where there is nothing to tell.
pub fn insights(story: &Story<'_>) -> Vec<Insight> {
    let days = story.closed_days();
    if days.is_empty() {
        return story.so_far().into_iter().chain([story.silence()]).collect();
    }
    let total: Counters = days.iter().map(|(_, counters)| *counters).sum();
    let mut told: Vec<Insight> = story.odd(&days).into_iter().collect();
    let is_busy = total != Counters::default();
    if is_busy {
        told.extend(story.change());
        told.extend(story.mover());
        told.extend(story.step());
        told.extend(story.counter());
        let unusual = story.unusual(&total);
        let best = story.best(&days).filter(|(date, _)| unusual.as_ref().is_none_or(|(odd, _)| odd != date));
        told.extend(unusual.into_iter().chain(best).map(|(_, insight)| insight));
    }
    told.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    told.push(story.usual(&days, &total));
    told.truncate(MOST);
    told
}

impl Story<'_> {
    fn closed_days(&self) -> Vec<(NaiveDate, Counters)> {
        let closed = self.range.dates().filter(|date| *date < self.today);
        closed.filter_map(|date| Some((date, self.book.day(date)?))).collect()
    }

    fn basis(&self) -> String {
        let Some(compared) = self.compared else { return String::new() };
        match compared.basis {
            _ if compared.is_partial => format!("{} known on both sides", counted(compared.days, "day")),
            Basis::OpenDay => "an open day against a whole one".to_owned(),
            Basis::ClosedDays => {
                format!("{} against {}", counted(compared.days, "closed day"), compared.days_before)
            }
            Basis::Whole => format!("{} against {}", counted(compared.days, "day"), compared.days_before),
        }
    }

    /// Revenue against before, and which of its three factors moved it: views, orders per view, revenue per order.
    fn change(&self) -> Option<Insight> {
        let compared = self.compared.filter(|compared| compared.basis != Basis::OpenDay)?;
        let (now, before) = (compared.counters.revenue, compared.counters_before.revenue);
        let difference = now.saturating_sub(before);
        let size = money(difference.abs(), self.currency);
        let told = |tone, sentence, weight| {
            Some(Insight { kind: InsightKind::Change, tone, sentence, basis: self.basis(), weight })
        };
        if before.is_zero() && now.is_zero() {
            return None;
        }
        if before <= Decimal::ZERO || now <= Decimal::ZERO {
            let (now, then) = (money(now, self.currency), money(before, self.currency));
            let tone = if difference.is_sign_negative() { Tone::Down } else { Tone::Up };
            return told(tone, format!("Revenue is {now}, after {then} in {}.", self.before), 1.0);
        }
        let change = compared.change(Kpi::Revenue).map_or(0.0, |change| change.amount());
        if change.abs() < 1.0 {
            let now = money(now, self.currency);
            let than = if difference.is_sign_negative() { "less" } else { "more" };
            let sentence = format!("Revenue is level at {now}: {size} {than} than in {}.", self.before);
            return told(Tone::Plain, sentence, change.abs() / 100.0);
        }
        let (tone, verb) = fell_or_rose(change);
        let by = self.driver(compared).map_or_else(String::new, |by| format!(": {by}"));
        let sentence = format!("Revenue {verb} {} ({size}) on {}{by}.", percent(change.abs()), self.before);
        told(tone, sentence, (change.abs() / 100.0).min(1.0))
    }

    /// The factor that moved revenue most; revenue is the product of the three, so their logarithms add up.
    fn driver(&self, compared: &Comparison) -> Option<String> {
        let views = ratio(compared.counters.product_views, compared.counters_before.product_views)?;
        let rate = compared.now.conversion? / compared.before.conversion?;
        let (now, then) = (compared.now.average_order?.to_f64()?, compared.before.average_order?.to_f64()?);
        let factors = [("views", views), ("orders per view", rate), ("the average order", now / then)];
        let logs: Vec<(&str, f64)> = factors
            .into_iter()
            .map(|(name, factor)| (name, factor.ln()))
            .filter(|(_, log)| log.is_finite())
            .collect();
        let all: f64 = logs.iter().map(|(_, log)| log.abs()).sum();
        let net: f64 = logs.iter().map(|(_, log)| log).sum();
        // Of the factors that point where revenue went.
        let along = logs.iter().filter(|(_, log)| log.signum() == net.signum());
        let (name, log) = along.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
        let change = (log.exp() - 1.0) * 100.0;
        let how = if log.abs() >= all * 0.6 { "mostly" } else { "first" };
        let sign = if change < 0.0 { "-" } else { "+" };
        (all > 0.0).then(|| format!("{how} {name} ({sign}{})", percent(change.abs())))
    }

    /// The product that made most of the change.
    fn mover(&self) -> Option<Insight> {
        let compared = self.compared.filter(|compared| compared.basis != Basis::OpenDay)?;
        let total = compared.counters.revenue.saturating_sub(compared.counters_before.revenue);
        let moved = |mover: &MovedProduct| mover.now.saturating_sub(mover.before);
        let top = self
            .movers
            .iter()
            .max_by(|a, b| moved(a).abs().cmp(&moved(b).abs()).then_with(|| b.name.cmp(&a.name)))?;
        let by = moved(top);
        let whole = compared.counters.revenue.max(compared.counters_before.revenue).to_f64()?;
        let weight = by.abs().to_f64()? / whole;
        if by.is_zero() || !weight.is_finite() {
            return None;
        }
        let tone = if by.is_sign_negative() { Tone::Down } else { Tone::Up };
        let sign = if by.is_sign_negative() { "-" } else { "+" };
        let size = format!("{sign}{}", money(by.abs(), self.currency));
        let part =
            by.checked_div(total).and_then(|part| part.to_f64()).filter(|part| (0.0..=1.0).contains(part));
        let word = if total.is_sign_negative() { "fall" } else { "growth" };
        let sentence = match part {
            Some(part) => format!("{} made {} of the {word}: {size}.", top.name, share(part)),
            None => format!("{} moved most: {size}, {} of revenue.", top.name, share(weight)),
        };
        let basis = format!("{}, products", self.basis());
        Some(Insight { kind: InsightKind::Mover, tone, sentence, basis, weight: weight.min(1.0) })
    }

    /// The step on the way to an order whose rate changed most, where that is no chance.
    fn step(&self) -> Option<Insight> {
        let compared = self.compared.filter(|compared| compared.basis != Basis::OpenDay)?;
        let (now, then) = (&compared.counters, &compared.counters_before);
        let step = |name, of: fn(&Counters) -> (i64, i64)| {
            let (now, then) = (of(now), of(then));
            beyond_chance(now, then).map(|log| (name, now, then, log))
        };
        let steps = [
            step("Cart adds per product view", |c| (c.cart_adds, c.product_views)),
            step("Orders per cart add", |c| (c.orders, c.cart_adds)),
            step("Completed orders per order", |c| (c.completed_orders, c.orders)),
        ];
        let changed = steps.into_iter().flatten();
        let (name, now, then, log) = changed.max_by(|a, b| a.3.abs().total_cmp(&b.3.abs()))?;
        let (tone, verb) = fell_or_rose(log);
        let rate = |(part, whole): (i64, i64)| share(part as f64 / whole as f64);
        let sentence = format!("{name} {verb} from {} to {}.", rate(then), rate(now));
        let basis = format!("{}: {} against {} cases", self.basis(), count(now.1), count(then.1));
        Some(Insight { kind: InsightKind::Step, tone, sentence, basis, weight: log.abs().min(1.0) })
    }

    /// The counter beside views and orders that changed most, where that is no chance.
    fn counter(&self) -> Option<Insight> {
        let compared = self.compared.filter(|compared| compared.basis != Basis::OpenDay)?;
        let (now, then) = (&compared.counters, &compared.counters_before);
        let changed = |name, now: i64, then: i64| {
            let (before, by) = (then as f64, now as f64 - then as f64);
            // Counts scatter by their square root.
            let is_told = then >= LEAST_CASES
                && now > 0
                && by.abs() >= before * LEAST_CHANGE
                && by.abs() >= BEYOND_CHANCE * (now as f64 + before).sqrt();
            is_told.then(|| (name, now, then, by / before))
        };
        let counters = [
            changed("Profile views", now.profile_views, then.profile_views),
            changed("Favourites", now.product_favorites, then.product_favorites),
            changed("Cart adds", now.cart_adds, then.cart_adds),
        ];
        let (name, now, then, change) =
            counters.into_iter().flatten().max_by(|a, b| a.3.abs().total_cmp(&b.3.abs()))?;
        let (tone, verb) = fell_or_rose(change);
        let size = percent(change.abs() * 100.0);
        let sentence = format!("{name} {verb} {size}, from {} to {}.", count(then), count(now));
        let weight = (change.abs() / 2.0).min(1.0);
        Some(Insight { kind: InsightKind::Counter, tone, sentence, basis: self.basis(), weight })
    }
}

fn ratio(now: i64, then: i64) -> Option<f64> {
    (now > 0 && then > 0).then(|| now as f64 / then as f64)
}

/// The logarithm of how a rate changed, where both rates are rates, rest on enough cases and differ by more than
/// chance explains (two proportions, pooled).
fn beyond_chance(now: (i64, i64), then: (i64, i64)) -> Option<f64> {
    let is_rate = |(part, whole): (i64, i64)| whole >= LEAST_CASES && 0 < part && part <= whole;
    if !is_rate(now) || !is_rate(then) {
        return None;
    }
    let (part, whole) = (now.0 as f64, now.1 as f64);
    let (part_then, whole_then) = (then.0 as f64, then.1 as f64);
    let pooled = (part + part_then) / (whole + whole_then);
    let error = (pooled * (1.0 - pooled) * (1.0 / whole + 1.0 / whole_then)).sqrt();
    let (rate, rate_then) = (part / whole, part_then / whole_then);
    (error > 0.0 && ((rate - rate_then) / error).abs() >= BEYOND_CHANCE).then(|| (rate / rate_then).ln())
}

#[cfg(test)]
#[path = "insight_tests.rs"]
mod tests;
