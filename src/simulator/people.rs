//! The views that know people by when they came: new and returning customers, and cohorts. Each customer has a row of
//! marks, one a day or month, from which both are read.

use chrono::{Datelike, Months, NaiveDate};
use rayon::prelude::*;

use super::{
    crowd::Crowd,
    shopper::{Deed, Event, midnight_of},
    views::columns,
    world::World,
};
use crate::business::{Cell, ColumnType, DateRange, SummaryTable};

/// Days a customer must not have been seen for, before the end of the range, to be new.
const NEW_AFTER_DAYS: u32 = 365;

/// Marks of one customer: a bit for each day or month on which they were seen.
type Marks = [u64; 6];

/// Customers of one vendor, or the regulars of a category.
struct Roll {
    crowd: Crowd,
    marks: Vec<Marks>,
    /// Views, cart adds and orders of people who are signed in, a row a day.
    deeds: Vec<[i64; 3]>,
}

/// Reads the events of each vendor into a roll. `mark_of` names the mark an event leaves, if any.
fn rolls(
    world: &World,
    vendor: Option<usize>,
    days: &[NaiveDate],
    mark_of: impl Fn(&Event) -> Option<usize> + Sync,
) -> Vec<Roll> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let began = midnight_of(*first);
    let vendors: Vec<usize> = match vendor {
        Some(vendor) => vec![vendor],
        None => (0..world.market.shops.len()).collect(),
    };
    let read = |vendor: &usize| {
        let crowd = Crowd::over(world.market.shops.get(*vendor)?, *vendor, *first, *last);
        let mut roll = Roll {
            marks: vec![Marks::default(); crowd.len()],
            deeds: vec![[0; 3]; (*last - *first).num_days() as usize + 1],
            crowd,
        };
        let mut last = (usize::MAX, None);
        world.each_event(*vendor, days, &mut |event| {
            let Some(place) = crowd.place(event.customer) else { return };
            let deed = match event.deed {
                Deed::ProductView => 0,
                Deed::CartAdd => 1,
                Deed::OrderCreated => 2,
                Deed::VendorView | Deed::ProductFavorite => 3,
                // The vendor's doing, not the customer's.
                Deed::OrderCompleted => return,
            };
            let day = ((event.at - began) / 86_400) as usize;
            if let Some(sum) = roll.deeds.get_mut(day).and_then(|sums| sums.get_mut(deed)) {
                *sum += 1;
            }
            let mark = mark_of(&event);
            // Events of a visit come one after the other: most of them mark what is marked.
            if last == (place, mark) {
                return;
            }
            last = (place, mark);
            if let (Some(mark), Some(marks)) = (mark, roll.marks.get_mut(place))
                && let Some(word) = marks.get_mut(mark / 64)
            {
                *word |= 1 << (mark % 64);
            }
        });
        Some(roll)
    };
    vendors.par_iter().filter_map(read).collect()
}

/// The marks of every customer who left any; regulars of a category are one, whichever shops they went to.
fn people(rolls: &[Roll]) -> Vec<Marks> {
    let mut people: Vec<Marks> = Vec::new();
    let mut categories: Vec<(u32, Vec<Marks>)> = Vec::new();
    for roll in rolls {
        let (passers, regulars) = roll.marks.split_at(roll.crowd.regulars_from().min(roll.marks.len()));
        people.extend(passers.iter().filter(|marks| **marks != Marks::default()));
        match categories.iter_mut().find(|(category, _)| *category == roll.crowd.category()) {
            None => categories.push((roll.crowd.category(), regulars.to_vec())),
            Some((_, all)) => {
                for (sum, own) in all.iter_mut().zip(regulars) {
                    sum.iter_mut().zip(own).for_each(|(sum, own)| *sum |= own);
                }
            }
        }
    }
    people.extend(categories.into_iter().flat_map(|(_, all)| all).filter(|marks| *marks != Marks::default()));
    people
}

/// Places of the marks, in order.
fn places(marks: &Marks) -> impl Iterator<Item = usize> + '_ {
    marks.iter().enumerate().flat_map(|(word, bits)| {
        (0..64).filter(move |bit| bits & (1_u64 << bit) != 0).map(move |bit| word * 64 + bit)
    })
}

/// New and returning customers of each day.
pub(super) fn mix(world: &World, vendor: Option<usize>, range: DateRange) -> SummaryTable {
    let longest = u32::try_from(range.days()).unwrap_or(u32::MAX).clamp(NEW_AFTER_DAYS, 6 * 64);
    let days = world.queryable_days(DateRange::ending(range.to(), longest));
    let Some(first) = days.first().copied() else { return mixed(Vec::new()) };
    let began = midnight_of(first);
    let rolls = rolls(world, vendor, &days, |event| Some(((event.at - began) / 86_400) as usize));
    let span = (days.last().map_or(0, |last| (*last - first).num_days())) as usize + 1;
    let mut counts = vec![(0_i64, 0_i64); span];
    for marks in people(&rolls) {
        for (rank, day) in places(&marks).enumerate() {
            if let Some((all, new)) = counts.get_mut(day) {
                *all += 1;
                *new += i64::from(rank == 0);
            }
        }
    }
    let row = |date: &NaiveDate| {
        let day = usize::try_from((*date - first).num_days()).ok()?;
        let (all, new) = *counts.get(day)?;
        let sum = |deed: usize| -> i64 { rolls.iter().map(|roll| roll.deeds[day][deed]).sum() };
        let numbers = [all, new, all - new, sum(0), sum(1), sum(2)];
        (all > 0).then(|| {
            let mut cells = vec![Cell::Date(*date)];
            cells.extend(numbers.map(Cell::Integer));
            cells
        })
    };
    mixed(days.iter().filter(|date| range.contains(**date)).filter_map(row).collect())
}

fn mixed(rows: Vec<Vec<Cell>>) -> SummaryTable {
    let names = [
        ("event_date", ColumnType::Date),
        ("customers", ColumnType::Integer),
        ("new_customers", ColumnType::Integer),
        ("returning_customers", ColumnType::Integer),
        ("product_views", ColumnType::Integer),
        ("cart_adds", ColumnType::Integer),
        ("orders", ColumnType::Integer),
    ];
    SummaryTable { columns: columns(&names), rows }
}

/// Customers by the month of their first order in the range, and how many of them ordered again in each month after.
pub(super) fn cohorts(world: &World, vendor: Option<usize>, range: DateRange) -> SummaryTable {
    let days = world.queryable_days(range);
    let names = [
        ("cohort_month", ColumnType::Date),
        ("months_later", ColumnType::Integer),
        ("customers", ColumnType::Integer),
        ("cohort_size", ColumnType::Integer),
        ("retention", ColumnType::Double),
    ];
    let mut table = SummaryTable { columns: columns(&names), rows: Vec::new() };
    let Some(first) = days.first().and_then(|first| first.with_day(1)) else { return table };
    let month_of =
        |date: NaiveDate| (date.year() - first.year()) * 12 + date.month0() as i32 - first.month0() as i32;
    let months: Vec<usize> = first
        .iter_days()
        .take(days.last().map_or(0, |last| (*last - first).num_days()) as usize + 1)
        .map(|date| usize::try_from(month_of(date)).unwrap_or(usize::MAX))
        .collect();
    let began = midnight_of(first);
    let rolls = rolls(world, vendor, &days, |event| {
        let is_order = event.deed == Deed::OrderCreated;
        is_order.then(|| months.get(((event.at - began) / 86_400) as usize).copied()).flatten()
    });
    let count = months.last().map_or(0, |last| last + 1);
    let mut again = vec![vec![0_i64; count]; count];
    for marks in people(&rolls) {
        let mut ordered = places(&marks);
        let Some(cohort) = ordered.next() else { continue };
        for month in std::iter::once(cohort).chain(ordered) {
            if let Some(sum) = again.get_mut(cohort).and_then(|row| row.get_mut(month - cohort)) {
                *sum += 1;
            }
        }
    }
    for (cohort, row) in again.iter().enumerate() {
        let size = row.first().copied().unwrap_or(0);
        let month = first.checked_add_months(Months::new(cohort as u32)).unwrap_or(first);
        for (later, customers) in row.iter().enumerate().filter(|(_, customers)| **customers > 0) {
            table.rows.push(vec![
                Cell::Date(month),
                Cell::Integer(later as i64),
                Cell::Integer(*customers),
                Cell::Integer(size),
                Cell::Double(*customers as f64 / size as f64),
            ]);
        }
    }
    table
}
