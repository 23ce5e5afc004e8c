//! Units, rivers, chiefs, tenures and lead units: who answers for what, from which day to which.

mod change;
mod import_chiefs;
mod look;

pub use change::{add_chief, add_lead_unit, add_river, add_tenure, add_unit, change_unit};
pub use import_chiefs::import_chiefs;
pub use look::{chief, chiefs, choices, river, rivers, unit, units};
