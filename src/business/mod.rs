//! WHAT THE PIPELINE CARRIES: money, vendors, daily counters, KPIs, funnel, products, ranges of dates.
//! Plain data and arithmetic: this room knows no AWS, no clock and no screen.

mod benchmark;
mod counters;
mod forecast;
mod funnel;
mod history;
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
mod product_writer;
mod range;
mod ranking;
mod reconcile;
mod summary;
mod totals;
mod trend;
mod unusual;
mod vendor;

pub use benchmark::{Benchmark, LEAST_PEERS, Placing, Quarter, Withheld, benchmark};
pub use counters::{Counters, DayCounters};
pub use forecast::{
    Forecast, ForecastDay, ForecastSum, HISTORY_DAYS, INTERVAL, NoForecast, Proof, estimate_text, forecast,
};
pub use funnel::{Funnel, FunnelStep};
pub use history::{days_of_summary, funnel_of_summary};
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
pub use summary::{Cell, ColumnType, SummaryTable, View};
pub use totals::{Totals, add_totals, totals_of_summary};
pub use trend::{Basis, Comparison, DayBook, Total};
pub use unusual::{Direction, UnusualDay, unusual_days};
pub use vendor::{Vendor, VendorError, VendorId, VendorScope};
