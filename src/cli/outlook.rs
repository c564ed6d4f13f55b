//! What `tidewatch forecast` takes. What it does is in `command/`.

use clap::{Args, ValueEnum};

use super::{World, choice::TableFormat};

/// `tidewatch forecast`.
#[derive(Args, Clone, Debug)]
pub struct Forecast {
    /// The vendor's id, or `all`
    pub vendor: String,
    /// How many days, today first
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u8).range(1..=28))]
    pub days: u8,
    /// What is forecast
    #[arg(long, value_enum, default_value_t = ForecastKpi::Revenue)]
    pub kpi: ForecastKpi,
    /// How to print
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// What can be forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ForecastKpi {
    /// Sum of the orders' totals
    Revenue,
    /// Orders created
    Orders,
}
