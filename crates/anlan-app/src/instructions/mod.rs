//! Instructions (批示): written by a chief on the coloured list, an item or a problem; handed to a unit; followed to their effect.

mod desk;
mod follow;
mod show;
mod write;

pub use desk::chief_desk;
pub use follow::{assign_instruction, confirm_effect, note_instruction, report_on_instruction, return_report};
pub use show::show_instruction;
pub use write::write_instruction;
