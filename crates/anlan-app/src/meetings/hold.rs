//! Planning a meeting, recording that it was held.

use crate::matters::{About, begin, go_on, load_for, repeated};
use crate::views::{Because, HoldMeeting, MeetingForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{ItemId, MatterId};
use anlan_core::matter::meeting::{MeetingContent, MeetingEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::text;
use anlan_store::Tx;
use serde_json::json;

/// The content of a form, with all items and problems it names there.
async fn content(tx: &Tx, form: &MeetingForm) -> Result<(MeetingContent, About), Fault> {
    for item in &form.items {
        if tx.read().item(ItemId(*item)).await?.is_none() {
            return Err(Fault::invalid("items", "unknown_item", "议题所列事项不存在。", "An item does not exist."));
        }
    }
    let problems = tx.read().matters_of(&form.shown).await?;
    if form.shown.iter().any(|id| !problems.iter().any(|row| row.id == *id && row.kind == MatterKind::Problem.key())) {
        return Err(Fault::invalid("shown", "unknown_problem", "曝光的问题不存在。", "A problem does not exist."));
    }
    let targets = form.items.iter().map(|id| ("item", *id)).chain(form.shown.iter().map(|id| ("matter", *id))).collect();
    let content = MeetingContent {
        meeting: text::narrow(&form.meeting),
        title: text::narrow(&form.title),
        on: form.on,
        place: text::narrow(&form.place),
        agenda: form.agenda.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
        items: form.items.iter().map(|id| ItemId(*id)).collect(),
        shown: form.shown.iter().map(|id| MatterId(*id)).collect(),
    };
    Ok((content, About { targets, files: vec![], by: None }))
}

/// Plans a meeting; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the form is wrong, or the store fails.
pub async fn plan_meeting(anlan: &Anlan, call: &Call, form: &MeetingForm) -> Result<MatterId, Fault> {
    call.ask(Action::MeetingHold, Target::default())?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Meeting);
    }
    let (content, about) = content(&tx, form).await?;
    let title = content.title.clone();
    begin(&tx, call, (id, ids.make()), None, form.on, MatterEvent::Meeting(MeetingEvent::Planned { content }), about).await?;
    anlan.finish(tx, call, "meeting.plan", &title, &json!({ "meeting": id })).await?;
    Ok(id)
}

async fn step(anlan: &Anlan, call: &Call, id: MatterId, audit: &str, event: MeetingEvent) -> Result<(), Fault> {
    call.ask_role(Action::MeetingHold)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::MeetingHold, MatterKind::Meeting, id).await?;
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), MatterEvent::Meeting(event), About::default()).await?;
    anlan.finish(tx, call, audit, &held.row.title.clone(), &json!({ "meeting": id })).await
}

/// Changes what is planned.
///
/// # Errors
/// Not found, not allowed, held already, the form is wrong, or the store fails.
pub async fn change_meeting(anlan: &Anlan, call: &Call, id: MatterId, form: &MeetingForm) -> Result<(), Fault> {
    call.ask_role(Action::MeetingHold)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::MeetingHold, MatterKind::Meeting, id).await?;
    let (content, about) = content(&tx, form).await?;
    let event = MatterEvent::Meeting(MeetingEvent::Changed { content });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, about).await?;
    anlan.finish(tx, call, "meeting.change", &held.row.title.clone(), &json!({ "meeting": id })).await
}

/// Records that a meeting was held, with attendance and minutes.
///
/// # Errors
/// Not found, not allowed, its day has not come, or the store fails.
pub async fn hold_meeting(anlan: &Anlan, call: &Call, id: MatterId, form: &HoldMeeting) -> Result<(), Fault> {
    let minutes = form.minutes.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let event = MeetingEvent::Held { attended: form.attended.trim().to_owned(), minutes };
    step(anlan, call, id, Action::MeetingHold.key(), event).await
}

/// A planned meeting does not take place.
///
/// # Errors
/// Not found, not allowed, held already, no reason, or the store fails.
pub async fn cancel_meeting(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    step(anlan, call, id, "meeting.cancel", MeetingEvent::Cancelled { reason: form.reason.trim().to_owned() }).await
}
