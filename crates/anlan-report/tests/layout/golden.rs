//! The PDF of each sample, and of each of the office's own documents, against a checked-in text and a small checked-in picture of its first page.

use std::path::{Path, PathBuf};

use crate::image::Image;
use crate::samples::{made, papers, samples};
use crate::tools::Desk;

/// Drawn at 80 dots per inch, kept at 20: one page is 38 kB.
const DPI: u32 = 80;
const SMALLER: usize = 4;
/// Nothing but a changed page differs more than this, of 255.
const TOLERANCE: f64 = 1.0;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout/golden").join(name)
}

/// The checked-in bytes, after writing them anew if asked to.
fn checked_in(name: &str, now: &[u8]) -> Vec<u8> {
    if std::env::var("ANLAN_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(golden(name), now).unwrap();
    }
    std::fs::read(golden(name)).unwrap_or_else(|_| panic!("{name} is missing: run with ANLAN_GOLDEN=write and look at it"))
}

/// The lines of a text without the blanks between words, which versions of pdftotext set differently.
fn rows(text: &str) -> Vec<String> {
    let bare = |line: &str| line.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    text.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

#[test]
fn each_form_says_and_looks_as_checked_in() {
    let Some(desk) = Desk::new("golden") else { return };
    for (name, document) in samples() {
        let pdf = desk.pdf(&document);
        assert_eq!(pdf, desk.pdf(&document), "{name}: same input, same bytes");
        is_as_checked_in(&desk, name, &pdf);
    }
}

#[test]
fn each_document_of_the_office_says_and_looks_as_checked_in() {
    let Some(desk) = Desk::new("papers") else { return };
    for (name, document) in papers().into_iter().chain(made()) {
        is_as_checked_in(&desk, name, &desk.pdf(&document));
    }
}

fn is_as_checked_in(desk: &Desk, name: &str, pdf: &[u8]) {
    let text = desk.text(pdf);
    let kept = String::from_utf8(checked_in(&format!("{name}.txt"), text.as_bytes())).unwrap();
    assert_eq!(rows(&text), rows(&kept), "{name}");
    let picture = desk.pictures(pdf, DPI)[0].smaller(SMALLER);
    let kept = Image::read(&checked_in(&format!("{name}.pgm"), &picture.write()));
    let difference = picture.difference(&kept);
    assert!(difference < TOLERANCE, "{name}: page 1 differs by {difference:.2} from its checked-in picture");
}
