//! The monthly report of patrols and findings to the chief-general (巡河查河情况月报).

use super::judge::{JudgedLoop, judge_loop};
use super::shown::posts;
use crate::views::{DutyRow, PatrolReport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::month::Month;
use anlan_core::pack::loops::{DutyState, FOUND, LETTER_COUNTS, UNDER_REPORTING};

/// The report of a month.
///
/// # Errors
/// Not allowed, no such month, no pack, or the store fails.
pub async fn report(anlan: &Anlan, call: &Call, month: Month) -> Result<PatrolReport, Fault> {
    Ok(made(anlan, call, month).await?.1)
}

/// The report with the judgement behind it.
pub(super) async fn made(anlan: &Anlan, call: &Call, month: Month) -> Result<(JudgedLoop, PatrolReport), Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let asked = month.to_string();
    let judged = judge_loop(anlan, call, &asked).await?;
    let windows = judged.windows(&posts(anlan, call).await?);
    let missed: Vec<DutyRow> = windows.iter().filter(|row| row.state == DutyState::Missing).cloned().collect();
    let report = PatrolReport {
        period: judged.period(&asked),
        found: judged.view(FOUND),
        under_reporting: judged.view(UNDER_REPORTING),
        letters: judged.view(LETTER_COUNTS),
        counts: judged.counts(windows.iter()),
        missed,
    };
    Ok((judged, report))
}
