//! The ledger of close-outs: each request with its check.

use super::row::{Line, Numbered, numbered};
use crate::matters::{About, go_on, load};
use crate::{Call, Fault};
use anlan_core::ids::{FactId, Ids, ItemId, MatterId, UnitId};
use anlan_core::item::{ItemEvent, ItemFact};
use anlan_core::matter::problem::{ProblemEvent, Stage};
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use anlan_store::Tx;

pub(super) async fn enter(call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>) -> Result<(), Fault> {
    match numbered(tx, line.text("编号")).await? {
        Numbered::Problem(row) => of_problem(call, tx, ids, line, MatterId(row.id)).await,
        Numbered::Item(year, id) => of_item(call, tx, ids, line, year, id).await,
    }
}

async fn of_problem(call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>, id: MatterId) -> Result<(), Fault> {
    let mut held = load(&tx.read(), MatterKind::Problem, id).await?;
    let unit = held.row.unit_id.map(UnitId);
    let (evidence, files) = line.evidence(tx, "整改后照片", Stage::After).await?;
    let event = MatterEvent::Problem(ProblemEvent::CloseAsked { text: line.text("整改情况").to_owned(), evidence });
    let about = About { files, by: Some(line.person("申请人", unit)?), ..About::default() };
    go_on(tx, call, &mut held, ids.make(), line.on("申请日期")?, event, about).await?;
    let Some(checked_on) = line.day("核查日期") else { return Ok(()) };
    let text = line.needed("核查情况")?.to_owned();
    let agreed = line.needed("核查结果")? == "同意";
    let event = if agreed {
        ProblemEvent::ClosedOut { basis: text.clone(), checked_on, evidence: vec![] }
    } else {
        ProblemEvent::Returned { reason: text.clone(), checked_on, evidence: vec![] }
    };
    let by = line.by(line.person("核查人", None)?);
    go_on(tx, call, &mut held, ids.make(), checked_on, MatterEvent::Problem(event), by).await?;
    if let (true, Matter::Problem(problem)) = (agreed, &held.matter)
        && let Some(item) = problem.item_id
        && !closed(tx, item).await?
    {
        crate::lists::close_item(tx, call, item, checked_on, &text).await?;
    }
    Ok(())
}

/// Whether an item is closed already, as by the workbook it came from.
async fn closed(tx: &Tx, id: ItemId) -> Result<bool, Fault> {
    let Some(row) = tx.read().item(id).await? else { return Ok(true) };
    let facts = tx.read().item_facts(i32::try_from(row.year).unwrap_or_default()).await?;
    let own: Vec<ItemFact> = facts.into_iter().filter(|fact| fact.item_id == id).collect();
    Ok(anlan_core::item::Item::known(&own, chrono::DateTime::<chrono::Utc>::MAX_UTC).is_some_and(|item| item.closed.is_some()))
}

async fn of_item(call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>, year: i32, id: ItemId) -> Result<(), Fault> {
    if closed(tx, id).await? {
        return Err(Fault::conflict("closed_already", "该事项已销号。", "The item is closed already."));
    }
    let mut fact = |on, by: String, reason: &str, event| ItemFact {
        id: FactId(ids.make()),
        item_id: id,
        occurred_on: on,
        recorded_at: call.at,
        recorded_by: by,
        supersedes: None,
        reason: reason.to_owned(),
        event,
    };
    let (evidence, _) = line.evidence(tx, "整改后照片", Stage::After).await?;
    let asked = ItemEvent::CloseAsked { text: line.text("整改情况").to_owned(), evidence };
    let mut facts = vec![fact(line.on("申请日期")?, line.needed("申请人")?.to_owned(), "", asked)];
    if let Some(checked_on) = line.day("核查日期") {
        let (text, checker) = (line.needed("核查情况")?, line.needed("核查人")?);
        if anlan_core::matter::person::plain_name(checker) == anlan_core::matter::person::plain_name(line.text("申请人")) {
            return Err(anlan_core::matter::person::independent(
                &line.person("核查人", None)?,
                &[],
                Some(&line.person("申请人", None)?),
                None,
            )
            .err()
            .map_or_else(Fault::same_person, Fault::from));
        }
        let event = if line.needed("核查结果")? == "同意" {
            ItemEvent::ClosedOut { basis: text.to_owned() }
        } else {
            ItemEvent::CloseReturned { reason: text.to_owned() }
        };
        facts.push(fact(checked_on, checker.to_owned(), text, event));
    }
    Ok(tx.add_item_facts(year, facts).await?)
}
