//! The PDF against the numbers of GB/T 9704-2012, in mm.

use crate::image::Image;
use crate::samples::{full_pages, sample};
use crate::tools::Desk;
use crate::words::Page;

/// Dots per inch of pictures that are measured: a dot is 0.17 mm.
const DPI: u32 = 150;
/// The type area: left 28, top 37, 156 wide, 225 high.
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const TOP: f64 = 37.0;
const BOTTOM: f64 = 262.0;
/// One of 28 characters in a line, and one of 22 lines.
const CHARACTER: f64 = 156.0 / 28.0;
const LINE: f64 = 225.0 / 22.0;
/// A character of 4号.
const SMALL_CHARACTER: f64 = 14.0 * 25.4 / 72.0;

fn mm(dots: usize) -> f64 {
    dots as f64 * 25.4 / f64::from(DPI)
}

fn near(what: &str, found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{what}: {found:.2} mm instead of {wanted:.2} ± {tolerance}");
}

/// Ruled lines of a page: top, bottom, left, right of each.
fn rules(picture: &Image, at_least: f64) -> Vec<[f64; 4]> {
    let mut rules: Vec<[f64; 4]> = Vec::new();
    for (row, first, last) in picture.ruled((at_least / mm(1)) as usize) {
        match rules.last_mut() {
            Some(rule) if mm(row) - rule[1] < mm(1) / 2.0 => rule[1] = mm(row + 1),
            _ => rules.push([mm(row), mm(row + 1), mm(first), mm(last + 1)]),
        }
    }
    rules
}

/// One test for all: every test loads the fonts anew, which takes a second.
#[test]
fn the_numbers_of_the_standard_are_kept() {
    let Some(desk) = Desk::new("standard") else { return };
    a_full_page_has_22_lines_of_28_characters(&desk);
    page_numbers_stand_right_on_odd_and_left_on_even_pages(&desk);
    the_red_head_stands_35_mm_below_the_type_areas_top(&desk);
    a_letters_lines_are_170_mm_long(&desk);
    signature_and_imprint_stand_where_the_standard_has_them(&desk);
}

fn a_full_page_has_22_lines_of_28_characters(desk: &Desk) {
    let pages = desk.words(&desk.pdf(&full_pages()));
    let lines: Vec<_> = pages[1].lines.iter().filter(|line| line.text.starts_with('河')).collect();
    assert_eq!(lines.len(), 22);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line.text.chars().count(), 28, "line {index}");
        near("left", line.left, LEFT, 0.5);
        near("right", line.right, RIGHT, 0.5);
        near("line", line.top, TOP + LINE * index as f64, 0.5);
    }
    assert!(lines[21].bottom <= BOTTOM, "the last line stands in the type area");
}

fn page_numbers_stand_right_on_odd_and_left_on_even_pages(desk: &Desk) {
    let pages = desk.words(&desk.pdf(&full_pages()));
    let (odd, even) = (pages[0].line("—1—"), pages[1].line("—2—"));
    near("odd", odd.right, RIGHT - SMALL_CHARACTER, 0.5);
    near("even", even.left, LEFT + SMALL_CHARACTER, 0.5);
    near("height", odd.top, BOTTOM + 7.0, 1.0);
    let letter = desk.words(&desk.pdf(&sample("letter")));
    assert!(!letter[0].text().contains("—1—"), "none on the first page of a letter");
    near("second page of a letter", letter[1].line("—2—").left, LEFT + SMALL_CHARACTER, 0.5);
}

fn the_red_head_stands_35_mm_below_the_type_areas_top(desk: &Desk) {
    for name in ["circular", "minutes"] {
        let document = sample(name);
        let pdf = desk.pdf(&document);
        let (picture, page) = (&desk.pictures(&pdf, DPI)[0], &desk.words(&pdf)[0]);
        near("mark", mm(picture.ink_from(0).unwrap()), TOP + 35.0, 1.5);
        let number = page.line(document.number.as_deref().unwrap());
        near("number", (number.left + number.right) / 2.0, f64::midpoint(LEFT, RIGHT), 1.0);
        let rule = rules(picture, 150.0)[0];
        near("red line's left", rule[2], LEFT, 0.5);
        near("red line's right", rule[3], RIGHT, 0.5);
        near("red line", rule[0], number.bottom + 4.0, 1.0);
        // The first line of a title may read like the mark; its last does not.
        let title = page.line(document.title.last().unwrap()).top - (document.title.len() - 1) as f64 * LINE;
        near("title two blank lines below", title - rule[1], 2.0 * LINE, 5.0);
    }
}

fn a_letters_lines_are_170_mm_long(desk: &Desk) {
    let pdf = desk.pdf(&sample("letter"));
    let (pictures, pages) = (desk.pictures(&pdf, DPI), desk.words(&pdf));
    near("mark", mm(pictures[0].ink_from(0).unwrap()), 30.0, 1.5);
    let [thick, thin, second_thin, second_thick] = rules(&pictures[0], 160.0)[..] else { panic!("two double lines") };
    for rule in [thick, thin, second_thin, second_thick] {
        near("left", rule[2], 20.0, 0.5);
        near("right", rule[3], 190.0, 0.5);
    }
    assert!(thick[1] - thick[0] > thin[1] - thin[0] && second_thin[1] - second_thin[0] < second_thick[1] - second_thick[0]);
    near("second line", second_thick[1], 297.0 - 20.0, 0.5);
    let (mark, number) = (pages[0].line("重庆市铜梁区河长制办公室"), pages[0].line("铜河长办函"));
    near("first line", thick[0] - mark.bottom, 4.0, 1.5);
    near("number", number.right, RIGHT, 1.0);
    near("number below the line", number.top - thin[1], 16.0 * 25.4 / 72.0 * 7.0 / 8.0, 1.0);
    assert!(rules(&pictures[1], 160.0).is_empty(), "the lines stand on the first page only");
}

fn signature_and_imprint_stand_where_the_standard_has_them(desk: &Desk) {
    let pdf = desk.pdf(&sample("circular"));
    let pages = desk.words(&pdf);
    let signed: &Page = pages.iter().find(|page| page.lines.iter().any(|line| line.text == "2023年11月3日")).unwrap();
    let date = signed.lines.iter().find(|line| line.text == "2023年11月3日").unwrap();
    let unit = signed.lines.iter().rfind(|line| line.text == "重庆市铜梁区河长制办公室").unwrap();
    near("unit centred on the date", f64::midpoint(unit.left, unit.right), f64::midpoint(date.left, date.right), 0.5);
    assert!(date.right < RIGHT - 4.0 * CHARACTER + 0.5, "room for the seal");
    assert!(pages.len().is_multiple_of(2), "the imprint stands on an even page");
    let imprint = rules(desk.pictures(&pdf, DPI).last().unwrap(), 150.0);
    let last = imprint.last().unwrap();
    near("last rule", last[1], BOTTOM, 0.5);
    near("left", last[2], LEFT, 0.5);
    near("right", last[3], RIGHT, 0.5);
}
