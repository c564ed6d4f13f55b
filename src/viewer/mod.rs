//! PAIRS OF EYES: the one loop, generic over surface and input; the only code that touches a terminal.
//! It knows nothing of sources: it looks at a desk and draws what lies there.

mod clipboard;
mod colours;
mod event;
mod export;
mod eyes;
#[cfg(test)]
mod eyes_tests;
mod familiar;
mod herald;
mod links;
mod local;
mod outfit;
mod past;
mod quiet;
mod signals;
mod surface;
mod themes;

pub use clipboard::LARGEST_COPY;
pub use colours::{depth, is_ascii_only};
pub use event::{Input, read};
pub use export::{ExportOrder, Exporter, TakeOrder, Takeaway, Taker};
pub use eyes::{Ended, Eyes};
pub use familiar::{FamiliarError, familiar_in};
pub use links::Links;
pub use local::{Local, TerminalError};
pub use past::Projector;
pub use quiet::QuietBackend;
pub use signals::{Nudge, asked_to_end, nudges};
pub use surface::{Look, Surface};
pub use themes::ThemeShelf;
