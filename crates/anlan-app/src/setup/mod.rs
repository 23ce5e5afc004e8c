//! Setting up a region: its rules copied from another's, and how far it has come on the way to its first lights.

mod copy_packs;
mod open_region;
mod steps;

pub use copy_packs::{Shelf, copy_packs};
pub use open_region::open_region;
pub use steps::steps;
pub(crate) use steps::to_set_up;
