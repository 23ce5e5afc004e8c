//! The chapters' texts, out of the sheet of texts or between the headings of a document.

use super::document::is_reference;
use super::told::{Faults, Place};
use super::words::{chapter_of, list_in};
use super::workbook::{HEAD, TEXTS};
use crate::imports::shown;
use anlan_core::plan::{Chapter, PlanList};
use anlan_core::text;
use anlan_report::read::{Cell, CellValue, DocBlock, Grid};
use std::collections::BTreeMap;

/// Styles of our own documents: text, heading of a chapter, heading inside one.
const OWN: [&str; 3] = ["OfficialText", "OfficialHeading1", "OfficialHeading2"];
/// Longest heading, in characters.
const HEADING: usize = 30;
/// Shortest chapter's name that is a heading without a number.
const BARE: usize = 4;
/// How many lines above a table may name it.
const CAPTION: usize = 3;

/// What a file says beside its lists.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) chapters: BTreeMap<Chapter, String>,
    /// Whether it holds chapters at all.
    pub(super) found: bool,
}

impl Texts {
    fn line(&mut self, chapter: Chapter, line: &str) {
        self.found = true;
        self.chapters
            .entry(chapter)
            .and_modify(|text| {
                text.push('\n');
                text.push_str(line);
            })
            .or_insert_with(|| line.to_owned());
    }
}

/// Whether a tab holds the chapters.
pub(super) fn is_text_tab(tab: &str) -> bool {
    let name = text::name(tab);
    name == TEXTS || name.contains("章节") || name.contains("正文")
}

/// The cell as it stands, with the blanks people indent by.
fn whole(cell: &Cell) -> String {
    if let CellValue::Text(text) = &cell.value { text.clone() } else { shown(cell) }
}

/// Reads rows of a chapter's name and a line of its text; a row without a name goes on with the chapter above.
pub(super) fn from_sheet(grid: &Grid, river: &str, texts: &mut Texts, faults: &mut Faults) {
    let mut current = None;
    for row in &grid.rows {
        let (word, line) = (shown(row.cell(0)), whole(row.cell(1)));
        let place =
            |column: usize| Place { row: Some(row.number), column: Some((column, String::new())), ..Place::whole(&grid.name, false) };
        if word.is_empty() {
            if let Some(chapter) = current {
                texts.line(chapter, &line);
            }
        } else if let Some(chapter) = chapter_of(&unnumbered(&word).0) {
            current = Some(chapter);
            texts.line(chapter, &line);
        } else {
            current = None;
            if word == "河流" {
                same_river(&place(1), &line, river, faults);
            } else if !line.is_empty() && word != "项目" && !HEAD.contains(&word.as_str()) {
                let zh = format!("不认识“{word}”，这一行没有读入；章节名请用：{}。", names());
                faults.note(&place(0), &word, ("unknown_chapter", zh, format!("{word} is no chapter's name: this row is left out")));
            }
        }
    }
}

fn names() -> String {
    Chapter::ALL.iter().map(|chapter| chapter.zh()).collect::<Vec<_>>().join("、")
}

fn same_river(place: &Place, named: &str, river: &str, faults: &mut Faults) {
    if text::name(named) != text::name(river) {
        let zh = format!("这份文件是“{}”的方案，当前方案是“{river}”的，请核对是否选错了文件。", named.trim());
        faults.tell(place, named, ("other_river", zh, format!("this file is of the river {named}, the plan is of {river}")));
    }
}

/// A table of a document, with the list that the lines above it name.
pub(super) struct NamedTable<'a> {
    pub(super) grid: &'a Grid,
    pub(super) list: Option<PlanList>,
}

/// Reads a document from its top: chapters by their headings, tables by the lines above them.
pub(super) fn from_document<'a>(blocks: &'a [DocBlock], river: &str, texts: &mut Texts, faults: &mut Faults) -> Vec<NamedTable<'a>> {
    let own = blocks.iter().any(|block| matches!(block, DocBlock::Paragraph { style, .. } if style == OWN[1]));
    let mut tables = Vec::new();
    let mut current: Option<Chapter> = None;
    let mut above: Vec<&str> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            DocBlock::Table(grid) => {
                let list = above.iter().rev().take(CAPTION).find_map(|line| list_in(line));
                above.clear();
                match river_row(grid) {
                    Some((row, named)) if own => {
                        let place = Place { row: Some(row), column: Some((1, String::new())), ..Place::whole(&grid.name, true) };
                        same_river(&place, &named, river, faults);
                    }
                    Some(_) | None => tables.push(NamedTable { grid, list }),
                }
            }
            DocBlock::Paragraph { style, text } => {
                let line = text.trim();
                if !line.is_empty() {
                    above.push(line);
                }
                let heading = if own && style != OWN[1] { None } else { heading(line) };
                if let Some(chapter) = heading {
                    current = Some(chapter);
                    texts.found = true;
                } else if ends_text(line) || names_table(line, &blocks[at + 1..]) {
                    current = if ends_text(line) { None } else { current };
                } else if let Some(chapter) = current
                    && !is_reference(line)
                    && (!own || OWN.contains(&style.as_str()))
                {
                    texts.line(chapter, line);
                }
            }
        }
    }
    for text in texts.chapters.values_mut() {
        *text = text.trim().to_owned();
    }
    tables
}

/// The chapter a line heads: `一、综合说明`, `第二章 管理保护现状与存在问题`, `3 治理保护目标`, `保障措施`.
fn heading(line: &str) -> Option<Chapter> {
    if line.chars().count() > HEADING {
        return None;
    }
    let (bare, numbered) = unnumbered(line);
    chapter_of(&bare).filter(|_| numbered || text::name(&bare).chars().count() >= BARE)
}

/// A heading without the number of a chapter, and whether it had one; `1.1` and `（一）` number parts of a chapter, not chapters.
fn unnumbered(line: &str) -> (String, bool) {
    let name = text::narrow(line);
    let numeral = |letter: char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter);
    let rest = match name.strip_prefix('第') {
        Some(rest) => rest.trim_start_matches(numeral).strip_prefix(['章', '部']).map(|rest| rest.trim_start_matches('分')),
        None => {
            let rest = name.trim_start_matches(numeral);
            let marked = rest.strip_prefix(['、', '.', ' ']).or_else(|| rest.strip_prefix('．'));
            marked.filter(|after| rest.len() < name.len() && !after.starts_with(|next: char| next.is_ascii_digit()))
        }
    };
    rest.map_or((name.clone(), false), |rest| (rest.trim().to_owned(), true))
}

/// Where the text of a document ends and its annexes begin.
fn ends_text(line: &str) -> bool {
    let name = text::name(line);
    name.strip_prefix("附件").is_some_and(|rest| {
        let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        rest.is_empty() || rest.starts_with(':')
    })
}

/// Whether a line is the name of the table that follows it.
fn names_table(line: &str, after: &[DocBlock]) -> bool {
    let next = after.iter().find(|block| !matches!(block, DocBlock::Paragraph { text, .. } if text.trim().is_empty()));
    line.chars().count() <= HEADING && list_in(line).is_some() && matches!(next, Some(DocBlock::Table(_)))
}

/// The row of a plan's head that names its river.
fn river_row(grid: &Grid) -> Option<(u32, String)> {
    let head = |row: &anlan_report::read::GridRow| [shown(row.cell(0)), shown(row.cell(1))];
    grid.rows.first().filter(|row| head(row) == ["项目", "内容"])?;
    grid.rows.iter().map(|row| (row.number, head(row))).find(|(_, [word, _])| word == "河流").map(|(row, [_, named])| (row, named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_chapters_and_of_their_parts() {
        for (line, chapter) in [
            ("一、综合说明", Some(Chapter::Summary)),
            ("第二章　管理保护现状与存在问题", Some(Chapter::State)),
            ("3 治理保护目标", Some(Chapter::Targets)),
            ("4.主要任务", Some(Chapter::Measures)),
            ("保障措施", Some(Chapter::Safeguards)),
            ("三、目标", Some(Chapter::Targets)),
            ("目标", None),
            ("（一）主要问题", None),
            ("2.1 主要问题", None),
            ("2.主要问题", Some(Chapter::State)),
            ("第一次会议", None),
        ] {
            assert_eq!(heading(line), chapter, "{line}");
        }
        assert!(ends_text("附件：1. 问题清单") && ends_text("附件2") && !ends_text("附件中的材料"));
    }
}
