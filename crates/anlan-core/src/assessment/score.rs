//! Scores and coverage: sums of lines, and nothing else.

use super::{Amount, Line};
use crate::rule::number::{Number, Rounding};
use crate::rule::sheet::Account;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How much of what is to be assessed was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Lines with an amount.
    pub assessed: usize,
    /// Lines.
    pub lines: usize,
    /// `187/190`, exact.
    pub text: String,
    /// In percent, half up to two decimals, for display; none without lines.
    pub percent: Option<String>,
}

impl Coverage {
    /// So many of so many.
    #[must_use]
    pub fn new(assessed: usize, lines: usize) -> Self {
        let whole = |n: usize| i64::try_from(n).map(Number::whole).unwrap_or(Number::ZERO);
        let percent = whole(assessed * 100).over(&whole(lines)).and_then(|share| share.round(2, Rounding::HalfUp));
        Self { assessed, lines, text: format!("{assessed}/{lines}"), percent: percent.map(|percent| percent.to_string()) }
    }

    /// Whether it reaches a share in percent, compared exactly. Without lines there is nothing to rank.
    #[must_use]
    pub fn reaches(&self, percent: u32) -> bool {
        let (assessed, lines) = (self.assessed as u128, self.lines as u128);
        lines > 0 && assessed * 100 >= u128::from(percent) * lines
    }
}

/// What one item adds to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemSum {
    /// The item.
    pub item: String,
    /// Sum of its lines that have an amount.
    pub sum: Amount,
    /// Its lines.
    pub lines: usize,
    /// Of these, without amount.
    pub not_assessed: usize,
}

/// A subject's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Score {
    /// Whose.
    pub subject: String,
    /// Sum of the lines that have an amount.
    pub known: Amount,
    /// The score: that sum, when nothing of it is missing.
    pub score: Option<Amount>,
    /// Its lines with and without amount.
    pub coverage: Coverage,
    /// Lines without amount.
    pub not_assessed: usize,
    /// Why there is no score, each reason once.
    pub why: Vec<String>,
    /// By item, in the order of the rules.
    pub items: Vec<ItemSum>,
}

/// Reason why nobody has a score while a line may be anyone's.
const NOBODY: &str = "有记分没有写明对象，可能属于任何一个对象，须先补全记录";

/// Scores of one account for every subject, in the order of their names.
pub(super) fn scores(lines: &[Line], account: Account, subjects: &BTreeSet<String>) -> Vec<Score> {
    let own = || lines.iter().filter(|line| line.account == account);
    let nobody = own().any(|line| line.subject.is_none());
    let mut of: BTreeMap<&str, Vec<&Line>> = subjects.iter().map(|subject| (subject.as_str(), Vec::new())).collect();
    for line in own() {
        if let Some(subject) = &line.subject {
            of.entry(subject).or_default().push(line);
        }
    }
    of.into_iter().map(|(subject, lines)| score(subject, &lines, nobody)).collect()
}

fn score(subject: &str, lines: &[&Line], nobody: bool) -> Score {
    let known: Amount = lines.iter().filter_map(|line| line.amount).sum();
    let not_assessed = lines.iter().filter(|line| line.amount.is_none()).count();
    let mut why: Vec<String> = Vec::new();
    let reasons = lines.iter().filter_map(|line| line.missing.as_ref().map(|missing| format!("{}：{}", line.item, missing.reason)));
    for reason in reasons.chain(nobody.then(|| NOBODY.to_owned())) {
        if !why.contains(&reason) {
            why.push(reason);
        }
    }
    let mut items: Vec<ItemSum> = Vec::new();
    for line in lines {
        let place = items.iter().position(|item| item.item == line.item).unwrap_or_else(|| {
            items.push(ItemSum { item: line.item.clone(), sum: Amount::ZERO, lines: 0, not_assessed: 0 });
            items.len() - 1
        });
        let item = &mut items[place];
        item.sum = item.sum + line.amount.unwrap_or(Amount::ZERO);
        item.lines += 1;
        item.not_assessed += usize::from(line.amount.is_none());
    }
    Score {
        subject: subject.to_owned(),
        known,
        score: (not_assessed == 0 && !nobody).then_some(known),
        coverage: Coverage::new(lines.len() - not_assessed, lines.len()),
        not_assessed,
        why,
        items,
    }
}
