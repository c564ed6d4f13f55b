//! What the built-in themes promise: contrast, and no colour where none is wanted.

use super::*;

const TEXTS: [Role; 10] = [
    Role::Text,
    Role::Bright,
    Role::Muted,
    Role::Good,
    Role::Warning,
    Role::Critical,
    Role::Accent,
    Role::Unknown,
    Role::Second,
    Role::Third,
];

fn themes() -> impl Iterator<Item = Theme> {
    Theme::builtin_names().into_iter().filter_map(Theme::builtin)
}

#[test]
fn every_text_can_be_read_on_every_ground() {
    for theme in themes() {
        let least = if theme.name() == "contrast" { 7.0_f64 } else { 4.5 };
        let grounds = [Role::Ground, Role::Raised, Role::CriticalGround, Role::WarningGround];
        let pairs = grounds.iter().flat_map(|ground| TEXTS.iter().map(move |text| (*ground, *text)));
        let chosen = theme.exact(Role::Ground).mix(theme.exact(Role::Accent), SELECTED);
        for text in TEXTS {
            let contrast = chosen.contrast(theme.exact(text));
            assert!(
                contrast >= least.min(4.5),
                "{}: {text:?} on a chosen row is {contrast:.2}",
                theme.name()
            );
        }
        for (ground, text) in pairs.chain([(Role::Accent, Role::OnAccent)]) {
            let contrast = theme.exact(ground).contrast(theme.exact(text));
            assert!(contrast >= least, "{}: {text:?} on {ground:?} is {contrast:.2}", theme.name());
        }
    }
}

#[test]
fn digits_on_the_heat_ramp_can_be_read() {
    for theme in themes() {
        for share in (0..=100).map(|percent| f64::from(percent) / 100.0) {
            let behind = theme.exact_heat(share);
            let contrast = behind.contrast(theme.exact(theme.readable_on(behind)));
            assert!(contrast >= 3.0, "{} at {share}: {contrast:.2}", theme.name());
        }
    }
}

#[test]
fn on_256_colours_text_stays_readable() {
    use crate::theme::depth::rgb_of_256;
    let shown = |theme: &Theme, role| match theme.color(role) {
        Color::Indexed(index) => rgb_of_256(index),
        other => panic!("{other:?} is not of the table"),
    };
    for theme in themes().map(|theme| theme.at(Depth::TwoFiftySix)) {
        for text in TEXTS {
            let contrast = shown(&theme, Role::Ground).contrast(shown(&theme, text));
            assert!(contrast >= 4.0, "{}: {text:?} is {contrast:.2}", theme.name());
        }
    }
}

#[test]
fn without_colours_none_is_ever_set() {
    let is_unset = |color: Option<Color>| matches!(color, None | Some(Color::Reset));
    for theme in themes().map(|theme| theme.at(Depth::None)) {
        for role in Role::ALL {
            assert_eq!(theme.color(role), Color::Reset);
            for ground in Role::ALL {
                let style = theme.on(ground, role);
                assert!(is_unset(style.fg) && is_unset(style.bg), "{} {role:?} on {ground:?}", theme.name());
            }
        }
        for share in [f64::NAN, -1.0, 0.0, 0.6, 1.0] {
            let style = theme.on_heat(share);
            assert!(is_unset(style.fg) && is_unset(style.bg) && theme.heat(share) == Color::Reset);
        }
    }
}

#[test]
fn a_theme_comes_back_from_fewer_colours_unharmed() {
    for theme in themes() {
        assert_eq!(theme.at(Depth::None).at(Depth::Sixteen).at(Depth::TrueColor), theme);
    }
}

#[test]
fn sixteen_colours_leave_the_ground_to_the_terminal() {
    for theme in themes().map(|theme| theme.at(Depth::Sixteen)) {
        assert_eq!(theme.color(Role::Ground), Color::Reset);
        assert!(TEXTS.iter().all(|text| !matches!(theme.color(*text), Color::Rgb(..) | Color::Indexed(_))));
    }
}
