//! Keys pressed without sense, on a full world and on an empty one: nothing breaks, and Esc leads back.

use std::sync::Arc;

use proptest::prelude::*;

use super::{fixture, journeys::Seat, message::Effect, state::App, table::commands};
use crate::question::Snapshot;

fn keys() -> impl Strategy<Value = Vec<String>> {
    let mut known: Vec<String> =
        commands().iter().flat_map(|command| command.keys).map(|key| (*key).to_owned()).collect();
    known.extend(
        ["backspace", "ctrl-w", "delete", "f5", "é", "👩", "[", "alt-x", "x", "space"].map(str::to_owned),
    );
    prop::collection::vec(prop::sample::select(known), 0..60)
}

proptest! {
    #[test]
    fn no_keys_break_it_and_esc_leads_back(keys in keys()) {
        let mut seat = Seat::new();
        for key in keys {
            seat.key(key);
            let rows = seat.app.palette_rows(&seat.snapshot).len() + seat.app.vendor_rows(&seat.snapshot).len();
            prop_assert!(rows < 1_000);
            prop_assert!(seat.app.screen.panels().contains(&seat.app.focus));
            let _ = seat.app.wants(&seat.snapshot.estate, fixture::now());
            let _ = (seat.app.key_hints(), seat.app.focused_questions(&seat.snapshot));
        }
        for _ in 0..5 {
            prop_assert_ne!(seat.key("esc".to_owned()), Some(Effect::Quit));
        }
        prop_assert!(seat.app.is_plain());
    }

    #[test]
    fn nothing_to_look_at_breaks_nothing(keys in keys()) {
        let mut estate = fixture::estate();
        estate.pipelines.clear();
        (estate.vendor_table, estate.lake, estate.demo) = (None, None, None);
        let snapshot = Arc::new(Snapshot::empty(Arc::new(estate.clone()), fixture::now()));
        let mut seat = Seat { app: App::new(fixture::settings(), &estate, fixture::now()), snapshot };
        for key in keys {
            seat.key(key);
        }
        prop_assert!(seat.app.wants(&estate, fixture::now()).is_empty());
    }
}
