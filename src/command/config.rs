//! `tidewatch config check` and `config example`.

use std::io::Write;

use super::failure::Failure;
use crate::{
    cli::{ConfigAction, General},
    config,
};

/// Prints the example, or every mistake of the configuration.
pub(super) fn run(general: &General, action: ConfigAction, out: &mut dyn Write) -> Result<u8, Failure> {
    match action {
        ConfigAction::Example => {
            out.write_all(config::EXAMPLE.as_bytes())?;
            Ok(0)
        }
        ConfigAction::Check => check(general, out),
    }
}

fn check(general: &General, out: &mut dyn Write) -> Result<u8, Failure> {
    let Some(path) = config::locate(general.config.as_deref()) else {
        writeln!(out, "no configuration file: `tidewatch config example > ~/.config/tidewatch/config.toml` makes one")?;
        return Ok(1);
    };
    match config::load(&path) {
        Ok(config) => {
            let stages: usize = config.pipelines.iter().map(|pipeline| pipeline.stages.len()).sum();
            let pipelines = config.pipelines.len();
            writeln!(out, "{}: good: {pipelines} pipelines, {stages} stages", path.display())?;
            Ok(0)
        }
        Err(error) => {
            writeln!(out, "{error}")?;
            Ok(1)
        }
    }
}
