//! The vendor switcher over 100,000 vendors: a key must be answered within a frame (16 ms).

use divan::{Bencher, black_box};
use tidewatch::app::search;

const SYLLABLES: [&str; 16] = [
    "sun", "moon", "cera", "tex", "wood", "leaf", "stone", "tea", "lamp", "ink", "loom", "salt", "fern",
    "brook", "clay", "wool",
];
const TRADES: [&str; 8] =
    ["Ceramics", "Textiles", "Woodworks", "Prints", "Candles", "Jewelry", "Bakery", "Leather"];

/// Names and ids that look like a marketplace's, the same in every run.
fn vendors() -> Vec<(String, String)> {
    let syllable = |number: usize| SYLLABLES[number % SYLLABLES.len()];
    (0..100_000)
        .map(|n| {
            let name = format!("{}{} {}", syllable(n), syllable(n / 16 + 7), TRADES[n / 256 % TRADES.len()]);
            (name, format!("vendor_{n:06}"))
        })
        .collect()
}

/// From one letter, which nearly everything matches, to a mistyped name that nothing does.
#[divan::bench(args = ["", "s", "sun", "sunclay tex", "vendor_0421", "zzq"])]
fn key_in_the_vendor_switcher(bencher: Bencher<'_, '_>, query: &str) {
    let vendors = vendors();
    bencher.bench_local(|| {
        let texts = vendors.iter().map(|(name, id)| (name.as_str(), id.as_str()));
        black_box(search(black_box(query), texts, 200))
    });
}

fn main() {
    divan::main();
}
