//! WHAT THE PIPELINE CARRIES: money, vendors, daily counters, KPIs, funnel, products, ranges of dates.
//! Plain data and arithmetic: this room knows no AWS, no clock and no screen.

mod counters;
mod funnel;
mod history;
mod kpi;
mod lake_counts;
mod money;
mod order;
mod product;
mod range;
mod reconcile;
mod summary;
mod trend;
mod vendor;

pub use counters::{Counters, DayCounters};
pub use funnel::{Funnel, FunnelStep};
pub use history::{days_of_summary, funnel_of_summary};
pub use kpi::{Change, Kpi, Kpis};
pub use lake_counts::{Counter, LakeCount, LakeCounts, LakeDay};
pub use money::{Currency, CurrencyError, Money};
pub use order::{OrderError, OrderId};
pub use product::{ProductDay, ProductId};
pub use range::{Bucket, DateRange, Granularity, RangeError};
pub use reconcile::{Books, Cause, DayCheck, Difference, Reconciliation, RevenueDifference};
pub use summary::{Cell, ColumnType, SummaryTable, View};
pub use trend::{Basis, Comparison, DayBook, Total};
pub use vendor::{Vendor, VendorError, VendorId, VendorScope};
