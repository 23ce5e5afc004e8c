//! Tables in the text and in attachments.

use super::measure::WIDTH;
use super::styles::{CAPTION, CELL, HEADER, Style, paragraph_of, run};
use super::xml::{Element, element, val};
use crate::official::{Align, Table};

/// A table as wide as the type area, its caption above it. The header row repeats on each page, and
/// no row is split between pages.
pub(super) fn table(described: &Table) -> Vec<Element> {
    let size = described.half_points();
    let widths = widths(described);
    let mut shown = Vec::new();
    if let Some(caption) = &described.caption {
        shown.push(paragraph_of(CAPTION, vec![val("w:keepNext", 1)], vec![run(Vec::new(), caption)]));
    }
    let headers = described.columns.iter().map(|column| (column.header.as_str(), Align::Center));
    let mut rows = vec![row(HEADER, size, &widths, headers, true)];
    for cells in &described.rows {
        let cells = cells.iter().zip(&described.columns).map(|(text, column)| (text.as_str(), column.align));
        rows.push(row(CELL, size, &widths, cells, false));
    }
    let grid = widths.iter().map(|width| element("w:gridCol").with("w:w", width));
    shown.push(element("w:tbl").child(properties()).child(element("w:tblGrid").children(grid)).children(rows));
    // Two tables that follow each other would grow together.
    let spacing = element("w:spacing").with("w:line", 240).with("w:lineRule", "exact");
    shown.push(paragraph_of(CELL, vec![spacing], Vec::new()));
    shown
}

/// The columns' widths by their shares; the last takes what rounding leaves.
fn widths(described: &Table) -> Vec<u32> {
    let total: u64 = described.columns.iter().map(|column| u64::from(column.share)).sum();
    let mut passed = 0;
    let mut left = 0;
    let width = |column: &crate::official::Column| {
        passed += u64::from(column.share);
        // Never larger than WIDTH, as passed <= total.
        let right = (u64::from(WIDTH) * passed / total.max(1)) as u32;
        let width = right - left;
        left = right;
        width
    };
    described.columns.iter().map(width).collect()
}

fn properties() -> Element {
    let rule = |name| element(name).with("w:val", "single").with("w:sz", 4).with("w:space", 0).with("w:color", "auto");
    let sides = ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"];
    let margin = |name, width: u32| element(name).with("w:w", width).with("w:type", "dxa");
    let margins = element("w:tblCellMar")
        .child(margin("w:top", 30))
        .child(margin("w:left", 60))
        .child(margin("w:bottom", 30))
        .child(margin("w:right", 60));
    element("w:tblPr")
        .child(element("w:tblW").with("w:w", WIDTH).with("w:type", "dxa"))
        .child(val("w:jc", "center"))
        .child(element("w:tblBorders").children(sides.map(rule)))
        .child(element("w:tblLayout").with("w:type", "fixed"))
        .child(margins)
}

fn row<'a>(style: Style, size: u32, widths: &[u32], cells: impl Iterator<Item = (&'a str, Align)>, header: bool) -> Element {
    let mut kept = element("w:trPr").child(element("w:cantSplit"));
    if header {
        kept = kept.child(element("w:tblHeader"));
    }
    let cell = |((text, align), width): ((&str, Align), &u32)| {
        let jc = match align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        // 小四 needs more than the 15 pt that suit 五号.
        let spacing = element("w:spacing").with("w:line", size * 14).with("w:lineRule", "exact");
        let look = vec![val("w:sz", size), val("w:szCs", size)];
        let properties = vec![spacing, val("w:jc", jc)];
        let line = paragraph_of(style, properties, vec![run(look, text)]);
        let placed = element("w:tcPr").child(element("w:tcW").with("w:w", width).with("w:type", "dxa")).child(val("w:vAlign", "center"));
        element("w:tc").child(placed).child(line)
    };
    element("w:tr").child(kept).children(cells.zip(widths).map(cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::Column;

    #[test]
    fn the_columns_fill_the_type_area() {
        let column = |share| Column { header: String::new(), share, align: Align::Left };
        let table = Table { caption: None, columns: [1, 7, 3, u32::MAX].map(column).to_vec(), rows: Vec::new() };
        assert_eq!(widths(&table).iter().sum::<u32>(), WIDTH);
        let equal = Table { columns: [1, 1, 1].map(column).to_vec(), ..table };
        assert_eq!(widths(&equal), [2948, 2948, 2949]);
    }
}
