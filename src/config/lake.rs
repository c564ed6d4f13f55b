//! `[lake]`: the workgroup, database and views behind the summaries.
//! Names of the lake end up in SQL, so their alphabet is narrow.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    amount::{bytes_of, whole_of},
    field::Field,
    guess::advise,
    model::Lake,
    reader::Reader,
    report::Mistakes,
    settings::region,
};
use crate::business::View;

/// Athena reuses results for at most seven days.
const MOST_REUSE_MINUTES: u32 = 10_080;

/// Reads the lake.
pub(super) fn read(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Option<Lake> {
    let region = reader.take("region").and_then(|field| region(&field, mistakes));
    let workgroup = reader.take("workgroup").and_then(|field| workgroup(&field, mistakes));
    let catalog = reader.take("catalog").and_then(|field| identifier(&field, mistakes));
    let database = reader.need("database", "\"analytics\"", mistakes);
    let database = database.and_then(|field| identifier(&field, mistakes));
    let table = reader.take("table").and_then(|field| identifier(&field, mistakes));
    let views = reader.table("views", mistakes).map(|views| read_views(views, mistakes));
    let output_location = reader.take("output_location").and_then(|field| {
        let place = field.text(mistakes)?;
        if place.strip_prefix("s3://").is_none_or(str::is_empty) {
            let fix = "write a place in S3, such as `s3://my-athena-results/tidewatch/`";
            field.wrong(&format!("`{place}` is not a place in S3"), fix, mistakes);
            return None;
        }
        Some(Arc::from(place))
    });
    let reuse = reader.take("reuse");
    let reuse = reuse.and_then(|field| whole_of(&field, (60, "minutes"), 0..=MOST_REUSE_MINUTES, mistakes));
    let scan_limit_bytes = reader.take("scan_limit").and_then(|field| bytes_of(&field, mistakes));
    reader.close(mistakes);
    Some(Lake {
        region,
        workgroup: workgroup.unwrap_or_else(|| "primary".into()),
        catalog: catalog.unwrap_or_else(|| "AwsDataCatalog".into()),
        database: database?,
        table: table.unwrap_or_else(|| "vendor_events".into()),
        views: views.unwrap_or_default(),
        output_location,
        reuse_minutes: reuse.unwrap_or(60),
        scan_limit_bytes,
    })
}

fn read_views(reader: Reader<'_>, mistakes: &mut Mistakes) -> BTreeMap<View, Arc<str>> {
    let mut views = BTreeMap::new();
    for field in reader.entries() {
        let view = View::ALL.into_iter().find(|view| view.as_str() == field.key());
        let Some(view) = view else {
            let fix = advise(field.key(), View::ALL.iter().map(|view| view.as_str()));
            mistakes.note(field.key_span(), &format!("there is no view `{}`", field.key()), &fix);
            continue;
        };
        views.extend(identifier(&field, mistakes).map(|name| (view, name)));
    }
    views
}

fn identifier(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let name = field.name(255, mistakes)?;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        let what = format!("`{name}` cannot be a name in the lake");
        let fix = "names of databases, tables and views are made of letters, digits and `_`";
        field.wrong(&what, fix, mistakes);
        return None;
    }
    Some(name.into())
}

fn workgroup(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<Arc<str>> {
    let name = field.name(128, mistakes)?;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        let fix = "workgroups are named with letters, digits, `.`, `_` and `-`";
        field.wrong(&format!("`{name}` cannot be a workgroup"), fix, mistakes);
        return None;
    }
    Some(name.into())
}
