//! What a chief sees first: the latest coloured list as issued, and what came of their own instructions.

use crate::lists::{seen_items, work_month};
use crate::matters::{brief, may_see};
use crate::views::{ActionView, ChiefDesk, DeskItem};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::light::Light;
use anlan_core::matter::MatterKind;
use anlan_store::{MatterFilter, MatterOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// The coloured list of the latest circular, as far as it is the actor's, red first.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn chief_desk(anlan: &Anlan, call: &Call) -> Result<ChiefDesk, Fault> {
    call.ask_role(Action::InstructionRead)?;
    call.ask_role(Action::ItemRead)?;
    let month = work_month(call.today());
    let book = anlan.year(&call.region, month.year()).await?;
    let issued = book.circulars.iter().max_by_key(|(_, circular)| (circular.month, circular.version));
    let read = anlan.store.region(&call.region);
    let mut filter = MatterFilter::of(MatterKind::Instruction);
    if reach(call.actor.role, Action::InstructionRead) == Reach::OwnRiver {
        filter.river = Some(call.actor.river_id.map_or(Uuid::nil(), |id| id.0));
    }
    let rows = read.matters(&filter, MatterOrder::Latest, None, 200).await?;
    let mut on_item: HashMap<Uuid, usize> = HashMap::new();
    for row in &rows {
        if let Some(item) = row.item_id {
            *on_item.entry(item).or_insert(0) += 1;
        }
    }
    let visible = seen_items(&book, call);
    let mut items: Vec<DeskItem> = Vec::new();
    if let Some((_, circular)) = issued {
        for light in &circular.lights {
            let Some(id) = light.item_id.parse::<Uuid>().ok().filter(|id| visible.contains(id)) else { continue };
            items.push(DeskItem {
                id,
                number: light.number.clone(),
                title: light.title.clone(),
                unit: light.unit.clone(),
                river: light.river.clone(),
                light: light.light,
                because: light.because.last().map(|reason| reason.text.clone()).unwrap_or_default(),
                instructions: on_item.get(&id).copied().unwrap_or(0),
            });
        }
    }
    let order = |light: Light| match light {
        Light::Red => 0,
        Light::Yellow => 1,
        Light::NotAssessed => 2,
        Light::Green => 3,
    };
    items.sort_by(|a, b| (order(a.light), &a.number).cmp(&(order(b.light), &b.number)));
    let count = |wanted: Light| items.iter().filter(|item| item.light == wanted).count();
    let counts = [count(Light::Green), count(Light::Yellow), count(Light::Red), count(Light::NotAssessed)];
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let own = rows.iter().filter(|row| may_see(call, row)).take(50);
    let may_write = reach(call.actor.role, Action::InstructionWrite) != Reach::Nothing;
    Ok(ChiefDesk {
        month: issued.map(|(_, circular)| circular.month),
        circular: issued.map(|(_, circular)| circular.number.clone()),
        counts,
        items,
        instructions: own.map(|row| brief(&register, pack, row, call.today())).collect(),
        actions: if may_write { vec![ActionView::allowed(Action::InstructionWrite.key())] } else { vec![] },
    })
}
