//! The zip package: parts, relations and content types. Every date in it comes from the document.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::forms::{letter_footer, letter_header};
use super::measure::{BOTTOM, CHARACTER, FOOTER, LEFT, LETTER_FOOTER, LETTER_MARK, LINE, PAGE, RIGHT, TOP, mark_half_points};
use super::styles::{W, font_table, footer, styles};
use super::xml::{Element, element, val};
use crate::official::{Form, OfficialDocument};

const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A part that `word/document.xml` refers to: its relation, file and kind.
type WordPart = (&'static str, &'static str, &'static str);

/// The parts of every document.
const WORD_PARTS: [WordPart; 5] = [
    ("rId1", "styles", "styles"),
    ("rId2", "settings", "settings"),
    ("rId3", "fontTable", "fontTable"),
    ("rId4", "footer1", "footer"),
    ("rId5", "footer2", "footer"),
];

/// What the first page of a letter has above and below its text.
const LETTER_PARTS: [WordPart; 2] = [("rId6", "header1", "header"), ("rId7", "footer3", "footer")];

fn word_parts(letter: bool) -> impl Iterator<Item = WordPart> {
    let further = if letter { &LETTER_PARTS[..] } else { &[] };
    WORD_PARTS.iter().chain(further).copied()
}

/// Puts the content into a package.
pub(super) fn pack(document: &OfficialDocument, content: Vec<Element>) -> ZipResult<Vec<u8>> {
    // Without a mark a letter is plain text like any other.
    let letter = document.form == Form::Letter && !document.issuer_mark.is_empty();
    let body = element("w:body").children(content).child(section(letter.then(|| mark_half_points(document))));
    let main = element("w:document").with("xmlns:w", W).with("xmlns:r", R).child(body).to_part();
    // The second line of a letter stands lower than page numbers do.
    let after = if letter { FOOTER - LETTER_FOOTER } else { 0 };
    let mut parts = vec![
        ("[Content_Types].xml", content_types(letter)),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", core(document)),
        ("docProps/app.xml", app()),
        ("word/document.xml", main),
        ("word/_rels/document.xml.rels", word_relations(letter)),
        ("word/styles.xml", styles(document)),
        ("word/settings.xml", settings()),
        ("word/fontTable.xml", font_table()),
        ("word/footer1.xml", footer(true, after)),
        ("word/footer2.xml", footer(false, after)),
    ];
    if letter {
        parts.push(("word/header1.xml", letter_header(document)));
        parts.push(("word/footer3.xml", letter_footer()));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The page of 22 lines and its two footers: odd pages right, even pages left. A letter is told by the
/// size of its mark in half points; its first page is another.
fn section(letter: Option<u32>) -> Element {
    let reference = |name, kind, id| element(name).with("w:type", kind).with("r:id", id);
    let number = |kind, id| reference("w:footerReference", kind, id);
    let first = letter.map(|_| [reference("w:headerReference", "first", "rId6"), number("first", "rId7")]);
    // A glyph's top stands about a tenth of its size below the top of its line.
    let (header, footer) = letter.map_or((851, FOOTER), |size| (LETTER_MARK - size, LETTER_FOOTER));
    let margins = element("w:pgMar")
        .with("w:top", TOP)
        .with("w:right", RIGHT)
        .with("w:bottom", BOTTOM)
        .with("w:left", LEFT)
        .with("w:header", header)
        .with("w:footer", footer)
        .with("w:gutter", 0);
    let grid = element("w:docGrid").with("w:type", "lines").with("w:linePitch", LINE);
    element("w:sectPr")
        .child(number("default", "rId4"))
        .child(number("even", "rId5"))
        .children(first.into_iter().flatten())
        .child(element("w:pgSz").with("w:w", PAGE.0).with("w:h", PAGE.1))
        .child(margins)
        .child(element("w:cols").with("w:space", 425))
        .children(letter.map(|_| element("w:titlePg")))
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

fn content_types(letter: bool) -> String {
    let default = |extension, kind| element("Default").with("Extension", extension).with("ContentType", kind);
    let part = |name: String, kind: String| element("Override").with("PartName", name).with("ContentType", kind);
    let word = |(_, file, kind): WordPart| part(format!("/word/{file}.xml"), format!("{WORD_TYPE}.{kind}+xml"));
    element("Types")
        .with("xmlns", format!("{PACKAGE}/content-types"))
        .child(default("rels", "application/vnd.openxmlformats-package.relationships+xml"))
        .child(default("xml", "application/xml"))
        .child(part("/word/document.xml".to_owned(), format!("{WORD_TYPE}.document.main+xml")))
        .children(word_parts(letter).map(word))
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

fn word_relations(letter: bool) -> String {
    let word = |(id, file, kind): WordPart| relation(id, format!("{R}/{kind}"), format!("{file}.xml"));
    element("Relationships").with("xmlns", format!("{PACKAGE}/relationships")).children(word_parts(letter).map(word)).to_part()
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
