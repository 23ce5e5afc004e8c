//! The workbook of units, rivers and chiefs as it is handed out: the columns of each sheet, and what may stand in them.

use super::import_chiefs::{columns as roster_columns, kinds_of, labels};
use crate::imports::NOTES;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::PackHead;
use anlan_core::record::{Holds, RecordColumn, RecordKinds};
use anlan_core::rule::value::Kind;
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};

pub(super) const UNITS: &str = "register_unit";
pub(super) const RIVERS: &str = "register_river";
pub(super) const UNIT: &str = "单位名称";
pub(super) const KIND: &str = "类别";
pub(super) const BEGINS: &str = "启用日期";
pub(super) const RIVER: &str = "河流名称";
pub(super) const LEVEL: &str = "级别";
pub(super) const LEAD: &str = "牵头单位";
pub(super) const LEADS_FROM: &str = "牵头开始";

/// The three kinds of rows; kinds and levels are the region's.
pub(super) fn kinds(head: &PackHead) -> Result<RecordKinds, Fault> {
    let (units, rivers) = (labels(&head.unit_kinds), labels(&head.river_levels));
    let roster = roster_columns(&head.chief_levels);
    kinds_of(&format!(
        r#"
[[kind]]
key = "{UNITS}"
title = "单位"
about = "责任单位"
identity = ["{UNIT}"]
[[kind.column]]
name = "{UNIT}"
required = true
headers = ["单位", "责任单位", "责任单位名称"]
[[kind.column]]
name = "{KIND}"
holds = "choice"
choices = [{units}]
headers = ["单位类别"]
[[kind.column]]
name = "{BEGINS}"
holds = "date"
headers = ["起始日期"]
[[kind]]
key = "{RIVERS}"
title = "河流"
about = "河流和牵头单位"
identity = ["{RIVER}"]
[[kind.column]]
name = "{RIVER}"
required = true
headers = ["河名"]
[[kind.column]]
name = "{LEVEL}"
holds = "choice"
choices = [{rivers}]
required = true
headers = ["河流级别"]
[[kind.column]]
name = "{LEAD}"
holds = "unit"
headers = ["牵头责任单位"]
[[kind.column]]
name = "{LEADS_FROM}"
holds = "date"
headers = ["牵头起始日期"]
{roster}"#
    ))
}

/// The empty workbook: one sheet each for units, rivers and chiefs, and one that tells what may stand where.
///
/// # Errors
/// Not allowed, or the region has no rules.
pub fn register_sheet(anlan: &Anlan, call: &Call) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let head = head_of(anlan, call)?;
    let kinds = kinds(head)?;
    let named = [("单位", UNITS), ("河流", RIVERS), ("河长", super::import_chiefs::ROSTER)];
    let (mut sheets, mut notes) = (vec![], vec![]);
    for (name, key) in named {
        let Some(kind) = kinds.kind(key) else { continue };
        let columns = kind.columns.iter().map(|column| OutColumn { header: column.name.clone(), width: 22.0 }).collect();
        sheets.push(OutSheet { name: name.to_owned(), title: None, columns, rows: vec![] });
        notes.extend(kind.columns.iter().map(|column| vec![name.to_owned(), column.name.clone(), told(column)]));
    }
    let header = |(header, width): (&str, f64)| OutColumn { header: header.to_owned(), width };
    sheets.push(OutSheet {
        name: NOTES.to_owned(),
        title: Some("填写说明：三张表可以只填一张；重复导入不会重复登记".to_owned()),
        columns: [("工作表", 10.0), ("列", 16.0), ("怎样填", 70.0)].map(header).into(),
        rows: notes.into_iter().map(|row| row.into_iter().map(OutCell::Text).collect()).collect(),
    });
    let bytes = write_workbook(&sheets, call.today())
        .map_err(|fault| Fault::internal("export", "登记表没有做成，请联系管理员查看日志。", fault.to_string()))?;
    let name = anlan.packs.name_of(call.region.as_str()).unwrap_or_default();
    Ok((format!("{name}单位河流河长登记表.xlsx"), bytes))
}

/// The head of the region's rules, which name the kinds of units and the levels.
pub(super) fn head_of<'a>(anlan: &'a Anlan, call: &Call) -> Result<&'a PackHead, Fault> {
    anlan.packs.of_region(call.region.as_str()).map(|pack| &pack.head).ok_or_else(|| {
        let zh = "本区还没有规则包，单位类别、河流和河长级别由规则包写明：请先在“开通向导”照搬规则包。";
        Fault::conflict("no_pack", zh, "The region has no rules yet: copy a district's first.")
    })
}

fn told(column: &RecordColumn) -> String {
    let need = if column.required { "必填。" } else { "可不填。" };
    let how = match (column.name.as_str(), &column.holds) {
        (KIND, Holds::Choice(choices)) => format!("从中选一：{}；不填的按单位名称的结尾判断。", choices.join("、")),
        (_, Holds::Choice(choices)) => format!("从中选一：{}。", choices.join("、")),
        (BEGINS | LEADS_FROM, _) => "如 2023-01-01；不填为本年1月1日。".to_owned(),
        (_, Holds::Value(Kind::Date)) => "如 2023-01-01。在任的不填任职结束。".to_owned(),
        (LEAD, _) => "“单位”表里填了的，或者已经登记的单位。".to_owned(),
        ("河流", _) => "“河流”表里填了的，或者已经登记的河流；总河长不填。".to_owned(),
        (_, Holds::Value(_) | Holds::Refers(_) | Holds::Measured(_) | Holds::Scale(_)) => String::new(),
    };
    format!("{need}{how}")
}
