//! tidewatch, the program: parses the command line, hands over to a command, turns its end into an exit code.

use std::{
    fs::File,
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use tidewatch::{
    cli::{Cli, General},
    command,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(sentence) = start_log(&cli.general) {
        return complain(&sentence, 2);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("cannot start: {error}"), 1),
    };
    let mut out = io::BufWriter::new(io::stdout());
    let ended = runtime.block_on(command::run(cli, &mut out));
    let ended = ended.and_then(|code| out.flush().map(|()| code).map_err(Into::into));
    // A call that hangs must not keep the shell waiting.
    runtime.shutdown_timeout(Duration::from_millis(50));
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) if failure.is_silent() => ExitCode::from(failure.exit_code()),
        Err(failure) => complain(&failure.to_string(), failure.exit_code()),
    }
}

/// Says on stderr what went wrong. When even that cannot be written, the exit code must do.
fn complain(sentence: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "tidewatch: {sentence}");
    ExitCode::from(code)
}

/// Diagnostics go to a file or nowhere: the screen belongs to the dashboard.
fn start_log(general: &General) -> Result<(), String> {
    let Some(path) = &general.log else { return Ok(()) };
    let file = File::options().create(true).append(true).open(path);
    let file = file.map_err(|error| format!("cannot write the log {}: {error}", path.display()))?;
    tracing_subscriber::fmt().with_ansi(false).with_max_level(tracing::Level::INFO).with_writer(file).init();
    Ok(())
}
