//! The newest orders of a vendor on the Customers screen: what asks for them, and which of them is chosen. Orders are
//! one vendor's: over all vendors there is nothing to choose from.

use super::{movement::moved, state::App};
use crate::{
    business::{DateRange, NewOrder, VendorScope, View, newest_orders},
    question::{Answer, Question, Snapshot},
};

/// Days back that are looked through for the newest orders: few partitions, and enough orders.
const NEWEST_DAYS: u32 = 7;

impl App {
    /// The question about the newest orders of the shown days.
    pub fn newest_question(&self, range: DateRange) -> Option<Question> {
        let vendor = VendorScope::One(self.order_vendor()?.clone());
        let newest = DateRange::ending(
            range.to(),
            NEWEST_DAYS.min(u32::try_from(range.days()).unwrap_or(NEWEST_DAYS)),
        );
        Some(Question::Summary { view: View::NewestOrders, vendor, range: newest })
    }

    /// The newest orders, the newest first; none while they are not known.
    pub fn newest_orders(&self, shown: &Snapshot) -> Option<Vec<NewOrder>> {
        let question = self.newest_question(self.shown_days(shown))?;
        match &shown.entry(&question)?.held.as_deref()?.answer {
            Answer::Summary(table) => newest_orders(table),
            _ => None,
        }
    }

    /// The place of the chosen one among them.
    pub fn order_place(&self, orders: &[NewOrder]) -> usize {
        let at = self.customers.at.as_ref();
        at.and_then(|at| orders.iter().position(|order| order.id == *at)).unwrap_or(0)
    }

    /// Moves through the newest orders; above the first, and where there are none, to the next panel.
    pub(super) fn step_order(&mut self, rows: i32, shown: &Snapshot) {
        let orders = self.newest_orders(shown).unwrap_or_default();
        let at = self.order_place(&orders);
        if self.customers.order.is_some() || orders.is_empty() || (at == 0 && rows == -1) {
            return self.step_panel(rows);
        }
        self.customers.at = orders.get(moved(at, rows, orders.len())).map(|order| order.id.clone());
    }

    /// Shows the chosen one of the newest orders, or asks for an id.
    pub(super) fn open_order(&mut self, shown: &Snapshot) {
        let orders = self.newest_orders(shown).unwrap_or_default();
        match orders.get(self.order_place(&orders)).filter(|_| self.customers.order.is_none()) {
            Some(order) => self.customers.order = Some(order.id.clone()),
            None => self.look_up_order(None),
        }
    }
}
