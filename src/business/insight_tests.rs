//! What is told of a vendor's days, and what is not: every odd input has its sentence.

use super::*;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    date("2026-11-22")
}

fn trade(views: i64, carts: i64, orders: i64, revenue: &str) -> Counters {
    Counters {
        product_views: views,
        cart_adds: carts,
        orders,
        completed_orders: orders,
        revenue: revenue.parse().unwrap(),
        ..Counters::default()
    }
}

/// Days that end yesterday, the oldest first, and today with `open`.
fn book(days: &[Counters], open: Option<Counters>) -> (DayBook, DateRange) {
    let range = DateRange::ending(today().pred_opt().unwrap(), days.len() as u32);
    let mut book = DayBook::default();
    for (date, counters) in range.dates().zip(days) {
        book.know(date, *counters);
    }
    if let Some(open) = open {
        book.know(today(), open);
    }
    (book, DateRange::ending(today(), days.len() as u32 + 1))
}

/// The sentences about the newest `shown` of these days, compared with as many before.
fn told_with(days: &[Counters], shown: u32, movers: &[MovedProduct]) -> Vec<Insight> {
    let (book, _) = book(days, Some(trade(1, 0, 0, "0")));
    let range = DateRange::ending(today(), shown + 1);
    let before = DateRange::ending(range.from().pred_opt().unwrap(), shown);
    let compared = book.compare(range, before, today());
    let currency = Currency::parse("EUR").unwrap();
    insights(&Story {
        book: &book,
        range,
        today: today(),
        compared: compared.as_ref(),
        before: "the days before",
        currency: &currency,
        movers,
    })
}

fn sentences(days: &[Counters], shown: u32) -> Vec<String> {
    told_with(days, shown, &[]).into_iter().map(|insight| insight.sentence).collect()
}

#[test]
fn a_change_names_its_size_its_money_and_the_factor_that_moved_it() {
    // Half the views, the same rates: orders and revenue halve.
    let mut days = vec![trade(1_000, 100, 50, "500"); 7];
    days.extend(vec![trade(500, 50, 25, "250"); 7]);
    let told = told_with(&days, 7, &[]);
    assert_eq!(
        told[0].sentence,
        "Revenue fell 50.0 % (€1,750.00) on the days before: mostly views (-50.0 %)."
    );
    assert_eq!((told[0].kind, told[0].tone), (InsightKind::Change, Tone::Down));
    assert_eq!(told[0].basis, "7 closed days against 7");
}

#[test]
fn a_step_that_changed_beyond_chance_is_told_with_both_rates() {
    let mut days = vec![trade(1_000, 100, 60, "600"); 7];
    days.extend(vec![trade(1_000, 100, 40, "600"); 7]);
    let told = sentences(&days, 7);
    assert!(told.contains(&"Orders per cart add fell from 60 % to 40 %.".to_owned()), "{told:?}");
    // The same rates on a hundredth of the cases are chance.
    let mut few = vec![trade(10, 5, 3, "600"); 7];
    few.extend(vec![trade(10, 5, 2, "600"); 7]);
    assert!(!sentences(&few, 7).iter().any(|told| told.contains("per cart add")));
}

#[test]
fn the_best_day_is_a_closed_one_and_told_against_the_median() {
    let mut days = vec![trade(100, 10, 5, "100"); 6];
    days.push(trade(100, 10, 9, "180"));
    let (mut book, range) = book(&days, None);
    book.know(today(), trade(900, 90, 80, "9999"));
    let currency = Currency::parse("EUR").unwrap();
    let told = insights(&Story {
        book: &book,
        range,
        today: today(),
        compared: None,
        before: "",
        currency: &currency,
        movers: &[],
    });
    assert_eq!(told[0].sentence, "Best day: Sat 21 Nov with €180.00, 1.8 times the median day.");
    assert!(!told.iter().any(|insight| insight.sentence.contains("9,999")), "the open day is not judged");
}

#[test]
fn the_product_that_moved_most_is_named_with_its_share_of_the_change() {
    let mut days = vec![trade(1_000, 100, 50, "500"); 7];
    days.extend(vec![trade(1_000, 100, 50, "600"); 7]);
    let mover = |name: &str, now, before| MovedProduct {
        name: name.into(),
        now: Decimal::from(now),
        before: Decimal::from(before),
    };
    let movers = [mover("Rye", 100, 90), mover("Sourdough 1 kg", 900, 634)];
    let told = told_with(&days, 7, &movers);
    let mover = told.iter().find(|insight| insight.kind == InsightKind::Mover).unwrap();
    assert_eq!(mover.sentence, "Sourdough 1 kg made 38 % of the growth: +€266.00.");
}

#[test]
fn every_odd_history_has_its_sentence() {
    let zero = Counters::default();
    let table: [(&str, Vec<Counters>, &str); 8] = [
        ("no history", vec![], "Today is not over"),
        ("one day", vec![trade(10, 2, 1, "9.50")], "Sat 21 Nov brought €9.50 from 1 order and 10 views."),
        ("all zero", vec![zero; 5], "Nothing was looked at or sold on these 5 days."),
        ("looks without orders", vec![trade(10, 0, 0, "0"); 5], "50 product views and no order."),
        (
            "revenue without orders",
            vec![trade(10, 1, 0, "5"); 3],
            "€15.00 of revenue stand without an order on 3 days, first Thu 19 Nov.",
        ),
        (
            "orders without views",
            vec![trade(0, 1, 4, "5"); 1],
            "4 orders without a product view on Sat 21 Nov.",
        ),
        (
            "a negative correction",
            vec![trade(10, 1, 1, "-120"), trade(10, 1, 1, "5")],
            "Corrections outweigh what happened on Fri 20 Nov: -€120.00 in all.",
        ),
        ("huge decimals", vec![Counters { revenue: Decimal::MAX, ..trade(9, 9, 9, "0") }; 3], "€7.9e28"),
    ];
    for (name, days, expected) in table {
        let (book, range) = book(&days, Some(zero));
        let currency = Currency::parse("EUR").unwrap();
        let told = insights(&Story {
            book: &book,
            range,
            today: today(),
            compared: None,
            before: "",
            currency: &currency,
            movers: &[],
        });
        assert!(told.iter().any(|insight| insight.sentence.contains(expected)), "{name}: {told:?}");
    }
}

#[test]
fn from_nothing_there_is_no_percentage() {
    let mut days = vec![trade(100, 0, 0, "0"); 7];
    days.extend(vec![trade(100, 10, 5, "50"); 7]);
    let told = sentences(&days, 7);
    assert!(told[0].starts_with("Revenue is €350.00, after €0.00 in the days before."), "{told:?}");
}

fn any_day() -> impl Strategy<Value = Counters> {
    let amount = prop_oneof![
        Just(Decimal::MAX),
        Just(Decimal::MIN),
        any::<i32>().prop_map(|cents| Decimal::new(cents.into(), 2))
    ];
    (-5i64..2_000, -5i64..200, -2i64..90, amount).prop_map(|(views, carts, orders, revenue)| Counters {
        product_views: views,
        cart_adds: carts,
        orders,
        completed_orders: orders,
        revenue,
        ..Counters::default()
    })
}

proptest! {
    #[test]
    fn there_are_at_most_five_whole_sentences_and_the_same_every_time(
        days in prop::collection::vec(any_day(), 0..40), shown in 1u32..20,
    ) {
        let told = told_with(&days, shown, &[]);
        prop_assert!((1..=MOST).contains(&told.len()));
        for insight in &told {
            prop_assert!(insight.sentence.ends_with('.') && !insight.sentence.contains("NaN") && !insight.sentence.contains("inf"), "{}", insight.sentence);
            prop_assert!(insight.sentence.len() < 200, "{}", insight.sentence);
        }
        prop_assert_eq!(told, told_with(&days, shown, &[]));
    }
}

#[test]
fn an_open_day_is_told_as_a_part_of_a_whole_one() {
    let mut book = DayBook::default();
    book.know(date("2026-11-21"), trade(100, 10, 10, "200"));
    book.know(today(), trade(50, 5, 5, "50"));
    let range = DateRange::ending(today(), 1);
    let compared = book.compare(range, range.previous(), today());
    let currency = Currency::parse("EUR").unwrap();
    let told = insights(&Story {
        book: &book,
        range,
        today: today(),
        compared: compared.as_ref(),
        before: "Sat 21 Nov",
        currency: &currency,
        movers: &[],
    });
    let said: Vec<_> = told.iter().map(|insight| insight.sentence.as_str()).collect();
    assert_eq!(
        said,
        [
            "So far €50.00: 25 % of what all of Sat 21 Nov brought.",
            "Today is not over, and nothing is judged before it is."
        ]
    );
}

#[test]
fn a_day_unlike_its_weekday_is_named_with_what_was_expected() {
    let mut days = vec![trade(1_000, 100, 50, "500"); 70];
    days[66] = trade(1_000, 100, 150, "1500");
    let told = told_with(&days, 14, &[]);
    let odd = told.iter().find(|insight| insight.kind == InsightKind::Unusual).unwrap();
    assert_eq!(odd.sentence, "Wed 18 Nov was unusual: €1,500.00, where Wednesdays bring about €500.00.");
    assert!(!told.iter().any(|insight| insight.kind == InsightKind::Best), "one day is told once");
}
