//! The ledger of instructions: written, handed over, reported on, their effect.

use super::row::{Line, Numbered, numbered};
use crate::matters::{About, begin, go_on, load};
use crate::{Call, Fault};
use anlan_core::ids::{ChiefId, Ids, MatterId, RiverId, UnitId};
use anlan_core::matter::instruction::{InstructionContent, InstructionEvent, Order};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_store::Tx;
use chrono::Datelike;

pub(super) async fn enter(call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>) -> Result<(), Fault> {
    let on = line.on("批示日期")?;
    let mut content = InstructionContent {
        text: line.text("批示内容").to_owned(),
        chief: line.text("批示人").to_owned(),
        chief_id: line.id("河长职务").map(ChiefId),
        month: line.month("月份")?,
        item_id: None,
        matter_id: None,
        river_id: None,
    };
    let mut targets = Vec::new();
    if !line.text("所涉编号").is_empty() {
        match numbered(tx, line.text("所涉编号")).await? {
            Numbered::Problem(row) => {
                content.matter_id = Some(MatterId(row.id));
                content.river_id = row.river_id.map(RiverId);
                targets.push(("matter", row.id));
            }
            Numbered::Item(_, id) => {
                content.item_id = Some(id);
                targets.push(("item", id.0));
            }
        }
    }
    let id = MatterId(ids.make());
    let number = format!("批示-{}-{:03}", on.year(), tx.next_number(&format!("instruction/{}", on.year())).await?);
    let by = line.person("批示人", None)?;
    let event = MatterEvent::Instruction(InstructionEvent::Written { content });
    begin(tx, call, (id, ids.make()), Some(number), on, event, About { targets, files: vec![], by: Some(by) }).await?;
    let Some(unit) = line.id("承办单位") else { return Ok(()) };
    let mut held = load(&tx.read(), MatterKind::Instruction, id).await?;
    let order = Order { unit_id: UnitId(unit), due_on: line.on("办理时限")?, demand: line.needed("办理要求")?.to_owned() };
    go_on(tx, call, &mut held, ids.make(), on, MatterEvent::Instruction(InstructionEvent::Assigned { order }), About::default()).await?;
    if let Some(reported_on) = line.day("报告日期") {
        let event = InstructionEvent::Reported { text: line.needed("办理情况")?.to_owned(), evidence: vec![] };
        let by = line.by(line.person("报告人", Some(UnitId(unit)))?);
        go_on(tx, call, &mut held, ids.make(), reported_on, MatterEvent::Instruction(event), by).await?;
    }
    if let Some(confirmed_on) = line.day("成效确认日期") {
        let event = InstructionEvent::Confirmed { effect: line.needed("成效")?.to_owned(), solved: line.flag("解决堵点") };
        let by = line.by(line.person("确认人", None)?);
        go_on(tx, call, &mut held, ids.make(), confirmed_on, MatterEvent::Instruction(event), by).await?;
    }
    Ok(())
}
