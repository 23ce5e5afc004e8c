//! What a district receives from the office above, and its answers.

use super::{Other, finished, other, page, shared};
use crate::matters::brief;
use crate::papers::DocumentKind;
use crate::public::in_short;
use crate::views::{AnswerTemplate, ReceivedList, ReceivedText, SharedText};
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::text::Text;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::month::Month;
use anlan_store::{MatterFilter, MatterOrder, MatterRow};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The offices above the caller's region that keep their books here.
async fn above(anlan: &Anlan, call: &Call) -> Result<Vec<Other>, Fault> {
    let mut found = Vec::new();
    for (pack, _) in anlan.packs.cities_of(call.region.as_str(), call.today()) {
        let Ok(region) = RegionId::parse(&pack.head.region) else { continue };
        found.push(other(anlan, call, &region).await?);
    }
    found.retain(|from| from.here);
    Ok(found)
}

fn meant(call: &Call, text: &Text) -> bool {
    text.content.distribution.as_ref().is_some_and(|own| own.districts.iter().any(|code| code == call.region.as_str()))
}

/// Everything the office above sent to this region, the newest first.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn received_list(anlan: &Anlan, call: &Call) -> Result<ReceivedList, Fault> {
    call.ask(Action::AboveRead, Target::default())?;
    let senders = above(anlan, call).await?;
    let month = Month::of(call.today()).to_string();
    if senders.is_empty() {
        return Ok(ReceivedList { texts: vec![], answer_by_template: vec![], month });
    }
    let register = anlan.register(&call.region).await?;
    let packs = anlan.packs.with_texts(call.region.as_str(), call.today()).unwrap_or_default();
    let templates: Vec<_> = packs.iter().flat_map(|pack| &pack.head.texts).filter(|template| template.answers).collect();
    let mut answers: BTreeMap<MatterId, Vec<MatterRow>> = BTreeMap::new();
    let read = anlan.store.region(&call.region);
    for template in &templates {
        let filter = MatterFilter {
            states: vec![MatterState::Drafting, MatterState::Final],
            class: template.key.clone(),
            ..MatterFilter::of(MatterKind::Text)
        };
        let rows = read.matters(&filter, MatterOrder::Latest, None, super::LOOKED).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut facts = read.matter_facts_of(&ids).await?;
        for row in rows {
            let told = Matter::told(&facts.remove(&row.id).unwrap_or_default());
            let Ok(Some(Matter::Text(text))) = told else { continue };
            if let Some(to) = text.content.distribution.as_ref().and_then(|own| own.answers) {
                answers.entry(to).or_default().push(row);
            }
        }
    }
    let mut texts = Vec::new();
    for from in senders {
        let all = finished(anlan, &from.call.region, call.today(), None, |template| template.to_districts).await?;
        for text in all.iter().filter(|text| meant(call, text)) {
            let answer_by = text.content.distribution.as_ref().and_then(|own| own.answer_by);
            let own = answers.remove(&text.id).unwrap_or_default();
            let done = own.iter().any(|row| row.state == MatterState::Final.key());
            texts.extend(in_short(text).map(|told| ReceivedText {
                region: from.name.clone(),
                text: told,
                answer_by,
                answers: own.iter().map(|row| brief(&register, None, row, call.today())).collect(),
                late: !done && answer_by.is_some_and(|by| by < call.today()),
            }));
        }
    }
    let writes = may(&call.actor, Action::TextWrite, Target::default());
    let by = templates.iter().filter(|_| writes).map(|own| AnswerTemplate { key: own.key.clone(), label: own.label.clone() });
    Ok(ReceivedList { texts, answer_by_template: by.collect(), month })
}

/// How many texts of the office above wait for an answer that this account may write.
///
/// # Errors
/// The store fails.
pub(crate) async fn above_to_answer(anlan: &Anlan, call: &Call) -> Result<usize, Fault> {
    if !may(&call.actor, Action::AboveRead, Target::default()) || !may(&call.actor, Action::TextWrite, Target::default()) {
        return Ok(0);
    }
    let done = |text: &ReceivedText| text.answers.iter().any(|answer| answer.ended);
    let received = received_list(anlan, call).await?;
    Ok(received.texts.iter().filter(|text| text.answer_by.is_some() && !done(text)).count())
}

async fn found(anlan: &Anlan, call: &Call, region: &str, id: MatterId) -> Result<(Other, Text), Fault> {
    let from = above(anlan, call).await?.into_iter().find(|from| from.name.code == region).ok_or_else(Fault::not_found)?;
    let text = shared(anlan, &from, id, |text| meant(call, text)).await?;
    Ok((from, text))
}

/// The text of the office above that an answer is drafted to.
///
/// # Errors
/// It was not sent to this region.
pub(crate) async fn letter_received(anlan: &Anlan, call: &Call, id: MatterId) -> Result<Text, Fault> {
    for from in above(anlan, call).await? {
        match shared(anlan, &from, id, |text| meant(call, text)).await {
            Err(fault) if fault.kind == FaultKind::NotFound => {}
            found => return found,
        }
    }
    Err(Fault::invalid("answers", "not_received", "没有收到过这份来文。", "No such text was sent to this region."))
}

/// A text that the office above sent.
///
/// # Errors
/// Not allowed, not sent to this region, or the store fails.
pub async fn received_text(anlan: &Anlan, call: &Call, region: &str, id: MatterId) -> Result<SharedText, Fault> {
    call.ask(Action::AboveRead, Target::default())?;
    let (from, text) = found(anlan, call, region, id).await?;
    page(anlan, &from, &text).await
}

/// Its document: file name and bytes.
///
/// # Errors
/// As [`received_text`], or no Chinese font for a PDF.
pub async fn received_document(
    anlan: &Anlan,
    call: &Call,
    region: &str,
    id: MatterId,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::AboveRead, Target::default())?;
    let (from, _) = found(anlan, call, region, id).await?;
    crate::texts::text_document(anlan, &from.call, id, kind).await
}
