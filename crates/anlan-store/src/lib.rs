//! The only SQL. One query code for SQLite and PostgreSQL.
//!
//! Every function works inside one [`Region`](Regional) or takes [`AcrossRegions`], which only reads. What is written is
//! written through [`Tx`]: one region, one transaction. Facts, the audit and what was issued have no update or delete.

mod accounts;
mod assessments;
mod audit;
pub mod blobs;
mod circulars;
mod connect;
mod deliveries;
mod fault;
mod imports;
mod items;
mod matters;
pub mod parts;
mod plans;
mod records;
mod register;
mod schema;
mod search;
mod tables;
mod uploads;

pub use accounts::AccountChange;
pub use audit::AuditFilter;
pub use connect::{AcrossRegions, Regional, Store, Tx};
pub use fault::StoreError;
pub use matters::{MatterAfter, MatterFilter, MatterOrder, Tally, TallyBy, matter_row};
/// What a [`Regional`] reads through: the pool, or a transaction.
pub use sea_orm::ConnectionTrait as Connection;
pub use search::Counted;
pub use tables::accounts::{account::Model as AccountRow, audit::Model as AuditRow, session::Model as SessionRow};
pub use tables::assessments::{
    appeal::Model as AppealRow, appeal_decision::Model as AppealDecisionRow, assessment_round::Model as RoundRow,
    posting::Model as PostingRow,
};
pub use tables::facts::{
    file::Model as FileRow, item::Model as ItemRow, light_override::Model as OverrideRow, override_decision::Model as OverrideDecisionRow,
};
pub use tables::issued::{
    circular::Model as CircularRow, import::Model as ImportRow, pack_copy::Model as PackCopyRow, reminder::Model as ReminderRow,
    reminder_schedule::Model as ReminderScheduleRow,
};
pub use tables::matters::{contact::Model as ContactRow, delivery::Model as DeliveryRow, matter::Model as MatterRow};
pub use tables::plans::{plan_version::Model as PlanVersionRow, task_source::Model as TaskSourceRow};
pub use tables::register::{
    chief::Model as ChiefRow, lead_unit::Model as LeadUnitRow, region::Model as RegionRow, river::Model as RiverRow,
    tenure::Model as TenureRow, unit::Model as UnitRow,
};
pub use tables::uploads::{clean_copy::Model as CleanCopyRow, upload::Model as UploadRow};
