//! A record book as a workbook, exactly as filtered; it can be imported again. Secret columns are not in it.

use super::kinds::kind_of;
use super::list::fitting;
use crate::lists::decimal;
use crate::views::{RecordQuery, RecordRow};
use crate::{Anlan, Call, Fault};
use anlan_core::record::{Holds, RecordColumn, RecordKind};
use anlan_core::rule::number::Number;
use anlan_core::rule::value::Kind;
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};

/// The records that fit, as the file's name and its xlsx bytes, in the order asked for.
///
/// # Errors
/// Not allowed, no such kind, or the store fails.
pub async fn export(anlan: &Anlan, call: &Call, kind: &str, query: &RecordQuery) -> Result<(String, Vec<u8>), Fault> {
    let kind = kind_of(anlan, call, kind)?;
    let (rows, _) = fitting(anlan, call, kind, query).await?;
    let year = query.year.filter(|_| kind.occurred.is_some()).map(|year| format!("{year}年")).unwrap_or_default();
    let withdrawn = if query.withdrawn.unwrap_or(false) { "（已撤回）" } else { "" };
    let title = format!("{year}{}{withdrawn}", kind.title);
    let sheet = OutSheet {
        name: kind.title.clone(),
        title: Some(title.clone()),
        columns: kind.open_columns().map(|column| OutColumn { header: column.label(), width: width(column) }).collect(),
        rows: rows.iter().map(|row| cells(kind, row)).collect(),
    };
    let bytes = write_workbook(&[sheet], call.today())
        .map_err(|fault| Fault::internal("export", "导出失败，请联系管理员查看日志。", fault.to_string()))?;
    Ok((format!("{title}.xlsx"), bytes))
}

fn width(column: &RecordColumn) -> f64 {
    match &column.holds {
        Holds::Refers(_) => 20.0,
        Holds::Value(Kind::Text) => 24.0,
        Holds::Value(Kind::Time) => 17.0,
        Holds::Value(_) | Holds::Measured(_) | Holds::Choice(_) | Holds::Scale(_) => 13.0,
    }
}

fn cells(kind: &RecordKind, row: &RecordRow) -> Vec<OutCell> {
    let cell = |column: &RecordColumn| {
        let Some(value) = row.values.get(&column.name) else { return OutCell::Empty };
        match &column.holds {
            Holds::Value(Kind::Date) => value.parse().map_or_else(|_| OutCell::Text(value.clone()), OutCell::Date),
            Holds::Value(Kind::Number(_)) | Holds::Measured(_) if Number::parse(value).is_some() => decimal(value),
            Holds::Value(_) | Holds::Measured(_) | Holds::Choice(_) | Holds::Scale(_) | Holds::Refers(_) => OutCell::Text(value.clone()),
        }
    };
    kind.open_columns().map(cell).collect()
}
