//! Every river with its lead unit and its plan: also those that have none.

use super::draft::lead_on;
use super::rules_of;
use crate::matters::brief;
use crate::views::RiverPlanRow;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::{RiverId, UnitId};
use anlan_core::matter::MatterKind;
use anlan_store::{MatterFilter, MatterOrder};

/// Most rivers of a region.
const MOST: u64 = 20_000;

/// Every river, with its lead unit, the way its plan is decided, and its latest plan.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn river_plans(anlan: &Anlan, call: &Call) -> Result<Vec<RiverPlanRow>, Fault> {
    call.ask(Action::PlanRead, Target::default())?;
    let (_, rules) = rules_of(anlan, call)?;
    let register = anlan.register(&call.region).await?;
    let read = anlan.store.region(&call.region);
    let leads = read.lead_units().await?;
    let plans = read.matters(&MatterFilter::of(MatterKind::Plan), MatterOrder::Latest, None, MOST).await?;
    let today = call.today();
    let rows = register.rivers.iter().map(|river| {
        let levels: Vec<&str> = register.chiefs.iter().filter(|row| row.river_id == Some(river.id)).map(|row| row.level.as_str()).collect();
        let unit = lead_on(&leads, river.id, today);
        let plan = plans.iter().find(|row| row.river_id == Some(river.id));
        let target = Target { unit_id: unit.map(UnitId), river_id: Some(RiverId(river.id)), chief_id: None };
        RiverPlanRow {
            river: crate::views::Named { id: river.id, name: river.name.clone() },
            unit: register.named(unit),
            plan: plan.map(|row| brief(&register, None, row, today)),
            route: rules.route(&levels).map(|route| route.label.clone()).unwrap_or_default(),
            years: rules.years(&levels).map_or(0, |period| period.years),
            may_open: unit.is_some() && may(&call.actor, Action::PlanDraft, target),
        }
    });
    Ok(rows.collect())
}
