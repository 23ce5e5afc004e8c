//! What was ordered (dispatches) and waits for its effect: by whom it is to be carried out, and what is past its day.

use super::kinds::kinds_of;
use super::list::fitting;
use crate::views::{FollowState, RecordQuery, TodoKey};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};

/// The one book whose orders are followed from the first page.
const DISPATCH: &str = "dispatch";

/// What of it waits for the actor: past its day for who keeps the books, not confirmed yet for a unit.
///
/// # Errors
/// The store fails.
pub(crate) async fn to_follow(anlan: &Anlan, call: &Call) -> Result<Option<(TodoKey, usize)>, Fault> {
    let Some(kind) = kinds_of(anlan, &call.region).kind(DISPATCH).filter(|kind| kind.follow.is_some()) else { return Ok(None) };
    let (key, state) = if may(&call.actor, Action::RecordWrite, Target::default()) {
        (TodoKey::DispatchesOverdue, FollowState::Overdue)
    } else if reach(call.actor.role, Action::RecordRead) == Reach::OwnUnit {
        (TodoKey::DispatchesToAct, FollowState::Open)
    } else {
        return Ok(None);
    };
    if anlan.record_book(&call.region, DISPATCH).await?.count() == 0 {
        return Ok(None);
    }
    let query = RecordQuery { follow: Some(state), ..RecordQuery::default() };
    let (rows, _) = fitting(anlan, call, kind, &query).await?;
    Ok(Some((key, rows.len())))
}
