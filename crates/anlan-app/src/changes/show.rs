//! A change's page.

use super::change_of;
use super::sign::{may_sign, may_withdraw};
use crate::matters::{brief, in_order, load_for, steps_of, told};
use crate::views::field_label;
use crate::views::{ActionView, CarriedView, Change as FieldView, ChangePage, ConsentView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{FactId, ItemId, MatterId};
use anlan_core::item::ItemContent;
use anlan_core::matter::change::{Change, Subject};
use anlan_core::matter::{MatterKind, MatterState};

/// Everything of a change.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn show_change(anlan: &Anlan, call: &Call, id: MatterId) -> Result<ChangePage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::PlanRead, MatterKind::Change, id).await?;
    let change = change_of(&held.matter)?;
    let register = anlan.register(&call.region).await?;
    let content = &change.content;
    let (mut until_on, mut fields, mut units, mut carried) = (None, vec![], (None, None), vec![]);
    let mut of = content.river_id.map(|id| register.name(id.0)).unwrap_or_default();
    if let Some(item) = content.subject.item_id() {
        of = item_name(anlan, call, item).await?;
    }
    match &content.subject {
        Subject::Item { item_id, known, content, .. } => fields = differs(anlan, call, *item_id, *known, content).await?,
        Subject::Pause { until_on: until, .. } => until_on = *until,
        Subject::Resume { .. } => {}
        Subject::LeadUnit { from_unit, to_unit, carried: own, .. } => {
            units = (register.named(Some(from_unit.0)), register.named(Some(to_unit.0)));
            carried = own.iter().map(|one| CarriedView { kind: one.kind.clone(), id: one.id, name: one.name.clone() }).collect();
        }
    }
    let mut actions = Vec::new();
    let consents: Vec<ConsentView> = (0..content.consents.len()).map(|seat| consent(call, change, seat)).collect();
    if consents.iter().any(|one| one.may_sign) {
        actions.push(ActionView::allowed(Action::ChangeSign.key()));
    }
    if change.state == MatterState::Asked && may_withdraw(call, change).is_ok() {
        actions.push(ActionView::allowed("change.withdraw"));
    }
    let story = steps_of(anlan, call, &register, std::slice::from_ref(&held.row), None).await?;
    Ok(ChangePage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        kind_label: content.subject.kind().zh().to_owned(),
        reason: content.reason.clone(),
        document: content.document.clone(),
        clause: content.clause.clone(),
        of,
        from_on: content.subject.from_on(),
        until_on,
        fields,
        from_unit: units.0,
        to_unit: units.1,
        carried,
        consents,
        asked_by: told(&change.asked_by),
        actions,
        story: in_order(story),
    })
}

fn consent(call: &Call, change: &Change, seat: usize) -> ConsentView {
    let signed = change.signatures.get(seat).and_then(Option::as_ref);
    let may = may_sign(call, change, seat);
    ConsentView {
        label: change.content.consents[seat].label.clone(),
        by: signed.map(|own| told(&own.by)),
        on: signed.map(|own| own.on),
        at: signed.map(|own| own.at),
        agree: signed.map(|own| own.agree),
        text: signed.map(|own| own.text.clone()).unwrap_or_default(),
        may_sign: signed.is_none() && may.is_ok(),
        why_not: may.err().filter(|_| signed.is_none()).map(|refusal| refusal.zh).unwrap_or_default(),
    }
}

async fn item_name(anlan: &Anlan, call: &Call, id: ItemId) -> Result<String, Fault> {
    let Some(row) = anlan.store.region(&call.region).item(id).await? else { return Ok(String::new()) };
    let book = anlan.year(&call.region, i32::try_from(row.year).unwrap_or_default()).await?;
    let title = book.entry(id).map(|entry| entry.content().title.clone()).unwrap_or_default();
    Ok(format!("{} {title}", row.number))
}

/// What differs from the version it was asked on.
async fn differs(anlan: &Anlan, call: &Call, id: ItemId, known: FactId, content: &ItemContent) -> Result<Vec<FieldView>, Fault> {
    let Some(row) = anlan.store.region(&call.region).item(id).await? else { return Ok(vec![]) };
    let book = anlan.year(&call.region, i32::try_from(row.year).unwrap_or_default()).await?;
    let before = book.entry(id).and_then(|entry| entry.facts.iter().find(|fact| fact.id == known)).and_then(|fact| fact.event.content());
    let changes = before.map(|before| content.changes_from(before, &|id| book.name(id))).unwrap_or_default();
    let view = |change: anlan_core::item::FieldChange| FieldView {
        field: change.field.to_owned(),
        label: field_label(change.field).to_owned(),
        old: change.old,
        new: change.new,
    };
    Ok(changes.into_iter().map(view).collect())
}
