//! A vendor's figures as tables: KPIs, days, funnel and engagement, exact and with what they are compared with.

use super::rows::{self, date, double, money, text};
use crate::{
    app::{Panel, Screen},
    business::{
        Cell, Change, ColumnType,
        ColumnType::{Boolean, Date, Decimal, Double, Integer, Text},
        Counters, DateRange, Kpi, Kpis, SummaryTable,
    },
    question::History,
    view::{look::Look, model::business::Business},
};

/// The table of a panel; none while no day of it was read.
pub(super) fn table_of(look: &Look<'_>, panel: Panel, history: &History) -> Option<SummaryTable> {
    let range = match look.app.screen {
        Screen::Overview => overview_days(look, panel),
        _ => until_today(look, look.app.date_range(look.today())),
    };
    let days = (range, look.app.compared_with(range));
    let business = Business::of(look.snapshot, look.app, history, days, look.now);
    if business.total().is_unknown() {
        return None;
    }
    match panel {
        Panel::Kpis => Some(kpis(look, &business)),
        Panel::Revenue | Panel::Orders => Some(buckets(look, &business)),
        Panel::Funnel => funnel(look, &business),
        Panel::Engagement => Some(engagement(&business)),
        _ => None,
    }
}

/// The table of a panel, from what is known of the vendor.
pub(super) fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    table_of(look, panel, &History::of(look.snapshot, &look.app.vendor))
}

/// The days of a panel of the Overview: today's KPIs, and at least a month of revenue.
pub(super) fn overview_days(look: &Look<'_>, panel: Panel) -> DateRange {
    let today = look.today();
    let chosen = until_today(look, look.app.date_range(today));
    match panel {
        Panel::Kpis => DateRange::ending(today, 1),
        _ if chosen.days() > 1 => chosen,
        _ => DateRange::ending(chosen.to(), 30),
    }
}

/// The part of a range that has come.
pub(super) fn until_today(look: &Look<'_>, range: DateRange) -> DateRange {
    DateRange::new(range.from(), range.to().min(look.today())).unwrap_or(range)
}

fn kpis(look: &Look<'_>, business: &Business<'_>) -> SummaryTable {
    let columns: [(&str, ColumnType); 5] = [
        ("kpi", Text),
        ("value", Double),
        ("before", Double),
        ("change_percent", Double),
        ("change_points", Double),
    ];
    let mut table = rows::table(&columns);
    let now = Kpis::of(&business.total().counters);
    let compared = business.comparison();
    for kpi in Kpi::ALL {
        let value = |kpis: &Kpis| match kpi {
            Kpi::Revenue => money(Some(kpis.revenue), &look.snapshot.estate.currency),
            Kpi::AverageOrder => money(kpis.average_order, &look.snapshot.estate.currency),
            Kpi::Orders => Cell::Integer(kpis.orders),
            Kpi::Conversion => double(kpis.conversion),
            Kpi::Completion => double(kpis.completion),
        };
        let (percent, points) = match compared.as_ref().and_then(|compared| compared.change(kpi)) {
            Some(Change::Percent(amount)) => (Cell::Double(amount), Cell::Null),
            Some(Change::Points(amount)) => (Cell::Null, Cell::Double(amount)),
            None => (Cell::Null, Cell::Null),
        };
        let before = compared.as_ref().map_or(Cell::Null, |compared| value(&compared.before));
        table.rows.push(vec![text(kpi.label()), value(&now), before, percent, points]);
    }
    table
}

/// The periods of the trend, each with all counters, and the earlier period beside it by place.
fn buckets(look: &Look<'_>, business: &Business<'_>) -> SummaryTable {
    let currency = &look.snapshot.estate.currency;
    let granularity = look.app.granularity;
    let columns: [(&str, ColumnType); 16] = [
        ("from", Date),
        ("to", Date),
        ("is_partial", Boolean),
        ("revenue", Decimal),
        ("orders", Integer),
        ("average_order", Decimal),
        ("conversion", Double),
        ("completion", Double),
        ("product_views", Integer),
        ("profile_views", Integer),
        ("product_favorites", Integer),
        ("cart_adds", Integer),
        ("completed_orders", Integer),
        ("before_from", Date),
        ("revenue_before", Decimal),
        ("orders_before", Integer),
    ];
    let mut table = rows::table(&columns);
    let shown = business.shown();
    let earlier = business.before.map(|before| business.book.beside(shown, before, granularity));
    let mut earlier = earlier.unwrap_or_default().into_iter();
    for period in business.book.periods(shown, granularity, business.today) {
        let days = period.bucket.part;
        // Days that are not known make a part as well; what was not read at all is no part.
        let is_part = period.part().is_some() || period.bucket.is_partial();
        let mut row = vec![date(days.from()), date(days.to()), Cell::Boolean(is_part)];
        row.extend(figures(look, period.counters.as_ref()));
        let (days_before, then) = earlier.next().unwrap_or_default();
        row.push(days_before.map_or(Cell::Null, |days| date(days.from())));
        row.push(money(then.map(|then| then.revenue), currency));
        row.push(then.map_or(Cell::Null, |then| Cell::Integer(then.orders)));
        table.rows.push(row);
    }
    table
}

/// The ten figures of a period; all unknown where no day of it was read.
fn figures(look: &Look<'_>, counters: Option<&Counters>) -> Vec<Cell> {
    let Some(counters) = counters else { return vec![Cell::Null; 10] };
    let (kpis, currency) = (Kpis::of(counters), &look.snapshot.estate.currency);
    vec![
        money(Some(counters.revenue), currency),
        Cell::Integer(counters.orders),
        money(kpis.average_order.map(|amount| amount.round_dp(6)), currency),
        double(kpis.conversion),
        double(kpis.completion),
        Cell::Integer(counters.product_views),
        Cell::Integer(counters.profile_views),
        Cell::Integer(counters.product_favorites),
        Cell::Integer(counters.cart_adds),
        Cell::Integer(counters.completed_orders),
    ]
}

fn funnel(look: &Look<'_>, business: &Business<'_>) -> Option<SummaryTable> {
    let counted = business.funnel(look.snapshot)?;
    let mut table = rows::table(&[
        ("step", Text),
        ("count", Integer),
        ("step_rate", Double),
        ("overall_rate", Double),
        ("counts", Text),
    ]);
    for step in &counted.funnel.steps {
        table.rows.push(vec![
            text(step.name),
            Cell::Integer(step.count),
            double(step.step_rate),
            double(step.overall_rate),
            text(counted.counts),
        ]);
    }
    Some(table)
}

/// Takes one counter out of all.
type Count = fn(&Counters) -> i64;

fn engagement(business: &Business<'_>) -> SummaryTable {
    let mut table = rows::table(&[
        ("counter", Text),
        ("count", Integer),
        ("before", Integer),
        ("change_percent", Double),
    ]);
    let compared = business.comparison();
    let counters = business.total().counters;
    let counts: [(&str, Count); 4] = [
        ("product_views", |c| c.product_views),
        ("profile_views", |c| c.profile_views),
        ("product_favorites", |c| c.product_favorites),
        ("cart_adds", |c| c.cart_adds),
    ];
    for (name, of) in counts {
        let before = compared.as_ref().map_or(Cell::Null, |c| Cell::Integer(of(&c.counters_before)));
        let change = match compared.as_ref().and_then(|compared| compared.counter_change(of)) {
            Some(change) => Cell::Double(change.amount()),
            None => Cell::Null,
        };
        table.rows.push(vec![text(name), Cell::Integer(of(&counters)), before, change]);
    }
    table
}
