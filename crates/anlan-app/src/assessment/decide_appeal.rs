//! Deciding an appeal: by an assessor who neither recorded, closed, issued nor published anything the posting rests on.

use super::appeals::{appeal_view, involvement};
use crate::views::{AppealView, DecideAppeal};
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{AppealId, PostingId};
use anlan_store::{AppealDecisionRow, StoreError};
use serde_json::json;

/// Decides an appeal. Upheld, it asks the office to correct the records or the rules and to publish another version; nothing else
/// changes a score.
///
/// # Errors
/// Not allowed, not found, decided already, involved in what the posting rests on, no reason given, or the store fails.
pub async fn decide_appeal(anlan: &Anlan, call: &Call, id: AppealId, form: &DecideAppeal) -> Result<AppealView, Fault> {
    call.ask(Action::AppealDecide, Target::default())?;
    let tx = anlan.begin(call).await?;
    let (row, decided) = tx.read().appeal(id).await?.ok_or_else(Fault::not_found)?;
    if let Some(decided) = decided {
        let zh = format!("{}已经裁定这项申诉。", decided.decided_by);
        return Err(Fault::conflict("decided_already", zh, "The appeal is decided already."));
    }
    let text = form.text.trim();
    if text.is_empty() {
        return Err(Fault::invalid("text", "missing", "请写明裁定的理由。", "Say why it is decided so."));
    }
    let posting = tx.read().posting(PostingId(row.posting_id)).await?;
    let posting = posting.ok_or_else(|| Fault::from(StoreError::Damaged(format!("appeal {} has no posting", row.id))))?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    if let Some(why) = involvement(&tx.read(), call, &book, &posting, &row).await? {
        let en = "You had a hand in what this posting rests on: another assessor has to decide.";
        return Err(Fault { kind: FaultKind::NotAllowed, ..Fault::conflict("not_independent", why, en) });
    }
    let decision = AppealDecisionRow {
        region_id: call.region.to_string(),
        appeal_id: row.id,
        decision: if form.upheld { "upheld" } else { "rejected" }.to_owned(),
        text: text.to_owned(),
        decided_at: call.at,
        decided_by: call.actor.name.clone(),
        decided_account: call.account.map(|account| account.0),
    };
    tx.add_appeal_decision(decision.clone()).await?;
    let detail = json!({ "appeal": id, "posting": row.posting_id, "decision": decision.decision });
    anlan.finish(tx, call, Action::AppealDecide.key(), &row.subject, &detail).await?;
    appeal_view(anlan, call, &book, &row, Some(&decision)).await
}
