//! The tables as rows (`Model`), one module a table. No logic stands here.

/// Accounts, sessions, audit.
pub mod accounts;
/// Published assessments, the ledger, appeals.
pub mod assessments;
/// Items, reports, files, changes by hand.
pub mod facts;
/// What was issued, imported, reminded.
pub mod issued;
/// Matters.
#[allow(missing_docs, clippy::allow_attributes, reason = "a column is what schema/*.sql says of it")]
pub mod matters;
/// Versions of plans, and where yearly tasks come from.
#[allow(missing_docs, clippy::allow_attributes, reason = "a column is what schema/*.sql says of it")]
pub mod plans;
/// Record books.
pub mod records;
/// Regions, units, rivers, chiefs.
pub mod register;
/// Uploads, and pictures without their particulars.
pub mod uploads;
