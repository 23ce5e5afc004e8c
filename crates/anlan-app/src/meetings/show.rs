//! A meeting's page: agenda, problems to be shown, minutes, decisions, lists adopted and what changed since.

use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, load_for, may_see};
use crate::problems::reference;
use crate::views::{ActionView, AdoptedView, DecisionView, MeetingForm, MeetingPage, Named, ShownProblem};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::meeting::{Adopted, Meeting};
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_store::MatterRow;
use uuid::Uuid;

/// Everything of a meeting the actor may see.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn show_meeting(anlan: &Anlan, call: &Call, id: MatterId) -> Result<MeetingPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::MeetingRead, MatterKind::Meeting, id).await?;
    let Matter::Meeting(meeting) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let mut items = Vec::with_capacity(meeting.content.items.len());
    for item in &meeting.content.items {
        items.extend(read.item(*item).await?.map(|row| Named { id: row.id, name: row.number }));
    }
    let shown_ids: Vec<Uuid> = meeting.content.shown.iter().map(|id| id.0).collect();
    let rows: Vec<MatterRow> = read.matters_of(&shown_ids).await?.into_iter().filter(|row| may_see(call, row)).collect();
    let facts = read.matter_facts_of(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let files = files_of(anlan, call, all_evidence(facts.values().flatten())).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for id in &shown_ids {
        let Some(row) = rows.iter().find(|row| row.id == *id) else { continue };
        let own = facts.get(id).map(Vec::as_slice).unwrap_or_default();
        let Ok(Some(Matter::Problem(problem))) = Matter::told(own) else { continue };
        shown.push(ShownProblem {
            row: brief(&register, pack, row, call.today()),
            description: problem.content.description.clone(),
            finder: problem.content.finder.name.clone(),
            evidence: evidence_view(&files, &all_evidence(own.iter())),
        });
    }
    let mut decisions = Vec::with_capacity(meeting.decisions.len());
    for decision in &meeting.decisions {
        let item = match decision.item_id {
            Some(item) => read.item(item).await?.map(|row| Named { id: row.id, name: row.number }),
            None => None,
        };
        let letter = match decision.letter_id {
            Some(letter) => read.matter(letter).await?.filter(|row| may_see(call, row)).map(|row| reference(&row)),
            None => None,
        };
        let unit = register.named(decision.unit_id.map(|id| id.0));
        decisions.push(DecisionView { text: decision.text.clone(), unit, due_on: decision.due_on, item, letter });
    }
    let mut adopted = Vec::with_capacity(meeting.adopted.len());
    for one in &meeting.adopted {
        adopted.push(adopted_view(anlan, call, one).await?);
    }
    Ok(MeetingPage {
        row: brief(&register, pack, &held.row, call.today()),
        content: form_of(meeting),
        items,
        shown,
        attended: meeting.attended.clone(),
        minutes: meeting.minutes.clone(),
        decisions,
        adopted,
        actions: actions(call, &held.row, meeting.state),
    })
}

fn form_of(meeting: &Meeting) -> MeetingForm {
    let content = &meeting.content;
    MeetingForm {
        id: Some(meeting.id.0),
        meeting: content.meeting.clone(),
        title: content.title.clone(),
        on: content.on,
        place: content.place.clone(),
        agenda: content.agenda.clone(),
        items: content.items.iter().map(|id| id.0).collect(),
        shown: content.shown.iter().map(|id| id.0).collect(),
    }
}

async fn adopted_view(anlan: &Anlan, call: &Call, adopted: &Adopted) -> Result<AdoptedView, Fault> {
    let book = anlan.year(&call.region, adopted.year).await?;
    let now = |id: Uuid| book.entries.iter().find(|entry| entry.id.0 == id);
    let changed = adopted.rows.iter().filter(|row| now(row.item_id).is_none_or(|entry| entry.item.latest().fact.0 != row.fact));
    let added = book.entries.iter().filter(|entry| entry.list == adopted.list && !adopted.rows.iter().any(|row| row.item_id == entry.id.0));
    Ok(AdoptedView {
        year: adopted.year,
        list: adopted.list,
        list_label: adopted.list.zh().to_owned(),
        digest: adopted.digest.clone(),
        changed: changed.map(|row| row.number.clone()).collect(),
        added: added.map(|entry| entry.number.clone()).collect(),
        rows: adopted.rows.clone(),
    })
}

fn actions(call: &Call, row: &MatterRow, state: MatterState) -> Vec<ActionView> {
    if !allowed(call, Action::MeetingHold, row) {
        return vec![];
    }
    let offer = |key: &str, able: bool, why: &str| if able { ActionView::allowed(key) } else { ActionView::not_now(key, why) };
    let (planned, held) = (state == MatterState::Planned, state == MatterState::Held);
    vec![
        offer("meeting.change", planned, "会议已召开"),
        offer("meeting.hold", planned || held, "会议已取消"),
        offer("meeting.cancel", planned, "会议已召开"),
        offer("meeting.decide", held, "请先记录会议召开"),
        offer("meeting.adopt", held, "请先记录会议召开"),
    ]
}
