//! The tables that a region's own records offer to rules, whatever the topic: the one place where they are named, as data.
//!
//! A pack declares the tables and columns it uses. Record books are offered too, each under its title with its own columns.
//! What is offered says nothing of what it means: that is the pack's.

mod columns;
pub(crate) mod fact_name;
mod gather;
mod matters;
pub(crate) mod water;

pub(crate) use gather::{Scope, gather, given_of, given_of_period};
pub(crate) use matters::{ClosedMatter, closed_between, frame_facts};

use crate::records::{kinds_of, scale_of};
use crate::views::{OfferedColumn, OfferedTable};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::ids::RegionId;
use anlan_core::pack::Pack;
use anlan_core::record::{Holds, RecordKind};
use anlan_core::rule::run::FactRow;
use anlan_core::rule::sheet::{TableDef, TableSource};
use anlan_core::rule::value::Value;
use columns::{
    CHIEF_COLUMNS, CHIEFS, CLOSED, CLOSED_COLUMNS, Column, INSPECTION_COLUMNS, INSPECTIONS, INSTRUCTION_COLUMNS, INSTRUCTIONS,
    ITEM_COLUMNS, ITEMS, LEAD_COLUMNS, LEADS, LETTER_COLUMNS, LETTERS, LIGHT_COLUMNS, LIGHTS, LOOKED, LOOKED_COLUMNS, MEETING_COLUMNS,
    MEETINGS, PROBLEM_COLUMNS, PROBLEMS, UNIT_COLUMNS, UNITS, WATER, WATER_COLUMNS,
};
use fact_name::FactName;
use std::sync::Arc;

/// One row of a declared table.
fn row<T>(def: &TableDef, columns: &[Column<T>], of: &T, name: &FactName) -> FactRow {
    let cell = |column: &anlan_core::rule::formula::Column| {
        let offered = columns.iter().find(|(own, ..)| **own == *column.name);
        offered.and_then(|(.., fill)| fill(of, &column.kind)).unwrap_or_else(|| Value::no_data(&column.name))
    };
    FactRow { name: Some(Arc::from(name.to_string())), cells: def.columns.iter().map(cell).collect() }
}

/// The record kind whose title is a table's name.
fn record_kind<'a>(anlan: &'a Anlan, region: &RegionId, table: &str) -> Option<&'a RecordKind> {
    kinds_of(anlan, region).all().iter().find(|kind| kind.title == table)
}

/// Whether a pack declares only what is offered.
///
/// # Errors
/// Every table and column that is not, with those that are.
fn check(anlan: &Anlan, region: &RegionId, pack: &Pack) -> Result<(), Fault> {
    let tables = tables(anlan, region);
    let mut faults = Vec::new();
    for def in pack.sheet.tables.iter().filter(|def| matches!(def.source, TableSource::Fact(_))) {
        let name = &*def.shape.name;
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            let all: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            faults.push(format!("事实表“{name}”不由本区的记录提供，可用的有：{}", all.join("、")));
            continue;
        };
        let is_record = record_kind(anlan, region, name).is_some();
        for column in def.columns.iter() {
            let kind = column.kind.to_string();
            let offered = table.columns.iter().find(|own| *own.name == *column.name);
            // A record's cells are read by the declared kind; the other tables' have one kind each.
            if offered.is_none_or(|own| !is_record && own.kind != kind) {
                let all: Vec<String> = table.columns.iter().map(|own| format!("{}: {}", own.name, own.kind)).collect();
                faults.push(format!("事实表“{name}”没有可用的列“{}: {kind}”，可用的有：{}", column.name, all.join("、")));
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let told = faults.join("\n");
    let zh = format!("规则包“{}”声明了本区记录不提供的事实：\n{told}", pack.head.id);
    Err(Fault::conflict("not_offered", zh, format!("pack {} declares facts that the records do not offer: {told}", pack.head.id)))
}

fn table<T>((name, about, key): (&str, &str, &[&str]), columns: &[Column<T>]) -> OfferedTable {
    let column = |(name, kind, about, _): &Column<T>| OfferedColumn {
        name: (*name).to_owned(),
        kind: (*kind).to_owned(),
        about: (*about).to_owned(),
    };
    OfferedTable {
        name: name.to_owned(),
        about: about.to_owned(),
        key: key.iter().map(|column| (*column).to_owned()).collect(),
        columns: columns.iter().map(column).collect(),
    }
}

fn of_records(anlan: &Anlan, region: &RegionId, kind: &RecordKind) -> OfferedTable {
    let column = |column: &anlan_core::record::RecordColumn| {
        let scale = if let Holds::Scale(name) = &column.holds { scale_of(anlan, region, name) } else { None };
        let about = column.hint.clone().unwrap_or_else(|| if column.required { "必填".to_owned() } else { "没有填的为缺".to_owned() });
        OfferedColumn { name: column.name.clone(), kind: column.kind(scale.as_ref()).to_string(), about }
    };
    let years = if kind.occurred.is_some() { "截至评定日以前十年的都在内，须按日期筛选。" } else { "" };
    OfferedTable {
        name: kind.title.clone(),
        about: format!("{}{years}", kind.about),
        key: kind.identity.clone(),
        columns: kind.open_columns().map(column).collect(),
    }
}

/// Every table offered in a region.
fn tables(anlan: &Anlan, region: &RegionId) -> Vec<OfferedTable> {
    let own = [
        table(UNITS, UNIT_COLUMNS),
        table(LIGHTS, LIGHT_COLUMNS),
        table(ITEMS, ITEM_COLUMNS),
        table(WATER, WATER_COLUMNS),
        table(CHIEFS, CHIEF_COLUMNS),
        table(PROBLEMS, PROBLEM_COLUMNS),
        table(LETTERS, LETTER_COLUMNS),
        table(CLOSED, CLOSED_COLUMNS),
        table(INSTRUCTIONS, INSTRUCTION_COLUMNS),
        table(INSPECTIONS, INSPECTION_COLUMNS),
        table(LOOKED, LOOKED_COLUMNS),
        table(MEETINGS, MEETING_COLUMNS),
        table(LEADS, LEAD_COLUMNS),
    ];
    let records = kinds_of(anlan, region).all().iter().map(|kind| of_records(anlan, region, kind));
    own.into_iter().chain(records).collect()
}

/// The tables and columns that a pack of the assessment or the loop may declare here.
///
/// # Errors
/// Not allowed.
pub fn offered(anlan: &Anlan, call: &Call) -> Result<Vec<OfferedTable>, Fault> {
    if reach(call.actor.role, Action::PackTry) == Reach::Nothing && reach(call.actor.role, Action::AssessmentPreview) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    Ok(tables(anlan, &call.region))
}
