//! A unit contests one posting, in time and in its own name.

use super::appeals::appeal_view;
use super::chosen::target_of;
use super::published::read_content;
use crate::views::{AppealView, LodgeAppeal};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{AppealId, PostingId, RoundId};
use anlan_store::{AppealRow, StoreError};
use serde_json::json;

/// Lodges an appeal against a posting; a repeat with the same id changes nothing.
///
/// # Errors
/// Not found, another unit's, too late, taken back already, contested already, no reason given, or the store fails.
pub async fn lodge_appeal(anlan: &Anlan, call: &Call, posting: PostingId, form: &LodgeAppeal) -> Result<AppealView, Fault> {
    let id = AppealId(form.id.unwrap_or_else(|| call.ids().make()));
    crate::evidence::at_hand(anlan, call, &form.files).await?;
    let tx = anlan.begin(call).await?;
    let row = tx.read().posting(posting).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    call.ask(Action::AppealLodge, target_of(&book, &row.subject))?;
    if let Some((held, decision)) = tx.read().appeal(id).await? {
        drop(tx);
        return appeal_view(anlan, call, &book, &held, decision.as_ref()).await;
    }
    let text = form.text.trim();
    if text.is_empty() {
        return Err(Fault::invalid("text", "missing", "请写明申诉的理由。", "Say why the posting is contested."));
    }
    let postings = tx.read().postings(year).await?;
    if row.reverses.is_some() || postings.iter().any(|other| other.reverses == Some(row.id)) {
        let zh = "这笔记分已经冲销，不能再申诉；请对现行的记分提出。";
        return Err(Fault::conflict("reversed", zh, "The posting was taken back: contest the one that holds."));
    }
    let round = tx.read().assessment_round(RoundId(row.round_id)).await?;
    let round = round.ok_or_else(|| Fault::from(StoreError::Damaged(format!("posting {} has no round", row.id))))?;
    let until = read_content(&round)?.appeal_until;
    if call.today() > until {
        let zh = format!("申诉期限为{until}，已经超过。");
        return Err(Fault::conflict("too_late", zh, format!("The last day to contest it was {until}.")));
    }
    if let Some((held, _)) = tx.read().appeals(year).await?.iter().find(|(held, _)| held.posting_id == row.id) {
        let zh = format!("这笔记分已由{}提出申诉。", held.lodged_by);
        return Err(Fault::conflict("contested_already", zh, "This posting is contested already."));
    }
    let appeal = AppealRow {
        region_id: call.region.to_string(),
        id: id.0,
        round_id: row.round_id,
        year: row.year,
        posting_id: row.id,
        subject: row.subject.clone(),
        text: text.to_owned(),
        files: json!(form.files).to_string(),
        due_on: until,
        lodged_at: call.at,
        lodged_by: call.actor.name.clone(),
        lodged_account: call.account.map(|account| account.0),
    };
    tx.add_appeal(appeal.clone()).await?;
    let detail = json!({ "appeal": id, "posting": posting, "line": row.line });
    anlan.finish(tx, call, Action::AppealLodge.key(), &row.subject, &detail).await?;
    appeal_view(anlan, call, &book, &appeal, None).await
}
