//! A letter's page.

use super::answer::is_addressee;
use crate::figures::compared;
use crate::matters::{Held, all_evidence, brief, evidence_view, files_of, load_for, may_see, told};
use crate::problems::reference;
use crate::views::{ActionView, DeliveryView, LetterPage, Named, ReplyView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, may};
use anlan_core::ids::MatterId;
use anlan_core::matter::letter::Letter;
use anlan_core::matter::{Matter, MatterKind, MatterState};

/// Everything of a letter the actor may see.
///
/// # Errors
/// Not found, hidden, or the store fails.
pub async fn show_letter(anlan: &Anlan, call: &Call, id: MatterId) -> Result<LetterPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::LetterRead, MatterKind::Letter, id).await?;
    let Matter::Letter(letter) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let compared = compared(anlan, call, letter.content.figures.as_deref()).await?;
    let files = files_of(anlan, call, all_evidence(held.facts.iter())).await?;
    let mut items = Vec::with_capacity(letter.content.items.len());
    for item in &letter.content.items {
        items.extend(read.item(*item).await?.map(|row| Named { id: row.id, name: row.number }));
    }
    let ids: Vec<uuid::Uuid> = letter.content.matters.iter().map(|id| id.0).collect();
    let matters = read.matters_of(&ids).await?.into_iter().filter(|row| may_see(call, row)).map(|row| reference(&row)).collect();
    let office = may(&call.actor, Action::LetterIssue, anlan_core::access::Target::default());
    let deliveries = if office { read.deliveries(id.0).await? } else { vec![] };
    let proposed = letter.content.proposed_by.as_ref();
    let reply = |reply: &anlan_core::matter::letter::Reply| ReplyView {
        by: told(&reply.by),
        at: reply.at,
        text: reply.text.clone(),
        evidence: evidence_view(&files, &reply.evidence),
        returned: reply.returned.clone(),
    };
    Ok(LetterPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        title: letter.content.title.replace('|', ""),
        to_name: letter.content.to_name.clone(),
        paragraphs: letter.content.paragraphs.clone(),
        signer: letter.content.signer.clone(),
        issued_on: letter.issued_on,
        issued_by: told(&letter.issued_by),
        reply_due_on: letter.due_on,
        month: letter.content.month,
        items,
        matters,
        evidence: evidence_view(&files, &letter.content.evidence),
        clause: proposed.map(|proposed| proposed.clause.clone()),
        because: proposed.map(|proposed| proposed.because.clone()).unwrap_or_default(),
        declined: letter.declined.clone(),
        received_by: letter.received.as_ref().map(|(by, _)| told(by)),
        received_at: letter.received.as_ref().map(|(_, at)| *at),
        replies: letter.replies.iter().rev().map(reply).collect(),
        minutes: letter.minutes.clone(),
        settled: letter.settled.as_ref().map(|(_, basis)| basis.clone()),
        stale: compared.stale,
        not_compared: compared.why_not,
        deliveries: deliveries
            .into_iter()
            .map(|row| DeliveryView {
                id: row.id,
                channel: row.channel,
                address: row.address,
                state: row.state,
                tries: row.tries,
                next_at: row.next_at,
                told: row.told,
            })
            .collect(),
        actions: actions(
            call,
            &held,
            letter,
            anlan.loop_head(call).and_then(|head| head.letter(&letter.content.letter)).is_some_and(|kind| kind.minutes),
        ),
    })
}

fn actions(call: &Call, held: &Held, letter: &Letter, minutes: bool) -> Vec<ActionView> {
    use MatterState as S;
    let mut all = Vec::new();
    let state = letter.state;
    let mut offer = |able: bool, key: &str, why_not: Option<&str>| {
        if able {
            all.push(why_not.map_or_else(|| ActionView::allowed(key), |why| ActionView::not_now(key, why)));
        }
    };
    let ended = state.ended().then_some("已办结");
    let own = is_addressee(call, held);
    let office = may(&call.actor, Action::LetterIssue, anlan_core::access::Target::default());
    let received = (state != S::Issued).then_some("已签收");
    offer(own, "letter.receive", ended.or(received));
    let answered = (state == S::Replied).then_some("已回复，等待审核");
    offer(own, "letter.answer", ended.or(answered));
    let no_reply = (state != S::Replied).then_some("尚未回复");
    offer(office, "letter.return", ended.or(no_reply));
    offer(office && minutes, "letter.interview", ended);
    let waiting = (state != S::Replied && letter.due_on.is_some() && letter.minutes.is_none()).then_some("尚未回复");
    offer(office, "letter.settle", ended.or(waiting));
    all
}
