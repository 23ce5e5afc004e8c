//! The rule book (规则手册): the pack told clause by clause, with the lines that each clause gave.

use super::{Amount, Line};
use crate::pack::Pack;
use crate::rule::formula::Formula;
use crate::rule::sheet::{Account, Ordered, Sheet, Step};
use serde::{Deserialize, Serialize};

/// A formula as the pack writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WordedFormula {
    /// What it makes: a column, or `条件`, `记分`, `上限`, `下限`.
    pub name: String,
    /// The formula.
    pub formula: String,
}

/// One step of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RuleStep {
    /// The table it makes.
    pub table: String,
    /// What it is.
    pub title: String,
    /// Tables it is made from.
    pub from: Vec<String>,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Its formulas, in their order.
    pub formulas: Vec<WordedFormula>,
    /// Item its postings go to; none when it posts nothing.
    pub item: Option<String>,
    /// Whether points or money are posted.
    pub account: Option<Account>,
}

/// A clause with its steps and lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RuleChapter {
    /// The clause; empty for steps that only prepare.
    pub clause: String,
    /// Its steps.
    pub steps: Vec<RuleStep>,
    /// Keys of the lines it gave.
    pub lines: Vec<String>,
    /// Sum of their points.
    pub sum: Amount,
    /// Of these lines, without amount.
    pub not_assessed: usize,
}

/// The pack's rules by clause, in the order of the pack; `lines` are those the reader may see.
#[must_use]
pub fn rule_book<'a>(pack: &Pack, lines: impl Iterator<Item = &'a Line>) -> Vec<RuleChapter> {
    let sheet = &pack.sheet;
    let mut chapters: Vec<RuleChapter> = Vec::new();
    for step in &sheet.steps {
        let told = told(sheet, step);
        let cases = if let Some((_, Ordered::Choose(cases))) = &step.ordered { cases.as_slice() } else { &[] };
        let of_cases = cases.iter().map(|case| case.clause.as_str()).filter(|clause| !clause.is_empty());
        for clause in std::iter::once(step.clause.as_str()).chain(of_cases) {
            let chapter = chapter(&mut chapters, clause);
            if chapter.steps.last() != Some(&told) {
                chapter.steps.push(told.clone());
            }
        }
    }
    for line in lines {
        let chapter = chapter(&mut chapters, &line.clause);
        chapter.lines.push(line.key.clone());
        match line.amount {
            Some(amount) if line.account == Account::Points => chapter.sum = chapter.sum + amount,
            Some(_) => {}
            None => chapter.not_assessed += 1,
        }
    }
    chapters
}

fn chapter<'c>(chapters: &'c mut Vec<RuleChapter>, clause: &str) -> &'c mut RuleChapter {
    let place = chapters.iter().position(|chapter| chapter.clause == clause).unwrap_or_else(|| {
        chapters.push(RuleChapter { clause: clause.to_owned(), steps: vec![], lines: vec![], sum: Amount::ZERO, not_assessed: 0 });
        chapters.len() - 1
    });
    &mut chapters[place]
}

fn told(sheet: &Sheet, step: &Step) -> RuleStep {
    let worded = |name: &str, formula: &Formula| WordedFormula { name: name.to_owned(), formula: formula.text.to_string() };
    let mut formulas: Vec<WordedFormula> = Vec::new();
    formulas.extend(step.before.iter().map(|formula| worded("条件", formula)));
    formulas.extend(step.with.iter().map(|(name, formula)| worded(name, formula)));
    formulas.extend(step.keep_if.iter().map(|formula| worded("条件", formula)));
    if let Some((name, ordered)) = &step.ordered {
        formulas.extend(ordered_words(name, ordered));
    }
    if let Some(group) = &step.group {
        formulas.extend(group.keep.iter().map(|(name, formula)| worded(name, formula)));
    }
    formulas.extend(step.having.iter().map(|formula| worded("条件", formula)));
    formulas.extend(step.post.iter().map(|post| worded("记分", &post.amount)));
    if let Some(limit) = &step.limit {
        formulas.extend(limit.cap.iter().map(|formula| worded("上限", formula)));
        formulas.extend(limit.floor.iter().map(|formula| worded("下限", formula)));
    }
    let name = |table: usize| sheet.tables[table].title.clone();
    let joined = step.join.iter().map(|join| join.table);
    let item = step.post.as_ref().map(|post| post.item.text.trim_matches(['"', '“', '”']).to_owned());
    RuleStep {
        table: sheet.tables[step.table].shape.name.to_string(),
        title: step.title.clone(),
        from: step.from.iter().map(|(table, _)| *table).chain(joined).map(name).collect(),
        reading: step.reading.clone(),
        formulas,
        item: item.or_else(|| step.limit.as_ref().map(|limit| limit.item.to_string())),
        account: step.post.as_ref().map(|post| post.account).or_else(|| step.limit.as_ref().map(|limit| limit.account)),
    }
}

fn ordered_words(name: &str, ordered: &Ordered) -> Vec<WordedFormula> {
    let one = |formula: String| vec![WordedFormula { name: name.to_owned(), formula }];
    match ordered {
        Ordered::Choose(cases) => {
            let case = |case: &crate::rule::sheet::Case| {
                let when = case.when.as_ref().map_or_else(|| "其余情形".to_owned(), |when| when.text.to_string());
                WordedFormula { name: format!("{name}（{}）", case.title), formula: format!("{when} → {}", case.give.text) }
            };
            cases.iter().map(case).collect()
        }
        Ordered::Rank { .. } => one("按次序排名".to_owned()),
        Ordered::Runs { of, .. } => one(format!("连续“{}”的期数", of.text)),
        Ordered::Carry { next, .. } => one(next.text.to_string()),
        Ordered::Accept { when, .. } => one(format!("逐行认定：{}", when.text)),
    }
}
