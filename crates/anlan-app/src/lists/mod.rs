//! The three lists: finding, showing, opening, editing and closing out items; exporting.

mod close_out;
mod edit_item;
mod export;
mod find;
mod form;
mod open_item;
mod show_item;
mod shown;

pub use close_out::{ask_close_out, check_close_out, reopen_item};
pub(crate) use close_out::{close_item, facts_of, finders, is_closed, move_item, not_of_a_problem, problem_of, reopen};
pub use edit_item::edit_item;
pub(crate) use export::decimal;
pub use export::export;
pub use find::find;
pub use open_item::open_item;
pub(crate) use show_item::seen;
pub use show_item::{light_as_known, show_item};
pub use shown::work_month;
pub(crate) use shown::{item_row, may_see, override_view, report_view, seen_items, target_of, version, visible};
