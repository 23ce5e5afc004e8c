//! The ranking: 1, 1, 3; only of subjects with a score, only when enough was assessed, and with what separates neighbours.

use super::{Amount, Coverage, Score};
use serde::{Deserialize, Serialize};

/// By how much one item separates two subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemGap {
    /// The item.
    pub item: String,
    /// Sum of the one ranked before.
    pub before: Amount,
    /// Sum of the one ranked after.
    pub after: Amount,
    /// The first less the second.
    pub difference: Amount,
}

/// What separates a subject from the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gap {
    /// The next subject.
    pub to: String,
    /// Difference of the scores.
    pub difference: Amount,
    /// By item, the greatest difference first; items that do not differ are left out.
    pub items: Vec<ItemGap>,
}

/// One place of the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ranked {
    /// The place; equal scores share one, and the next is left out.
    pub rank: usize,
    /// The subject.
    pub subject: String,
    /// Its score.
    pub score: Amount,
    /// What separates it from the next one; none for the last.
    pub gap: Option<Gap>,
}

/// A subject without a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Unranked {
    /// The subject.
    pub subject: String,
    /// Sum of what was assessed.
    pub known: Amount,
    /// Why it has no score.
    pub why: Vec<String>,
}

/// The ranking of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ranking {
    /// Whether enough was assessed to publish a rank.
    pub published: bool,
    /// Why not.
    pub why_not: Option<String>,
    /// From the first place to the last; empty when it is not published.
    pub rows: Vec<Ranked>,
    /// 未评, in the order of their names.
    pub unranked: Vec<Unranked>,
}

/// Ranks scores; `least` is the pack's coverage in percent, `clause` where it stands.
pub(super) fn ranking(scores: &[Score], coverage: &Coverage, least: u32, clause: &str) -> Ranking {
    let mut ordered: Vec<(&Score, Amount)> = scores.iter().filter_map(|score| Some((score, score.score?))).collect();
    ordered.sort_by(|(a, a_score), (b, b_score)| b_score.cmp(a_score).then_with(|| a.subject.cmp(&b.subject)));
    let published = coverage.reaches(least);
    let why_not = (!published).then(|| {
        let percent = coverage.percent.as_deref().unwrap_or("0");
        format!("应评{}笔，已评{}笔，覆盖率{percent}%，低于{least}%，不公布名次〔{clause}〕", coverage.lines, coverage.assessed)
    });
    let rank_of = |own: Amount| 1 + ordered.iter().filter(|(_, score)| *score > own).count();
    let row = |(place, (score, own)): (usize, &(&Score, Amount))| Ranked {
        rank: rank_of(*own),
        subject: score.subject.clone(),
        score: *own,
        gap: ordered.get(place + 1).map(|(next, below)| Gap {
            to: next.subject.clone(),
            difference: *own - *below,
            items: gaps(score, next),
        }),
    };
    let unranked = scores.iter().filter(|score| score.score.is_none()).map(|score| Unranked {
        subject: score.subject.clone(),
        known: score.known,
        why: score.why.clone(),
    });
    let rows = if published { ordered.iter().enumerate().map(row).collect() } else { vec![] };
    Ranking { published, why_not, rows, unranked: unranked.collect() }
}

/// The items in which two scores differ, the greatest difference first.
fn gaps(before: &Score, after: &Score) -> Vec<ItemGap> {
    let sum = |score: &Score, item: &str| score.items.iter().find(|own| own.item == item).map_or(Amount::ZERO, |own| own.sum);
    let own = before.items.iter().map(|item| item.item.as_str());
    let others = after.items.iter().map(|item| item.item.as_str()).filter(|item| !before.items.iter().any(|own| own.item == *item));
    let gap = |item: &str| {
        let (first, second) = (sum(before, item), sum(after, item));
        ItemGap { item: item.to_owned(), before: first, after: second, difference: first - second }
    };
    let mut gaps: Vec<ItemGap> = own.chain(others).map(gap).filter(|gap| !gap.difference.is_zero()).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.difference.abs()));
    gaps
}
