//! JUDGEMENT, pure: threshold rules over ripe points become health with reasons.
//! Knows neither where points come from nor what time it is.

mod advice;
mod backtest;
mod course;
mod evidence;
mod flow;
mod headline;
mod measure;
mod recipe;
mod rules;
mod slots;
mod stage;
mod verdict;

pub use advice::{MissingAlarm, missing_alarms, watched_metric};
pub use backtest::{Against, Backtest, Firing, Match, Treat, Trial, backtest};
pub use evidence::{Evidence, SeriesView, Standing};
pub use recipe::{Reading, Recipe};
pub use verdict::judge;
