//! One file a subcommand. Commands look at the world through the same desk as the dashboard, once, and print.
//! Data goes to the writer they are given; nothing here ends the process.

mod ansi;
mod check;
mod config;
mod dashboard;
mod export;
mod failure;
mod forecast;
mod frame;
mod incident;
mod lake;
mod locked;
mod outlook;
mod period;
mod plain;
mod products;
mod ranking;
mod reconcile;
mod replay;
mod session;
mod sheet;
mod shell;
mod summary;
mod svg;
mod take;
mod vendor;
mod vendor_report;
mod vendor_text;
mod vendors;

use std::io::Write;

pub use failure::Failure;

use crate::cli::{Cli, Command, IncidentAction, LakeAction};

/// Runs what the command line asks for; gives the exit code.
///
/// # Errors
/// A [`Failure`] is a sentence for the user; nothing was changed and the terminal is as it was.
pub async fn run(mut cli: Cli, out: &mut dyn Write) -> Result<u8, Failure> {
    locked::settle(&mut cli)?;
    let Cli { general, vendor, command } = cli;
    match command {
        None if general.plain => Box::pin(plain::live(&general, vendor.as_deref(), out)).await,
        None => dashboard::live(&general, vendor.as_deref()).await,
        Some(Command::Demo(demo)) if demo.list => dashboard::list_scenarios(out),
        Some(Command::Demo(demo)) if general.plain => Box::pin(plain::demo(&general, &demo, out)).await,
        Some(Command::Demo(demo)) => dashboard::demo(&general, &demo).await,
        Some(command) if general.record.is_some() => Err(no_recording(&command)),
        Some(Command::Replay(replay)) if general.plain => {
            Box::pin(plain::replay(&general, &replay, out)).await
        }
        Some(Command::Replay(replay)) => dashboard::replay(&general, &replay).await,
        Some(Command::Check(check)) => Box::pin(check::run(&general, &check, out)).await,
        Some(Command::Vendors(vendors)) => Box::pin(vendors::run(&general, &vendors, out)).await,
        Some(Command::Vendor(vendor)) => vendor::run(&general, &vendor, out).await,
        Some(Command::Forecast(asked)) => Box::pin(forecast::run(&general, &asked, out)).await,
        Some(Command::Products(products)) => Box::pin(products::run(&general, &products, out)).await,
        Some(Command::Summary(summary)) => summary::run(&general, &summary, out).await,
        Some(Command::Export(export)) => Box::pin(export::run(&general, &export, out)).await,
        Some(Command::Reconcile(reconcile)) => reconcile::run(&general, &reconcile, out).await,
        Some(Command::Lake(lake)) => match &lake.action {
            LakeAction::Sql(sql) => lake::sql(&general, sql, out),
            LakeAction::Install(install) => Box::pin(lake::install(&general, install, out)).await,
            LakeAction::Check(check) => Box::pin(lake::check(&general, check, out)).await,
        },
        Some(Command::Incident(incident)) => match &incident.action {
            IncidentAction::Export(export) => Box::pin(incident::run(&general, export, out)).await,
        },
        Some(Command::Frame(frame)) => Box::pin(frame::run(&general, &frame, out)).await,
        Some(Command::Config(config)) => config::run(&general, config.action, out),
        Some(Command::Completions { shell }) => shell::completions(shell, out),
        Some(Command::Man) => shell::manual(out),
    }
}

/// Only the dashboard goes on for long enough to be recorded.
fn no_recording(command: &Command) -> Failure {
    let what =
        if matches!(command, Command::Replay(_)) { "a tape is there already" } else { "this looks once" };
    Failure::Usage(format!(
        "--record belongs to the dashboard (tidewatch --record FILE, tidewatch demo --record FILE): {what}"
    ))
}
