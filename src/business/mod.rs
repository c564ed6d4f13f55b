//! WHAT THE PIPELINE CARRIES: money, vendors, daily counters, KPIs, funnel, products, ranges of dates.
//! Plain data and arithmetic: this room knows no AWS, no clock and no screen.

mod benchmark;
mod calendar;
mod cohort;
mod comparison;
mod counters;
mod customers;
mod forecast;
mod funnel;
mod history;
mod insight;
mod insight_days;
mod insight_words;
mod kpi;
mod lake_counts;
mod middle;
mod money;
mod order;
mod product;
mod product_board;
mod product_book;
mod product_movers;
mod product_order;
#[cfg(test)]
mod product_tests;
mod product_writer;
mod range;
mod ranking;
mod reconcile;
mod summary;
mod totals;
mod traffic;
mod trend;
mod unusual;
mod vendor;

pub use benchmark::{Benchmark, LEAST_PEERS, Placing, Quarter, Withheld, benchmark};
pub use calendar::Span;
pub use cohort::{Cohort, Cohorts, LEAST_SIZE};
pub use comparison::{Basis, Comparison};
pub use counters::{Counters, DayCounters};
pub use customers::{
    CategoryRow, CompletionTime, CustomerMix, MixBucket, MixDay, NewOrder, OrderEvent, Segments,
    categories_of, newest_orders, order_events,
};
pub use forecast::{
    Forecast, ForecastDay, ForecastSum, HISTORY_DAYS, INTERVAL, NoForecast, Proof, estimate_text, forecast,
};
pub use funnel::{Funnel, FunnelStep};
pub use history::{busy_days, days_of_summary, funnel_of_summary};
pub use insight::{Insight, InsightKind, MovedProduct, Story, Tone, insights};
pub use kpi::{Change, Kpi, Kpis};
pub use lake_counts::{Counter, LakeCount, LakeCounts, LakeDay};
pub use money::{Currency, CurrencyError, Money};
pub use order::{OrderError, OrderId};
pub use product::{ProductCounts, ProductDay, ProductId, ProductKey};
pub use product_board::{ComparedProduct, ProductBoard, ProductRow, Standing};
pub use product_book::{BookedProduct, CountedDay, ProductBook};
pub use product_movers::{LEAST_ORDERS, Mover, Movers};
pub use product_order::{ProductColumn, ProductOrder};
pub use product_writer::ProductBookWriter;
pub use range::{Bucket, DateRange, Granularity, RangeError};
pub use ranking::{Concentration, Field, Move, Ranked, Ranking};
pub use reconcile::{Books, Cause, DayCheck, Difference, Reconciliation, RevenueDifference};
pub use summary::{Cell, ColumnType, NEWEST_ORDERS, SummaryTable, View};
pub use totals::{Totals, add_totals, totals_of_summary};
pub use traffic::{HeatMap, HourCell, HourCount, HourPlace, utc_days};
pub use trend::{DayBook, Period, Total};
pub use unusual::{Direction, UnusualDay, unusual_days};
pub use vendor::{Vendor, VendorError, VendorId, VendorScope};
