//! Every metric the world publishes: one table, and rows of one minute each. A value that was not
//! published is absent, as at CloudWatch, and never zero.

/// How values are taken together over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// Added up.
    Sum,
    /// The greatest.
    Max,
    /// The average of the minutes that have one.
    Mean,
}

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident $stage:literal $key:literal $fold:ident;)*) => {
        /// A metric of a stage of the demo pipeline.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Signal { $($(#[$doc])* $name,)* }

        impl Signal {
            /// Every signal, in the order of a row.
            pub(super) const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];

            /// Stage and metric key.
            pub(super) const fn key(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($stage, $key),)* }
            }

            /// How minutes become a longer period.
            pub(super) const fn fold(self) -> Fold {
                match self { $(Self::$name => Fold::$fold,)* }
            }
        }
    };
}

signals! {
    Requests "ingest" "requests" Sum;
    ApiErrors5 "ingest" "errors_5xx" Sum;
    ApiErrors4 "ingest" "errors_4xx" Sum;
    ApiLatency "ingest" "latency_p95" Max;
    StreamAge "stream" "iterator_age" Max;
    StreamRecords "stream" "incoming_records" Sum;
    StreamBytes "stream" "incoming_bytes" Sum;
    StreamRead "stream" "read_records" Sum;
    StreamWriteThrottles "stream" "write_throttles" Sum;
    StreamReadThrottles "stream" "read_throttles" Sum;
    ProcessorAge "processor" "iterator_age" Max;
    Invocations "processor" "invocations" Sum;
    Errors "processor" "errors" Sum;
    Throttles "processor" "throttles" Sum;
    Duration "processor" "duration_p95" Max;
    Concurrency "processor" "concurrency" Max;
    TableWrites "counters" "consumed_write" Sum;
    TableWriteThrottles "counters" "write_throttles" Sum;
    UpdateLatency "counters" "update_latency" Mean;
    ThrottledUpdates "counters" "throttled_updates" Sum;
    TableReads "counters" "consumed_read" Sum;
    TableReadThrottles "counters" "read_throttles" Sum;
    TableSystemErrors "counters" "system_errors" Sum;
    IndexWrites "by-vendor" "consumed_write" Sum;
    IndexWriteThrottles "by-vendor" "write_throttles" Sum;
    IndexReads "by-vendor" "consumed_read" Sum;
    IndexReadThrottles "by-vendor" "read_throttles" Sum;
    Freshness "delivery" "freshness" Max;
    DeliverySuccess "delivery" "delivery_success" Mean;
    Delivered "delivery" "delivered_records" Sum;
    DeliveryRead "delivery" "read_records" Sum;
    FailedConversions "delivery" "failed_conversions" Sum;
    QueryTime "queries" "query_time" Mean;
    QueueTime "queries" "queue_time" Max;
    ScannedBytes "queries" "processed_bytes" Sum;
    FailedQueries "queries" "failed_queries" Sum;
    DeadVisible "dead-letters" "visible" Max;
    DeadAge "dead-letters" "oldest_age" Max;
    DeadSent "dead-letters" "sent" Sum;
    DeadReceived "dead-letters" "received" Sum;
    DeadDeleted "dead-letters" "deleted" Sum;
}

/// One minute of every signal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row([f32; Signal::ALL.len()]);

impl Row {
    /// A minute in which nothing was published.
    pub(super) const EMPTY: Self = Self([f32::NAN; Signal::ALL.len()]);

    /// Adds to a count; adding zero publishes a zero.
    pub(super) fn add(&mut self, signal: Signal, value: f64) {
        let slot = &mut self.0[signal as usize];
        *slot = if slot.is_nan() { value as f32 } else { *slot + value as f32 };
    }

    /// Adds to a count that is published only when there is something.
    pub(super) fn add_some(&mut self, signal: Signal, value: f64) {
        if value > 0.0 {
            self.add(signal, value);
        }
    }

    /// Raises a level.
    pub(super) fn peak(&mut self, signal: Signal, value: f64) {
        let slot = &mut self.0[signal as usize];
        *slot = slot.max(value as f32);
    }

    /// Sets a level.
    pub(super) fn put(&mut self, signal: Signal, value: f64) {
        self.0[signal as usize] = value as f32;
    }

    /// The value, if one was published.
    pub(super) fn value(&self, signal: Signal) -> Option<f64> {
        let value = self.0[signal as usize];
        (!value.is_nan()).then(|| f64::from(value))
    }
}

/// Takes rows together over a period.
pub(super) struct Period {
    sums: [f64; Signal::ALL.len()],
    counts: [u32; Signal::ALL.len()],
}

impl Period {
    pub(super) const fn new() -> Self {
        Self { sums: [0.0; Signal::ALL.len()], counts: [0; Signal::ALL.len()] }
    }

    /// Takes one more minute.
    pub(super) fn take(&mut self, row: &Row) {
        for (index, signal) in Signal::ALL.into_iter().enumerate() {
            let Some(value) = row.value(signal) else { continue };
            let is_first = self.counts[index] == 0;
            self.counts[index] += 1;
            self.sums[index] = match signal.fold() {
                Fold::Max if !is_first => self.sums[index].max(value),
                Fold::Max => value,
                Fold::Sum | Fold::Mean => self.sums[index] + value,
            };
        }
    }

    /// The value over the period, if any minute had one.
    pub(super) fn value(&self, signal: Signal) -> Option<f64> {
        let index = signal as usize;
        let count = self.counts[index];
        (count > 0).then(|| match signal.fold() {
            Fold::Mean => self.sums[index] / f64::from(count),
            Fold::Sum | Fold::Max => self.sums[index],
        })
    }
}
