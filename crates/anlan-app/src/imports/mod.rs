//! Taking in an office's workbook: recognise, read, show every fault, and record all of it at once or nothing.

mod compare;
mod exchanged;
mod found;
mod headers;
mod list_sheet;
mod mapping;
mod names;
mod parse;
mod plan;
mod plan_reports;
mod read_rows;
mod use_cases;

pub use headers::import_fields;
pub use list_sheet::list_sheet;
pub use mapping::{ColumnMapping, ImportMapping, ShareScale, SheetKind, SheetMapping};
pub use use_cases::{accept_file, confirm, confirm_bytes, list, plan_bytes, remap, show, upload, upload_pasted};

pub(crate) use exchanged::ListPart;
pub(crate) use headers::{headers, plain};
pub(crate) use list_sheet::NOTES;
pub(crate) use mapping::unit_in_header;
pub(crate) use parse::{day, letter, money, quantity, shown};
pub(crate) use use_cases::file_row;
