//! A question is a small value that can be compared and hashed: equal questions are asked once.

use std::sync::Arc;

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use crate::{
    business::{DateRange, OrderId, VendorId, VendorScope, View},
    pipeline::{PipelineName, StageName, Stretch, Window},
};

/// Something a viewer wants to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
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
    /// Every series of one stage over a stretch of the past that does not move: zoomed, panned, or last week's.
    Stretch {
        /// The pipeline.
        pipeline: PipelineName,
        /// The stage.
        stage: StageName,
        /// From when to when.
        stretch: Stretch,
    },
    /// What happened to the alarms of a pipeline's region: to all of them in the last 24 hours, or to one of them in
    /// the last 14 days.
    AlarmHistory {
        /// The pipeline.
        pipeline: PipelineName,
        /// The alarm's name; none for all.
        alarm: Option<Arc<str>>,
    },
    /// How far the catalog of the lake goes.
    Lake,
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
    /// Counters of every vendor on its own, summed over a range, from the vendor table.
    VendorTotals {
        /// Which days.
        range: DateRange,
    },
    /// Every event of one order, from the lake.
    Order {
        /// Whose order.
        vendor: VendorId,
        /// Which order.
        order: OrderId,
        /// The days that are looked through.
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
            Self::Stretch { pipeline, stage, stretch } => {
                let at = |secs| DateTime::from_timestamp(secs, 0).unwrap_or_default().format("%F %H:%M");
                format!("metrics {pipeline}/{stage}, {} to {} UTC", at(stretch.from()), at(stretch.to()))
            }
            Self::AlarmHistory { pipeline, alarm: None } => format!("alarm history {pipeline} 24h"),
            Self::AlarmHistory { alarm: Some(alarm), .. } => format!("history of alarm {alarm}"),
            Self::Lake => "lake catalog".to_owned(),
            Self::Alarms { pipeline } => format!("alarms {pipeline}"),
            Self::Streams { pipeline } => format!("streams {pipeline}"),
            Self::Vendors => "vendors".to_owned(),
            Self::VendorDays { vendor, range } => format!("days of {}, {}", whose(vendor), days(range)),
            Self::VendorTotals { range } => format!("totals of each vendor, {}", days(range)),
            Self::Order { vendor, order, range } => format!("order {order} of {vendor}, {}", days(range)),
            Self::ProductDays { vendor, range } => format!("products of {vendor}, {}", days(range)),
            Self::Summary { view, vendor, range } => {
                format!("{} of {}, {}", view.as_str(), whose(vendor), days(range))
            }
        }
    }
}
