//! THE DEMO WORLD: shoppers, vendors, the physics of a pipeline, seeded incidents; knows its own truth.
