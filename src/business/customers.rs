//! Who comes and who buys: new and returning customers by day, week or month, and how much each does; the segments of a
//! vendor's customers; categories; and how long orders take. Read from summaries, whatever their columns' order.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::{
    order::OrderId,
    range::{Bucket, DateRange, Granularity},
    summary::{Cell, SummaryTable},
};

/// One day of customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MixDay {
    /// Distinct customers of the day.
    pub customers: i64,
    /// Those of them who were never seen before.
    pub new: i64,
    /// Views of products by customers who are known.
    pub views: i64,
    /// What they put into the cart.
    pub cart_adds: i64,
    /// What they ordered.
    pub orders: i64,
}

/// Days, a week or a month of customers. A customer who comes on two days counts on both: what is told is the average
/// day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixBucket {
    /// The period, and the part of it that is shown.
    pub bucket: Bucket,
    /// Days of it that are known.
    pub days: u32,
    /// Their sums.
    pub sum: MixDay,
}

impl MixBucket {
    /// Customers who had been seen before, on the average day.
    pub fn returning_a_day(&self) -> Option<f64> {
        self.a_day(self.sum.customers - self.sum.new)
    }

    /// New customers, on the average day.
    pub fn new_a_day(&self) -> Option<f64> {
        self.a_day(self.sum.new)
    }

    fn a_day(&self, count: i64) -> Option<f64> {
        (self.days > 0).then(|| count as f64 / f64::from(self.days))
    }
}

/// New and returning customers of the days that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerMix {
    days: Vec<(NaiveDate, MixDay)>,
}

impl CustomerMix {
    /// Reads `customer_mix`; none when a column is missing.
    pub fn of(table: &SummaryTable) -> Option<Self> {
        let date = table.column("event_date")?;
        let counts = ["customers", "new_customers", "product_views", "cart_adds", "orders"];
        let places = counts.map(|name| table.column(name));
        let row = |row: &Vec<Cell>| {
            let count = |at: usize| Some(integer(row, (*places.get(at)?)?));
            let day = MixDay {
                customers: count(0)?,
                new: count(1)?,
                views: count(2)?,
                cart_adds: count(3)?,
                orders: count(4)?,
            };
            Some((row.get(date)?.as_date()?, day))
        };
        if places.iter().any(Option::is_none) {
            return None;
        }
        let mut days: Vec<_> = table.rows.iter().filter_map(row).collect();
        days.sort_by_key(|(date, _)| *date);
        Some(Self { days })
    }

    /// True when no day is known.
    pub const fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The periods of a range; one of which no day is known has no days.
    pub fn buckets(&self, range: DateRange, granularity: Granularity) -> Vec<MixBucket> {
        let bucket = |bucket: Bucket| {
            let own = self.days.iter().filter(|(date, _)| bucket.part.contains(*date));
            let (days, sum) =
                own.fold((0, MixDay::default()), |(days, sum), (_, day)| (days + 1, add(sum, day)));
            MixBucket { bucket, days, sum }
        };
        range.buckets(granularity).into_iter().map(bucket).collect()
    }

    /// The known days of a range together.
    pub fn total(&self, range: DateRange) -> (u32, MixDay) {
        let own = self.days.iter().filter(|(date, _)| range.contains(*date));
        own.fold((0, MixDay::default()), |(days, sum), (_, day)| (days + 1, add(sum, day)))
    }
}

fn add(sum: MixDay, day: &MixDay) -> MixDay {
    MixDay {
        customers: sum.customers.saturating_add(day.customers),
        new: sum.new.saturating_add(day.new),
        views: sum.views.saturating_add(day.views),
        cart_adds: sum.cart_adds.saturating_add(day.cart_adds),
        orders: sum.orders.saturating_add(day.orders),
    }
}

fn integer(row: &[Cell], place: usize) -> i64 {
    row.get(place).and_then(Cell::as_integer).unwrap_or(0)
}

fn number(row: &[Cell], place: Option<usize>) -> Option<f64> {
    let decimal = row.get(place?)?.as_decimal()?;
    f64::try_from(decimal).ok()
}

/// Customers by what they did in a range: looked, bought once, bought again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segments {
    /// Customers without an order.
    pub browsers: i64,
    /// With one order.
    pub one_time: i64,
    /// With more.
    pub repeat: i64,
    /// What they spent, by the same three.
    pub spent: [Decimal; 3],
    /// Rows that were read: a view that is cut short says so by a round number of them.
    pub rows: usize,
}

impl Segments {
    /// Reads `customer_behavior`; none when a column is missing.
    pub fn of(table: &SummaryTable) -> Option<Self> {
        let (segment, spent) = (table.column("segment")?, table.column("total_spent")?);
        let mut found = Self { rows: table.rows.len(), ..Self::default() };
        for row in &table.rows {
            let place = match row.get(segment).and_then(Cell::as_text) {
                Some("browser") => 0,
                Some("one_time") => 1,
                Some("repeat") => 2,
                _ => continue,
            };
            let counts = [&mut found.browsers, &mut found.one_time, &mut found.repeat];
            if let Some(count) = counts.into_iter().nth(place) {
                *count += 1;
            }
            let amount = row.get(spent).and_then(Cell::as_decimal).unwrap_or_default();
            if let Some(sum) = found.spent.get_mut(place) {
                *sum = sum.checked_add(amount).unwrap_or(*sum);
            }
        }
        Some(found)
    }

    /// True when the rows end at a round number, as those of a view do that is read up to a limit: those who spent the
    /// most come first, and shares of them would not be shares of all.
    pub const fn is_cut(&self) -> bool {
        self.rows >= 1_000 && self.rows.is_multiple_of(1_000)
    }

    /// Every customer.
    pub const fn all(&self) -> i64 {
        self.browsers + self.one_time + self.repeat
    }

    /// The three, with their names.
    pub const fn named(&self) -> [(&'static str, i64); 3] {
        [("only looked", self.browsers), ("bought once", self.one_time), ("bought again", self.repeat)]
    }
}

/// A category of products.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryRow {
    /// Its name.
    pub name: Arc<str>,
    /// Views of its products.
    pub views: i64,
    /// Orders with a product of it.
    pub orders: i64,
    /// Pieces ordered.
    pub units: i64,
    /// What they brought.
    pub revenue: Decimal,
}

/// Reads `category_performance`, the one with the most revenue first; none when a column is missing.
pub fn categories_of(table: &SummaryTable) -> Option<Vec<CategoryRow>> {
    let [name, views, orders, units, revenue] =
        ["category", "views", "orders", "units", "revenue"].map(|name| table.column(name));
    let (name, views, orders, units, revenue) = (name?, views?, orders?, units?, revenue?);
    let row = |row: &Vec<Cell>| {
        let text = row.get(name).and_then(Cell::as_text).unwrap_or("(none)");
        CategoryRow {
            name: text.into(),
            views: integer(row, views),
            orders: integer(row, orders),
            units: integer(row, units),
            revenue: row.get(revenue).and_then(Cell::as_decimal).unwrap_or_default(),
        }
    };
    let mut rows: Vec<CategoryRow> = table.rows.iter().map(row).collect();
    rows.sort_by(|one, other| other.revenue.cmp(&one.revenue).then_with(|| one.name.cmp(&other.name)));
    Some(rows)
}

/// How long orders take from being made to being completed, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompletionTime {
    /// Orders that were completed.
    pub completed: i64,
    /// The average.
    pub mean: Option<f64>,
    /// Half of them took no longer.
    pub median: Option<f64>,
    /// 95 of 100 took no longer.
    pub p95: Option<f64>,
}

impl CompletionTime {
    /// Reads `order_completion_time`; none when a column or the row is missing.
    pub fn of(table: &SummaryTable) -> Option<Self> {
        let row = table.rows.first()?;
        Some(Self {
            completed: integer(row, table.column("completed")?),
            mean: number(row, table.column("avg_minutes")),
            median: number(row, table.column("p50_minutes")),
            p95: number(row, table.column("p95_minutes")),
        })
    }
}

/// One of the newest orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Which; one whose id nothing can be asked by is left out.
    pub id: OrderId,
    /// When it was made, in UTC.
    pub at: NaiveDateTime,
    /// When it was completed, in UTC.
    pub completed: Option<NaiveDateTime>,
    /// What it came to, where that is told.
    pub total: Option<Decimal>,
}

/// Reads `newest_orders`, the newest first; none when a column is missing.
pub fn newest_orders(table: &SummaryTable) -> Option<Vec<NewOrder>> {
    let (id, at) = (table.column("orderid")?, table.column("order_time")?);
    let time = |row: &[Cell], place: usize| match row.get(place) {
        Some(Cell::Timestamp(at)) => Some(*at),
        _ => None,
    };
    let order = |row: &Vec<Cell>| {
        Some(NewOrder {
            id: OrderId::parse(row.get(id)?.as_text()?).ok()?,
            at: time(row, at)?,
            completed: table.column("completed_time").and_then(|place| time(row, place)),
            total: table.column("total").and_then(|place| row.get(place)?.as_decimal()),
        })
    };
    let mut orders: Vec<NewOrder> = table.rows.iter().filter_map(order).collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.at));
    Some(orders)
}

/// One event of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderEvent {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Its type, as producers send it.
    pub kind: Arc<str>,
    /// Which product, where it tells one.
    pub product: Option<Arc<str>>,
    /// How many pieces.
    pub quantity: Option<i64>,
    /// The order's total, where it tells it.
    pub total: Option<Decimal>,
}

/// Reads the events of an order, in time order; none when a column is missing.
pub fn order_events(table: &SummaryTable) -> Option<Vec<OrderEvent>> {
    let (at, kind) = (table.column("event_time")?, table.column("eventtype")?);
    let text = |row: &[Cell], place: usize| row.get(place).and_then(Cell::as_text).map(Arc::from);
    let event = |row: &Vec<Cell>| {
        let Some(Cell::Timestamp(at)) = row.get(at) else { return None };
        Some(OrderEvent {
            at: *at,
            kind: text(row, kind)?,
            product: table.column("productid").and_then(|place| text(row, place)),
            quantity: table.column("quantity").and_then(|place| row.get(place)?.as_integer()),
            total: table.column("total").and_then(|place| row.get(place)?.as_decimal()),
        })
    };
    let mut events: Vec<OrderEvent> = table.rows.iter().filter_map(event).collect();
    events.sort_by_key(|event| event.at);
    Some(events)
}
