//! A marketplace of two halves: one vendor's own business, the same every time, and everything else, which changes
//! with a seed: other vendors, their days, products and names, the pipeline, its alarms and health, troubles, costs.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use tidewatch::{
    business::{
        Cell, ColumnType, Counters, Currency, DateRange, DayCounters, ProductDay, ProductId, SummaryTable,
        Vendor, VendorId, VendorScope, View,
    },
    pipeline::{Alarm, AlarmDetail, AlarmKind, AlarmState, Health, Pipeline, PipelineHealth, Window},
    question::{
        About, AlarmList, Answer, Answered, Bill, Demo, Entry, Estate, Fault, LakeInfo, Note, NoteKind,
        ProductDays, Provenance, Question, ScenarioInfo, Snapshot, Trouble, VendorDays, VendorTable,
        VendorTotals,
    },
};

/// The vendor whose viewer is watched. Its neighbours have ids that begin with it, or differ in case alone.
pub(crate) const OWN: &str = "vendor_1";
const NEIGHBOURS: [&str; 6] = ["vendor_10", "vendor_1.", "vendor_1:2", "VENDOR_1", "vendor_", "vendor_1_"];
/// Letters that only names of others are made of.
pub(crate) const DECOY: &str = "Qzyx";
/// A figure that only others have.
pub(crate) const FIGURE: i64 = 7_317_317_317;

pub(crate) fn start() -> DateTime<Utc> {
    "2026-11-22T14:02:31Z".parse().unwrap()
}

pub(crate) fn vendor(id: &str) -> VendorId {
    VendorId::parse(id).unwrap()
}

/// Everything that is not the vendor's own, made from a seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Others(pub(crate) u64);

impl Others {
    /// A number below `below`, another one for each salt.
    pub(crate) fn chance(self, salt: u64, below: u64) -> u64 {
        let mixed = (self.0 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_add(0x9e37_79b9_7f4a_7c15)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 29)) % below.max(1)
    }

    pub(crate) fn name(self, salt: u64) -> String {
        format!(
            "{DECOY} {} {}",
            self.chance(salt, 1_000),
            ["Café", "ร้าน", "Atelier", "🧁"][salt as usize % 4]
        )
    }

    fn ids(self) -> Vec<VendorId> {
        let far = (0..self.chance(1, 40)).map(|place| vendor(&format!("{DECOY}-{place}")));
        NEIGHBOURS.into_iter().filter(|_| self.chance(2, 5) > 0).map(vendor).chain(far).collect()
    }

    pub(crate) fn estate(self) -> Estate {
        let name = |salt| -> Arc<str> { self.name(salt).into() };
        let pipelines = (0..self.chance(3, 3)).map(|place| {
            Arc::new(Pipeline {
                name: format!("{DECOY}-{place}").as_str().into(),
                region: name(4 + place),
                retention_hours: None,
                stages: Vec::new(),
            })
        });
        Estate {
            pipelines: pipelines.collect(),
            vendor_table: Some(VendorTable { table: name(5), kept_days: 30 }),
            lake: Some(LakeInfo { workgroup: name(6), database: name(7) }),
            currency: Currency::parse("EUR").unwrap(),
            business_zone: chrono_tz::UTC,
            demo: Some(Demo {
                scenarios: Arc::from([ScenarioInfo { name: name(8), description: name(9) }]),
                scenario: name(8),
                seed: self.0,
                speed: 1.0,
            }),
            account: (self.chance(10, 2) > 0).then(|| name(10)),
            runbooks: BTreeMap::from([(name(11), name(12))]),
            tells_places: false,
            endpoint: (self.chance(13, 2) > 0).then(|| name(13)),
        }
    }

    /// What is known to whoever may know everything, `published` snapshots after the start.
    pub(crate) fn whole<'a>(
        self,
        estate: &Arc<Estate>,
        wanted: impl IntoIterator<Item = (&'a Question, DateTime<Utc>)>,
        now: DateTime<Utc>,
        published: u64,
    ) -> Snapshot {
        let salt = published * 100;
        let own = vendor(OWN);
        let answer = |(question, asked_at): (&Question, DateTime<Utc>)| {
            (question.clone(), Arc::new(self.entry(question, &own, asked_at, salt)))
        };
        let mut entries: BTreeMap<Question, Arc<Entry>> = wanted.into_iter().map(answer).collect();
        for question in self.questions(estate, now.date_naive()) {
            entries
                .entry(question.clone())
                .or_insert_with(|| Arc::new(self.entry(&question, &own, now, salt)));
        }
        let health = estate.pipelines.iter().map(|pipeline| PipelineHealth {
            pipeline: pipeline.name.clone(),
            health: [Health::Ok, Health::Warning, Health::Critical][self.chance(salt + 20, 3) as usize],
            since: Some(now),
            headline: self.name(salt + 21).into(),
            worst_stage: None,
            stages: Vec::new(),
            verdicts: Vec::new(),
            resolved: Vec::new(),
            flows: Vec::new(),
        });
        let note = Note {
            about: About::Alarm(self.name(22).into()),
            kind: NoteKind::Muted,
            by: self.name(23).into(),
            at: now,
            until: None,
            text: self.name(24).into(),
        };
        Snapshot {
            sequence: published * (1 + self.chance(salt + 25, 5)),
            entries,
            health: health.collect(),
            notes: (0..self.chance(salt + 26, 3)).map(|_| note.clone()).collect(),
            notes_problem: (self.chance(salt + 27, 2) > 0).then(|| self.name(27).into()),
            bill: Bill {
                spent_micro_usd: self.chance(salt + 28, 1 << 40),
                per_hour_micro_usd: self.chance(salt + 29, 1 << 30),
                calls: self.chance(salt + 30, 1 << 20),
            },
            scenario: Some(self.name(31).into()),
            ..Snapshot::empty(
                Arc::clone(estate),
                now + TimeDelta::milliseconds(self.chance(salt, 900) as i64),
            )
        }
    }

    /// What others ask at the same time.
    fn questions(self, estate: &Estate, today: NaiveDate) -> Vec<Question> {
        let range = DateRange::ending(today, 30);
        let mut asked = vec![Question::VendorTotals { range }];
        if self.chance(40, 2) > 0 {
            asked.push(Question::VendorDays { vendor: VendorScope::All, range });
            // Whoever runs the pipeline may look at this vendor, too.
            asked.push(Question::VendorDays {
                vendor: VendorScope::One(vendor(OWN)),
                range: DateRange::ending(today, 11),
            });
        }
        for id in self.ids() {
            asked.push(Question::VendorDays { vendor: VendorScope::One(id.clone()), range });
            asked.push(Question::ProductDays { vendor: id.clone(), range });
            asked.push(Question::Summary {
                view: View::ConversionFunnel,
                vendor: VendorScope::One(id),
                range,
            });
        }
        for pipeline in &estate.pipelines {
            asked.push(Question::Alarms { pipeline: pipeline.name.clone() });
            asked.push(Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED });
        }
        asked
    }

    fn entry(self, question: &Question, own: &VendorId, asked_at: DateTime<Utc>, salt: u64) -> Entry {
        let is_own = match question {
            Question::VendorDays { vendor, .. } | Question::Summary { vendor, .. } => {
                vendor.one() == Some(own)
            }
            Question::ProductDays { vendor, .. } | Question::Order { vendor, .. } => vendor == own,
            _ => false,
        };
        // Every third of the own questions has a trouble of its own; its words are the source's, and others'.
        let own_fault = match question {
            Question::Summary { view, .. } if is_own => match view {
                View::CustomerMix => Some((Fault::Query, false)),
                View::OrderCompletionTime => Some((Fault::Throttled, true)),
                _ => None,
            },
            Question::ProductDays { .. } if is_own => Some((Fault::Item, true)),
            _ => None,
        };
        let is_ill = if is_own { own_fault.is_some() } else { self.chance(salt + 50, 3) == 0 };
        let fault = own_fault.map_or(Fault::Item, |(fault, _)| fault);
        let has_answer = own_fault.is_none_or(|(_, has_answer)| has_answer);
        let trouble = |place: u64| Trouble {
            source: self.name(salt + 51).into(),
            fault,
            sentence: format!("{} of {} is odd: {FIGURE}", self.name(salt + 52), self.name(place)).into(),
            fix: self.name(salt + 53).into(),
            action: Some(self.name(salt + 54).into()),
            stage: None,
            at: asked_at,
        };
        let troubles =
            if is_ill { (0..=self.chance(salt + 55, 3)).map(trouble).collect() } else { Vec::new() };
        // The list of vendors is read in as many pages as there are others.
        let late = TimeDelta::milliseconds(self.chance(salt + 56, 900) as i64);
        let answered = |answer| Answered {
            answer,
            provenance: Provenance {
                source: self.name(salt + 57).into(),
                as_of: if is_own { asked_at } else { asked_at + late },
                complete_to: is_own.then(|| asked_at - TimeDelta::minutes(20)),
                latency: Duration::from_millis(self.chance(salt + 58, 9_000)),
                cost_micro_usd: self.chance(salt + 59, 1 << 30),
                call: self.name(salt + 60).into(),
                command: self.name(salt + 61).into(),
            },
        };
        Entry {
            held: has_answer.then(|| Arc::new(answered(self.answer(question, own, is_own)))),
            waiting: (is_own && !has_answer).then(|| self.name(salt + 62).into()),
            asked_at: Some(asked_at),
            next_at: Some(asked_at + late),
            failures: u32::from(is_own && is_ill),
            attempts: 1 + self.chance(salt + 63, 50),
            troubles,
            ..Entry::unasked(Duration::from_mins(1))
        }
    }

    fn answer(self, question: &Question, own: &VendorId, is_own: bool) -> Answer {
        let share = if is_own { 1 } else { FIGURE };
        match question {
            Question::Vendors => Answer::Vendors(self.list(own)),
            Question::VendorDays { range, .. } => {
                let days = range.dates().map(|date| DayCounters { date, counters: counters(date, share) });
                let vendors = self.chance(70, 500) as usize;
                Answer::VendorDays(VendorDays { days: days.collect(), kept_from: None, vendors })
            }
            Question::ProductDays { range, .. } => {
                let name = |place: u32| {
                    if is_own { format!("mug-{place}") } else { format!("{DECOY}-{place}") }
                };
                let days = range.dates().flat_map(|date| (0..5).map(move |place| (date, place)));
                let days = days.map(|(date, place)| product(name(place), date, share * i64::from(place + 1)));
                Answer::ProductDays(ProductDays { days: days.collect() })
            }
            Question::VendorTotals { range } => {
                let totals = self.ids().into_iter().map(|id| (id, counters(range.from(), FIGURE)));
                let mut totals: Vec<_> = totals.chain([(own.clone(), counters(range.from(), 1))]).collect();
                totals.sort_by(|a, b| a.0.cmp(&b.0));
                let vendors = totals.len();
                Answer::VendorTotals(VendorTotals {
                    totals,
                    kept_from: None,
                    vendors,
                    is_cut: false,
                    unread: Vec::new(),
                })
            }
            Question::Summary { view, range, .. } => Answer::Summary(self.table(*view, *range, own, share)),
            Question::Order { range, .. } => {
                Answer::Summary(self.table(View::EventCounts, *range, own, share))
            }
            Question::Alarms { .. } => Answer::Alarms(AlarmList { alarms: vec![self.alarm()] }),
            _ => Answer::Metrics(tidewatch::question::MetricsAnswer::default()),
        }
    }

    fn list(self, own: &VendorId) -> Arc<[Vendor]> {
        let other = |(place, id): (usize, VendorId)| Vendor {
            id,
            name: self.name(place as u64).into(),
            category: Some(self.name(80 + place as u64).into()),
        };
        let mut all: Vec<Vendor> = self.ids().into_iter().enumerate().map(other).collect();
        let own = Vendor { id: own.clone(), name: "Sunrise Ceramics".into(), category: Some("Home".into()) };
        all.insert(self.chance(81, all.len() as u64 + 1) as usize, own);
        all.into()
    }

    /// The columns of a view with rows of the vendor, and, where rows say whose they are, rows of others between them,
    /// as a view that somebody has replaced would have.
    fn table(self, view: View, range: DateRange, own: &VendorId, share: i64) -> SummaryTable {
        let columns = columns(view);
        let has_owner = columns.iter().any(|(name, _)| *name == "vendorid");
        let days = range.dates().take(40);
        let mut rows = Vec::new();
        for (place, date) in days.enumerate() {
            rows.push(row(&columns, (date, place as i64, share), own.as_str(), "mugs"));
            if has_owner && self.chance(90 + place as u64, 2) > 0 {
                let name = self.name(place as u64);
                rows.push(row(&columns, (date, place as i64, FIGURE), NEIGHBOURS[place % 6], &name));
            }
        }
        let columns = columns.into_iter().map(|(name, kind)| (name.into(), kind)).collect();
        SummaryTable { columns, rows }
    }

    fn alarm(self) -> Arc<Alarm> {
        Arc::new(Alarm {
            name: self.name(91).into(),
            arn: self.name(92).into(),
            description: None,
            kind: AlarmKind::Metric,
            state: [AlarmState::Ok, AlarmState::Alarm][self.chance(93, 2) as usize],
            since: None,
            reason: self.name(94).into(),
            threshold: None,
            condition: None,
            watches: self.name(95).into(),
            period_secs: None,
            m_of_n: None,
            treat_missing: None,
            actions_enabled: true,
            stages: Vec::new(),
            children: Vec::new(),
            detail: AlarmDetail::default(),
        })
    }
}

fn counters(date: NaiveDate, share: i64) -> Counters {
    let place = i64::from(date.num_days_from_ce() % 97);
    Counters {
        product_views: (900 + place) * share,
        profile_views: (90 + place) * share,
        product_favorites: (70 + place) * share,
        cart_adds: (50 + place) * share,
        orders: (20 + place % 7) * share,
        completed_orders: (19 + place % 7) * share,
        revenue: Decimal::new((52_000 + place * 100) * share, 2),
    }
}

fn product(name: String, date: NaiveDate, share: i64) -> ProductDay {
    let all = counters(date, share);
    ProductDay {
        product: ProductId::new(name),
        date,
        views: all.product_views,
        favorites: all.product_favorites,
        cart_adds: all.cart_adds,
        orders: all.orders,
        revenue: all.revenue,
    }
}

fn columns(view: View) -> Vec<(&'static str, ColumnType)> {
    use ColumnType::{Date, Decimal as Exact, Double, Integer, Text, Timestamp};
    let counted = |names: &[&'static str]| names.iter().map(|name| (*name, Integer)).collect::<Vec<_>>();
    let head: Vec<(&str, ColumnType)> = match view {
        View::DailyVendorPerformance | View::ConversionFunnel => {
            vec![("vendorid", Text), ("event_date", Date)]
        }
        View::HourlyTraffic => vec![("vendorid", Text), ("event_date", Date), ("day_of_week", Integer)],
        View::ProductPerformance => {
            vec![("vendorid", Text), ("productid", Text), ("category", Text), ("event_date", Date)]
        }
        View::CustomerBehavior => vec![("vendorid", Text), ("customerid", Text), ("total_spent", Exact)],
        View::DataFreshness => vec![("newest_event", Timestamp)],
        View::RetentionCohort => vec![("cohort_month", Date), ("retention", Double)],
        View::CategoryPerformance => {
            vec![("category", Text), ("revenue", Double), ("conversion_rate", Double)]
        }
        View::OrderCompletionTime => {
            vec![("avg_minutes", Double), ("p50_minutes", Double), ("p95_minutes", Double)]
        }
        View::CustomerMix => vec![("event_date", Date)],
        View::VendorTotals => vec![("vendorid", Text), ("revenue", Double)],
        View::NewestOrders => {
            vec![
                ("orderid", Text),
                ("order_time", Timestamp),
                ("completed_time", Timestamp),
                ("total", Double),
            ]
        }
        View::EventCounts => {
            vec![("event_time", Timestamp), ("eventtype", Text), ("newest_event", Timestamp)]
        }
    };
    let tail = counted(match view {
        View::DailyVendorPerformance => &[
            "product_views",
            "profile_views",
            "product_favorites",
            "cart_adds",
            "orders",
            "completed_orders",
        ],
        View::ConversionFunnel => &["viewed", "favorited", "carted", "ordered", "completed"],
        View::HourlyTraffic => &["hour_of_day", "events", "unique_customers", "views", "cart_adds", "orders"],
        View::ProductPerformance => &["views", "favorites", "cart_adds", "orders", "units"],
        View::CustomerBehavior => &["views", "cart_adds", "orders"],
        View::DataFreshness => &["events_in_window"],
        View::RetentionCohort => &["months_later", "customers", "cohort_size"],
        View::CategoryPerformance => &["views", "orders", "units"],
        View::OrderCompletionTime => &["completed"],
        View::CustomerMix => {
            &["customers", "new_customers", "returning_customers", "product_views", "cart_adds", "orders"]
        }
        View::VendorTotals => &["orders"],
        View::NewestOrders => &[],
        View::EventCounts => &["events", "distinct_events", "distinct_orders"],
    });
    let money = matches!(view, View::DailyVendorPerformance | View::ProductPerformance);
    let revenue = money.then_some(("revenue", Exact));
    head.into_iter().chain(tail).chain(revenue).collect()
}

fn row(
    columns: &[(&str, ColumnType)],
    (date, place, share): (NaiveDate, i64, i64),
    owner: &str,
    name: &str,
) -> Vec<Cell> {
    let cell = |(column, kind): &(&str, ColumnType)| match (*column, kind) {
        ("vendorid", _) => Cell::Text(owner.into()),
        ("event_date", _) => Cell::Date(date),
        ("cohort_month", _) => Cell::Date(date.with_day(1).unwrap()),
        ("hour_of_day", _) => Cell::Integer(place % 24),
        ("day_of_week", _) => Cell::Integer(place % 7 + 1),
        ("months_later", _) => Cell::Integer(0),
        (_, ColumnType::Text) => Cell::Text(format!("{name}-{place}").into()),
        (_, ColumnType::Double) => Cell::Double(0.25),
        (_, ColumnType::Decimal) => Cell::Decimal(Decimal::new((5_000 + place) * share, 2)),
        (_, ColumnType::Timestamp) => Cell::Timestamp(date.and_time(NaiveTime::MIN)),
        (_, _) => Cell::Integer((30 + place) * share),
    };
    columns.iter().map(cell).collect()
}
