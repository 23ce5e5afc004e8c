//! Versions of plans as files: a workbook of the five lists, or the document an office hands round; and back, with every fault named
//! by its cell. Reading a file saves nothing: what was read is saved as any draft is.

mod chapters;
mod column;
mod document;
mod export;
mod import;
mod rows;
mod sheet;
mod told;
mod values;
mod words;
mod workbook;

pub use export::version_document;
pub use import::read_plan_file;
