//! Completions and the manual page, made from the one command-line definition.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::failure::Failure;
use crate::cli::Cli;

/// Writes the completions for a shell.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Result<u8, Failure> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "tidewatch", &mut script);
    out.write_all(&script)?;
    Ok(0)
}

/// Writes the manual page: `tidewatch man | man -l -`.
pub(super) fn manual(out: &mut dyn Write) -> Result<u8, Failure> {
    let mut page = Vec::new();
    Man::new(Cli::command()).render(&mut page)?;
    for sub in Cli::command().get_subcommands().filter(|sub| sub.get_name() != "help") {
        let title = format!("tidewatch-{}", sub.get_name());
        let man = Man::new(sub.clone()).title(title);
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    out.write_all(&page)?;
    Ok(0)
}
