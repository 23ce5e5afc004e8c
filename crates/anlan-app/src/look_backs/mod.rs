//! Look-back (回头看): each quarter a sample of what was closed, drawn by a recorded seed; results; relapses; their rate.

mod draw;
mod rates;
mod record;
mod show;

pub(crate) use draw::draw_inside;
pub use draw::{Redrawn, draw_sample, redraw};
pub use rates::relapse_rates;
pub(crate) use record::look;
pub use record::record_look_back;
pub use show::show_draw;
