//! The back-test: the same year under two packs, who would have won and lost, and by which clauses.

use super::{Amount, Assessment, Line};
use crate::rule::sheet::Account;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A subject under one pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Standing {
    /// Its score; none when it has none.
    pub score: Option<Amount>,
    /// Sum of what was assessed.
    pub known: Amount,
    /// Its place among those with a score.
    pub rank: Option<usize>,
    /// Lines without amount.
    pub not_assessed: usize,
}

/// What one clause gives under both packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClauseMove {
    /// The clause.
    pub clause: String,
    /// Sum before.
    pub before: Amount,
    /// Sum after.
    pub after: Amount,
    /// After less before.
    pub difference: Amount,
    /// Lines without amount before.
    pub missing_before: usize,
    /// Lines without amount after.
    pub missing_after: usize,
}

/// A subject that is moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SubjectMove {
    /// The subject.
    pub subject: String,
    /// Under the first pack.
    pub before: Standing,
    /// Under the second.
    pub after: Standing,
    /// Difference of the scores, when there are both.
    pub difference: Option<Amount>,
    /// Clauses that moved it, the greatest difference first.
    pub clauses: Vec<ClauseMove>,
}

/// Results that cannot be determined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Undetermined {
    /// Lines without amount under the first pack.
    pub before: usize,
    /// Lines without amount under the second.
    pub after: usize,
    /// Of the second's, those for an open point.
    pub open_points: usize,
    /// Subjects that had a score and would have none.
    pub lost_score: Vec<String>,
}

/// The same year under two packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// Whether nothing differs.
    pub same: bool,
    /// Subjects that differ in score, rank or clauses.
    pub subjects: Vec<SubjectMove>,
    /// Subjects whose score would be higher.
    pub winners: Vec<String>,
    /// Subjects whose score would be lower.
    pub losers: Vec<String>,
    /// Subjects that do not differ.
    pub unmoved: usize,
    /// Clauses that moved anybody, the greatest difference first.
    pub clauses: Vec<ClauseMove>,
    /// What cannot be determined.
    pub undetermined: Undetermined,
}

/// Compares points under two packs.
#[must_use]
pub fn compare(before: &Assessment, after: &Assessment) -> Comparison {
    let subjects: BTreeSet<&str> = before.scores.iter().chain(&after.scores).map(|score| score.subject.as_str()).collect();
    let mut moved = Vec::new();
    let (first, second) = (standings(before), standings(after));
    for subject in &subjects {
        let (was, is) = (first.get(subject).cloned().unwrap_or_default(), second.get(subject).cloned().unwrap_or_default());
        let clauses = moves(before.lines_of(subject), after.lines_of(subject));
        if was == is && clauses.is_empty() {
            continue;
        }
        let difference = is.score.zip(was.score).map(|(is, was)| is - was);
        moved.push(SubjectMove { subject: (*subject).to_owned(), before: was, after: is, difference, clauses });
    }
    let named =
        |fits: &dyn Fn(&SubjectMove) -> bool| moved.iter().filter(|one| fits(one)).map(|one| one.subject.clone()).collect::<Vec<_>>();
    let winners = named(&|one| one.difference.is_some_and(|by| by > Amount::ZERO));
    let losers = named(&|one| one.difference.is_some_and(|by| by < Amount::ZERO));
    let lost_score = named(&|one| one.before.score.is_some() && one.after.score.is_none());
    let missing = |of: &Assessment| points(&of.lines).filter(|line| line.amount.is_none()).count();
    let open = points(&after.lines).filter(|line| line.missing.as_ref().is_some_and(|missing| missing.open_point)).count();
    let clauses = moves(before.lines.iter(), after.lines.iter());
    let undetermined = Undetermined { before: missing(before), after: missing(after), open_points: open, lost_score };
    Comparison {
        same: moved.is_empty() && clauses.is_empty(),
        unmoved: subjects.len() - moved.len(),
        subjects: moved,
        winners,
        losers,
        clauses,
        undetermined,
    }
}

fn points(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| line.account == Account::Points)
}

/// Every subject's standing; ranks are counted whether or not they may be published.
fn standings(of: &Assessment) -> BTreeMap<&str, Standing> {
    let rank = |own: Amount| 1 + of.scores.iter().filter(|score| score.score.is_some_and(|score| score > own)).count();
    let standing = |score: &super::Score| Standing {
        score: score.score,
        known: score.known,
        rank: score.score.map(rank),
        not_assessed: score.not_assessed,
    };
    of.scores.iter().map(|score| (score.subject.as_str(), standing(score))).collect()
}

/// Sums by clause that differ, the greatest difference first.
fn moves<'a>(before: impl Iterator<Item = &'a Line>, after: impl Iterator<Item = &'a Line>) -> Vec<ClauseMove> {
    let mut sums: BTreeMap<&str, [(Amount, usize); 2]> = BTreeMap::new();
    let mut add = |line: &'a Line, side: usize| {
        if line.account != Account::Points {
            return;
        }
        let sum = &mut sums.entry(&line.clause).or_default()[side];
        match line.amount {
            Some(amount) => sum.0 = sum.0 + amount,
            None => sum.1 += 1,
        }
    };
    before.for_each(|line| add(line, 0));
    after.for_each(|line| add(line, 1));
    let differ = sums.into_iter().filter(|(_, [first, second])| first != second);
    let mut moves: Vec<ClauseMove> = differ
        .map(|(clause, [first, second])| ClauseMove {
            clause: clause.to_owned(),
            before: first.0,
            after: second.0,
            difference: second.0 - first.0,
            missing_before: first.1,
            missing_after: second.1,
        })
        .collect();
    moves.sort_by_key(|one| std::cmp::Reverse(one.difference.abs()));
    moves
}
