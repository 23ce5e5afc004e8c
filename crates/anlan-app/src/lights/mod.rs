//! The month end: lights with reasons, changes by hand, the circular and its documents, replay.

mod change_by_hand;
mod circulars;
mod document;
mod issue_circular;
mod judged;
mod month_end;
mod rebuild;
mod replay;

pub use change_by_hand::{decide_override, propose_override};
pub use circulars::{circulars, differences_between, show_circular};
pub use document::document;
pub use issue_circular::{circular_draft, issue_circular};
pub(crate) use judged::lights_known;
pub use month_end::{month_page, months};
pub use rebuild::{RebuiltLight, rebuild};
pub use replay::{ReplayDifference, replay};
