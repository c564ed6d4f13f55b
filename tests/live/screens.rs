//! Every screen of the business, drawn once by the real program: the figures a person reads equal those that were counted by
//! the seed script, in the form a person reads them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    account::truth,
    figures::{figures, list, money, program, text},
};

const SHOP: &str = "vendor_001";

/// A screen of a shop as text, with keys pressed before.
fn screen(name: &str, keys: &str) -> String {
    let asked = ["frame", "--screen", name, "--vendor", SHOP, "--size", "200x60", "--keys", keys];
    let (code, frame, said) = program().run(&asked);
    assert_eq!(code, 0, "{name}: {said}");
    frame
}

/// 1234567 as 1,234,567.
fn whole(number: &Value) -> String {
    let digits = number.as_i64().unwrap_or_else(|| panic!("{number} is no count")).to_string();
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3).map(|group| std::str::from_utf8(group).unwrap());
    let groups: Vec<&str> =
        [&digits[..first]].into_iter().filter(|group| !group.is_empty()).chain(groups).collect();
    groups.join(",")
}

/// An amount with its cents: $1,234.50.
fn dollars(amount: &Value) -> String {
    let amount = money(amount).round_dp(2);
    let cents = ((amount - amount.trunc()) * Decimal::ONE_HUNDRED).trunc();
    format!("${}.{cents:0>2}", whole(&amount.trunc().to_string().parse().unwrap()))
}

/// A part of a whole as a percentage with one decimal.
fn percent(part: &Value, of: &Value) -> String {
    let share: f64 = (money(part) / money(of)).to_string().parse().unwrap();
    format!("{:.1} %", share * 100.0)
}

/// As a day is written: `Sun 22 Nov`.
fn day(date: &str) -> String {
    date.parse::<NaiveDate>().unwrap().format("%a %-d %b").to_string()
}

/// Words and figures of the rows of panels that begin with `start`.
fn rows<'a>(frame: &'a str, start: &str) -> Vec<Vec<&'a str>> {
    let cells = frame.lines().flat_map(|line| line.split(['│', '▌', '▶'])).map(str::trim);
    cells.filter_map(|cell| cell.strip_prefix(start)).map(|rest| rest.split_whitespace().collect()).collect()
}

/// The first of them.
fn row<'a>(frame: &'a str, start: &str) -> Vec<&'a str> {
    rows(frame, start).into_iter().next().unwrap_or_else(|| panic!("no row begins with {start:?}:\n{frame}"))
}

/// One of the rows that begin with `start` ends with this.
fn ends(frame: &str, start: &str, figure: &str) {
    let found = rows(frame, start);
    assert!(found.iter().any(|row| row.last() == Some(&figure)), "{start} {figure}: {found:?}\n{frame}");
}

fn holds(frame: &str, words: &str) {
    assert!(frame.contains(words), "{words:?} is not on the screen:\n{frame}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_vendor_screen_shows_what_was_written() {
    let (figures, frame) = (figures(SHOP), screen("vendor", ""));
    let month = &figures["month"];
    for (figure, name) in [
        (dollars(&month["revenue"]), "revenue"),
        (whole(&month["orders"]), "orders"),
        (percent(&month["orders"], &month["productViews"]), "conversion"),
        (percent(&month["completedOrders"], &month["orders"]), "completion"),
    ] {
        assert!(frame.contains(&figure), "{name} is {figure}:\n{frame}");
    }
    let average = (money(&month["revenue"]) / money(&month["orders"])).to_string();
    holds(&frame, &dollars(&Value::String(average)));
    let engagement = [
        ("product views", "productViews"),
        ("profile views", "profileViews"),
        ("favourites", "productFavorites"),
        ("cart adds", "cartAdds"),
    ];
    for (label, name) in engagement {
        ends(&frame, label, &whole(&month[name]));
    }
    let steps = [
        ("views  ", "viewed"),
        ("favourites", "favorited"),
        ("cart  ", "carted"),
        ("orders  ", "ordered"),
        ("completed  ", "completed"),
    ];
    for (label, step) in steps {
        ends(&frame, label, &whole(&figures["funnel"][step]));
    }
    let history = figures["history"].as_object().unwrap();
    for (date, counted) in history.iter().rev().take(20) {
        let found = row(&frame, &day(date));
        assert!(found.contains(&&*dollars(&counted["revenue"])), "{date} {counted}: {found:?}");
        assert!(found.contains(&&*whole(&counted["orders"])), "{date} {counted}: {found:?}");
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_products_screen_shows_each_product_with_what_it_brought() {
    let (figures, frame) = (figures(SHOP), screen("products", ""));
    let month = &figures["month"];
    holds(&frame, &format!("revenue {}  orders {}", dollars(&month["revenue"]), whole(&month["orders"])));
    for (place, product) in list(&figures["products"]).iter().enumerate() {
        let line = frame.lines().find(|line| line.contains(text(product, "product"))).unwrap();
        let words: Vec<&str> = line.trim_start_matches([' ', '│', '▌']).split_whitespace().collect();
        assert_eq!(words[0], (place + 1).to_string(), "{line}");
        let counts = ["orders", "productViews", "productFavorites", "cartAdds"];
        let figures = counts.iter().map(|name| whole(&product[*name])).chain([dollars(&product["revenue"])]);
        for figure in figures {
            assert!(words.contains(&&*figure), "{figure} of {product}: {line}");
        }
        holds(line, &percent(&product["revenue"], &month["revenue"]));
        holds(line, &percent(&product["orders"], &product["productViews"]));
    }
}

const WEEK: [(&str, &str); 7] =
    [("1", "Mon"), ("2", "Tue"), ("3", "Wed"), ("4", "Thu"), ("5", "Fri"), ("6", "Sat"), ("7", "Sun")];

/// The 24 numbers of a weekday in the heat map, one of which may be marked.
fn hours_of(frame: &str, name: &str) -> Vec<String> {
    let cells = frame.lines().flat_map(|line| line.split('│')).map(str::trim);
    let rows = cells.filter_map(|cell| cell.strip_prefix(name));
    let numbers =
        rows.map(|row| row.split([' ', '▶']).filter(|word| !word.is_empty()).map(str::to_owned).collect());
    let found = numbers.into_iter().find(|row: &Vec<String>| row.len() == 24);
    found.unwrap_or_else(|| panic!("no 24 hours of {name}:\n{frame}"))
}

/// The means that were counted for a weekday; an hour nobody came in is written as a plain zero.
fn means<'a>(heat: &'a Value, number: &str) -> Vec<&'a str> {
    let counted = list(&heat["means"][number]).iter().filter_map(Value::as_str);
    counted.map(|mean| if mean == "0.0" { "0" } else { mean }).collect()
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_heat_map_shows_the_mean_of_every_hour_and_its_peak() {
    let (figures, frame) = (figures(SHOP), screen("traffic", ""));
    let heat = &figures["heat"];
    // Hours of today that are not over are left out, and when they are over nobody knows here.
    let today: NaiveDate = text(&figures["month"], "to").parse().unwrap();
    let today = today.format("%u").to_string();
    let mut compared = 0;
    for (number, name) in WEEK.iter().filter(|(number, _)| *number != today) {
        let counted = means(heat, number);
        assert_eq!(hours_of(&frame, name), counted, "{name}\n{frame}");
        compared += counted.len();
    }
    assert_eq!(compared, 6 * 24);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_closed_week_of_the_heat_map_adds_up_and_names_its_peak() {
    let (figures, frame) = (figures(SHOP), screen("traffic", "t up up enter ["));
    let heat = &figures["heat_of_a_week"];
    let dates = |field: &str| text(heat, field).parse::<NaiveDate>().unwrap().format("%-d").to_string();
    let header = frame.lines().find(|line| line.contains('◀')).unwrap();
    holds(header, &format!("◀ {}", dates("from")));
    holds(header, &format!("– {} ", dates("to")));
    for (number, name) in WEEK {
        let counted = means(heat, number);
        assert_eq!(hours_of(&frame, name), counted, "{name}\n{frame}");
        let bar = frame.lines().flat_map(|line| line.split('│')).map(str::trim);
        let bar = bar.filter(|cell| cell.starts_with(name)).find(|cell| cell.contains('█')).unwrap();
        assert!(bar.ends_with(&format!(" {}", heat["sums"][number])), "{name}: {bar}, {}", heat["sums"]);
    }
    let peak = &heat["peak"];
    let (_, name) = WEEK.iter().find(|(number, _)| *number == text(peak, "day")).unwrap();
    let hour = format!("{name} {:02}:00", peak["hour"].as_u64().unwrap());
    assert_eq!(
        row(&frame, &format!("busiest    {hour}")),
        [format!("{:.1}/h", peak["views"].as_f64().unwrap())]
    );
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_customers_screen_shows_who_is_new_who_comes_back_and_what_they_bought() {
    let (figures, frame) = (figures(SHOP), screen("customers", ""));
    let mix = &figures["mix"];
    let number = |name: &str| mix[name].as_f64().unwrap();
    let words = format!(
        "{:.0} customers a day on average, {:.1} % of them new ({} in all). A customer's day has {:.2} views, {:.2} cart adds and {:.2}",
        number("customers") / number("days"),
        number("new_customers") / number("customers") * 100.0,
        mix["new_customers"],
        number("product_views") / number("customers"),
        number("cart_adds") / number("customers"),
        number("orders") / number("customers"),
    );
    holds(&frame, &words);
    assert!(number("new_customers") > 0.0, "somebody new was seeded");
    let segments = &figures["segments"];
    let people: i64 = segments.as_object().unwrap().values().filter_map(Value::as_i64).sum();
    holds(&frame, &format!("{people} customers of these days"));
    for (label, segment) in
        [("only looked", "browser"), ("bought once", "one_time"), ("bought again", "repeat")]
    {
        assert!(
            row(&frame, label).contains(&&*segments[segment].to_string()),
            "{label}: {segments}\n{frame}"
        );
    }
    for category in list(&figures["categories"]) {
        let found = row(&frame, text(category, "category"));
        assert!(found.contains(&&*dollars(&category["revenue"])), "{category}: {found:?}");
    }
    check_cohorts(&figures, &frame);
    let completion = &figures["completion"];
    holds(&frame, &format!("{} orders completed: half within", completion["completed"]));
    let minutes = |label: &str| row(&frame, label).iter().rev().nth(1).unwrap().parse::<f64>().unwrap();
    // Athena estimates percentiles; the mean is exact.
    assert!(
        (minutes("median") - completion["p50_minutes~"].as_f64().unwrap()).abs() <= 3.0,
        "{completion}\n{frame}"
    );
    let mean = completion["avg_minutes"].as_f64().unwrap();
    assert!((minutes("mean") - mean).abs() <= 1.0, "{mean} {completion}\n{frame}");
}

/// Each cohort by its month: how many bought first, and how many of a hundred came again after so many months.
fn check_cohorts(figures: &Value, frame: &str) {
    let cohorts = list(&figures["cohorts"]);
    for first in cohorts.iter().filter(|row| row["months_later"] == 0) {
        let month = text(first, "cohort_month").parse::<NaiveDate>().unwrap().format("%b %Y").to_string();
        let found = row(frame, &month);
        assert_eq!(found[0], first["cohort_size"].to_string(), "{month}: {found:?}");
        for later in cohorts.iter().filter(|row| row["cohort_month"] == first["cohort_month"]) {
            let place = usize::try_from(later["months_later"].as_u64().unwrap()).unwrap();
            let share = format!("{:.0}", later["retention"].as_f64().unwrap() * 100.0);
            assert_eq!(
                found[1 + place].trim_end_matches('○'),
                share,
                "{month} and {place} months: {found:?}"
            );
        }
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_compare_screen_shows_every_vendor_with_its_revenue_and_share() {
    let (truth, frame) = (truth(), screen("compare", ""));
    let all = &truth["figures"]["all"]["month"];
    let named = truth["vendors"].as_object().unwrap();
    for (id, name) in named {
        let month = &truth["figures"][id]["month"];
        let line = frame
            .lines()
            .find(|line| line.contains(&format!(" {} ", name.as_str().unwrap())) && line.contains('█'));
        let line = line.unwrap_or_else(|| panic!("{name} is not compared:\n{frame}"));
        holds(line, &dollars(&month["revenue"]));
        holds(line, &percent(&month["revenue"], &all["revenue"]));
        holds(line, &format!(" {} ", whole(&month["orders"])));
        holds(line, &percent(&month["orders"], &month["productViews"]));
        holds(line, &percent(&month["completedOrders"], &month["orders"]));
    }
    let together = row(&frame, &format!("all {}", named.len()));
    assert_eq!(together[..2], [dollars(&all["revenue"]), whole(&all["orders"])], "{frame}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_forecast_screen_names_its_days_and_shows_unusual_ones_as_they_were() {
    let (figures, frame) = (figures(SHOP), screen("forecast", ""));
    let history = figures["history"].as_object().unwrap();
    let first: NaiveDate = history.keys().min().unwrap().parse().unwrap();
    let last: NaiveDate = history.keys().max().unwrap().parse().unwrap();
    let closed = (last - first).num_days();
    holds(&frame, &format!("from {closed} closed days since {}", first.format("%-d %b %Y")));
    let shown: Vec<&str> = frame
        .lines()
        .flat_map(|line| line.split('│'))
        .map(str::trim)
        .filter(|cell| cell.contains(" expected "))
        .collect();
    let days: Vec<&&str> =
        shown.iter().filter(|cell| cell.starts_with('▲') || cell.starts_with('▼')).collect();
    assert!(!days.is_empty(), "{frame}");
    for cell in days {
        let found =
            history.iter().find(|(date, _)| cell[3..].trim_start().starts_with(&format!("{} ", day(date))));
        let (_, counted) = found.unwrap_or_else(|| panic!("no day was written for {cell}"));
        let near = money(&counted["revenue"]).round();
        holds(cell, &format!("${} ", whole(&near.to_string().parse().unwrap())));
    }
}
