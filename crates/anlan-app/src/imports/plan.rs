//! What an import would record: new items and reports, corrections, what stays; and every fault found on the way.

use super::compare::{Known, KnownItem};
use super::mapping::{ImportMapping, recognise};
use super::read_rows::{ItemRead, LeadRead, Place, ReportRead, Rows, read_sheet};
use crate::Call;
use crate::views::{ImportCorrection, ImportCounts, ImportFault, NewUnit, SheetView, field_label};
use anlan_core::ids::{ChiefId, FactId, Ids, ItemId, RiverId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::month::Month;
use anlan_core::pack::Pack;
use anlan_core::progress::Progress;
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

struct Planner<'a> {
    call: &'a Call,
    pack: &'a Pack,
    known: &'a mut Known,
    ids: Ids,
    reason: String,
    /// Unknown units and rivers are registered: on a region's first import, or when the user says so.
    register: bool,
    /// A blank quantity or note of a report clears what is known.
    whole: bool,
    /// Items of this import by number: id, year, unit and the row they stand in.
    now: HashMap<String, (ItemId, i32, UnitId, u32)>,
    plan: Plan,
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
    let mapping = mapping.unwrap_or_else(|| recognise(sheets));
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
            let zh = "不能识别这个工作表是哪张清单，请在对应关系中指定，或选择不导入。";
            let en = "this sheet is not recognised: choose what it holds, or leave it out";
            rows.faults.push(ImportFault::new(&grid.name, None, None, None, "unknown_sheet", zh, en));
        }
    }
    let register = mapping.register_units || known.units.is_empty();
    let faulty: HashSet<String> = rows.faulty_numbers.drain(..).collect();
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
    let mut first_rows: HashMap<String, Place> = HashMap::new();
    let mut dropped = faulty;
    // The progress in a row that is dropped for its number is dropped with it, not the first row's.
    let mut repeated: HashSet<(String, u32)> = HashSet::new();
    for item in rows.items {
        if let Some(first) = first_rows.get(&item.number) {
            let zh = format!("编号{}与工作表“{}”第{}行重复，请改成不同的编号。", item.number, first.sheet, first.row);
            let en = format!("number {} stands already in sheet `{}` row {}: give it another", item.number, first.sheet, first.row);
            planner.fault(&item.place, "number", Some(item.number.clone()), "duplicate_number", zh, en);
            repeated.insert((item.place.sheet, item.place.row));
            continue;
        }
        first_rows.insert(item.number.clone(), item.place.clone());
        let number = item.number.clone();
        if planner.item(item, year).is_none() {
            dropped.insert(number);
        }
    }
    rows.reports.retain(|report| !repeated.contains(&(report.place.sheet.clone(), report.place.row)));
    planner.reports(rows.reports, &dropped);
    for lead in rows.leads {
        planner.lead(&lead);
    }
    planner.plan.faults.sort_by_key(|fault| (order(sheets, &fault.sheet), fault.row));
    let rows_at_fault: HashSet<_> = planner.plan.faults.iter().filter_map(|fault| Some((&fault.sheet, fault.row?))).collect();
    planner.plan.counts.faulty += rows_at_fault.len();
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
    fn fault(
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

    fn unit(&mut self, place: &Place, field: &str, name: &str, from_on: NaiveDate) -> Option<UnitId> {
        if let Some(id) = self.known.units.get(name) {
            return Some(*id);
        }
        let kind = self.pack.unit_kind_of(name).filter(|_| self.register).map(|kind| kind.key.clone());
        let Some(kind) = kind else {
            let near = self.known.nearest_unit(name).map(str::to_owned);
            let hint = near.as_ref().map(|unit| format!("是否为“{unit}”？")).unwrap_or_default();
            let hint_en = near.map(|unit| format!(" (did you mean {unit}?)")).unwrap_or_default();
            let zh = format!("单位“{name}”没有登记。{hint}请更正，或先在“责任单位”页登记。");
            self.fault(
                place,
                field,
                Some(name.to_owned()),
                "unknown_unit",
                zh,
                format!("unit {name} is not registered{hint_en}: correct it or register it first"),
            );
            return None;
        };
        let id = UnitId(self.ids.make());
        let row = UnitRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), kind, from_on, until_on: None };
        self.plan.units.push(row);
        self.known.units.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        Some(id)
    }

    fn river(&mut self, place: &Place, name: &str) -> Option<RiverId> {
        if let Some(id) = self.known.rivers.get(name) {
            return Some(*id);
        }
        if !self.register {
            let zh = format!("河流“{name}”没有登记，请更正，或先在“河流”页登记。");
            self.fault(
                place,
                "river",
                Some(name.to_owned()),
                "unknown_river",
                zh,
                format!("river {name} is not registered: correct it or register it first"),
            );
            return None;
        }
        let id = RiverId(self.ids.make());
        let level = self.pack.head.river_levels.first().map(|level| level.key.clone()).unwrap_or_default();
        self.plan.rivers.push(RiverRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), level });
        self.known.rivers.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        Some(id)
    }

    /// A chief's post by its name; an unknown one is registered with the level its name tells.
    fn chief(&mut self, place: &Place, name: &str, river_id: Option<RiverId>) -> Option<ChiefId> {
        if let Some(id) = self.known.chiefs.get(name) {
            return Some(*id);
        }
        let level = self.pack.head.chief_levels.iter().find(|level| level.suffixes.iter().any(|suffix| name.ends_with(suffix.as_str())));
        let Some(level) = level.map(|level| level.key.clone()).filter(|_| self.register) else {
            let zh = format!("河长“{name}”没有登记，请更正，或先在“河长”页登记。");
            self.fault(
                place,
                "chief",
                Some(name.to_owned()),
                "unknown_chief",
                zh,
                format!("chief {name} is not registered: correct it or register it first"),
            );
            return None;
        };
        let id = ChiefId(self.ids.make());
        let row =
            ChiefRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), level, river_id: river_id.map(|id| id.0) };
        self.plan.chiefs.push(row);
        self.known.chiefs.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        Some(id)
    }

    fn item(&mut self, read: ItemRead, year: i32) -> Option<()> {
        let unit_id = self.unit(&read.place, "unit", &read.unit, read.start_on);
        let river_id = match &read.river {
            Some(Some(name)) => Some(Some(self.river(&read.place, name)?)),
            Some(None) => Some(None),
            None => None,
        };
        let chief_id = match &read.chief {
            Some(Some(name)) => Some(Some(self.chief(&read.place, name, river_id.flatten())?)),
            Some(None) => Some(None),
            None => None,
        };
        let unit_id = unit_id?;
        let held = self.known.items.get(&read.number);
        if let Some(held) = held.filter(|held| held.list != read.list) {
            let (zh, en) = (
                format!("编号{}已在“{}”中。", read.number, held.list.zh()),
                format!("number {} stands on another list already", read.number),
            );
            self.fault(&read.place, "number", Some(read.number.clone()), "other_list", zh, en);
            return None;
        }
        let old = held.map(|held| &held.item.latest().content);
        let content = content(&read, unit_id, river_id, chief_id, old);
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
        let unit_id = self.unit(&read.place, "unit", &read.unit, read.from_on);
        let river_id = self.river(&read.place, &read.river)?;
        let unit_id = unit_id?;
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

    fn reports(&mut self, reads: Vec<ReportRead>, dropped: &HashSet<String>) {
        let mut by_item: HashMap<String, BTreeMap<Month, ReportRead>> = HashMap::new();
        let this_month = Month::of(self.call.today());
        for read in reads {
            if dropped.contains(&read.number) {
                self.plan.counts.faulty += 1;
                continue;
            }
            let known_unit = self.known.items.get(&read.number).map(|held| held.item.latest().content.unit_id);
            let Some(unit) = self.now.get(&read.number).map(|now| now.2).or(known_unit) else {
                let zh = format!("没有编号为{}的事项，请核对编号，或先导入所在清单。", read.number);
                self.fault(
                    &read.place,
                    "number",
                    Some(read.number.clone()),
                    "unknown_item",
                    zh,
                    format!("there is no item {}: check the number or import its list first", read.number),
                );
                continue;
            };
            if read.month > this_month {
                let zh = format!("{}还没有到，不能填报。", read.month.zh());
                self.fault(
                    &read.place,
                    "month",
                    Some(read.month.to_string()),
                    "future_month",
                    zh,
                    format!("month {} lies in the future", read.month),
                );
                continue;
            }
            if let Some(reporter) = read.reporter.clone()
                && self.known.units.get(&reporter) != Some(&unit)
            {
                let owner = self.known.names.get(&unit.0).cloned().unwrap_or_default();
                if self.known.units.contains_key(&reporter) {
                    let zh = format!("填报单位“{reporter}”不是该事项的责任单位“{owner}”。");
                    self.fault(
                        &read.place,
                        "reporter",
                        Some(reporter.clone()),
                        "not_its_unit",
                        zh,
                        format!("{reporter} is not the item's unit {owner}"),
                    );
                } else {
                    let zh = format!("单位“{reporter}”没有登记，该事项的责任单位是“{owner}”。");
                    self.fault(
                        &read.place,
                        "reporter",
                        Some(reporter.clone()),
                        "unknown_unit",
                        zh,
                        format!("unit {reporter} is not registered; the item's unit is {owner}"),
                    );
                }
                continue;
            }
            let held = by_item.entry(read.number.clone()).or_default();
            if let Some(first) = held.get(&read.month).map(|first| first.place.row) {
                let zh = format!("{}{}的进展与第{first}行重复。", read.number, read.month.zh());
                self.fault(
                    &read.place,
                    "month",
                    Some(read.month.to_string()),
                    "duplicate_report",
                    zh,
                    format!("a report for {} {} stands already in row {first}", read.number, read.month),
                );
                continue;
            }
            held.insert(read.month, read);
        }
        let mut numbers: Vec<_> = by_item.into_iter().collect();
        numbers.sort_by_key(|(_, reads)| reads.values().next().map(|read| (read.place.sheet.clone(), read.place.row)));
        for (number, reads) in numbers {
            self.reports_of(&number, reads);
        }
    }

    fn reports_of(&mut self, number: &str, reads: BTreeMap<Month, ReportRead>) {
        let held: BTreeMap<Month, anlan_core::exact::Share> = self
            .known
            .items
            .get(number)
            .map(|held| held.reports.iter().map(|(month, report)| (*month, report.held.share)).collect())
            .unwrap_or_default();
        let mut shares = held.clone();
        shares.extend(reads.iter().map(|(month, read)| (*month, read.share)));
        for (month, read) in reads {
            let before = shares.range(..month).next_back().filter(|(_, share)| **share > read.share);
            if let Some((earlier, share)) = before {
                let zh = format!("累计进度{}%低于{}的{share}%，累计进度不应下降，请核对。", read.share, earlier.zh());
                let en = format!("cumulative progress {} % is below {share} % of {earlier}: check both", read.share);
                self.fault(&read.place, "share", Some(read.share.to_string()), "falling", zh, en);
                shares.remove(&month);
                continue;
            }
            let after =
                held.range(month..).find(|(later, share)| **later != month && **share < read.share && shares.get(*later) == Some(*share));
            if let Some((later, share)) = after {
                let zh = format!("累计进度{}%高于已登记的{}的{share}%，累计进度不应下降，请核对。", read.share, later.zh());
                let en = format!("cumulative progress {} % is above {share} % recorded for {later}: check both", read.share);
                self.fault(&read.place, "share", Some(read.share.to_string()), "falling", zh, en);
                shares.remove(&month);
                continue;
            }
            self.report(number, &read);
        }
    }

    fn report(&mut self, number: &str, read: &ReportRead) {
        let known: Option<&KnownItem> = self.known.items.get(number);
        let Some((item_id, year)) = self.now.get(number).map(|now| (now.0, now.1)).or(known.map(|held| (held.id, held.year))) else {
            return;
        };
        let held = known.and_then(|held| held.reports.get(&read.month));
        // What holds besides what the row says.
        let kept = held.filter(|_| !self.whole);
        let quantity = read.quantity.or(kept.and_then(|held| held.quantity));
        let note = read.note.clone().or(kept.and_then(|held| held.note.clone()));
        if held.is_some_and(|held| held.held.share == read.share && held.quantity == quantity && held.note == note) {
            self.plan.counts.unchanged += 1;
            return;
        }
        match held {
            Some(held) => {
                self.plan.counts.corrected += 1;
                self.plan.corrections.push(ImportCorrection {
                    sheet: read.place.sheet.clone(),
                    row: read.place.row,
                    number: number.to_owned(),
                    label: format!("{}累计进度(%)", read.month.zh()),
                    old: held.held.share.to_string(),
                    new: read.share.to_string(),
                });
            }
            None => self.plan.counts.accepted += 1,
        }
        let report = Progress {
            id: FactId(self.ids.make()),
            item_id,
            month: read.month,
            share: read.share,
            quantity,
            note,
            occurred_on: read.month.last_day().min(self.call.today()),
            recorded_at: self.call.at,
            recorded_by: self.call.actor.name.clone(),
            supersedes: held.map(|held| held.held.fact),
            files: vec![],
        };
        self.plan.reports.push((year, report));
    }
}

/// The content a row states; a field whose column is not there keeps what is known.
fn content(
    read: &ItemRead,
    unit_id: UnitId,
    river_id: Option<Option<RiverId>>,
    chief_id: Option<Option<ChiefId>>,
    old: Option<&ItemContent>,
) -> ItemContent {
    let text = |field: &str, held: fn(&ItemContent) -> &Option<String>| {
        let now = read.texts.iter().find(|(key, _)| *key == field).map(|(_, value)| value.clone());
        now.unwrap_or_else(|| old.and_then(|old| held(old).clone()))
    };
    ItemContent {
        list: read.list,
        number: read.number.clone(),
        title: read.title.clone(),
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
