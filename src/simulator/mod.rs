//! THE DEMO WORLD: shoppers, vendors, the physics of a pipeline, seeded incidents; knows its own truth.
//! It knows metrics by stage and key only; how they are asked for is the catalogue's business.

mod alarm_rules;
mod alarms;
mod book;
mod calm;
mod chance;
mod counts;
mod crowd;
mod customers;
mod delivery;
mod faults;
mod history;
mod lake;
mod ledger;
mod market;
mod orders;
mod past;
mod people;
mod plant;
mod processor;
mod scenario;
mod season;
mod seen;
mod shelves;
mod shopper;
mod signal;
mod stream;
mod told;
mod truth;
mod usual;
mod views;
mod wares;
mod world;

pub use market::{Market, Product, Shop};
pub use plant::Tally;
pub use scenario::{Incident, Scenario};
pub use world::World;

#[cfg(test)]
mod tests;
