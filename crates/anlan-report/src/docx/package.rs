//! The zip package: parts, relations and content types. Every date in it comes from the document.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::measure::{BOTTOM, CHARACTER, FOOTER, LEFT, LINE, PAGE, RIGHT, TOP};
use super::styles::{W, font_table, footer, styles};
use super::xml::{Element, element, val};
use crate::official::OfficialDocument;

const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Parts that `word/document.xml` refers to, by relation and content type.
const WORD_PARTS: [(&str, &str, &str); 5] = [
    ("rId1", "styles", "styles"),
    ("rId2", "settings", "settings"),
    ("rId3", "fontTable", "fontTable"),
    ("rId4", "footer1", "footer"),
    ("rId5", "footer2", "footer"),
];

/// Puts the content into a package.
pub(super) fn pack(document: &OfficialDocument, content: Vec<Element>) -> ZipResult<Vec<u8>> {
    let body = element("w:body").children(content).child(section());
    let main = element("w:document").with("xmlns:w", W).with("xmlns:r", R).child(body).to_part();
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", core(document)),
        ("docProps/app.xml", app()),
        ("word/document.xml", main),
        ("word/_rels/document.xml.rels", word_relations()),
        ("word/styles.xml", styles()),
        ("word/settings.xml", settings()),
        ("word/fontTable.xml", font_table()),
        ("word/footer1.xml", footer(true)),
        ("word/footer2.xml", footer(false)),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The page of 22 lines and its two footers: odd pages right, even pages left.
fn section() -> Element {
    let number = |kind, id| element("w:footerReference").with("w:type", kind).with("r:id", id);
    let margins = element("w:pgMar")
        .with("w:top", TOP)
        .with("w:right", RIGHT)
        .with("w:bottom", BOTTOM)
        .with("w:left", LEFT)
        .with("w:header", 851)
        .with("w:footer", FOOTER)
        .with("w:gutter", 0);
    let grid = element("w:docGrid").with("w:type", "lines").with("w:linePitch", LINE);
    element("w:sectPr")
        .child(number("default", "rId4"))
        .child(number("even", "rId5"))
        .child(element("w:pgSz").with("w:w", PAGE.0).with("w:h", PAGE.1))
        .child(margins)
        .child(element("w:cols").with("w:space", 425))
        .child(grid)
}

fn settings() -> String {
    let mode = element("w:compatSetting")
        .with("w:name", "compatibilityMode")
        .with("w:uri", "http://schemas.microsoft.com/office/word")
        .with("w:val", 15);
    let compat = element("w:compat")
        .child(element("w:spaceForUL"))
        .child(element("w:balanceSingleByteDoubleByteWidth"))
        .child(element("w:doNotLeaveBackslashAlone"))
        .child(element("w:adjustLineHeightInTable"))
        .child(element("w:useFELayout"))
        .child(mode);
    element("w:settings")
        .with("xmlns:w", W)
        .child(val("w:defaultTabStop", 2 * CHARACTER))
        .child(element("w:evenAndOddHeaders"))
        .child(val("w:characterSpacingControl", "compressPunctuation"))
        .child(compat)
        .child(element("w:themeFontLang").with("w:val", "en-US").with("w:eastAsia", "zh-CN"))
        .to_part()
}

fn content_types() -> String {
    let default = |extension, kind| element("Default").with("Extension", extension).with("ContentType", kind);
    let part = |name: String, kind: String| element("Override").with("PartName", name).with("ContentType", kind);
    let word = |(_, file, kind): (&str, &str, &str)| part(format!("/word/{file}.xml"), format!("{WORD_TYPE}.{kind}+xml"));
    element("Types")
        .with("xmlns", format!("{PACKAGE}/content-types"))
        .child(default("rels", "application/vnd.openxmlformats-package.relationships+xml"))
        .child(default("xml", "application/xml"))
        .child(part("/word/document.xml".to_owned(), format!("{WORD_TYPE}.document.main+xml")))
        .children(WORD_PARTS.map(word))
        .child(part("/docProps/core.xml".to_owned(), "application/vnd.openxmlformats-package.core-properties+xml".to_owned()))
        .child(part("/docProps/app.xml".to_owned(), "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()))
        .to_part()
}

fn relation(id: &str, kind: String, target: String) -> Element {
    element("Relationship").with("Id", id).with("Type", kind).with("Target", target)
}

fn package_relations() -> String {
    element("Relationships")
        .with("xmlns", format!("{PACKAGE}/relationships"))
        .child(relation("rId1", format!("{R}/officeDocument"), "word/document.xml".to_owned()))
        .child(relation("rId2", format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml".to_owned()))
        .child(relation("rId3", format!("{R}/extended-properties"), "docProps/app.xml".to_owned()))
        .to_part()
}

fn word_relations() -> String {
    let word = |(id, file, kind): (&str, &str, &str)| relation(id, format!("{R}/{kind}"), format!("{file}.xml"));
    element("Relationships").with("xmlns", format!("{PACKAGE}/relationships")).children(WORD_PARTS.map(word)).to_part()
}

/// Title, author and dates; the date of the signature is the only date a document knows.
fn core(document: &OfficialDocument) -> String {
    let moment = format!("{}T00:00:00Z", document.signature.date.format("%Y-%m-%d"));
    let dated = |name| element(name).with("xsi:type", "dcterms:W3CDTF").text(&moment);
    element("cp:coreProperties")
        .with("xmlns:cp", format!("{PACKAGE}/metadata/core-properties"))
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .with("xmlns:dcterms", "http://purl.org/dc/terms/")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(element("dc:title").text(&document.title.concat()))
        .child(element("dc:creator").text(&document.signature.unit))
        .child(dated("dcterms:created"))
        .child(dated("dcterms:modified"))
        .to_part()
}

fn app() -> String {
    element("Properties")
        .with("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
        .child(element("Application").text("Anlan"))
        .to_part()
}
