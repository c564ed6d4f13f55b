//! How `tidewatch vendor` is read by people: the figures with their changes, what stands out, a row a period.

use std::io::Write;

use super::{failure::Failure, sheet::Sheet, vendor_report::Report};
use crate::{
    business::{Basis, Money},
    cli::TableFormat,
    question::DayRun,
};

impl Report {
    /// A row a period.
    pub(super) fn sheet(&self) -> Sheet {
        let first = self.granularity.as_str();
        let columns =
            ["#views", "#profile views", "#favourites", "#cart adds", "#orders", "#completed", "#revenue"];
        let mut sheet =
            Sheet::new([first, "part"].into_iter().chain(columns).chain(["#average order", "#conversion"]));
        for row in self.periods.rows() {
            let totals = &row.totals;
            let counts = [
                totals.product_views,
                totals.profile_views,
                totals.product_favorites,
                totals.cart_adds,
                totals.orders,
                totals.completed_orders,
            ];
            let mut cells =
                vec![row.from.to_string(), row.part.map_or_else(String::new, |_| "partial".to_owned())];
            cells.extend(counts.map(|count| count.to_string()));
            cells.push(totals.revenue.plain());
            cells.push(totals.average_order.as_ref().map_or(String::new(), Money::plain));
            cells.push(totals.conversion.map_or(String::new(), |rate| format!("{rate:.4}")));
            sheet.push(cells);
        }
        sheet
    }

    /// Writes all of it.
    pub(super) fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let complete = self
            .complete_to
            .map_or(String::new(), |to| format!(", complete to {}", to.format("%F %H:%M UTC")));
        writeln!(out, "{} ({}), {} to {}{complete}", self.vendor.name, self.vendor.id, self.from, self.to)?;
        let change = |amount: Option<f64>| {
            amount.map_or(String::new(), |fraction| format!("  {:+.1} %", fraction * 100.0))
        };
        let points = |amount: Option<f64>| {
            amount.map_or(String::new(), |fraction| format!("  {:+.1} pt", fraction * 100.0))
        };
        let percent =
            |rate: Option<f64>| rate.map_or("unknown".to_owned(), |rate| format!("{:.1} %", rate * 100.0));
        let changes = self.change.as_ref();
        let average = self.totals.average_order.as_ref().map_or("unknown".to_owned(), ToString::to_string);
        let lines = [
            ("revenue", self.totals.revenue.to_string(), change(changes.and_then(|c| c.revenue))),
            ("orders", self.totals.orders.to_string(), change(changes.and_then(|c| c.orders))),
            ("average order", average, change(changes.and_then(|c| c.average_order))),
            ("conversion", percent(self.totals.conversion), points(changes.and_then(|c| c.conversion))),
            ("completion", percent(self.totals.completion), points(changes.and_then(|c| c.completion))),
        ];
        for (name, figure, change) in lines {
            writeln!(out, "  {name:<14} {figure:>14}{change}")?;
        }
        self.write_basis(out)?;
        if !self.unknown_days.is_empty() {
            writeln!(out, "  {} days are not known and not counted", self.unknown_days.len())?;
        }
        writeln!(out)?;
        self.sheet().write(TableFormat::Table, out)?;
        for trouble in &self.troubles {
            writeln!(out, "! {} {}", trouble.sentence, trouble.fix)?;
        }
        Ok(())
    }

    /// What the changes stand on, what stands out, and where the days come from.
    fn write_basis(&self, out: &mut dyn Write) -> Result<(), Failure> {
        if let (Some(previous), Some(change)) = (&self.previous, &self.change) {
            let which = match change.basis {
                _ if change.is_partial => " known on both sides",
                Basis::Whole => "",
                Basis::ClosedDays => " that are over",
                Basis::OpenDay => ", still open",
            };
            let days = if change.days == change.previous_days {
                format!("{} days{which}", change.days)
            } else {
                format!("{} days against {}", change.days, change.previous_days)
            };
            writeln!(out, "  against {} to {}: {days}", previous.from, previous.to)?;
        } else if let Some(previous) = &self.previous {
            writeln!(out, "  {} to {} is not known well enough to compare", previous.from, previous.to)?;
        }
        for insight in &self.insights {
            writeln!(out, "  - {}", insight.sentence)?;
        }
        let part = |part: &DayRun| {
            let as_of =
                part.as_of.map_or(String::new(), |at| format!(", as of {}", at.format("%F %H:%M UTC")));
            format!("{} {} to {}{as_of}", part.store.as_str(), part.from, part.to)
        };
        if !self.parts.is_empty() {
            writeln!(out, "  from {}", self.parts.iter().map(part).collect::<Vec<_>>().join("; "))?;
        }
        for doubt in &self.doubts {
            writeln!(out, "  ! {} {}", doubt.date, doubt.kind.sentence())?;
        }
        Ok(())
    }
}
