//! WHAT FLOWS: units, metrics, series (gaps stay gaps), stages, alarms, health.
//! Plain data: this room knows no I/O, no clock and no screen.

mod alarm;
mod health;
mod metric;
mod name;
mod quantity;
mod rule;
mod series;
mod stage;
mod text;
mod unit;
mod window;

pub use alarm::{Alarm, AlarmKind, AlarmState};
pub use health::{Health, PipelineHealth, Reason, StageHealth};
pub use metric::{Metric, Missing, SeriesKey, Shape};
pub use name::{MetricKey, PipelineName, StageName};
pub use quantity::{say, say_bytes, say_count, say_span};
pub use rule::{Comparison, Limit, Measure, Rule};
pub use series::{Point, Series};
pub use stage::{Pipeline, Stage, StageKind, StreamFacts, StreamMode};
pub use text::{clean, clean_line};
pub use unit::Unit;
pub use window::Window;
