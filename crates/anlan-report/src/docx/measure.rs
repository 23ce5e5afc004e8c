//! The measures of GB/T 9704-2012 in Word's units: twips (1/20 point, 1/1440 inch).

use crate::official::{OfficialDocument, width_in_characters};

/// A4, 210 × 297 mm.
pub(super) const PAGE: (u32, u32) = (11_906, 16_838);
/// 天头 37 mm.
pub(super) const TOP: u32 = 2_098;
/// 订口 28 mm.
pub(super) const LEFT: u32 = 1_587;
/// What 210 mm leave beside a type area of 156 mm.
pub(super) const RIGHT: u32 = 1_474;
/// What 297 mm leave below a type area of 225 mm.
pub(super) const BOTTOM: u32 = 1_984;
/// The width of the type area: 156 mm.
pub(super) const WIDTH: u32 = PAGE.0 - LEFT - RIGHT;
/// 225 mm / 22 lines. Rounded down: with 580 only 21 lines fit.
pub(super) const LINE: u32 = 579;
/// 156 mm / 28 characters, rounded down: with 316 only 27 characters fit.
pub(super) const CHARACTER: u32 = 315;
/// What a character of 16 pt is set tighter to get this pitch. It stands with the text styles and not
/// in the page's character grid, which LibreOffice lays out with 22 characters to the line.
pub(super) const CHARACTER_SPACE: i32 = -5;
/// A character of 4号 (14 pt).
pub(super) const SMALL_CHARACTER: u32 = 280;
/// From the page's lower edge to the foot of the page number: its top stands 7 mm below the type area.
pub(super) const FOOTER: u32 = 1_227;
/// From the top of the type area to the issuer's mark: 35 mm.
pub(super) const MARK: u32 = 1_984;
/// From the top of the type area to the mark of a bulletin: 15 mm.
pub(super) const MASTHEAD: u32 = 850;
/// From the paper's upper edge to the mark of a letter: 30 mm.
pub(super) const LETTER_MARK: u32 = 1_701;
/// From the paper's lower edge to a letter's second double line: 20 mm.
pub(super) const LETTER_FOOTER: u32 = 1_134;
/// A letter's lines are 170 mm long in the middle of 210 mm: 8 mm more than the type area at the left.
pub(super) const LETTER_LEFT: i32 = 454;
/// And 6 mm more at the right.
pub(super) const LETTER_RIGHT: i32 = 340;
/// From the top of a line of 16 pt to its characters: programs stand them nearer to its foot.
pub(super) const LINE_HEAD: u32 = 180;

/// The width of a line of 3号 text.
pub(super) fn width(text: &str) -> u32 {
    width_in_characters(text) * CHARACTER / 2
}

/// The size of the issuer's mark in half points: as large as its form and its length allow.
pub(super) fn mark_half_points(document: &OfficialDocument) -> u32 {
    let characters = width_in_characters(&document.issuer_mark).max(2) / 2;
    // A type area of 156 mm is 442 pt wide; 436 keep the mark from touching its edges.
    (872 / characters).clamp(32, 2 * document.form.largest_mark_points())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_holds_22_lines_and_28_characters() {
        assert_eq!((PAGE.1 - TOP - BOTTOM) / LINE, 22);
        assert_eq!(WIDTH / CHARACTER, 28);
        assert_eq!(i64::from(CHARACTER), 16 * 20 + i64::from(CHARACTER_SPACE));
    }

    #[test]
    fn a_long_mark_is_set_smaller() {
        let mut document = crate::official::tests::circular();
        assert!(mark_half_points(&document) * 14 * 10 <= WIDTH, "重庆市铜梁区河长制办公室文件");
        document.issuer_mark = "河长办文件".to_owned();
        assert_eq!(mark_half_points(&document), 108);
    }
}
