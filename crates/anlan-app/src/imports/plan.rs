//! What an import would record: new items and reports, corrections, what stays; and every fault found on the way.

use super::compare::Known;
use super::found::{nothing_read, unknown_sheet};
use super::mapping::{ImportMapping, completed, recognise};
use super::read_rows::{ItemRead, LeadRead, ListRow, Place, Rows, read_sheet};
use crate::Call;
use crate::views::{ImportCorrection, ImportCounts, ImportFault, NewUnit, SheetView, field_label};
use anlan_core::ids::{ChiefId, FactId, Ids, ItemId, RiverId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::pack::Pack;
use anlan_core::progress::Progress;
use anlan_core::text::narrow;
use anlan_report::read::Grid;
use anlan_store::{ChiefRow, LeadUnitRow, RiverRow, UnitRow};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everything an import would do.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) sheets: Vec<SheetView>,
    pub(crate) mapping: ImportMapping,
    pub(crate) counts: ImportCounts,
    pub(crate) faults: Vec<ImportFault>,
    /// What was read in a way that people should see before they confirm.
    pub(crate) notes: Vec<ImportFault>,
    pub(crate) corrections: Vec<ImportCorrection>,
    pub(crate) units: Vec<UnitRow>,
    pub(crate) rivers: Vec<RiverRow>,
    pub(crate) chiefs: Vec<ChiefRow>,
    pub(crate) leads: Vec<LeadUnitRow>,
    pub(crate) items: Vec<(ItemId, i32, List, String)>,
    pub(crate) facts: Vec<(i32, ItemFact)>,
    pub(crate) reports: Vec<(i32, Progress)>,
}

impl Plan {
    /// New units as the page shows them.
    pub(crate) fn new_units(&self, pack: &Pack) -> Vec<NewUnit> {
        let label =
            |key: &str| pack.head.unit_kinds.iter().find(|kind| kind.key == key).map_or_else(|| key.to_owned(), |kind| kind.label.clone());
        self.units.iter().map(|unit| NewUnit { name: unit.name.clone(), kind: label(&unit.kind) }).collect()
    }
}

pub(super) struct Planner<'a> {
    pub(super) call: &'a Call,
    pub(super) pack: &'a Pack,
    pub(super) known: &'a mut Known,
    pub(super) ids: Ids,
    reason: String,
    /// Unknown units and rivers are registered: on a region's first import, or when the user says so.
    pub(super) register: bool,
    /// A blank quantity or note of a report clears what is known.
    pub(super) whole: bool,
    /// Items of this import by number: id, year, unit and the row they stand in.
    pub(super) now: HashMap<String, (ItemId, i32, UnitId, u32)>,
    pub(super) plan: Plan,
}

/// Plans an import of sheets by a mapping (recognised when none is given), into a year's lists (told by the numbers when none is given).
/// Rows for a given year say everything of a report: a blank cell clears what is known, which it does not in an office's workbook.
pub(crate) fn plan(
    call: &Call,
    pack: &Pack,
    known: &mut Known,
    sheets: &[Grid],
    mapping: Option<ImportMapping>,
    source: &str,
    given: Option<i32>,
) -> Plan {
    let chosen = mapping.is_some();
    let mapping = mapping.map_or_else(|| recognise(sheets), |mapping| completed(mapping, sheets));
    let year = given.or_else(|| year_of(sheets, &mapping)).unwrap_or_else(|| call.today().year());
    let task_start = pack.head.yearly_tasks.as_ref().and_then(|tasks| NaiveDate::from_ymd_opt(year, tasks.start_month, tasks.start_day));
    let mut rows = Rows::default();
    let mut views = Vec::new();
    for grid in sheets {
        let filled = grid.rows.iter().any(|row| row.cells.iter().any(|cell| !cell.is_blank()));
        let Some(sheet) = mapping.sheets.iter().find(|sheet| sheet.name == grid.name) else { continue };
        let scale = read_sheet(grid, sheet, year, task_start, &mut rows);
        views.push(sheet.view(grid, scale));
        if sheet.kind.is_none() && filled && !grid.hidden && !chosen {
            rows.faults.push(unknown_sheet(grid));
        }
    }
    let register = mapping.register_units || known.units.is_empty();
    let mut planner = Planner {
        call,
        pack,
        known,
        ids: call.ids(),
        reason: format!("导入《{source}》"),
        register,
        whole: given.is_some(),
        now: HashMap::new(),
        plan: Plan { sheets: views, mapping, ..Plan::default() },
    };
    planner.plan.faults = std::mem::take(&mut rows.faults);
    planner.plan.notes = std::mem::take(&mut rows.notes);
    let nothing = rows.items.is_empty() && rows.reports.is_empty() && rows.leads.is_empty() && planner.plan.faults.is_empty();
    if nothing && given.is_none() {
        let told = nothing_read(sheets, &planner.plan.sheets);
        planner.plan.faults.push(told);
    }
    let mut first_rows: HashMap<String, Place> = HashMap::new();
    // Numbers of rows that are not taken in, with the unit they name where there is such a unit: their reports wait for them.
    let mut dropped: HashMap<String, Option<String>> = HashMap::new();
    // The progress in a row that is dropped for its number is dropped with it, not the first row's.
    let mut repeated: HashSet<(String, u32)> = HashSet::new();
    for ListRow { named, item } in rows.items {
        if let Some((number, first)) = named.number.as_ref().and_then(|number| Some((number, first_rows.get(number)?))) {
            let zh = format!("编号{number}与工作表“{}”第{}行重复，请改成不同的编号。", first.sheet, first.row);
            let en = format!("number {number} stands already in sheet `{}` row {}: give it another", first.sheet, first.row);
            planner.fault(&named.place, "number", Some(number.clone()), "duplicate_number", zh, en);
            planner.check(&named);
            repeated.insert((named.place.sheet, named.place.row));
            continue;
        }
        if let Some(number) = &named.number {
            first_rows.insert(number.clone(), named.place.clone());
        }
        let known = planner.check(&named);
        let taken = item.filter(|_| known).and_then(|item| planner.item(item, year));
        if let (None, Some(number)) = (taken, named.number) {
            dropped.insert(number, named.unit.filter(|name| planner.knows_unit(name)));
        }
    }
    rows.reports.retain(|report| !repeated.contains(&(report.place.sheet.clone(), report.place.row)));
    let held_back = planner.reports(rows.reports, &dropped);
    for (named, lead) in rows.leads {
        if planner.check(&named)
            && let Some(lead) = lead
        {
            planner.lead(&lead);
        }
    }
    planner.plan.faults.sort_by_key(|fault| (order(sheets, &fault.sheet), fault.row));
    let at_fault = planner.plan.faults.iter().filter_map(|fault| Some((fault.sheet.clone(), fault.row?)));
    planner.plan.counts.faulty = at_fault.chain(held_back).collect::<HashSet<_>>().len();
    planner.plan
}

fn order(sheets: &[Grid], name: &str) -> usize {
    sheets.iter().position(|grid| grid.name == name).unwrap_or(usize::MAX)
}

/// The year most numbers of the list sheets carry, such as ZD-2023-01; else the year most of their limits lie in.
fn year_of(sheets: &[Grid], mapping: &ImportMapping) -> Option<i32> {
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    for grid in sheets {
        let Some(column) = mapping.sheets.iter().find(|sheet| sheet.name == grid.name).and_then(|sheet| sheet.column("number")) else {
            continue;
        };
        for row in &grid.rows {
            let text = super::parse::shown(row.cell(column));
            let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
            if let Some(year) =
                digits.iter().filter(|part| part.len() == 4).filter_map(|part| part.parse().ok()).find(|year| (2000..2100).contains(year))
            {
                *votes.entry(year).or_default() += 1;
            }
        }
    }
    if votes.is_empty() {
        for sheet in &mapping.sheets {
            let Some((grid, column)) = sheets.iter().find(|grid| grid.name == sheet.name).zip(sheet.column("limit_on")) else { continue };
            for row in &grid.rows {
                if let anlan_report::read::CellValue::Date(day) = row.cell(column).value {
                    *votes.entry(day.year()).or_default() += 1;
                }
            }
        }
    }
    votes.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

impl Planner<'_> {
    pub(super) fn fault(
        &mut self,
        place: &Place,
        field: &str,
        value: Option<String>,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let sheet = self.plan.sheets.iter().find(|sheet| sheet.name == place.sheet);
        let column = sheet.and_then(|sheet| sheet.columns.iter().find(|column| column.field.as_deref() == Some(field)));
        let (header, cell) =
            column.map_or((None, String::new()), |column| (Some(column.header.clone()), format!("{}{}", column.letter, place.row)));
        let (zh, en) = (format!("{cell}：{}", zh.into()), format!("{cell}: {}", en.into()));
        self.plan.faults.push(ImportFault::new(&place.sheet, Some(place.row), header, value, code, zh, en));
    }

    fn item(&mut self, read: ItemRead, year: i32) -> Option<()> {
        let unit_id = self.unit(&read.unit, read.start_on)?;
        let river_id = read.river.as_ref().map(|name| name.as_ref().map(|name| self.river(name)));
        let chief_id = match &read.chief {
            Some(Some(name)) => Some(Some(self.chief(name, river_id.flatten())?)),
            Some(None) => Some(None),
            None => None,
        };
        let held = self.known.items.get(&read.number);
        let old = held.map(|held| &held.item.latest().content);
        let content = content(&read, unit_id, river_id, chief_id, (old, self.whole));
        let (id, item_year) = held.map_or_else(|| (ItemId(self.ids.make()), year), |held| (held.id, held.year));
        self.now.insert(read.number.clone(), (id, item_year, unit_id, read.place.row));
        let before = self.plan.facts.len();
        match self.known.items.get(&read.number) {
            None => {
                self.plan.items.push((id, item_year, read.list, read.number.clone()));
                let decision = self.reason.clone();
                self.record(id, item_year, read.start_on, None, ItemEvent::Opened { content, decision });
                if let Some(Some(on)) = read.closed {
                    self.record(id, item_year, on, None, ItemEvent::ClosedOut { basis: self.reason.clone() });
                }
                self.plan.counts.accepted += 1;
                return Some(());
            }
            Some(held) => {
                let version = held.item.latest().clone();
                let closed = held.item.closed;
                let changes = content.changes_from(&version.content, &|id| self.known.names.get(&id).cloned().unwrap_or_default());
                let guarded = crate::changes::guarded(self.known.approval.as_ref(), read.list, &changes);
                if !guarded.is_empty() {
                    let labels = guarded.join("、");
                    let zh = format!("{labels}与系统中的不同。{labels}的变更须经批准，请在该任务页“申请变更”，不能通过导入更改。");
                    let en = "this differs and needs approval: ask for a change on the task's page".to_owned();
                    self.fault(&read.place, "number", Some(read.number.clone()), "needs_approval", zh, en);
                    return None;
                }
                for change in &changes {
                    self.plan.corrections.push(ImportCorrection {
                        sheet: read.place.sheet.clone(),
                        row: read.place.row,
                        number: read.number.clone(),
                        label: field_label(change.field).to_owned(),
                        old: change.old.clone(),
                        new: change.new.clone(),
                    });
                }
                if !changes.is_empty() {
                    // Only the first version reaches back to the start: a later one would fall behind the changes before it.
                    let from = if held.item.has_one_version() { version.from.min(content.start_on) } else { version.from };
                    self.record(id, item_year, from, Some(version.fact), ItemEvent::Corrected { content });
                }
                self.close(&read, id, item_year, closed);
            }
        }
        if self.plan.facts.len() > before {
            self.plan.counts.corrected += 1
        } else {
            self.plan.counts.unchanged += 1
        }
        Some(())
    }

    /// A river's lead unit: nothing new when it leads already; another one has to be handed over.
    fn lead(&mut self, read: &LeadRead) -> Option<()> {
        let unit_id = self.unit(&read.unit, read.from_on)?;
        let river_id = self.river(&read.river);
        match self.known.leads.get(&river_id) {
            Some(held) if *held == unit_id => self.plan.counts.unchanged += 1,
            Some(held) => {
                let held = self.known.names.get(&held.0).cloned().unwrap_or_default();
                let zh = format!("“{}”的牵头单位是{held}，更换牵头单位请在该河流页办理移交。", read.river);
                let en = format!("{} is led by {held}: hand it over on the page of the river", read.river);
                self.fault(&read.place, "unit", Some(read.unit.clone()), "led_already", zh, en);
            }
            None => {
                self.known.leads.insert(river_id, unit_id);
                self.plan.leads.push(LeadUnitRow {
                    region_id: self.call.region.to_string(),
                    id: self.ids.make(),
                    river_id: river_id.0,
                    unit_id: unit_id.0,
                    from_on: read.from_on,
                    until_on: None,
                    recorded_at: self.call.at,
                    recorded_by: self.call.actor.name.clone(),
                });
                self.plan.counts.accepted += 1;
            }
        }
        Some(())
    }

    fn close(&mut self, read: &ItemRead, id: ItemId, year: i32, held: Option<(NaiveDate, FactId)>) {
        let Some(wanted) = read.closed else { return };
        if held.map(|(on, _)| on) == wanted {
            return;
        }
        let supersedes = held.map(|(_, fact)| fact);
        match wanted {
            Some(on) => self.record(id, year, on, supersedes, ItemEvent::ClosedOut { basis: self.reason.clone() }),
            None => self.record(id, year, self.call.today(), supersedes, ItemEvent::CloseOutWithdrawn),
        }
        let shown = |on: Option<NaiveDate>| on.map_or_else(String::new, |on| on.to_string());
        self.plan.corrections.push(ImportCorrection {
            sheet: read.place.sheet.clone(),
            row: read.place.row,
            number: read.number.clone(),
            label: field_label("closed_on").to_owned(),
            old: shown(held.map(|(on, _)| on)),
            new: shown(wanted),
        });
    }

    fn record(&mut self, item_id: ItemId, year: i32, occurred_on: NaiveDate, supersedes: Option<FactId>, event: ItemEvent) {
        let fact = ItemFact {
            id: FactId(self.ids.make()),
            item_id,
            occurred_on,
            recorded_at: self.call.at,
            recorded_by: self.call.actor.name.clone(),
            supersedes,
            reason: self.reason.clone(),
            event,
        };
        self.plan.facts.push((year, fact));
    }
}

/// The content a row states; a field whose column is not there keeps what is known, as does (unless read exactly) a text of the same words.
fn content(
    read: &ItemRead,
    unit_id: UnitId,
    river_id: Option<Option<RiverId>>,
    chief_id: Option<Option<ChiefId>>,
    (old, exactly): (Option<&ItemContent>, bool),
) -> ItemContent {
    let text = |field: &str, held: fn(&ItemContent) -> &Option<String>| {
        let known = old.and_then(|old| held(old).clone());
        let now = read.texts.iter().find(|(key, _)| *key == field).map(|(_, value)| value.clone());
        now.map_or_else(|| known.clone(), |now| if !exactly && same_words(now.as_deref(), known.as_deref()) { known.clone() } else { now })
    };
    let title = old.map(|old| &old.title).filter(|held| !exactly && same_words(Some(held), Some(&read.title))).unwrap_or(&read.title);
    ItemContent {
        list: read.list,
        number: read.number.clone(),
        title: title.clone(),
        river_id: river_id.unwrap_or_else(|| old.and_then(|old| old.river_id)),
        unit_id,
        helpers: read.helpers.clone().unwrap_or_else(|| old.map(|old| old.helpers.clone()).unwrap_or_default()),
        start_on: read.start_on,
        limit_on: read.limit_on,
        money: read.money.unwrap_or_else(|| old.and_then(|old| old.money)),
        money_source: text("money_source", |old| &old.money_source),
        hard: read.hard.unwrap_or_else(|| old.and_then(|old| old.hard)),
        chief_id: chief_id.unwrap_or_else(|| old.and_then(|old| old.chief_id)),
        measure: text("measure", |old| &old.measure),
        indicator: text("indicator", |old| &old.indicator),
        unit_of_measure: text("unit_of_measure", |old| &old.unit_of_measure),
        target: read.target.unwrap_or_else(|| old.and_then(|old| old.target)),
        points: read.points.unwrap_or_else(|| old.and_then(|old| old.points)),
        source: text("source", |old| &old.source),
        place: text("place", |old| &old.place),
        kind: text("kind", |old| &old.kind),
        description: text("description", |old| &old.description),
    }
}

/// Whether two texts differ in the width of their signs at most. Earlier versions kept texts made narrow: a workbook that is imported again
/// corrects nothing by that.
pub(super) fn same_words(one: Option<&str>, other: Option<&str>) -> bool {
    one.map(narrow) == other.map(narrow)
}
