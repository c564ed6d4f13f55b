//! JUDGEMENT, pure: threshold rules over ripe points become health with reasons.
//! Knows neither where points come from nor what time it is.

mod evidence;
mod verdict;

pub use evidence::{Evidence, SeriesView, Standing};
pub use verdict::judge;
