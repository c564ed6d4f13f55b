//! The program as a child of a test. Nothing of the machine's own configuration reaches it.

use std::process::{Command, Output, Stdio};

/// When the demo worlds of these tests begin.
pub(crate) const START: &str = "2026-11-20T14:02:31Z";

/// The program with these arguments, not started yet.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewatch"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("XDG_CONFIG_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/none"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// Runs a command over a demo world.
pub(crate) fn demo(arguments: &[&str], scenario: &str) -> Output {
    let world = ["--demo", "--seed", "7", "--start", START, "--scenario", scenario];
    run(&[arguments, &world].concat())
}

/// What was written, which is always UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// All that was said, to people and to programs.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
