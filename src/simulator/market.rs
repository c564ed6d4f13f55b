//! The marketplace: vendors, their categories and products, all invented. What happens in it is beside it.

use std::sync::Arc;

use super::{
    chance,
    season::{Hours, LEISURE, MEALS, MORNING},
    shelves::shelf_of,
    wares::{CATEGORIES, VENDORS, Ware},
};
use crate::business::{ProductId, Vendor, VendorId};

/// Every vendor and product.
pub struct Market {
    /// Vendors in the order of their ids.
    pub shops: Vec<Shop>,
}

/// A vendor and how its trade goes.
pub struct Shop {
    /// Id, name, category.
    pub vendor: Vendor,
    /// Products, the best-selling first.
    pub products: Vec<Product>,
    /// Position of its category.
    pub(super) category: u8,
    /// Visits on an average day.
    pub(super) visits: f64,
    /// Growth of visits a day: 0.002 is 0.2 %.
    pub(super) growth: f64,
    /// Share of visits that put something in the cart, out of 256.
    pub(super) cart_odds: u32,
    /// Minutes from order to completion, on average.
    pub(super) completion_minutes: u32,
    /// When its shoppers come.
    pub(super) hours: &'static Hours,
    /// The shard its events go to, of [`super::stream::SHARDS`].
    pub(super) shard: usize,
}

/// A product.
pub struct Product {
    /// Id.
    pub id: ProductId,
    /// Display name.
    pub name: &'static str,
    /// Price in cents.
    pub(super) cents: u32,
    /// The category its events tell.
    pub(super) shelf: &'static str,
    /// Days of a slow wave in its popularity.
    pub(super) wave_days: f64,
    /// Where in the wave it is.
    pub(super) wave_start: f64,
}

/// A category of shops: name, hours, minutes to completion, cart odds out of 256.
pub(super) type Category = (&'static str, Rhythm, u32, u32);

/// The daily rhythm of a category.
#[derive(Clone, Copy)]
pub(super) enum Rhythm {
    /// Breakfast.
    Morning,
    /// Noon and evening.
    Meals,
    /// Afternoon and evening.
    Leisure,
}

impl Market {
    /// The market of a seed: the shops are always the same, their trade differs.
    pub fn new(seed: u64) -> Self {
        let shops =
            VENDORS.iter().enumerate().filter_map(|(index, row)| Shop::new(seed, index, row)).collect();
        Self { shops }
    }

    /// Position of a vendor.
    pub fn position(&self, id: &VendorId) -> Option<usize> {
        self.shops.iter().position(|shop| shop.vendor.id == *id)
    }
}

impl Shop {
    fn new(seed: u64, index: usize, row: &'static Ware) -> Option<Self> {
        let (place, name, wares) = *row;
        let (category, rhythm, completion_minutes, cart_odds) =
            CATEGORIES.get(place).copied().unwrap_or(("other", Rhythm::Leisure, 300, 48));
        let mut rng = chance::stream(&[seed, 0x5b0e, index as u64]);
        let number = 101 + index;
        let products = wares
            .iter()
            .enumerate()
            .map(|(rank, (name, cents))| Product {
                id: ProductId::new(format!("product_{number}{:02}", rank + 1)),
                name,
                cents: *cents,
                shelf: shelf_of(place, name),
                wave_days: 25.0 + 60.0 * rng.f64(),
                wave_start: rng.f64(),
            })
            .collect();
        // Few large shops and many small ones: sizes fall off with rank, shuffled by the seed.
        let rank = 1.0 + 9.0 * rng.f64();
        Some(Self {
            vendor: Vendor {
                id: VendorId::parse(&format!("vendor_{number}")).ok()?,
                name: Arc::from(name),
                category: Some(Arc::from(category)),
            },
            products,
            category: place as u8,
            visits: 1_500.0 / rank.powf(0.85),
            growth: -0.003 + 0.008 * rng.f64(),
            cart_odds: cart_odds + rng.u32(0..14),
            completion_minutes,
            hours: match rhythm {
                Rhythm::Morning => &MORNING,
                Rhythm::Meals => &MEALS,
                Rhythm::Leisure => &LEISURE,
            },
            shard: index % super::stream::SHARDS,
        })
    }
}
