//! The books: what the events of one vendor's day add up to. One reader of events serves history, the
//! counters table and the lake, so that they cannot disagree.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    crowd::Crowd,
    market::{Market, Shop},
    shopper::{Deed, Event},
};
use crate::business::Counters;

/// Products a vendor has at most.
const MOST_PRODUCTS: usize = 20;

/// Counters of a product's day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ProductSums {
    pub(super) views: u32,
    pub(super) favorites: u32,
    pub(super) cart_adds: u32,
    pub(super) orders: u32,
    pub(super) units: u32,
    pub(super) cents: u64,
}

/// Counters of an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HourSums {
    pub(super) events: u32,
    pub(super) customers: u32,
    pub(super) views: u32,
    pub(super) cart_adds: u32,
    pub(super) orders: u32,
}

/// What one vendor's day adds up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Book {
    pub(super) profile_views: u32,
    pub(super) completed: u32,
    pub(super) products: [ProductSums; MOST_PRODUCTS],
    pub(super) hours: [HourSums; 24],
    /// Distinct signed-in customers who viewed, favoured, put in the cart, ordered; completed is apart.
    pub(super) people: [u32; 4],
    /// Distinct customers whose order was completed.
    pub(super) completed_people: u32,
    /// Distinct signed-in customers who did anything themselves. A completion is the vendor's doing.
    pub(super) customers: u32,
    /// The newest event of each deed, epoch seconds; 0 where there is none.
    pub(super) newest: [u32; Deed::COUNT],
}

impl Default for Book {
    fn default() -> Self {
        Self {
            profile_views: 0,
            completed: 0,
            products: [ProductSums::default(); MOST_PRODUCTS],
            hours: [HourSums::default(); 24],
            people: [0; 4],
            completed_people: 0,
            customers: 0,
            newest: [0; Deed::COUNT],
        }
    }
}

impl Book {
    /// Counts one event; people are counted by [`Reader`].
    #[inline]
    pub(super) fn count(&mut self, event: &Event) {
        let hour = &mut self.hours[(event.at / 3_600 % 24) as usize];
        hour.events += 1;
        let newest = &mut self.newest[event.deed as usize];
        *newest = (*newest).max(event.at);
        let product = &mut self.products[usize::from(event.product) % MOST_PRODUCTS];
        match event.deed {
            Deed::ProductView => {
                product.views += 1;
                hour.views += 1;
            }
            Deed::VendorView => {
                self.profile_views += 1;
                hour.views += 1;
            }
            Deed::ProductFavorite => product.favorites += 1,
            Deed::CartAdd => {
                product.cart_adds += 1;
                hour.cart_adds += 1;
            }
            Deed::OrderCreated => {
                product.orders += 1;
                product.units += u32::from(event.units);
                product.cents += u64::from(event.cents);
                hour.orders += 1;
            }
            Deed::OrderCompleted => self.completed += 1,
        }
    }

    /// Counts completed orders by their distinct customers; `customers` is put in order on the way.
    pub(super) fn complete(&mut self, events: &[Event], customers: &mut Vec<u32>) {
        customers.clear();
        customers.extend(events.iter().map(|event| event.customer).filter(|customer| *customer != 0));
        customers.sort_unstable();
        customers.dedup();
        self.completed_people = customers.len() as u32;
        for event in events {
            self.count(event);
        }
    }

    /// The day as the counters table has it.
    pub(super) fn counters(&self) -> Counters {
        let sum = |part: fn(&ProductSums) -> u32| self.products.iter().map(part).map(i64::from).sum();
        let cents: u64 = self.products.iter().map(|product| product.cents).sum();
        Counters {
            product_views: sum(|product| product.views),
            profile_views: i64::from(self.profile_views),
            product_favorites: sum(|product| product.favorites),
            cart_adds: sum(|product| product.cart_adds),
            orders: sum(|product| product.orders),
            completed_orders: i64::from(self.completed),
            revenue: money(cents),
        }
    }
}

/// Cents as a decimal amount.
pub(super) fn money(cents: u64) -> Decimal {
    Decimal::new(i64::try_from(cents).unwrap_or(i64::MAX), 2)
}

/// Reads the events of a vendor's day into a book, telling people apart.
#[derive(Default)]
pub(super) struct Reader {
    crowd: Option<Crowd>,
    steps: Vec<u8>,
    hours: Vec<u32>,
}

impl Reader {
    /// Makes ready for another vendor or day.
    pub(super) fn begin(&mut self, crowd: Crowd) {
        self.steps.clear();
        self.steps.resize(crowd.len(), 0);
        self.hours.clear();
        self.hours.resize(crowd.len(), 0);
        self.crowd = Some(crowd);
    }

    /// Counts an event that is not a completion.
    #[inline]
    pub(super) fn read(&mut self, book: &mut Book, event: &Event) {
        book.count(event);
        let Some(place) = self.crowd.and_then(|crowd| crowd.place(event.customer)) else { return };
        let (Some(steps), Some(hours)) = (self.steps.get_mut(place), self.hours.get_mut(place)) else {
            return;
        };
        let step = match event.deed {
            Deed::ProductView | Deed::VendorView => 0,
            Deed::ProductFavorite => 1,
            Deed::CartAdd => 2,
            Deed::OrderCreated | Deed::OrderCompleted => 3,
        };
        book.customers += u32::from(*steps == 0);
        book.people[step] += u32::from(*steps & (1 << step) == 0);
        *steps |= 1 << step;
        let hour = (event.at / 3_600 % 24) as usize;
        book.hours[hour].customers += u32::from(*hours & (1 << hour) == 0);
        *hours |= 1 << hour;
    }
}

/// Books of a whole day from its events, in any order; one a vendor.
pub(super) fn read_day(market: &Market, date: NaiveDate, events: &[Event]) -> Vec<Book> {
    let mut reader = Reader::default();
    let mut by_vendor: Vec<Vec<Event>> = vec![Vec::new(); market.shops.len()];
    for event in events {
        if let Some(own) = by_vendor.get_mut(usize::from(event.vendor)) {
            own.push(*event);
        }
    }
    let (mut completions, mut people) = (Vec::new(), Vec::new());
    let read = |((vendor, shop), own): ((usize, &Shop), &Vec<Event>)| {
        let mut book = Book::default();
        reader.begin(Crowd::on(shop, vendor, date));
        completions.clear();
        for event in own {
            match event.deed {
                Deed::OrderCompleted => completions.push(*event),
                _ => reader.read(&mut book, event),
            }
        }
        book.complete(&completions, &mut people);
        book
    };
    market.shops.iter().enumerate().zip(&by_vendor).map(read).collect()
}
