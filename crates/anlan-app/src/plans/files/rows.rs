//! The rows of the five lists: cells to values, and the faults of what they say together, each at its cell.

use super::column::Column;
use super::sheet::ListSheet;
use super::told::{Faults, Place, ValueFault};
use super::values::{money, several, years};
use super::words::{is_note, is_total};
use crate::imports::{day, quantity, shown, unit_in_header};
use anlan_core::days::{Edge, parse_day};
use anlan_core::exact::Quantity;
use anlan_core::ids::UnitId;
use anlan_core::plan::{PlanContent, PlanList, PlanRow};
use anlan_core::text;
use anlan_report::read::{Cell, CellValue, GridRow};
use anlan_store::UnitRow;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// What the cells are read by.
pub(super) struct Given<'a> {
    pub(super) units: &'a [UnitRow],
    pub(super) today: NaiveDate,
    pub(super) years: (i32, i32),
    /// What stands for what the file leaves out.
    pub(super) latest: &'a PlanContent,
}

/// The lists read so far, with the place of every row.
#[derive(Default)]
pub(super) struct Read {
    pub(super) lists: BTreeMap<PlanList, Vec<PlanRow>>,
    /// Sheet and row number of each row, in the order of its list.
    places: BTreeMap<PlanList, Vec<(usize, u32)>>,
}

impl Read {
    /// Takes in a sheet, the `at`-th of those found; gives how many rows it had.
    pub(super) fn take(&mut self, at: usize, sheet: &ListSheet<'_>, given: &Given<'_>, faults: &mut Faults) -> usize {
        sheet.tell_columns(faults);
        let (lists, places) = (self.lists.entry(sheet.list).or_default(), self.places.entry(sheet.list).or_default());
        let before = lists.len();
        for row in sheet.rows() {
            if is_row(sheet, row, faults) {
                lists.push(RowReader { sheet, row, given, faults }.read());
                places.push((at, row.number));
            }
        }
        lists.len() - before
    }

    pub(super) fn rows(&self) -> usize {
        self.lists.values().map(Vec::len).sum()
    }

    /// Served numbers as the rows themselves write them: `Ｗ１` serves `W1`.
    pub(super) fn resolve(&mut self) {
        let mut own: HashMap<String, Option<String>> = HashMap::new();
        for row in self.lists.values().flatten() {
            let held = own.entry(text::name(&row.number)).or_insert_with(|| Some(row.number.clone()));
            if held.as_ref().is_some_and(|held| *held != row.number) {
                *held = None;
            }
        }
        for served in self.lists.values_mut().flatten().flat_map(|row| &mut row.serves) {
            if let Some(Some(number)) = own.get(&text::name(served)) {
                served.clone_from(number);
            }
        }
    }

    /// What the lists say together, each fault at its cell.
    pub(super) fn check(&self, content: &PlanContent, sheets: &[ListSheet<'_>], years: (i32, i32), faults: &mut Faults) {
        // Of a row's years outside the period, those of its money come last.
        let mut outside: HashMap<(PlanList, usize), usize> = HashMap::new();
        for fault in content.faults(years) {
            let Some((at, number)) = self.places.get(&fault.list).and_then(|places| places.get(fault.row)) else {
                // A row that was kept serves one that the file leaves out.
                let number = content.rows(fault.list).get(fault.row).map(|row| row.number.clone()).unwrap_or_default();
                let zh = format!("沿用的{}中，{number}：{}", fault.list.zh(), fault.refusal.zh);
                faults.tell(&Place::whole("文件", false), &number, (fault.refusal.code, zh, fault.refusal.en));
                continue;
            };
            let (sheet, row) = (&sheets[*at], &content.rows(fault.list)[fault.row]);
            let column = if fault.refusal.code == "outside_period" {
                let told = outside.entry((fault.list, fault.row)).or_default();
                *told += 1;
                let own = row.years.iter().filter(|year| !(years.0..=years.1).contains(year)).count();
                if *told <= own { Column::Years } else { Column::Money }
            } else {
                column_of(fault.field)
            };
            if matches!(column, Column::Number | Column::Text) && sheet.column(column).is_none() {
                continue;
            }
            let mut zh = fault.refusal.zh;
            if sheet.table && column == Column::Number && row.number.is_empty() {
                zh.push_str("Word自动编号读不到，请把编号改成文字。");
            }
            let value = column.shown(row, &|_| String::new());
            faults.tell(&sheet.place(Some(*number), Some(column)), &value, (fault.refusal.code, zh, fault.refusal.en));
        }
    }
}

fn column_of(field: &str) -> Column {
    match field {
        "number" => Column::Number,
        "serves" => Column::Serves,
        "years" => Column::Years,
        "unit_of_measure" => Column::UnitOfMeasure,
        _ => Column::Text,
    }
}

/// Whether a row is one of the list: no total, note, repeated header or subtitle.
fn is_row(sheet: &ListSheet<'_>, row: &GridRow, faults: &mut Faults) -> bool {
    let texts: Vec<String> = row.cells.iter().map(shown).filter(|text| !text.is_empty()).collect();
    let Some(first) = texts.first() else { return row.cells.iter().any(|cell| cell.formula) };
    if is_total(first) || (texts.len() == 1 && is_note(first)) || sheet.repeats_head(row) {
        return false;
    }
    let subtitle = first.starts_with(|letter: char| "一二三四五六七八九十（(".contains(letter)) && first.contains(['、', '）', ')']);
    if texts.len() == 1 && subtitle {
        let zh = "这一行像是小标题，没有读入；如属类别，请填入“领域”列。".to_owned();
        let en = "this row looks like a subtitle and is left out".to_owned();
        faults.note(&sheet.place(Some(row.number), None), first, ("subtitle", zh, en));
        return false;
    }
    true
}

struct RowReader<'a, 'b> {
    sheet: &'a ListSheet<'b>,
    row: &'a GridRow,
    given: &'a Given<'a>,
    faults: &'a mut Faults,
}

impl RowReader<'_, '_> {
    fn read(mut self) -> PlanRow {
        let unit_of_measure = self.text(Column::UnitOfMeasure);
        let (base, target, unit_of_measure) = self.values(unit_of_measure);
        let years = self.parsed(Column::Years, |_, cell| years(&shown(cell))).unwrap_or_default();
        let limit_on = self.parsed(Column::LimitOn, |own, cell| own.limit(cell, &years));
        PlanRow {
            number: self.text(Column::Number).unwrap_or_default(),
            text: self.text(Column::Text).unwrap_or_default(),
            serves: self.text(Column::Serves).map(|text| several(&text)).unwrap_or_default(),
            field: self.text(Column::Field),
            place: self.text(Column::Place),
            unit_id: self.parsed(Column::Unit, |own, cell| own.unit(&shown(cell))),
            helpers: self.text(Column::Helpers).map(|text| several(&text)).unwrap_or_default(),
            holder: self.text(Column::Holder),
            indicator: self.text(Column::Indicator),
            unit_of_measure,
            base,
            target,
            limit_on,
            money: self.parsed(Column::Money, |own, cell| money(&shown(cell), &own.money_unit())).unwrap_or_default(),
            years,
        }
    }

    fn place(&self, column: Column) -> Place {
        self.sheet.place(Some(self.row.number), Some(column))
    }

    /// The cell of a column, unless it is blank or an error, which is told.
    fn cell(&mut self, column: Column) -> Option<&Cell> {
        let (at, _) = self.sheet.column(column)?;
        let cell = self.row.cell(at);
        let fault: Option<ValueFault> = match &cell.value {
            CellValue::Error(_) => {
                Some(("cell_error", "单元格是错误值，请更正公式或改成数值。".to_owned(), "the cell holds an error: correct it".to_owned()))
            }
            CellValue::Empty if cell.formula => Some((
                "no_result",
                "公式没有保存结果，请用WPS或Excel打开并重新保存。".to_owned(),
                "the formula has no stored result: open and save the workbook".to_owned(),
            )),
            CellValue::Empty | CellValue::Text(_) | CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) => None,
        };
        if let Some(fault) = fault {
            let place = self.place(column);
            self.faults.tell(&place, &shown(cell), fault);
            return None;
        }
        Some(cell).filter(|cell| !shown(cell).is_empty())
    }

    fn text(&mut self, column: Column) -> Option<String> {
        self.cell(column).map(shown)
    }

    fn parsed<T>(&mut self, column: Column, parse: impl FnOnce(&mut Self, &Cell) -> Result<T, ValueFault>) -> Option<T> {
        let cell = self.cell(column)?.clone();
        match parse(self, &cell) {
            Ok(value) => Some(value),
            Err(fault) => {
                let place = self.place(column);
                self.faults.tell(&place, &shown(&cell), fault);
                None
            }
        }
    }

    /// Both values of the indicator; a sign that stands with them is the unit of measure.
    fn values(&mut self, unit: Option<String>) -> (Option<Quantity>, Option<Quantity>, Option<String>) {
        let mut percent = false;
        let mut value = |own: &mut Self, column: Column| {
            own.parsed(column, |_, cell| {
                let text = if let (CellValue::Number(number), true) = (&cell.value, cell.percent) {
                    percent = true;
                    shown(&Cell { value: CellValue::Number(number * 100.0), ..Cell::EMPTY })
                } else {
                    text::name(&shown(cell))
                };
                let bare = match (unit.as_deref().map(text::name), text.strip_suffix('%')) {
                    (Some(unit), _) => text.strip_suffix(&unit).unwrap_or(&text),
                    (None, Some(digits)) => {
                        percent = true;
                        digits
                    }
                    (None, None) => &text,
                };
                quantity(&Cell { value: CellValue::Text(bare.to_owned()), ..Cell::EMPTY })
            })
        };
        let base = value(self, Column::Base);
        let target = value(self, Column::Target);
        (base, target, unit.or_else(|| percent.then(|| "%".to_owned())))
    }

    /// A limit; where it names no year, that of the row's only year, or the plan's.
    fn limit(&mut self, cell: &Cell, own: &[i32]) -> Result<NaiveDate, ValueFault> {
        let text = shown(cell);
        let needs_year = matches!(cell.value, CellValue::Text(_) | CellValue::Number(_))
            && parse_day(&text, 2001, Edge::Last) != parse_day(&text, 2005, Edge::Last);
        let (from, to) = self.given.years;
        let year = match own {
            [only] => *only,
            _ if from == to => from,
            _ if needs_year => {
                let zh = "时限没有写年份，请写成 2023-09-30 或 2023年9月。".to_owned();
                return Err(("no_year", zh, "the limit names no year: write 2023-09-30".to_owned()));
            }
            _ => to,
        };
        day(cell, year, Edge::Last)
    }

    fn money_unit(&self) -> String {
        let header = self.sheet.column(Column::Money).map(|(_, header)| header).unwrap_or_default();
        unit_in_header(&header).filter(|unit| ["元", "亿元"].contains(&unit.as_str())).unwrap_or_else(|| "万元".to_owned())
    }

    /// The registered unit of a name; of several of one name the one that is still there.
    fn unit(&mut self, name: &str) -> Result<UnitId, ValueFault> {
        let find = |name: &str| {
            let wanted = text::name(name);
            let of_name = || self.given.units.iter().filter(|row| text::name(&row.name) == wanted);
            let now = of_name().find(|row| row.until_on.is_none_or(|until| self.given.today <= until));
            now.or_else(|| of_name().next()).map(|row| UnitId(row.id))
        };
        if let Some(unit) = find(name) {
            return Ok(unit);
        }
        let named = several(name);
        if named.len() > 1 && named.iter().all(|one| find(one).is_some()) {
            let zh = "责任单位只能填一个，其余请填入“配合单位”列。".to_owned();
            return Err(("several_units", zh, "only one responsible unit can be named: put the others into 配合单位".to_owned()));
        }
        let near = text::nearest(name, self.given.units.iter().map(|row| row.name.as_str()));
        let zh = format!("没有登记单位“{name}”，{near}；请改成登记的名称，或先在“单位”页登记。");
        Err(("unknown_unit", zh, format!("the unit {name} is not registered: correct the name or register it")))
    }
}
