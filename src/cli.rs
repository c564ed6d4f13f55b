//! The command line: what can be typed, and what it means. Stable, since scripts rely on it.
//! It parses and checks; what a command does is in `command/`.

mod business;
mod choice;
mod export;
mod lake;
mod outlook;
mod reconcile;

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};

pub use lake::{LakeAction, LakeCheck, LakeCommand, LakeInstall, LakeSql};

use crate::business::VendorId;
pub use business::{Days, Products, Summary, Vendor, Vendors};
pub use choice::{
    CheckFormat, Compare, ExportFormat, ExportWhat, FailOn, FrameFormat, Granularity, ListFormat,
    ProductSort, Rank, ReportFormat, TableFormat, View,
};
pub use export::Export;
pub use outlook::{Forecast, ForecastKpi};
pub use reconcile::Reconcile;

/// A terminal dashboard for streaming-analytics pipelines on AWS and for the business they carry.
#[derive(Debug, Parser)]
#[command(name = "tidewatch", version, about, long_about = None, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Without a command the dashboard opens. No AWS at hand? Try: tidewatch demo")]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub general: General,
    /// Vendor to begin with
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// The command; none opens the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command. Flags win over environment, environment over file.
#[derive(Args, Clone, Debug, Default)]
pub struct General {
    /// Configuration file [default: ~/.config/tidewatch/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Profile of the AWS config files; wins over keys in the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
    /// Endpoint for every AWS service, for local emulators
    #[arg(long, global = true, value_name = "URL", value_parser = endpoint)]
    pub endpoint_url: Option<String>,
    /// Theme: a built-in one or a file of the themes folder
    #[arg(long, global = true, value_name = "NAME", env = "TIDEWATCH_THEME")]
    pub theme: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Tell the dashboard in sentences, each change once: for screen readers and dumb terminals
    #[arg(long, global = true)]
    pub plain: bool,
    /// Record what the dashboard learns to a new file, for `tidewatch replay`
    #[arg(long, global = true, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Show that one vendor its own numbers and nothing else: with --vendor ID
    #[arg(long, global = true)]
    pub locked: bool,
    /// The vendor a run is locked to, once that is settled.
    #[arg(skip)]
    pub lock: Option<VendorId>,
    /// Append diagnostics to a file
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show a simulated marketplace and its pipeline: no AWS, no network
    Demo(Demo),
    /// Show a recording as if it were live: see --record
    Replay(Replay),
    /// Look once at the pipelines: exit 0 ok, 1 warning, 2 critical, 3 unknown
    Check(Check),
    /// List the vendors
    Vendors(Vendors),
    /// A vendor's KPIs, days and funnel
    Vendor(Vendor),
    /// The days to come of a vendor's revenue or orders, and its unusual days: exit 3 when nothing can be said
    Forecast(Forecast),
    /// The products of a vendor, ranked
    Products(Products),
    /// Rows of a summary view of the lake
    Summary(Summary),
    /// Rows of days, products, hours, orders or events, as many as there are
    Export(Export),
    /// Compare counters and lake day by day: exit 0 agree, 1 bent in a known way, 2 lost, 3 unknown
    Reconcile(Reconcile),
    /// The lake's table and views: print their SQL, create them, check them
    Lake(LakeCommand),
    /// Export what happened as a folder: timeline, series, recording, picture
    Incident(IncidentCommand),
    /// Print one frame of the dashboard, no terminal needed
    Frame(Frame),
    /// Check the configuration, or print an example
    Config(ConfigCommand),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// Which world to look at: the account's, or the demo's.
#[derive(Args, Clone, Debug, Default)]
pub struct World {
    /// Look at the demo world and not at AWS
    #[arg(long)]
    pub demo: bool,
    /// Scenario of the demo world
    #[arg(long, value_name = "NAME", requires = "demo")]
    pub scenario: Option<String>,
    /// Seed of the demo world
    #[arg(long, value_name = "N", requires = "demo")]
    pub seed: Option<u64>,
    /// Start time of the demo world, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", requires = "demo")]
    pub start: Option<DateTime<Utc>>,
    /// Look at a recording and not at AWS
    #[arg(long, value_name = "FILE", conflicts_with = "demo")]
    pub replay: Option<PathBuf>,
    /// The moment of the recording: 13:51, RFC 3339, or 11m before its end [default: its end]
    #[arg(long, value_name = "TIME", requires = "replay", allow_hyphen_values = true)]
    pub at: Option<String>,
}

/// `tidewatch replay`.
#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// So many times as fast as it was recorded, 1 to 3600
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Where to begin: 13:51, RFC 3339, or 11m before its end [default: its beginning]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
}

/// `tidewatch demo`.
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// What happens: see --list
    #[arg(long, value_name = "NAME", default_value = "calm")]
    pub scenario: String,
    /// The same seed and start time give the same show
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// World seconds per second, 1 to 3600
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Start time of the world, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub start: Option<DateTime<Utc>>,
    /// Vendor to begin with
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// List the scenarios and end
    #[arg(long)]
    pub list: bool,
}

/// `tidewatch check`.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// How to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
    /// Least health that makes the exit code other than 0
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Wait at most so long for answers
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub wait: u64,
    /// Look on and print a line a change, until Ctrl-C; a recording is played through at once
    #[arg(long)]
    pub watch: bool,
    /// With --watch: compare at most so often
    #[arg(long, value_name = "SECONDS", default_value_t = 5, requires = "watch", value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub every: u64,
    /// With --watch --demo: world seconds per second, 1 to 3600
    #[arg(long, value_name = "X", requires_all = ["watch", "demo"], value_parser = speed)]
    pub speed: Option<f64>,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// `tidewatch frame`.
#[derive(Args, Clone, Debug)]
pub struct Frame {
    /// Screen to draw: overview, pipeline, alarms, vendor, products, traffic, customers, forecast,
    /// compare, sources
    #[arg(long, value_name = "NAME", default_value = "overview")]
    pub screen: String,
    /// Columns and rows
    #[arg(long, value_name = "COLSxROWS", default_value = "140x42", value_parser = size)]
    pub size: (u16, u16),
    /// Vendor to show
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// Keys to press first, separated by blanks: `down down enter`
    #[arg(long, value_name = "KEYS")]
    pub keys: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = FrameFormat::Text)]
    pub format: FrameFormat,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// `tidewatch incident`.
#[derive(Args, Clone, Debug)]
pub struct IncidentCommand {
    /// What to do
    #[command(subcommand)]
    pub action: IncidentAction,
}

/// What `tidewatch incident` does.
#[derive(Clone, Debug, Subcommand)]
pub enum IncidentAction {
    /// Write timeline.md, series/*.csv, incident.tape and worst.svg to a new folder
    Export(IncidentExport),
}

/// `tidewatch incident export`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Without --replay it looks once: series and alarm history of the last hours, no recording."
)]
pub struct IncidentExport {
    /// The folder; nothing may be in it
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// From when: 13:51, RFC 3339, or 40m before the end [default: 30 min before the last incident]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// Until when [default: 15 min after the incident was over]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: Option<String>,
    /// Replace a name or an account id in every file, whatever its case
    #[arg(long, value_name = "NAME[=OTHER]")]
    pub mask: Vec<String>,
    /// Which world
    #[command(flatten)]
    pub world: World,
}

/// `tidewatch config`.
#[derive(Args, Clone, Debug)]
pub struct ConfigCommand {
    /// Check or example
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What `tidewatch config` does.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigAction {
    /// Show every mistake of the configuration at once; exit 1 when there is one
    Check,
    /// Print the commented example
    Example,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("{text:?} is not a size: write columns x rows, such as 140x42, at most 500x200");
    let (columns, rows) = text.split_once(['x', 'X']).ok_or_else(wrong)?;
    let columns = columns.parse().ok().filter(|c| (1..=500).contains(c)).ok_or_else(wrong)?;
    let rows = rows.parse().ok().filter(|r| (1..=200).contains(r)).ok_or_else(wrong)?;
    Ok((columns, rows))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "not a day of the calendar: write YYYY-MM-DD, such as 2026-11-22".to_owned())
}

fn endpoint(text: &str) -> Result<String, String> {
    let host = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    match host
        .filter(|host| !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace))
    {
        Some(_) => Ok(text.to_owned()),
        None => Err("not an endpoint: write a URL such as http://localhost:4566".to_owned()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let wrong = || format!("{text:?} is not a speed: write world seconds per second, from 1 to 3600");
    text.parse::<f64>().ok().filter(|speed| (1.0..=3600.0).contains(speed)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_sizes_and_speeds_say_what_is_right() {
        assert_eq!(size("80x24"), Ok((80, 24)));
        for wrong in ["80", "0x5", "501x20", "ax b"] {
            assert!(size(wrong).unwrap_err().contains("140x42"));
        }
        assert!(speed("3601").unwrap_err().contains("1 to 3600"));
    }

    #[test]
    fn wrong_days_and_endpoints_say_what_is_right() {
        assert!(day("2026-11-22").is_ok());
        for wrong in ["yesterday", "2026-02-30", "22.11.2026"] {
            assert!(day(wrong).unwrap_err().contains("YYYY-MM-DD"), "{wrong}");
        }
        assert!(endpoint("http://localhost:4566").is_ok() && endpoint("https://[::1]/aws").is_ok());
        for wrong in ["", "localhost:4566", "http://", "http:///x", "ftp://host", "http://a b"] {
            assert!(endpoint(wrong).unwrap_err().contains("http://localhost:4566"), "{wrong}");
        }
    }
}
