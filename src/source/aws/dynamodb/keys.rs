//! Key ranges of the vendor table: which partition, which sort keys, which attributes.
//! Every attribute goes by an alias, since VIEWS, TTL and many more are reserved words of DynamoDB.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    business::{DateRange, VendorId},
    config::{Directory, Vendors},
    source::aws::shell,
};

/// Which part of the sort keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Span {
    /// From one key to another, both included.
    Between(String, String),
    /// All that begin so.
    Prefix(String),
}

/// One range of keys, ready to be queried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyRange {
    /// The table.
    pub(super) table: Arc<str>,
    /// The index, when the range is one of its.
    pub(super) index: Option<Arc<str>>,
    /// Value of the partition key.
    pub(super) partition: String,
    partition_name: Arc<str>,
    sort_name: Arc<str>,
    span: Span,
    /// Attributes to fetch.
    attributes: Vec<Arc<str>>,
}

impl KeyRange {
    /// A vendor's days.
    pub(super) fn vendor_days(vendors: &Vendors, vendor: &VendorId, range: DateRange) -> Self {
        let (keys, counters) = (&vendors.keys, &vendors.attributes);
        let mut attributes = vec![
            keys.sort.clone(),
            counters.product_views.clone(),
            counters.profile_views.clone(),
            counters.product_favorites.clone(),
            counters.cart_adds.clone(),
            counters.orders.clone(),
            counters.completed_orders.clone(),
            counters.revenue.clone(),
        ];
        attributes.extend(vendors.ttl_attribute.clone());
        Self {
            table: vendors.table.clone(),
            index: None,
            partition: format!("{}{vendor}", keys.vendor_prefix),
            partition_name: keys.partition.clone(),
            sort_name: keys.sort.clone(),
            span: days(&keys.day_prefix, range),
            attributes,
        }
    }

    /// The days of a vendor's products, from the index. The product's id is in the table's partition key, which
    /// every index carries.
    pub(super) fn product_days(
        vendors: &Vendors,
        index: Arc<str>,
        vendor: &VendorId,
        range: DateRange,
    ) -> Self {
        let (keys, counters) = (&vendors.keys, &vendors.product_attributes);
        let mut attributes = vec![
            keys.partition.clone(),
            keys.index_sort.clone(),
            counters.views.clone(),
            counters.favorites.clone(),
            counters.cart_adds.clone(),
            counters.orders.clone(),
            counters.revenue.clone(),
        ];
        attributes.extend(vendors.ttl_attribute.clone());
        Self {
            table: vendors.table.clone(),
            index: Some(index),
            partition: format!("{}{vendor}", keys.vendor_prefix),
            partition_name: keys.index_partition.clone(),
            sort_name: keys.index_sort.clone(),
            span: days(&keys.product_day_prefix, range),
            attributes,
        }
    }

    /// The items that list the vendors; none where the list is kept elsewhere.
    pub(super) fn directory(vendors: &Vendors) -> Option<Self> {
        let Directory::IndexItems { partition, name, category } = &vendors.directory else { return None };
        let keys = &vendors.keys;
        let mut attributes = vec![keys.sort.clone(), name.clone(), category.clone()];
        attributes.extend(vendors.ttl_attribute.clone());
        Some(Self {
            table: vendors.table.clone(),
            index: None,
            partition: partition.to_string(),
            partition_name: keys.partition.clone(),
            sort_name: keys.sort.clone(),
            span: Span::Prefix(keys.vendor_prefix.to_string()),
            attributes,
        })
    }

    /// Alias of each attribute name that is used; equal names share one, as DynamoDB demands of a projection.
    pub(super) fn aliases(&self) -> BTreeMap<Arc<str>, String> {
        let mut aliases = BTreeMap::new();
        for name in [&self.partition_name, &self.sort_name].into_iter().chain(&self.attributes) {
            let next = format!("#a{}", aliases.len());
            aliases.entry(name.clone()).or_insert(next);
        }
        aliases
    }

    /// `#a0 = :pk AND #a1 BETWEEN :from AND :to`.
    pub(super) fn condition(&self) -> String {
        let aliases = self.aliases();
        let alias = |name| aliases.get(name).map_or("", String::as_str);
        let (partition, sort) = (alias(&self.partition_name), alias(&self.sort_name));
        match self.span {
            Span::Between(..) => format!("{partition} = :pk AND {sort} BETWEEN :from AND :to"),
            Span::Prefix(_) => format!("{partition} = :pk AND begins_with({sort}, :from)"),
        }
    }

    /// The values the condition names.
    pub(super) fn values(&self) -> Vec<(&'static str, &str)> {
        let mut values = vec![(":pk", self.partition.as_str())];
        match &self.span {
            Span::Between(from, to) => values.extend([(":from", from.as_str()), (":to", to.as_str())]),
            Span::Prefix(prefix) => values.push((":from", prefix.as_str())),
        }
        values
    }

    /// The attributes to fetch, each once: `#a1, #a2`.
    pub(super) fn projection(&self) -> String {
        let aliases = self.aliases();
        let mut wanted: Vec<&str> = Vec::new();
        for alias in self.attributes.iter().filter_map(|name| aliases.get(name)) {
            if !wanted.contains(&alias.as_str()) {
                wanted.push(alias);
            }
        }
        wanted.join(", ")
    }

    /// The read in words: `Query T index GSI1: GSI1PK = VENDOR#v1, GSI1SK from A to B`.
    pub(super) fn call(&self) -> String {
        let index = self.index.as_ref().map_or_else(String::new, |index| format!(" index {index}"));
        let span = match &self.span {
            Span::Between(from, to) => format!("from {from} to {to}"),
            Span::Prefix(prefix) => format!("beginning with {prefix}"),
        };
        format!(
            "Query {}{index}: {} = {}, {} {span}",
            self.table, self.partition_name, self.partition, self.sort_name
        )
    }

    /// The AWS CLI command that reads the same.
    pub(super) fn command(&self, flags: &str) -> String {
        let names: BTreeMap<String, Arc<str>> =
            self.aliases().into_iter().map(|(name, alias)| (alias, name)).collect();
        let values: BTreeMap<&str, BTreeMap<&str, &str>> =
            self.values().into_iter().map(|(name, value)| (name, BTreeMap::from([("S", value)]))).collect();
        let (names, values) = (json(&names), json(&values));
        let (condition, projection) = (self.condition(), self.projection());
        let mut words = vec!["aws", "dynamodb", "query", "--table-name", &*self.table];
        if let Some(index) = &self.index {
            words.extend(["--index-name", &**index]);
        }
        words.extend(["--key-condition-expression", &condition, "--projection-expression", &projection]);
        words.extend(["--expression-attribute-names", &names, "--expression-attribute-values", &values]);
        words.extend(["--return-consumed-capacity", "TOTAL"]);
        shell::line(&words, flags)
    }
}

fn days(prefix: &str, range: DateRange) -> Span {
    Span::Between(format!("{prefix}{}", range.from()), format!("{prefix}{}", range.to()))
}

/// JSON of maps of text, which cannot fail.
fn json(map: &impl serde::Serialize) -> String {
    serde_json::to_string(map).unwrap_or_default()
}
