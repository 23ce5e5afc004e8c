//! Record books: recording, correcting, withdrawing, finding, importing, exporting. One code for every kind of record.

mod about;
mod book;
mod check;
mod confirm_import;
mod correct;
mod export;
mod follow;
mod grid;
mod kinds;
mod known;
mod list;
mod names;
mod plan_import;
mod record;
mod river_water;
mod scale;
mod secret;
mod show;
mod withdraw;

pub(crate) use about::{about_item, about_problem};
pub(crate) use book::RecordBook;
pub use confirm_import::{confirm, confirm_bytes, recognise, show_import, upload};
pub(crate) use confirm_import::{import_kind, plan_file};
pub use correct::correct;
pub use export::export;
pub(crate) use follow::to_follow;
pub use kinds::{kinds, kinds_of};
pub use known::{KnownRecord, records_known, records_known_in};
pub use list::list;
pub use record::record;
pub(crate) use record::record_as;
pub use river_water::river_water;
pub use scale::scale_of;
pub use secret::secret;
pub use show::show;
pub use withdraw::withdraw;
