//! Our own view: what we may not read, and what does not answer. Nothing here says anything about the pipeline, and
//! nothing here may pass for ok.

use crate::{
    diagnosis::{
        candidate::Candidate,
        evidence::{Bar, Obstacle, Standing},
        ground::{Ground, Sight},
        sentence::moment,
    },
    pipeline::{Class, Health, StageHealth},
};

/// What is not seen and why.
pub(super) fn unseen(ground: &Ground<'_>, stages: &[StageHealth]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let of = |bar: Bar| ground.evidence.obstacles.iter().filter(move |obstacle| obstacle.bar == bar);
    let closed: Vec<&Obstacle> = of(Bar::Access).collect();
    found.extend(barred(ground, Class::NoAccess, &closed));
    let silent: Vec<&Obstacle> = of(Bar::Line).collect();
    let hides = silent.iter().any(|obstacle| obstacle.hides_series);
    if hides && (ground.blind.is_some() || silent.len() > 1) {
        found.extend(barred(ground, Class::NoData, &silent));
    }
    match &ground.blind {
        // What was never asked is no trouble yet.
        Some(_) if ground.evidence.as_of.is_none() || !found.is_empty() => {}
        Some(blind) => {
            let since = ground.evidence.as_of.unwrap_or(ground.now).min(ground.now);
            found.push(Candidate::new(
                Class::NoData,
                None,
                Health::Unknown,
                since,
                format!("nothing is known: {blind}"),
            ));
        }
        None => found.extend(dark(ground, stages)),
    }
    found
}

fn barred(ground: &Ground<'_>, class: Class, obstacles: &[&Obstacle]) -> Option<Candidate> {
    let first = obstacles.first()?;
    let mut missing: Vec<&str> = Vec::new();
    for obstacle in obstacles {
        if !missing.contains(&&*obstacle.missing) {
            missing.push(&obstacle.missing);
        }
    }
    let mut actions: Vec<&str> = obstacles.iter().filter_map(|obstacle| obstacle.action.as_deref()).collect();
    actions.sort_unstable();
    actions.dedup();
    let since = obstacles.iter().map(|obstacle| obstacle.since).min()?.min(ground.now);
    let why = match (class, actions.as_slice()) {
        (Class::NoAccess, []) => first.fault.to_string(),
        (Class::NoAccess, actions) => format!("{}: {} missing", first.fault, actions.join(", ")),
        _ => format!("{} {}", first.source, first.fault),
    };
    let verb = if class == Class::NoAccess { "may not be read" } else { "cannot be read" };
    let cause = format!("{} {verb} ({why})", list(&missing));
    let mut candidate = Candidate::new(class, None, Health::Unknown, since, cause);
    candidate.harm = Some(still_known(ground));
    Some(candidate)
}

/// What can be told all the same.
fn still_known(ground: &Ground<'_>) -> String {
    match (&ground.blind, ground.evidence.as_of) {
        (None, Some(_)) => "the pipeline's metrics are read and judged".to_owned(),
        (_, Some(as_of)) => format!("the newest metrics are from {}", moment(as_of, ground.now)),
        (_, None) => "no metrics were read yet".to_owned(),
    }
}

/// Stages of which nothing is known although the rest is seen.
fn dark(ground: &Ground<'_>, stages: &[StageHealth]) -> Vec<Candidate> {
    let is_dark = |health: &&StageHealth| health.health == Health::Unknown;
    let is_forbidden = |sight: &Sight<'_>| {
        let keys = sight.stage.metrics.iter().map(|metric| &metric.key);
        keys.filter_map(|key| ground.evidence.view(&sight.stage.name, key))
            .any(|view| view.standing == Standing::Forbidden)
    };
    let all: Vec<(&Sight<'_>, &StageHealth)> =
        ground.sights.iter().zip(stages).filter(|(_, health)| is_dark(health)).collect();
    let (forbidden, silent): (Vec<_>, Vec<_>) = all.into_iter().partition(|(sight, _)| is_forbidden(sight));
    // A stage that is silent among others that are seen may be idle: it is shown as unknown, and no fault is made of it.
    let silent = if silent.len() == stages.len() { silent } else { Vec::new() };
    [(Class::NoAccess, forbidden), (Class::NoData, silent)]
        .into_iter()
        .filter_map(|(class, dark)| {
            let (first, health) = dark.first()?;
            let why = health.reasons.first().map_or("nothing is known", |reason| &reason.sentence);
            let since = dark.iter().filter_map(|(_, health)| health.since).min().unwrap_or(ground.now);
            let names: Vec<&str> = dark.iter().map(|(sight, _)| sight.stage.name.as_str()).collect();
            let only = (dark.len() == 1).then_some(first.index);
            let cause = format!("nothing is known of {}: {why}", list(&names));
            Some(Candidate::new(class, only, Health::Unknown, since.min(ground.now), cause))
        })
        .collect()
}

/// `alarms, lake catalog and vendor counters`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
