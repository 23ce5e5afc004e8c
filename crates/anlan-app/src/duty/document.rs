//! The monthly report as an official document (docx, PDF) and as a workbook. It is drawn from what is recorded now.

use super::judge::JudgedLoop;
use super::report::made;
use crate::figures::{Named, with_named};
use crate::papers::{self, DocumentKind, failed};
use crate::views::{DutyRow, LoopTable, PatrolReport};
use crate::{Anlan, Call, Fault};
use anlan_core::month::Month;
use anlan_core::pack::ListsPack;
use anlan_core::pack::loops::DutyState;
use anlan_core::pack::papers::{PaperKind, paper};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use chrono::NaiveDate;
use serde_json::{Value, json};

const WINDOW: [&str; 10] = ["职务", "级别", "河流", "姓名", "窗口", "起", "止", "应巡", "实巡", "缺"];

/// The report of a month: its file name and bytes.
///
/// # Errors
/// Not allowed, no such month, no pack, no Chinese font for a PDF, or the store fails.
pub async fn report_document(anlan: &Anlan, call: &Call, month: Month, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let (judged, report) = made(anlan, call, month).await?;
    let name = format!("{}巡河查河情况月报", month.zh());
    if kind == DocumentKind::Xlsx {
        let bytes = write_workbook(&sheets(&report), call.today()).map_err(|fault| failed(&fault))?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let lists = anlan.packs.in_force(call.region.as_str(), month.last_day()).map_err(|fault| {
        let zh = "本月没有生效的亮灯规则包，不知道以什么名义印发。".to_owned();
        Fault::conflict("no_pack", zh, fault.to_string())
    })?;
    let given = given(&judged, &report, month, lists, call.today());
    let paper = paper(PaperKind::PatrolReport, Some(&judged.pack));
    // The report is drawn from what is recorded now, and so are its figures.
    let named = Named::of(anlan, call, &paper, judged.given.as_of).await?.map(Named::unkept);
    papers::made(anlan, name, &paper, &with_named(given, &paper, named.as_ref()), kind).await
}

fn cells(row: &DutyRow) -> Vec<String> {
    let texts =
        [&row.chief, &row.level, &row.river, &row.person, &row.window, &row.from_on, &row.until_on, &row.due, &row.done, &row.missing];
    texts.into_iter().cloned().collect()
}

fn sheets(report: &PatrolReport) -> Vec<OutSheet> {
    let text = |value: &String| value.parse::<u32>().map_or_else(|_| OutCell::Text(value.clone()), |_| crate::lists::decimal(value));
    let sheet = |name: &str, title: &str, headers: Vec<String>, rows: Vec<Vec<String>>| OutSheet {
        name: name.to_owned(),
        title: Some(title.to_owned()),
        columns: headers.into_iter().map(|header| OutColumn { header, width: 16.0 }).collect(),
        rows: rows.iter().map(|row| row.iter().map(text).collect()).collect(),
    };
    let of = |table: &LoopTable| {
        let rows = table.rows.iter().map(|row| row.cells.clone()).collect();
        sheet(&table.name, &table.title, table.headers.clone(), rows)
    };
    let missed = sheet("未履职", "应巡未巡的河长", WINDOW.map(str::to_owned).into(), report.missed.iter().map(cells).collect());
    vec![of(&report.found), of(&report.under_reporting), missed, of(&report.letters)]
}

/// What the template is given; `papers/samples/patrol-report.json` is an example.
fn given(judged: &JudgedLoop, report: &PatrolReport, month: Month, lists: &ListsPack, today: NaiveDate) -> Value {
    let count = |state: DutyState| report.counts.iter().find(|count| count.state == state);
    let windows = |state: DutyState| count(state).map_or(0, |count| count.windows);
    let table = |table: &LoopTable| {
        let rows: Vec<&Vec<String>> = table.rows.iter().map(|row| &row.cells).collect();
        json!({ "title": table.title, "headers": table.headers, "rows": rows })
    };
    json!({
        "mark": lists.circular.mark,
        "issuer": lists.circular.issuer,
        "date": today,
        "month": month.zh(),
        "pack": { "title": judged.pack.head.title },
        "as_of": judged.given.as_of,
        "windows": {
            "all": report.counts.iter().map(|count| count.windows).sum::<usize>(),
            "fulfilled": windows(DutyState::Fulfilled),
            "open": windows(DutyState::Open),
            "missing": windows(DutyState::Missing),
            "missing_posts": count(DutyState::Missing).map_or(0, |count| count.posts),
            "not_assessed": windows(DutyState::NotAssessed),
        },
        "found": table(&report.found),
        "under_reporting": table(&report.under_reporting),
        "letters": table(&report.letters),
        "missed": report.missed,
    })
}
