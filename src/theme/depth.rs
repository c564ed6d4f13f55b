//! How many colours a terminal can show.

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
