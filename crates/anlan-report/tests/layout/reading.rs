//! What programs read in the PDF: structure for those who listen, rare characters, long tables.

use anlan_report::official::Block;

use crate::samples::{long_table, sample};
use crate::tools::Desk;
use crate::words::Page;

/// Of GB 18030-2022, level 3: U+23C98 and U+2A7DD, in the letter's text.
const RARE: [char; 2] = ['𣲘', '𪟝'];

/// Every page with a row of the long table begins with its head.
pub fn repeats_its_head(name: &str, pages: &[Page]) {
    let with_rows = pages.iter().filter(|page| page.text().contains("验收移交"));
    assert!(pages.len() > 5, "{name}: {} pages", pages.len());
    for (number, page) in (1..).zip(with_rows) {
        assert_eq!(page.text().matches("责任单位").count(), 1, "{name}, page {number} of the table: its head");
        let head = page.line("序号");
        let rows = page.lines.iter().filter(|line| line.text.contains("验收移交"));
        assert!(rows.into_iter().all(|row| row.top > head.top), "{name}, page {number}: the head stands above the rows");
    }
    let all: String = pages.iter().map(Page::text).collect();
    for row in [1, 200, 400] {
        assert!(all.contains(&format!("整治入河排污口{row}个")), "{name}: row {row}");
    }
}

/// The name of 60 characters in the first row stands in its column, the second of the shares 4, 11, 22, 6.
pub fn keeps_its_columns(name: &str, page: &Page) {
    let column = |share: f64| 28.0 + 156.0 * share / 43.0;
    let unit: Vec<_> = page.words.iter().filter(|word| word.text.contains("琼江") || word.text.contains("综合")).collect();
    assert!(unit.len() > 3, "{name}: a name of 60 characters takes several lines: {unit:#?}");
    for word in unit {
        assert!(word.left > column(4.0) && word.right < column(15.0), "{name}: {word:?} stands in its column");
    }
}

#[test]
fn a_pdf_is_tagged_and_its_rare_characters_can_be_copied() {
    let Some(desk) = Desk::new("tags") else { return };
    let letter = sample("letter");
    let text: String = letter.body.iter().map(|block| if let Block::Paragraph { text } = block { text.as_str() } else { "" }).collect();
    assert!(RARE.iter().all(|rare| text.contains(*rare)));
    assert!(desk.fonts().missing(&text).is_empty(), "a font has them");
    let pdf = desk.pdf(&letter);
    for mark in ["/StructTreeRoot", "/MarkInfo", "/Lang"] {
        assert!(pdf.windows(mark.len()).any(|bytes| bytes == mark.as_bytes()), "{mark}");
    }
    let copied = desk.text(&pdf);
    assert!(RARE.iter().all(|rare| copied.contains(*rare)), "{copied}");
    // Not in any font of Debian: named, so that somebody can find a font.
    assert!(desk.fonts().missing("\u{2a6d6}").contains(&'\u{2a6d6}'));
}

#[test]
fn a_table_of_400_rows_repeats_its_head_and_keeps_its_columns() {
    let Some(desk) = Desk::new("table") else { return };
    let pages = desk.words(&desk.pdf(&long_table()));
    repeats_its_head("pdf", &pages);
    keeps_its_columns("pdf", &pages[0]);
}
