//! Figures (数据项): the named numbers that documents and pages quote, computed by the packs' `[[figure]]` from single records up to a
//! day, as known at a moment. What a figure means is its pack's; nothing here counts.

mod judge;
mod named;
mod show;

pub(crate) use judge::{FiguresKey, FiguresOf, FiguresOn, explain, judge_kept, judge_on, judge_published};
pub(crate) use named::{Compared, NOT_COMPARED, Named, asked, compared, freeze, kept, reads_figures, replayed, with_named};
pub(crate) use show::view;
pub use show::{figure_page, figure_records, records_behind};
