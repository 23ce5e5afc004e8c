//! Which plans wait for the actor: to seat a stage, to sign, to answer, to change what was returned.

use super::plan_of;
use super::seats::{drafted, sits};
use crate::views::TodoKey;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::matter::plan::Plan;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::review::Seat;
use anlan_store::{MatterFilter, MatterOrder};
use uuid::Uuid;

/// Most plans on their way at once.
const MOST: u64 = 2000;

/// How many plans wait for what of the actor.
///
/// # Errors
/// The store fails.
pub(crate) async fn plans_waiting(anlan: &Anlan, call: &Call) -> Result<Vec<(TodoKey, usize)>, Fault> {
    let role = call.actor.role;
    if [Action::PlanDraft, Action::PlanReview, Action::PlanCoordinate].iter().all(|action| reach(role, *action) == Reach::Nothing) {
        return Ok(vec![]);
    }
    let read = anlan.store.region(&call.region);
    let open = MatterFilter { states: vec![MatterState::Drafting, MatterState::UnderReview], ..MatterFilter::of(MatterKind::Plan) };
    let rows = read.matters(&open, MatterOrder::Latest, None, MOST).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut counted =
        [(TodoKey::PlansToSeat, 0), (TodoKey::PlansToSign, 0), (TodoKey::PlanOpinionsToAnswer, 0), (TodoKey::PlansToResubmit, 0)];
    for facts in read.matter_facts_of(&ids).await?.values() {
        // One that cannot be told is named by `anlan verify`; the first page goes on.
        let Ok(Some(matter)) = Matter::told(facts) else { continue };
        let waits = waits(call, plan_of(&matter)?);
        counted.iter_mut().zip(waits).for_each(|((_, count), waits)| *count += usize::from(waits));
    }
    Ok(counted.into())
}

/// Whether a plan waits for a stage to be seated, the actor's signature, an answer, or to come again.
fn waits(call: &Call, plan: &Plan) -> [bool; 4] {
    let Some(review) = plan.review() else { return [false; 4] };
    let target = Target { unit_id: Some(plan.head.unit_id), river_id: Some(plan.head.river_id), chief_id: None };
    // The lead unit's own, not whoever may draft for all.
    let leads = call.actor.unit_id == Some(plan.head.unit_id) && may(&call.actor, Action::PlanDraft, target);
    let coordinates = reach(call.actor.role, Action::PlanCoordinate) == Reach::Region;
    let visit = review.visit();
    // Who has to declare interests first is asked for as well.
    let turn = |at: usize| review.may_decide(at).err().is_none_or(|refusal| refusal.code == "not_declared");
    let open = |(at, seat): (usize, &Seat)| sits(call, seat) && !seat.recused() && seat.verdict().is_none() && turn(at);
    [
        coordinates && (review.stuck() || visit.is_some_and(|visit| visit.seats.is_empty())),
        !drafted(call, plan) && visit.is_some_and(|visit| visit.seats.iter().enumerate().any(open)),
        leads && review.unsettled(plan.version()).next().is_some(),
        leads && review.at_drafting(),
    ]
}
