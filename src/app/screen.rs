//! The screens there are, the keys that go there, and the panels that can have the focus.

/// The screens there are, by number key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// 1: everything at a glance.
    #[default]
    Overview,
    /// 2: the topology and a stage's charts.
    Pipeline,
    /// 3: CloudWatch's alarms.
    Alarms,
    /// 4: the business of a vendor, or of all.
    Vendor,
    /// 5: the products of a vendor.
    Products,
    /// 6: when people come: hours and weekdays.
    Traffic,
    /// 7: who comes and comes back.
    Customers,
    /// F: what the next days may bring, and which days were unusual.
    Forecast,
    /// C: vendors side by side; for operators.
    Compare,
    /// 9: every question asked.
    Sources,
}

impl Screen {
    /// Every screen there is.
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Pipeline,
        Self::Alarms,
        Self::Vendor,
        Self::Products,
        Self::Traffic,
        Self::Customers,
        Self::Forecast,
        Self::Compare,
        Self::Sources,
    ];

    /// The key that goes there.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overview => "1",
            Self::Pipeline => "2",
            Self::Alarms => "3",
            Self::Vendor => "4",
            Self::Products => "5",
            Self::Traffic => "6",
            Self::Customers => "7",
            Self::Forecast => "F",
            Self::Compare => "C",
            Self::Sources => "9",
        }
    }

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Pipeline => "Pipeline",
            Self::Alarms => "Alarms",
            Self::Vendor => "Vendor",
            Self::Products => "Products",
            Self::Traffic => "Traffic",
            Self::Customers => "Customers",
            Self::Forecast => "Forecast",
            Self::Compare => "Compare",
            Self::Sources => "Sources",
        }
    }

    /// The panels that can have the focus, in the order Tab visits them.
    pub const fn panels(self) -> &'static [Panel] {
        match self {
            Self::Overview => &[Panel::Stages, Panel::Alarms, Panel::Kpis, Panel::Revenue],
            Self::Pipeline => &[Panel::Stages, Panel::Charts],
            Self::Alarms => &[Panel::Alarms, Panel::AlarmDetail, Panel::MissingAlarms],
            Self::Vendor => &[Panel::Kpis, Panel::Revenue, Panel::Orders, Panel::Funnel, Panel::Engagement],
            Self::Products => &[Panel::Products, Panel::Product],
            Self::Traffic => &[Panel::Heat, Panel::Profiles],
            Self::Customers => &[Panel::Customers, Panel::Cohorts, Panel::Categories, Panel::Completion],
            Self::Forecast => &[Panel::Forecast, Panel::UnusualDays],
            Self::Compare => &[Panel::Ranking, Panel::Benchmark],
            Self::Sources => &[Panel::Questions],
        }
    }

    /// True when the screen shows the business of a range of days.
    pub const fn is_business(self) -> bool {
        matches!(
            self,
            Self::Overview
                | Self::Vendor
                | Self::Products
                | Self::Traffic
                | Self::Customers
                | Self::Forecast
                | Self::Compare
        )
    }

    /// The screen with this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.title().eq_ignore_ascii_case(name))
    }
}

/// Parts of screens that can have the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The pipeline strip or topology.
    #[default]
    Stages,
    /// The charts of the selected stage.
    Charts,
    /// The list of alarms.
    Alarms,
    /// All that is known of the selected alarm.
    AlarmDetail,
    /// The alarms that are recommended and missing.
    MissingAlarms,
    /// The KPI tiles.
    Kpis,
    /// The revenue trend.
    Revenue,
    /// The orders trend.
    Orders,
    /// The conversion funnel.
    Funnel,
    /// The engagement bars.
    Engagement,
    /// The table of products.
    Products,
    /// One product's days and funnel.
    Product,
    /// The heat map of hours and weekdays.
    Heat,
    /// The profiles of hours and weekdays.
    Profiles,
    /// New and returning customers, and what they do.
    Customers,
    /// The triangle of cohorts that came back.
    Cohorts,
    /// The categories of products.
    Categories,
    /// How long orders take to be completed, and one order's events.
    Completion,
    /// The days to come, with their interval.
    Forecast,
    /// Days unlike their weekday.
    UnusualDays,
    /// Vendors by a KPI.
    Ranking,
    /// A vendor against its category.
    Benchmark,
    /// The list of questions.
    Questions,
}

impl Panel {
    /// The panel in a word, as it stands in the names of files: `revenue`, `alarm-history`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stages => "stages",
            Self::Charts => "series",
            Self::Alarms => "alarms",
            Self::AlarmDetail => "alarm-history",
            Self::MissingAlarms => "missing-alarms",
            Self::Kpis => "kpis",
            Self::Revenue => "revenue",
            Self::Orders => "orders",
            Self::Funnel => "funnel",
            Self::Engagement => "engagement",
            Self::Products => "products",
            Self::Product => "product",
            Self::Heat => "heat-map",
            Self::Profiles => "profiles",
            Self::Customers => "customers",
            Self::Cohorts => "cohorts",
            Self::Categories => "categories",
            Self::Completion => "completion",
            Self::Forecast => "forecast",
            Self::UnusualDays => "unusual-days",
            Self::Ranking => "ranking",
            Self::Benchmark => "benchmark",
            Self::Questions => "questions",
        }
    }
}
