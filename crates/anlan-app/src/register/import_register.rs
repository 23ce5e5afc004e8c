//! Units, rivers and chiefs from one workbook. All of it in one transaction, or nothing.
//!
//! Each sheet is read by the same code as a record book. What the sheets before it register stands in the transaction when the next is
//! read, so that a chief's river may be one of the same workbook; without confirmation, or with any fault, the transaction is given up.

use super::import_chiefs::{ROSTER, take};
use super::register_sheet::{BEGINS, KIND, LEAD, LEADS_FROM, LEVEL, RIVER, RIVERS, UNIT, UNITS, head_of, kinds};
use crate::imports::NOTES;
use crate::records::{ReadRow, accept, kind_of_sheet, read_rows};
use crate::views::{ImportFault, RegisterImport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::Ids;
use anlan_core::pack::{Kind, PackHead};
use anlan_core::record::RecordKind;
use anlan_core::text;
use anlan_report::read::Grid;
use anlan_store::{LeadUnitRow, RiverRow, Tx, UnitRow};
use chrono::{Datelike as _, NaiveDate};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// What is being taken in.
struct Taking<'a> {
    tx: &'a Tx,
    call: &'a Call,
    head: &'a PackHead,
    ids: Ids,
    told: RegisterImport,
}

/// Reads a workbook of units, rivers and chiefs; with `confirm` and without faults, registers what is not there yet.
///
/// # Errors
/// Not allowed, no rules yet, not readable, or the store fails.
pub async fn import_register(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8], confirm: bool) -> Result<RegisterImport, Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let head = head_of(anlan, call)?;
    let kinds = kinds(head)?;
    let sheets = accept(name, bytes).await?;
    let all: Vec<&RecordKind> = [UNITS, RIVERS, ROSTER].into_iter().filter_map(|key| kinds.kind(key)).collect();
    let mut of: [Vec<Grid>; 3] = Default::default();
    let tx = anlan.begin(call).await?;
    let mut taking = Taking { tx: &tx, call, head, ids: call.ids(), told: RegisterImport::default() };
    for grid in sheets.into_iter().filter(|grid| !grid.rows.is_empty() && grid.name != NOTES) {
        match kind_of_sheet(&all, &grid) {
            Some(place) => of[place].push(grid),
            // A sheet that bears one of the three names was meant; its headers are not those.
            None if all.iter().any(|kind| kind.title == grid.name) || grid.name == "河长" => taking.no_headers(&grid),
            None => taking.told.passed_over.push(grid.name),
        }
    }
    if of.iter().all(Vec::is_empty) && taking.told.faults.is_empty() {
        let zh = "没有找到“单位”“河流”“河长”任何一张表的表头，请用下载的登记表填写。";
        taking.told.faults.push(ImportFault::new("", None, None, Some(name.to_owned()), "no_sheet", zh, "no sheet has the headers"));
    }
    for (key, sheets) in [UNITS, RIVERS, ROSTER].into_iter().zip(&of).filter(|(_, sheets)| !sheets.is_empty()) {
        let (rows, faults) = read_rows(anlan, call, &tx.read(), &kinds, key, (name, sheets)).await?;
        taking.told.faults.extend(faults);
        match key {
            UNITS => taking.units(rows).await?,
            RIVERS => taking.rivers(rows).await?,
            _ => taking.chiefs(rows).await?,
        }
    }
    let mut told = taking.told;
    told.confirmed = confirm && told.faults.is_empty();
    let new = told.units + told.rivers + told.lead_units + told.posts + told.tenures;
    // The same workbook again changes nothing, and leaves no trace that something had changed.
    if told.confirmed && new > 0 {
        let detail = json!({ "units": told.units, "rivers": told.rivers, "lead_units": told.lead_units, "posts": told.posts, "tenures": told.tenures, "unchanged": told.unchanged });
        anlan.finish(tx, call, "register.import", name, &detail).await?;
    }
    Ok(told)
}

fn value<'a>(row: &'a ReadRow, column: &str) -> Option<&'a str> {
    row.content.values.get(column).map(String::as_str)
}

fn key_of(kinds: &[Kind], label: &str) -> Option<String> {
    kinds.iter().find(|kind| kind.label == label).map(|kind| kind.key.clone())
}

impl Taking<'_> {
    fn no_headers(&mut self, grid: &Grid) {
        let zh = format!("“{}”表没有找到表头，请用下载的登记表填写，表头不要改。", grid.name);
        let row = grid.rows.first().map(|row| row.number);
        let en = format!("the sheet {} has not the headers of the workbook handed out", grid.name);
        self.told.faults.push(ImportFault::new(&grid.name, row, None, None, "no_header", zh, en));
    }

    fn fault(&mut self, row: &ReadRow, column: &str, code: &str, (zh, en): (String, String)) {
        let held = value(row, column).map(str::to_owned);
        self.told.faults.push(ImportFault::new(&row.sheet, Some(row.row), Some(column.to_owned()), held, code, zh, en));
    }

    fn day(&self, row: &ReadRow, column: &str) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(self.call.today().year(), 1, 1).unwrap_or_else(|| self.call.today());
        value(row, column).and_then(|text| text.parse().ok()).unwrap_or(first)
    }

    async fn units(&mut self, rows: Vec<ReadRow>) -> Result<(), Fault> {
        let held: HashMap<String, UnitRow> = self.tx.read().units().await?.into_iter().map(|row| (row.name.clone(), row)).collect();
        let mut new = Vec::new();
        for row in rows {
            let name = text::name(value(&row, UNIT).unwrap_or_default());
            let label = value(&row, KIND);
            let told =
                self.head.unit_kinds.iter().find(|kind| kind.suffixes.iter().any(|end| name.ends_with(end.as_str()) && name != *end));
            let kind = label.map_or_else(|| told.map(|kind| kind.key.clone()), |label| key_of(&self.head.unit_kinds, label));
            match (held.get(&name), kind) {
                (Some(own), kind) if label.is_none() || kind.as_ref() == Some(&own.kind) => self.told.unchanged += 1,
                (Some(_), _) => {
                    let zh = format!("“{name}”已经登记为另一类别，要改的请在“责任单位”页修改。");
                    self.fault(&row, KIND, "differs", (zh, format!("{name} is registered with another kind: change it on its page")));
                }
                (None, None) => {
                    let zh = format!("从“{name}”看不出单位类别，请填写“类别”一列。");
                    self.fault(&row, KIND, "unknown_kind", (zh, format!("the kind of {name} is not told by its name: fill it in")));
                }
                (None, Some(kind)) => {
                    let (region_id, from_on) = (self.call.region.to_string(), self.day(&row, BEGINS));
                    new.push(UnitRow { region_id, id: self.ids.make(), name, kind, from_on, until_on: None });
                }
            }
        }
        self.told.units = new.len();
        Ok(self.tx.add_units(new).await?)
    }

    async fn rivers(&mut self, rows: Vec<ReadRow>) -> Result<(), Fault> {
        let held: HashMap<String, RiverRow> = self.tx.read().rivers().await?.into_iter().map(|row| (row.name.clone(), row)).collect();
        let led: HashMap<Uuid, Uuid> = self
            .tx
            .read()
            .lead_units()
            .await?
            .into_iter()
            .filter(|row| row.until_on.is_none())
            .map(|row| (row.river_id, row.unit_id))
            .collect();
        let (mut new, mut lead) = (Vec::new(), Vec::new());
        for row in rows {
            let name = text::name(value(&row, RIVER).unwrap_or_default());
            let level = key_of(&self.head.river_levels, value(&row, LEVEL).unwrap_or_default()).unwrap_or_default();
            let id = match held.get(&name) {
                Some(own) if own.level != level => {
                    let zh = format!("“{name}”已经登记为另一级别，请核对。");
                    self.fault(&row, LEVEL, "differs", (zh, format!("{name} is registered with another level: check it")));
                    continue;
                }
                Some(own) => own.id,
                None => {
                    let id = self.ids.make();
                    new.push(RiverRow { region_id: self.call.region.to_string(), id, name: name.clone(), level });
                    id
                }
            };
            let asked = row.content.refs.get(LEAD).copied();
            match (led.get(&id), asked) {
                (Some(own), Some(unit)) if *own != unit => {
                    let zh = format!("“{name}”已有另一牵头单位，更换的请在河流页办理移交。");
                    self.fault(&row, LEAD, "hand_over", (zh, format!("{name} has another lead unit: hand it over")));
                }
                (None, Some(unit_id)) => lead.push(LeadUnitRow {
                    region_id: self.call.region.to_string(),
                    id: self.ids.make(),
                    river_id: id,
                    unit_id,
                    from_on: self.day(&row, LEADS_FROM),
                    until_on: None,
                    recorded_at: self.call.at,
                    recorded_by: self.call.actor.name.clone(),
                }),
                (Some(_), _) | (None, None) if held.contains_key(&name) => self.told.unchanged += 1,
                (Some(_), _) | (None, None) => {}
            }
        }
        (self.told.rivers, self.told.lead_units) = (new.len(), lead.len());
        self.tx.add_rivers(new).await?;
        Ok(self.tx.add_lead_units(lead).await?)
    }

    async fn chiefs(&mut self, rows: Vec<ReadRow>) -> Result<(), Fault> {
        let ids = &mut self.ids;
        let mut roster = take(self.tx, self.call, &self.head.chief_levels, rows, &mut || ids.make()).await?;
        (self.told.posts, self.told.tenures) = (roster.new_posts.len(), roster.new_tenures.len());
        self.told.unchanged += roster.unchanged;
        self.told.ended.append(&mut roster.told);
        self.told.faults.append(&mut roster.faults);
        roster.write(self.tx).await
    }
}
