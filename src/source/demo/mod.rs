//! The demo world as a source: it answers every question as AWS would, from the same simulated events.
//! Nothing here decides what happens; that is the simulator's.

mod answers;
mod estate;
mod queries;
mod rows;
mod said;
mod world;

pub use rows::demo_rows;
pub use world::demo;

#[cfg(test)]
mod tests;
