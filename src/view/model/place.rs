//! A vendor's place within its category in words, for the vendor. There is no figure of anybody else to say.

use crate::view::{format, look::Look};

/// Where a vendor stands within its category, for vendors that are told: `in Bread, 28 days to 19 Nov: revenue, orders in
/// the top quarter; ...`. No figure of anybody else is in it.
pub fn place_words(look: &Look<'_>) -> Option<String> {
    let (range, told) =
        look.snapshot.benchmarks.iter().next().filter(|_| !look.app.audience.is_operator())?;
    let until = format!("{} days to {}", range.days(), format::day(range.to()));
    if let Some(why) = told.withheld() {
        return Some(format!("your place among shops of your category, {until}: {}", why.label()));
    }
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for (kpi, place) in &told.places {
        match places.iter_mut().find(|(label, _)| *label == place.label()) {
            Some((_, kpis)) => kpis.push(kpi.label()),
            None => places.push((place.label(), vec![kpi.label()])),
        }
    }
    let places: Vec<String> =
        places.iter().map(|(label, kpis)| format!("{} {label}", kpis.join(", "))).collect();
    let category = told.category.as_deref().unwrap_or("your category");
    Some(format!("in {category}, {until}: {}", places.join("; ")))
}
