//! Why a row is as it is: clause, operation in words, values, and the rows behind it down to single facts. And why a row is not there.

use super::eval::{Place, Truth};
use super::formula::{Column, Expr, Formula, Leaf};
use super::run::Run;
use super::sheet::{Case, Ordered, Says, SaysPart, Step, TableSource};
use super::table::{Origin, Row};
use super::value::{Kind, Value, Why};
use serde::{Deserialize, Serialize};

/// A name with a value as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = NamedValue))]
pub struct Named {
    /// The name.
    pub name: String,
    /// The value; why it is missing, in brackets, when it is.
    pub value: String,
}

/// How one cell was computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Working {
    /// The column.
    pub name: String,
    /// Its formula, as the pack writes it.
    pub formula: String,
    /// What went in.
    pub with: Vec<Named>,
    /// What came out.
    pub result: String,
}

/// A condition that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Tried {
    /// As the pack writes it, or its sentence.
    pub condition: String,
    /// Whether it holds; absent when it cannot be told.
    pub holds: Option<bool>,
    /// What was compared.
    pub with: Vec<Named>,
    /// Clause of the case, where it has its own.
    pub clause: String,
}

/// A row with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reasons {
    /// The table.
    pub table: String,
    /// What the table is.
    pub title: String,
    /// Where the rule stands; empty for a fact.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// The row's sentence, where the pack gives one.
    pub says: Option<String>,
    /// The fact's id, for a fact.
    pub fact: Option<String>,
    /// Cells taken over.
    pub values: Vec<Named>,
    /// Cells computed here.
    pub workings: Vec<Working>,
    /// Conditions tried here.
    pub tried: Vec<Tried>,
    /// Why it cannot be told whether the row belongs here.
    pub doubt: Option<String>,
    /// Rows it was made from.
    #[cfg_attr(feature = "schema", schema(no_recursion))]
    pub from: Vec<Reasons>,
    /// Further rows not written out.
    pub more: usize,
}

impl Reasons {
    /// The ids of all facts below, each once.
    #[must_use]
    pub fn facts(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found
    }

    fn gather<'a>(&'a self, found: &mut Vec<&'a str>) {
        if let Some(fact) = &self.fact
            && !found.contains(&fact.as_str())
        {
            found.push(fact);
        }
        self.from.iter().for_each(|from| from.gather(found));
    }

    /// Everything as lines of text, indented, for a terminal and for golden cases.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        self.lines(0, &mut lines);
        lines.join("\n")
    }

    fn lines(&self, depth: usize, lines: &mut Vec<String>) {
        let pad = "  ".repeat(depth);
        let clause = if self.clause.is_empty() { String::new() } else { format!("〔{}〕", self.clause) };
        let reading = self.reading.as_ref().map(|reading| format!("（{reading}）")).unwrap_or_default();
        lines.push(format!("{pad}{}{clause}{reading}", self.title));
        let told = |named: &[Named]| named.iter().map(|named| format!("{} {}", named.name, named.value)).collect::<Vec<_>>().join("，");
        if let Some(says) = &self.says {
            lines.push(format!("{pad}  {says}"));
        }
        if !self.values.is_empty() {
            lines.push(format!("{pad}  {}", told(&self.values)));
        }
        for working in &self.workings {
            let with = if working.with.is_empty() { String::new() } else { format!("；{}", told(&working.with)) };
            lines.push(format!("{pad}  {} = {} = {}{with}", working.name, working.formula, working.result));
        }
        for tried in &self.tried {
            let holds = match tried.holds {
                Some(true) => "符合",
                Some(false) => "不符合",
                None => "不能确定",
            };
            let with = if tried.with.is_empty() { String::new() } else { format!("（{}）", told(&tried.with)) };
            let clause = if tried.clause.is_empty() { String::new() } else { format!("〔{}〕", tried.clause) };
            lines.push(format!("{pad}  {holds}：{}{with}{clause}", tried.condition));
        }
        if let Some(doubt) = &self.doubt {
            lines.push(format!("{pad}  {doubt}"));
        }
        for from in &self.from {
            from.lines(depth + 1, lines);
        }
        if self.more > 0 {
            lines.push(format!("{pad}  另有{}条记录", self.more));
        }
    }
}

/// Most rows told in one explanation, and most below one row.
const MOST_TOLD: usize = 600;
const MOST_BELOW: usize = 60;

impl Run<'_> {
    /// Why a row of a table is as it is.
    #[must_use]
    pub fn explain(&self, table: usize, row: u32) -> Option<Reasons> {
        let mut left = MOST_TOLD;
        self.told(table, row, &mut left, 0)
    }

    fn told(&self, table: usize, row: u32, left: &mut usize, depth: usize) -> Option<Reasons> {
        if *left == 0 || depth > 24 {
            return None;
        }
        *left -= 1;
        let def = self.sheet.tables.get(table)?;
        let own = self.tables.get(table)?;
        let cells = own.rows.get(row as usize)?;
        match &def.source {
            TableSource::Step(place) => Some(self.told_step(*place, cells, left, depth)),
            // The ledger is only a view of the step that posted.
            TableSource::Points | TableSource::Money => match &cells.origin {
                Origin::Row(from, at) => self.told(*from as usize, *at, left, depth),
                Origin::Fact(_) | Origin::Pair(..) | Origin::Group(..) => None,
            },
            TableSource::Fact(_) | TableSource::Reference(_) => {
                let fact = if let Origin::Fact(Some(name)) = &cells.origin { Some(name.to_string()) } else { None };
                Some(Reasons { fact, values: known(&def.columns, &cells.cells), ..blank(&def.shape.name, &def.title, "") })
            }
        }
    }

    fn told_step(&self, place: usize, row: &Row, left: &mut usize, depth: usize) -> Reasons {
        let step = &self.sheet.steps[place];
        let name = &self.sheet.tables[step.table].shape.name;
        let mut told = Reasons { reading: step.reading.clone(), ..blank(name, &step.title, &step.clause) };
        told.doubt = row.doubt.as_ref().map(ToString::to_string);
        told.says = step.says.as_ref().map(|says| self.say(says, &row.cells));
        let columns = &self.sheet.tables[step.table].columns;
        let here = self.place(&row.cells);
        if step.limit.is_some() {
            told.values = known(columns, &row.cells);
            self.below(&row.origin, &mut told, left, depth);
            return told;
        }
        match &step.group {
            None => self.told_row(step, row, &mut told, left, depth),
            Some(group) => {
                told.values = known(&columns[..group.by.len()], &row.cells);
                if let Origin::Group(from, members) = &row.origin
                    && let Some(Some(wide)) = self.wide.get(*from as usize)
                {
                    let here = Place { group: Some((wide, members)), ..here };
                    for (name, formula) in &group.keep {
                        let own = columns.iter().position(|column| column.name == *name);
                        told.workings.push(self.working(name, formula, &here, own.map(|own| &row.cells[own])));
                    }
                    for member in members.iter().take(MOST_BELOW) {
                        let inner = &wide.rows[*member as usize];
                        if !self.plain_row(step) {
                            if *left == 0 {
                                break;
                            }
                            *left -= 1;
                            let mut below = blank(name, &step.title, "");
                            below.doubt = inner.doubt.as_ref().map(ToString::to_string);
                            self.told_row(step, inner, &mut below, left, depth + 1);
                            told.from.push(below);
                        } else {
                            self.below(&inner.origin, &mut told, left, depth);
                        }
                    }
                    told.more += members.len().saturating_sub(told.from.len().max(members.len().min(MOST_BELOW)));
                }
            }
        }
        if let Some(post) = &step.post {
            let name = if post.account == super::sheet::Account::Points { "记分" } else { "记账" };
            let amount = self.place(&row.cells).value(&post.amount.expr).into_owned();
            told.workings.push(self.working(name, &post.amount, &self.place(&row.cells), Some(&amount)));
        }
        told.tried.extend(step.having.iter().map(|condition| self.tried(condition, &self.place(&row.cells), "")));
        told
    }

    /// Whether a step's rows are those of the table before, unchanged.
    fn plain_row(&self, step: &Step) -> bool {
        step.with.is_empty()
            && step.ordered.is_none()
            && step.join.is_none()
            && step.windows.is_none()
            && step.before.is_empty()
            && step.keep_if.is_empty()
    }

    fn told_row(&self, step: &Step, row: &Row, told: &mut Reasons, left: &mut usize, depth: usize) {
        let here = self.place(&row.cells);
        let columns = &step.wide;
        // The columns of a row: taken over, then computed, then those of the verb.
        let last = match &step.ordered {
            Some((_, Ordered::Choose(_))) => 2,
            Some(_) => 1,
            None => 0,
        };
        let kept = columns.len() - step.with.len() - last;
        told.values = known(&columns[..kept], &row.cells[..kept]);
        for (name, formula) in &step.with {
            let own = columns.iter().position(|column| column.name == *name);
            told.workings.push(self.working(name, formula, &here, own.map(|own| &row.cells[own])));
        }
        told.tried.extend(step.before.iter().chain(&step.keep_if).map(|condition| self.tried(condition, &here, "")));
        if let Some((name, ordered)) = &step.ordered {
            self.told_ordered(name, ordered, columns, row, told);
        }
        self.below(&row.origin, told, left, depth);
        let formulas = step.with.iter().map(|(_, formula)| formula).chain(&step.before).chain(&step.keep_if);
        let mut seen = Vec::new();
        for formula in formulas {
            self.looked_up(&formula.expr, &here, told, &mut seen, left, depth);
        }
    }

    fn told_ordered(&self, name: &str, ordered: &Ordered, columns: &[Column], row: &Row, told: &mut Reasons) {
        let here = self.place(&row.cells);
        let result = columns
            .iter()
            .position(|column| &*column.name == name)
            .map_or_else(String::new, |place| shown(&columns[place].kind, &row.cells[place]));
        let how = match ordered {
            Ordered::Choose(cases) => {
                for case in cases {
                    let tried = self.tried_case(case, &here);
                    let decided = tried.holds != Some(false);
                    told.tried.push(tried);
                    if decided {
                        told.clause.clone_from(&case.clause);
                        told.reading = case.reading.clone().or(told.reading.take());
                        break;
                    }
                }
                "先符合者为准".to_owned()
            }
            Ordered::Rank { .. } => "按次序排名".to_owned(),
            Ordered::Runs { of, .. } => format!("连续“{}”的期数", of.text),
            Ordered::Carry { next, .. } => next.text.to_string(),
            Ordered::Accept { when, .. } => when.text.to_string(),
        };
        told.workings.push(Working { name: name.to_owned(), formula: how, with: vec![], result });
    }

    /// One case of a choice as it was tried on a row.
    #[must_use]
    pub fn tried_case(&self, case: &Case, here: &Place<'_>) -> Tried {
        let truth = case.when.as_ref().map_or(Truth::Yes, |when| {
            let place = Place { row: here.row, ..self.place(here.row) };
            place.truth(&when.expr)
        });
        let says = match truth {
            Truth::Yes => case.holds.as_ref(),
            Truth::No | Truth::Unknown(_) => case.fails.as_ref(),
        };
        let plain = case.when.as_ref().map_or_else(|| "其余情形".to_owned(), |when| when.text.to_string());
        let with = if says.is_some() { vec![] } else { case.when.as_ref().map(|when| self.leaves(&when.leaves, here)).unwrap_or_default() };
        let condition = says.map_or_else(|| format!("{}：{plain}", case.title), |says| self.say(says, here.row));
        Tried { condition, holds: held(&truth), with, clause: case.clause.clone() }
    }

    fn below(&self, origin: &Origin, told: &mut Reasons, left: &mut usize, depth: usize) {
        let mut add = |table: u32, row: u32, told: &mut Reasons| {
            if told.from.len() >= MOST_BELOW {
                told.more += 1;
            } else {
                match self.told(table as usize, row, left, depth + 1) {
                    Some(from) => told.from.push(from),
                    None => told.more += 1,
                }
            }
        };
        match origin {
            Origin::Fact(_) => {}
            Origin::Row(table, row) => add(*table, *row, told),
            Origin::Pair(here, there) => {
                add(here.0, here.1, told);
                if let Some((table, row)) = there {
                    add(*table, *row, told);
                }
            }
            Origin::Group(from, members) => {
                if let Some(ledger) = u32::MAX.checked_sub(*from).filter(|ledger| *ledger < 2) {
                    members.iter().for_each(|row| add(ledger, *row, told));
                }
            }
        }
    }

    /// Rows that a formula's look-ups found.
    fn looked_up(&self, expr: &Expr, here: &Place<'_>, told: &mut Reasons, seen: &mut Vec<(usize, u32)>, left: &mut usize, depth: usize) {
        let mut looks = Vec::new();
        expr.visit(&mut |part| {
            if let Expr::Look(look) = part {
                looks.push(look);
            }
        });
        for look in looks {
            // A look-up inside another's condition sees another row.
            if look.keys.iter().any(|(_, key)| matches!(key, Expr::Outer(at) if *at >= here.row.len())) {
                continue;
            }
            let place = Place { row: here.row, ..self.place(here.row) };
            let found = place.found(look);
            for (row, truth) in found.rows {
                if seen.contains(&(look.table, row)) {
                    continue;
                }
                seen.push((look.table, row));
                if told.from.len() >= MOST_BELOW || *left == 0 {
                    told.more += 1;
                    continue;
                }
                if let Some(mut from) = self.told(look.table, row, left, depth + 1) {
                    if let Truth::Unknown(why) = truth {
                        from.doubt = Some(why.to_string());
                    }
                    told.from.push(from);
                }
            }
        }
    }

    fn working(&self, name: &str, formula: &Formula, here: &Place<'_>, result: Option<&Value>) -> Working {
        let result = result.map_or_else(String::new, |value| shown(&formula.kind, value));
        Working { name: name.to_owned(), formula: formula.text.to_string(), with: self.leaves(&formula.leaves, here), result }
    }

    fn leaves(&self, leaves: &[Leaf], here: &Place<'_>) -> Vec<Named> {
        let leaf = |leaf: &Leaf| {
            let place = Place { row: here.row, group: here.group, ..self.place(here.row) };
            named(&leaf.text, &leaf.kind, &value_of(&place, &leaf.expr))
        };
        leaves.iter().map(leaf).collect()
    }

    fn tried(&self, condition: &Formula, here: &Place<'_>, clause: &str) -> Tried {
        let place = Place { row: here.row, ..self.place(here.row) };
        let truth = truth_of(&place, &condition.expr);
        Tried {
            condition: condition.text.to_string(),
            holds: held(&truth),
            with: self.leaves(&condition.leaves, here),
            clause: clause.to_owned(),
        }
    }

    /// A sentence with its gaps filled.
    #[must_use]
    pub fn say(&self, says: &Says, cells: &[Value]) -> String {
        let told = |kind: &Kind, value: &Value| match value.why() {
            Some(Why::NoData(_) | Why::CannotCompute(_)) => kind.show(value),
            Some(Why::Open(_)) | None => shown(kind, value),
        };
        let part = |part: &SaysPart| match part {
            SaysPart::Text(text) => text.clone(),
            SaysPart::Column(place, kind) => told(kind, &cells[*place]),
            SaysPart::Global(place, kind) => told(kind, &self.globals[*place]),
        };
        says.0.iter().map(part).collect()
    }

    /// Rows of a table with these values.
    #[must_use]
    pub fn find(&self, table: usize, wanted: &[(String, String)]) -> Vec<u32> {
        let Some(own) = self.tables.get(table) else { return Vec::new() };
        let known = wanted.iter().all(|(name, _)| own.place(name).is_some());
        (0..).zip(&own.rows).filter(|(_, row)| known && fits(&own.columns, &row.cells, wanted)).map(|(at, _)| at).collect()
    }

    /// Why no row of a table has these values: the rows that came nearest, each with the condition that failed.
    #[must_use]
    pub fn why_not(&self, table: usize, wanted: &[(String, String)]) -> Vec<Reasons> {
        let Some(step) = self.sheet.step_of(table) else { return Vec::new() };
        let mut found = Vec::new();
        for (source, takes) in &step.from {
            let own = &self.tables[*source];
            for (at, row) in (0..).zip(&own.rows) {
                if found.len() >= MOST_BELOW || !fits(&own.columns, &row.cells, wanted) {
                    continue;
                }
                let start = takes
                    .as_ref()
                    .map_or_else(|| row.cells.to_vec(), |takes| takes.iter().map(|place| row.cells[*place].clone()).collect());
                for cells in self.candidates(step, start) {
                    if !fits(&step.wide, &cells, wanted) {
                        continue;
                    }
                    if let Some(mut told) = self.failed(step, cells) {
                        let mut left = 40;
                        told.from.extend(self.told(*source, at, &mut left, 1));
                        found.push(told);
                    }
                }
            }
            // Nothing came in: ask the step before.
            if found.is_empty() && !own.rows.iter().any(|row| fits(&own.columns, &row.cells, wanted)) {
                found.extend(self.why_not(*source, wanted));
            }
        }
        found
    }

    /// The conditions of a step on a row that did not pass; `None` when it passed.
    fn failed(&self, step: &Step, mut cells: Vec<Value>) -> Option<Reasons> {
        let name = &self.sheet.tables[step.table].shape.name;
        let mut told = Reasons { reading: step.reading.clone(), ..blank(name, &step.title, &step.clause) };
        told.tried.extend(step.before.iter().map(|condition| self.tried(condition, &self.place(&cells), "")));
        for (name, formula) in &step.with {
            let value = self.place(&cells).value(&formula.expr).into_owned();
            told.workings.push(self.working(name, formula, &self.place(&cells), Some(&value)));
            cells.push(value);
        }
        told.tried.extend(step.keep_if.iter().map(|condition| self.tried(condition, &self.place(&cells), "")));
        told.tried.iter().any(|tried| tried.holds == Some(false)).then_some(told)
    }
}

fn value_of<'a>(place: &Place<'a>, expr: &'a Expr) -> Value {
    place.value(expr).into_owned()
}

fn truth_of<'a>(place: &Place<'a>, expr: &'a Expr) -> Truth {
    place.truth(expr)
}

/// Whether a row has the wanted values in the columns it has of them.
fn fits(columns: &[Column], cells: &[Value], wanted: &[(String, String)]) -> bool {
    let same = |column: &Column, cell: &Value, text: &str| {
        column.kind.read(text).is_ok_and(|value| value == *cell) || column.kind.show(cell) == text
    };
    let of = |name: &str| columns.iter().zip(cells).find(|(column, _)| &*column.name == name);
    wanted.iter().all(|(name, text)| of(name).is_none_or(|(column, cell)| same(column, cell, text)))
}

fn held(truth: &Truth) -> Option<bool> {
    match truth {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown(_) => None,
    }
}

fn blank(table: &str, title: &str, clause: &str) -> Reasons {
    Reasons {
        table: table.to_owned(),
        title: title.to_owned(),
        clause: clause.to_owned(),
        reading: None,
        says: None,
        fact: None,
        values: vec![],
        workings: vec![],
        tried: vec![],
        doubt: None,
        from: vec![],
        more: 0,
    }
}

/// A value as people read it; a missing one with its reason.
#[must_use]
pub fn shown(kind: &Kind, value: &Value) -> String {
    match value {
        Value::Missing(why) => match &**why {
            Why::Open(_) => format!("不能确定（{why}）"),
            Why::NoData(_) | Why::CannotCompute(_) => format!("未评（{why}）"),
        },
        Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Date(_) | Value::Time(_) | Value::Month(_) | Value::Grade(_) => {
            kind.show(value)
        }
    }
}

fn named(name: &str, kind: &Kind, value: &Value) -> Named {
    Named { name: name.to_owned(), value: shown(kind, value) }
}

fn known(columns: &[Column], cells: &[Value]) -> Vec<Named> {
    let pairs = columns.iter().zip(cells).filter(|(_, value)| !value.is_missing());
    pairs.map(|(column, value)| named(&column.name, &column.kind, value)).collect()
}
