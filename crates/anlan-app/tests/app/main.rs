//! What the use cases do, on SQLite, and on PostgreSQL where one is there. One binary: linking one for each file takes longer than
//! running it.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the checked-in packs and files")]

mod accounts;
mod assessment;
mod changes;
mod closed_loop;
mod common;
mod disinterested;
mod dispatches;
mod duty;
mod exchange;
mod faulty_tasks;
mod list_workbooks;
mod month_end;
mod nanchuan;
mod place;
mod plan_files;
mod plans;
mod records;
mod secret;
mod setup;
mod texts;
mod tongliang;
mod tongliang_2022;
mod walk;
mod walks;
mod workbooks;
