//! What can be asked, what comes back, and the one immutable snapshot that all screens are drawn from.
//! This room knows neither who asks (viewer) nor who answers (source).

mod answer;
mod ask;
mod audience;
mod desk;
mod estate;
mod evidence;
mod history;
mod news;
mod note;
mod reading;
mod snapshot;
mod stored;
mod trouble;

pub use answer::{
    AlarmHistory, AlarmList, Answer, Answered, MetricsAnswer, ProductDays, Provenance, SeriesAnswer,
    SeriesProblem, VendorDays, VendorTotals,
};
pub use ask::{Ask, Question};
pub use audience::Audience;
pub use desk::{Clock, Desk, Request, ViewerId};
pub use estate::{Demo, Estate, LakeInfo, ScenarioInfo, VendorTable};
pub use evidence::evidence_of;
pub use history::{DaySplit, History, Part};
pub use news::{News, NewsKind, news};
pub use note::{About, Note, NoteKind};
pub use reading::{Call, Item, Reading};
pub use snapshot::{Bill, Entry, Snapshot};
pub use stored::{Doubt, DoubtKind, Found, Store, StoredDay};
pub use trouble::{Fault, Trouble};
