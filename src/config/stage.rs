//! `[[pipeline.stage]]`: one stage, resolved against the catalogue into the metrics asked and the rules judged.
//! Whether the stages fit together is checked beside this, by the graph.

use std::{ops::Range, sync::Arc};

use super::{field::Field, guess::advise, metric, reader::Reader, report::Mistakes, runbook, threshold};
use crate::{
    catalog,
    pipeline::{Limit, Measure, Metric, Rule, Stage, StageKind, StageName, Told},
};

/// A stage as written: what can be told without looking at its neighbours.
pub(super) struct Draft<'a> {
    pub(super) name: &'a str,
    pub(super) name_span: Range<usize>,
    pub(super) kind: Option<StageKind>,
    resource: Option<&'a str>,
    /// Names of the stages that feed this one, each with its place.
    pub(super) after: Vec<(&'a str, Range<usize>)>,
    dimensions: Vec<(Arc<str>, Arc<str>)>,
    /// Catalogue metrics by key, where the user chose them.
    chosen: Option<Vec<(&'a str, Range<usize>)>>,
    own: Vec<Metric>,
    thresholds: Vec<Field<'a>>,
    told: Told,
}

/// Reads one stage. None when it has not even a name.
pub(super) fn read<'a>(mut reader: Reader<'a>, mistakes: &mut Mistakes) -> Option<Draft<'a>> {
    let name = reader.need("name", "\"processor\"", mistakes);
    let kind = reader.need("kind", "\"lambda\"", mistakes).and_then(|field| kind_of(&field, mistakes));
    let resource = reader.need("resource", "\"the name it has at AWS\"", mistakes);
    let resource = resource.and_then(|field| resource_of(&field, kind, mistakes));
    let after = reader.take("after").and_then(|field| field.texts(mistakes)).unwrap_or_default();
    let dimensions = reader.take("dimensions").map(|field| metric::dimensions(&field, mistakes));
    let chosen = reader.take("metrics").and_then(|field| field.texts(mistakes));
    let thresholds = reader.table("thresholds", mistakes).map(Reader::entries);
    let told = runbook::told(&mut reader, kind, mistakes);
    let own = reader.take("metric").map(|field| own_metrics(&field, mistakes));
    reader.close(mistakes);
    let name = name?;
    Some(Draft {
        // A name with a mistake in it still tells which stage is meant, so that nobody else is blamed.
        name: name.name(40, mistakes).or_else(|| name.value().get_ref().as_str())?,
        name_span: name.span(),
        kind,
        resource,
        after,
        dimensions: dimensions.unwrap_or_default(),
        chosen,
        own: own.unwrap_or_default(),
        thresholds: thresholds.unwrap_or_default(),
        told,
    })
}

impl Draft<'_> {
    /// The stage, given the kinds of the stages that feed it.
    pub(super) fn resolve(self, fed_by: &[StageKind], mistakes: &mut Mistakes) -> Option<Stage> {
        let kind = self.kind?;
        let resource = self.resource.unwrap_or_default();
        let mut metrics = self.asked(kind, resource, fed_by, mistakes);
        for own in self.own {
            // A metric of the user's own takes the place of the catalogue's.
            metrics.retain(|metric| metric.key != own.key);
            metrics.push(own);
        }
        let mut rules = catalog::rules_told(kind, &self.told);
        for field in &self.thresholds {
            let key = field.key();
            if !metrics.iter().any(|metric| metric.key.as_str() == key) {
                // A threshold asks for its metric, too.
                metrics.extend(catalog::metric_of(kind, key, resource, &self.dimensions));
            }
            if let Some(metric) = metrics.iter().find(|metric| metric.key.as_str() == key) {
                threshold::apply(field, metric, &mut rules, mistakes);
            } else {
                let own: Vec<&str> = metrics.iter().map(|metric| metric.key.as_str()).collect();
                let mut known: Vec<&str> = catalog::metric_keys(kind).collect();
                known.extend(own.into_iter().filter(|own| !is_of(kind, own)));
                let what = format!("a {kind} stage has no metric `{key}`");
                mistakes.note(field.key_span(), &what, &advise(key, known));
            }
        }
        rules.retain(|rule| can_be_judged(rule, &metrics));
        let resource = self.resource?.into();
        let mut after: Vec<StageName> = Vec::new();
        for (name, _) in self.after {
            let name = StageName::from(name);
            if !after.contains(&name) {
                after.push(name);
            }
        }
        Some(Stage { name: self.name.into(), kind, resource, after, metrics, rules, told: self.told })
    }

    /// The catalogue's metrics for this stage: those the user chose, or those the kind asks by itself.
    fn asked(
        &self,
        kind: StageKind,
        resource: &str,
        fed_by: &[StageKind],
        mistakes: &mut Mistakes,
    ) -> Vec<Metric> {
        let Some(chosen) = &self.chosen else {
            let metrics = catalog::metrics_of(kind, resource, &self.dimensions);
            let published = |metric: &Metric| catalog::is_published(kind, &metric.key, fed_by);
            return metrics.into_iter().filter(published).collect();
        };
        let mut metrics: Vec<Metric> = Vec::new();
        for (key, span) in chosen {
            let Some(metric) = catalog::metric_of(kind, key, resource, &self.dimensions) else {
                let what = format!("a {kind} stage has no metric `{key}`");
                mistakes.note(span.clone(), &what, &advise(key, catalog::metric_keys(kind)));
                continue;
            };
            if !metrics.iter().any(|known| known.key == metric.key) {
                metrics.push(metric);
            }
        }
        metrics
    }
}

/// A rule stays only with every metric it needs.
fn can_be_judged(rule: &Rule, metrics: &[Metric]) -> bool {
    let is_asked = |key: &str| metrics.iter().any(|metric| metric.key.as_str() == key);
    let has_divisor = match &rule.measure {
        Measure::Ratio { of, .. } => is_asked(of.as_str()),
        Measure::PartOf(Limit::ProvisionedWrite) => is_asked("provisioned_write"),
        Measure::PartOf(Limit::ProvisionedRead) => is_asked("provisioned_read"),
        Measure::Value | Measure::Sum | Measure::PartOf(_) => true,
    };
    is_asked(rule.metric.as_str()) && has_divisor
}

fn is_of(kind: StageKind, key: &str) -> bool {
    catalog::metric_keys(kind).any(|known| known == key)
}

fn own_metrics(field: &Field<'_>, mistakes: &mut Mistakes) -> Vec<Metric> {
    let mut metrics: Vec<(Metric, Range<usize>)> = Vec::new();
    for reader in field.tables("this metric", mistakes) {
        let span = reader.span();
        let Some(metric) = metric::read(reader, mistakes) else { continue };
        if let Some((_, first)) = metrics.iter().find(|(known, _)| known.key == metric.key) {
            let what = format!("this stage has two metrics `{}`", metric.key);
            mistakes.note_second(span, first.clone(), &what, "give one of them another key");
        } else {
            metrics.push((metric, span));
        }
    }
    metrics.into_iter().map(|(metric, _)| metric).collect()
}

fn kind_of(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<StageKind> {
    let written = field.text(mistakes)?;
    let kind = StageKind::ALL.into_iter().find(|kind| kind.as_str() == written);
    if kind.is_none() {
        let fix = match written.to_ascii_lowercase().as_str() {
            "kafka" => "did you mean `msk`? Kafka outside MSK publishes nothing to CloudWatch".to_owned(),
            "api-gateway" | "apigateway" => "did you mean `http-api` or `rest-api`?".to_owned(),
            _ => advise(written, StageKind::ALL.iter().map(|kind| kind.as_str())),
        };
        field.wrong(&format!("there is no kind `{written}`"), &fix, mistakes);
    }
    kind
}

/// A resource has as many parts as its kind has dimensions, none of them empty.
fn resource_of<'a>(field: &Field<'a>, kind: Option<StageKind>, mistakes: &mut Mistakes) -> Option<&'a str> {
    let resource = field.name(512, mistakes)?;
    if resource.starts_with("arn:") {
        let name = resource.rsplit([':', '/']).next().unwrap_or_default();
        let what = "`resource` is the name of the resource, not its ARN";
        field.wrong(what, &format!("write `resource = \"{name}\"`"), mistakes);
        return None;
    }
    let parts = catalog::resource_parts(kind?);
    let written = resource.splitn(parts.len(), '/');
    if written.clone().count() < parts.len() || written.clone().any(str::is_empty) {
        let shape = match kind {
            Some(StageKind::Msk) => "CLUSTER/GROUP/TOPIC",
            _ => "TABLE/INDEX",
        };
        let what = format!("the resource of this kind of stage is written `{shape}`");
        field.wrong(&what, &format!("write all its parts: {}", parts.join(", ")), mistakes);
        return None;
    }
    Some(resource)
}
