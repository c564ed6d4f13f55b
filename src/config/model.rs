//! The configuration after every check: what the rest of the house reads.
//! Nothing here can be wrong any more; how it is read from TOML is beside it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono_tz::Tz;

use crate::{
    business::{Currency, Vendor, View},
    pipeline::Pipeline,
};

/// A whole configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// How to reach AWS.
    pub account: Account,
    /// Pipelines, with stages resolved against the catalogue.
    pub pipelines: Vec<Pipeline>,
    /// The vendor table, when there is one.
    pub vendors: Option<Vendors>,
    /// The lake, when there is one.
    pub lake: Option<Lake>,
    /// How often to ask.
    pub poll: Poll,
    /// How it looks.
    pub screen: ScreenSettings,
    /// When to call somebody who is not looking.
    pub notify: Notify,
    /// Where to read what to do about an alarm: its name to an http or https address.
    pub runbooks: BTreeMap<Arc<str>, Arc<str>>,
    /// Currency of revenue.
    pub currency: Currency,
    /// Time zone of the business day.
    pub business_zone: Tz,
}

/// How to reach AWS. Flags win over environment, environment over file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Label for the header.
    pub label: Option<Arc<str>>,
    /// Profile of the AWS config files.
    pub profile: Option<Arc<str>>,
    /// Default region of pipelines, table and lake.
    pub region: Option<Arc<str>>,
    /// Endpoint for every service, for local emulators.
    pub endpoint_url: Option<Arc<str>>,
    /// Role to assume.
    pub role_arn: Option<Arc<str>>,
    /// External id for the role.
    pub external_id: Option<Arc<str>>,
}

/// The DynamoDB table of daily counters and the vendors in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Vendors {
    /// Table name.
    pub table: Arc<str>,
    /// Region of the table.
    pub region: Option<Arc<str>>,
    /// Index by vendor over product days, if there is one.
    pub index: Option<Arc<str>>,
    /// Key attributes and prefixes.
    pub keys: TableKeys,
    /// Counter attributes of a vendor's day.
    pub attributes: Attributes,
    /// Counter attributes of a product's day.
    pub product_attributes: ProductAttributes,
    /// TTL attribute (epoch seconds): items past it are ignored.
    pub ttl_attribute: Option<Arc<str>>,
    /// Days the table keeps; older ones are asked of the lake.
    pub kept_days: u32,
    /// Where the list of vendors comes from.
    pub directory: Directory,
    /// A vendor may see its own place in its category, in quarters.
    pub benchmark: bool,
}

/// Key attributes and prefixes; the defaults are `PK`, `SK`, `GSI1PK`, `GSI1SK`, `VENDOR#`, `METRICS#`...
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableKeys {
    /// Partition key of the table.
    pub partition: Arc<str>,
    /// Sort key of the table.
    pub sort: Arc<str>,
    /// Partition key of the index.
    pub index_partition: Arc<str>,
    /// Sort key of the index.
    pub index_sort: Arc<str>,
    /// Before a vendor id in a partition key.
    pub vendor_prefix: Arc<str>,
    /// Before a product id in a partition key.
    pub product_prefix: Arc<str>,
    /// Before a day in the sort key of the table.
    pub day_prefix: Arc<str>,
    /// Before a day in the sort key of the index.
    pub product_day_prefix: Arc<str>,
}

/// Attribute names of a vendor's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// `productViews`.
    pub product_views: Arc<str>,
    /// `profileViews`.
    pub profile_views: Arc<str>,
    /// `productFavorites`.
    pub product_favorites: Arc<str>,
    /// `cartAdds`.
    pub cart_adds: Arc<str>,
    /// `orders`.
    pub orders: Arc<str>,
    /// `completedOrders`.
    pub completed_orders: Arc<str>,
    /// `revenue`.
    pub revenue: Arc<str>,
}

/// Attribute names of a product's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductAttributes {
    /// `views`.
    pub views: Arc<str>,
    /// `favorites`.
    pub favorites: Arc<str>,
    /// `cartAdds`.
    pub cart_adds: Arc<str>,
    /// `orders`.
    pub orders: Arc<str>,
    /// `revenue`.
    pub revenue: Arc<str>,
}

/// Where the list of vendors comes from; DynamoDB has no "distinct".
#[derive(Clone, Debug, PartialEq)]
pub enum Directory {
    /// Written in the file.
    Listed(Vec<Vendor>),
    /// One item a vendor under a fixed partition: `PK=VENDORS, SK=VENDOR#<id>`.
    IndexItems {
        /// The fixed partition key value.
        partition: Arc<str>,
        /// Attribute with the display name.
        name: Arc<str>,
        /// Attribute with the category.
        category: Arc<str>,
    },
    /// Vendors with events in the lake in the last days.
    Lake {
        /// How many days back.
        days: u32,
    },
}

/// The lake and how it may be queried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lake {
    /// Region of the workgroup.
    pub region: Option<Arc<str>>,
    /// Workgroup.
    pub workgroup: Arc<str>,
    /// Data catalog; `AwsDataCatalog`.
    pub catalog: Arc<str>,
    /// Database.
    pub database: Arc<str>,
    /// Table of events behind the views.
    pub table: Arc<str>,
    /// View names by view, where they differ from the shipped ones.
    pub views: BTreeMap<View, Arc<str>>,
    /// Result location; only where the workgroup has none (setting it switches result reuse off there).
    pub output_location: Option<Arc<str>>,
    /// Results younger than this are reused.
    pub reuse_minutes: u32,
    /// A finished query that scanned more than this is reported, and its view not asked again by itself.
    pub scan_limit_bytes: Option<u64>,
}

impl Lake {
    /// The name of a view in this lake.
    pub fn view_name(&self, view: View) -> &str {
        self.views.get(&view).map_or(view.as_str(), |name| name)
    }
}

/// How often each kind of question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Metrics of the judged window; at least 10 s.
    pub metrics: Duration,
    /// Alarms.
    pub alarms: Duration,
    /// Stream facts.
    pub streams: Duration,
    /// Vendor and product counters.
    pub counters: Duration,
    /// The list of vendors.
    pub vendors: Duration,
    /// Summaries of the lake.
    pub summaries: Duration,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            metrics: Duration::from_mins(1),
            alarms: Duration::from_secs(30),
            streams: Duration::from_mins(5),
            counters: Duration::from_mins(1),
            vendors: Duration::from_hours(1),
            summaries: Duration::from_hours(1),
        }
    }
}

impl Poll {
    /// For the demo world, which answers from memory at no cost: as lively as a screen needs. `speed` is how
    /// many of its seconds pass in a second; what changes by the hour is asked again when an hour has passed.
    pub fn demo(speed: f64) -> Self {
        let hourly = Duration::from_secs_f64((3_600.0 / speed.max(1.0)).clamp(2.0, 60.0));
        let second = Duration::from_secs(1);
        Self {
            metrics: second,
            alarms: second,
            streams: second * 5,
            counters: second * 2,
            vendors: hourly,
            summaries: hourly,
        }
    }
}

/// How it looks at start. Every part can be changed while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenSettings {
    /// Theme name; the default follows the terminal's background where that is known.
    pub theme: Option<Arc<str>>,
    /// Only ASCII characters.
    pub ascii: bool,
    /// Time zone on screen.
    pub zone: ScreenZone,
    /// Start screen, by name: `overview`.
    pub start: Option<Arc<str>>,
    /// Mouse on.
    pub mouse: bool,
    /// What is worst stands in the title of the terminal's window.
    pub title: bool,
    /// Keys by command id: `quit = ["q"]`. Checked against the command table by the app.
    pub keys: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self {
            theme: None,
            ascii: false,
            zone: ScreenZone::default(),
            start: None,
            mouse: false,
            title: true,
            keys: BTreeMap::new(),
        }
    }
}

/// When to call somebody who is not looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notify {
    /// About what.
    pub when: NotifyWhen,
    /// Notifications about one pipeline follow one another no sooner than this.
    pub cooldown: Duration,
    /// With the terminal's bell.
    pub bell: bool,
}

impl Default for Notify {
    fn default() -> Self {
        Self { when: NotifyWhen::default(), cooldown: Duration::from_mins(5), bell: true }
    }
}

/// What is worth calling somebody who is not looking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotifyWhen {
    /// Only what is critical, and its end: what would get somebody out of bed.
    #[default]
    Critical,
    /// Everything that gets worse, and its end.
    On,
    /// Nothing.
    Off,
}

impl NotifyWhen {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Critical, Self::On, Self::Off];

    /// The choice as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// Which time zone times are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScreenZone {
    /// UTC: what AWS and everyone on the incident call use.
    #[default]
    Utc,
    /// The zone of the machine.
    Local,
    /// The zone of the business day.
    Business,
    /// A named zone.
    Named(Tz),
}
