//! Units, rivers, chiefs, tenures and lead units: who answers for what, from which day to which.

mod change;
mod import_chiefs;
mod import_register;
mod look;
mod register_sheet;

pub use change::{add_chief, add_lead_unit, add_river, add_tenure, add_unit, change_unit};
pub use import_chiefs::import_chiefs;
pub use import_register::import_register;
pub use look::{chief, chiefs, choices, river, rivers, unit, units};
pub use register_sheet::register_sheet;
