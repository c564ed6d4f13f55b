//! Journeys through taking things away: what a key opens, what is remembered, and what may not be done.

use super::{
    journeys::Seat,
    message::Effect,
    state::Overlay,
    take::{Take, TakeFormat, TakePlace},
};

const fn take(format: TakeFormat, place: TakePlace) -> Effect {
    Effect::Take(Take { format, place })
}

#[test]
fn e_and_enter_take_what_has_the_focus_and_the_choice_is_remembered() {
    let mut seat = Seat::new();
    assert_eq!(seat.press("e"), []);
    assert!(matches!(seat.app.overlay, Some(Overlay::Take { chosen: 0 })));
    assert_eq!(seat.press("enter"), [take(TakeFormat::Csv, TakePlace::File)]);
    assert_eq!(seat.app.overlay, None);
    assert_eq!(seat.press("e j j right enter"), [take(TakeFormat::Markdown, TakePlace::Clipboard)]);
    seat.press("4");
    assert_eq!(seat.press("e enter"), [take(TakeFormat::Markdown, TakePlace::Clipboard)], "as before");
    assert_eq!(seat.press("e k tab enter"), [take(TakeFormat::Json, TakePlace::File)]);
}

#[test]
fn the_menu_closes_without_taking_anything() {
    let mut seat = Seat::new();
    for keys in ["e esc", "e e", "e q"] {
        assert_eq!(seat.press(keys), [], "{keys}");
        assert_eq!(seat.app.overlay, None, "{keys}");
    }
    seat.press("e 4");
    assert_eq!((seat.app.overlay.clone(), seat.app.screen.title()), (None, "Vendor"), "other keys go on");
}

#[test]
fn the_palette_takes_away_by_name() {
    let mut seat = Seat::new();
    assert_eq!(seat.press(": 'export_json enter"), [take(TakeFormat::Json, TakePlace::File)]);
    assert_eq!(seat.press(": 'export_svg_clipboard enter"), [take(TakeFormat::Svg, TakePlace::Clipboard)]);
    assert_eq!(seat.press(": 'export enter"), []);
    assert!(matches!(seat.app.overlay, Some(Overlay::Take { chosen: 3 })), "the menu, at what was last");
}

#[test]
fn a_viewer_from_elsewhere_writes_no_file() {
    let mut seat = Seat::new();
    seat.app.settings.may_write_files = false;
    assert_eq!(seat.press("e enter"), [take(TakeFormat::Csv, TakePlace::Clipboard)]);
    seat.press("e right");
    assert!(seat.toast().contains("files cannot be written here"), "{}", seat.toast());
    assert_eq!(seat.press("enter"), [take(TakeFormat::Csv, TakePlace::Clipboard)]);
    assert_eq!(seat.press(": 'export_csv enter"), [take(TakeFormat::Csv, TakePlace::Clipboard)]);
    assert_eq!(seat.press("E"), [], "nor the folder of an incident");
    assert!(seat.toast().contains("files cannot be written here"), "{}", seat.toast());
}
