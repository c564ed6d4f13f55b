//! What can be asked, what comes back, and the one immutable snapshot that all screens are drawn from.
//! This room knows neither who asks (viewer) nor who answers (source).

mod answer;
mod ask;
mod audience;
mod bill;
mod desk;
mod estate;
mod evidence;
mod gate;
mod history;
mod news;
mod note;
mod placed;
mod product_history;
mod reading;
mod reconciled;
mod slice;
mod snapshot;
mod standings;
mod stored;
mod trouble;

pub use answer::{
    AlarmHistory, AlarmList, Answer, Answered, MetricsAnswer, ProductDays, Provenance, SeriesAnswer,
    SeriesProblem, VendorDays, VendorTotals,
};
pub use ask::{Ask, Question};
pub use audience::Audience;
pub use bill::Bill;
pub use desk::{Clock, Desk, Request, ViewerId};
pub use estate::{Demo, Estate, LakeInfo, ScenarioInfo, VendorTable};
pub use evidence::evidence_of;
pub use history::{DayRun, DaySplit, History};
pub use news::{News, NewsKind, news};
pub use note::{About, Note, NoteKind};
pub use product_history::{
    ProductAnswer, ProductAnswers, ProductHistory, ProductSplit, index_fails, product_questions,
};
pub use reading::{Call, Item, Reading};
pub use reconciled::{COMPARED_DAYS, reconciliation, reconciliation_questions};
pub use slice::{OwnQuestion, VendorSlice};
pub use snapshot::{Entry, Snapshot};
pub use standings::{MOST_VENDORS, Part, Standings};
pub use stored::{Doubt, DoubtKind, Found, Store, StoredDay};
pub use trouble::{Fault, Trouble};
