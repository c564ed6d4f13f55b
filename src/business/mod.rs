//! WHAT THE PIPELINE CARRIES: money, vendors, daily counters, KPIs, funnel, products, ranges of dates.
//! Plain data and arithmetic: this room knows no AWS, no clock and no screen.

mod calendar;
mod comparison;
mod counters;
mod funnel;
mod history;
mod insight;
mod insight_words;
mod kpi;
mod money;
mod order;
mod product;
mod range;
mod summary;
mod trend;
mod vendor;

pub use calendar::Span;
pub use comparison::{Basis, Comparison};
pub use counters::{Counters, DayCounters};
pub use funnel::{Funnel, FunnelStep};
pub use history::{busy_days, days_of_summary, funnel_of_summary};
pub use insight::{Insight, InsightKind, Mover, Story, Tone, insights};
pub use kpi::{Change, Kpi, Kpis};
pub use money::{Currency, CurrencyError, Money};
pub use order::{OrderError, OrderId};
pub use product::{ProductDay, ProductId};
pub use range::{Bucket, DateRange, Granularity, RangeError};
pub use summary::{Cell, ColumnType, SummaryTable, View};
pub use trend::{DayBook, Period, Total};
pub use vendor::{Vendor, VendorError, VendorId, VendorScope};
