//! Units of measured values. How a value is written for a person is the view's business.

use serde::{Deserialize, Serialize};

/// The unit of a metric's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A number of things: records, calls, errors.
    Count,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// A share from 0 to 1.
    Ratio,
    /// A share from 0 to 100, as some services publish it.
    Percent,
    /// DynamoDB capacity units.
    CapacityUnits,
    /// No unit known.
    None,
}

impl Unit {
    /// The unit's name in JSON and config: `count`, `milliseconds`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Bytes => "bytes",
            Self::Milliseconds => "milliseconds",
            Self::Seconds => "seconds",
            Self::Ratio => "ratio",
            Self::Percent => "percent",
            Self::CapacityUnits => "capacity_units",
            Self::None => "none",
        }
    }

    /// True when values of this unit are lengths of time.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Milliseconds | Self::Seconds)
    }
}
