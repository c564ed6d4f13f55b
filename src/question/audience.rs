//! Who looks, and what they may see. A vendor sees its own numbers and only those; the vendor comes from who was let
//! in and never from a key, an argument of the palette or a message.

use crate::business::VendorId;

/// Who looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Whoever runs the pipeline: everything.
    #[default]
    Operator,
    /// One vendor of the marketplace: its own business only.
    Vendor(VendorId),
}

impl Audience {
    /// The vendor whose business alone may be seen, if it is one.
    pub const fn vendor(&self) -> Option<&VendorId> {
        match self {
            Self::Operator => None,
            Self::Vendor(id) => Some(id),
        }
    }

    /// True for whoever runs the pipeline.
    pub const fn is_operator(&self) -> bool {
        matches!(self, Self::Operator)
    }
}
