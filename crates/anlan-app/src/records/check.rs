//! Texts by column to a record's content: the one check behind forms and imports. Every fault is told at once.

use super::kinds::scales_of;
use super::names::Names;
use crate::{Anlan, Call, Fault, FieldFault};
use anlan_core::days;
use anlan_core::record::{Holds, Misread, RecordColumn, RecordContent, RecordKind, Refers};
use anlan_core::rule::value::Scale;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is wrong at a column.
pub(super) type ColumnFault = (String, Misread);

/// A content that can be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) content: RecordContent,
    pub(super) identity: String,
    pub(super) occurred_on: NaiveDate,
}

/// What a check needs to know.
pub(super) struct Checker<'a> {
    pub(super) kind: &'a RecordKind,
    pub(super) names: &'a Names,
    scales: BTreeMap<String, Arc<Scale>>,
    today: NaiveDate,
}

impl<'a> Checker<'a> {
    pub(super) fn new(anlan: &Anlan, call: &Call, kind: &'a RecordKind, names: &'a Names) -> Self {
        Self { kind, names, scales: scales_of(anlan, &call.region, kind), today: call.today() }
    }

    /// Reads texts by column; blank ones are absent.
    pub(super) fn check(&self, cells: &BTreeMap<String, String>) -> Result<Checked, Vec<ColumnFault>> {
        let mut faults: Vec<ColumnFault> = Vec::new();
        for name in cells.keys().filter(|name| self.kind.column(name).is_none()) {
            let zh = format!("“{}”台账没有这一列。", self.kind.title);
            faults.push((name.clone(), Misread::new("unknown_column", zh, format!("{} has no such column", self.kind.key))));
        }
        let mut content = RecordContent::default();
        for column in &self.kind.columns {
            let cell = cells.get(&column.name).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            match (cell, column.required) {
                (Some(cell), _) => {
                    if let Err(fault) = self.take(column, cell, &mut content) {
                        faults.push((column.name.clone(), fault));
                    }
                }
                (None, true) => faults.push((column.name.clone(), Misread::missing())),
                (None, false) => {}
            }
        }
        faults.extend(self.kind.out_of_order(&content.values));
        let occurred_on = self.occurred_on(&content);
        if let Some(column) = self.kind.occurred.as_ref().filter(|_| occurred_on > self.today) {
            let zh = format!("{}还没有到，不能登记。", days::zh(occurred_on));
            faults.push((column.clone(), Misread::new("future_day", zh, format!("{occurred_on} lies in the future"))));
        }
        let confirmed_on = self.kind.follow.as_ref().map(|follow| &follow.done).and_then(|done| Some((done, content.values.get(done)?)));
        if let Some((column, day)) = confirmed_on.filter(|(_, day)| day.parse::<NaiveDate>().is_ok_and(|day| day > self.today)) {
            let zh = format!("{day}还没有到，不能登记。");
            faults.push((column.clone(), Misread::new("future_day", zh, format!("{day} lies in the future"))));
        }
        if faults.is_empty() { Ok(Checked { identity: self.identity(&content), occurred_on, content }) } else { Err(faults) }
    }

    fn take(&self, column: &RecordColumn, cell: &str, content: &mut RecordContent) -> Result<(), Misread> {
        let scale = match &column.holds {
            Holds::Scale(name) => self.scales.get(name),
            Holds::Value(_) | Holds::Measured(_) | Holds::Choice(_) | Holds::Refers(_) => None,
        };
        let value = column.read(cell, scale)?;
        if let Some(refers) = column.refers() {
            let id = self.names.find(refers, &value).ok_or_else(|| unknown(self.names, refers, &value))?;
            content.refs.insert(column.name.clone(), id);
            content.values.insert(column.name.clone(), self.names.name(id).unwrap_or(&value).to_owned());
        } else {
            if column.problem && self.names.problem(&value).is_none() {
                let zh = format!("没有编号为“{value}”的问题，请核对编号，或先登记问题。");
                return Err(Misread::new(
                    "unknown_problem",
                    zh,
                    format!("there is no problem {value}: check the number or record it first"),
                ));
            }
            content.values.insert(column.name.clone(), value);
        }
        Ok(())
    }

    /// The day it happened; a standing entry's is the day it is recorded.
    fn occurred_on(&self, content: &RecordContent) -> NaiveDate {
        let value = self.kind.occurred.as_ref().and_then(|column| content.values.get(column));
        value.and_then(|value| value.get(..10)?.parse().ok()).unwrap_or(self.today)
    }

    /// One text for the same real thing or event, with ids for names.
    fn identity(&self, content: &RecordContent) -> String {
        let part = |column: &String| match content.refs.get(column) {
            Some(id) => id.to_string(),
            None => anlan_core::text::name(content.values.get(column).map_or("", String::as_str)).replace('|', "／"),
        };
        self.kind.identity.iter().map(part).collect::<Vec<_>>().join("|")
    }

    /// The identity of a row that cannot be recorded for another cell; none where it cannot be told.
    pub(super) fn identity_of(&self, cells: &BTreeMap<String, String>) -> Option<String> {
        let mut content = RecordContent::default();
        for column in self.kind.identity.iter().filter_map(|name| self.kind.column(name)) {
            match cells.get(&column.name).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
                Some(cell) => self.take(column, cell, &mut content).ok()?,
                None if column.required => return None,
                None => {}
            }
        }
        Some(self.identity(&content))
    }

    /// Whether two contents say the same.
    pub(super) fn same(&self, a: &RecordContent, b: &RecordContent) -> bool {
        self.kind.columns.iter().all(|column| self.same_value(column, a, b))
    }

    /// Whether two contents say the same of one column.
    pub(super) fn same_value(&self, column: &RecordColumn, a: &RecordContent, b: &RecordContent) -> bool {
        match (a.refs.get(&column.name), b.refs.get(&column.name)) {
            (Some(a), Some(b)) => a == b,
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => match (a.values.get(&column.name), b.values.get(&column.name)) {
                (Some(a), Some(b)) => column.same(a, b),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            },
        }
    }
}

fn unknown(names: &Names, refers: &Refers, name: &str) -> Misread {
    let (what, code, english) = match refers {
        Refers::Unit => ("单位", "unknown_unit", "unit"),
        Refers::River => ("河流", "unknown_river", "river"),
        Refers::Chief => ("河长职务", "unknown_chief", "chief's post"),
        Refers::Item => ("事项编号", "unknown_item", "item"),
        Refers::Record(_) => ("名称", "unknown_record", "record"),
    };
    let near = names.nearest(refers, name);
    let (meant, meant_en) = match near.is_empty() {
        true => ("请核对写法，或先登记".to_owned(), "check it or register it first".to_owned()),
        false => (
            format!("是不是“{}”？请更正，或先登记", near.join("”“")),
            format!("perhaps {}? correct it or register it first", near.join(", ")),
        ),
    };
    Misread::new(code, format!("{what}“{name}”没有登记，{meant}。"), format!("{english} {name} is not registered: {meant_en}"))
}

/// The faults of a form.
pub(super) fn of_form(faults: Vec<ColumnFault>) -> Fault {
    let field = |(field, fault): ColumnFault| FieldFault { field, code: fault.code, zh: fault.zh, en: fault.en };
    Fault::invalid_fields(faults.into_iter().map(field).collect())
}

/// A reason that must be given.
pub(super) fn reason_of(text: &str) -> Result<String, Fault> {
    let reason = text.trim();
    match reason.chars().count() {
        1..=500 => Ok(reason.to_owned()),
        0 => Err(Fault::invalid("reason", "missing", "请写明理由。", "Say why.")),
        _ => Err(Fault::invalid("reason", "too_long", "理由超过500字，请缩短。", "The reason is longer than 500 characters.")),
    }
}
