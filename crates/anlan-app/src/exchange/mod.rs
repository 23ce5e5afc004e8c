//! Exchange with another platform (数据交换): a package of one CSV a list or record book with ids and digests, out and in. What comes in
//! twice changes nothing, what contradicts is shown and never overwritten, and everything taken in has a receipt. The format is told in
//! `docs/guide/exchange.md`.

mod kind;
mod package;
mod receive;
mod row;
mod send;

pub use receive::{confirm_package, receipt, received, show_package, upload_package};
pub use send::{exchangeable, package};

pub(crate) use package::package_of;
pub(crate) use row::{Arrived, Departing, Opener, Relation, Sealed, row_hash};
