//! Shoppers: the visits of one vendor's day, drawn event by event from a stream of chance of their own.
//! What becomes of an event in the pipeline is not known here.

use chrono::{Datelike, NaiveDate};
use fastrand::Rng;

use super::{
    chance,
    crowd::Crowd,
    market::Shop,
    season::{Clock, weekday_factor},
};

/// What a shopper (or a vendor, completing an order) did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Deed {
    /// A product page was viewed.
    ProductView,
    /// A vendor's profile was viewed.
    VendorView,
    /// A product was marked as favourite.
    ProductFavorite,
    /// A product was put into the cart.
    CartAdd,
    /// An order was made.
    OrderCreated,
    /// An order was completed.
    OrderCompleted,
}

impl Deed {
    /// Number of kinds.
    pub(super) const COUNT: usize = 6;

    /// The type of its event, as producers send it.
    pub(super) const fn event_type(self) -> &'static str {
        match self {
            Self::ProductView => "ProductView",
            Self::VendorView => "VendorView",
            Self::ProductFavorite => "ProductFavorite",
            Self::CartAdd => "CartAdd",
            Self::OrderCreated => "OrderCreated",
            Self::OrderCompleted => "OrderCompleted",
        }
    }
}

/// One event, as small as it can be: a busy day has a hundred thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    /// Epoch seconds.
    pub(super) at: u32,
    /// Total of the order in cents, for orders.
    pub(super) cents: u32,
    /// The customer; 0 when not signed in.
    pub(super) customer: u32,
    /// Position of the vendor.
    pub(super) vendor: u8,
    /// Position of the product at its vendor; of no meaning for profile views.
    pub(super) product: u8,
    /// What happened.
    pub(super) deed: Deed,
    /// Pieces ordered, for orders.
    pub(super) units: u8,
    /// When the order was made that this is a part of, epoch seconds; 0 for what is no part of one.
    pub(super) ordered_at: u32,
}

/// Of 256 visits: those that look at the vendor's profile, and those that mark a favourite.
pub(super) const PROFILES: u64 = 90;
pub(super) const FAVORITES: u64 = 22;
/// Of 256 carts: those that are ordered, six of ten.
pub(super) const ORDERED: u64 = 154;
/// Of 256 orders: those that are completed.
pub(super) const COMPLETED: u64 = 246;

/// How many visits a vendor's day has on average. The luck of the day is the first that is drawn from its stream.
pub(super) fn visits_of_day(shop: &Shop, anchor: NaiveDate, date: NaiveDate, rng: &mut Rng) -> f64 {
    let age = f64::from(date.num_days_from_ce() - anchor.num_days_from_ce());
    let (noise, featured) = luck_of_day(rng);
    let trend = (shop.growth * age).clamp(-0.7, 0.7).exp();
    shop.visits * trend * noise * featured * weekday_factor(date, shop.hours)
}

/// The luck of a day, and by how much more it is visited: on some days a shop is featured, or has a sale of its own.
fn luck_of_day(rng: &mut Rng) -> (f64, f64) {
    let noise = 0.90 + 0.20 * rng.f64();
    (noise, if rng.u32(0..32) == 0 { 1.5 + 0.5 * rng.f64() } else { 1.0 })
}

/// True when a vendor's ordinary day is one on which it was featured.
pub(super) fn is_featured(seed: u64, vendor: usize, date: NaiveDate) -> bool {
    luck_of_day(&mut day_stream(seed, vendor as u8, date.num_days_from_ce(), 0)).1 > 1.0
}

/// The stream of chance of a vendor's day.
fn day_stream(seed: u64, vendor: u8, day: i32, salt: u64) -> Rng {
    chance::stream(&[seed, u64::from(vendor), day as u64, salt])
}

/// A sale: more visits, lower prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sale {
    /// Share of the price that is paid, in percent.
    pub(super) percent: u32,
}

/// Draws visits of one vendor on one day.
pub(super) struct Visits<'a> {
    shop: &'a Shop,
    vendor: u8,
    midnight: u32,
    crowd: Crowd,
    popular: [u8; 256],
    rng: Rng,
}

impl<'a> Visits<'a> {
    /// The visits of a vendor on a day. `salt` tells apart the ordinary day (0) and what is added to it.
    pub(super) fn new(seed: u64, shop: &'a Shop, vendor: u8, date: NaiveDate, salt: u64) -> Self {
        let day = date.num_days_from_ce();
        Self {
            shop,
            vendor,
            midnight: midnight_of(date),
            crowd: Crowd::on(shop, usize::from(vendor), date),
            popular: popularity(shop, day),
            rng: day_stream(seed, vendor, day, salt),
        }
    }

    /// An ordinary day: every visit, one after the other, in no order of time.
    pub(super) fn ordinary(
        mut self,
        anchor: NaiveDate,
        date: NaiveDate,
        clock: &Clock,
        sink: &mut impl FnMut(Event),
    ) {
        let visits = visits_of_day(self.shop, anchor, date, &mut self.rng);
        for _ in 0..visits.round().max(3.0) as u32 {
            let bits = self.rng.u64(..);
            let second = clock.second(bits as u32 & 0x00ff_ffff);
            self.visit(second, (bits >> 24) as u32, None, sink);
        }
    }

    /// Visits that begin in one minute of the day, for a sale.
    pub(super) fn minute(
        mut self,
        minute_of_day: u32,
        visits: u32,
        sale: Sale,
        sink: &mut impl FnMut(Event),
    ) {
        for _ in 0..visits {
            let bits = self.rng.u64(..);
            let second = minute_of_day * 60 + (bits >> 58) as u32 % 60;
            self.visit(second, bits as u32, Some(sale), sink);
        }
    }

    /// One visit: look around, perhaps like, perhaps put in the cart, perhaps order. It ends at midnight.
    #[inline]
    fn visit(&mut self, second: u32, bits: u32, sale: Option<Sale>, sink: &mut impl FnMut(Event)) {
        let who = self.rng.u64(..);
        let mut event = Event {
            at: self.midnight + second,
            cents: 0,
            customer: self.crowd.customer(who),
            vendor: self.vendor,
            product: 0,
            deed: Deed::VendorView,
            units: 0,
            ordered_at: 0,
        };
        let midnight = self.midnight + 86_400;
        let mut emit = |event: Event| {
            if event.at < midnight {
                sink(event);
            }
        };
        if u64::from(bits & 0xff) < PROFILES {
            emit(event);
            event.at += 4 + ((bits >> 8) & 0xf);
        }
        let views = 2 + ((bits >> 12) & 7) + ((bits >> 15) & 3);
        let (mut picks, mut pauses) = (0_u64, 0_u64);
        event.deed = Deed::ProductView;
        for view in 0..views {
            if view % 8 == 0 {
                picks = self.rng.u64(..);
                pauses = self.rng.u64(..);
            }
            event.product = self.popular[(picks & 0xff) as usize];
            emit(event);
            event.at += 5 + ((pauses & 0xff) >> 1) as u32;
            picks >>= 8;
            pauses >>= 8;
        }
        if (who >> 22) & 0xff < FAVORITES {
            emit(Event { deed: Deed::ProductFavorite, ..event });
            event.at += 6;
        }
        if ((who >> 30) & 0xff) as u32 >= self.shop.cart_odds {
            return;
        }
        emit(Event { deed: Deed::CartAdd, ..event });
        event.at += 40 + ((who >> 38) & 0x7f) as u32;
        if (who >> 45) & 0xff < ORDERED && event.at < midnight {
            self.order(event, sale, sink);
        }
    }

    /// An order is for one product in some number, so that the orders of products add up to the vendor's.
    fn order(&mut self, event: Event, sale: Option<Sale>, sink: &mut impl FnMut(Event)) {
        let bits = self.rng.u64(..);
        let price = self.shop.products.get(usize::from(event.product)).map_or(0, |product| product.cents);
        // Cheap things are bought in number.
        let units = match (price, bits & 7) {
            (0..500, low) => 1 + (low as u8) / 2,
            (500..2_000, 0..2) => 2,
            _ => 1,
        };
        let percent = sale.map_or(100, |sale| sale.percent);
        let order = Event {
            deed: Deed::OrderCreated,
            cents: price * u32::from(units) * percent / 100,
            units,
            ordered_at: event.at,
            ..event
        };
        sink(order);
        if (bits >> 8) & 0xff >= COMPLETED {
            return;
        }
        // Completion comes after half to one and a half of the usual time, the next day at the latest.
        let spread = 128 + ((bits >> 16) & 0xff) as u32;
        let after = self.shop.completion_minutes * 60 * spread / 256;
        let at = (event.at + after).min(self.midnight + 2 * 86_400 - 1);
        sink(Event { at, deed: Deed::OrderCompleted, cents: 0, units: 0, ..order });
    }
}

/// Epoch seconds of a day's start (UTC).
pub(super) fn midnight_of(date: NaiveDate) -> u32 {
    const EPOCH_DAY: i32 = 719_163;
    u32::try_from(i64::from(date.num_days_from_ce() - EPOCH_DAY) * 86_400).unwrap_or(0)
}

/// 256 places shared out to products by popularity, which drifts in slow waves.
fn popularity(shop: &Shop, day: i32) -> [u8; 256] {
    let weights: Vec<f64> = shop
        .products
        .iter()
        .enumerate()
        .map(|(place, product)| {
            let phase = f64::from(day) / product.wave_days + product.wave_start;
            (1.0 + 0.55 * (phase * std::f64::consts::TAU).sin()) / (place as f64 + 1.6)
        })
        .collect();
    let total: f64 = weights.iter().sum();
    let mut places = [0_u8; 256];
    let (mut product, mut sum) = (0_usize, weights.first().copied().unwrap_or(1.0));
    for (index, place) in places.iter_mut().enumerate() {
        let wanted = total * (index as f64 + 0.5) / 256.0;
        while sum < wanted && product + 1 < weights.len() {
            product += 1;
            sum += weights.get(product).copied().unwrap_or(0.0);
        }
        *place = product as u8;
    }
    places
}
