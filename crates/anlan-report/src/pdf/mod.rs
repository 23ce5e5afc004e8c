//! Official documents as PDF, set by typst from `templates/official.typ`.
//!
//! The template gets the document as JSON and can read nothing else: no disk, no packages, no network,
//! no clock. typst cannot be cancelled while it works: callers render in a small blocking pool.

mod fault;
mod fonts;
mod shown;
mod world;

use typst::comemo;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

pub use fault::PdfFault;
pub use fonts::Fonts;

use crate::official::OfficialDocument;
use crate::sign::Sign;

/// Results of earlier documents that typst may keep, counted in documents; they hold memory.
const KEPT_RESULTS: usize = 10;

/// Lays out a document as PDF. The bytes depend on the document and the fonts only.
///
/// # Errors
/// See [`PdfFault`].
pub fn pdf(document: &OfficialDocument, fonts: &Fonts) -> Result<Vec<u8>, PdfFault> {
    document.check()?;
    if !fonts.cover_chinese() {
        return Err(PdfFault::NoChineseFont);
    }
    set(&world::TemplateWorld::new(fonts, &world::OFFICIAL, shown::shown(document).to_string())?)
}

/// A sign board as PDF, the words of it still words.
///
/// # Errors
/// See [`PdfFault`].
pub fn sign_pdf(sign: &Sign, fonts: &Fonts) -> Result<Vec<u8>, PdfFault> {
    if !fonts.cover_chinese() {
        return Err(PdfFault::NoChineseFont);
    }
    let svg = sign.svg().map_err(|fault| PdfFault::Template(fault.to_string()))?;
    set(&world::TemplateWorld::new(fonts, &world::SIGN, svg)?)
}

fn set(world: &world::TemplateWorld<'_>) -> Result<Vec<u8>, PdfFault> {
    let pages = typst::compile::<PagedDocument>(world).output.map_err(PdfFault::template)?;
    let options = PdfOptions { creator: Smart::Custom(Some("Anlan".to_owned())), ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(PdfFault::template);
    comemo::evict(KEPT_RESULTS);
    bytes
}
