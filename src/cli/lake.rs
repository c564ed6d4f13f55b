//! `tidewatch lake`: what can be typed about the lake's table and views.

use clap::{Args, Subcommand};

use super::choice::ReportFormat;

/// `tidewatch lake`.
#[derive(Args, Clone, Debug)]
pub struct LakeCommand {
    /// What to do
    #[command(subcommand)]
    pub action: LakeAction,
}

/// What `tidewatch lake` does.
#[derive(Clone, Debug, Subcommand)]
pub enum LakeAction {
    /// Print the SQL of the table, the views and sample queries: no AWS needed
    Sql(LakeSql),
    /// Show which views would be created, and create them with --yes
    Install(LakeInstall),
    /// Compare the lake with what is shipped: exit 0 as shipped, 1 differs, 3 unknown
    Check(LakeCheck),
}

/// `tidewatch lake sql`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Without names it prints everything, ready to run one statement at a time.")]
pub struct LakeSql {
    /// `table`, `views`, `samples`, or the name of a view or sample
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Database [default: the configuration's]
    #[arg(long, value_name = "NAME")]
    pub database: Option<String>,
    /// Table of events [default: the configuration's, or `vendor_events`]
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Where the events lie, such as `s3://bucket/prefix/`
    #[arg(long, value_name = "S3", value_parser = place)]
    pub location: Option<String>,
}

/// `tidewatch lake install`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Besides the start and stop of queries this is the only thing tidewatch writes to AWS. A table that exists is never touched."
)]
pub struct LakeInstall {
    /// Create what is missing, and replace views that differ
    #[arg(long)]
    pub yes: bool,
    /// Where the events lie, if the table is to be created, such as `s3://bucket/prefix/`
    #[arg(long, value_name = "S3", value_parser = place)]
    pub location: Option<String>,
}

/// `tidewatch lake check`.
#[derive(Args, Clone, Debug)]
pub struct LakeCheck {
    /// Look at the partitions of so many last days; 0 leaves them out, and nothing is scanned
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=90))]
    pub days: u32,
    /// How to print
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
}

fn place(text: &str) -> Result<String, String> {
    let wrong = || "not a place in S3: write s3://BUCKET/PREFIX/".to_owned();
    let rest = text.strip_prefix("s3://").filter(|rest| !rest.is_empty()).ok_or_else(wrong)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/=!*()".contains(c);
    if rest.chars().all(is_plain) { Ok(text.to_owned()) } else { Err(wrong()) }
}
