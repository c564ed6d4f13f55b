//! WHAT FLOWS: units, metrics, series (gaps stay gaps), stages, alarms, health.
//! Plain data: this room knows no I/O, no clock and no screen.

mod alarm;
mod graph;
mod health;
mod lake;
mod metric;
mod name;
mod order;
mod quantity;
mod rule;
mod scale;
mod seen;
mod series;
mod shell;
mod stage;
mod text;
mod tree;
mod unit;
mod verdict;
mod window;

pub use alarm::{
    Alarm, AlarmChange, AlarmDetail, AlarmEvent, AlarmKind, AlarmState, Datapoint, WatchedMetric,
};
pub use graph::{Graph, Seat};
pub use health::{Health, PipelineHealth, Reason, StageHealth};
pub use lake::LakeFacts;
pub use metric::{Metric, Missing, SeriesKey, Shape};
pub use name::{MetricKey, PipelineName, StageName};
pub use quantity::{say, say_bytes, say_count, say_span};
pub use rule::{Comparison, Limit, Measure, Rule};
pub use scale::Scale;
pub use seen::Seen;
pub use series::{Point, Series};
pub use shell::shell_word;
pub use stage::{Pipeline, Stage, StageKind, StreamFacts, StreamMode, Told};
pub use text::{clean, clean_line};
pub use tree::{Knot, Twig, tree};
pub use unit::Unit;
pub use verdict::{
    Class, Confidence, Course, Effect, Flow, Lag, Loss, Proof, Resolved, Step, Verdict, VerdictKey,
};
pub use window::{Stretch, Window};
