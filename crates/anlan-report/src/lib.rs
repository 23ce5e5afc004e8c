//! Bytes in, rows out; rows in, bytes out: xlsx both ways, CSV in a zip both ways, official documents from templates, and as docx
//! and pdf.
//!
//! Pure: no clock, randomness, files or network. The same input gives the same bytes.
//! What a column means, what a document says and where fonts are kept is decided by the callers.

pub mod bundle;
pub mod docx;
pub mod official;
pub mod paper;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod read;
pub mod sign;
pub mod write_workbook;
