//! Taking in an office's workbook: recognise, read, show every fault, and record all of it at once or nothing.

mod compare;
mod exchanged;
mod headers;
mod mapping;
mod parse;
mod plan;
mod read_rows;
mod use_cases;

pub use headers::import_fields;
pub use mapping::{ColumnMapping, ImportMapping, ShareScale, SheetKind, SheetMapping};
pub use use_cases::{accept_file, confirm, confirm_bytes, list, plan_bytes, remap, show, upload, upload_pasted};

pub(crate) use exchanged::ListPart;
pub(crate) use headers::{headers, plain};
pub(crate) use mapping::unit_in_header;
pub(crate) use parse::{day, letter, money, quantity, shown};
pub(crate) use use_cases::file_row;
