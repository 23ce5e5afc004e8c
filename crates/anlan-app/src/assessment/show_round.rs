//! Published versions: the years, one whole.

use super::chosen::result_view;
use super::judge::choices;
use super::published::brief;
use crate::figures::compared;
use crate::views::{ActionView, AssessmentYear, RoundPage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_store::RoundRow;
use chrono::Datelike;
use std::collections::BTreeSet;

/// The years that were published or can be assessed, latest first.
///
/// # Errors
/// Not allowed, one is damaged, or the store fails.
pub async fn years(anlan: &Anlan, call: &Call) -> Result<Vec<AssessmentYear>, Fault> {
    if reach(call.actor.role, Action::AssessmentRead) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    let rounds = anlan.rounds(&call.region, None).await?;
    let previews = may(&call.actor, Action::AssessmentPreview, Target::default());
    let mut all: BTreeSet<i32> = rounds.iter().map(|(_, content)| content.year).collect();
    if previews {
        let recorded = anlan.store.region(&call.region).items(None).await?;
        let now = call.today().year();
        all.extend(recorded.iter().filter_map(|row| i32::try_from(row.year).ok()).filter(|year| *year <= now));
        all.insert(now - 1);
    }
    let mut found = Vec::with_capacity(all.len());
    for year in all.into_iter().rev() {
        let appeals = anlan.store.region(&call.region).appeals(year).await?;
        let mut actions = Vec::new();
        for action in [Action::AssessmentPreview, Action::AssessmentPublish, Action::PackTry, Action::AppealDecide] {
            if may(&call.actor, action, Target::default()) {
                actions.push(ActionView::allowed(action.key()));
            }
        }
        found.push(AssessmentYear {
            year,
            rounds: rounds.iter().filter(|(_, content)| content.year == year).map(|(row, content)| brief(row, content)).collect(),
            packs: if previews { choices(anlan, call, year) } else { vec![] },
            open_appeals: appeals.iter().filter(|(_, decision)| decision.is_none()).count(),
            actions,
        });
    }
    Ok(found)
}

/// A published version; the latest when none is named.
///
/// # Errors
/// Not allowed, not found, damaged, or the store fails.
pub async fn show_round(anlan: &Anlan, call: &Call, year: i32, version: Option<i32>) -> Result<RoundPage, Fault> {
    let row = row_of(anlan, call, year, version).await?;
    page(anlan, call, &row).await
}

pub(super) async fn row_of(anlan: &Anlan, call: &Call, year: i32, version: Option<i32>) -> Result<RoundRow, Fault> {
    if reach(call.actor.role, Action::AssessmentRead) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    let rows = anlan.store.region(&call.region).assessment_rounds(Some(year)).await?;
    let wanted = |row: &RoundRow| version.is_none_or(|version| row.version == i64::from(version));
    rows.into_iter().rev().find(wanted).ok_or_else(Fault::not_found)
}

pub(super) async fn page(anlan: &Anlan, call: &Call, row: &RoundRow) -> Result<RoundPage, Fault> {
    let content = anlan.published(row)?;
    let book = anlan.year(&call.region, content.year).await?;
    let rounds = anlan.rounds(&call.region, Some(content.year)).await?;
    let compared = compared(anlan, call, content.named.as_ref()).await?;
    let whole = reach(call.actor.role, Action::AssessmentRead) == Reach::Region;
    Ok(RoundPage {
        brief: brief(row, &content),
        title: content.title.replace('|', ""),
        known_at: content.known_at,
        content_hash: row.content_hash.clone(),
        result: result_view(call, &book, &content.assessment),
        problems: if whole { content.problems.clone() } else { vec![] },
        stale: compared.stale,
        not_compared: compared.why_not,
        versions: rounds.iter().filter(|(other, _)| other.id != row.id).map(|(row, content)| brief(row, content)).collect(),
    })
}
