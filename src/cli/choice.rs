//! Words of which an option takes one: formats, periods, views.

use clap::ValueEnum;

/// Formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Sentences
    Text,
    /// The documented JSON; with --watch one object a line
    Json,
    /// Metrics for Prometheus and its like
    Openmetrics,
}

/// Formats of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Sentences
    Text,
    /// The documented JSON
    Json,
}

/// Formats of short lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Aligned columns
    Table,
    /// The documented JSON
    Json,
    /// Comma-separated values
    Csv,
}

/// Formats of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Aligned columns
    Table,
    /// The documented JSON
    Json,
    /// Comma-separated values
    Csv,
    /// A Markdown table
    Md,
}

/// What `export` exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportWhat {
    /// A row a vendor and day
    Days,
    /// A row a vendor, day and product
    Products,
    /// A row a vendor, day and hour
    Hours,
    /// A row an order
    Orders,
    /// A row an event
    Events,
}

/// Formats of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated values, for spreadsheets
    Csv,
    /// One object with a header: range, source, units
    Json,
    /// A JSON object a line
    Ndjson,
    /// Not built in: says what to do instead
    #[value(hide = true)]
    Parquet,
}

/// Formats of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FrameFormat {
    /// Characters only
    Text,
    /// With colours, as a terminal shows it
    Ansi,
    /// A picture
    Svg,
}

/// Least health that fails a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Warning and worse
    Warning,
    /// Critical only
    Critical,
}

/// What days are summed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Granularity {
    /// Days
    Day,
    /// ISO weeks
    Week,
    /// Months
    Month,
}

/// What a period is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Compare {
    /// Nothing
    Nothing,
    /// The period of equal length before
    Previous,
    /// The same days a week earlier
    Week,
    /// The same days 28 days earlier
    FourWeeks,
    /// The same days a year earlier
    Year,
}

/// Columns of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProductSort {
    /// Rank by revenue, the first first
    Rank,
    /// Ranks won
    Move,
    /// Vendor and product
    Product,
    /// Revenue
    Revenue,
    /// How revenue changed
    Change,
    /// Share of all revenue
    Share,
    /// Orders
    Orders,
    /// Pieces sold
    Units,
    /// Pages viewed
    Views,
    /// Marked as favourite
    Favourites,
    /// Put into a cart
    CartAdds,
    /// Orders per view
    Conversion,
}

/// By what vendors are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rank {
    /// Sum of the orders' totals
    Revenue,
    /// Orders created
    Orders,
    /// Revenue per order
    AverageOrder,
    /// Orders per product view
    Conversion,
    /// Completed orders per order
    Completion,
}

/// Summary views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum View {
    /// One row per vendor and day
    DailyVendorPerformance,
    /// One row per vendor, product and day
    ProductPerformance,
    /// Distinct customers at each step, per vendor and day
    ConversionFunnel,
    /// One row per vendor and customer
    CustomerBehavior,
    /// One row per vendor, day and hour
    HourlyTraffic,
    /// The newest event that can be queried
    DataFreshness,
    /// Customers by month of first order, and how many order again
    RetentionCohort,
    /// One row per category of products
    CategoryPerformance,
    /// How long orders take to be completed
    OrderCompletionTime,
    /// New and returning customers, one row per day
    CustomerMix,
    /// One row per vendor, summed over the range
    VendorTotals,
    /// Events and distinct events, by partition day, business day and type
    EventCounts,
    /// The newest orders: when made, when completed, what they came to
    NewestOrders,
}
