//! Inspections (暗访): planned, carried out and released by the team. Sealed until released: nothing of them is in any list, count,
//! search, number, file name or kept book of those they concern, and every question about one costs an outsider the same.

mod document;
mod plan;
mod release;
mod show;
mod spot;

pub use document::inspection_document;
pub use plan::{cancel_inspection, change_inspection, plan_inspection};
pub use release::release_inspection;
pub use show::show_inspection;
pub use spot::{note_on_the_spot, withdraw_entry};
