//! Recording what a look-back saw. A relapse opens the case again and restores its light from that month.

use crate::matters::{About, Held, go_on, load, load_for, person};
use crate::problems::evidence_of_forms;
use crate::views::LookedForm;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{Ids, MatterId};
use anlan_core::item::ItemEvent;
use anlan_core::matter::draw::{DrawEvent, FrameRow};
use anlan_core::matter::person::Person;
use anlan_core::matter::problem::{Evidence, LookBackResult, ProblemEvent};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_store::Tx;
use chrono::{Days, NaiveDate};
use serde_json::json;

/// Records the result of one drawn case.
///
/// # Errors
/// Not found, not allowed, not drawn, looked at already, who closed it, a day out of range, or the store fails.
pub async fn record_look_back(anlan: &Anlan, call: &Call, id: MatterId, form: &LookedForm) -> Result<(), Fault> {
    call.ask_role(Action::LookBackRun)?;
    let on = form.on.unwrap_or_else(|| call.today());
    let (evidence, files) = evidence_of_forms(&form.evidence);
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    load_for(&tx.read(), call, Action::LookBackRun, MatterKind::Draw, id).await?;
    let seen = (form.number.as_str(), form.result, form.note.trim(), on);
    look(anlan, call, &tx, &mut call.ids(), id, seen, (evidence, files), form.limit_on, None).await?;
    let detail = json!({ "draw": id, "number": form.number, "result": form.result });
    anlan.finish(tx, call, Action::LookBackRun.key(), &form.number, &detail).await
}

/// Records a result inside a transaction: the number drawn, what was seen, in words, the day.
///
/// # Errors
/// As [`record_look_back`].
#[expect(clippy::too_many_arguments, reason = "all that a look-back tells")]
pub(crate) async fn look(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    ids: &mut Ids,
    id: MatterId,
    (number, result, note, on): (&str, LookBackResult, &str, NaiveDate),
    (evidence, files): (Vec<Evidence>, Vec<String>),
    limit_on: Option<NaiveDate>,
    by: Option<Person>,
) -> Result<(), Fault> {
    let mut held = load(&tx.read(), MatterKind::Draw, id).await?;
    let Matter::Draw(draw) = &held.matter else { return Err(Fault::not_found()) };
    if on > call.today() || on < draw.drawn_on {
        let zh = "回头看日期应在抽样之后、今天之前（含今天）。";
        return Err(Fault::invalid("on", "out_of_range", zh, "The day must lie between the draw and today."));
    }
    let stands_for = draw.row(number).map(FrameRow::stands_for);
    let note = note.to_owned();
    let who = by.clone().unwrap_or_else(|| person(call));
    let event = DrawEvent::Looked { number: number.to_owned(), result, note: note.clone() };
    let about = About { targets: vec![], files: files.clone(), by: by.clone() };
    go_on(tx, call, &mut held, ids.make(), on, MatterEvent::Draw(event), about).await?;
    let limit_on = limit_on.or_else(|| {
        let days = anlan.loop_head(call)?.close_out.as_ref()?.days;
        on.checked_add_days(Days::new(u64::try_from(days).ok()?))
    });
    let relapsed = result == LookBackResult::Relapsed;
    if relapsed && limit_on.is_some_and(|limit| limit < on) {
        let zh = "新的整改时限不能早于回头看日期。";
        return Err(Fault::invalid("limit_on", "too_early", zh, "The new limit lies before the look-back."));
    }
    match stands_for {
        Some((Some(problem), _)) => {
            let mut problem = load(&tx.read(), MatterKind::Problem, problem).await?;
            closed_by_another(&who, &problem)?;
            let event = ProblemEvent::LookedBack { draw_id: id, result, note: note.clone(), evidence };
            go_on(tx, call, &mut problem, ids.make(), on, MatterEvent::Problem(event), About { targets: vec![], files, by }).await?;
            if relapsed && problem.row.state == MatterState::Closed.key() {
                let limit = limit_on.ok_or_else(|| Fault::invalid("limit_on", "missing", "请填写新的整改时限。", "Give the new limit."))?;
                crate::problems::relapse(tx, call, &mut problem, ids, (on, limit), &note, true).await?;
            }
        }
        Some((None, Some(item))) => {
            let facts = crate::lists::facts_of(tx, item).await?;
            let closed = facts.iter().filter(|fact| matches!(fact.event, ItemEvent::ClosedOut { .. }));
            not_one_of(&who, closed.map(|fact| fact.recorded_by.as_str()))?;
            if relapsed {
                crate::lists::reopen(tx, call, ids.make(), item, (on, &note, true)).await?;
            }
        }
        Some((None, None)) | None => {}
    }
    Ok(())
}

/// Who closed a case does not look back at it.
fn closed_by_another(who: &Person, held: &Held) -> Result<(), Fault> {
    let Matter::Problem(problem) = &held.matter else { return Ok(()) };
    let checks = problem.attempts.iter().filter_map(|attempt| attempt.check.as_ref());
    not_one_of(who, checks.filter(|check| check.agreed).map(|check| check.by.name.as_str()))
}

fn not_one_of<'a>(who: &Person, mut closers: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    if closers.any(|closer| who.is_named(closer)) {
        let zh = "核查销号的人不能对该问题回头看，请由其他人员进行。";
        return Err(Fault {
            zh: zh.to_owned(),
            en: "Who agreed to the close-out cannot look back at it.".to_owned(),
            ..Fault::same_person()
        });
    }
    Ok(())
}
