//! What can be typed after `tidewatch reconcile`.

use clap::Args;

use super::{Days, TableFormat, World};

/// `tidewatch reconcile`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Still open and late days pass by themselves (exit 0). Without --vendor all vendors are compared together: \
                  differences of two vendors may cancel out, --each compares one vendor after another."
)]
pub struct Reconcile {
    /// Only this vendor
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// Each vendor on its own: two questions a vendor, one of them a query of the lake
    #[arg(long, conflicts_with = "vendor")]
    pub each: bool,
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
