//! Appeals as they are shown: those of the year, each with its state and what can be done.

use super::chosen::sees;
use super::evidence::hands;
use crate::matters::person;
use crate::views::{ActionView, AppealState, AppealView, FileRef};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::assessment::Amount;
use anlan_core::ids::{PostingId, RoundId};
use anlan_store::{AppealDecisionRow, AppealRow, Connection, PostingRow, Regional};

/// Appeals of a year that the actor may see, latest first.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn appeals(anlan: &Anlan, call: &Call, year: i32) -> Result<Vec<AppealView>, Fault> {
    if reach(call.actor.role, Action::AssessmentRead) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    let book = anlan.year(&call.region, year).await?;
    let rows = anlan.store.region(&call.region).appeals(year).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for (row, decision) in rows.iter().rev().filter(|(row, _)| sees(call, &book, &row.subject)) {
        shown.push(appeal_view(anlan, call, &book, row, decision.as_ref()).await?);
    }
    Ok(shown)
}

/// An appeal as shown.
pub(super) async fn appeal_view(
    anlan: &Anlan,
    call: &Call,
    book: &YearBook,
    row: &AppealRow,
    decision: Option<&AppealDecisionRow>,
) -> Result<AppealView, Fault> {
    let read = anlan.store.region(&call.region);
    let posting = read.posting(PostingId(row.posting_id)).await?.ok_or_else(Fault::not_found)?;
    let mut actions = Vec::new();
    if decision.is_none() && may(&call.actor, Action::AppealDecide, Target::default()) {
        let key = Action::AppealDecide.key();
        let involved = involvement(&read, call, book, &posting, row).await?;
        actions.push(involved.map_or_else(|| ActionView::allowed(key), |why| ActionView::not_now(key, &why)));
    }
    let hashes: Vec<String> = serde_json::from_str(&row.files).unwrap_or_default();
    let mut files = Vec::with_capacity(hashes.len());
    for hash in &hashes {
        if let Some(file) = read.file(hash).await? {
            files.push(FileRef { hash: file.hash, name: file.name, size: file.size, media_type: file.media_type });
        }
    }
    let state = match decision.map(|decision| decision.decision.as_str()) {
        None => AppealState::Lodged,
        Some("upheld") => AppealState::Upheld,
        Some(_) => AppealState::Rejected,
    };
    Ok(AppealView {
        id: row.id,
        year: book.year,
        posting_id: row.posting_id,
        line: posting.line,
        subject: row.subject.clone(),
        item: posting.item,
        period: posting.period,
        amount: posting.amount.map(Amount::from_millionths),
        text: row.text.clone(),
        files,
        due_on: row.due_on,
        lodged_at: row.lodged_at,
        lodged_by: row.lodged_by.clone(),
        state,
        decision: decision.map(|decision| decision.text.clone()),
        decided_at: decision.map(|decision| decision.decided_at),
        decided_by: decision.map(|decision| decision.decided_by.clone()),
        actions,
    })
}

/// What the actor had to do with a contested posting, so that they may not decide on it; none when nothing.
///
/// # Errors
/// The store fails.
pub(super) async fn involvement<C: Connection>(
    read: &Regional<'_, C>,
    call: &Call,
    book: &YearBook,
    posting: &PostingRow,
    appeal: &AppealRow,
) -> Result<Option<String>, Fault> {
    let me = person(call);
    if me.is_named(&appeal.lodged_by) {
        return Ok(Some("您提出了这项申诉，须由其他考核人员裁定。".to_owned()));
    }
    let published = read.assessment_round(RoundId(posting.round_id)).await?;
    if published.is_some_and(|round| me.is_named(&round.published_by)) || me.is_named(&posting.posted_by) {
        return Ok(Some("您公布了这笔记分所在的考核结果，须由其他考核人员裁定。".to_owned()));
    }
    let names: Vec<String> = serde_json::from_str(&posting.facts).unwrap_or_default();
    let all = hands(read, book, &names).await?;
    Ok(all.get(&me.name).map(|what| format!("您{what}，这笔记分以此为依据，须由其他考核人员裁定。")))
}

/// Whether a file belongs to an appeal that the actor may see.
///
/// # Errors
/// The store fails.
pub(crate) async fn appeal_files_seen(anlan: &Anlan, call: &Call, hash: &str) -> Result<bool, Fault> {
    if reach(call.actor.role, Action::AssessmentRead) == Reach::Nothing {
        return Ok(false);
    }
    let read = anlan.store.region(&call.region);
    let mut years: Vec<i64> = read.assessment_rounds(None).await?.iter().map(|row| row.year).collect();
    years.dedup();
    for year in years.into_iter().filter_map(|year| i32::try_from(year).ok()) {
        let own = read.appeals(year).await?;
        let with_file = own.iter().filter(|(row, _)| row.files.contains(hash));
        let book = anlan.year(&call.region, year).await?;
        if with_file.into_iter().any(|(row, _)| sees(call, &book, &row.subject)) {
            return Ok(true);
        }
    }
    Ok(false)
}
