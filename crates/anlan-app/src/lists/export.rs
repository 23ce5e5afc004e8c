//! A list as a workbook, exactly as filtered.

use super::find::{fitting, year_asked};
use crate::views::{ItemQuery, ItemRow};
use crate::{Anlan, Call, Fault};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};

/// The items that fit as xlsx bytes, in the order asked for.
///
/// # Errors
/// A month that is none, or the store fails.
pub async fn export(anlan: &Anlan, call: &Call, query: &ItemQuery) -> Result<Vec<u8>, Fault> {
    let (book, month, rows) = fitting(anlan, call, query).await?;
    let columns: [(&str, f64); 15] = [
        ("清单", 22.0),
        ("编号", 14.0),
        ("名称", 36.0),
        ("河流", 12.0),
        ("责任单位", 18.0),
        ("开始时间", 12.0),
        ("完成时限", 12.0),
        ("资金（万元）", 12.0),
        ("量化指标", 20.0),
        ("计量单位", 10.0),
        ("目标值", 10.0),
        ("最近填报月份", 14.0),
        ("累计进度(%)", 12.0),
        ("亮灯", 9.0),
        ("判定规则", 16.0),
    ];
    let titles: std::collections::HashMap<&str, &str> = book
        .pack(month)
        .map(|pack| pack.lights.rules().iter().map(|rule| (rule.key.as_str(), rule.title.as_str())).collect())
        .unwrap_or_default();
    let sheet = OutSheet {
        name: "事项".to_owned(),
        title: Some(format!("{}年度清单事项（{}亮灯）", year_asked(call, query), month.zh())),
        columns: columns.iter().map(|(header, width)| OutColumn { header: (*header).to_owned(), width: *width }).collect(),
        rows: rows.iter().map(|row| cells(row, &titles)).collect(),
    };
    write_workbook(&[sheet], call.today()).map_err(|fault| Fault::internal("export", "导出失败，请联系管理员查看日志。", fault.to_string()))
}

fn cells(row: &ItemRow, titles: &std::collections::HashMap<&str, &str>) -> Vec<OutCell> {
    let text = |value: &str| OutCell::Text(value.to_owned());
    let number = |value: &Option<String>| value.as_ref().map_or(OutCell::Empty, |value| decimal(value));
    vec![
        text(row.list.zh()),
        text(&row.number),
        text(&row.title),
        text(row.river.as_ref().map_or("", |river| &river.name)),
        text(&row.unit.name),
        OutCell::Date(row.start_on),
        OutCell::Date(row.limit_on),
        number(&row.money_wan),
        text(row.indicator.as_deref().unwrap_or("")),
        text(row.unit_of_measure.as_deref().unwrap_or("")),
        number(&row.target),
        text(&row.progress.as_ref().map(|at| at.month.zh()).unwrap_or_default()),
        number(&row.progress.as_ref().map(|at| at.share.clone())),
        text(row.light.as_ref().map_or("", |at| at.light.sign())),
        text(row.light.as_ref().and_then(|at| titles.get(at.rule.as_str()).copied()).unwrap_or("")),
    ]
}

/// An exact decimal text, as views carry it, as a number cell.
pub(crate) fn decimal(value: &str) -> OutCell {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let scaled = format!("{whole}{fraction}").parse().ok().zip(u8::try_from(fraction.len()).ok());
    scaled.map_or_else(|| OutCell::Text(value.to_owned()), |(value, places)| OutCell::Decimal { value, places })
}
