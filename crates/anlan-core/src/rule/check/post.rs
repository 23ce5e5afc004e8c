//! Postings, caps and floors, and the sentences of rows.

use super::step::find;
use super::{Checker, Columns, Severity};
use crate::rule::file::{LimitText, PostText, StepText, Text};
use crate::rule::formula::{Column, Expr, Formula};
use crate::rule::sheet::{Account, LEDGER, Limit, Post, Says, SaysPart};
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Value};
use std::sync::Arc;

impl Checker {
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

    pub(super) fn post(&mut self, text: &PostText, columns: &[Column], clause: &str) -> Option<Post> {
        let to = self.place(&text.to, columns, clause)?;
        let payer = match &text.payer {
            Some(payer) => Some(self.place(payer, columns, clause)?),
            None => None,
        };
        let (account, amount) = self.amount(text, columns, clause)?;
        // The item is the text itself, or `{column}`.
        let name = text.item.get_ref().trim().to_owned();
        let column = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(|column| column.trim().to_owned());
        let item = if let Some(column) = column {
            let Some(place) = find(columns, &column) else {
                let hint = crate::rule::formula::nearest(&column, columns.iter().map(|column| &*column.name));
                self.error(&text.item, clause, &format!("item 里没有列“{column}”；{hint}"), "unknown column in `item`");
                return None;
            };
            let kind = columns[place].kind.clone();
            Formula { expr: Expr::Column(place), kind, text: name.as_str().into(), leaves: vec![], parts: vec![] }
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

    pub(super) fn limit(&mut self, text: &StepText, limit: &LimitText, clause: &str) {
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
