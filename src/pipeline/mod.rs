//! WHAT FLOWS: units, metrics, series (gaps stay gaps), stages, alarms, health.
//! Plain data: this room knows no I/O, no clock and no screen.

mod alarm;
mod health;
mod metric;
mod name;
mod rule;
mod series;
mod stage;
mod unit;
mod window;

pub use alarm::{Alarm, AlarmKind, AlarmState};
pub use health::{Health, PipelineHealth, Reason, StageHealth};
pub use metric::{Metric, Missing, SeriesKey, Shape};
pub use name::{MetricKey, PipelineName, StageName};
pub use rule::{Comparison, Limit, Measure, Rule};
pub use series::{Point, Series};
pub use stage::{Pipeline, Stage, StageKind, StreamFacts, StreamMode};
pub use unit::Unit;
pub use window::Window;
