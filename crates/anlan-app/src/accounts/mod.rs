//! Accounts and sessions: logging in, passwords, lock-out, and the separated administrators.

mod log_in;
mod manage;
mod of_units;
mod password;

pub use log_in::{Caller, LoggedIn, log_in, log_out, session, who};
pub use manage::{accounts, create_account, create_first, reset_password, set_state};
pub use of_units::{create_unit_accounts, enable_accounts, unit_accounts};
pub use password::change_password;
