//! `--locked`: settles whose numbers alone a run shows, before anything is opened. What else was asked for is refused
//! in one sentence that says nothing about whether it is there.

use super::failure::Failure;
use crate::{
    app::Screen,
    business::VendorId,
    cli::{Cli, Command, World},
    question::Audience,
};

/// The same for a vendor that there is, one that there is not, and what cannot be a vendor.
const REFUSED: &str = "--locked shows one vendor its own numbers: nothing else can be asked for";

/// Settles the lock, and hands a vendor that was named before the command on to it.
pub(super) fn settle(cli: &mut Cli) -> Result<(), Failure> {
    if cli.general.locked {
        let vendor = whose(cli)?;
        cli.general.lock = Some(vendor);
    }
    let named = cli.vendor.take();
    match &mut cli.command {
        None => cli.vendor = named,
        Some(Command::Demo(demo)) => demo.vendor = demo.vendor.take().or(named),
        Some(Command::Frame(frame)) => frame.vendor = frame.vendor.take().or(named),
        Some(Command::Summary(summary)) => summary.vendor = summary.vendor.take().or(named),
        Some(Command::Vendor(_) | Command::Forecast(_)) => {}
        Some(_) if named.is_some() => {
            return Err(Failure::Usage("--vendor is not for this command".to_owned()));
        }
        Some(_) => {}
    }
    Ok(())
}

/// The one vendor that is named, wherever it is named. Every command is decided on here.
fn whose(cli: &Cli) -> Result<VendorId, Failure> {
    let refused = || Failure::Usage(REFUSED.to_owned());
    if cli.general.record.is_some() {
        return Err(refused());
    }
    let (of_command, world): (Option<&str>, Option<&World>) = match &cli.command {
        None => (None, None),
        Some(Command::Demo(demo)) if !demo.list => (demo.vendor.as_deref(), None),
        Some(Command::Frame(frame)) => (frame.vendor.as_deref(), Some(&frame.world)),
        Some(Command::Vendor(vendor)) => (Some(&*vendor.vendor), Some(&vendor.world)),
        Some(Command::Forecast(asked)) => (Some(&*asked.vendor), Some(&asked.world)),
        Some(Command::Reconcile(reconcile)) if !reconcile.each => {
            (reconcile.vendor.as_deref(), Some(&reconcile.world))
        }
        Some(Command::Summary(summary)) => (summary.vendor.as_deref(), Some(&summary.world)),
        Some(
            Command::Demo(_)
            | Command::Replay(_)
            | Command::Check(_)
            | Command::Vendors(_)
            | Command::Lake(_)
            | Command::Incident(_)
            | Command::Reconcile(_)
            | Command::Config(_)
            | Command::Completions { .. }
            | Command::Man,
        ) => return Err(refused()),
    };
    if world.is_some_and(|world| world.replay.is_some()) {
        return Err(refused());
    }
    let named: Vec<&str> = cli.vendor.as_deref().into_iter().chain(of_command).collect();
    let Some(first) = named.first() else {
        return Err(Failure::Usage("--locked needs --vendor ID: whose numbers are shown".to_owned()));
    };
    // An id that is one in two spellings is none.
    if named.iter().any(|other| other != first) || first.eq_ignore_ascii_case("all") {
        return Err(refused());
    }
    VendorId::parse(first).map_err(|error| Failure::Usage(error.to_string()))
}

/// The first screen for who looks: the one that was asked for, or a vendor's own.
pub(super) fn home(start: Screen, audience: &Audience) -> Screen {
    if start.is_for(audience) { start } else { Screen::Vendor }
}

/// The screen that was asked for by name, for who looks.
pub(super) fn screen(asked: Screen, audience: &Audience) -> Result<Screen, Failure> {
    // The first screen is what a frame shows when none is named.
    if asked.is_for(audience) || asked == Screen::default() {
        return Ok(home(asked, audience));
    }
    Err(Failure::Usage(REFUSED.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn settled(line: &str) -> Result<Cli, String> {
        let mut cli = Cli::try_parse_from(line.split_whitespace()).map_err(|error| error.to_string())?;
        settle(&mut cli).map_err(|failure| {
            assert_eq!(failure.exit_code(), 2, "{line}");
            failure.to_string()
        })?;
        Ok(cli)
    }

    #[test]
    fn a_run_is_locked_to_the_vendor_that_is_named() {
        for line in [
            "tidewatch --vendor v-1 --locked",
            "tidewatch demo --vendor v-1 --locked",
            "tidewatch --vendor v-1 --locked demo",
            "tidewatch frame --vendor v-1 --locked --demo",
            "tidewatch vendor v-1 --locked",
            "tidewatch forecast v-1 --locked",
            "tidewatch --vendor v-1 --locked vendor v-1",
            "tidewatch --locked --vendor v-1 summary hourly_traffic",
        ] {
            let lock = settled(line).unwrap_or_else(|said| panic!("{line}: {said}")).general.lock;
            assert_eq!(lock.as_ref().map(VendorId::as_str), Some("v-1"), "{line}");
        }
    }

    #[test]
    fn everything_else_is_refused_in_the_same_words() {
        for line in [
            "tidewatch --vendor v-1 --locked vendor v-2",
            "tidewatch --vendor v-1 --locked vendor v-10",
            "tidewatch --vendor v-1 --locked vendor all",
            "tidewatch --vendor v-1 --locked vendor v#1",
            "tidewatch --vendor v-1 --locked frame --vendor V-1",
            "tidewatch --vendor v-1 --locked summary hourly_traffic --vendor v-2",
            "tidewatch --vendor all --locked",
            "tidewatch --vendor v-1 --locked vendors",
            "tidewatch --vendor v-1 --locked check",
            "tidewatch --vendor v-1 --locked replay some.tape",
            "tidewatch --vendor v-1 --locked frame --replay some.tape",
            "tidewatch --vendor v-1 --locked incident export dir",
            "tidewatch --vendor v-1 --locked config check",
            "tidewatch --vendor v-1 --locked --record some.tape",
        ] {
            assert_eq!(settled(line).map(|cli| cli.general.lock), Err(REFUSED.to_owned()), "{line}");
        }
        for line in ["tidewatch --locked", "tidewatch demo --locked"] {
            assert!(settled(line).is_err_and(|said| said.contains("--locked needs --vendor")), "{line}");
        }
    }

    #[test]
    fn without_a_lock_a_vendor_is_only_where_one_begins() {
        let cli = settled("tidewatch --vendor v-1 demo").unwrap();
        assert_eq!(cli.general.lock, None);
        assert!(matches!(cli.command, Some(Command::Demo(demo)) if demo.vendor.as_deref() == Some("v-1")));
        assert!(settled("tidewatch --vendor v-1 check").is_err());
    }
}
