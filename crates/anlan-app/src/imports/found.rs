//! A workbook of which nothing is taken in: what was found in it, and what to do.

use super::list_sheet::NOTES;
use super::mapping::text_of;
use crate::views::{ImportFault, SheetView};
use anlan_report::read::Grid;

/// Most cells of a row that are quoted.
const QUOTED: usize = 6;

/// The first row of a sheet in which something stands: its number and its first cells.
fn first_row(grid: &Grid) -> Option<(u32, String)> {
    grid.rows.iter().find_map(|row| {
        let mut cells: Vec<String> = row.cells.iter().filter_map(|cell| text_of(&cell.value)).collect();
        // A title over all columns comes back in each of them.
        cells.dedup();
        cells.truncate(QUOTED);
        (!cells.is_empty()).then(|| (row.number, cells.join("、")))
    })
}

/// A sheet that is not empty and has the headers of no list.
pub(super) fn unknown_sheet(grid: &Grid) -> ImportFault {
    let (row, cells) = first_row(grid).unwrap_or_default();
    let zh = format!(
        "不能识别这个工作表是哪张清单：前12行里没有找到清单的表头（编号、责任单位、完成时限等列），第{row}行写的是“{cells}”。请在对应关系中指定，或选择不导入；也可以下载清单模板，把内容填到模板里再上传。"
    );
    let en = format!(
        "this sheet is not recognised: none of its first 12 rows has a list's headers, row {row} says `{cells}`. Choose what it holds, leave it out, or fill in the template"
    );
    ImportFault::new(&grid.name, None, None, None, "unknown_sheet", zh, en)
}

/// Why nothing at all was read: each sheet by what was found there.
pub(super) fn nothing_read(sheets: &[Grid], views: &[SheetView]) -> ImportFault {
    let mut found = Vec::new();
    let mut found_en = Vec::new();
    for grid in sheets.iter().filter(|grid| grid.name != NOTES) {
        let view = views.iter().find(|view| view.name == grid.name);
        let headers = view.filter(|view| view.kind.is_some()).and_then(|view| Some((view.header_row?, view.rows)));
        let (zh, en) = match (first_row(grid), headers) {
            (None, _) => ("是空的".to_owned(), "is empty".to_owned()),
            (Some(_), Some((row, 0))) => {
                (format!("只有第{row}行的表头，下面没有填写"), format!("has headers in row {row} and nothing below them"))
            }
            (Some(_), Some((row, rows))) => {
                (format!("第{row}行的表头下面{rows}行都是合计或者重复的表头"), format!("has only totals below the headers in row {row}"))
            }
            (Some(_), None) if grid.hidden => ("是隐藏的，没有读取".to_owned(), "is hidden and was not read".to_owned()),
            (Some(_), None) => ("选了不导入".to_owned(), "is left out".to_owned()),
        };
        found.push(format!("工作表“{}”{zh}", grid.name));
        found_en.push(format!("sheet `{}` {en}", grid.name));
    }
    let (found, found_en) = (found.join("；"), found_en.join("; "));
    let zh = format!("没有找到可以导入的行：{found}。请从表头的下一行起填写，一行一件，再上传；还没有表格的，可以下载清单模板填写。");
    let en = format!("no row to import was found: {found_en}. Fill in the rows below the headers, or download the template");
    ImportFault::new("", None, None, None, "nothing_found", zh, en)
}
