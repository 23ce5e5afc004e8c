//! The figures of the closed loop (问题闭环数据): what bulletins and reports quote, counted by the pack from single records.

use super::judge::judge_loop;
use crate::views::{LoopFigures, LoopTable};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::loops::FIGURES;

/// The facts that figures rest on.
const BEHIND: [&str; 4] = ["事项", "函件", "批示", "回头看"];

/// The figures of a month, quarter or year. Their reasons are asked for as those of any table of the loop.
///
/// # Errors
/// Not allowed, no such period, no pack in force, or the store fails.
pub async fn figures(anlan: &Anlan, call: &Call, period: &str) -> Result<LoopFigures, Fault> {
    call.ask(Action::LookBackRead, Target::default())?;
    let judged = judge_loop(anlan, call, period).await?;
    let table: LoopTable = judged.view(FIGURES);
    Ok(LoopFigures { period: judged.period(period), table, problems: judged.problems_of(&BEHIND) })
}
