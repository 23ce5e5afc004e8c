//! Letters the rules propose for a month. The system proposes, a person decides: issue it, or say why not.

use super::issue::{Follows, Numbered, enter_letter};
use crate::duty::judge_loop;
use crate::matters::repeated;
use crate::problems::reference;
use crate::views::{DeclineProposal, IssueLetter, Named, ProposalList, ProposalView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{ChiefId, ItemId, MatterId, UnitId};
use anlan_core::matter::letter::{Addressee, LetterContent, LetterEvent, Proposed};
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::month::Month;
use anlan_core::pack::loops::PROPOSED;
use anlan_store::{MatterFilter, MatterOrder};
use std::collections::HashMap;

/// A proposal with what issuing it freezes.
struct Found {
    view: ProposalView,
    proposed: Proposed,
}

async fn found(anlan: &Anlan, call: &Call, month: Month) -> Result<(Vec<Found>, Vec<String>), Fault> {
    let judged = judge_loop(anlan, call, &month.to_string()).await?;
    let register = anlan.register(&call.region).await?;
    let book = anlan.year(&call.region, month.year()).await?;
    let Some(table) = judged.table(PROPOSED) else { return Ok((vec![], judged.problems)) };
    let decided = decided(anlan, call).await?;
    let mut all = Vec::with_capacity(table.rows.len());
    let mut problems = judged.problems.clone();
    for row in &table.rows {
        let cell = |name: &str| table.cell(row, name).unwrap_or_default().to_owned();
        let (label, to, to_kind) = (cell("文种"), cell("对象"), cell("对象类型"));
        let (about, cause) = (cell("事项"), cell("事由"));
        let Some(kind) = judged.pack.head.letter_labelled(&label) else { continue };
        let named = |id: uuid::Uuid, name: &str| Named { id, name: name.to_owned() };
        let unit = register.units.iter().find(|row| row.name == to).filter(|_| to_kind == "单位").map(|row| named(row.id, &row.name));
        let chief = register.chiefs.iter().find(|row| row.name == to).filter(|_| to_kind == "河长").map(|row| named(row.id, &row.name));
        if unit.is_none() && chief.is_none() {
            problems.push(format!("规则拟给“{to}”发{label}，但登记中没有这个对象。"));
            continue;
        }
        let month_told = cell("月份");
        let key = anlan_core::digest::hex(format!("{label}|{to}|{about}|{cause}|{month_told}").as_bytes())[..24].to_owned();
        let item = book.entries.iter().find(|entry| entry.number == about);
        let state = cell("情况");
        let title = item.map_or_else(|| about.clone(), |entry| format!("{}（{}）", entry.content().title, entry.number));
        // What happened often is told by the item's own name.
        let state = Some(state).filter(|state| item.is_none_or(|entry| entry.content().title != *state)).unwrap_or_default();
        let because = [state, title, cause.clone()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let made = decided.get(&key);
        // The clause of the step that called for it; the shown table only gathers them.
        let own = row.reasons.from.iter().map(|from| &from.clause).find(|clause| !clause.is_empty());
        let clause = own.unwrap_or(&table.clause).clone();
        let view = ProposalView {
            key: key.clone(),
            letter: kind.key.clone(),
            letter_label: label,
            unit,
            chief,
            about: about.clone(),
            item_id: item.map(|entry| entry.id.0),
            because: because.clone(),
            rule: cause.clone(),
            step: cell("级次"),
            signer: Some(cell("谈话人")).filter(|text| !text.is_empty()).unwrap_or_else(|| kind.signer.clone()),
            clause: clause.clone(),
            decided: made.map(|(reference, _)| reference.clone()),
            decided_label: made.map(|(_, state)| state.zh().to_owned()),
        };
        let proposed = Proposed { key, pack_hash: judged.pack.hash.clone(), cause, about, clause, because: because.clone() };
        all.push(Found { view, proposed });
    }
    Ok((all, problems))
}

/// What was decided already, by the proposal's key.
async fn decided(anlan: &Anlan, call: &Call) -> Result<HashMap<String, (crate::views::MatterRef, MatterState)>, Fault> {
    let read = anlan.store.region(&call.region);
    let filter = MatterFilter { source: "rule".to_owned(), ..MatterFilter::of(MatterKind::Letter) };
    let rows = read.matters(&filter, MatterOrder::Latest, None, 10_000).await?;
    let facts = read.matter_facts_of(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut decided = HashMap::new();
    for row in &rows {
        let told = Matter::told(facts.get(&row.id).map(Vec::as_slice).unwrap_or_default());
        let Ok(Some(Matter::Letter(letter))) = told else { continue };
        if let Some(proposed) = letter.content.proposed_by {
            decided.insert(proposed.key, (reference(row), letter.state));
        }
    }
    Ok(decided)
}

/// Letters the rules propose for a month, with what was decided on them.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn proposals(anlan: &Anlan, call: &Call, month: Month) -> Result<ProposalList, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let (found, open_points) = found(anlan, call, month).await?;
    Ok(ProposalList { month, rows: found.into_iter().map(|one| one.view).collect(), open_points })
}

async fn one(anlan: &Anlan, call: &Call, month: Month, key: &str) -> Result<Found, Fault> {
    let (all, _) = found(anlan, call, month).await?;
    let gone =
        || Fault::conflict("proposal_gone", "该建议已不成立（记录有变化），请刷新。", "The proposal does not hold any more: read again.");
    let found = all.into_iter().find(|one| one.view.key == key).ok_or_else(gone)?;
    match &found.view.decided {
        None => Ok(found),
        Some(made) => {
            let zh = format!("该建议已处理：{}。", found.view.decided_label.clone().unwrap_or_default());
            Err(Fault::conflict("decided_already", zh, format!("it was decided already: {}", made.id)))
        }
    }
}

/// Issues a letter, following a proposal when the form names one: the proposal has to hold still.
///
/// # Errors
/// Not allowed, the proposal does not hold or was decided, the form is wrong, or the store fails.
pub async fn issue(anlan: &Anlan, call: &Call, form: &IssueLetter) -> Result<MatterId, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let Some(key) = form.proposal.as_deref() else { return super::issue::issue_letter(anlan, call, form, None).await };
    if let Some(id) = form.id
        && let Some(held) = anlan.store.region(&call.region).matter(MatterId(id)).await?
    {
        return repeated(&held, MatterKind::Letter);
    }
    let month = form.month.ok_or_else(|| Fault::invalid("month", "missing", "请注明建议所属月份。", "Name the proposal's month."))?;
    let found = one(anlan, call, month, key).await?;
    let mut form = form.clone();
    if let Some(item) = found.view.item_id
        && !form.items.contains(&item)
    {
        form.items.push(item);
    }
    let follows = Follows { proposed: found.proposed, signer: found.view.signer };
    super::issue::issue_letter(anlan, call, &form, Some(follows)).await
}

/// Decides against a proposal, with the reason; it is not proposed to anybody again.
///
/// # Errors
/// Not allowed, the proposal does not hold or was decided, no reason, or the store fails.
pub async fn decline_proposal(anlan: &Anlan, call: &Call, form: &DeclineProposal) -> Result<MatterId, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let found = one(anlan, call, form.month, &form.proposal).await?;
    let kind = super::draft::kind(anlan, call, &found.view.letter)?;
    let to = match (&found.view.unit, &found.view.chief) {
        (Some(unit), _) => Addressee::Unit { id: UnitId(unit.id) },
        (None, Some(chief)) => Addressee::Chief { id: ChiefId(chief.id) },
        (None, None) => return Err(Fault::not_found()),
    };
    let to_name = found.view.unit.as_ref().or(found.view.chief.as_ref()).map(|named| named.name.clone()).unwrap_or_default();
    let content = LetterContent {
        letter: kind.key.clone(),
        to,
        title: format!("{}：{}", kind.label, found.view.because.join("，")),
        to_name,
        paragraphs: vec![],
        signer: kind.signer.clone(),
        reply_due_on: None,
        items: found.view.item_id.map(ItemId).into_iter().collect(),
        matters: vec![],
        river_id: None,
        month: Some(form.month),
        proposed_by: Some(found.proposed),
        evidence: vec![],
        paper: None,
        figures: None,
    };
    let mut ids = call.ids();
    let id = MatterId(ids.make());
    let tx = anlan.begin(call).await?;
    let event = LetterEvent::Declined { content, reason: form.reason.trim().to_owned() };
    enter_letter(&tx, call, (id, &mut ids), kind, Numbered::None, call.today(), event).await?;
    let detail = serde_json::json!({ "letter": id, "proposal": form.proposal, "month": form.month });
    anlan.finish(tx, call, "letter.decline", &found.view.about, &detail).await?;
    Ok(id)
}
