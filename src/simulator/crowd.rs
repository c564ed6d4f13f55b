//! Who shops: the customers of a vendor, told apart by number. Passers-by come for a season and fade; regulars stay
//! for more than a year and go to every shop of their category. What they do there is not known here.

use chrono::{Datelike, NaiveDate};

use super::market::Shop;

/// Passers-by a vendor may see on one day, the newest the most often.
const PASSERS: u32 = 8_192;
/// Passers-by who come up, and others who are seen no more, each day.
const NEW_PASSERS: u32 = 40;
/// Regulars of a category.
const REGULARS: u32 = 512;
/// Of 256 visits of people who are signed in: those of regulars.
const BY_REGULARS: u64 = 77;
/// Numbers are dealt out in rounds of so many: one place a vendor, then one a category.
const ROUND: u32 = 32;
/// The first place of a category in a round.
const CATEGORY_PLACE: u32 = 24;

/// The customers one vendor may see from one day to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    vendor: u32,
    category: u32,
    first_passer: u32,
    passers: u32,
    first_regular: u32,
    regulars: u32,
}

impl Crowd {
    /// Who may come on one day.
    pub(super) fn on(shop: &Shop, vendor: usize, date: NaiveDate) -> Self {
        Self::over(shop, vendor, date, date)
    }

    /// Who may come on any of these days.
    pub(super) fn over(shop: &Shop, vendor: usize, from: NaiveDate, to: NaiveDate) -> Self {
        let number = |date: NaiveDate| u32::try_from(date.num_days_from_ce() - 730_000).unwrap_or(0);
        let (first, days) = (number(from), number(to).saturating_sub(number(from)));
        Self {
            vendor: vendor as u32,
            category: CATEGORY_PLACE + u32::from(shop.category),
            first_passer: first * NEW_PASSERS,
            passers: PASSERS + days * NEW_PASSERS,
            first_regular: first,
            regulars: REGULARS + days,
        }
    }

    /// Whoever makes a visit, from the visit's chance; 0 for one visit in eight, which nobody is signed in for.
    #[inline]
    pub(super) fn customer(&self, who: u64) -> u32 {
        if who >> 61 == 0 {
            return 0;
        }
        // The bits of a visit decide what happens on it; who it is shall not hang on that.
        let luck = who.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (one, other, third) = (luck >> 52, (luck >> 40) & 0xfff, (luck >> 28) & 0xfff);
        if (luck >> 20) & 0xff < BY_REGULARS {
            return ROUND * (self.first_regular + (one >> 3) as u32) + self.category;
        }
        // The product of three draws makes few people frequent and many rare.
        let place = (((one * other) >> 12) * third) >> 11;
        ROUND * (self.first_passer + PASSERS - 1 - place as u32) + self.vendor
    }

    /// Number of places in this crowd: its passers-by, then its regulars.
    pub(super) const fn len(&self) -> usize {
        (self.passers + self.regulars) as usize
    }

    /// The place at which regulars begin. Vendors of a category share them.
    pub(super) const fn regulars_from(&self) -> usize {
        self.passers as usize
    }

    /// The category whose regulars these are.
    pub(super) const fn category(&self) -> u32 {
        self.category
    }

    /// The place of a customer, if signed in.
    #[inline]
    pub(super) const fn place(&self, customer: u32) -> Option<usize> {
        if customer == 0 {
            return None;
        }
        let number = customer / ROUND;
        let (place, end) = if customer % ROUND < CATEGORY_PLACE {
            (number.wrapping_sub(self.first_passer), self.passers)
        } else {
            let place = number.wrapping_sub(self.first_regular);
            (
                if place < self.regulars { self.passers + place } else { u32::MAX },
                self.passers + self.regulars,
            )
        };
        if place < end { Some(place as usize) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::simulator::Market;

    proptest! {
        #[test]
        fn everybody_has_a_place_of_their_own(draws in prop::collection::vec(any::<u64>(), 1..200), vendor in 0_usize..24, days in 0_u32..400) {
            let market = Market::new(7);
            let shop = &market.shops[vendor];
            let to: NaiveDate = "2026-11-22".parse().unwrap();
            let from = to - chrono::Days::new(u64::from(days));
            let span = Crowd::over(shop, vendor, from, to);
            let mut people = BTreeSet::new();
            let mut places = BTreeSet::new();
            for (draw, date) in draws.iter().zip(from.iter_days().take(days as usize + 1).cycle()) {
                let crowd = Crowd::on(shop, vendor, date);
                let customer = crowd.customer(*draw);
                prop_assert_eq!(customer == 0, draw >> 61 == 0);
                if customer != 0 {
                    prop_assert!(crowd.place(customer).unwrap() < crowd.len());
                    places.insert(span.place(customer).unwrap());
                    people.insert(customer);
                }
            }
            prop_assert_eq!(people.len(), places.len());
            prop_assert!(places.iter().all(|place| *place < span.len()));
        }
    }
}
