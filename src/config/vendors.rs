//! `[vendors]`: the table of day counters, what its keys and attributes are called, and who the vendors are.
//! Every name has a default, so that a table of the usual layout needs no more than its own name.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{
    amount::days_of,
    field::{Field, Scalar},
    guess::advise,
    model::{Attributes, Directory, ProductAttributes, TableKeys, Vendors},
    reader::Reader,
    report::Mistakes,
    settings::region,
};
use crate::business::{Vendor, VendorId};

const DIRECTORIES: [&str; 3] = ["list", "items", "lake"];

/// Reads the table of vendors. `has_lake` says whether a lake could be asked who they are.
pub(super) fn read(mut reader: Reader<'_>, has_lake: bool, mistakes: &mut Mistakes) -> Option<Vendors> {
    let table = reader.need("table", "\"Analytics-prod\"", mistakes);
    let table = table.and_then(|field| field.name(255, mistakes));
    let region = reader.take("region").and_then(|field| region(&field, mistakes));
    let index = reader.take("index").and_then(|field| field.name(255, mistakes)).map(Arc::from);
    let ttl_attribute = reader.text("ttl_attribute", mistakes);
    let kept_days = reader.take("kept").and_then(|field| days_of(&field, 1..=3_650, mistakes));
    let keys = reader.table("keys", mistakes).map(|reader| keys(reader, mistakes));
    let attributes = reader.table("attributes", mistakes).map(|reader| attributes(reader, mistakes));
    let products = reader.table("product_attributes", mistakes);
    let products = products.map(|reader| product_attributes(reader, mistakes));
    let benchmark = reader.take("benchmark").and_then(|field| field.flag(mistakes));
    let directory = directory(&mut reader, has_lake, mistakes);
    reader.close(mistakes);
    Some(Vendors {
        table: table?.into(),
        region,
        index,
        keys: keys.unwrap_or_default(),
        attributes: attributes.unwrap_or_default(),
        product_attributes: products.unwrap_or_default(),
        ttl_attribute,
        kept_days: kept_days.unwrap_or(30),
        directory: directory?,
        benchmark: benchmark.unwrap_or(false),
    })
}

fn keys(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> TableKeys {
    let usual = TableKeys::default();
    let mut name = |key, default: &str| reader.text_or(key, default, mistakes);
    let keys = TableKeys {
        partition: name("partition", &usual.partition),
        sort: name("sort", &usual.sort),
        index_partition: name("index_partition", &usual.index_partition),
        index_sort: name("index_sort", &usual.index_sort),
        vendor_prefix: name("vendor_prefix", &usual.vendor_prefix),
        product_prefix: name("product_prefix", &usual.product_prefix),
        day_prefix: name("day_prefix", &usual.day_prefix),
        product_day_prefix: name("product_day_prefix", &usual.product_day_prefix),
    };
    reader.close(mistakes);
    keys
}

fn attributes(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Attributes {
    let usual = Attributes::default();
    let mut name = |key, default: &str| reader.text_or(key, default, mistakes);
    let attributes = Attributes {
        product_views: name("product_views", &usual.product_views),
        profile_views: name("profile_views", &usual.profile_views),
        product_favorites: name("product_favorites", &usual.product_favorites),
        cart_adds: name("cart_adds", &usual.cart_adds),
        orders: name("orders", &usual.orders),
        completed_orders: name("completed_orders", &usual.completed_orders),
        revenue: name("revenue", &usual.revenue),
    };
    reader.close(mistakes);
    attributes
}

fn product_attributes(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> ProductAttributes {
    let usual = ProductAttributes::default();
    let mut name = |key, default: &str| reader.text_or(key, default, mistakes);
    let attributes = ProductAttributes {
        views: name("views", &usual.views),
        favorites: name("favorites", &usual.favorites),
        cart_adds: name("cart_adds", &usual.cart_adds),
        orders: name("orders", &usual.orders),
        revenue: name("revenue", &usual.revenue),
    };
    reader.close(mistakes);
    attributes
}

/// Who the vendors are: written here, as items of the table, or found in the lake.
fn directory(reader: &mut Reader<'_>, has_lake: bool, mistakes: &mut Mistakes) -> Option<Directory> {
    let chosen = reader.take("directory");
    let list = reader.take("list");
    let items = reader.take("items");
    let lake_days = reader.take("lake_days");
    let name = match &chosen {
        Some(field) => directory_name(field, mistakes)?,
        None if list.is_some() => "list",
        None if items.is_some() => "items",
        None if has_lake => "lake",
        None => {
            let fix =
                "write `list = [{ id = \"...\", name = \"...\" }]`, or `directory = \"items\"` or `\"lake\"`";
            mistakes.note(reader.span(), "nothing says who the vendors are", fix);
            return None;
        }
    };
    for (key, written) in [("list", &list), ("items", &items), ("lake", &lake_days)] {
        if let Some(field) = written.as_ref().filter(|_| key != name) {
            let what = format!("`{}` is not read with `directory = \"{name}\"`", field.key());
            mistakes.note(field.key_span(), &what, "take one of the two out");
        }
    }
    match name {
        "list" => listed(chosen.as_ref(), list.as_ref(), mistakes),
        "items" => Some(index_items(items.as_ref(), mistakes)),
        _ => {
            if let Some(field) = chosen.filter(|_| !has_lake) {
                field.wrong("there is no lake to find vendors in", "write a table `[lake]`", mistakes);
            }
            let days = lake_days.and_then(|field| days_of(&field, 1..=90, mistakes));
            Some(Directory::Lake { days: days.unwrap_or(7) })
        }
    }
}

fn directory_name(field: &Field<'_>, mistakes: &mut Mistakes) -> Option<&'static str> {
    let Some(Scalar::Text(written)) = field.scalar() else {
        field.wrong_type("a text", "\"list\"", mistakes);
        return None;
    };
    let name = DIRECTORIES.into_iter().find(|name| *name == written);
    if name.is_none() {
        let what = format!("vendors cannot be found in `{written}`");
        field.wrong(&what, &advise(written, DIRECTORIES), mistakes);
    }
    name
}

fn index_items(field: Option<&Field<'_>>, mistakes: &mut Mistakes) -> Directory {
    let reader = field.and_then(|field| field.table(mistakes));
    let Some(mut reader) = reader else {
        return Directory::IndexItems {
            partition: "VENDORS".into(),
            name: "name".into(),
            category: "category".into(),
        };
    };
    let directory = Directory::IndexItems {
        partition: reader.text_or("partition", "VENDORS", mistakes),
        name: reader.text_or("name", "name", mistakes),
        category: reader.text_or("category", "category", mistakes),
    };
    reader.close(mistakes);
    directory
}

fn listed(
    chosen: Option<&Field<'_>>,
    list: Option<&Field<'_>>,
    mistakes: &mut Mistakes,
) -> Option<Directory> {
    let Some(list) = list else {
        if let Some(field) = chosen {
            let fix = "write `list = [{ id = \"...\", name = \"...\" }]`";
            field.wrong("the list of vendors is missing", fix, mistakes);
        }
        return None;
    };
    let mut vendors: Vec<Vendor> = Vec::new();
    let mut seen: BTreeMap<VendorId, Range<usize>> = BTreeMap::new();
    for reader in list.tables("this vendor", mistakes) {
        let Some((vendor, span)) = vendor(reader, mistakes) else { continue };
        if let Some(first) = seen.get(&vendor.id) {
            let what = format!("the vendor `{}` is listed twice", vendor.id);
            mistakes.note_second(span, first.clone(), &what, "take one of them out");
        } else {
            seen.insert(vendor.id.clone(), span);
            vendors.push(vendor);
        }
    }
    Some(Directory::Listed(vendors))
}

fn vendor(mut reader: Reader<'_>, mistakes: &mut Mistakes) -> Option<(Vendor, Range<usize>)> {
    let span = reader.span();
    let id = reader.need("id", "\"vendor_123\"", mistakes).and_then(|field| {
        let text = field.text(mistakes)?;
        let id = VendorId::parse(text);
        if let Err(why) = &id {
            let fix = "write the id exactly as it is in the keys of the table";
            field.wrong(&why.to_string(), fix, mistakes);
        }
        id.ok()
    });
    let name = reader.take("name").and_then(|field| field.name(80, mistakes));
    let category = reader.take("category").and_then(|field| field.name(80, mistakes));
    reader.close(mistakes);
    let id = id?;
    let name = name.unwrap_or(id.as_str()).into();
    Some((Vendor { id, name, category: category.map(Arc::from) }, span))
}
