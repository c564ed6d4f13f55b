//! WHAT THE PIPELINE CARRIES: money, vendors, daily counters, KPIs, funnel, products, ranges of dates.
//! Plain data and arithmetic: this room knows no AWS, no clock and no screen.

mod cohort;
mod counters;
mod customers;
mod funnel;
mod history;
mod kpi;
mod money;
mod order;
mod product;
mod range;
mod summary;
mod traffic;
mod trend;
mod vendor;

pub use cohort::{Cohort, Cohorts, LEAST_SIZE};
pub use counters::{Counters, DayCounters};
pub use customers::{
    CategoryRow, CompletionTime, CustomerMix, MixBucket, MixDay, OrderEvent, Segments, categories_of,
    order_events,
};
pub use funnel::{Funnel, FunnelStep};
pub use history::{days_of_summary, funnel_of_summary};
pub use kpi::{Change, Kpi, Kpis};
pub use money::{Currency, CurrencyError, Money};
pub use order::{OrderError, OrderId};
pub use product::{ProductDay, ProductId};
pub use range::{Bucket, DateRange, Granularity, RangeError};
pub use summary::{Cell, ColumnType, SummaryTable, View};
pub use traffic::{HeatMap, HourCell, HourCount, HourPlace, utc_days};
pub use trend::{Basis, Comparison, DayBook, Total};
pub use vendor::{Vendor, VendorError, VendorId, VendorScope};
