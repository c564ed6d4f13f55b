//! The screens, each a function of what is known and what is chosen, with a twin that says what a click means.

pub mod alarm_list;
pub mod alarms;
pub mod band;
pub mod band_lines;
mod bare;
pub mod compare;
pub mod customers;
pub mod day_list;
pub mod days_line;
pub mod first_run;
pub mod forecast;
pub mod funnel;
pub mod insights;
pub mod kpis;
pub mod links;
pub mod overview;
pub mod pipeline;
pub mod products;
pub mod sources;
pub mod stage_list;
pub mod stage_tile;
pub mod stages;
pub mod strip;
pub mod traffic;
pub mod trend;
mod truth;
pub mod vendor;
