//! Reads rule files into a [`Sheet`]: every name, unit, band and open point checked before anything runs.

mod declare;
mod figure;
pub(crate) use declare::plain_text;
mod post;
mod reach;
mod step;
mod verbs;

use super::file::{RuleFile, Text};
use super::formula::{Formula, Global, Scope, TableShape, compile_as};
use super::sheet::{GIVEN, GlobalValue, Sheet, TableDef};
use super::syntax::Wrong;
use super::unit::Unit;
use super::value::{Kind, Scale};
use std::fmt;
use std::sync::Arc;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The pack cannot be used.
    Error,
    /// The pack can be used; what depends on it is undetermined, or it looks like a mistake.
    Warning,
}

/// What the checker found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How bad.
    pub severity: Severity,
    /// File of the pack.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Clause of the rule concerned, if it has one.
    pub clause: String,
    /// What is wrong and what to declare, Chinese then English in brackets.
    pub text: String,
    /// The open point it is about, if it is about one.
    pub open: Option<String>,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "错误 error",
            Severity::Warning => "提醒 warning",
        };
        write!(f, "{}:{}: {severity}: {}", self.file, self.line, self.text)?;
        if self.clause.is_empty() { Ok(()) } else { write!(f, " 〔{}〕", self.clause) }
    }
}

/// A sheet as far as it could be read, and everything that was found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The sheet; `None` when there is an error.
    pub sheet: Option<Sheet>,
    /// Errors and warnings in the order of their places.
    pub notes: Vec<Note>,
}

/// Most steps, tables or globals of a pack, so that checking always ends soon.
pub const MOST: usize = 500;

/// Reads and checks rule files (name, text), in the order given. `scales` are those declared elsewhere in the pack.
#[must_use]
pub fn check(files: &[(String, String)], scales: &[(String, Vec<String>)]) -> Checked {
    let mut checker =
        Checker { sheet: Sheet::default(), notes: Vec::new(), file: String::new(), source: String::new(), used: Used::default() };
    for (name, steps) in scales {
        let steps = steps.iter().map(|step| step.as_str().into()).collect();
        checker.sheet.scales.push(Arc::new(Scale { name: name.clone(), steps }));
    }
    for (at, name) in GIVEN.iter().enumerate() {
        let kind = if *name == "年度" { Kind::Number(Unit::PLAIN) } else { Kind::Date };
        checker.sheet.globals.push(Global { name: (*name).into(), kind });
        checker.sheet.values.push(GlobalValue::Given(at));
    }
    checker.ledgers();
    let mut read: Vec<(String, String, RuleFile)> = Vec::new();
    for (name, source) in files {
        match toml::from_str::<RuleFile>(source) {
            Ok(file) => read.push((name.clone(), source.clone(), file)),
            Err(fault) => {
                let line = fault.span().map_or(1, |span| line_of(source, span.start));
                checker.notes.push(Note {
                    severity: Severity::Error,
                    file: name.clone(),
                    line,
                    clause: String::new(),
                    text: format!("看不懂这一处：{} (cannot be read)", fault.message()),
                    open: None,
                });
            }
        }
    }
    // What is declared may be used in any file; steps see only what stands before them.
    for (name, source, file) in &read {
        checker.enter(name, source);
        checker.declare_kinds(file);
    }
    for (name, source, file) in &read {
        checker.enter(name, source);
        checker.declare(file);
    }
    for (name, source, file) in &read {
        checker.enter(name, source);
        for step in &file.step {
            checker.step(step);
        }
    }
    // Figures see every table, wherever they stand.
    for (name, source, file) in &read {
        checker.enter(name, source);
        for figure in &file.figure {
            checker.figure(figure);
        }
    }
    checker.finish();
    let broken = checker.notes.iter().any(|note| note.severity == Severity::Error);
    checker.notes.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
    Checked { sheet: (!broken).then_some(checker.sheet), notes: checker.notes }
}

/// The line of a byte, from 1.
#[must_use]
pub fn line_of(source: &str, at: usize) -> usize {
    source.get(..at.min(source.len())).map_or(1, |before| before.matches('\n').count() + 1)
}

#[derive(Debug, Default)]
struct Used {
    tables: std::collections::BTreeSet<usize>,
    globals: std::collections::BTreeSet<usize>,
    /// Items posted: name, clause, file, line.
    items: Vec<(String, String, String, usize)>,
}

struct Checker {
    sheet: Sheet,
    notes: Vec<Note>,
    file: String,
    source: String,
    used: Used,
}

impl Checker {
    fn enter(&mut self, name: &str, source: &str) {
        name.clone_into(&mut self.file);
        source.clone_into(&mut self.source);
    }

    fn line(&self, text: &Text) -> usize {
        line_of(&self.source, text.span().start)
    }

    fn note(&mut self, severity: Severity, line: usize, clause: &str, text: String) {
        self.notes.push(Note { severity, file: self.file.clone(), line, clause: clause.to_owned(), text, open: None });
    }

    fn error(&mut self, at: &Text, clause: &str, zh: &str, en: &str) {
        let line = self.line(at);
        self.note(Severity::Error, line, clause, format!("{zh} ({en})"));
    }

    fn open(&mut self, line: usize, clause: &str, point: &str, zh: &str, en: &str) {
        let text = format!("未明事项“{point}”：{zh} (open point: {en})");
        let note = Note {
            severity: Severity::Warning,
            file: self.file.clone(),
            line,
            clause: clause.to_owned(),
            text,
            open: Some(point.to_owned()),
        };
        self.notes.push(note);
    }

    fn wrong(&mut self, at: &Text, clause: &str, wrong: &Wrong) {
        let inside = at.get_ref().get(..wrong.span.from).map_or(0, |before| before.matches('\n').count());
        let line = self.line(at) + inside;
        let part = at.get_ref().get(wrong.span.from..wrong.span.to).unwrap_or("");
        let shown = if part.is_empty() || part.len() > 120 { String::new() } else { format!("“{part}”处：") };
        self.note(Severity::Error, line, clause, format!("公式 {}：{shown}{}", at.get_ref(), wrong.text));
    }

    fn kind(&mut self, at: &Text, name: &str, clause: &str) -> Option<Kind> {
        let found = Kind::named(name, &self.sheet.scales, &self.sheet.units);
        if found.is_none() {
            let known = ["文字", "是否", "日期", "时刻", "月份", "分", "万元", "%", "数"];
            let scales: Vec<String> = self.sheet.scales.iter().map(|scale| scale.name.clone()).collect();
            let hint = super::formula::nearest(name, known.into_iter().chain(scales.iter().map(String::as_str)));
            let text = format!("没有类型、等次或计量单位“{name}”；{hint}；新单位用 [[unit]]，新等次用 [[scale]] 声明");
            self.error(at, clause, &text, "unknown kind: declare a [[unit]] or [[scale]]");
        }
        found
    }

    /// A formula where only constants can stand.
    fn constant(&mut self, text: &Text, want: Option<&Kind>, clause: &str) -> Option<Formula> {
        self.formula(text, text.get_ref(), &Columns::default(), want, clause)
    }

    fn formula(&mut self, at: &Text, text: &str, columns: &Columns<'_>, want: Option<&Kind>, clause: &str) -> Option<Formula> {
        let shapes: Vec<TableShape> = self.sheet.tables.iter().map(|table| table.shape.clone()).collect();
        let scope = Scope {
            row: columns.row,
            outer: None,
            group: columns.group,
            previous: columns.previous,
            tables: &shapes,
            globals: &self.sheet.globals,
            bands: &self.sheet.bands,
            units: &self.sheet.units,
        };
        match compile_as(text, &scope, want) {
            Ok(formula) => {
                self.note_uses(at, &formula, clause);
                Some(formula)
            }
            Err(wrong) => {
                let shift = at.get_ref().len() - text.len();
                let span = super::syntax::Span { from: wrong.span.from + shift, to: wrong.span.to + shift };
                self.wrong(at, clause, &Wrong { span, ..wrong });
                None
            }
        }
    }

    /// Remembers what a formula uses, and names the roundings it leaves open.
    fn note_uses(&mut self, at: &Text, formula: &Formula, clause: &str) {
        let mut globals = std::collections::BTreeSet::new();
        let mut tables = std::collections::BTreeSet::new();
        let mut roundings = Vec::new();
        formula.expr.visit(&mut |expr| {
            if let super::formula::Expr::Global(at) = expr {
                globals.insert(*at);
            } else if let super::formula::Expr::Look(look) = expr {
                tables.insert(look.table);
            } else if let super::formula::Expr::Call(super::function::Function::Whole { told, .. }, arguments) = expr
                && arguments.len() == 2
            {
                roundings.push(told.clone());
            }
        });
        self.used.globals.append(&mut globals);
        self.used.tables.append(&mut tables);
        let line = self.line(at);
        for told in roundings {
            let zh = format!("{told} 不足一步时进位还是舍去没有写明；请加第三个参数，或用 [[open]] 声明");
            self.open(line, clause, &format!("{told}的取整方式"), &zh, "say how to round in the third argument");
        }
    }

    fn add_table(&mut self, at: &Text, clause: &str, def: TableDef) -> Option<usize> {
        if self.sheet.table(&def.shape.name).is_some() {
            self.error(at, clause, &format!("已经有名为“{}”的表", def.shape.name), "two tables of one name");
            return None;
        }
        if self.sheet.tables.len() >= MOST {
            self.error(at, clause, "表过多", "too many tables");
            return None;
        }
        self.sheet.tables.push(def);
        Some(self.sheet.tables.len() - 1)
    }
}

/// Columns a formula may name.
#[derive(Debug, Clone, Copy, Default)]
struct Columns<'a> {
    row: &'a [super::formula::Column],
    group: Option<&'a [super::formula::Column]>,
    previous: Option<&'a [super::formula::Column]>,
}

/// Splits `名称 = 公式` or `名称: 类型`; the second part keeps its place at the end of the text.
fn split<'a>(text: &'a str, signs: &[char]) -> Option<(&'a str, &'a str)> {
    let (name, rest) = text.split_once(signs)?;
    Some((name.trim(), rest))
}
