//! Writing an instruction: by the chief, or by the office for one given on paper.

use crate::matters::{About, begin, may_see, person, repeated};
use crate::views::WriteInstruction;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Role, Target, reach};
use anlan_core::ids::{ChiefId, ItemId, MatterId, RiverId};
use anlan_core::matter::instruction::{InstructionContent, InstructionEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use serde_json::json;
use uuid::Uuid;

/// Who gives it, as documents name them, with the post.
async fn chief(anlan: &Anlan, call: &Call, form: &WriteInstruction) -> Result<(String, Option<Uuid>), Fault> {
    let register = anlan.register(&call.region).await?;
    let on = form.written_on.unwrap_or_else(|| call.today());
    let own = person(call).name;
    if call.actor.role == Role::ChiefGeneral {
        return Ok((format!("总河长{own}"), None));
    }
    if call.actor.role == Role::Chief {
        let named = || register.chiefs.iter().find(|row| register.holder(row.id, on).is_some_and(|person| person == own));
        let post = match call.actor.chief_id {
            Some(id) => register.chief(id.0),
            None => named(),
        };
        return Ok((post.map_or_else(|| format!("河长{own}"), |row| format!("{}{own}", row.name)), post.map(|row| row.id)));
    }
    match (form.chief_id, form.chief.trim()) {
        (Some(id), _) => {
            let row = register
                .chief(id)
                .ok_or_else(|| Fault::invalid("chief_id", "unknown_chief", "该河长没有登记。", "The chief is not registered."))?;
            let holder = register.holder(id, on).unwrap_or_default();
            Ok((format!("{}{holder}", row.name), Some(id)))
        }
        (None, "") => {
            Err(Fault::invalid("chief_id", "missing", "请选择作出批示的河长，或填写总河长姓名。", "Say whose instruction it is."))
        }
        (None, name) => Ok((name.to_owned(), None)),
    }
}

/// Records an instruction; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, nothing written, on nothing within reach, or the store fails.
pub async fn write_instruction(anlan: &Anlan, call: &Call, form: &WriteInstruction) -> Result<MatterId, Fault> {
    call.ask_role(Action::InstructionWrite)?;
    let on = form.written_on.unwrap_or_else(|| call.today());
    if on > call.today() {
        return Err(Fault::invalid("written_on", "future", "批示日期不能晚于今天。", "The day lies in the future."));
    }
    let (chief, chief_id) = chief(anlan, call, form).await?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    let mut river: Option<RiverId> = None;
    let mut targets: Vec<(&'static str, Uuid)> = Vec::new();
    if let Some(item) = form.item_id {
        let (book, place) = crate::lists::seen(anlan, call, ItemId(item)).await?;
        river = book.entries[place].content().river_id;
        targets.push(("item", item));
    }
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Instruction);
    }
    if let Some(problem) = form.problem_id {
        let row = tx.read().matter(MatterId(problem)).await?.filter(|row| row.kind == MatterKind::Problem.key() && may_see(call, row));
        let row = row.ok_or_else(Fault::not_found)?;
        river = river.or(row.river_id.map(RiverId));
        targets.push(("matter", problem));
    }
    // A chief writes on the list as far as it is theirs: what they wrote on the month is of their river.
    if reach(call.actor.role, Action::InstructionWrite) == Reach::OwnRiver {
        river = river.or(call.actor.river_id);
    }
    call.ask(Action::InstructionWrite, Target { river_id: river, ..Target::default() })?;
    let content = InstructionContent {
        text: form.text.trim().to_owned(),
        chief,
        chief_id: chief_id.map(ChiefId),
        month: form.month,
        item_id: form.item_id.map(ItemId),
        matter_id: form.problem_id.map(MatterId),
        river_id: river,
    };
    let event = MatterEvent::Instruction(InstructionEvent::Written { content });
    let series = format!("instruction/{}", chrono::Datelike::year(&on));
    let number = format!("批示-{}-{:03}", chrono::Datelike::year(&on), tx.next_number(&series).await?);
    begin(&tx, call, (id, ids.make()), Some(number.clone()), on, event, About { targets, files: vec![], by: None }).await?;
    anlan.finish(tx, call, Action::InstructionWrite.key(), &number, &json!({ "instruction": id })).await?;
    Ok(id)
}
