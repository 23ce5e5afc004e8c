//! The loop judged for a month, a quarter or a year: which letters are called for, who patrolled, who did not report, what the
//! look-back draws. Nothing here decides: all of it is the pack's.

mod judge;

pub use judge::{JudgedLoop, judge_loop};
