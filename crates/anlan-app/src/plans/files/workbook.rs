//! A version as a workbook: a sheet for each list, and one for the chapters.

use super::column::Column;
use super::export::Told;
use anlan_core::plan::{Chapter, PlanList, PlanRow};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, WriteFault, write_workbook};
use chrono::Datelike;
use uuid::Uuid;

/// The sheet of the chapters.
pub(super) const TEXTS: &str = "文字";

/// The words of a plan's head, in that sheet and in documents.
pub(super) const HEAD: [&str; 8] = ["方案名称", "河流", "牵头单位", "方案期限", "稿次", "状态", "审定日期", "审定文件"];

/// Excel's numbers keep 15 digits; what is longer is written as text.
const DIGITS: usize = 15;

pub(super) fn workbook(told: &Told<'_>, name: &dyn Fn(Uuid) -> String) -> Result<Vec<u8>, WriteFault> {
    let mut sheets: Vec<OutSheet> = PlanList::ALL.iter().map(|list| list_sheet(told, *list, name)).collect();
    sheets.push(text_sheet(told));
    write_workbook(&sheets, told.day())
}

fn list_sheet(told: &Told<'_>, list: PlanList, name: &dyn Fn(Uuid) -> String) -> OutSheet {
    let column = |column: &Column| OutColumn { header: column.zh().to_owned(), width: width(*column) };
    let row = |row: &PlanRow| Column::ALL.iter().map(|column| cell(*column, row, name)).collect();
    OutSheet {
        name: list.zh().to_owned(),
        title: Some(format!("{}{}", told.plan.head.title, list.zh())),
        columns: Column::ALL.iter().map(column).collect(),
        rows: told.content.rows(list).iter().map(row).collect(),
    }
}

fn width(column: Column) -> f64 {
    match column {
        Column::Number | Column::UnitOfMeasure | Column::Base | Column::Target => 10.0,
        Column::Text => 44.0,
        Column::Serves | Column::Field | Column::Holder | Column::Years | Column::LimitOn => 14.0,
        Column::Place | Column::Unit | Column::Helpers | Column::Indicator => 20.0,
        Column::Money => 36.0,
    }
}

fn cell(column: Column, row: &PlanRow, name: &dyn Fn(Uuid) -> String) -> OutCell {
    let text = column.shown(row, name);
    if text.is_empty() {
        return OutCell::Empty;
    }
    match column {
        Column::LimitOn => match row.limit_on.filter(|day| (1900..=9999).contains(&day.year())) {
            Some(day) => OutCell::Date(day),
            None => OutCell::Text(text),
        },
        Column::Base | Column::Target if text.len() <= DIGITS => crate::lists::decimal(&text),
        Column::Number
        | Column::Text
        | Column::Serves
        | Column::Field
        | Column::Place
        | Column::Unit
        | Column::Helpers
        | Column::Holder
        | Column::Indicator
        | Column::UnitOfMeasure
        | Column::Base
        | Column::Target
        | Column::Years
        | Column::Money => OutCell::Text(text),
    }
}

/// The plan's head, then each chapter's text line by line, every line with its chapter's name.
fn text_sheet(told: &Told<'_>) -> OutSheet {
    let pair = |word: &str, text: &str| {
        let text = if text.is_empty() { OutCell::Empty } else { OutCell::Text(text.to_owned()) };
        vec![OutCell::Text(word.to_owned()), text]
    };
    let mut rows: Vec<Vec<OutCell>> = told.head().iter().map(|(word, value)| pair(word, value)).collect();
    for chapter in Chapter::ALL {
        let text = told.content.chapters.get(chapter).map(String::as_str).unwrap_or_default();
        if !text.is_empty() {
            rows.extend(text.split('\n').map(|line| pair(chapter.zh(), line.trim_end_matches('\r'))));
        }
    }
    let column = |(header, width): (&str, f64)| OutColumn { header: header.to_owned(), width };
    OutSheet {
        name: TEXTS.to_owned(),
        title: Some(told.plan.head.title.clone()),
        columns: [("项目", 24.0), ("内容", 110.0)].map(column).into(),
        rows,
    }
}
