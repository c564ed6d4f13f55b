//! Metrics of calm times, computed from minute counts alone: what the physics would have published, without
//! running it. Used for everything older than the physics, and for the quiet background beside it.

use super::{
    chance,
    delivery::INTERVAL,
    faults::Faults,
    processor,
    shopper::Deed,
    signal::{Row, Signal},
    stream::EVENT_BYTES,
};

/// Every deed, in the order of the counts of a minute.
pub(super) const DEEDS: [Deed; Deed::COUNT] = [
    Deed::ProductView,
    Deed::VendorView,
    Deed::ProductFavorite,
    Deed::CartAdd,
    Deed::OrderCreated,
    Deed::OrderCompleted,
];

/// Table and index write units for the counts of a minute.
pub(super) fn writes_of(counts: [u16; Deed::COUNT]) -> (f64, f64) {
    DEEDS.into_iter().zip(counts).fold((0.0, 0.0), |(table, index), (deed, count)| {
        let (one_table, one_index) = processor::writes(deed);
        (table + one_table * f64::from(count), index + one_index * f64::from(count))
    })
}

/// What a calm minute published. `before` are the counts of the five minutes before this one.
pub(super) fn minute(seed: u64, at: i64, counts: [u16; Deed::COUNT], before: u64) -> Row {
    let mut row = Row::EMPTY;
    let noise = |salt: u64| chance::share(&[seed, at as u64, salt]);
    let records: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    background(seed, at, &Faults::NONE, &mut row);
    // Firehose polls the stream whether anything is in it or not.
    row.add(Signal::StreamRead, 0.0);
    row.put(Signal::StreamAge, 0.0);
    if records > 0.0 {
        row.add(Signal::Requests, records + (records * 0.004 * noise(1)).round());
        row.put(Signal::ApiLatency, latency_ms(noise(2), false));
        row.add(Signal::ApiErrors4, (records * 0.004 * noise(1)).round());
        row.add(Signal::ApiErrors5, 0.0);
        row.add(Signal::StreamRecords, records);
        row.add(Signal::StreamBytes, records * EVENT_BYTES);
        row.add(Signal::StreamRead, records * 2.0);
        row.add(Signal::DeliveryRead, records);
        let age_ms = 3_900.0 + 1_900.0 * noise(3);
        row.put(Signal::StreamAge, age_ms);
        row.put(Signal::ProcessorAge, age_ms);
        row.add(Signal::Invocations, (records * 0.9).clamp(1.0, 24.0).round());
        row.add(Signal::Errors, 0.0);
        row.add(Signal::Throttles, 0.0);
        row.put(Signal::Duration, 52.0 + records / 24.0 * 5.4 + 40.0 * noise(4));
        row.put(Signal::Concurrency, if records > 4.0 { 2.0 } else { 1.0 });
        let (table, index) = writes_of(counts);
        row.add(Signal::TableWrites, table);
        row.add(Signal::IndexWrites, index);
        row.put(Signal::UpdateLatency, update_ms(noise(5)));
    }
    let into_interval = at.rem_euclid(INTERVAL) + 60;
    row.put(Signal::Freshness, into_interval as f64 - (noise(6) * 12.0).round());
    if into_interval == INTERVAL && before > 0 {
        row.put(Signal::DeliverySuccess, 1.0);
        row.add(Signal::Delivered, before as f64);
    }
    row.put(Signal::DeadVisible, 0.0);
    row.put(Signal::DeadAge, 0.0);
    row
}

/// What goes on whatever happens: vendors look at their numbers, people query the lake.
pub(super) fn background(seed: u64, at: i64, faults: &Faults, row: &mut Row) {
    let noise = |salt: u64| chance::share(&[seed, at as u64, salt]);
    let hour = at.rem_euclid(86_400) / 3_600;
    let awake = if (6..21).contains(&hour) { 1.0 } else { 0.25 };
    row.add(Signal::TableReads, (2.0 + 14.0 * noise(11) * awake).round() / 2.0);
    row.add(Signal::IndexReads, (3.0 + 30.0 * noise(12) * awake).round() / 2.0);
    row.add(Signal::DeadSent, 0.0);
    row.add(Signal::DeadReceived, 0.0);
    row.add(Signal::DeadDeleted, 0.0);
    if noise(13) < 0.10 + 0.30 * awake {
        let queued =
            if faults.queries_wait { 70_000.0 + 110_000.0 * noise(14) } else { 90.0 + 160.0 * noise(14) };
        row.put(Signal::QueueTime, queued);
        row.put(Signal::QueryTime, queued + 1_400.0 + 2_600.0 * noise(15));
        if noise(17) < faults.failed_queries {
            row.add(Signal::FailedQueries, 1.0);
            return;
        }
        row.add(Signal::ScannedBytes, (8.0e6 + 34.0e6 * noise(16)).round());
    }
}

/// Latency of the API.
pub(super) fn latency_ms(noise: f64, is_failing: bool) -> f64 {
    if is_failing { 480.0 + 700.0 * noise } else { 74.0 + 46.0 * noise * noise }
}

/// Latency of a counter update.
pub(super) fn update_ms(noise: f64) -> f64 {
    3.1 + 1.8 * noise
}
