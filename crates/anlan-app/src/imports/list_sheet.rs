//! The workbook of the three lists and the monthly progress as it is handed out: the columns of each sheet as the import reads them, and what
//! may stand in them.

use super::headers::{FieldWords, headers};
use super::mapping::SheetKind;
use super::read_rows::TO_HUNDRED;
use super::use_cases::pack_of;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::PackHead;
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use chrono::Datelike as _;

/// The sheet of a workbook handed out that explains the others; no import reads it.
pub(crate) const NOTES: &str = "填写说明";

const SHEETS: [SheetKind; 4] = [SheetKind::Major, SheetKind::Measure, SheetKind::Problem, SheetKind::Progress];

/// The empty workbook: one sheet for each list, one for the monthly progress, and one that tells what may stand where.
///
/// # Errors
/// Not allowed, or the region has no rules.
pub fn list_sheet(anlan: &Anlan, call: &Call) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let head = &pack_of(anlan, call)?.head;
    let (mut sheets, mut notes) = (vec![], vec![]);
    for words in SHEETS.into_iter().filter_map(|kind| headers().of(kind)) {
        let fields: Vec<&FieldWords> = words.field.iter().filter(|field| stands(words.kind, field, head)).collect();
        let needed: Vec<String> = fields.iter().filter(|field| field.required).map(|field| header(field)).collect();
        let column = |field: &&FieldWords| OutColumn { header: header(field), width: width(&field.key) };
        sheets.push(OutSheet {
            name: words.label.clone(),
            title: Some(format!("每行填一件；必填：{}", needed.join("、"))),
            columns: fields.iter().map(column).collect(),
            rows: vec![],
        });
        let need = |field: &FieldWords| if field.required { "必填" } else { "可不填" };
        notes.extend(
            fields.iter().map(|field| {
                [words.label.clone(), header(field), need(field).to_owned(), told(words.kind, &field.key, call.today().year())]
            }),
        );
    }
    let column = |(header, width): (&str, f64)| OutColumn { header: header.to_owned(), width };
    sheets.push(OutSheet {
        name: NOTES.to_owned(),
        title: Some("填写说明：几张表可以只填一张；表头不要改；重复导入不会重复登记".to_owned()),
        columns: [("工作表", 24.0), ("列", 22.0), ("必填", 10.0), ("怎样填", 66.0)].map(column).into(),
        rows: notes.into_iter().map(|row| row.map(OutCell::Text).into()).collect(),
    });
    let bytes = write_workbook(&sheets, call.today())
        .map_err(|fault| Fault::internal("export", "清单模板没有做成，请联系管理员查看日志。", fault.to_string()))?;
    let name = anlan.packs.name_of(call.region.as_str()).unwrap_or_default();
    Ok((format!("{name}清单模板.xlsx"), bytes))
}

/// Whether a field is handed out: not the progress in a list's own row, whose header names a month, and not a day that the rules give.
fn stands(kind: SheetKind, field: &FieldWords, head: &PackHead) -> bool {
    let of_year = kind == SheetKind::Measure && head.yearly_tasks.is_some();
    !(kind.list().is_some() && field.key == "share" || of_year && field.key == "start_on")
}

/// A column's header: as in other workbooks, but for the progress, where it says in which numbers.
fn header(field: &FieldWords) -> String {
    if field.key == "share" { format!("{}（%，{TO_HUNDRED}）", field.label) } else { field.written() }
}

fn width(field: &str) -> f64 {
    match field {
        "title" | "measure" | "note" => 36.0,
        "number" | "unit" | "river" | "chief" | "helpers" | "indicator" | "source" | "place" => 18.0,
        _ => 13.0,
    }
}

/// What may stand in a column.
fn told(kind: SheetKind, field: &str, year: i32) -> String {
    let words = &headers().close_out;
    match field {
        "number" if kind == SheetKind::Progress => "清单里的编号，已经导入的或者同一文件里的".to_owned(),
        "number" => format!("同一区县不能重复；宜写明年度，如 XX-{year}-01，按它认是哪一年的清单"),
        "title" => "照原文填写".to_owned(),
        "unit" => "已经登记的单位名称，要写全称".to_owned(),
        "reporter" => "该事项的责任单位".to_owned(),
        "river" => "已经登记的河流名称".to_owned(),
        "chief" => "已经登记的河长职务名称".to_owned(),
        "helpers" => "有几个的用顿号隔开".to_owned(),
        "start_on" | "limit_on" => format!("如 {year}-09-30、{year}年9月、9月底前；只写到月的，开始按第一天、时限按最后一天"),
        "money" => "数，以万元计，不要用公式".to_owned(),
        "hard" => "填“是”或“否”".to_owned(),
        "target" | "quantity" => "数，不带计量单位".to_owned(),
        "points" => "数".to_owned(),
        "state" => format!("填“{}”或“{}”", words.closed.join("”“"), words.open.join("”“")),
        "closed_on" => "已经销号的必填，其他不填".to_owned(),
        "month" => format!("如 {year}年9月；每件每月一行"),
        "share" => "0 至 100 的数，从开始累计到当月，不能比上月少".to_owned(),
        _ => String::new(),
    }
}
