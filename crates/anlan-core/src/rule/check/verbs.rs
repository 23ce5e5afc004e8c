//! Verbs over ordered rows: choose, rank, runs, carry, accept.

use super::declare::is_name;
use super::step::find;
use super::{Checker, Columns};
use crate::rule::file::{ChooseText, StepText, Text};
use crate::rule::formula::{Column, Formula};
use crate::rule::sheet::{Case, Ordered, Pause, Said, Step, Ties};
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Value};
use std::sync::Arc;

impl Checker {
    pub(super) fn ordered(&mut self, text: &StepText, step: &mut Step, columns: &mut Vec<Column>, clause: &str) {
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

    fn ties(&mut self, rank: &crate::rule::file::RankText, clause: &str) -> Said<Ties> {
        if rank.ties.is_none() {
            let line = self.line(&rank.column);
            let point = format!("“{}”并列如何排名", rank.column.get_ref());
            let zh = "并列时的名次没有写明；请写 rank.ties：skip（1、1、3）、dense（1、1、2）、mean（1.5、1.5、3）、last（2、2、3）、row（不并列，按事实的先后）";
            self.open(line, clause, &point, zh, "say how ties are ranked");
        }
        let words = [("skip", Ties::Skip), ("dense", Ties::Dense), ("mean", Ties::Mean), ("last", Ties::Last), ("row", Ties::Row)];
        self.said(rank.ties.as_ref(), &words, clause)
    }

    fn pause(&mut self, text: Option<&Text>, count: bool, clause: &str) -> Said<Pause> {
        let words = [("break", Pause::Break), ("skip", Pause::Skip), ("count", Pause::Count)];
        self.said(text, &words[..if count { 3 } else { 2 }], clause)
    }

    /// One of some words, or the name of an open point whose choices are such words.
    pub(super) fn said<T: Copy>(&mut self, text: Option<&Text>, words: &[(&str, T)], clause: &str) -> Said<T> {
        let Some(text) = text else { return Said::Unsaid };
        let of = |word: &str| words.iter().find(|(own, _)| *own == word).map(|(_, said)| *said);
        if let Some(said) = of(text.get_ref().trim()) {
            return Said::Is(said);
        }
        let known = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("、");
        if let Some(point) = self.sheet.open.iter().find(|point| *point.name == *text.get_ref().trim()) {
            let (global, kind) = (point.global, point.kind.clone());
            self.used.globals.insert(global);
            let readings = if let Kind::Grade(scale) = &kind { scale.steps.iter().map(|step| of(step)).collect() } else { None };
            return match readings {
                Some(readings) => Said::Open(global, readings),
                None => {
                    let zh = format!("未明事项“{}”用在这里，choices 只能是 {known}", text.get_ref());
                    self.error(text, clause, &zh, "the choices of this open point must be these words");
                    Said::Unsaid
                }
            };
        }
        let zh = format!("应为 {known}，或 [[open]] 的名称，不是“{}”", text.get_ref());
        self.error(text, clause, &zh, "one of these words, or the name of an open point");
        Said::Unsaid
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
        if runs.gap.is_none() {
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
}
