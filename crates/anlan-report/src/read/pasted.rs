//! Cells copied in Excel or WPS and pasted into a text field: tab-separated, quoted where needed.

use super::{Cell, CellValue, Grid, GridRow};

/// Reads pasted cells; every value is text, and nothing is refused.
///
/// A cell that starts with a quotation mark runs to its closing one, line breaks, tabs and doubled
/// quotation marks included. A quotation mark elsewhere is an ordinary character.
/// Row numbers count pasted rows from 1, blank rows included.
#[must_use]
pub fn read_pasted(text: &str, name: &str) -> Grid {
    read_separated(text, name, '\t')
}

/// The same for any separator.
pub(super) fn read_separated(text: &str, name: &str, separator: char) -> Grid {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut number = 0;
    let mut rest = text;
    while !rest.is_empty() {
        number += 1;
        let (cells, after) = take_row(rest, separator);
        rest = after;
        if cells.iter().any(|cell| !cell.is_blank()) {
            rows.push(GridRow { number, cells });
        }
    }
    Grid { name: name.to_owned(), hidden: false, rows }
}

/// The cells up to the next line break outside quotes, and what follows it.
fn take_row(text: &str, separator: char) -> (Vec<Cell>, &str) {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let (value, after) = take_cell(rest, separator);
        let value = if value.is_empty() { CellValue::Empty } else { CellValue::Text(value) };
        cells.push(Cell { value, ..Cell::EMPTY });
        if let Some(after) = after.strip_prefix(separator) {
            rest = after;
            continue;
        }
        let after = after.strip_prefix('\r').unwrap_or(after);
        return (cells, after.strip_prefix('\n').unwrap_or(after));
    }
}

/// One cell's text, and the rest from its separator on.
fn take_cell(text: &str, separator: char) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"')
        && let Some(found) = take_quoted(quoted, separator)
    {
        return found;
    }
    let end = text.find([separator, '\n', '\r']).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    (value.to_owned(), rest)
}

/// The text up to the closing quotation mark, if one closes the cell.
fn take_quoted(text: &str, separator: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        if let Some(after) = rest.strip_prefix('"') {
            value.push('"');
            rest = after;
            continue;
        }
        let closed = rest.is_empty() || rest.starts_with([separator, '\n', '\r']);
        return closed.then(|| (value.replace("\r\n", "\n"), rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cell: &Cell) -> &str {
        match &cell.value {
            CellValue::Text(text) => text,
            CellValue::Empty => "",
            CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => {
                panic!("pasted cells are text, not {cell:?}")
            }
        }
    }

    fn texts(grid: &Grid) -> Vec<(u32, Vec<&str>)> {
        grid.rows.iter().map(|row| (row.number, row.cells.iter().map(text).collect())).collect()
    }

    #[test]
    fn rows_and_cells_follow_tabs_and_line_breaks() {
        let grid = read_pasted("责任单位\t事项\r\n少云镇\t清淤 3.2 公里\r\n", "粘贴");
        assert_eq!(grid.name, "粘贴");
        assert_eq!(texts(&grid), [(1, vec!["责任单位", "事项"]), (2, vec!["少云镇", "清淤 3.2 公里"])]);
    }

    #[test]
    fn a_quoted_cell_keeps_its_line_breaks_tabs_and_quotes() {
        let grid = read_pasted("\"第一行\r\n第二\t行\"\t\"说\"\"好\"\"\"\nb\t", "p");
        assert_eq!(texts(&grid), [(1, vec!["第一行\n第二\t行", "说\"好\""]), (2, vec!["b", ""])]);
    }

    #[test]
    fn a_lone_quotation_mark_is_an_ordinary_character() {
        let grid = read_pasted("\"半句\t二\n5\"管\t\"a\"b", "p");
        assert_eq!(texts(&grid), [(1, vec!["\"半句", "二"]), (2, vec!["5\"管", "\"a\"b"])]);
    }

    #[test]
    fn blank_rows_are_absent_but_counted() {
        let grid = read_pasted("a\n\n\t\nb", "p");
        assert_eq!(texts(&grid), [(1, vec!["a"]), (4, vec!["b"])]);
    }

    #[test]
    fn nothing_pasted_is_an_empty_grid() {
        assert!(read_pasted("", "p").rows.is_empty());
        assert!(read_pasted("\u{feff}\r\n", "p").rows.is_empty());
    }
}
