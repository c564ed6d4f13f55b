//! Which answer a chart is drawn from: the one that was asked for, or while that is on its way the points at hand.
//! Knows no place on a screen.

use super::state::App;
use crate::{
    pipeline::{Metric, MetricKey, PipelineName, Scale, Series, SeriesKey, Stage},
    question::{Answer, MetricsAnswer, Question, SeriesAnswer, Snapshot},
};

impl App {
    /// The series of a stage's metric over what is shown: as asked for; for a stretch that is still being asked, the
    /// points of other questions that cover most of it, the finest first.
    pub fn series_at_hand<'a>(
        &self,
        shown: &'a Snapshot,
        stage: &Stage,
        metric: &MetricKey,
    ) -> Option<&'a SeriesAnswer> {
        let pipeline = &self.selected_pipeline(&shown.estate)?.name;
        let key = SeriesKey { stage: stage.name.clone(), metric: metric.clone() };
        let Some(stretch) = self.sight.stretch else {
            return shown.metrics(pipeline, self.window)?.series.get(&key);
        };
        if let Some(exact) = shown.stretch(pipeline, &stage.name, stretch) {
            return exact.series.get(&key);
        }
        let others = of_pipeline(shown, pipeline).filter_map(|answer| answer.series.get(&key));
        let covered = |answer: &&SeriesAnswer| {
            let points = answer.series.between(stretch.from(), stretch.to());
            let ends = points.first().zip(points.last());
            let secs =
                ends.map_or(0, |(first, last)| last.at - first.at + i64::from(answer.series.period_secs));
            // Two that cover about the same differ by a period of the coarser one.
            (secs * 20 / stretch.secs().max(1), std::cmp::Reverse(answer.series.period_secs))
        };
        others.max_by_key(covered)
    }

    /// The series of the earlier stretch that the shown one is compared with.
    pub fn earlier_series<'a>(
        &self,
        shown: &'a Snapshot,
        stage: &Stage,
        metric: &MetricKey,
    ) -> Option<&'a SeriesAnswer> {
        let pipeline = &self.selected_pipeline(&shown.estate)?.name;
        let stretch = self.chart_earlier(self.chart_now(shown))?.stretch?;
        let key = SeriesKey { stage: stage.name.clone(), metric: metric.clone() };
        shown.stretch(pipeline, &stage.name, stretch)?.series.get(&key)
    }

    /// How a chart's values are scaled: by the greatest of what is shown.
    pub fn chart_scale(&self, shown: &Snapshot, metric: &Metric, series: &Series) -> Scale {
        let (from, to) = self.chart_span(self.chart_now(shown));
        Scale::of(metric.shape, metric.unit, series.most_shown(from, to).unwrap_or(0.0))
    }

    /// The question that what is shown was asked with: the live window's, or the stretch's.
    pub fn chart_question(&self, shown: &Snapshot) -> Option<Question> {
        let pipeline = self.selected_pipeline(&shown.estate)?.name.clone();
        Some(match self.sight.stretch {
            Some(stretch) => {
                let stage = self.selected_stage(shown)?.name.clone();
                Question::Stretch { pipeline, stage, stretch }
            }
            None => Question::Metrics { pipeline, window: self.window.served_by() },
        })
    }
}

fn of_pipeline<'a>(
    shown: &'a Snapshot,
    pipeline: &'a PipelineName,
) -> impl Iterator<Item = &'a MetricsAnswer> + 'a {
    shown.entries.iter().filter_map(move |(question, entry)| {
        let (Question::Metrics { pipeline: asked, .. } | Question::Stretch { pipeline: asked, .. }) =
            question
        else {
            return None;
        };
        match &entry.held.as_ref()?.answer {
            Answer::Metrics(metrics) if asked == pipeline => Some(metrics),
            _ => None,
        }
    })
}
