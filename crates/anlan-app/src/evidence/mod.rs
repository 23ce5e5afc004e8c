//! Evidence: photos, videos and documents, on their way in, kept byte for byte, and given to those who may see them.
//!
//! What a file is is told by its first bytes, never by its name. A picture is kept as it came, since it is evidence; a
//! copy without place, time and camera is what goes to everybody but the office.

mod add_file;
mod enter;
mod kinds;
mod particulars;
mod piece;
mod read;
pub mod strip;
mod turns;
mod uploads;

pub use add_file::add_file;
pub use particulars::particulars;
pub use piece::{Declared, Piece, begin_piece};
pub(crate) use read::at_hand;
pub use read::{FileContent, may_read_file, read_file};
pub(crate) use turns::Turns;
pub use uploads::{UploadForm, begin_upload, clear_uploads, end_upload, look_upload};

use crate::{Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use chrono::TimeDelta;

/// Largest file taken, in bytes, when the installation sets no other bound.
pub const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

/// How long an upload may take from its beginning to its end.
pub const UPLOAD_LASTS: TimeDelta = TimeDelta::hours(24);

/// What is done with evidence beside it.
const BRINGS_EVIDENCE: [Action; 12] = [
    Action::ReportWrite,
    Action::ProblemReport,
    Action::CloseOutAsk,
    Action::CloseOutCheck,
    Action::LetterAnswer,
    Action::LetterRecord,
    Action::InstructionAnswer,
    Action::InspectionRun,
    Action::LookBackRun,
    Action::PatrolRecord,
    Action::AppealLodge,
    Action::MeetingHold,
];

/// Goes on only for roles that may do anything evidence is brought for.
fn ask_to_bring(call: &Call) -> Result<(), Fault> {
    let brings = BRINGS_EVIDENCE.iter().any(|action| reach(call.actor.role, *action) != Reach::Nothing);
    if brings { Ok(()) } else { Err(Fault::not_allowed()) }
}

/// Whether the actor sees pictures as they came, with the place and time in them: the office does.
#[must_use]
pub fn sees_originals(call: &Call) -> bool {
    may(&call.actor, Action::ItemEdit, Target::default())
}
