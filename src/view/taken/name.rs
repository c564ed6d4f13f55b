//! The name of a file that a panel is taken away in: the screen and panel, whose, of which days.

use super::panel;
use crate::{business::VendorId, view::look::Look};

/// The name without its ending: `vendor-revenue-v-001-2026-11-01_2026-11-22`.
pub fn file_stem(look: &Look<'_>) -> String {
    let mut parts = vec![panel::what(look).replace(' ', "-")];
    if panel::is_business(look) {
        let days = panel::days(look);
        parts.push(look.app.vendor.one().map_or("all", VendorId::as_str).to_owned());
        parts.push(if days.from() == days.to() {
            days.from().to_string()
        } else {
            format!("{}_{}", days.from(), days.to())
        });
    } else {
        let stage = look.stage().filter(|_| look.app.screen == crate::app::Screen::Pipeline);
        parts.extend(look.pipeline().map(|pipeline| pipeline.name.to_string()));
        parts.extend(stage.map(|stage| stage.name.to_string()));
        parts.push(look.now.format("%Y-%m-%d_%H%M").to_string());
    }
    crate::export::tidy(&parts.join("-"))
}
