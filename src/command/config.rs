//! `tidewatch config check` and `config example`.

use std::io::Write;

use super::{failure::Failure, session};
use crate::{
    cli::{ConfigAction, General},
    config::{self, LoadError},
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
    let Some(place) = session::place(general) else {
        return Err(Failure::Usage("there is no home folder: name the file with --config".to_owned()));
    };
    match config::load(&place.file) {
        Ok(config) => {
            let stages: usize = config.pipelines.iter().map(|pipeline| pipeline.stages.len()).sum();
            let pipelines = config.pipelines.len();
            writeln!(out, "{}: good, {pipelines} pipelines with {stages} stages", place.file.display())?;
            Ok(0)
        }
        Err(error @ LoadError::Missing(_)) => {
            writeln!(out, "{error}: `tidewatch config example` prints one to begin with")?;
            Ok(1)
        }
        Err(error) => {
            writeln!(out, "{error}")?;
            Ok(1)
        }
    }
}
