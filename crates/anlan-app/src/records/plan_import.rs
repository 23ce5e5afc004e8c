//! What importing a file into a record book would do: every fault, every correction, nothing recorded.

use super::book::{RecordBook, title_of};
use super::check::{Checked, Checker, ColumnFault};
use super::grid::Table;
use super::show::{changes, secret_changes};
use crate::Call;
use crate::imports::{letter, shown};
use crate::views::{ImportCorrection, ImportCounts, ImportFault, RecordSheet};
use anlan_core::ids::{FactId, Ids, RecordId};
use anlan_core::record::{Misread, RecordColumn, RecordEvent, RecordFact, Recorded};
use anlan_report::read::{Grid, GridRow};
use std::collections::{BTreeMap, HashMap};

/// What an import would do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) sheets: Vec<RecordSheet>,
    pub(super) counts: ImportCounts,
    pub(super) faults: Vec<ImportFault>,
    pub(super) corrections: Vec<ImportCorrection>,
    pub(super) facts: Vec<RecordFact>,
    /// Sheet and row of each fact.
    pub(super) rows: Vec<(String, u32)>,
}

/// What is held already, by identity.
struct Held<'a> {
    live: HashMap<&'a str, Recorded<'a>>,
    /// Identities that records which hold had before they were corrected.
    former: HashMap<&'a str, Recorded<'a>>,
}

struct Planner<'a> {
    call: &'a Call,
    checker: &'a Checker<'a>,
    held: Held<'a>,
    reason: String,
    ids: NewIds<'a>,
    /// Where each identity of the file stands first.
    seen: HashMap<String, (String, u32)>,
    plan: Plan,
}

/// Where the ids of new records come from.
pub(super) struct NewIds<'a> {
    /// Made one after another.
    pub(super) made: &'a mut Ids,
    /// Those that rows bring along, by their number.
    pub(super) brought: HashMap<u32, RecordId>,
}

impl<'a> NewIds<'a> {
    pub(super) fn of(made: &'a mut Ids) -> Self {
        Self { made, brought: HashMap::new() }
    }
}

/// Plans the import of a file's sheets.
pub(super) fn plan(call: &Call, ids: NewIds<'_>, checker: &Checker<'_>, book: &RecordBook, sheets: &[Grid], file_name: &str) -> Plan {
    let live: HashMap<&str, Recorded<'_>> = book.live().map(|held| (held.latest.identity.as_str(), held)).collect();
    let mut former = HashMap::new();
    for held in book.live() {
        let facts = book.facts(held.latest.record_id).unwrap_or_default();
        former.extend(facts.iter().map(|fact| (fact.identity.as_str(), held)).filter(|(identity, _)| !live.contains_key(identity)));
    }
    let (held, reason) = (Held { live, former }, format!("导入 {file_name}"));
    let mut planner = Planner { call, checker, held, reason, ids, seen: HashMap::new(), plan: Plan::default() };
    for grid in sheets.iter().filter(|grid| !grid.rows.is_empty()) {
        match Table::find(checker.kind, grid).filter(|_| !grid.hidden) {
            Some(table) => planner.table(&table),
            // Told, since somebody may miss it: another table, or one hidden in Excel.
            None => planner.plan.sheets.push(RecordSheet {
                name: if grid.hidden { format!("{}（隐藏的工作表）", grid.name) } else { grid.name.clone() },
                header_row: None,
                rows: 0,
                passed_over: grid.rows.len(),
                columns: vec![],
            }),
        }
    }
    if planner.plan.sheets.iter().all(|sheet| sheet.header_row.is_none()) {
        let columns = checker.kind.identity.join("、");
        let zh = format!("没有找到“{}”的表头，至少要有这些列：{columns}。", checker.kind.title);
        let en = format!("no sheet has the headers of {}: at least {columns} are needed", checker.kind.key);
        planner.plan.faults.push(ImportFault::new("", None, None, Some(file_name.to_owned()), "no_sheet", zh, en));
    }
    planner.plan
}

impl Planner<'_> {
    fn table(&mut self, table: &Table<'_>) {
        self.plan.sheets.push(table.view());
        let before = self.plan.faults.len();
        for column in table.missing() {
            let zh = format!("没有找到“{}”一列，请补上这一列。", column.name);
            let fault = Misread::new("missing_column", zh, format!("no column `{}`: add it", column.name));
            self.header_fault(table, &column.label(), fault);
        }
        for (at, header, column) in table.wrong_units() {
            let unit = column.unit().map(ToString::to_string).unwrap_or_default();
            let zh = format!("{}{}：表头的计量单位应为{unit}，请换算后改表头。", letter(at), table.header_row());
            let en = format!("{}{}: the header states another unit than {unit}: convert the values", letter(at), table.header_row());
            self.header_fault(table, header, Misread::new("header_unit", zh, en));
        }
        if self.plan.faults.len() > before {
            self.plan.counts.faulty += table.rows().count();
            return;
        }
        for row in table.rows() {
            if self.row(table, row).is_none() {
                self.plan.counts.faulty += 1;
            }
        }
    }

    fn header_fault(&mut self, table: &Table<'_>, header: &str, fault: Misread) {
        let place = (&table.grid.name, Some(table.header_row()), Some(header.to_owned()));
        self.plan.faults.push(ImportFault::new(place.0, place.1, place.2, None, fault.code, fault.zh, fault.en));
    }

    fn fault(&mut self, table: &Table<'_>, row: &GridRow, column: &str, fault: &Misread) {
        let at = table.header(column);
        let cell = at.map(|(at, _)| format!("{}{}", letter(at), row.number)).unwrap_or_default();
        let secret = self.checker.kind.column(column).is_some_and(|column| column.secret);
        let value = at.filter(|_| !secret).map(|(at, _)| shown(row.cell(at)));
        let header = at.map_or_else(|| column.to_owned(), |(_, header)| header.to_owned());
        let (zh, en) = (format!("{cell}：{}", fault.zh), format!("{cell}: {}", fault.en));
        self.plan.faults.push(ImportFault::new(&table.grid.name, Some(row.number), Some(header), value, fault.code, zh, en));
    }

    /// One row; none when it has a fault.
    fn row(&mut self, table: &Table<'_>, row: &GridRow) -> Option<()> {
        let (texts, bad) = table.texts(row);
        let unread: Vec<ColumnFault> = bad.iter().map(|(column, code)| (column.name.clone(), unreadable(code))).collect();
        let checked = match self.checker.check(&texts) {
            Ok(checked) if unread.is_empty() => checked,
            checked => {
                // A cell that holds a formula is not missing besides.
                let others = checked.err().unwrap_or_default().into_iter().filter(|(name, _)| !unread.iter().any(|(own, _)| own == name));
                let all: Vec<ColumnFault> = unread.iter().cloned().chain(others).collect();
                all.iter().for_each(|(column, fault)| self.fault(table, row, column, fault));
                let told = |name: &String| unread.iter().all(|(own, _)| own != name);
                let identity = self.checker.identity_of(&texts).filter(|_| self.checker.kind.identity.iter().all(told));
                if let Some(identity) = identity {
                    self.is_first(table, row, &identity);
                }
                return None;
            }
        };
        if !self.is_first(table, row, &checked.identity) {
            return None;
        }
        if let Some(held) = self.held.live.get(checked.identity.as_str()).copied() {
            self.again(table, row, held, checked);
            return Some(());
        }
        if let Some(held) = self.held.former.get(checked.identity.as_str()) {
            let now = title_of(self.checker.kind, &self.checker.names.values(self.checker.kind, held.content));
            let zh = format!("这条记录已更正为“{now}”，请照此更正，或删去这一行；确实是另一件事的，请在页面上单独登记。");
            let en = format!("this record was corrected to {now}: correct the row, or record it by hand if it is another one");
            let first = self.checker.kind.identity.first().cloned().unwrap_or_default();
            self.fault(table, row, &first, &Misread::new("corrected_away", zh, en));
            return None;
        }
        self.plan.counts.accepted += 1;
        let id = self.ids.brought.get(&row.number).copied();
        let id = id.unwrap_or_else(|| RecordId(self.ids.made.make()));
        self.plan.rows.push((table.grid.name.clone(), row.number));
        self.push(id, None, String::new(), checked.identity, checked.occurred_on, RecordEvent::Recorded(checked.content));
        Some(())
    }

    /// Whether no row before is about the same; another one is told.
    fn is_first(&mut self, table: &Table<'_>, row: &GridRow, identity: &str) -> bool {
        let Some((sheet, number)) = self.seen.get(identity).cloned() else {
            self.seen.insert(identity.to_owned(), (table.grid.name.clone(), row.number));
            return true;
        };
        let columns = self.checker.kind.identity.join("、");
        let zh = format!("{columns}与“{sheet}”第{number}行相同，请删去或更正一行。");
        let en = format!("the same {columns} as in row {number} of {sheet}: delete or correct one of them");
        let first = self.checker.kind.identity.first().cloned().unwrap_or_default();
        self.fault(table, row, &first, &Misread::new("duplicate", zh, en));
        false
    }

    /// A row about a record that is held: the same, or a correction. What the file has no column for stays as it is.
    fn again(&mut self, table: &Table<'_>, row: &GridRow, held: Recorded<'_>, checked: Checked) {
        let Checked { mut content, identity, occurred_on } = checked;
        let kept = |column: &&RecordColumn| {
            // A value that says the same keeps the text it was first reported in.
            let blank_secret = column.secret && !content.values.contains_key(&column.name);
            !table.has(&column.name) || blank_secret || self.checker.same_value(column, held.content, &content)
        };
        let kept: Vec<&RecordColumn> = self.checker.kind.columns.iter().filter(kept).collect();
        for column in kept {
            let name = &column.name;
            match held.content.values.get(name) {
                Some(value) => content.values.insert(name.clone(), value.clone()),
                None => content.values.remove(name),
            };
            if let Some(id) = held.content.refs.get(name) {
                content.refs.insert(name.clone(), *id);
            }
        }
        if self.checker.same(held.content, &content) {
            self.plan.counts.unchanged += 1;
            return;
        }
        let kind = self.checker.kind;
        let (old, new) = (self.checker.names.values(kind, held.content), self.checker.names.values(kind, &content));
        self.plan.counts.corrected += 1;
        for change in changes(kind, &old, &new).into_iter().chain(secret_changes(kind, held.content, &content)) {
            self.plan.corrections.push(ImportCorrection {
                sheet: table.grid.name.clone(),
                row: row.number,
                number: title_of(self.checker.kind, &old),
                label: change.label,
                old: change.old,
                new: change.new,
            });
        }
        let occurred_on = if self.checker.kind.occurred.is_some() { occurred_on } else { held.latest.occurred_on };
        let reason = self.reason.clone();
        self.plan.rows.push((table.grid.name.clone(), row.number));
        self.push(held.latest.record_id, Some(held.latest.id), reason, identity, occurred_on, RecordEvent::Corrected(content));
    }

    fn push(
        &mut self,
        record_id: RecordId,
        supersedes: Option<FactId>,
        reason: String,
        identity: String,
        occurred_on: chrono::NaiveDate,
        event: RecordEvent,
    ) {
        self.plan.facts.push(RecordFact {
            id: FactId(self.ids.made.make()),
            record_id,
            kind: self.checker.kind.key.clone(),
            identity,
            occurred_on,
            recorded_at: self.call.at,
            recorded_by: self.call.actor.name.clone(),
            supersedes,
            reason,
            event,
        });
    }
}

fn unreadable(code: &'static str) -> Misread {
    if code == "formula" {
        Misread::new(code, "单元格是公式，请复制后“粘贴为数值”再导入。", "the cell holds a formula: paste it as a value first")
    } else {
        Misread::new(code, "单元格是错误值，请更正。", "the cell holds an error value: correct it")
    }
}

/// Which kind's headers a file has, if any: the one that recognises most columns.
pub(super) fn best_kind<'a>(kinds: &'a [anlan_core::record::RecordKind], sheets: &[Grid]) -> Option<&'a anlan_core::record::RecordKind> {
    let mut best: BTreeMap<(usize, std::cmp::Reverse<usize>), &anlan_core::record::RecordKind> = BTreeMap::new();
    for (place, kind) in kinds.iter().enumerate() {
        for table in sheets.iter().filter(|grid| !grid.hidden).filter_map(|grid| Table::find(kind, grid)) {
            // A column or two may be missing, and is then named as a fault; most must be there.
            let required = kind.columns.iter().filter(|column| column.required).count();
            if table.missing().count() * 2 < required {
                best.insert((table.recognised(), std::cmp::Reverse(place)), kind);
            }
        }
    }
    best.pop_last().map(|(_, kind)| kind)
}
