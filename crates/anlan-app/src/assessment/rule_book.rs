//! The rule book: the pack told clause by clause, with the year's lines under each, as far as the actor may see them.

use super::chosen::{choose, sees};
use crate::views::{LineView, RuleBookPage, WhichResult};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::assessment::{Line, rule_book as told};

/// The rules a year was, or would be, assessed by.
///
/// # Errors
/// Not allowed, not found, no pack, or the store fails.
pub async fn rule_book(anlan: &Anlan, call: &Call, year: i32, which: &WhichResult) -> Result<RuleBookPage, Fault> {
    let chosen = choose(anlan, call, year, which).await?;
    let pack = chosen.pack(anlan, call).await?;
    let book = anlan.year(&call.region, year).await?;
    let whole = reach(call.actor.role, Action::AssessmentRead) == Reach::Region;
    let seen = |line: &&Line| line.subject.as_deref().map_or(whole, |subject| sees(call, &book, subject));
    let lines: Vec<&Line> = chosen.assessment().lines.iter().filter(seen).collect();
    Ok(RuleBookPage {
        year,
        pack_id: pack.head.id.clone(),
        title: pack.head.title.clone(),
        document: pack.head.document.clone(),
        open_points: chosen.assessment().open_points.clone(),
        chapters: told(&pack, lines.iter().copied()),
        lines: lines.into_iter().map(LineView::from).collect(),
    })
}
