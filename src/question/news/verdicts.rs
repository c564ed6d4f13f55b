//! What has become of verdicts. One is the same across moments by its key: numbers that grow in its sentence are no
//! news, worse health is.

use std::sync::Arc;

use super::item::{News, NewsKind};
use crate::{
    pipeline::{Class, Confidence, Health, PipelineHealth, Verdict, VerdictKey},
    question::{note::About, snapshot::Snapshot},
};

pub(super) fn compare(before: &Snapshot, after: &Snapshot, told: &mut Vec<News>) {
    if Arc::ptr_eq(&before.health, &after.health) {
        return;
    }
    for now in after.health.iter() {
        let earlier = before.health_of(&now.pipeline);
        let teller = Teller { after, now };
        teller.tell(earlier.map_or(&[], |health| &health.verdicts), told);
    }
}

struct Teller<'a> {
    after: &'a Snapshot,
    now: &'a PipelineHealth,
}

impl Teller<'_> {
    fn tell(&self, earlier: &[Verdict], told: &mut Vec<News>) {
        let has = |list: &[Verdict], verdict: &Verdict| list.iter().any(|one| one.is_same(verdict));
        let verdicts = &self.now.verdicts;
        let mut gone: Vec<&Verdict> = earlier.iter().filter(|old| !has(verdicts, old)).collect();
        for verdict in verdicts {
            if let Some(old) = earlier.iter().find(|old| old.is_same(verdict)) {
                told.extend(self.other_health(old, verdict));
                continue;
            }
            // What took the place of something that is gone is the same trouble with another cause.
            match gone.iter().position(|old| is_heir(old, verdict)) {
                Some(place) => told.push(self.other_cause(gone.remove(place), verdict)),
                None => told.push(self.began(verdict)),
            }
        }
        told.extend(gone.into_iter().map(|old| self.resolved(old)));
    }

    fn began(&self, verdict: &Verdict) -> News {
        self.news(NewsKind::VerdictBegan, Health::Ok, verdict, &sentence(verdict))
    }

    fn other_health(&self, old: &Verdict, verdict: &Verdict) -> Option<News> {
        let (kind, word) = match verdict.health.cmp(&old.health) {
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => (NewsKind::VerdictWorsened, "worse"),
            std::cmp::Ordering::Less => (NewsKind::VerdictEased, "better"),
        };
        let said = format!("{word}, now {}: {}", verdict.health.as_str(), sentence(verdict));
        Some(self.news(kind, old.health, verdict, &said))
    }

    fn other_cause(&self, old: &Verdict, verdict: &Verdict) -> News {
        let is_easing = verdict.class == Class::CatchingUp || verdict.health < old.health;
        let kind = match () {
            () if verdict.health > old.health => NewsKind::VerdictWorsened,
            () if is_easing => NewsKind::VerdictEased,
            () => NewsKind::VerdictChanged,
        };
        let said = format!("no longer {}, now {}: {}", old.subject(), verdict.subject(), sentence(verdict));
        self.news(kind, old.health, verdict, &said)
    }

    fn resolved(&self, old: &Verdict) -> News {
        let over = self.now.resolved.iter().find(|over| over.verdict.is_same(old));
        let how = over.map_or("it is over", |over| &over.sentence);
        let last = over.map_or(old, |over| &over.verdict);
        let said = format!("{}: {how}", last.subject());
        News { health: Health::Ok, ..self.news(NewsKind::VerdictResolved, old.health, last, &said) }
    }

    fn news(&self, kind: NewsKind, before: Health, verdict: &Verdict, said: &str) -> News {
        let pipeline = &self.now.pipeline;
        News {
            at: self.after.at,
            pipeline: Some(pipeline.clone()),
            kind,
            health: verdict.health,
            before,
            about: Some(About::Verdict(VerdictKey::of(pipeline, verdict))),
            subject: verdict.subject().into(),
            sentence: Arc::from(format!("{pipeline}: {said}")),
        }
    }
}

/// True when `new` stands where `old` stood: at the same stage, or the cause moved along the path of its symptoms.
fn is_heir(old: &Verdict, new: &Verdict) -> bool {
    let suffers = |verdict: &Verdict, other: &Verdict| {
        other.stage.as_ref().is_some_and(|stage| verdict.symptoms.contains(stage))
    };
    old.stage == new.stage || suffers(old, new) || suffers(new, old)
}

/// Cause, deadline and doubt in one sentence.
fn sentence(verdict: &Verdict) -> String {
    let mut said = verdict.cause.to_string();
    if let Some(loss) = &verdict.loss {
        said = format!("{said}; {}", loss.sentence);
    }
    if let Confidence::Low(doubt) = &verdict.confidence {
        said = format!("{said} (not sure: {doubt})");
    }
    said
}
