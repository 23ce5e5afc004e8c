//! What a pack declares before its steps: scales, units, constants, open points, facts, references, bands.

use super::{Checker, MOST, Severity, split};
use crate::rule::band::{Band, BandRow, Bounds, RangeFault, everywhere, read_range};
use crate::rule::eval::Place;
use crate::rule::file::{BandText, FactText, OpenText, ReferenceText, RuleFile, Text};
use crate::rule::formula::{Column, Global, TableShape};
use crate::rule::sheet::{GlobalValue, LEDGER, OpenPoint, TableDef, TableSource};
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Scale, Value};
use std::sync::Arc;
use toml::Spanned;

impl Checker {
    pub(super) fn ledgers(&mut self) {
        for (name, amount, unit, source) in [("记分", "分值", "分", TableSource::Points), ("记账", "金额", "元", TableSource::Money)]
        {
            let mut columns: Vec<Column> = LEDGER.iter().map(|name| Column { name: (*name).into(), kind: Kind::Text }).collect();
            columns.push(Column { name: amount.into(), kind: Kind::Number(Unit::named(unit, &[]).unwrap_or(Unit::PLAIN)) });
            self.sheet.tables.push(TableDef {
                shape: TableShape { name: name.into(), columns: columns.clone() },
                columns: columns.into(),
                title: "此前的记分".to_owned(),
                source,
            });
        }
    }

    pub(super) fn declare_kinds(&mut self, file: &RuleFile) {
        for unit in &file.unit {
            let name = unit.name.get_ref();
            if name.is_empty() || !name.chars().all(char::is_alphabetic) {
                self.error(&unit.name, "", &format!("计量单位“{name}”只能由文字组成"), "a unit is made of letters");
            } else if Unit::named(name, &self.sheet.units).is_some() {
                self.error(&unit.name, "", &format!("计量单位“{name}”已经有了，不必声明"), "the unit is known already");
            } else {
                self.sheet.units.push(name.clone());
            }
        }
        for scale in &file.scale {
            let name = scale.name.get_ref();
            let steps: Vec<Arc<str>> = scale.steps.iter().map(|step| step.trim().into()).collect();
            let twice = steps.iter().enumerate().find(|(at, step)| steps[..*at].contains(step));
            if let Some((_, step)) = twice {
                self.error(&scale.name, "", &format!("等次“{name}”里“{step}”写了两次"), "a step is named twice");
            } else if !(2..=99).contains(&steps.len()) {
                self.error(&scale.name, "", &format!("等次“{name}”应有2至99级"), "a scale has 2 to 99 steps");
            } else if self.sheet.scales.iter().any(|own| own.name == *name) || Unit::named(name, &self.sheet.units).is_some() {
                self.error(&scale.name, "", &format!("名称“{name}”已经用过"), "the name is taken");
            } else {
                self.sheet.scales.push(Arc::new(Scale { name: name.clone(), steps }));
            }
        }
    }

    pub(super) fn declare(&mut self, file: &RuleFile) {
        for open in &file.open {
            self.open_point(open);
        }
        for constant in &file.constant {
            let clause = constant.clause.clone().unwrap_or_default();
            let Some(formula) = self.constant(&constant.value, None, &clause) else { continue };
            let value = self.fixed(&formula.expr);
            let global = self.global(&constant.name, formula.kind, GlobalValue::Constant(value));
            if let Some(global) = global {
                self.sheet.constant_clauses.push((global, clause));
            }
        }
        for fact in &file.fact {
            self.fact(fact);
        }
        for reference in &file.reference {
            self.reference(reference);
        }
        for band in &file.band {
            self.band(band);
        }
    }

    /// The value of a formula without columns, as far as constants and declared readings give it.
    pub(super) fn fixed(&self, expr: &crate::rule::formula::Expr) -> Value {
        let globals: Vec<Value> = self.sheet.values.iter().map(|value| self.sheet.global_value(value, None)).collect();
        let place = Place { tables: &[], globals: &globals, bands: &self.sheet.bands, row: &[], outer: &[], group: None, previous: None };
        place.value(expr).into_owned()
    }

    fn global(&mut self, at: &Text, kind: Kind, value: GlobalValue) -> Option<usize> {
        let name = at.get_ref().trim();
        if name.is_empty() || self.sheet.globals.iter().any(|own| &*own.name == name) {
            self.error(at, "", &format!("名称“{name}”已经用过"), "the name is taken");
            return None;
        }
        if self.sheet.globals.len() >= MOST {
            self.error(at, "", "常数过多", "too many constants");
            return None;
        }
        self.sheet.globals.push(Global { name: name.into(), kind });
        self.sheet.values.push(value);
        Some(self.sheet.globals.len() - 1)
    }

    fn open_point(&mut self, open: &OpenText) {
        let clause = open.clause.clone().unwrap_or_default();
        let name = open.name.get_ref().clone();
        let kind = match (&open.kind, open.choices.as_slice()) {
            (Some(kind), []) => {
                let wanted = kind.get_ref().clone();
                self.kind(kind, &wanted, &clause)
            }
            (None, [_, _, ..]) => {
                let steps = open.choices.iter().map(|choice| choice.as_str().into()).collect();
                Some(Kind::Grade(Arc::new(Scale { name: name.clone(), steps })))
            }
            (Some(_) | None, _) => {
                let text = format!("未明事项“{name}”要么写 choices（两种以上读法），要么写 kind");
                self.error(&open.name, &clause, &text, "give either two or more choices, or a kind");
                None
            }
        };
        let Some(kind) = kind else { return };
        let reading = open.reading.as_ref().and_then(|reading| match kind.read(reading.get_ref()) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.error(reading, &clause, &format!("未明事项“{name}”的读法：{fault}"), "the reading is not one of the choices");
                None
            }
        });
        let line = self.line(&open.name);
        if open.reading.is_none() {
            let how = if open.choices.is_empty() { kind.to_string() } else { open.choices.join("／") };
            let zh = format!("{}文件没有写明，请声明 reading（{how}）和 basis；声明前相关结果为“不能确定”", open.question);
            self.open(line, &clause, &name, &zh, "declare `reading` and `basis`; until then what depends on it is undetermined");
        } else if open.basis.as_deref().unwrap_or("").trim().is_empty() {
            let text = format!("未明事项“{name}”有读法，但没有写明是谁、依据什么定的（basis） (a reading needs its basis)");
            self.note(Severity::Error, line, &clause, text);
        }
        let place = self.sheet.open.len();
        if let Some(global) = self.global(&open.name, kind.clone(), GlobalValue::Open(place)) {
            self.sheet.open.push(OpenPoint {
                name: name.into(),
                question: open.question.clone(),
                kind,
                clause: open.clause.clone(),
                reading,
                basis: open.basis.clone(),
                global,
            });
        }
    }

    fn columns(&mut self, texts: &[Text], clause: &str) -> Option<Vec<Column>> {
        let mut columns: Vec<Column> = Vec::new();
        let before = self.notes.len();
        for text in texts {
            let Some((name, kind)) = split(text.get_ref(), &[':', '：']) else {
                self.error(text, clause, &format!("“{}”应写成“名称: 类型”", text.get_ref()), "write `name: kind`");
                continue;
            };
            let (name, kind) = (name.to_owned(), kind.trim().to_owned());
            if !is_name(&name) {
                self.error(text, clause, &format!("“{name}”不能作列名：只能用文字、数字和下划线，且不以数字开头"), "not a column name");
            } else if columns.iter().any(|own| *own.name == *name) {
                self.error(text, clause, &format!("列“{name}”写了两次"), "a column is named twice");
            } else if let Some(kind) = self.kind(text, &kind, clause) {
                columns.push(Column { name: name.as_str().into(), kind });
            }
        }
        (self.notes.len() == before).then_some(columns)
    }

    fn fact(&mut self, fact: &FactText) {
        let Some(columns) = self.columns(&fact.columns, "") else { return };
        let mut key = Vec::new();
        for name in &fact.key {
            match columns.iter().position(|column| *column.name == **name.get_ref()) {
                Some(place) => key.push(place),
                None => self.error(name, "", &format!("表“{}”没有列“{}”", fact.table.get_ref(), name.get_ref()), "unknown key column"),
            }
        }
        let shape = TableShape { name: fact.table.get_ref().as_str().into(), columns: columns.clone() };
        let title = fact.title.clone().unwrap_or_else(|| fact.table.get_ref().clone());
        self.add_table(&fact.table, "", TableDef { shape, columns: columns.into(), title, source: TableSource::Fact(key) });
    }

    fn reference(&mut self, reference: &ReferenceText) {
        let clause = reference.clause.clone().unwrap_or_default();
        let Some(columns) = self.columns(&reference.columns, &clause) else { return };
        let mut rows = Vec::new();
        for row in &reference.rows {
            if let Some(row) = self.cells(row, &columns, &reference.table, &clause) {
                rows.push(row);
            }
        }
        let shape = TableShape { name: reference.table.get_ref().as_str().into(), columns: columns.clone() };
        let title = reference.table.get_ref().clone();
        self.add_table(&reference.table, &clause, TableDef { shape, columns: columns.into(), title, source: TableSource::Reference(rows) });
    }

    fn cells(&mut self, row: &[Spanned<toml::Value>], columns: &[Column], at: &Text, clause: &str) -> Option<Vec<Value>> {
        if row.len() != columns.len() {
            let place = row.first().map_or(at.span(), Spanned::span);
            let at = Spanned::new(place, String::new());
            self.error(&at, clause, &format!("此行有{}个值，应为{}个", row.len(), columns.len()), "wrong number of values");
            return None;
        }
        let mut values = Vec::with_capacity(row.len());
        for (cell, column) in row.iter().zip(columns) {
            let text = plain_text(cell.get_ref());
            let read = text.ok_or_else(|| "应为文字、数或日期".to_owned()).and_then(|text| column.kind.read(&text));
            match read {
                Ok(value) => values.push(value),
                Err(fault) => {
                    let at = Spanned::new(cell.span(), String::new());
                    self.error(&at, clause, &format!("列“{}”：{fault}", column.name), "the value does not fit its column");
                    return None;
                }
            }
        }
        Some(values)
    }

    fn band(&mut self, text: &BandText) {
        let clause = text.clause.clone().unwrap_or_default();
        let of = text.of.get_ref().clone();
        let Some(input) = self.kind(&text.of, &of, &clause) else { return };
        if !matches!(input, Kind::Number(_)) {
            self.error(&text.of, &clause, "分档只能按数分；等次请用 choose", "a band looks up a number");
            return;
        }
        let bounds = match text.bounds.as_ref().map(|bounds| bounds.get_ref().as_str()) {
            None => None,
            Some("含下限" | "lower") => Some(Bounds::LowerWithin),
            Some("含上限" | "upper") => Some(Bounds::UpperWithin),
            Some(other) => {
                let at = text.bounds.as_ref().unwrap_or(&text.of).clone();
                self.error(&at, &clause, &format!("bounds 应为“含下限”或“含上限”，不是“{other}”"), "bounds is 含下限 or 含上限");
                None
            }
        };
        let Some(columns) = self.columns(&text.gives, &clause) else { return };
        let mut rows = Vec::new();
        for row in &text.rows {
            let Some((range, gives)) = row.split_first() else { continue };
            let written = plain_text(range.get_ref()).unwrap_or_default();
            match read_range(&written, &input, bounds) {
                Ok((low, high)) => {
                    if let Some(gives) = self.cells(gives, &columns, &text.name, &clause) {
                        rows.push(BandRow { text: written.into(), low, high, gives });
                    }
                }
                Err(fault) => self.error(&Spanned::new(range.span(), String::new()), &clause, &fault, "cannot read the range"),
            }
        }
        let mut band = Band { name: text.name.get_ref().as_str().into(), input, columns, rows, clause: clause.clone().into() };
        band.sort();
        let range = match text.range.as_ref().map(|range| (range, read_range(range.get_ref(), &band.input, None))) {
            None => everywhere(),
            Some((_, Ok(range))) => range,
            Some((at, Err(fault))) => {
                let at = at.clone();
                self.error(&at, &clause, &fault, "cannot read the range");
                everywhere()
            }
        };
        for fault in band.faults(&range) {
            match fault {
                RangeFault::Clash(fault) => {
                    self.error(&text.name, &clause, &format!("分档“{}”：{fault}", band.name), "overlap in the band")
                }
                RangeFault::Gap(fault) => {
                    let (line, point) = (self.line(&text.name), format!("分档“{}”没有规定", band.name));
                    let zh = format!("{fault}；请补上区间，或确不会出现的用 range 写明适用范围；落在其中的结果为“不能确定”");
                    self.open(line, &clause, &point, &zh, "a gap in the band: add a range, or say with `range` what can occur");
                }
            }
        }
        if band.unsaid() {
            let line = self.line(&text.name);
            let point = format!("分档“{}”是否含本数", band.name);
            self.open(
                line,
                &clause,
                &point,
                "区间的界限没有写明含不含本数；请写 bounds，或写成 [80,90) 的形式",
                "say whether bounds are inside",
            );
        }
        if self.sheet.bands.iter().any(|own| own.name == band.name) {
            self.error(&text.name, &clause, &format!("已经有名为“{}”的分档", band.name), "two bands of one name");
        } else {
            self.sheet.bands.push(band);
        }
    }
}

/// A TOML or JSON scalar as a person would type it.
pub(crate) fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(n) => Some(n.to_string()),
        toml::Value::Float(n) => Some(n.to_string()),
        toml::Value::Boolean(held) => Some(if *held { "是" } else { "否" }.to_owned()),
        toml::Value::Datetime(at) => {
            let text = at.to_string().replace('T', " ");
            Some(text.strip_suffix(":00").filter(|short| short.len() > 15).map_or(text.clone(), str::to_owned))
        }
        toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

/// Whether a formula can name it.
pub(crate) fn is_name(name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '·' | '、');
    let reserved = ["且", "或", "非", "真", "假", "TRUE", "FALSE"];
    name.chars().next().is_some_and(|c| !c.is_ascii_digit()) && name.chars().all(inside) && !reserved.contains(&name)
}
