//! What the lake has seen of one vendor, event by event: for views that tell people and orders apart, which books do
//! not. No view is known here.

use chrono::{Days, NaiveDate};

use super::{
    shopper::{Deed, Event, midnight_of},
    world::World,
};

impl World {
    /// Every event of a vendor on days that are in order and can be queried. Days come one after the other, the events
    /// of a day in no order of time.
    ///
    /// Days that the lake has closed since the physics began are told as they were drawn: what an incident lost of
    /// them is in their sums, but no longer known one by one.
    pub(super) fn each_event(&self, vendor: usize, days: &[NaiveDate], tell: &mut impl FnMut(Event)) {
        let mut spilled: (Option<NaiveDate>, Vec<Event>) = (None, Vec::new());
        for day in days {
            let open = self.lake.events(*day);
            if !open.is_empty() {
                open.iter()
                    .filter(|event| usize::from(event.vendor) == vendor)
                    .for_each(|event| tell(*event));
                continue;
            }
            let before = day.checked_sub_days(Days::new(1)).filter(|day| *day >= self.history.first_day());
            if before.is_some() && spilled.0 != before {
                self.spill(vendor, before, &mut spilled.1, &mut |_| {});
            }
            std::mem::take(&mut spilled.1).into_iter().for_each(&mut *tell);
            self.spill(vendor, Some(*day), &mut spilled.1, tell);
            spilled.0 = Some(*day);
        }
    }

    /// Tells the visits of a day; what falls on the next day is put aside.
    fn spill(
        &self,
        vendor: usize,
        day: Option<NaiveDate>,
        spilled: &mut Vec<Event>,
        tell: &mut impl FnMut(Event),
    ) {
        spilled.clear();
        let Some(day) = day else { return };
        let end = midnight_of(day) + 86_400;
        self.history.visits_of(vendor, day, &mut |event| match event.deed {
            Deed::OrderCompleted if event.at >= end => spilled.push(event),
            _ => tell(event),
        });
    }
}
