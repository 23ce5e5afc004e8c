//! The figures of plans and yearly tasks (一河一策数据): counted by the pack from single records, each row with its reasons.

use crate::duty::judge_plans;
use crate::views::PlanFigures;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};

/// Every table the pack of plans shows for a month, quarter or year.
///
/// # Errors
/// Not allowed, no such period, no pack in force, or the store fails.
pub async fn plan_figures(anlan: &Anlan, call: &Call, period: &str) -> Result<PlanFigures, Fault> {
    call.ask(Action::PlanRead, Target::default())?;
    let judged = judge_plans(anlan, call, period).await?;
    let period = crate::views::LoopPeriod { problems: judged.problems.clone(), ..judged.period(period) };
    Ok(PlanFigures { period, tables: judged.tables.iter().map(|table| judged.view(&table.name)).collect() })
}
