//! How many colours a terminal can show, and what becomes of a 24-bit colour on fewer.

use ratatui::style::Color;

use super::rgb::Rgb;

/// Colours a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None: bold, underline and reverse only (`NO_COLOR`, `TERM=dumb`).
    None,
    /// The terminal's own 16.
    Sixteen,
    /// The 256-colour cube.
    TwoFiftySix,
    /// 24-bit.
    TrueColor,
}

impl Depth {
    /// The colour a terminal of this depth shows for a 24-bit one. The sixteen are not computed but designed by role,
    /// so here they count as none.
    pub(super) fn nearest(self, color: Rgb) -> Color {
        match self {
            Self::None | Self::Sixteen => Color::Reset,
            Self::TwoFiftySix => nearest_of_256(color),
            Self::TrueColor => Color::Rgb(color.0, color.1, color.2),
        }
    }
}

/// The entry of the 256-colour table that looks most alike. The first 16 are the user's own and are left alone.
fn nearest_of_256(color: Rgb) -> Color {
    let apart = |index: &u8| color.distance(rgb_of_256(*index));
    let nearest = (16..=255).min_by(|one, two| apart(one).total_cmp(&apart(two)));
    nearest.map_or(Color::Reset, Color::Indexed)
}

/// What an entry from 16 up of the 256-colour table looks like: a cube of 6 levels, then 24 greys.
pub(super) fn rgb_of_256(index: u8) -> Rgb {
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return Rgb(grey, grey, grey);
    }
    let place = index.saturating_sub(16);
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    Rgb(level(place / 36), level(place / 6 % 6), level(place % 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_of_the_table_finds_itself() {
        for index in [16, 21, 46, 99, 196, 231, 240, 255] {
            assert_eq!(
                rgb_of_256(index),
                match nearest_of_256(rgb_of_256(index)) {
                    Color::Indexed(found) => rgb_of_256(found),
                    other => panic!("{other:?}"),
                }
            );
        }
    }
}
