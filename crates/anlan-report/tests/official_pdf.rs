//! A whole circular as PDF, with the fonts of Debian's `fonts-noto-cjk`.
//!
//! Without these fonts the tests pass silently, unless REQUIRE_FONTS=1. With ANLAN_REPORT_OUT set to a
//! directory, the circular is left there as docx and PDF for people to look at.
#![cfg(feature = "pdf")]
#![expect(clippy::disallowed_methods, reason = "fonts are files of the system, and the switches are set by whoever runs the tests")]

use std::path::Path;
use std::sync::OnceLock;

use anlan_report::docx::docx;
use anlan_report::official::{Block, OfficialDocument};
use anlan_report::pdf::{Fonts, PdfFault, pdf};

const FONTS: &str = "/usr/share/fonts/opentype/noto";
const FILES: [&str; 4] = ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"];

fn circular() -> OfficialDocument {
    serde_json::from_str(include_str!("circular.json")).expect("the sample is a document")
}

/// The system's fonts, or `None` to skip the test.
fn fonts() -> Option<&'static Fonts> {
    static LOADED: OnceLock<Option<Fonts>> = OnceLock::new();
    let load = || {
        let files: Vec<Vec<u8>> = FILES.iter().filter_map(|file| std::fs::read(Path::new(FONTS).join(file)).ok()).collect();
        let required = std::env::var("REQUIRE_FONTS").is_ok_and(|value| value == "1");
        assert!(!required || files.len() == FILES.len(), "REQUIRE_FONTS=1, but {FONTS} lacks some of {FILES:?}");
        (files.len() == FILES.len()).then(|| Fonts::from_bytes(files))
    };
    LOADED.get_or_init(load).as_ref()
}

fn pages(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.matches("/Type/Page\n").count().max(text.matches("/Type/Page/").count())
}

#[test]
fn a_circular_is_laid_out_with_the_same_bytes_each_time() {
    let Some(fonts) = fonts() else { return };
    let first = pdf(&circular(), fonts).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, pdf(&circular(), fonts).unwrap());
    if let Ok(folder) = std::env::var("ANLAN_REPORT_OUT") {
        std::fs::write(Path::new(&folder).join("circular.pdf"), &first).unwrap();
        std::fs::write(Path::new(&folder).join("circular.docx"), docx(&circular()).unwrap()).unwrap();
    }
}

#[test]
fn words_are_shown_and_never_evaluated() {
    let Some(fonts) = fonts() else { return };
    let mut document = circular();
    let text = "#panic(\"x\") $a$ *b* \\ <c> @d [e] \"".to_owned();
    document.body = vec![Block::Heading1 { text: text.clone() }, Block::Paragraph { text }];
    document.title.push("#panic()".to_owned());
    assert!(pdf(&document, fonts).is_ok());
}

#[test]
fn the_lights_have_glyphs() {
    let Some(fonts) = fonts() else { return };
    assert!(fonts.missing("绿■黄▲红●未评○〔2023〕—Ⅲ").is_empty());
    assert_eq!(fonts.missing("\u{e000}a\n").into_iter().collect::<String>(), "\u{e000}");
}

#[test]
fn a_bare_document_is_laid_out() {
    let Some(fonts) = fonts() else { return };
    let mut document = circular();
    document.number = None;
    document.addressee = None;
    document.body.clear();
    document.attachments.clear();
    document.note = None;
    document.cc = None;
    document.imprint = None;
    assert!(pdf(&document, fonts).is_ok());
}

#[test]
fn the_imprint_stands_on_an_even_page() {
    let Some(fonts) = fonts() else { return };
    let mut document = circular();
    document.attachments.clear();
    document.body.truncate(1);
    let short = pdf(&document, fonts).unwrap();
    assert_eq!(pages(&short), 2, "one page of text, one of imprint");
}

#[test]
fn without_a_chinese_font_the_fault_says_where_to_put_one() {
    let fault = pdf(&circular(), &Fonts::from_bytes(vec![b"no font".to_vec()])).unwrap_err();
    assert_eq!(fault, PdfFault::NoChineseFont);
    assert_eq!(fault.code(), "no_chinese_font");
    assert!(fault.zh().contains("fonts") && fault.to_string().contains("fonts"));
}

#[test]
fn a_faulty_document_is_refused_before_the_fonts_matter() {
    let mut document = circular();
    document.title.clear();
    let fault = pdf(&document, &Fonts::from_bytes(Vec::new())).unwrap_err();
    assert_eq!(fault.code(), "no_title");
}
