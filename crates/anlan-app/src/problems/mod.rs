//! Problems (问题): reported, handed to a unit, put right, checked by somebody else, closed out, opened again.

mod close;
mod content;
mod hand;
mod report;
mod show;

pub use close::{ask_close_out, check_close_out, close_unfixed, merge_problem, reopen_problem};
pub use content::choices;
pub use hand::{assign_problem, list_problem};
pub use report::{correct_problem, report_problem};
pub use show::{near_problems, show_problem};

pub(crate) use close::{found_by_another, relapse};
pub(crate) use content::{content_of, number_of};
pub(crate) use report::{enter, evidence as evidence_of_forms};
pub(crate) use show::{form_of, reference};
