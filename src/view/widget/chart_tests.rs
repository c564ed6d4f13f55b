//! What the chart shows, as text, and that it holds for any data and size.

use super::*;
use crate::view::{
    format::short,
    widget::proof::{drawn, stays_inside},
};
use proptest::prelude::*;

fn wave(count: u32, height: f64) -> Vec<(f64, Option<f64>)> {
    let value = |x: f64| height * (0.6 + 0.3 * (x / 5.0).sin() + 0.1 * (x / 1.7).cos());
    (0..count).map(|x| (f64::from(x), Some(value(f64::from(x))))).collect()
}

fn labels(count: u32, every: usize) -> Vec<(f64, String)> {
    (0..count).step_by(every).map(|x| (f64::from(x), format!("{x} Nov"))).collect()
}

fn chart(count: u32) -> TimeChart<'static> {
    let this =
        ChartLine { filled: true, hollow_last: 1, ..ChartLine::new(wave(count, 14_000.0), Role::Accent) };
    let mut before = ChartLine { dashed: true, ..ChartLine::new(wave(count, 11_000.0), Role::Accent) };
    before.points.rotate_left(3.min(count as usize));
    for (x, point) in (0..count).zip(&mut before.points) {
        point.0 = f64::from(x);
    }
    let x_labels = labels(count, 7);
    TimeChart { x_labels, ..TimeChart::new(vec![this, before], (0.0, f64::from(count - 1)), &short) }
}

#[test]
fn a_month_with_the_month_before() {
    insta::assert_snapshot!(drawn(80, 14, false, |area, buf, pen| chart(30).render(area, buf, pen)));
}

#[test]
fn blocks_and_ascii_stand_in_for_braille() {
    let blocks = TimeChart { blocks: true, ..chart(30) };
    insta::assert_snapshot!(
        [
            drawn(60, 8, false, |area, buf, pen| blocks.render(area, buf, pen)),
            drawn(60, 8, true, |area, buf, pen| chart(30).render(area, buf, pen)),
        ]
        .join("\n\n")
    );
}

#[test]
fn a_gap_stays_a_gap_and_a_threshold_has_its_name() {
    let mut points = wave(60, 100.0);
    for point in &mut points[20..30] {
        point.1 = None;
    }
    let chart = TimeChart {
        thresholds: vec![(180.0, "warning 3 min".to_owned(), Role::Warning)],
        shades: vec![(45.0, 59.0, Role::CriticalGround)],
        crosshair: Some(10.0),
        x_labels: labels(60, 20),
        ..TimeChart::new(vec![ChartLine::new(points, Role::Second)], (0.0, 59.0), &short)
    };
    let draw = |area, buf: &mut Buffer, pen: Pen<'_>| chart.render(area, buf, pen);
    insta::assert_snapshot!([drawn(60, 9, false, draw), drawn(60, 9, true, draw)].join("\n\n"));
}

#[test]
fn a_shade_tints_its_columns_and_no_others() {
    let theme = crate::theme::Theme::default();
    let mut buf = Buffer::empty(Rect::new(0, 0, 40, 8));
    let chart = TimeChart { shades: vec![(29.0, 29.0, Role::CriticalGround)], ..chart(30) };
    chart.render(buf.area, &mut buf, Pen::new(&theme, false));
    let tinted = |x| buf[(x, 2)].bg == theme.color(Role::CriticalGround);
    assert!(tinted(39) && !(0..39).any(tinted));
}

#[test]
fn nothing_is_said_in_words() {
    let chart = TimeChart::new(Vec::new(), (0.0, 1.0), &short);
    let shown = drawn(40, 5, false, |area, buf, pen| chart.render(area, buf, pen));
    assert!(shown.contains("no points in this range"));
}

#[test]
fn labels_of_the_x_axis_never_touch() {
    let chart = TimeChart { x_labels: labels(30, 1), ..chart(30) };
    for width in 10..120 {
        let shown = drawn(width, 6, false, |area, buf, pen| chart.render(area, buf, pen));
        let last = shown.lines().last().unwrap_or_default().trim().to_owned();
        let names = last.split("  ").map(str::trim).filter(|name| !name.is_empty());
        for name in names {
            let day = name.strip_suffix(" Nov").and_then(|day| day.parse::<u32>().ok());
            assert!(day.is_some(), "{width}: {last}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn it_stays_inside(
        width in 0u16..=300,
        height in 0u16..60,
        points in prop::collection::vec((any::<f64>(), prop::option::of(any::<f64>())), 0..60),
        x: (f64, f64),
        threshold: f64,
        flags: (bool, bool, bool),
        hollow_last in 0usize..4,
    ) {
        let line = ChartLine { points, role: Role::Accent, dashed: flags.0, filled: flags.1, hollow_last };
        let chart = TimeChart {
            x_labels: vec![(x.0, "now".to_owned()), (x.1, "then…".to_owned())],
            thresholds: vec![(threshold, "€ limit".to_owned(), Role::Warning)],
            shades: vec![(x.0, x.1, Role::CriticalGround), (threshold, x.1, Role::WarningGround)],
            crosshair: Some(threshold),
            blocks: flags.2,
            ..TimeChart::new(vec![line.clone(), line], x, &short)
        };
        stays_inside(width, height, |area, buf, pen| chart.render(area, buf, pen));
    }

    #[test]
    fn everyday_data_of_any_size_stays_inside(width in 0u16..=300, height in 0u16..=100, count in 1u32..200) {
        stays_inside(width, height, |area, buf, pen| chart(count).render(area, buf, pen));
    }
}
