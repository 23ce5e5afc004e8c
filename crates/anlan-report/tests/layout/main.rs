//! What the documents look like: the PDF against the numbers of GB/T 9704-2012 and checked-in texts and
//! pictures, the docx, laid out by LibreOffice, against the PDF.
//!
//! Needs `pdftotext`, `pdftoppm`, `soffice` and the fonts of Debian's `fonts-noto-cjk`; without them the
//! tests pass silently, unless REQUIRE_LAYOUT=1. With ANLAN_GOLDEN=write the checked-in results are
//! written anew; with ANLAN_REPORT_OUT set to a directory, all samples are left there for people to look at.
#![cfg(feature = "pdf")]
#![expect(clippy::unwrap_used, reason = "all of it is tests, also what stands outside of test functions")]
#![expect(
    clippy::disallowed_methods,
    reason = "tools and fonts are files of the system, and the switches are set by whoever runs the tests"
)]

mod golden;
mod image;
mod office;
mod reading;
mod samples;
mod standard;
mod tools;
mod words;
