//! Forecasts and unusual days measured: error and coverage on days held out, over the demo's vendors and over series
//! made for it, many seeds. `cargo run --release --example forecast_coverage -- [--seeds N] [--write FILE]`.

use std::{
    env,
    fs::File,
    io::{self, Write},
    process::ExitCode,
};

use chrono::{DateTime, NaiveDate, TimeDelta};
use fastrand::Rng;
use rayon::prelude::*;
use rust_decimal::{Decimal, prelude::FromPrimitive};
use tidewatch::{
    business::{Counters, DateRange, DayBook, DayCounters, Kpi, Kpis, forecast, unusual_days},
    simulator::{Scenario, World},
};

/// Days to come.
const HORIZON: usize = 14;
/// Mornings from which days are forecast: so many weeks before the end.
const ORIGINS: [i64; 3] = [2, 3, 4];
/// Kinds of made series.
const MADE: [&str; 8] = ["steady", "trend", "walk", "jump", "wave", "closed", "promoted", "small"];
/// Days of a made series.
const MADE_DAYS: u32 = 180;

/// A history and what is true of its days.
struct Story {
    kind: &'static str,
    kpi: Kpi,
    book: DayBook,
    range: DateRange,
    /// Days on which something really was out of the ordinary.
    odd: Vec<NaiveDate>,
}

/// Sums of misses of one method.
#[derive(Clone, Copy, Default)]
struct Sums {
    missed: f64,
    actual: f64,
    scaled: f64,
    days: f64,
}

/// What was measured over some stories.
#[derive(Clone, Copy, Default)]
struct Measure {
    methods: [Sums; 3],
    held: f64,
    told: f64,
    said: f64,
    forecasts: f64,
    sums_held: [f64; 2],
    sums: [f64; 2],
    calm: f64,
    calm_called: f64,
    odd: f64,
    odd_called: f64,
}

fn main() -> ExitCode {
    let told = wanted(env::args().skip(1)).and_then(|(seeds, file)| {
        let stories = stories(seeds);
        if let Some(path) = file {
            write(&path, &stories).map_err(|error| format!("{path}: {error}"))?;
        }
        print(&stories, seeds).map_err(|error| error.to_string())
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            // Nobody is left to hear about a broken stderr.
            let _ = writeln!(io::stderr(), "forecast_coverage: {complaint}");
            ExitCode::from(2)
        }
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<(u64, Option<String>), String> {
    let (mut seeds, mut file) = (20, None);
    while let Some(flag) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{flag} wants a value"))?;
        match flag.as_str() {
            "--seeds" => {
                seeds = value.parse().map_err(|_| format!("--seeds wants a number, not {value}"))?;
            }
            "--write" => file = Some(value),
            _ => return Err(format!("what is {flag}? There are --seeds and --write")),
        }
    }
    Ok((seeds, file))
}

fn stories(seeds: u64) -> Vec<Story> {
    let demo = (0..seeds).into_par_iter().flat_map_iter(demo);
    let made = MADE.into_par_iter().flat_map_iter(|kind| (0..seeds).map(move |seed| made(kind, seed)));
    demo.chain(made).collect()
}

/// The vendors of a demo world, revenue and orders.
fn demo(seed: u64) -> Vec<Story> {
    let start = DateTime::from_timestamp(1_795_356_000, 0).unwrap_or_default();
    let mut world = World::new(seed, start, Scenario::Calm);
    let yesterday = start.date_naive() - TimeDelta::days(1);
    let range = DateRange::since(world.first_day(), yesterday);
    let mut stories = Vec::new();
    for vendor in 0..world.market().shops.len() {
        let mut book = DayBook::default();
        book.take(range, &world.vendor_days(Some(vendor), range));
        let odd: Vec<_> = range.dates().filter(|date| world.is_featured(vendor, *date)).collect();
        for (kind, kpi) in [("demo orders", Kpi::Orders), ("demo revenue", Kpi::Revenue)] {
            stories.push(Story { kind, kpi, book: book.clone(), range, odd: odd.clone() });
        }
    }
    stories
}

/// A series of orders with one thing about it, and promotions where it is about them.
fn made(kind: &'static str, seed: u64) -> Story {
    let mut rng = Rng::with_seed(seed * 7_919 + kind.len() as u64 * 131);
    let last = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
    let range = DateRange::ending(last, MADE_DAYS);
    let week = [0.86, 0.9, 0.95, 1.0, 1.15, 1.35, if kind == "closed" { 0.0 } else { 1.0 }];
    let (growth, jump, mut walk) = (-0.004 + 0.01 * rng.f64(), 100 + rng.usize(0..40), 1.0);
    let (mut odd, mut days) = (Vec::new(), Vec::new());
    for (place, date) in range.dates().enumerate() {
        walk *= (0.03 * normal(&mut rng)).exp();
        let is_promoted = kind == "promoted" && rng.f64() < 0.05;
        let level = match kind {
            "trend" => 200.0 * (growth * place as f64).exp(),
            "walk" => 200.0 * walk,
            "jump" if place > jump => 320.0,
            "wave" => 200.0 * (1.0 + 0.3 * (place as f64 / 58.0).sin()),
            "small" => 4.0,
            _ => 200.0,
        };
        let mean = level * week[place % 7] * if is_promoted { 1.6 + rng.f64() } else { 1.0 };
        let orders = mean * (1.0 + 0.1 * normal(&mut rng)) + mean.sqrt() * normal(&mut rng);
        let orders = orders.round().max(0.0) as i64;
        odd.extend(is_promoted.then_some(date));
        let revenue = Decimal::from_i64(orders).unwrap_or_default();
        let counters = Counters { orders, product_views: orders * 20 + 1, revenue, ..Counters::default() };
        days.push(DayCounters { date, counters });
    }
    let mut book = DayBook::default();
    book.take(range, &days);
    Story { kind, kpi: Kpi::Orders, book, range, odd }
}

fn normal(rng: &mut Rng) -> f64 {
    (-2.0 * rng.f64().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}

impl Story {
    fn value(&self, date: NaiveDate) -> f64 {
        let day = self.book.day(date).map(|counters| Kpis::of(&counters));
        day.and_then(|kpis| kpis.value(self.kpi)).unwrap_or(0.0)
    }

    /// What was usual: the mean of the last so many same weekdays before `origin`.
    fn weekdays(&self, origin: NaiveDate, ahead: i64, weeks: i64) -> f64 {
        let date = |week| origin + TimeDelta::days(ahead % 7 - 7 * week);
        (1..=weeks).map(|week| self.value(date(week))).sum::<f64>() / weeks as f64
    }

    fn measure(&self) -> Measure {
        let mut measure = Measure::default();
        let today = self.range.to() + TimeDelta::days(1);
        for origin in ORIGINS.map(|weeks| today - TimeDelta::days(7 * weeks)) {
            self.measure_from(origin, &mut measure);
        }
        let judged = DateRange::ending(self.range.to(), 28);
        let called: Vec<_> =
            unusual_days(&self.book, judged, today, self.kpi).iter().map(|d| d.date).collect();
        for date in judged.dates() {
            let is_called = f64::from(u8::from(called.contains(&date)));
            if self.odd.contains(&date) {
                measure.odd += 1.0;
                measure.odd_called += is_called;
            } else {
                measure.calm += 1.0;
                measure.calm_called += is_called;
            }
        }
        measure
    }

    fn measure_from(&self, origin: NaiveDate, measure: &mut Measure) {
        let Ok(told) = forecast(&self.book, origin, self.kpi, HORIZON) else { return };
        let lagged = DateRange::since(self.range.from() + TimeDelta::days(7), origin - TimeDelta::days(1));
        let steps =
            lagged.dates().map(|date| (self.value(date) - self.value(date - TimeDelta::days(7))).abs());
        let scale = (steps.sum::<f64>() / lagged.days() as f64).max(1e-9);
        for (day, ahead) in told.days.iter().zip(0_i64..) {
            let came = self.value(day.date);
            let guesses = [day.expected, self.weekdays(origin, ahead, 1), self.weekdays(origin, ahead, 4)];
            for (sums, guess) in measure.methods.iter_mut().zip(guesses) {
                sums.missed += (came - guess).abs();
                sums.scaled += (came - guess).abs() / scale;
                sums.actual += came.abs();
                sums.days += 1.0;
            }
            measure.held += f64::from(u8::from(day.low <= came && came <= day.high));
            measure.told += 1.0;
        }
        if let Some(proof) = told.proof {
            measure.said += proof.coverage;
            measure.forecasts += 1.0;
        }
        for (place, sum) in told.sums.iter().enumerate() {
            let came: f64 = told.days.iter().take(sum.days).map(|day| self.value(day.date)).sum();
            let Some((low, high)) = sum.interval else { continue };
            measure.sums_held[place] += f64::from(u8::from(low <= came && came <= high));
            measure.sums[place] += 1.0;
        }
    }
}

impl Measure {
    fn plus(mut self, other: Self) -> Self {
        for (sums, more) in self.methods.iter_mut().zip(other.methods) {
            sums.missed += more.missed;
            sums.scaled += more.scaled;
            sums.actual += more.actual;
            sums.days += more.days;
        }
        for place in 0..2 {
            self.sums_held[place] += other.sums_held[place];
            self.sums[place] += other.sums[place];
        }
        let pairs = [
            (&mut self.held, other.held),
            (&mut self.told, other.told),
            (&mut self.said, other.said),
            (&mut self.forecasts, other.forecasts),
            (&mut self.calm, other.calm),
            (&mut self.calm_called, other.calm_called),
            (&mut self.odd, other.odd),
            (&mut self.odd_called, other.odd_called),
        ];
        for (sum, more) in pairs {
            *sum += more;
        }
        self
    }

    fn row(&self, kind: &str) -> String {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole * 100.0 } else { f64::NAN };
        let misses = self.methods.map(|sums| share(sums.missed, sums.actual));
        let scaled = self.methods.map(|sums| sums.scaled / sums.days.max(1.0));
        format!(
            "{kind:<13} {:>6.1} {:>6.1} {:>6.1}   {:>5.2} {:>5.2} {:>5.2}   {:>6.1} {:>6.1} {:>6.1} {:>6.1}   {:>6.2} {:>6.1}",
            misses[0],
            misses[1],
            misses[2],
            scaled[0],
            scaled[1],
            scaled[2],
            share(self.held, self.told),
            share(self.said, self.forecasts),
            share(self.sums_held[0], self.sums[0]),
            share(self.sums_held[1], self.sums[1]),
            share(self.calm_called, self.calm),
            share(self.odd_called, self.odd),
        )
    }
}

fn print(stories: &[Story], seeds: u64) -> io::Result<()> {
    let measured: Vec<(&str, Measure)> =
        stories.par_iter().map(|story| (story.kind, story.measure())).collect();
    let mut out = io::stdout().lock();
    writeln!(out, "{seeds} seeds; {HORIZON} days forecast from 2, 3 and 4 weeks before the end; percent\n")?;
    writeln!(
        out,
        "              miss (WAPE)            MASE                80 % interval held          called unusual"
    )?;
    writeln!(
        out,
        "series          this   last  4 wks    this  last 4 wks     days   said  7 d   14 d       calm    odd"
    )?;
    for kind in ["demo orders", "demo revenue"].into_iter().chain(MADE) {
        let of = measured.iter().filter(|(of, _)| *of == kind).map(|(_, measure)| *measure);
        writeln!(out, "{}", of.fold(Measure::default(), Measure::plus).row(kind))?;
    }
    writeln!(
        out,
        "\nlast: the same weekday last week; 4 wks: the mean of four; said: the coverage the forecast claimed itself;\n\
         calm: share of ordinary days called unusual (of the last 28); odd: of days with a sale or promotion"
    )
}

/// Writes the series, to measure any other method on: kind, story, date, value.
fn write(path: &str, stories: &[Story]) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create_new(path)?);
    writeln!(file, "kind,story,date,value")?;
    for (place, story) in stories.iter().enumerate() {
        for date in story.range.dates() {
            writeln!(file, "{},{place},{date},{}", story.kind, story.value(date))?;
        }
    }
    file.flush()
}
