//! Steps: verbs bound to columns, in the order they act.

use super::declare::is_name;
use super::{Checker, Columns, Severity, split};
use crate::rule::file::{OneOrMore, StepText, Text};
use crate::rule::formula::{Column, Expr, Formula, TableShape};
use crate::rule::sheet::{Every, Group, Join, OrderBy, Step, TableDef, TableSource, Windows};
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Value};
use std::sync::Arc;
use toml::Spanned;

impl Checker {
    pub(super) fn step(&mut self, text: &StepText) {
        let clause = text.clause.as_ref().map_or_else(String::new, |clause| clause.get_ref().clone());
        if (text.post.is_some() || text.limit.is_some() || text.choose.is_some()) && clause.is_empty() && !Self::cases_have_clauses(text) {
            self.error(
                &text.table,
                "",
                "记分、封顶和判定的步骤要写明依据（clause）",
                "a step that posts, limits or chooses names its clause",
            );
        }
        if let Some(limit) = &text.limit {
            self.limit(text, limit, &clause);
            return;
        }
        let Some(mut step) = self.sources(text, &clause) else { return };
        let mut columns = self.first_columns(&step);
        if let Some(windows) = &text.windows {
            step.windows = self.windows(windows, &mut columns, &clause);
        }
        let early = columns.len();
        for part in &text.with {
            self.with_column(part, &mut columns, &mut step.with, None, &clause);
        }
        if let Some(conditions) = &text.keep_if {
            for formula in self.conditions(conditions, &Columns { row: &columns, ..Columns::default() }, text, &clause) {
                if formula.expr.columns_below(early) { step.before.push(formula) } else { step.keep_if.push(formula) }
            }
        }
        self.ordered(text, &mut step, &mut columns, &clause);
        step.wide = columns.clone().into();
        let mut finished = columns.clone();
        if let Some(by) = &text.by {
            let keys: Vec<usize> = by.iter().filter_map(|name| self.place(name, &columns, &clause)).collect();
            let mut made: Vec<Column> = keys.iter().map(|place| columns[*place].clone()).collect();
            let mut keep = Vec::new();
            for part in &text.keep {
                self.with_column(part, &mut made, &mut keep, Some(&columns), &clause);
            }
            step.group = Some(Group { by: keys, keep });
            finished = made;
        } else if let Some(first) = text.keep.first() {
            self.error(first, &clause, "keep 要与 by 一起用；要一行总计，写 by = []", "keep needs by; write by = [] for one row");
        }
        if let Some(conditions) = &text.having {
            step.having = self.conditions(conditions, &Columns { row: &finished, ..Columns::default() }, text, &clause);
        }
        step.says = text.says.as_ref().and_then(|says| self.says(says, &finished, &clause));
        if let Some(post) = &text.post {
            step.post = self.post(post, &finished, &clause);
        }
        self.finish_step(text, step, finished);
    }

    fn cases_have_clauses(text: &StepText) -> bool {
        let own = text.choose.as_ref().is_some_and(|choose| choose.case.iter().all(|case| case.clause.is_some()));
        own && text.post.is_none()
    }

    pub(super) fn finish_step(&mut self, text: &StepText, mut step: Step, columns: Vec<Column>) {
        let shape = TableShape { name: text.table.get_ref().as_str().into(), columns: columns.clone() };
        if !is_name(text.table.get_ref()) {
            self.error(&text.table, &step.clause, &format!("“{}”不能作表名", text.table.get_ref()), "not a table name");
        }
        let clause = step.clause.clone();
        let def = TableDef { shape, columns: columns.into(), title: step.title.clone(), source: TableSource::Step(self.sheet.steps.len()) };
        if let Some(table) = self.add_table(&text.table, &clause, def) {
            step.table = table;
            self.sheet.steps.push(step);
        }
    }

    pub(super) fn blank(&self, text: &StepText, clause: &str) -> Step {
        Step {
            table: 0,
            title: text.title.clone().unwrap_or_else(|| text.table.get_ref().clone()),
            clause: clause.to_owned(),
            reading: text.reading.clone(),
            place: (self.file.as_str().into(), self.line(&text.table)),
            from: Vec::new(),
            join: None,
            windows: None,
            before: Vec::new(),
            with: Vec::new(),
            keep_if: Vec::new(),
            ordered: None,
            wide: Arc::from([]),
            group: None,
            having: Vec::new(),
            post: None,
            limit: None,
            show: text.show,
            says: None,
        }
    }

    fn table_named(&mut self, name: &Text, clause: &str) -> Option<usize> {
        let found = self.sheet.table(name.get_ref());
        if let Some(place) = found {
            self.used.tables.insert(place);
        } else {
            let hint = crate::rule::formula::nearest(name.get_ref(), self.sheet.tables.iter().map(|table| &*table.shape.name));
            let text = format!("在此之前没有名为“{}”的表；{hint}", name.get_ref());
            self.error(name, clause, &text, "no table of that name before this step");
        }
        found
    }

    fn sources(&mut self, text: &StepText, clause: &str) -> Option<Step> {
        let mut step = self.blank(text, clause);
        let Some(from) = &text.from else {
            self.error(&text.table, clause, "步骤要写明 from（从哪张表来）", "a step names its table with `from`");
            return None;
        };
        let names = match from.list(&self.source) {
            Ok(names) if !names.is_empty() => names,
            Ok(_) => return None,
            Err(fault) => {
                self.error(&text.table, clause, &fault, "from");
                return None;
            }
        };
        let places: Vec<usize> = names.iter().map(|name| self.table_named(name, clause)).collect::<Option<_>>()?;
        let first = self.sheet.tables[places[0]].columns.clone();
        if places.len() == 1 {
            step.from.push((places[0], None));
        } else {
            // Columns common to all tables.
            let common: Vec<Column> = first
                .iter()
                .filter(|column| places.iter().all(|place| self.sheet.tables[*place].columns.contains(column)))
                .cloned()
                .collect();
            if common.is_empty() {
                self.error(&names[1], clause, "这几张表没有相同的列", "the tables share no column");
                return None;
            }
            for place in &places {
                let own = &self.sheet.tables[*place].columns;
                let takes = common.iter().filter_map(|column| own.iter().position(|own| own == column)).collect();
                step.from.push((*place, Some(takes)));
            }
        }
        if let Some(join) = &text.join {
            step.join = Some(self.join(text, join, &step, clause)?);
        } else if let Some(on) = text.on.first() {
            self.error(on, clause, "on 要与 join 一起用", "`on` needs `join`");
        }
        Some(step)
    }

    fn join(&mut self, text: &StepText, name: &Text, step: &Step, clause: &str) -> Option<Join> {
        let table = self.table_named(name, clause)?;
        let here = self.first_columns(step);
        let there = self.sheet.tables[table].columns.clone();
        let mut on = Vec::new();
        for pair in &text.on {
            let (left, right) = split(pair.get_ref(), &['=', '＝']).unwrap_or((pair.get_ref().trim(), pair.get_ref()));
            let (left, right) = (left.to_owned(), right.trim().to_owned());
            let (Some(a), Some(b)) = (find(&here, &left), find(&there, &right)) else {
                let text = format!("on“{}”：左表没有列“{left}”或右表没有列“{right}”", pair.get_ref());
                self.error(pair, clause, &text, "unknown column in `on`");
                return None;
            };
            if here[a].kind != there[b].kind {
                let text = format!("on“{}”：“{}”与“{}”不能相等", pair.get_ref(), here[a].kind, there[b].kind);
                self.error(pair, clause, &text, "kinds differ in `on`");
                return None;
            }
            on.push((a, b));
        }
        let drop = match text.unmatched.as_ref().map(|text| text.get_ref().as_str()) {
            None | Some("keep") => false,
            Some("drop") => true,
            Some(other) => {
                let at = text.unmatched.clone()?;
                self.error(&at, clause, &format!("unmatched 应为 keep 或 drop，不是“{other}”"), "unmatched is keep or drop");
                return None;
            }
        };
        let mut takes = Vec::new();
        for (place, column) in there.iter().enumerate() {
            if on.iter().any(|(a, b)| *b == place && here[*a].name == column.name) {
                continue;
            }
            if find(&here, &column.name).is_some() && !on.iter().any(|(_, b)| *b == place) {
                let text = format!("两张表都有列“{}”；请写进 on，或在前一步改名", column.name);
                self.error(name, clause, &text, "both tables have that column: put it into `on` or rename it");
                return None;
            }
            if find(&here, &column.name).is_none() {
                takes.push(place);
            }
        }
        Some(Join { table, on, drop, takes })
    }

    /// Columns after `from` and `join`.
    fn first_columns(&self, step: &Step) -> Vec<Column> {
        let Some((table, takes)) = step.from.first() else { return Vec::new() };
        let own = &self.sheet.tables[*table].columns;
        let mut columns: Vec<Column> = match takes {
            None => own.to_vec(),
            Some(takes) => takes.iter().map(|place| own[*place].clone()).collect(),
        };
        if let Some(join) = &step.join {
            columns.extend(join.takes.iter().map(|place| self.sheet.tables[join.table].columns[*place].clone()));
        }
        columns
    }

    fn windows(&mut self, text: &crate::rule::file::WindowsText, columns: &mut Vec<Column>, clause: &str) -> Option<Windows> {
        let every = match text.every.get_ref().as_str() {
            "日" => Every::Day,
            "周" => Every::Week,
            "旬" => Every::TenDays,
            "月" => Every::Month,
            "季" => Every::Quarter,
            "半年" => Every::HalfYear,
            "年" => Every::Year,
            other => {
                self.error(&text.every, clause, &format!("没有周期“{other}”：日、周、旬、月、季、半年、年"), "unknown period");
                return None;
            }
        };
        let default = |name: &str| Spanned::new(text.every.span(), name.to_owned());
        let (from, to) = (text.from.clone().unwrap_or_else(|| default("期初")), text.to.clone().unwrap_or_else(|| default("期末")));
        let scope = Columns { row: columns, ..Columns::default() };
        let from = self.formula(&from, from.get_ref(), &scope, Some(&Kind::Date), clause)?;
        let to = self.formula(&to, to.get_ref(), &scope, Some(&Kind::Date), clause)?;
        let line = self.line(&text.every);
        if text.partial.is_none() {
            let zh = "被起止日切断的周期算不算没有写明；请写 windows.partial = \"count\" 或 \"skip\"，折算用列“窗口占比”";
            self.open(line, clause, "不足一个周期是否计算", zh, "say whether a period that is cut counts");
        }
        let partial = self.said(text.partial.as_ref(), &[("count", true), ("skip", false)], clause);
        let share = Kind::Number(Unit::Ratio(crate::rule::unit::Ratio::Percent));
        for (name, kind) in [("窗口", Kind::Text), ("窗口起", Kind::Date), ("窗口止", Kind::Date), ("窗口占比", share)] {
            if find(columns, name).is_some() {
                self.error(&text.every, clause, &format!("已经有列“{name}”，请在前一步改名"), "the column is taken");
            } else {
                columns.push(Column { name: name.into(), kind });
            }
        }
        Some(Windows { every, from, to, partial })
    }

    fn with_column(
        &mut self,
        part: &Text,
        columns: &mut Vec<Column>,
        made: &mut Vec<(Arc<str>, Formula)>,
        group: Option<&[Column]>,
        clause: &str,
    ) {
        let Some((name, formula)) = split(part.get_ref(), &['=', '＝']) else {
            self.error(part, clause, &format!("“{}”应写成“名称 = 公式”", part.get_ref()), "write `name = formula`");
            return;
        };
        let (name, formula) = (name.to_owned(), formula.to_owned());
        if !is_name(&name) {
            self.error(part, clause, &format!("“{name}”不能作列名"), "not a column name");
            return;
        }
        if find(columns, &name).is_some() {
            self.error(part, clause, &format!("已经有列“{name}”：每列只算一次，请换个名称"), "the column exists already");
            return;
        }
        let scope = Columns { row: columns, group, previous: None };
        if let Some(formula) = self.formula(part, &formula, &scope, None, clause) {
            columns.push(Column { name: name.as_str().into(), kind: formula.kind.clone() });
            made.push((name.as_str().into(), formula));
        }
    }

    fn conditions(&mut self, texts: &OneOrMore, scope: &Columns<'_>, step: &StepText, clause: &str) -> Vec<Formula> {
        let texts = match texts.list(&self.source) {
            Ok(texts) => texts,
            Err(fault) => {
                self.error(&step.table, clause, &fault, "where");
                return Vec::new();
            }
        };
        let mut made = Vec::new();
        for text in &texts {
            let Some(formula) = self.formula(text, text.get_ref(), scope, Some(&Kind::Bool), clause) else { continue };
            if let Expr::Const(Value::Bool(held)) = formula.expr {
                let always = if held { "总是成立" } else { "永远不成立，此步骤不会有结果" };
                let line = self.line(text);
                self.note(Severity::Warning, line, clause, format!("条件“{}”{always} (constant condition)", formula.text));
            }
            if formula.parts.is_empty() { made.push(formula) } else { made.extend(formula.parts) }
        }
        made
    }

    pub(super) fn place(&mut self, name: &Text, columns: &[Column], clause: &str) -> Option<usize> {
        let found = find(columns, name.get_ref().trim());
        if found.is_none() {
            let hint = crate::rule::formula::nearest(name.get_ref(), columns.iter().map(|column| &*column.name));
            self.error(name, clause, &format!("没有列“{}”；{hint}", name.get_ref()), "unknown column");
        }
        found
    }

    pub(super) fn places(&mut self, names: &[Text], columns: &[Column], clause: &str) -> Vec<usize> {
        names.iter().filter_map(|name| self.place(name, columns, clause)).collect()
    }

    pub(super) fn order_by(&mut self, texts: &[Text], columns: &[Column], clause: &str) -> Vec<OrderBy> {
        let mut order = Vec::new();
        for text in texts {
            let written = text.get_ref().trim();
            let (formula, descending) = match (written.strip_suffix(" desc"), written.strip_suffix(" asc")) {
                (Some(formula), _) => (formula, true),
                (None, Some(formula)) => (formula, false),
                (None, None) => {
                    self.error(
                        text,
                        clause,
                        &format!("“{written}”后要写 desc（大的、晚的在前）或 asc（小的、早的在前）"),
                        "write desc or asc",
                    );
                    continue;
                }
            };
            let at = Spanned::new(text.span(), formula.to_owned());
            let scope = Columns { row: columns, ..Columns::default() };
            if let Some(formula) = self.formula(&at, formula, &scope, None, clause) {
                order.push(OrderBy { value: formula.expr, descending });
            }
        }
        order
    }
}

pub(super) fn find(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| &*column.name == name)
}
