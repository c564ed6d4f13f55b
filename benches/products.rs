//! What products cost: gathering and summing 400 days of 500 of them, and a frame of the screen with 10,000.
//! Aims: under 5 ms to sum, under 2 ms a frame.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use rust_decimal::Decimal;
use tidewatch::{
    app::{App, Message, RangeChoice, Screen, SettingsView, ZoneChoice},
    business::{
        DateRange, ProductBoard, ProductBook, ProductBookWriter, ProductDay, ProductId, ProductOrder,
        VendorId, VendorScope,
    },
    question::{Answer, Answered, Entry, ProductDays, Provenance, Question, Snapshot},
    simulator::Scenario,
    theme::Theme,
    view::Scene,
};

const SIZE: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_356_150, 0).unwrap_or_default()
}

/// Days of products, by day and then product, as the index gives them.
fn days(range: DateRange, products: usize) -> Vec<ProductDay> {
    let day = |(date, place): (chrono::NaiveDate, usize)| {
        let orders = (place as i64 * 7 + i64::from(chrono::Datelike::ordinal(&date)) * 3) % 23;
        ProductDay {
            product: ProductId::new(format!("product_{place:05}")),
            date,
            views: orders * 40,
            favorites: orders * 2,
            cart_adds: orders * 4,
            orders,
            revenue: Decimal::new(orders * 1_995, 2),
        }
    };
    range.dates().flat_map(|date| (0..products).map(move |place| (date, place))).map(day).collect()
}

fn year() -> DateRange {
    DateRange::ending(now().date_naive(), 400)
}

fn book(days: &[ProductDay]) -> ProductBook {
    let mut writer = ProductBookWriter::default();
    writer.take_days(year(), days);
    writer.finish()
}

/// 400 days of 500 products out of an answer.
#[divan::bench]
fn gather_400_days_of_500(bencher: Bencher<'_, '_>) {
    let days = days(year(), 500);
    bencher.bench_local(|| book(black_box(&days)));
}

/// The same, summed, compared and ranked.
#[divan::bench]
fn sum_400_days_of_500(bencher: Bencher<'_, '_>) {
    let book = book(&days(year(), 500));
    let shown = DateRange::ending(now().date_naive(), 200);
    bencher.bench_local(|| {
        ProductBoard::of(black_box(&book), shown, Some(shown.previous()), now().date_naive())
    });
}

/// All 400 days in one total.
#[divan::bench]
fn sum_400_days_of_500_at_once(bencher: Bencher<'_, '_>) {
    let book = book(&days(year(), 500));
    bencher.bench_local(|| ProductBoard::of(black_box(&book), year(), None, now().date_naive()));
}

/// 10,000 products in another order.
#[divan::bench]
fn order_10_000(bencher: Bencher<'_, '_>) {
    let range = DateRange::ending(now().date_naive(), 7);
    let mut writer = ProductBookWriter::default();
    writer.take_days(range, &days(range, 10_000));
    let book = writer.finish();
    let board = ProductBoard::of(&book, range, None, now().date_naive());
    bencher.bench_local(|| ProductOrder::default().sorted(black_box(&board), &book, |_| true));
}

/// A viewer of a vendor with 10,000 products over 30 days.
fn seat() -> Option<(App, Arc<Snapshot>)> {
    let (estate, _) = tidewatch::source::demo(7, now(), Scenario::named("calm")?, 1.0);
    let settings = SettingsView {
        theme: "tide".into(),
        themes: ["tide".into()].into(),
        ascii: false,
        mouse: false,
        zone: ZoneChoice { is_utc: true, local: chrono_tz::UTC },
        notify: tidewatch::config::Notify::default(),
        title: true,
        user: "ann".into(),
        may_write_files: false,
        keys: BTreeMap::new(),
    };
    let mut app = App::new(settings, &estate, now());
    let vendor = VendorId::parse("vendor_101").ok()?;
    let range = DateRange::ending(now().date_naive(), 30);
    let mut snapshot = Snapshot::empty(estate, now());
    let provenance = Provenance {
        source: "a bench".into(),
        as_of: now(),
        complete_to: Some(now()),
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    let answer = Answer::ProductDays(ProductDays { days: days(range, 10_000) });
    let held = Some(Arc::new(Answered { answer, provenance }));
    let entry = Entry { held, ..Entry::unasked(Duration::from_mins(1)) };
    snapshot.entries.insert(Question::ProductDays { vendor: vendor.clone(), range }, Arc::new(entry));
    let snapshot = Arc::new(snapshot);
    for message in [
        Message::Resize(SIZE.width, SIZE.height),
        Message::Go(Screen::Products),
        Message::Range(RangeChoice::Last(30)),
        Message::Vendor(VendorScope::One(vendor)),
    ] {
        app.update(message, &snapshot);
    }
    Some((app, snapshot))
}

/// One frame of the screen with 10,000 products.
#[divan::bench]
fn frame_with_10_000(bencher: Bencher<'_, '_>) {
    let Some((app, snapshot)) = seat() else { return };
    let theme = Theme::default();
    bencher.with_inputs(|| Buffer::empty(SIZE)).bench_local_refs(|frame| {
        let scene = Scene { snapshot: black_box(&snapshot), app: &app, theme: &theme };
        (&scene).render(SIZE, frame);
    });
}

/// A step down in the list, and the frame after it.
#[divan::bench]
fn step_and_frame_with_10_000(bencher: Bencher<'_, '_>) {
    let Some((mut app, snapshot)) = seat() else { return };
    let theme = Theme::default();
    bencher.with_inputs(|| Buffer::empty(SIZE)).bench_local_refs(|frame| {
        app.update(Message::Key("down".into()), &snapshot);
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        (&scene).render(SIZE, frame);
    });
}
