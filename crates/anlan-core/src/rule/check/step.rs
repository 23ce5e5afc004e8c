//! Steps: verbs bound to columns, in the order they act.

use super::declare::is_name;
use super::{Checker, Columns, Severity, split};
use crate::rule::file::{ChooseText, LimitText, OneOrMore, PostText, StepText, Text};
use crate::rule::formula::{Column, Expr, Formula, TableShape};
use crate::rule::sheet::{
    Account, Case, Every, Group, Join, LEDGER, Limit, OrderBy, Ordered, Pause, Post, Says, SaysPart, Step, TableDef, TableSource, Ties,
    Windows,
};
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

    fn finish_step(&mut self, text: &StepText, mut step: Step, columns: Vec<Column>) {
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

    fn blank(&self, text: &StepText, clause: &str) -> Step {
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
        let partial = match text.partial.as_ref().map(|text| text.get_ref().as_str()) {
            None => {
                let zh = "被起止日切断的周期算不算没有写明；请写 windows.partial = \"count\" 或 \"skip\"，折算用列“窗口占比”";
                self.open(line, clause, "不足一个周期是否计算", zh, "say whether a period that is cut counts");
                None
            }
            Some("count") => Some(true),
            Some("skip") => Some(false),
            Some(other) => {
                let at = text.partial.clone()?;
                self.error(&at, clause, &format!("partial 应为 count 或 skip，不是“{other}”"), "partial is count or skip");
                None
            }
        };
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

    fn place(&mut self, name: &Text, columns: &[Column], clause: &str) -> Option<usize> {
        let found = find(columns, name.get_ref().trim());
        if found.is_none() {
            let hint = crate::rule::formula::nearest(name.get_ref(), columns.iter().map(|column| &*column.name));
            self.error(name, clause, &format!("没有列“{}”；{hint}", name.get_ref()), "unknown column");
        }
        found
    }

    fn places(&mut self, names: &[Text], columns: &[Column], clause: &str) -> Vec<usize> {
        names.iter().filter_map(|name| self.place(name, columns, clause)).collect()
    }

    fn order_by(&mut self, texts: &[Text], columns: &[Column], clause: &str) -> Vec<OrderBy> {
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

    fn ordered(&mut self, text: &StepText, step: &mut Step, columns: &mut Vec<Column>, clause: &str) {
        let verbs = [text.choose.is_some(), text.rank.is_some(), text.runs.is_some(), text.carry.is_some(), text.accept.is_some()];
        if verbs.iter().filter(|used| **used).count() > 1 {
            self.error(&text.table, clause, "一个步骤里 choose、rank、runs、carry、accept 只能用一个", "one of these verbs a step");
            return;
        }
        let plain = Kind::Number(Unit::PLAIN);
        let made = if let Some(choose) = &text.choose {
            self.choose(choose, columns, clause).map(|(kind, cases)| (choose.column.clone(), kind, Ordered::Choose(cases)))
        } else if let Some(rank) = &text.rank {
            let by = self.order_by(&rank.by, columns, clause);
            let within = self.places(&rank.within, columns, clause);
            let ties = self.ties(rank, clause);
            let skip_missing = match rank.missing.as_ref().map(|text| text.get_ref().as_str()) {
                Some("skip") => Some(true),
                None => None,
                Some(_) => {
                    let at = rank.missing.clone().unwrap_or_else(|| rank.column.clone());
                    self.error(&at, clause, "rank.missing 只能写 skip（未评者不参加，其余照排）", "missing is `skip`");
                    None
                }
            };
            Some((rank.column.clone(), plain, Ordered::Rank { by, within, ties, skip_missing }))
        } else if let Some(runs) = &text.runs {
            self.runs(runs, columns, clause).map(|ordered| (runs.column.clone(), plain, ordered))
        } else if let Some(carry) = &text.carry {
            self.carry(carry, columns, clause).map(|(kind, ordered)| (carry.column.clone(), kind, ordered))
        } else if let Some(accept) = &text.accept {
            let along = self.order_by(&accept.along, columns, clause);
            let within = self.places(&accept.within, columns, clause);
            let scope = Columns { row: columns, group: None, previous: Some(columns) };
            let when = self.formula(&accept.when, accept.when.get_ref(), &scope, Some(&Kind::Bool), clause);
            when.map(|when| (accept.column.clone(), Kind::Bool, Ordered::Accept { along, within, when }))
        } else {
            None
        };
        let Some((name, kind, ordered)) = made else { return };
        let own: Arc<str> = name.get_ref().trim().into();
        let extra = matches!(ordered, Ordered::Choose(_)).then_some(("规则", Kind::Text));
        for (column, kind) in [(&*own, kind)].into_iter().chain(extra) {
            if !is_name(column) || find(columns, column).is_some() {
                self.error(&name, clause, &format!("“{column}”不能作列名，或已经有这一列"), "not a column name, or taken");
                return;
            }
            columns.push(Column { name: column.into(), kind });
        }
        step.ordered = Some((own, ordered));
    }

    fn ties(&mut self, rank: &crate::rule::file::RankText, clause: &str) -> Option<Ties> {
        let Some(text) = &rank.ties else {
            let line = self.line(&rank.column);
            let point = format!("“{}”并列如何排名", rank.column.get_ref());
            let zh = "并列时的名次没有写明；请写 rank.ties：skip（1、1、3）、dense（1、1、2）、mean（1.5、1.5、3）、last（2、2、3）、row（不并列，按事实的先后）";
            self.open(line, clause, &point, zh, "say how ties are ranked");
            return None;
        };
        match text.get_ref().as_str() {
            "skip" => Some(Ties::Skip),
            "dense" => Some(Ties::Dense),
            "mean" => Some(Ties::Mean),
            "last" => Some(Ties::Last),
            "row" => Some(Ties::Row),
            other => {
                self.error(text, clause, &format!("rank.ties 应为 skip、dense、mean、last 或 row，不是“{other}”"), "unknown ties");
                None
            }
        }
    }

    fn pause(&mut self, text: Option<&Text>, count: bool, clause: &str) -> Option<Pause> {
        match text.map(|text| text.get_ref().as_str()) {
            Some("break") => Some(Pause::Break),
            Some("skip") => Some(Pause::Skip),
            Some("count") if count => Some(Pause::Count),
            Some(other) => {
                let at = text.cloned()?;
                self.error(
                    &at,
                    clause,
                    &format!("应为 break 或 skip{}，不是“{other}”", if count { " 或 count" } else { "" }),
                    "break or skip",
                );
                None
            }
            None => None,
        }
    }

    fn runs(&mut self, runs: &crate::rule::file::RunsText, columns: &[Column], clause: &str) -> Option<Ordered> {
        let scope = Columns { row: columns, ..Columns::default() };
        let of = self.formula(&runs.of, runs.of.get_ref(), &scope, Some(&Kind::Bool), clause)?;
        let along = self.place(&runs.along, columns, clause)?;
        let whole = columns[along].kind == Kind::Number(Unit::PLAIN);
        if !whole && !matches!(columns[along].kind, Kind::Date | Kind::Month) {
            self.error(&runs.along, clause, "along 应为日期、月份或整数列", "along is a day, month or whole number");
            return None;
        }
        let within = self.places(&runs.within, columns, clause);
        let line = self.line(&runs.column);
        let gap = self.pause(runs.gap.as_ref(), false, clause);
        if gap.is_none() && runs.gap.is_none() {
            let zh = "中间缺一期时连续是否中断没有写明；请写 runs.gap = \"break\" 或 \"skip\"";
            self.open(line, clause, "缺期是否中断连续", zh, "say whether an absent period breaks the run");
        }
        let excused = match &runs.excused {
            Some(text) => Some(self.formula(text, text.get_ref(), &scope, Some(&Kind::Bool), clause)?),
            None => None,
        };
        let excuse = self.pause(runs.excuse.as_ref(), true, clause);
        if excused.is_some() && runs.excuse.is_none() {
            let zh = "免责的一期是否中断连续没有写明；请写 runs.excuse = \"break\"、\"skip\" 或 \"count\"";
            self.open(line, clause, "免责是否中断连续", zh, "say what an excused period does to the run");
        }
        Some(Ordered::Runs { of, along, within, excused, excuse, gap })
    }

    fn carry(&mut self, carry: &crate::rule::file::CarryText, columns: &[Column], clause: &str) -> Option<(Kind, Ordered)> {
        let along = self.order_by(&carry.along, columns, clause);
        let within = self.places(&carry.within, columns, clause);
        let scope = Columns { row: columns, ..Columns::default() };
        let start = self.formula(&carry.start, carry.start.get_ref(), &scope, None, clause)?;
        let mut before = columns.to_vec();
        before.push(Column { name: carry.column.get_ref().trim().into(), kind: start.kind.clone() });
        let scope = Columns { row: columns, group: None, previous: Some(&before) };
        let kind = start.kind.clone();
        let next = self.formula(&carry.next, carry.next.get_ref(), &scope, Some(&kind), clause)?;
        Some((kind, Ordered::Carry { along, within, start, next }))
    }

    fn choose(&mut self, choose: &ChooseText, columns: &[Column], clause: &str) -> Option<(Kind, Vec<Case>)> {
        let named = choose.kind.get_ref().clone();
        let kind = self.kind(&choose.kind, &named, clause)?;
        let scope = Columns { row: columns, ..Columns::default() };
        let mut cases: Vec<Case> = Vec::new();
        let last = choose.case.len().saturating_sub(1);
        for (place, text) in choose.case.iter().enumerate() {
            let own = text.clause.clone().unwrap_or_else(|| clause.to_owned());
            if cases.iter().any(|case| *case.key == **text.key.get_ref()) {
                self.error(&text.key, &own, &format!("有两种情形都叫“{}”", text.key.get_ref()), "two cases of one key");
            }
            if (text.when.is_none()) != (place == last) {
                let (zh, en) = if place == last {
                    ("最后一种情形不写 when，使每一行都有结果", "the last case has no `when`, so that every row gets an answer")
                } else {
                    (
                        "没有 when 的情形总是成立，其后的情形永远不会用到",
                        "a case without `when` always holds: those after it are never reached",
                    )
                };
                self.error(&text.key, &own, zh, en);
            }
            let when = match &text.when {
                Some(when) => Some(self.formula(when, when.get_ref(), &scope, Some(&Kind::Bool), &own)?),
                None => None,
            };
            // A step of the scale may be written as it is, without quotation marks.
            let step = if let Kind::Grade(scale) = &kind { scale.place(text.give.get_ref().trim()) } else { None };
            let give = match step {
                Some(step) => Formula::constant(Value::Grade(step), kind.clone()),
                None => self.formula(&text.give, text.give.get_ref(), &scope, Some(&kind), &own)?,
            };
            let holds = text.holds.as_ref().and_then(|says| self.says(says, columns, &own));
            let fails = text.fails.as_ref().and_then(|says| self.says(says, columns, &own));
            let title = text.title.clone().unwrap_or_else(|| text.key.get_ref().clone());
            cases.push(Case {
                key: text.key.get_ref().as_str().into(),
                title,
                when,
                give,
                clause: own,
                reading: text.reading.clone(),
                holds,
                fails,
            });
        }
        if cases.is_empty() {
            self.error(&choose.column, clause, "choose 至少要有一种情形", "choose needs a case");
            return None;
        }
        for (place, by) in super::reach::never_reached(&cases) {
            let key = choose.case[place].key.clone();
            let text = format!("情形“{}”永远不会用到：符合它的都已先符合“{}”", key.get_ref(), cases[by].key);
            self.error(&key, &cases[place].clause, &text, "unreachable case");
        }
        Some((kind, cases))
    }

    pub(super) fn says(&mut self, text: &Text, columns: &[Column], clause: &str) -> Option<Says> {
        let mut parts = Vec::new();
        let mut rest = text.get_ref().as_str();
        while let Some(open) = rest.find('{') {
            parts.push(SaysPart::Text(rest[..open].to_owned()));
            let Some(close) = rest[open..].find('}') else {
                self.error(text, clause, "“{”没有配对的“}”", "unclosed gap");
                return None;
            };
            let name = rest[open + 1..open + close].trim().to_owned();
            if let Some(place) = find(columns, &name) {
                parts.push(SaysPart::Column(place, columns[place].kind.clone()));
            } else if let Some(place) = self.sheet.globals.iter().position(|global| *global.name == *name) {
                self.used.globals.insert(place);
                parts.push(SaysPart::Global(place, self.sheet.globals[place].kind.clone()));
            } else {
                let hint = crate::rule::formula::nearest(&name, columns.iter().map(|column| &*column.name));
                self.error(text, clause, &format!("句子里没有列“{name}”；{hint}"), "unknown column in the sentence");
                return None;
            }
            rest = &rest[open + close + 1..];
        }
        parts.push(SaysPart::Text(rest.to_owned()));
        Some(Says(parts))
    }

    fn amount(&mut self, text: &PostText, columns: &[Column], clause: &str) -> Option<(Account, Formula)> {
        let scope = Columns { row: columns, ..Columns::default() };
        match (&text.points, &text.money) {
            (Some(points), None) => {
                let unit = Kind::Number(Unit::named("分", &[]).unwrap_or(Unit::PLAIN));
                Some((Account::Points, self.formula(points, points.get_ref(), &scope, Some(&unit), clause)?))
            }
            (None, Some(money)) => {
                let formula = self.formula(money, money.get_ref(), &scope, None, clause)?;
                let yuan = Unit::named("元", &[]).unwrap_or(Unit::PLAIN);
                let Kind::Number(unit) = &formula.kind else {
                    self.error(money, clause, "金额应以元、万元或亿元计", "money in 元, 万元 or 亿元");
                    return None;
                };
                if *unit == yuan {
                    return Some((Account::Money, formula));
                }
                let Some((from, to)) = unit.conversion(&yuan) else {
                    self.error(money, clause, &format!("金额应以元、万元或亿元计，公式得到“{unit}”"), "money in 元, 万元 or 亿元");
                    return None;
                };
                let expr = Expr::Call(crate::rule::function::Function::Convert(from, to), vec![formula.expr.clone()]);
                Some((Account::Money, Formula { expr, kind: Kind::Number(yuan), ..formula }))
            }
            (Some(_), Some(_)) | (None, None) => {
                self.error(&text.item, clause, "post 要写 points（分）或 money（金额）之一", "post has either points or money");
                None
            }
        }
    }

    fn post(&mut self, text: &PostText, columns: &[Column], clause: &str) -> Option<Post> {
        let to = self.place(&text.to, columns, clause)?;
        let payer = match &text.payer {
            Some(payer) => Some(self.place(payer, columns, clause)?),
            None => None,
        };
        let (account, amount) = self.amount(text, columns, clause)?;
        // The item is a column, or the text itself.
        let name = text.item.get_ref().trim().to_owned();
        let item = if let Some(place) = find(columns, &name) {
            let column = Expr::Column(place);
            Formula { expr: column, kind: Kind::Text, text: name.as_str().into(), leaves: vec![], parts: vec![], sides: None }
        } else {
            let line = self.line(&text.item);
            if account == Account::Points {
                self.used.items.push((name.clone(), clause.to_owned(), self.file.clone(), line));
            }
            Formula::constant(Value::text(&name), Kind::Text)
        };
        let scope = Columns { row: columns, ..Columns::default() };
        let period = match &text.period {
            Some(period) => Some(self.formula(period, period.get_ref(), &scope, None, clause)?),
            None => None,
        };
        Some(Post { account, to, payer, item, amount, period, zero: text.zero })
    }

    fn limit(&mut self, text: &StepText, limit: &LimitText, clause: &str) {
        let mut step = self.blank(text, clause);
        let account = match limit.of.as_ref().map(|of| of.get_ref().as_str()) {
            None | Some("points") => Account::Points,
            Some("money") => Account::Money,
            Some(other) => {
                let at = limit.of.clone().unwrap_or_else(|| text.table.clone());
                self.error(&at, clause, &format!("limit.of 应为 points 或 money，不是“{other}”"), "of is points or money");
                return;
            }
        };
        let ledger = usize::from(account == Account::Money);
        let columns = self.sheet.tables[ledger].columns.clone();
        let per = match &limit.per {
            None => vec![1],
            Some(names) => self.places(names, &columns[..LEDGER.len()], clause),
        };
        let unit = columns[3].kind.clone();
        let row: Vec<Column> = per.iter().map(|place| columns[*place].clone()).collect();
        let scope = Columns { row: &row, ..Columns::default() };
        let bound = |own: &mut Self, text: Option<&Text>| -> Option<Formula> {
            let text = text.filter(|text| !matches!(text.get_ref().trim(), "none" | "无"))?;
            own.formula(text, text.get_ref(), &scope, Some(&unit), clause)
        };
        let (cap, floor) = (bound(self, limit.cap.as_ref()), bound(self, limit.floor.as_ref()));
        if limit.cap.is_none() && limit.floor.is_none() {
            self.error(
                &text.table,
                clause,
                "limit 要写 cap（上限）或 floor（下限），不设的写 none",
                "limit has a cap or a floor; write none",
            );
        }
        let items: Vec<Arc<str>> = limit.items.iter().flatten().map(|item| item.get_ref().trim().into()).collect();
        let named = limit.item.as_ref().map(|item| item.get_ref().trim().into());
        let item = named.or_else(|| items.first().cloned()).unwrap_or_else(|| text.table.get_ref().as_str().into());
        self.used.tables.insert(ledger);
        let line = self.line(&text.table);
        if limit.floor.is_none() {
            let point = format!("“{}”有没有下限", step.title);
            self.open(
                line,
                clause,
                &point,
                "扣到0分以下时是否继续扣没有写明；请写 limit.floor（不设下限写 none）",
                "say whether there is a floor",
            );
        }
        if limit.cap.is_none() {
            let text = format!(
                "“{}”没有写明上限；超过时照实计算；请写 limit.cap（不设上限写 none） (no cap said: values pass as they are)",
                step.title
            );
            self.note(Severity::Warning, line, clause, text);
        }
        step.limit = Some(Limit { account, items, per: per.clone(), cap, floor, floor_said: limit.floor.is_some(), item });
        let sum = columns[3].kind.clone();
        let mut made = row;
        for name in ["限前合计", "调整"] {
            made.push(Column { name: name.into(), kind: sum.clone() });
        }
        step.wide = made.clone().into();
        self.finish_step(text, step, made);
    }
}

fn find(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| &*column.name == name)
}
