//! JUDGEMENT, pure: ripe points become health with reasons, and verdicts: cause, effect, time left.
//! Knows neither where points come from nor what time it is.

mod advice;
mod backtest;
mod candidate;
mod causes;
mod conservation;
mod course;
mod direction;
mod effect;
mod evidence;
mod flow;
mod ground;
mod headline;
mod lag;
mod loss;
mod measure;
mod memory;
mod names;
mod next;
mod recipe;
mod roots;
mod rules;
mod sentence;
mod silence;
mod slope;
mod slots;
mod stage;
mod verdict;

pub use advice::{MissingAlarm, missing_alarms, watched_metric};
pub use backtest::{Against, Backtest, Firing, Match, Treat, Trial, backtest};
pub use evidence::{Bar, Evidence, Obstacle, SeriesView, Standing, Trade};
pub use recipe::{Reading, Recipe};
pub use verdict::judge;
