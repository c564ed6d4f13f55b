//! What can be typed after the commands about vendors and their days.

use chrono::NaiveDate;
use clap::Args;

use super::{Compare, Granularity, ListFormat, Rank, TableFormat, View, World, day};

/// `tidewatch vendors`.
#[derive(Args, Clone, Debug)]
pub struct Vendors {
    /// Rank them by a KPI over the days, instead of listing them by name
    #[arg(long, value_enum, value_name = "KPI")]
    pub rank: Option<Rank>,
    /// Which days
    #[command(flatten)]
    pub days: Days,
    /// What the period is compared with
    #[arg(long, value_enum, default_value_t = Compare::Previous)]
    pub compare: Compare,
    /// How to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// `tidewatch vendor`.
#[derive(Args, Clone, Debug)]
pub struct Vendor {
    /// The vendor's id, or `all`
    pub vendor: String,
    /// Which days
    #[command(flatten)]
    pub days: Days,
    /// What days are summed into
    #[arg(long, value_enum, default_value_t = Granularity::Day)]
    pub granularity: Granularity,
    /// What the period is compared with
    #[arg(long, value_enum, default_value_t = Compare::Previous)]
    pub compare: Compare,
    /// How to print
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// `tidewatch summary`.
#[derive(Args, Clone, Debug)]
pub struct Summary {
    /// The view
    #[arg(value_enum)]
    pub view: View,
    /// Only this vendor's rows
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// Which days
    #[command(flatten)]
    pub days: Days,
    /// How to print
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// A range of business days.
#[derive(Args, Clone, Copy, Debug)]
pub struct Days {
    /// First day, YYYY-MM-DD [default: 29 days before the last]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<NaiveDate>,
    /// Last day, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<NaiveDate>,
}
