//! Reconciliation: the vendor table's counters against the lake, day by day, and why they differ. Both count the same
//! events on two roads; what is the same number on both is believed, what is not gets a reason or is called unexplained.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    counters::{Counters, DayCounters},
    lake_counts::{Counter, LakeCounts, LakeDay},
    range::DateRange,
};

/// Why counters and lake differ, from the harmless to what needs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The day is not over.
    StillOpen,
    /// The lake does not reach to the end of the day yet: delivery, partition or crawler.
    Late,
    /// Events were delivered twice and counted twice.
    Duplicate,
    /// The counters cut the day in another time zone.
    ZoneCut,
    /// The lake has events that were never counted.
    LostInCounters,
    /// Events were counted that are not in the lake.
    LostInLake,
    /// None of these.
    Unexplained,
}

impl Cause {
    /// The cause in a word or two.
    pub const fn label(self) -> &'static str {
        match self {
            Self::StillOpen => "still open",
            Self::Late => "late",
            Self::Duplicate => "duplicate",
            Self::ZoneCut => "time zone",
            Self::LostInCounters => "lost in counters",
            Self::LostInLake => "lost in lake",
            Self::Unexplained => "unexplained",
        }
    }

    /// The cause as a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::StillOpen => "The day is not over; the two roads are never equally fast.",
            Self::Late => {
                "The lake does not reach to the end of this day yet: delivery, partition or crawler."
            }
            Self::Duplicate => "Events were delivered twice; the counters counted them twice.",
            Self::ZoneCut => "The counters cut the day in another time zone than the business day.",
            Self::LostInCounters => "The lake has events that were never counted: the consumer dropped them.",
            Self::LostInLake => "Events were counted that never reached the lake: delivery dropped them.",
            Self::Unexplained => {
                "Neither lateness, duplicates, the time zone nor a loss on one road explains it."
            }
        }
    }

    /// True for what passes by itself.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::StillOpen | Self::Late)
    }

    /// True where numbers are wrong and somebody should look.
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::LostInCounters | Self::LostInLake | Self::Unexplained)
    }
}

/// One counter that differs on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which counter.
    pub counter: Counter,
    /// As the vendor table has it.
    pub counted: i64,
    /// As the lake has it, each event once.
    pub lake: i64,
    /// Why.
    pub cause: Cause,
}

/// Revenue that differs on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RevenueDifference {
    /// As the vendor table has it.
    pub counted: Decimal,
    /// As the lake has it, each order once.
    pub lake: Decimal,
    /// Why.
    pub cause: Cause,
}

/// One day, compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayCheck {
    /// The business day.
    pub date: NaiveDate,
    /// Counters that differ.
    pub differences: Vec<Difference>,
    /// Revenue, where it differs.
    pub revenue: Option<RevenueDifference>,
}

impl DayCheck {
    /// The gravest cause; none where the day agrees.
    pub fn cause(&self) -> Option<Cause> {
        let of_revenue = self.revenue.map(|revenue| revenue.cause);
        self.differences.iter().map(|difference| difference.cause).chain(of_revenue).max()
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// Days of the vendor table. A kept day without an item had nothing counted.
    pub counted: &'a [DayCounters],
    /// The first day the vendor table still keeps; days before it are not compared.
    pub kept_from: Option<NaiveDate>,
    /// What the lake counted.
    pub lake: &'a LakeCounts,
    /// Events up to here are in the lake, on the clocks of the business zone; none where nobody knows.
    pub lake_to: Option<NaiveDateTime>,
    /// The open business day.
    pub today: NaiveDate,
}

/// A range of days, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// The compared days, in order.
    pub days: Vec<DayCheck>,
    /// Days that were asked for and could not be compared: the vendor table no longer keeps them.
    pub not_compared: i64,
}

impl Reconciliation {
    /// Compares the days of a range.
    pub fn of(range: DateRange, books: &Books<'_>) -> Self {
        let is_kept =
            |date: &NaiveDate| books.kept_from.is_none_or(|from| *date >= from) && *date <= books.today;
        let days: Vec<DayCheck> = range.dates().filter(is_kept).map(|date| check(date, books)).collect();
        let not_compared = range.days() - days.len() as i64;
        Self { days, not_compared }
    }

    /// How many days agree.
    pub fn agreeing(&self) -> usize {
        self.days.iter().filter(|day| day.cause().is_none()).count()
    }

    /// The gravest cause of all days; none where every compared day agrees.
    pub fn cause(&self) -> Option<Cause> {
        self.days.iter().filter_map(DayCheck::cause).max()
    }

    /// Days with this cause as their gravest.
    pub fn days_with(&self, cause: Cause) -> impl Iterator<Item = &DayCheck> {
        self.days.iter().filter(move |day| day.cause() == Some(cause))
    }

    /// In one sentence: `6 of 8 days agree; still open: 22 Nov; duplicate: 19 Nov.`
    pub fn sentence(&self) -> String {
        if self.days.is_empty() {
            return "No day can be compared: the vendor table keeps none of them.".to_owned();
        }
        let mut said = match (self.agreeing(), self.days.len()) {
            (agreeing, all) if agreeing == all => {
                if all == 1 {
                    "The day agrees".to_owned()
                } else {
                    format!("All {all} days agree")
                }
            }
            (agreeing, all) => format!("{agreeing} of {all} days agree"),
        };
        for cause in CAUSES {
            let days: Vec<String> =
                self.days_with(cause).map(|day| day.date.format("%-d %b").to_string()).collect();
            if let [first, .., last] = days.as_slice()
                && days.len() > 3
            {
                let _ = write!(said, "; {}: {} days from {first} to {last}", cause.label(), days.len());
            } else if !days.is_empty() {
                let _ = write!(said, "; {}: {}", cause.label(), days.join(", "));
            }
        }
        said.push('.');
        said
    }
}

/// The gravest first.
const CAUSES: [Cause; 7] = [
    Cause::Unexplained,
    Cause::LostInLake,
    Cause::LostInCounters,
    Cause::ZoneCut,
    Cause::Duplicate,
    Cause::Late,
    Cause::StillOpen,
];

fn check(date: NaiveDate, books: &Books<'_>) -> DayCheck {
    let counted = books.counted.iter().find(|day| day.date == date);
    let counted = counted.map(|day| day.counters).unwrap_or_default();
    let nothing = LakeDay::default();
    let lake = books.lake.days.get(&date).unwrap_or(&nothing);
    let passing = passing(date, books);
    let mut differences: Vec<Difference> = Counter::ALL
        .into_iter()
        .filter(|counter| counter.of(&counted) != lake.count(*counter).distinct)
        .map(|counter| Difference {
            counter,
            counted: counter.of(&counted),
            lake: lake.count(counter).distinct,
            cause: passing.unwrap_or_else(|| cause_of(counter, &counted, lake)),
        })
        .collect();
    contradict(&mut differences);
    let revenue = revenue(&counted, lake, &differences, passing);
    DayCheck { date, differences, revenue }
}

/// Why a day may differ and will not for long.
fn passing(date: NaiveDate, books: &Books<'_>) -> Option<Cause> {
    if date >= books.today {
        return Some(Cause::StillOpen);
    }
    let end = date.succ_opt()?.and_hms_opt(0, 0, 0)?;
    books.lake_to.is_none_or(|reached| reached < end).then_some(Cause::Late)
}

fn cause_of(counter: Counter, counted: &Counters, lake: &LakeDay) -> Cause {
    let (counted, held) = (counter.of(counted), lake.count(counter));
    let in_partition = lake.in_partition.get(&counter).copied().unwrap_or_default();
    if counted < 0 {
        // A correction by hand: the lake knows nothing of it.
        return Cause::Unexplained;
    }
    if counted > held.distinct && counted <= held.events {
        return Cause::Duplicate;
    }
    if in_partition != held.distinct && counted == in_partition {
        return Cause::ZoneCut;
    }
    if counted < held.distinct { Cause::LostInCounters } else { Cause::LostInLake }
}

/// A day on which both roads lost something is explained by neither.
fn contradict(differences: &mut [Difference]) {
    let has = |cause| differences.iter().any(|difference| difference.cause == cause);
    if has(Cause::LostInCounters) && has(Cause::LostInLake) {
        for difference in differences.iter_mut().filter(|difference| difference.cause.is_grave()) {
            difference.cause = Cause::Unexplained;
        }
    }
}

/// Revenue goes with the orders: what explains them explains it.
fn revenue(
    counted: &Counters,
    lake: &LakeDay,
    differences: &[Difference],
    passing: Option<Cause>,
) -> Option<RevenueDifference> {
    // The lake sums doubles: what is less than the smallest coin is no difference.
    let gap = (counted.revenue - lake.revenue).abs();
    if gap < Decimal::new(5, 3) {
        return None;
    }
    let of_orders = differences.iter().find(|difference| difference.counter == Counter::Orders);
    let cause = passing.or(of_orders.map(|orders| orders.cause)).unwrap_or(Cause::Unexplained);
    Some(RevenueDifference { counted: counted.revenue, lake: lake.revenue, cause })
}

#[cfg(test)]
mod tests;
