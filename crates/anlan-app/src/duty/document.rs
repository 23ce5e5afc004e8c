//! The monthly report as an official document (docx, PDF) and as a workbook. It is drawn from what is recorded now.

use super::judge::JudgedLoop;
use super::report::made;
use crate::lights::{DocumentKind, pdf};
use crate::views::{DutyRow, LoopTable, PatrolReport};
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::month::Month;
use anlan_core::pack::loops::DutyState;
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Block, Column, OfficialDocument, Signature, Table};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use chrono::NaiveDate;

const WINDOW: [&str; 10] = ["职务", "级别", "河流", "姓名", "窗口", "起", "止", "应巡", "实巡", "缺"];

/// The report of a month: its file name and bytes.
///
/// # Errors
/// Not allowed, no such month, no pack, no Chinese font for a PDF, or the store fails.
pub async fn report_document(anlan: &Anlan, call: &Call, month: Month, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let (judged, report) = made(anlan, call, month).await?;
    let name = format!("{}巡河查河情况月报", month.zh());
    let failed = |fault: &dyn std::error::Error| Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string());
    if kind == DocumentKind::Xlsx {
        let bytes = write_workbook(&sheets(&report), call.today()).map_err(|fault| failed(&fault))?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let lists = anlan.packs.in_force(call.region.as_str(), month.last_day()).map_err(|fault| {
        let zh = "本月没有生效的亮灯规则包，不知道以什么名义印发。".to_owned();
        Fault::conflict("no_pack", zh, fault.to_string())
    })?;
    let official = official(&judged, &report, month, (&lists.circular.mark, &lists.circular.issuer), call.today());
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
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

fn block(headers: &[(&str, u32, Align)], rows: Vec<Vec<String>>) -> Block {
    let column = |(header, share, align): &(&str, u32, Align)| Column { header: (*header).to_owned(), share: *share, align: *align };
    Block::Table(Table { caption: None, columns: headers.iter().map(column).collect(), rows })
}

fn whole(table: &LoopTable) -> Block {
    let headers: Vec<(&str, u32, Align)> = table.headers.iter().map(|header| (header.as_str(), 10, Align::Center)).collect();
    block(&headers, table.rows.iter().map(|row| row.cells.clone()).collect())
}

fn official(judged: &JudgedLoop, report: &PatrolReport, month: Month, (mark, issuer): (&str, &str), today: NaiveDate) -> OfficialDocument {
    let paragraph = |text: String| Block::Paragraph { text };
    let heading = |text: &str| Block::Heading1 { text: text.to_owned() };
    let count = |state: DutyState| report.counts.iter().find(|count| count.state == state);
    let windows = |state: DutyState| count(state).map_or(0, |count| count.windows);
    let all: usize = report.counts.iter().map(|count| count.windows).sum();
    // A single annex has no number.
    let annex = |number: usize| {
        let both = !report.missed.is_empty() && !report.under_reporting.rows.is_empty();
        if both { format!("附件{number}") } else { "附件".to_owned() }
    };
    let posts = count(DutyState::Missing).map_or(0, |count| count.posts);
    let mut body = vec![
        paragraph(format!(
            "根据“{}”，对{}各级河长巡河查河情况进行了统计，记录截至{}。现将情况报告如下。",
            judged.pack.head.title,
            month.zh(),
            zh(judged.given.as_of)
        )),
        heading("一、巡河履职"),
        paragraph(format!(
            "本月期满或正在进行的巡河窗口{all}个，已履职{}个，进行中{}个，未履职{}个（涉及河长职务{posts}个），因无人任职或数据不足未评{}个。{}",
            windows(DutyState::Fulfilled),
            windows(DutyState::Open),
            windows(DutyState::Missing),
            windows(DutyState::NotAssessed),
            if report.missed.is_empty() { String::new() } else { format!("未履职名单见{}。", annex(1)) }
        )),
        heading("二、查河情况"),
        whole(&report.found),
        heading("三、少报突出问题的河长"),
    ];
    if report.under_reporting.rows.is_empty() {
        body.push(paragraph("本月没有他人发现突出问题而本河段河长没有上报的情形。".to_owned()));
    } else {
        body.push(paragraph(format!(
            "他人发现突出问题而本河段河长没有上报的，涉及河长{}名，见{}。",
            report.under_reporting.rows.len(),
            annex(2)
        )));
    }
    body.push(heading("四、本年提醒、通报、约谈"));
    match report.letters.rows.as_slice() {
        [] => body.push(paragraph("本年没有对河长发出提醒、通报、约谈。".to_owned())),
        _ => body.push(whole(&report.letters)),
    }
    let columns = [
        ("职务", 30, Align::Left),
        ("姓名", 12, Align::Center),
        ("窗口", 22, Align::Center),
        ("应巡", 10, Align::Center),
        ("实巡", 10, Align::Center),
        ("缺", 8, Align::Center),
    ];
    let short = |row: &DutyRow| [&row.chief, &row.person, &row.window, &row.due, &row.done, &row.missing].map(Clone::clone).into();
    let mut attachments = Vec::new();
    if !report.missed.is_empty() {
        let table = block(&columns, report.missed.iter().map(short).collect());
        attachments.push(Attachment { title: format!("{}未履行巡河职责的河长", month.zh()), blocks: vec![table] });
    }
    if !report.under_reporting.rows.is_empty() {
        let title = format!("{}少报突出问题的河长", month.zh());
        attachments.push(Attachment { title, blocks: vec![whole(&report.under_reporting)] });
    }
    OfficialDocument {
        issuer_mark: mark.to_owned(),
        addressee: Some("区总河长：".to_owned()),
        attachments,
        ..OfficialDocument::plain(vec![format!("{}巡河查河情况月报", month.zh())], body, Signature { unit: issuer.to_owned(), date: today })
    }
}
