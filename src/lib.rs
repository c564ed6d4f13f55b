//! tidewatch: streaming-analytics pipelines on AWS and the business they carry, in one terminal.
//! The rooms are listed from the ground floor up; ARCHITECTURE.md draws the picture.

pub mod business;
pub mod pipeline;

pub mod catalog;
pub mod diagnosis;
pub mod export;
pub mod theme;

pub mod config;
pub mod question;

pub mod cost;
pub mod simulator;
pub mod source;

pub mod collector;
pub mod tape;

pub mod app;
pub mod view;
pub mod viewer;

pub mod cli;
pub mod command;
