//! The use cases of the office: permission, one transaction, facts in, verdicts out, an audit event.
//!
//! Nothing else opens a transaction. Nothing here reads a clock, makes randomness or touches the environment: a
//! [`Call`] brings the moment, the actor and a seed.

pub mod accounts;
pub mod assessment;
pub mod audit;
mod call;
pub mod changes;
pub mod city;
mod current;
pub mod duty;
pub mod evidence;
pub mod exchange;
mod fault;
pub mod figures;
pub mod imports;
pub mod inspections;
pub mod instructions;
pub mod ledgers;
pub mod letters;
pub mod lights;
pub mod lists;
pub mod look_backs;
pub mod matters;
pub mod meetings;
mod offered;
mod office;
pub mod overview;
pub mod papers;
pub mod plans;
pub mod problems;
pub mod public;
pub mod records;
pub mod register;
pub mod reports;
pub mod setup;
pub mod texts;
pub mod views;
mod year;

pub use call::Call;
pub use current::CurrentOffice;
pub use fault::{Fault, FaultKind, FieldFault};
pub use office::Anlan;
pub use year::YearBook;
