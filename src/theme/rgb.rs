//! One colour as red, green and blue, and how eyes see it: contrast (WCAG 2) and distance (Oklab).
//! Knows no roles and no terminal.

/// A colour of 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(r, g, b))
    }

    /// The colour `share` (0 to 1) of the way to another.
    pub(super) fn mix(self, other: Self, share: f64) -> Self {
        let blend = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * share.clamp(0.0, 1.0)).round() as u8
        };
        Self(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }

    /// Contrast by WCAG 2, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Squared distance in Oklab: near means looks alike.
    pub(super) fn distance(self, other: Self) -> f64 {
        let (one, two) = (self.oklab(), other.oklab());
        one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    fn luminance(self) -> f64 {
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Björn Ottosson's Oklab, <https://bottosson.github.io/posts/oklab/>.
    fn oklab(self) -> [f64; 3] {
        let channels = [self.0, self.1, self.2].map(linear);
        let cones = CONES_FROM_RGB.map(|row| dot(row, channels).cbrt());
        OKLAB_FROM_CONES.map(|row| dot(row, cones))
    }
}

const CONES_FROM_RGB: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];

const OKLAB_FROM_CONES: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];

fn dot(one: [f64; 3], two: [f64; 3]) -> f64 {
    one.iter().zip(two).map(|(a, b)| a * b).sum()
}

fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_after_a_hash_are_a_colour_and_nothing_else_is() {
        assert_eq!(Rgb::parse("#0b1018"), Some(Rgb(11, 16, 24)));
        for wrong in ["0b1018", "#0b101", "#0b10188", "#0b10zz", "#+b1018", ""] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_runs_from_one_to_twenty_one() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn two_blues_are_nearer_than_blue_and_red() {
        let blue = Rgb(76, 194, 255);
        assert!(blue.distance(Rgb(90, 180, 240)) < blue.distance(Rgb(255, 107, 129)));
    }
}
