//! The loop judged for a month, a quarter or a year: which letters are called for, who patrolled, who did not report, what the
//! look-back draws. Nothing here decides: all of it is the pack's.

mod document;
mod judge;
mod mine;
mod report;
mod shown;

pub use document::report_document;
pub use judge::{JudgedLoop, judge_loop};
pub(crate) use judge::{judge_by, judge_plans};
pub use mine::{mine, read_track, record_own};
pub use report::report;
pub use shown::{duty, reasons};

/// The kind of record that patrols are, in `standards/records.toml`.
pub(crate) const PATROL: &str = "patrol";
