//! JUDGEMENT, pure: threshold rules over ripe points become health with reasons.
//! Knows neither where points come from nor what time it is.

mod course;
mod evidence;
mod flow;
mod headline;
mod measure;
mod rules;
mod slots;
mod stage;
mod verdict;

pub use evidence::{Bar, Evidence, Obstacle, SeriesView, Standing, Trade};
pub use verdict::judge;
