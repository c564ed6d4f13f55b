//! The exact values behind the map and its profiles, as tables to be taken away.

use std::sync::Arc;

use crate::{
    app::WEEKDAYS,
    business::{Cell, ColumnType, HeatMap, SummaryTable},
};

fn columns(of: &[(&str, ColumnType)]) -> Vec<(Arc<str>, ColumnType)> {
    of.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect()
}

fn double(value: Option<f64>) -> Cell {
    value.map_or(Cell::Null, Cell::Double)
}

/// A row an hour of the week.
pub(super) fn hours_of_week(map: &HeatMap, before: Option<&HeatMap>) -> SummaryTable {
    let names = [
        ("weekday", ColumnType::Text),
        ("hour", ColumnType::Integer),
        ("zone", ColumnType::Text),
        ("mean", ColumnType::Double),
        ("sum", ColumnType::Integer),
        ("hours", ColumnType::Integer),
        ("dates", ColumnType::Integer),
        ("mean_before", ColumnType::Double),
    ];
    let row = |(day, hour): (usize, usize)| {
        let cell = map.cell((day, hour)).copied().unwrap_or_default();
        vec![
            Cell::Text(WEEKDAYS.get(day).copied().unwrap_or_default().into()),
            Cell::Integer(hour as i64),
            Cell::Text(map.zone.name().into()),
            double(cell.mean()),
            if cell.hours == 0 { Cell::Null } else { Cell::Integer(cell.sum) },
            Cell::Integer(cell.hours.into()),
            Cell::Integer(cell.dates.into()),
            double(before.and_then(|before| before.mean((day, hour)))),
        ]
    };
    let places = (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour)));
    SummaryTable { columns: columns(&names), rows: places.map(row).collect() }
}

/// A row an hour of the day, then a row a weekday.
pub(super) fn profiles(map: &HeatMap) -> SummaryTable {
    let names = [("profile", ColumnType::Text), ("of", ColumnType::Text), ("mean", ColumnType::Double)];
    let row = |profile: &str, of: String, mean| {
        vec![Cell::Text(profile.into()), Cell::Text(of.into()), double(mean)]
    };
    let hours = map.hours().into_iter().enumerate();
    let hours = hours.map(|(hour, mean)| row("hour of day", format!("{hour:02}:00"), mean));
    let days = WEEKDAYS.iter().zip(map.weekdays());
    let days = days.map(|(name, mean)| row("weekday", (*name).to_owned(), mean));
    SummaryTable { columns: columns(&names), rows: hours.chain(days).collect() }
}
