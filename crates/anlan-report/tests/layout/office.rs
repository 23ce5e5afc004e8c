//! The docx of each sample, laid out by LibreOffice, against the PDF.

use anlan_report::docx::docx;

use crate::image::Image;
use crate::reading::{keeps_its_columns, repeats_its_head};
use crate::samples::{long_table, samples};
use crate::tools::Desk;
use crate::words::{Line, Page};

/// How far apart the beginnings of a line may stand, in mm; of centred lines their middles.
const ACROSS: f64 = 2.0;
/// How far apart the heights may be: LibreOffice stands text at the foot of its line of 29 pt, which
/// shows most after the mark.
const DOWN: f64 = 4.5;
/// How much pages may differ as pictures of 10 dots per inch, of 255.
const DIFFERENCE: f64 = 12.0;

/// Lines that must stand in the same place: by sample, page and first words.
const KEY_LINES: [(&str, usize, &[&str]); 4] = [
    (
        "circular",
        0,
        &["重庆市铜梁区河长制办公室文件", "铜河长办〔2023〕10号", "情况的通报", "各镇人民政府", "为推动河长制工作", "一、总体情况", "—1—"],
    ),
    (
        "letter",
        0,
        &["重庆市铜梁区河长制办公室", "铜河长办函〔2023〕27号", "关于久远河", "平滩镇人民政府：", "你镇牵头的", "一、事实和依据"],
    ),
    ("minutes", 0, &["重庆市铜梁区总河长会议纪要", "第3期", "研究琼江", "2023年11月3日上午", "一、关于琼江", "—1—"]),
    (
        "bulletin",
        0,
        &[
            "河长制工作简报",
            "2023年第10期（总第147期）",
            "重庆市河长办公室2023年10月31日",
            "铜梁区推行",
            "编者按：",
            "一、清单化管理",
            "—1—",
        ],
    ),
];

#[test]
fn docx_and_pdf_are_one_document() {
    let Some(desk) = Desk::new("office") else { return };
    let documents = samples();
    let mut files: Vec<(&str, Vec<u8>)> = documents.iter().map(|(name, document)| (*name, docx(document).unwrap())).collect();
    files.push(("table", docx(&long_table()).unwrap()));
    let laid_out = desk.by_office(&files);
    for (((name, document), office), (known, page, key_lines)) in documents.iter().zip(&laid_out).zip(KEY_LINES) {
        assert_eq!(*name, known);
        let pdf = desk.pdf(document);
        let (ours, theirs) = (desk.words(&pdf), desk.words(office));
        assert_eq!(theirs.len(), ours.len(), "{name}: pages");
        assert_eq!(letters(&theirs), letters(&ours), "{name}: text");
        for words in key_lines {
            compare(name, ours[page].line(words), theirs[page].line(words));
        }
        let (ours, theirs) = (desk.pictures(&pdf, 80), desk.pictures(office, 80));
        // Not the last page: LibreOffice leaves the imprint below the text.
        for (number, (ours, theirs)) in (1..).zip(ours.iter().zip(&theirs)).take(ours.len() - 1) {
            let difference = small(ours).difference(&small(theirs));
            assert!(difference < DIFFERENCE, "{name}, page {number}: the pictures differ by {difference:.2}");
        }
    }
    let table = desk.words(&laid_out[documents.len()]);
    repeats_its_head("docx", &table);
    keeps_its_columns("docx", &table[0]);
}

fn small(image: &Image) -> Image {
    image.smaller(8)
}

fn compare(name: &str, ours: &Line, theirs: &Line) {
    let middle = |line: &Line| f64::midpoint(line.left, line.right);
    let (left, centre) = (theirs.left - ours.left, middle(theirs) - middle(ours));
    let across = if left.abs() < centre.abs() { left } else { centre };
    let down = theirs.middle() - ours.middle();
    let report = format!("{name}, {}: docx {across:+.1} mm to the right, {down:+.1} mm down", ours.text);
    assert!(across.abs() < ACROSS && down.abs() < DOWN, "{report}");
}

/// All letters, sorted: the cells of a table are read in another order by each program. Without marks:
/// LibreOffice 7.4 loses a full stop that hangs over the end of a line.
fn letters(pages: &[Page]) -> String {
    let mut letters: Vec<char> =
        pages.iter().flat_map(|page| page.text().chars().collect::<Vec<_>>()).filter(|letter| letter.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}
