//! Cases that can never be reached, and what else a whole sheet shows.

use super::{Checker, Note, Severity};
use crate::rule::formula::{Expr, Formula};
use crate::rule::sheet::{Account, Case, TableSource};
use crate::rule::syntax::Op;
use crate::rule::value::{Value, order};
use std::cmp::Ordering;

/// Cases whose condition implies that of an earlier one: (case, earlier case).
#[must_use]
pub(super) fn never_reached(cases: &[Case]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let Some(when) = &case.when else { continue };
        let parts = conjuncts(when);
        for (by, earlier) in cases[..place].iter().enumerate() {
            let Some(before) = &earlier.when else { continue };
            let implied = conjuncts(before).iter().all(|early| parts.iter().any(|own| implies(own, early)));
            if implied {
                found.push((place, by));
                break;
            }
        }
    }
    found
}

fn conjuncts(formula: &Formula) -> Vec<&Expr> {
    if let Expr::All(parts) = &formula.expr { parts.iter().collect() } else { vec![&formula.expr] }
}

/// Whether `a` can hold only where `b` does.
fn implies(a: &Expr, b: &Expr) -> bool {
    match (a, b) {
        (Expr::Binary(op, left, right), Expr::Binary(own, from, to)) => {
            let (Expr::Column(x), Expr::Column(y)) = (&**left, &**from) else { return false };
            let (Expr::Const(c), Expr::Const(d)) = (&**right, &**to) else { return false };
            x == y && bound_implies(*op, c, *own, d)
        }
        (Expr::Column(x), Expr::Column(y)) => x == y,
        _ => false,
    }
}

fn bound_implies(op: Op, c: &Value, own: Op, d: &Value) -> bool {
    let at = order(c, d);
    match (op, own) {
        (Op::Equal, Op::Equal) => at == Ordering::Equal,
        (Op::Equal | Op::AtLeast, Op::AtLeast) | (Op::More, Op::AtLeast | Op::More) => at != Ordering::Less,
        (Op::Equal | Op::AtLeast, Op::More) => at == Ordering::Greater,
        (Op::Equal | Op::AtMost, Op::AtMost) | (Op::Less, Op::AtMost | Op::Less) => at != Ordering::Greater,
        (Op::Equal | Op::AtMost, Op::Less) => at == Ordering::Less,
        _ => false,
    }
}

impl Checker {
    /// Limits that name an item nobody posts, and limits of money that would leave a transfer one-sided.
    fn check_limits(&mut self) {
        let posts: Vec<_> = self.sheet.steps.iter().filter_map(|step| step.post.as_ref()).collect();
        let item =
            |post: &crate::rule::sheet::Post| if let Expr::Const(Value::Text(item)) = &post.item.expr { Some(item.clone()) } else { None };
        let posted: Vec<_> = posts.iter().map(|post| (post.account, item(post), post.payer.is_some())).collect();
        let mut notes = Vec::new();
        for step in &self.sheet.steps {
            let Some(limit) = &step.limit else { continue };
            let of_account = || posted.iter().filter(|(account, ..)| *account == limit.account);
            let mut say = |text: String| {
                notes.push(Note {
                    severity: Severity::Error,
                    file: step.place.0.to_string(),
                    line: step.place.1,
                    clause: step.clause.clone(),
                    text,
                    open: None,
                });
            };
            // Items taken from a column are known only when the rules run.
            if of_account().all(|(_, item, _)| item.is_some()) {
                for name in limit.items.iter().filter(|name| !of_account().any(|(_, item, _)| item.as_ref() == Some(name))) {
                    let known: Vec<&str> = posted.iter().filter_map(|(_, item, _)| item.as_deref()).collect();
                    let hint = crate::rule::formula::nearest(name, known.into_iter());
                    say(format!("没有步骤记入项目“{name}”；{hint} (no step posts this item)"));
                }
            }
            let counts =
                |item: &Option<std::sync::Arc<str>>| limit.items.is_empty() || item.as_ref().is_none_or(|item| limit.items.contains(item));
            if limit.account == Account::Money && of_account().any(|(_, item, payer)| *payer && counts(item)) {
                let text = "转移（有付方的记账）不能用 limit 封顶：只改一方，收付就不平；请在记账之前算出应付的数 (a limit would leave a transfer one-sided)";
                say(text.to_owned());
            }
        }
        self.notes.append(&mut notes);
    }

    /// What shows only when everything is read.
    pub(super) fn finish(&mut self) {
        if self.sheet.steps.is_empty() && self.notes.is_empty() {
            let text = "没有任何步骤（[[step]]） (no step at all)".to_owned();
            self.note(Severity::Error, 1, "", text);
        }
        for open in self.sheet.open.clone() {
            if !self.used.globals.contains(&open.global) {
                let text = format!("未明事项“{}”没有任何公式用到 (open point is not used)", open.name);
                self.note(Severity::Warning, 1, open.clause.as_deref().unwrap_or(""), text);
            }
        }
        for (place, table) in self.sheet.tables.iter().enumerate() {
            let TableSource::Step(step) = table.source else { continue };
            let step = &self.sheet.steps[step];
            if !self.used.tables.contains(&place) && step.post.is_none() && step.limit.is_none() && !step.show {
                self.notes.push(Note {
                    severity: Severity::Warning,
                    file: step.place.0.to_string(),
                    line: step.place.1,
                    clause: step.clause.clone(),
                    text: format!(
                        "表“{}”没有用处：不记分、不展示，也没有别的步骤用到；如是结果，写 show = true (unused table)",
                        table.shape.name
                    ),
                    open: None,
                });
            }
        }
        self.check_limits();
        let limits: Vec<_> = self.sheet.steps.iter().filter_map(|step| step.limit.as_ref()).collect();
        let of_points = |limit: &&&crate::rule::sheet::Limit| limit.account == Account::Points;
        let mut told: Vec<String> = Vec::new();
        let mut notes = Vec::new();
        for (item, clause, file, line) in &self.used.items {
            let covered =
                limits.iter().filter(of_points).any(|limit| limit.items.is_empty() || limit.items.iter().any(|own| **own == **item));
            if !covered && !told.contains(item) {
                told.push(item.clone());
                notes.push(Note {
                    severity: Severity::Warning,
                    file: file.clone(),
                    line: *line,
                    clause: clause.clone(),
                    text: format!(
                        "未明事项“{item}的上下限”：没有 limit 步骤写明“{item}”或总分的上限和下限；不设的写 cap = \"none\"、floor = \"none\" (open point: no floor or cap is said for this item)"
                    ),
                    open: Some(format!("{item}的上下限")),
                });
            }
        }
        self.notes.append(&mut notes);
    }
}
