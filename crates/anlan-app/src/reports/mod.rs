//! Monthly reports: writing them, seeing who has not, reminding.

mod missing;
mod remind;
mod sheet;
mod write_report;

pub use missing::missing;
pub(crate) use missing::missing_items;
pub use remind::{due_reminders, reminders, schedule, send_reminders, set_schedule};
pub(crate) use sheet::is_due;
pub use sheet::{due_on, sheet};
pub use write_report::write_report;
