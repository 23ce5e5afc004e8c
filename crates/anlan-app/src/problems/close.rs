//! Closing a problem out, ending it without a fix, opening it again, merging it into another one.

use super::report::evidence;
use crate::matters::{About, Held, go_on, load, load_for, may_see, person};
use crate::views::{AskCloseOut, Because, CheckCloseOut, MergeProblem, ReopenProblem};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{Ids, MatterId};
use anlan_core::matter::person::{Person, independent};
use anlan_core::matter::problem::{ProblemEvent, Stage};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_store::{Connection, Regional, Tx};
use chrono::NaiveDate;
use serde_json::json;

fn number(held: &Held) -> String {
    held.row.number.clone().unwrap_or_default()
}

/// The unit asks for the close-out, with evidence of before and after.
///
/// # Errors
/// Not found, not allowed, not being put right, no evidence, or the store fails.
pub async fn ask_close_out(anlan: &Anlan, call: &Call, id: MatterId, form: &AskCloseOut) -> Result<(), Fault> {
    call.ask_role(Action::CloseOutAsk)?;
    let (evidence, files) = evidence(&form.evidence);
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::CloseOutAsk, MatterKind::Problem, id).await?;
    if !form.evidence.iter().any(|one| one.stage == Stage::After) {
        let zh = "请上传整改后的照片、视频或材料。";
        return Err(Fault::invalid("evidence", "no_evidence", zh, "Evidence of the state after is missing."));
    }
    let detail = json!({ "problem": id, "files": files.len() });
    let event = MatterEvent::Problem(ProblemEvent::CloseAsked { text: form.text.trim().to_owned(), evidence });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About { targets: vec![], files, by: None }).await?;
    anlan.finish(tx, call, Action::CloseOutAsk.key(), &number(&held), &detail).await
}

/// Goes on only with a checker who did not find a problem that was merged into this one either: it is the same matter.
///
/// # Errors
/// The same person, or the store fails.
pub(crate) async fn found_by_another<C: Connection>(read: &Regional<'_, C>, who: &Person, id: MatterId) -> Result<(), Fault> {
    let mut merged = vec![id];
    while let Some(into) = merged.pop() {
        for row in read.matters_about(into.0).await?.iter().filter(|row| row.kind == MatterKind::Problem.key()) {
            let held = load(read, MatterKind::Problem, MatterId(row.id)).await?;
            let Matter::Problem(problem) = held.matter else { continue };
            if problem.merged_into == Some(into) {
                independent(who, &problem.finders(), None, None)?;
                merged.push(problem.id);
            }
        }
    }
    Ok(())
}

/// The checker agrees after a visit on site, or returns it; the item that stands for the problem is closed with it.
///
/// # Errors
/// Not found, not allowed, the same person, nothing asked, a day out of range, or the store fails.
pub async fn check_close_out(anlan: &Anlan, call: &Call, id: MatterId, form: &CheckCloseOut) -> Result<(), Fault> {
    call.ask_role(Action::CloseOutCheck)?;
    let (evidence, files) = evidence(&form.evidence);
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::CloseOutCheck, MatterKind::Problem, id).await?;
    found_by_another(&tx.read(), &person(call), id).await?;
    let (text, checked_on) = (form.text.trim().to_owned(), form.checked_on);
    let event = if form.agreed {
        ProblemEvent::ClosedOut { basis: text.clone(), checked_on, evidence }
    } else {
        ProblemEvent::Returned { reason: text.clone(), checked_on, evidence }
    };
    go_on(&tx, call, &mut held, call.ids().make(), checked_on, MatterEvent::Problem(event), About { targets: vec![], files, by: None })
        .await?;
    if let (true, Matter::Problem(problem)) = (form.agreed, &held.matter)
        && let Some(item) = problem.item_id
    {
        crate::lists::close_item(&tx, call, call.ids().make(), item, checked_on, &text).await?;
    }
    let detail = json!({ "problem": id, "agreed": form.agreed, "checked_on": checked_on });
    anlan.finish(tx, call, Action::CloseOutCheck.key(), &number(&held), &detail).await
}

/// Ends a problem without a fix: a state of its own, with its reasons.
///
/// # Errors
/// Not found, not allowed, the same person, no reason, or the store fails.
pub async fn close_unfixed(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    call.ask_role(Action::CloseOutCheck)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::CloseOutCheck, MatterKind::Problem, id).await?;
    if held.row.item_id.is_some() {
        let zh = "已挂单的问题须整改销号，不能直接终结。";
        return Err(Fault::conflict("listed", zh, "A problem on the list has to be put right."));
    }
    found_by_another(&tx.read(), &person(call), id).await?;
    let event = MatterEvent::Problem(ProblemEvent::ClosedUnfixed { reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "close_out.unfixed", &number(&held), &json!({ "problem": id })).await
}

/// Opens a problem again inside a transaction, with the item that stands for it: its light is restored from that month.
///
/// # Errors
/// It is not closed, no reason, days that do not follow, or the store fails.
pub(crate) async fn relapse(
    tx: &Tx,
    call: &Call,
    held: &mut Held,
    ids: &mut Ids,
    (on, limit_on): (NaiveDate, NaiveDate),
    reason: &str,
    relapse: bool,
) -> Result<(), Fault> {
    let event = MatterEvent::Problem(ProblemEvent::Reopened { reason: reason.to_owned(), relapse, limit_on });
    go_on(tx, call, held, ids.make(), on, event, About::default()).await?;
    if let Matter::Problem(problem) = &held.matter
        && let Some(item) = problem.item_id
    {
        crate::lists::reopen(tx, call, ids.make(), item, (on, reason, relapse)).await?;
    }
    Ok(())
}

/// Opens a closed problem again.
///
/// # Errors
/// Not found, not allowed, not closed, no reason, or the store fails.
pub async fn reopen_problem(anlan: &Anlan, call: &Call, id: MatterId, form: &ReopenProblem) -> Result<(), Fault> {
    call.ask_role(Action::Reopen)?;
    let on = form.on.unwrap_or_else(|| call.today());
    if on > call.today() {
        return Err(Fault::invalid("on", "future", "日期不能晚于今天。", "The day lies in the future."));
    }
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::Reopen, MatterKind::Problem, id).await?;
    relapse(&tx, call, &mut held, &mut call.ids(), (on, form.limit_on), form.reason.trim(), form.relapse).await?;
    anlan.finish(tx, call, Action::Reopen.key(), &number(&held), &json!({ "problem": id, "relapse": form.relapse })).await
}

/// Merges a problem into another open one: a person decides, never the program.
///
/// # Errors
/// Not found, not allowed, one of them is closed, no reason, or the store fails.
pub async fn merge_problem(anlan: &Anlan, call: &Call, id: MatterId, form: &MergeProblem) -> Result<(), Fault> {
    call.ask_role(Action::ProblemAssign)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::ProblemAssign, MatterKind::Problem, id).await?;
    if held.row.item_id.is_some() {
        let zh = "已挂单的问题须整改销号，不能并入另一问题；请把另一问题并入本问题。";
        return Err(Fault::conflict("listed", zh, "A problem on the list has to be put right: merge the other one into it."));
    }
    let other = tx.read().matter(MatterId(form.into)).await?.filter(|row| row.kind == MatterKind::Problem.key() && may_see(call, row));
    let Some(other) = other.filter(|row| MatterState::from_key(&row.state).is_some_and(|state| !state.ended())) else {
        return Err(Fault::invalid("into", "unknown", "没有找到要并入的问题，或该问题已办结。", "There is no such open problem."));
    };
    let event = MatterEvent::Problem(ProblemEvent::Merged { into: MatterId(other.id), reason: form.reason.trim().to_owned() });
    go_on(
        &tx,
        call,
        &mut held,
        call.ids().make(),
        call.today(),
        event,
        About { targets: vec![("matter", other.id)], files: vec![], by: None },
    )
    .await?;
    anlan.finish(tx, call, "problem.merge", &number(&held), &json!({ "problem": id, "into": other.number })).await
}
