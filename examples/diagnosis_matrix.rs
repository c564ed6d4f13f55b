//! The diagnosis measured: every incident of the demo world at known moments, many seeds, in simulated time.
//! `cargo run --release --example diagnosis_matrix -- [--seeds N] [--scenario NAME] [--calm-days N]`.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use rayon::prelude::*;
use tidewatch::simulator::Scenario;

#[path = "../tests/matrix/mod.rs"]
mod matrix;

use matrix::{BROKEN, Outcome, Row, calm_days, incident, wrongs};

/// Days that one world of calm lasts.
const DAYS_A_WORLD: u32 = 5;

struct Wanted {
    seeds: u64,
    scenarios: Vec<Scenario>,
    calm_days: u32,
}

fn main() -> ExitCode {
    match wanted(env::args().skip(1)).map(|wanted| print(&wanted)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => complain(&error.to_string()),
        Err(complaint) => complain(&complaint),
    }
}

fn complain(complaint: &str) -> ExitCode {
    // Nobody is left to hear about a broken stderr.
    let _ = writeln!(io::stderr(), "diagnosis_matrix: {complaint}");
    ExitCode::from(2)
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted { seeds: 20, scenarios: BROKEN.to_vec(), calm_days: 30 };
    while let Some(flag) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{flag} wants a value"))?;
        let number = || value.parse().map_err(|_| format!("{flag} wants a number, not {value}"));
        match flag.as_str() {
            "--seeds" => wanted.seeds = number()?,
            "--calm-days" => wanted.calm_days = u32::try_from(number()?).unwrap_or(u32::MAX),
            "--scenario" => {
                let scenario = Scenario::named(&value).filter(|scenario| BROKEN.contains(scenario));
                wanted.scenarios = vec![scenario.ok_or_else(|| format!("no incident is called {value}"))?];
                wanted.calm_days = 0;
            }
            _ => return Err(format!("what is {flag}? There are --seeds, --scenario and --calm-days")),
        }
    }
    Ok(wanted)
}

fn print(wanted: &Wanted) -> io::Result<()> {
    let runs: Vec<(Scenario, u64)> = wanted
        .scenarios
        .iter()
        .flat_map(|scenario| (0..wanted.seeds).map(move |seed| (*scenario, seed)))
        .collect();
    let outcomes: Vec<Outcome> =
        runs.into_par_iter().map(|(scenario, seed)| incident(scenario, seed)).collect();
    let mut out = io::stdout().lock();
    writeln!(out, "{}", Row::head())?;
    for scenario in &wanted.scenarios {
        let of: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.scenario == *scenario).collect();
        writeln!(out, "{}", Row::of(scenario.name(), &of))?;
    }
    writeln!(out, "{}", Row::of("all", &outcomes.iter().collect::<Vec<_>>()))?;
    writeln!(out, "found, clear, alarm: median/worst in minutes; alarm is the first of CloudWatch's own\n")?;
    let worlds = u64::from(wanted.calm_days.div_ceil(DAYS_A_WORLD));
    let days = DAYS_A_WORLD.min(wanted.calm_days);
    let calm = calm_days(1_000..1_000 + worlds, days);
    writeln!(
        out,
        "calm: {} days, {} looks, {} with a verdict above ok; {} such verdicts",
        calm.days,
        calm.looks,
        calm.alarmed,
        calm.said.len()
    )?;
    for line in calm.said.iter().take(40) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "\nwrong:")?;
    for line in outcomes.iter().flat_map(wrongs) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}
