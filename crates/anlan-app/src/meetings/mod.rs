//! Meetings (会议): agenda from the lists, problems shown, minutes, decisions that become items or task orders, lists adopted.

mod decide;
mod document;
mod hold;
mod show;

pub(crate) use decide::adoption;
pub use decide::{adopt_list, decide};
pub use document::meeting_document;
pub use hold::{cancel_meeting, change_meeting, hold_meeting, plan_meeting};
pub use show::show_meeting;
