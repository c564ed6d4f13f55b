//! What can be typed after `tidewatch export`.

use std::path::PathBuf;

use clap::Args;

use super::{Days, ExportFormat, ExportWhat, World};

/// `tidewatch export`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Exit codes: 0 done, 1 no answer or the output cannot be written, 2 the call is wrong or the file is \
                  there already, 130 after Ctrl-C. A file gets its name when it is whole: a cut leaves none. \
                  Columns and units: docs/export.md"
)]
pub struct Export {
    /// The vendor's id, or `all`
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// What to export
    #[arg(long, value_enum)]
    pub what: ExportWhat,
    /// Which days
    #[command(flatten)]
    pub days: Days,
    /// How to write
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    pub format: ExportFormat,
    /// The file; - writes to the output
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub output: String,
    /// Put the new file in the place of one that is there already
    #[arg(long)]
    pub force: bool,
    /// Leave cells as they are that a spreadsheet would run as formulas
    #[arg(long)]
    pub raw: bool,
    /// Which world
    #[command(flatten)]
    pub world: World,
}
