//! Recording what a look-back saw. A relapse opens the case again and restores its light from that month.

use crate::matters::{About, files_known, go_on, load, load_for};
use crate::problems::evidence_of_forms;
use crate::views::LookedForm;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::draw::DrawEvent;
use anlan_core::matter::problem::{LookBackResult, ProblemEvent};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use chrono::Days;
use serde_json::json;

/// Records the result of one drawn case.
///
/// # Errors
/// Not found, not allowed, not drawn, looked at already, who closed it, a day out of range, or the store fails.
pub async fn record_look_back(anlan: &Anlan, call: &Call, id: MatterId, form: &LookedForm) -> Result<(), Fault> {
    call.ask_role(Action::LookBackRun)?;
    let on = form.on.unwrap_or_else(|| call.today());
    let (evidence, files) = evidence_of_forms(&form.evidence);
    let mut ids = call.ids();
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::LookBackRun, MatterKind::Draw, id).await?;
    let Matter::Draw(draw) = &held.matter else { return Err(Fault::not_found()) };
    if on > call.today() || on < draw.drawn_on.min(call.today()) {
        let zh = "回头看日期应在抽样之后、今天之前（含今天）。";
        return Err(Fault::invalid("on", "out_of_range", zh, "The day must lie between the draw and today."));
    }
    files_known(&tx.read(), &files).await?;
    let stands_for = draw.row(&form.number).map(anlan_core::matter::draw::FrameRow::stands_for);
    let note = form.note.trim().to_owned();
    let event = DrawEvent::Looked { number: form.number.clone(), result: form.result, note: note.clone() };
    go_on(&tx, call, &mut held, ids.make(), on, MatterEvent::Draw(event), About { targets: vec![], files: files.clone() }).await?;
    let limit_on = form.limit_on.or_else(|| {
        let days = anlan.loop_head(call)?.close_out.as_ref()?.days;
        on.checked_add_days(Days::new(u64::try_from(days).ok()?))
    });
    let relapsed = form.result == LookBackResult::Relapsed;
    match stands_for {
        Some((Some(problem), _)) => {
            let mut problem = load(&tx.read(), MatterKind::Problem, problem).await?;
            closed_by_another(call, &problem)?;
            let event = ProblemEvent::LookedBack { draw_id: id, result: form.result, note: note.clone(), evidence };
            let about = About { targets: vec![], files };
            go_on(&tx, call, &mut problem, ids.make(), on, MatterEvent::Problem(event), about).await?;
            if relapsed && problem.row.state == MatterState::Closed.key() {
                let limit = limit_on.ok_or_else(|| Fault::invalid("limit_on", "missing", "请填写新的整改时限。", "Give the new limit."))?;
                crate::problems::relapse(&tx, call, &mut problem, ids.make(), (on, limit), &note, true).await?;
            }
        }
        Some((None, Some(item))) if relapsed => crate::lists::reopen(&tx, call, item, on, &note, true).await?,
        Some((None, _)) | None => {}
    }
    let detail = json!({ "draw": id, "number": form.number, "result": form.result });
    anlan.finish(tx, call, Action::LookBackRun.key(), &form.number, &detail).await
}

/// Who closed a case does not look back at it.
fn closed_by_another(call: &Call, held: &crate::matters::Held) -> Result<(), Fault> {
    let Matter::Problem(problem) = &held.matter else { return Ok(()) };
    let me = crate::matters::person(call);
    let checker = problem.attempts.iter().rev().find_map(|attempt| attempt.check.as_ref());
    if checker.is_some_and(|check| check.by.is(&me)) {
        let zh = "核查销号的人不能对该问题回头看，请由其他人员进行。";
        return Err(Fault {
            zh: zh.to_owned(),
            en: "Who agreed to the close-out cannot look back at it.".to_owned(),
            ..Fault::same_person()
        });
    }
    Ok(())
}
