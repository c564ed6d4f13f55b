//! Every sign the screens draw, with its ASCII twin of the same width. A sign carries meaning together with a word or a
//! colour, never alone. Knows no colour and no buffer.

/// A sign on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    /// Ok.
    Ok,
    /// Warning.
    Warning,
    /// Critical.
    Critical,
    /// Unknown.
    Unknown,
    /// Still open: an unripe point, a day not over.
    Hollow,
    /// Live.
    Live,
    /// Between parts of a sentence; a blank in a sparkline.
    Dot,
    /// Something stands out.
    Diamond,
    /// The mark of the program.
    Wave,
    /// A change upwards.
    Up,
    /// A change downwards.
    Down,
    /// No change.
    Same,
    /// A small mark downwards, between the steps of a funnel.
    Step,
    /// Head of a flow to the right; a choice to the right.
    Right,
    /// A choice to the left.
    Left,
    /// Head of a flow downwards.
    Below,
    /// From, to.
    To,
    /// Cut here.
    Ellipsis,
    /// The thick bar left of a verdict or a selected row.
    Bar,
    /// A line to the right.
    Line,
    /// A dashed line to the right.
    Dashed,
    /// A line downwards.
    Upright,
    /// A dashed line downwards.
    UprightDashed,
    /// Corner of a border.
    TopLeft,
    /// Corner of a border.
    TopRight,
    /// Corner of a border.
    BottomLeft,
    /// Corner of a border.
    BottomRight,
    /// A line that branches to the right.
    BranchRight,
    /// Legend of the line of this period.
    LegendLine,
    /// Legend of the line of the period before.
    LegendDashed,
    /// A full cell.
    Full,
    /// A shaded cell: the rest of a bar.
    Shade,
    /// Roughly.
    About,
    /// Part of a scroll bar that is not the thumb.
    Track,
    /// Thumb of a scroll bar.
    Thumb,
    /// While an alarm was in ALARM.
    AlarmLane,
    /// While a verdict held.
    VerdictLane,
}

impl Glyph {
    /// Every sign.
    pub const ALL: [Self; 37] = [
        Self::Ok,
        Self::Warning,
        Self::Critical,
        Self::Unknown,
        Self::Hollow,
        Self::Live,
        Self::Dot,
        Self::Diamond,
        Self::Wave,
        Self::Up,
        Self::Down,
        Self::Same,
        Self::Step,
        Self::Right,
        Self::Left,
        Self::Below,
        Self::To,
        Self::Ellipsis,
        Self::Bar,
        Self::Line,
        Self::Dashed,
        Self::Upright,
        Self::UprightDashed,
        Self::TopLeft,
        Self::TopRight,
        Self::BottomLeft,
        Self::BottomRight,
        Self::BranchRight,
        Self::LegendLine,
        Self::LegendDashed,
        Self::Full,
        Self::Shade,
        Self::About,
        Self::Track,
        Self::Thumb,
        Self::AlarmLane,
        Self::VerdictLane,
    ];

    /// The sign, and its ASCII twin.
    pub const fn pair(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("✔", "+"),
            Self::Warning => ("▲", "!"),
            Self::Critical => ("✖", "x"),
            Self::Unknown => ("?", "?"),
            Self::Hollow => ("○", "o"),
            Self::Live => ("●", "*"),
            Self::Dot => ("·", "."),
            Self::Diamond => ("◆", "*"),
            Self::Wave => ("≋", "~"),
            Self::Up => ("▲", "^"),
            Self::Down | Self::Below => ("▼", "v"),
            Self::Same => ("=", "="),
            Self::Step => ("▾", "v"),
            Self::Right => ("▶", ">"),
            Self::Left => ("◀", "<"),
            Self::To => ("→", ">"),
            Self::Ellipsis => ("…", "~"),
            Self::Bar => ("▌", "|"),
            Self::Line => ("─", "-"),
            Self::Dashed => ("╌", "."),
            Self::Upright | Self::Track => ("│", "|"),
            Self::UprightDashed => ("╎", ":"),
            Self::TopLeft => ("╭", "+"),
            Self::TopRight => ("╮", "+"),
            Self::BottomLeft => ("╰", "+"),
            Self::BottomRight => ("╯", "+"),
            Self::BranchRight => ("├", "+"),
            Self::LegendLine => ("━", "="),
            Self::LegendDashed => ("┅", "-"),
            Self::Full => ("█", "#"),
            Self::Shade => ("░", "."),
            Self::About => ("≈", "~"),
            Self::Thumb => ("┃", "#"),
            Self::AlarmLane => ("▀", "^"),
            Self::VerdictLane => ("▄", "_"),
        }
    }
}

/// Bars of one cell by eighths, from nothing to full; the ASCII twins grow in weight.
pub const EIGHTHS_UP: [(&str, &str); 9] = [
    (" ", " "),
    ("▁", "."),
    ("▂", "."),
    ("▃", ":"),
    ("▄", ":"),
    ("▅", "="),
    ("▆", "="),
    ("▇", "#"),
    ("█", "#"),
];

/// Bars of one cell from the left by eighths, from nothing to full.
pub const EIGHTHS_RIGHT: [(&str, &str); 9] = [
    (" ", " "),
    ("▏", "-"),
    ("▎", "-"),
    ("▍", "-"),
    ("▌", "-"),
    ("▋", "-"),
    ("▊", "="),
    ("▉", "="),
    ("█", "#"),
];

/// Lines by the sides of the cell they reach (1 up, 2 right, 4 down, 8 left added up): thin, thick, dashed.
pub const JOINTS: [[(&str, &str); 16]; 3] = [
    [
        (" ", " "),
        ("│", "|"),
        ("─", "-"),
        ("╰", "+"),
        ("│", "|"),
        ("│", "|"),
        ("╭", "+"),
        ("├", "+"),
        ("─", "-"),
        ("╯", "+"),
        ("─", "-"),
        ("┴", "+"),
        ("╮", "+"),
        ("┤", "+"),
        ("┬", "+"),
        ("┼", "+"),
    ],
    [
        (" ", " "),
        ("┃", "#"),
        ("━", "="),
        ("┗", "#"),
        ("┃", "#"),
        ("┃", "#"),
        ("┏", "#"),
        ("┣", "#"),
        ("━", "="),
        ("┛", "#"),
        ("━", "="),
        ("┻", "#"),
        ("┓", "#"),
        ("┫", "#"),
        ("┳", "#"),
        ("╋", "#"),
    ],
    [
        (" ", " "),
        ("╎", ":"),
        ("╌", "."),
        ("╰", "+"),
        ("╎", ":"),
        ("╎", ":"),
        ("╭", "+"),
        ("├", "+"),
        ("╌", "."),
        ("╯", "+"),
        ("╌", "."),
        ("┴", "+"),
        ("╮", "+"),
        ("┤", "+"),
        ("┬", "+"),
        ("┼", "+"),
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_sign_is_one_cell_wide_and_its_twin_is_ascii() {
        let pairs = Glyph::ALL.iter().map(|glyph| glyph.pair());
        for (sign, twin) in pairs.chain(EIGHTHS_UP).chain(EIGHTHS_RIGHT).chain(JOINTS.into_iter().flatten()) {
            assert_eq!((sign.width(), twin.len()), (1, 1), "{sign} {twin}");
            assert!(twin.is_ascii());
        }
    }
}
