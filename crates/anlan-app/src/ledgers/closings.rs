//! The ledger of close-outs: each request with its check.

use super::row::{Line, Numbered, numbered};
use crate::lists::{facts_of, finders, is_closed, not_of_a_problem};
use crate::matters::{About, go_on, load};
use crate::problems::found_by_another;
use crate::{Call, Fault};
use anlan_core::ids::{FactId, Ids, ItemId, MatterId, UnitId};
use anlan_core::item::{ItemEvent, ItemFact, List};
use anlan_core::matter::person::independent;
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
    let checker = line.person("核查人", None)?;
    found_by_another(&tx.read(), &checker, id).await?;
    let by = line.by(checker);
    go_on(tx, call, &mut held, ids.make(), checked_on, MatterEvent::Problem(event), by).await?;
    if let (true, Matter::Problem(problem)) = (agreed, &held.matter)
        && let Some(item) = problem.item_id
        && !is_closed(tx, item).await?
    {
        crate::lists::close_item(tx, call, ids.make(), item, checked_on, &text).await?;
    }
    Ok(())
}

async fn of_item(call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>, year: i32, id: ItemId) -> Result<(), Fault> {
    not_of_a_problem(tx, id).await?;
    if is_closed(tx, id).await? {
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
        let asker = line.person("申请人", None)?;
        let row = tx.read().item(id).await?.and_then(|row| List::from_key(&row.list));
        let told = facts_of(tx, id).await?;
        let found = finders(row.unwrap_or(List::Problem), &told);
        independent(&line.person("核查人", None)?, &found, Some(&asker), None)?;
        let event = if line.needed("核查结果")? == "同意" {
            ItemEvent::ClosedOut { basis: text.to_owned() }
        } else {
            ItemEvent::CloseReturned { reason: text.to_owned() }
        };
        facts.push(fact(checked_on, checker.to_owned(), text, event));
    }
    Ok(tx.add_item_facts(year, facts).await?)
}
