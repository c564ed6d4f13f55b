//! The source itself: lets the world go on to the moment of asking, answers, and keeps the bill.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use super::{
    answers, estate,
    queries::{AGAIN, Queue},
    said::{self, Service},
};
use crate::{
    business::VendorScope,
    question::{Answered, Ask, Call, Estate, Fault, Item, Question, Reading, Trouble},
    simulator::{Scenario, World},
    source::contract::{BoxFuture, Source},
};

/// A demo: what there is to look at, and the one source that answers all of it.
///
/// The world begins at `start` with `scenario` already under way; `speed` is only told to viewers, since
/// time enters as `now`.
pub fn demo(
    seed: u64,
    start: DateTime<Utc>,
    scenario: Scenario,
    speed: f64,
) -> (Arc<Estate>, Box<dyn Source>) {
    let estate = Arc::new(estate::estate(seed, speed, scenario));
    let world = World::new(seed, start, scenario);
    let source = DemoWorld { estate: Arc::clone(&estate), world, queue: Queue::default() };
    (estate, Box::new(source))
}

struct DemoWorld {
    estate: Arc<Estate>,
    world: World,
    queue: Queue,
}

impl Source for DemoWorld {
    fn name(&self) -> &'static str {
        "demo world"
    }

    fn answers(&self, _: &Question) -> bool {
        true
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(async move {
            self.world.advance(now);
            let mut reading = Reading::default();
            for ask in asks {
                let item = self.item(ask, now);
                reading.calls.extend(call(&item));
                reading.items.push(item);
            }
            reading
        })
    }

    fn forget<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, ()> {
        self.queue.stop(question);
        Box::pin(async {})
    }

    fn play(&mut self, scenario: &str, now: DateTime<Utc>) {
        if let Some(scenario) = Scenario::named(scenario) {
            self.world.play(scenario, now);
        }
    }
}

impl DemoWorld {
    fn item(&mut self, ask: &Ask, now: DateTime<Utc>) -> Item {
        let question = ask.question.clone();
        if let Some(trouble) = self.barred(&question, now) {
            let passes = trouble.fault.passes_by_itself();
            let again_after = passes.then_some(Duration::from_secs(10));
            return Item { again_after, ..Item::troubled(question, trouble) };
        }
        if matches!(question, Question::Summary { .. } | Question::Order { .. }) {
            let is_slow = self.world.scenario() == Scenario::SlowQueries;
            if let Some(note) = self.queue.wait(&question, is_slow, now) {
                return Item::waiting(question, note, AGAIN);
            }
        }
        match self.answered(ask, now) {
            Some(answered) => Item::answered(question, answered),
            None => Item::troubled(question, unknown(now)),
        }
    }

    fn answered(&mut self, ask: &Ask, now: DateTime<Utc>) -> Option<Answered> {
        let world = &mut self.world;
        match &ask.question {
            Question::Metrics { pipeline, window } => {
                let pipeline = self.estate.pipeline(pipeline)?;
                Some(answers::metrics(world, pipeline, window.served_by(), ask.tail_only, now))
            }
            Question::Alarms { pipeline } => {
                self.estate.pipeline(pipeline)?;
                Some(answers::alarms(world, now))
            }
            Question::Stretch { pipeline, stage, stretch } => {
                answers::stretch(world, self.estate.pipeline(pipeline)?, stage, *stretch, now)
            }
            Question::AlarmHistory { pipeline, alarm } => {
                self.estate.pipeline(pipeline)?;
                Some(answers::alarm_history(world, alarm.as_ref(), now))
            }
            Question::Lake => Some(answers::lake(world, now)),
            Question::Streams { pipeline } => Some(answers::streams(self.estate.pipeline(pipeline)?, now)),
            Question::Vendors => Some(answers::vendors(world, now)),
            Question::VendorDays { vendor, range } => answers::vendor_days(world, vendor, *range, now),
            Question::VendorTotals { range } => Some(answers::vendor_totals(world, *range, now)),
            Question::Order { vendor, order, range } => answers::order(world, vendor, order, *range, now),
            Question::ProductDays { vendor, range } => answers::product_days(world, vendor, *range, now),
            Question::Summary { view, vendor, range } => answers::summary(world, *view, vendor, *range, now),
        }
    }

    /// What keeps this question from an answer in the present scenario.
    fn barred(&self, question: &Question, now: DateTime<Utc>) -> Option<Trouble> {
        let (service, operation, action) = door(question);
        match self.world.scenario() {
            Scenario::NetworkDown => Some(said::offline(service, operation, now)),
            // The list of vendors is in the file; metrics and stream facts need other permissions.
            Scenario::AccessDenied => match question {
                Question::Alarms { .. }
                | Question::AlarmHistory { .. }
                | Question::Lake
                | Question::VendorDays { .. }
                | Question::ProductDays { .. }
                | Question::VendorTotals { .. }
                | Question::Order { .. }
                | Question::Summary { .. } => Some(said::denied(service, operation, action, now)),
                Question::Metrics { .. }
                | Question::Stretch { .. }
                | Question::Streams { .. }
                | Question::Vendors => None,
            },
            Scenario::QueriesFailing
                if matches!(question, Question::Summary { .. } | Question::Order { .. }) =>
            {
                Some(said::query_failed(now))
            }
            _ => None,
        }
    }
}

/// The service, operation and IAM action behind a question.
const fn door(question: &Question) -> (Service, &'static str, &'static str) {
    match question {
        Question::Metrics { .. } | Question::Stretch { .. } => {
            (Service::CloudWatch, "GetMetricData", "cloudwatch:GetMetricData")
        }
        Question::AlarmHistory { .. } => {
            (Service::CloudWatch, "DescribeAlarmHistory", "cloudwatch:DescribeAlarmHistory")
        }
        Question::Lake => (Service::Athena, "GetTableMetadata", "athena:GetTableMetadata"),
        Question::Alarms { .. } => (Service::CloudWatch, "DescribeAlarms", "cloudwatch:DescribeAlarms"),
        Question::Streams { .. } => {
            (Service::Kinesis, "DescribeStreamSummary", "kinesis:DescribeStreamSummary")
        }
        Question::Vendors
        | Question::VendorDays { .. }
        | Question::VendorTotals { .. }
        | Question::ProductDays { .. } => (Service::DynamoDb, "Query", "dynamodb:Query"),
        Question::Summary { .. } | Question::Order { .. } => {
            (Service::Athena, "StartQueryExecution", "athena:StartQueryExecution")
        }
    }
}

/// The calls behind an item, for the bill.
fn call(item: &Item) -> Option<Call> {
    let answered = item.answered.as_ref()?;
    let count = match &item.question {
        Question::VendorDays { vendor: VendorScope::All, .. } | Question::VendorTotals { .. } => 24,
        _ => 1,
    };
    let api = door(&item.question).1;
    Some(Call { api, count, cost_micro_usd: answered.provenance.cost_micro_usd })
}

fn unknown(now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: "demo world".into(),
        fault: Fault::NotFound,
        sentence: "The demo world has no vendor or pipeline of this name.".into(),
        fix: "Choose one of the list: v shows the vendors.".into(),
        action: None,
        stage: None,
        at: now,
    }
}
