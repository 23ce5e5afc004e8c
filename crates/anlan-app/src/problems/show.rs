//! A problem's page: what is said of it, its attempts at a close-out, its story, its neighbours, what can be done next.

use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, in_order, load_for, may_see, near, person, steps_of, told};
use crate::views::{ActionView, AttemptView, MatterRef, Named, NearView, ProblemForm, ProblemPage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{MatterId, RiverId};
use anlan_core::matter::problem::{Point, Problem, ProblemContent, ProblemEvent};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_store::MatterRow;

pub(crate) fn form_of(content: &ProblemContent) -> ProblemForm {
    let degrees = |e6: i32| f64::from(e6) / 1_000_000.0;
    ProblemForm {
        title: content.title.clone(),
        description: content.description.clone(),
        scheme: content.scheme.clone(),
        class: content.class.clone(),
        source: content.source.clone(),
        river_id: content.river_id.map(|id| id.0),
        reach: content.reach.clone(),
        place: content.place.clone(),
        lon: content.point.map(|point| degrees(point.lon_e6)),
        lat: content.point.map(|point| degrees(point.lat_e6)),
        found_on: content.found_on,
        finder: content.finder.name.clone(),
        finder_chief_id: content.finder.chief_id,
        prominent: content.prominent,
    }
}

/// A matter in a word.
pub(crate) fn reference(row: &MatterRow) -> MatterRef {
    MatterRef { kind: row.kind.clone(), id: row.id, number: row.number.clone().unwrap_or_default(), title: row.title.clone() }
}

/// Everything of a problem the actor may see.
///
/// # Errors
/// Not found, hidden, or the store fails.
pub async fn show_problem(anlan: &Anlan, call: &Call, id: MatterId) -> Result<ProblemPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::ProblemRead, MatterKind::Problem, id).await?;
    let Matter::Problem(problem) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let files = files_of(anlan, call, all_evidence(held.facts.iter())).await?;
    let attempt = |one: &anlan_core::matter::problem::Attempt| AttemptView {
        asked_by: told(&one.asked_by),
        asked_on: one.asked_on,
        text: one.text.clone(),
        evidence: evidence_view(&files, &one.evidence),
        agreed: one.check.as_ref().map(|check| check.agreed),
        checked_by: one.check.as_ref().map(|check| told(&check.by)),
        checked_on: one.check.as_ref().map(|check| check.on),
        checked_text: one.check.as_ref().map(|check| check.text.clone()),
        checked_evidence: one.check.as_ref().map(|check| evidence_view(&files, &check.evidence)).unwrap_or_default(),
    };
    let about: Vec<MatterRow> = read.matters_about(id.0).await?.into_iter().filter(|row| may_see(call, row)).collect();
    let mut related = about.clone();
    related.insert(0, held.row.clone());
    let story = in_order(steps_of(anlan, call, &register, &related, held.row.number.as_deref()).await?);
    let records = crate::records::about_problem(anlan, call, id, held.row.number.as_deref().unwrap_or_default()).await?;
    let near = if held.row.closed_on.is_none() {
        near(anlan, call, problem.content.point, held.row.river_id, &held.row.class, Some(id.0)).await?
    } else {
        vec![]
    };
    let near =
        near.into_iter().map(|(row, metres)| NearView { problem: brief(&register, pack, &row, call.today()), metres: metres.map(whole) });
    let item = match problem.item_id {
        Some(item) => read.item(item).await?.map(|row| Named { id: row.id, name: row.number }),
        None => None,
    };
    let other = |id: Option<MatterId>| async move {
        let Some(id) = id else { return Ok::<_, Fault>(None) };
        let row = anlan.store.region(&call.region).matter(id).await?;
        Ok(row.filter(|row| may_see(call, row)).map(|row| reference(&row)))
    };
    let finder = &problem.content.finder;
    let chief = finder.chief_id.map(|id| register.name(id)).filter(|name| !name.is_empty());
    let unfixed_reason = held.facts.iter().rev().find_map(|fact| match &fact.event {
        MatterEvent::Problem(ProblemEvent::ClosedUnfixed { reason } | ProblemEvent::Merged { reason, .. }) => Some(reason.clone()),
        MatterEvent::Problem(_)
        | MatterEvent::Letter(_)
        | MatterEvent::Instruction(_)
        | MatterEvent::Meeting(_)
        | MatterEvent::Inspection(_)
        | MatterEvent::Draw(_)
        | MatterEvent::Plan(_)
        | MatterEvent::Change(_)
        | MatterEvent::Text(_) => None,
    });
    let not_me = match problem.may_be_checked_by(&person(call)) {
        Ok(()) => super::close::found_by_another(&read, &person(call), id).await.err().map(|fault| fault.zh),
        Err(refusal) => Some(refusal.zh),
    };
    let scheme = pack.and_then(|head| head.problem_schemes.iter().find(|scheme| scheme.key == problem.content.scheme));
    Ok(ProblemPage {
        row: brief(&register, pack, &held.row, call.today()),
        content: form_of(&problem.content),
        scheme_label: scheme.map(|scheme| scheme.label.clone()).unwrap_or_default(),
        finder: match chief {
            Some(post) if finder.name.is_empty() => post,
            Some(post) => format!("{}（{post}）", finder.name),
            None => finder.name.clone(),
        },
        reported_by: told(&problem.reported_by),
        reported_at: held.facts[0].recorded_at,
        evidence: evidence_view(&files, &problem.content.evidence),
        unit: register.named(held.row.unit_id),
        limit_on: problem.task.as_ref().map(|task| task.limit_on),
        measure: problem.task.as_ref().map(|task| task.measure.clone()).unwrap_or_default(),
        item,
        attempts: problem.attempts.iter().rev().map(attempt).collect(),
        unfixed_reason: unfixed_reason.filter(|_| problem.state == MatterState::ClosedUnfixed),
        relapses: problem.relapses.clone(),
        merged_into: other(problem.merged_into).await?,
        from: other(problem.from).await?,
        about: about.iter().map(reference).collect(),
        records,
        near: near.collect(),
        story,
        version: held.row.facts.to_string(),
        actions: actions(call, &held.row, problem, not_me.as_deref()),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance of at most half a kilometre")]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}

/// What the actor can do about a problem now, or why not.
fn actions(call: &Call, row: &MatterRow, problem: &Problem, not_me: Option<&str>) -> Vec<ActionView> {
    let state = problem.state;
    let mut all = Vec::new();
    let mut offer = |action: Action, key: &str, why_not: Option<&str>| {
        if allowed(call, action, row) {
            all.push(why_not.map_or_else(|| ActionView::allowed(key), |why| ActionView::not_now(key, why)));
        }
    };
    let open = !state.ended();
    let closed = (!open).then_some("已办结");
    offer(Action::ProblemAssign, "problem.assign", closed);
    offer(Action::ProblemAssign, "problem.correct", None);
    let listed = problem.item_id.map(|_| "已挂单");
    let no_task = problem.task.is_none().then_some("请先交办");
    offer(Action::ItemOpen, "problem.list", listed.or(no_task));
    offer(Action::ProblemAssign, "problem.merge", closed.or(listed));
    let waiting = (state == MatterState::Checking).then_some("已申请，正在等待核查");
    offer(Action::CloseOutAsk, Action::CloseOutAsk.key(), closed.or(waiting).or(no_task));
    let not_asked = (state != MatterState::Checking).then_some("责任单位尚未申请销号");
    offer(Action::CloseOutCheck, Action::CloseOutCheck.key(), closed.or(not_asked).or(not_me));
    let hung = problem.item_id.map(|_| "已挂单的问题须整改销号");
    offer(Action::CloseOutCheck, "close_out.unfixed", closed.or(waiting).or(hung).or(not_me));
    let not_closed = open.then_some("尚未办结");
    let merged = problem.merged_into.map(|_| "已并入另一问题");
    offer(Action::Reopen, Action::Reopen.key(), not_closed.or(merged));
    all
}

/// Similar open problems near a place, before one is recorded.
///
/// # Errors
/// Not allowed, a point out of range, or the store fails.
pub async fn near_problems(
    anlan: &Anlan,
    call: &Call,
    point: Option<(f64, f64)>,
    river: Option<uuid::Uuid>,
    class: &str,
) -> Result<Vec<NearView>, Fault> {
    call.ask(Action::ProblemReport, Target { river_id: river.map(RiverId).or(call.actor.river_id), ..Target::default() })?;
    let point = point.map(|(lon, lat)| Point::of_degrees(lon, lat)).transpose()?;
    let register = anlan.register(&call.region).await?;
    let found = near(anlan, call, point, river, class, None).await?;
    let pack = anlan.loop_head(call);
    let view = |(row, metres): (MatterRow, Option<f64>)| NearView {
        problem: brief(&register, pack, &row, call.today()),
        metres: metres.map(whole),
    };
    Ok(found.into_iter().map(view).collect())
}
