//! What columns mean, and in which unit: one table for the header of JSON and for the documentation.

use crate::business::Currency;

/// A column that may be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in every format.
    pub name: &'static str,
    /// Its unit; `money` stands for the code of the currency, nothing for text.
    pub unit: &'static str,
    /// What it says, in a clause.
    pub meaning: &'static str,
}

/// The unit of a column; none for text and for columns that are not known.
pub fn unit_of(name: &str, currency: &Currency) -> Option<String> {
    let column = COLUMNS.iter().find(|column| column.name == name)?;
    match column.unit {
        "" => None,
        MONEY => Some(currency.code().to_owned()),
        unit => Some(unit.to_owned()),
    }
}

const MONEY: &str = "money";

const fn is(name: &'static str, unit: &'static str, meaning: &'static str) -> Column {
    Column { name, unit, meaning }
}

/// Every column that is documented.
pub const COLUMNS: &[Column] = &[
    is("vendorid", "", "id of the vendor"),
    is("vendor", "", "id of the vendor, or `all`"),
    is("event_date", "date", "the business day"),
    is("from", "date", "first day of the row's period"),
    is("to", "date", "last day of the row's period"),
    is("is_partial", "true or false", "the period is cut by the range, or its last day is not over"),
    is("is_open", "true or false", "the day is not over: its figures still grow"),
    is("source", "", "the store the row was read from: `table` (live counters) or `lake`"),
    is("product_views", "events", "product pages viewed"),
    is("profile_views", "events", "vendor profiles viewed"),
    is("product_favorites", "events", "products marked as favourite"),
    is("views", "events", "pages viewed: of the product, or in the hour"),
    is("favorites", "events", "marked as favourite"),
    is("cart_adds", "events", "put into the cart"),
    is("orders", "orders", "orders made"),
    is("completed_orders", "orders", "orders completed on the day, whenever they were made"),
    is("revenue", MONEY, "sum of the orders' totals"),
    is("average_order", MONEY, "revenue by order"),
    is("conversion", "fraction", "orders by product view, 0 to 1"),
    is("completion", "fraction", "completed orders by order; can pass 1"),
    is("unique_customers", "customers", "identified customers, each once a row"),
    is("events", "events", "events of any type"),
    is("day_of_week", "ISO weekday", "1 Monday to 7 Sunday"),
    is("hour_of_day", "hour", "0 to 23"),
    is("productid", "", "id of the product"),
    is("product", "", "name of the product, where one is known"),
    is("category", "", "category of the product"),
    is("units", "pieces", "pieces ordered"),
    is("kpi", "", "the figure the row is about"),
    is("value", "", "the figure: money in the currency, rates as fractions"),
    is("before", "", "the same figure of the period that is compared with"),
    is("change_percent", "percent", "change of the figure; empty for rates"),
    is("change_points", "percentage points", "change of a rate"),
    is("before_from", "date", "first day of the period that is compared with"),
    is("revenue_before", MONEY, "revenue of the period that is compared with, by place"),
    is("orders_before", "orders", "orders of the period that is compared with, by place"),
    is("step", "", "step of the funnel"),
    is("counts", "", "what the funnel counts: `customers` or `events`"),
    is("count", "", "how many"),
    is("step_rate", "fraction", "share of the step before"),
    is("overall_rate", "fraction", "share of the first step"),
    is("counter", "", "the counter the row is about"),
    is("pipeline", "", "name of the pipeline"),
    is("stage", "", "name of the stage"),
    is("kind", "", "kind of the stage"),
    is("resource", "", "its resource at AWS"),
    is("health", "", "ok, warning, critical or unknown"),
    is("reason", "", "why, in a sentence"),
    is("time", "UTC", "start of the period the point stands for"),
    is("metric", "", "key of the metric"),
    is("unit", "", "unit of the value; a counter's value is its sum over the period"),
    is("period", "seconds", "how long a point stands for"),
    is("is_final", "true or false", "the point can no longer change"),
    is("alarm", "", "name of the alarm"),
    is("state", "", "ALARM, OK or INSUFFICIENT_DATA"),
    is("since", "UTC", "when the state began"),
    is("watches", "", "the metric or rule the alarm watches"),
    is("condition", "", "the comparison, in words and sign"),
    is("threshold", "", "the threshold, in the metric's unit"),
    is("stages", "", "stages the alarm watches, with blanks between"),
    is("arn", "", "the alarm's ARN"),
    is("command", "", "the shell command that reproduces or mends it"),
    is("question", "", "what was asked"),
    is("as_of", "UTC", "when the answer was read"),
    is("complete_to", "UTC", "events up to here are in the answer"),
    is("took_ms", "milliseconds", "how long the read took"),
    is("cost_usd", "US dollars", "what the read cost"),
    is("failures", "attempts", "failed attempts in a row"),
    is("trouble", "", "what went wrong at the newest attempt"),
    is("event_time", "UTC", "when it happened"),
    is("eventtype", "", "ProductView, ProductFavorite, CartAdd, VendorView, OrderCreated or OrderCompleted"),
    is("eventid", "", "id of the event; empty in old data"),
    is("customerid", "", "id of the customer; empty for anonymous visitors"),
    is("orderid", "", "id of the order"),
    is("total", MONEY, "total of the order"),
    is("items", "", "the order's lines as JSON: productid, quantity, price"),
    is("ordered_at", "UTC", "when the order was made"),
    is("completed_at", "UTC", "when it was completed; empty when it is not, within the days asked for"),
    is("lines", "lines", "lines of the order"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_is_said_once_and_documented() {
        let names: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
        let page = include_str!("../../docs/export.md");
        for Column { name, unit, meaning } in COLUMNS {
            let row = format!("| `{name}` | {unit} | {meaning} |");
            assert!(page.contains(&row), "docs/export.md lacks: {row}");
        }
    }

    #[test]
    fn money_is_in_its_currency() {
        let euro = Currency::parse("EUR").unwrap();
        assert_eq!(unit_of("revenue", &euro).as_deref(), Some("EUR"));
        assert_eq!(unit_of("vendorid", &euro), None);
        assert_eq!(unit_of("conversion", &euro).as_deref(), Some("fraction"));
    }
}
