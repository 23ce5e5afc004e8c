//! Changes that wait for the actor's signature.

use super::change_of;
use super::sign::may_sign;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_store::{MatterFilter, MatterOrder};
use uuid::Uuid;

/// Up to how many requests are looked at.
const MOST: u64 = 500;

/// How many requests wait for the actor: two queries, however many there are.
///
/// # Errors
/// A request is damaged, or the store fails.
pub(crate) async fn waiting(anlan: &Anlan, call: &Call) -> Result<usize, Fault> {
    if reach(call.actor.role, Action::ChangeSign) == Reach::Nothing {
        return Ok(0);
    }
    let read = anlan.store.region(&call.region);
    let asked = MatterFilter { states: vec![MatterState::Asked], ..MatterFilter::of(MatterKind::Change) };
    let rows = read.matters(&asked, MatterOrder::Latest, None, MOST).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut count = 0;
    for facts in read.matter_facts_of(&ids).await?.values() {
        let Some(matter) = Matter::told(facts)? else { continue };
        let change = change_of(&matter)?;
        count += usize::from((0..change.content.consents.len()).any(|seat| may_sign(call, change, seat).is_ok()));
    }
    Ok(count)
}
