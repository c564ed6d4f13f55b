//! One vendor's days over any range: which questions bring them, and how their answers become one book of days.
//! The table keeps the newest days, the lake the older ones; the seam is known and never hidden.

use chrono::{DateTime, Utc};

use super::{
    answer::{Answer, Answered, Provenance, VendorDays},
    ask::Question,
    estate::Estate,
    snapshot::{Entry, Snapshot},
};
use crate::business::{DateRange, DayBook, VendorScope, View, days_of_summary};

/// A range of days, cut to where its parts are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySplit {
    /// Days the vendor table keeps, up to today.
    pub table: Option<DateRange>,
    /// Older days, asked of the lake.
    pub lake: Option<DateRange>,
    /// Older days that nobody keeps: unknown.
    pub unkept: Option<DateRange>,
}

impl DaySplit {
    /// Cuts a range at today and at the first day the table keeps.
    pub fn of(range: DateRange, estate: &Estate, now: DateTime<Utc>) -> Self {
        let today = estate.business_day(now);
        let Ok(past) = DateRange::new(range.from(), range.to().min(today)) else {
            return Self::default();
        };
        let kept = estate.kept_from(now).filter(|from| *from <= past.to());
        let table = kept.and_then(|from| DateRange::new(from.max(past.from()), past.to()).ok());
        let older = match table {
            Some(table) => table.from().pred_opt().and_then(|last| DateRange::new(past.from(), last).ok()),
            None => Some(past),
        };
        if estate.lake.is_some() {
            Self { table, lake: older, unkept: None }
        } else {
            Self { table, lake: None, unkept: older }
        }
    }

    /// The questions that bring these days of a vendor.
    pub fn questions(self, vendor: &VendorScope) -> impl Iterator<Item = Question> {
        let table = self.table.map(|range| Question::VendorDays { vendor: vendor.clone(), range });
        let lake = self.lake.map(|range| Question::Summary {
            view: View::DailyVendorPerformance,
            vendor: vendor.clone(),
            range,
        });
        table.into_iter().chain(lake)
    }
}

impl Question {
    /// The days this question asks about, when it is about the counters of `vendor`.
    pub fn days_of(&self, vendor: &VendorScope) -> Option<DateRange> {
        match self {
            Self::VendorDays { vendor: whose, range }
            | Self::Summary { view: View::DailyVendorPerformance, vendor: whose, range }
                if whose == vendor =>
            {
                Some(*range)
            }
            _ => None,
        }
    }
}

/// What a snapshot knows of a vendor's days, whoever asked for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Every day that was read. Where table and lake both have a day, the table's counters hold.
    pub book: DayBook,
    /// Which days came from where, the lake's first.
    pub sources: Vec<(DateRange, Provenance)>,
}

impl History {
    /// Gathers every answer about this vendor's days.
    pub fn of(snapshot: &Snapshot, vendor: &VendorScope) -> Self {
        let mut history = Self::default();
        let about = |(question, entry)| answer_about(question, entry, vendor);
        let entries = snapshot.entries.iter().map(|(question, entry)| (question, &**entry));
        let mut answers: Vec<_> = entries.filter_map(about).collect();
        answers.sort_by_key(|(_, held)| matches!(held.answer, Answer::VendorDays(_)));
        for (asked, held) in answers {
            match &held.answer {
                Answer::VendorDays(days) => history.take_table(asked, days),
                Answer::Summary(table) => match days_of_summary(table) {
                    Some(days) => history.book.take(asked, &days),
                    // A view without the columns says nothing about these days.
                    None => continue,
                },
                _ => continue,
            }
            history.sources.push((asked, held.provenance.clone()));
        }
        history
    }

    fn take_table(&mut self, asked: DateRange, days: &VendorDays) {
        let from = days.kept_from.map_or(asked.from(), |kept| kept.max(asked.from()));
        if let Ok(known) = DateRange::new(from, asked.to()) {
            self.book.take(known, &days.days);
        }
        // Days older than the table keeps are known where an item is still there.
        for day in days.days.iter().filter(|day| day.date < from) {
            self.book.take(DateRange::ending(day.date, 1), std::slice::from_ref(day));
        }
    }

    /// Events up to here are counted, as far as the stores of these days can tell.
    pub fn complete_to(&self, range: DateRange) -> Option<DateTime<Utc>> {
        let told = self.sources.iter().filter(|(asked, _)| asked.overlap(&range).is_some());
        told.filter_map(|(_, provenance)| provenance.complete_to).max()
    }
}

fn answer_about<'a>(
    question: &Question,
    entry: &'a Entry,
    vendor: &VendorScope,
) -> Option<(DateRange, &'a Answered)> {
    Some((question.days_of(vendor)?, entry.held.as_deref()?))
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use chrono::{NaiveDate, TimeZone};

    use super::*;
    use crate::{
        business::{Cell, ColumnType, Counters, Currency, DayCounters, SummaryTable},
        question::{Answered, Entry, LakeInfo, VendorTable},
    };

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 14, 2, 31).unwrap()
    }

    fn estate(has_lake: bool) -> Estate {
        Estate {
            pipelines: Vec::new(),
            vendor_table: Some(VendorTable { table: "days".into(), kept_days: 30 }),
            lake: has_lake.then(|| LakeInfo { workgroup: "w".into(), database: "d".into() }),
            currency: Currency::default(),
            business_zone: chrono_tz::UTC,
            demo: None,
            account: None,
            runbooks: std::collections::BTreeMap::new(),
            endpoint: None,
        }
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(date(from), date(to)).unwrap()
    }

    fn held(answer: Answer) -> Arc<Entry> {
        let provenance = Provenance {
            source: "test".into(),
            as_of: now(),
            complete_to: None,
            latency: Duration::ZERO,
            cost_micro_usd: 0,
            call: "".into(),
            command: "".into(),
        };
        let held = Some(Arc::new(Answered { answer, provenance }));
        Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(1)) })
    }

    #[test]
    fn what_the_table_no_longer_keeps_is_asked_of_the_lake() {
        let estate = estate(true);
        let split = DaySplit::of(range("2026-10-01", "2026-12-31"), &estate, now());
        assert_eq!(split.table, Some(range("2026-10-24", "2026-11-22")));
        assert_eq!(split.lake, Some(range("2026-10-01", "2026-10-23")));
        let old = DaySplit::of(range("2026-01-01", "2026-01-31"), &estate, now());
        assert_eq!((old.table, old.lake), (None, Some(range("2026-01-01", "2026-01-31"))));
        let ahead = DaySplit::of(range("2027-01-01", "2027-01-31"), &estate, now());
        assert_eq!(ahead, DaySplit::default());
    }

    #[test]
    fn without_a_lake_older_days_are_unknown_and_not_asked() {
        let split = DaySplit::of(range("2026-10-20", "2026-10-25"), &estate(false), now());
        assert_eq!(split.unkept, Some(range("2026-10-20", "2026-10-23")));
        assert_eq!(split.questions(&VendorScope::All).count(), 1);
    }

    #[test]
    fn table_and_lake_become_one_book_and_the_table_holds_where_both_have_a_day() {
        let orders = |date: NaiveDate, orders| DayCounters {
            date,
            counters: Counters { orders, ..Counters::default() },
        };
        let columns = [
            "event_date",
            "product_views",
            "profile_views",
            "product_favorites",
            "cart_adds",
            "orders",
            "completed_orders",
            "revenue",
        ];
        let row = |day: &str| {
            let mut row = vec![Cell::Date(date(day))];
            row.extend((1..8).map(|_| Cell::Integer(100)));
            row
        };
        let table = SummaryTable {
            columns: columns.map(|name| (Arc::from(name), ColumnType::Integer)).into(),
            rows: vec![row("2026-10-23"), row("2026-10-24")],
        };
        let all = VendorScope::All;
        let view = View::DailyVendorPerformance;
        let mut snapshot = Snapshot::empty(Arc::new(estate(true)), now());
        let lake_range = range("2026-10-20", "2026-10-24");
        let lake = Question::Summary { view, vendor: all.clone(), range: lake_range };
        snapshot.entries.insert(lake, held(Answer::Summary(table)));
        let table_range = range("2026-10-24", "2026-11-22");
        let days = VendorDays {
            days: vec![orders(date("2026-10-24"), 7)],
            kept_from: Some(date("2026-10-24")),
            vendors: 1,
        };
        snapshot.entries.insert(
            Question::VendorDays { vendor: all.clone(), range: table_range },
            held(Answer::VendorDays(days)),
        );
        let history = History::of(&snapshot, &all);
        let orders_on = |day: &str| history.book.day(date(day)).map(|counters| counters.orders);
        assert_eq!(orders_on("2026-10-23"), Some(100));
        assert_eq!(orders_on("2026-10-24"), Some(7));
        assert_eq!(orders_on("2026-10-25"), Some(0), "nothing happened on a kept day without an item");
        assert_eq!(orders_on("2026-10-19"), None, "nobody was asked about that day");
        assert_eq!(history.sources.len(), 2);
    }
}
