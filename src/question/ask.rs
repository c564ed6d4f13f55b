//! A question is a small value that can be compared and hashed: equal questions are asked once.

use serde::Serialize;

use crate::{
    business::{DateRange, VendorId, VendorScope, View},
    pipeline::{PipelineName, Window},
};

/// Something a viewer wants to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Every series of a pipeline's stages over a window. Only windows that
    /// [serve themselves](Window::served_by) are asked for.
    Metrics {
        /// The pipeline.
        pipeline: PipelineName,
        /// How far back.
        window: Window,
    },
    /// The alarms of a pipeline's region, with the stages they watch.
    Alarms {
        /// The pipeline.
        pipeline: PipelineName,
    },
    /// Mode, shards and retention of a pipeline's streams.
    Streams {
        /// The pipeline.
        pipeline: PipelineName,
    },
    /// The list of vendors.
    Vendors,
    /// Daily counters from the vendor table.
    VendorDays {
        /// Whose.
        vendor: VendorScope,
        /// Which days.
        range: DateRange,
    },
    /// Daily counters of a vendor's products, from the index.
    ProductDays {
        /// Whose.
        vendor: VendorId,
        /// Which days.
        range: DateRange,
    },
    /// Rows of a summary view of the lake.
    Summary {
        /// Which view.
        view: View,
        /// Whose rows.
        vendor: VendorScope,
        /// Which days.
        range: DateRange,
    },
}

/// A question as it is put to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// True when the asker already holds an answer and only needs what may have changed since
    /// (for metrics: the last 30 minutes).
    pub tail_only: bool,
}

impl Question {
    /// A short name for lists and logs: `metrics makeriess-prod 3h`.
    pub fn label(&self) -> String {
        let whose = |vendor: &VendorScope| vendor.one().map_or("all vendors".to_owned(), ToString::to_string);
        let days = |range: &DateRange| format!("{} to {}", range.from(), range.to());
        match self {
            Self::Metrics { pipeline, window } => format!("metrics {pipeline} {}", window.label()),
            Self::Alarms { pipeline } => format!("alarms {pipeline}"),
            Self::Streams { pipeline } => format!("streams {pipeline}"),
            Self::Vendors => "vendors".to_owned(),
            Self::VendorDays { vendor, range } => format!("days of {}, {}", whose(vendor), days(range)),
            Self::ProductDays { vendor, range } => format!("products of {vendor}, {}", days(range)),
            Self::Summary { view, vendor, range } => {
                format!("{} of {}, {}", view.as_str(), whose(vendor), days(range))
            }
        }
    }
}
