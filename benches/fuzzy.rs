//! The vendor switcher over 100,000 vendors: a key must be answered within a frame (16 ms), also where some are pinned
//! and where names are written in full-width letters and with accents.

use divan::{Bencher, black_box};
use tidewatch::app::{search, search_favouring};

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

/// The same with pins: every tenth match is favoured, far more than anybody pins.
#[divan::bench(args = ["s", "sun", "sunclay tex", "vendor_0421"])]
fn key_with_pinned_vendors(bencher: Bencher<'_, '_>, query: &str) {
    let vendors = vendors();
    bencher.bench_local(|| {
        let texts = vendors.iter().map(|(name, id)| (name.as_str(), id.as_str()));
        let favour = |place: usize| if place.is_multiple_of(10) { 16 } else { 0 };
        black_box(search_favouring(black_box(query), texts, 200, (16, favour)))
    });
}

/// Names outside ASCII: accents, and letters of full width.
#[divan::bench(args = ["s", "sún", "ｓｕｎ clay"])]
fn key_over_names_of_the_world(bencher: Bencher<'_, '_>, query: &str) {
    let wide = |name: &str| -> String {
        name.chars()
            .map(|c| if c.is_ascii_lowercase() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c })
            .collect()
    };
    let names = vendors().into_iter().enumerate();
    let vendors: Vec<(String, String)> = names
        .map(|(place, (name, id))| (if place % 2 == 0 { wide(&name) } else { name.replace('u', "ú") }, id))
        .collect();
    bencher.bench_local(|| {
        let texts = vendors.iter().map(|(name, id)| (name.as_str(), id.as_str()));
        black_box(search(black_box(query), texts, 200))
    });
}

fn main() {
    divan::main();
}
