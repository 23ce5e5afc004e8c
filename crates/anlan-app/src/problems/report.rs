//! Reporting a problem, and correcting what was said of it.

use super::content::{content_of, number_of};
use super::hand::task;
use crate::matters::{About, Register, begin, go_on, load_for, repeated};
use crate::views::{CorrectProblem, EvidenceForm, ReportProblem};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{Ids, MatterId, RiverId};
use anlan_core::matter::problem::{Evidence, ProblemContent, ProblemEvent, Task};
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use anlan_store::Tx;
use serde_json::json;

/// Evidence as it is recorded, and its hashes.
pub(crate) fn evidence(forms: &[EvidenceForm]) -> (Vec<Evidence>, Vec<String>) {
    let evidence: Vec<Evidence> = forms.iter().map(Evidence::from).collect();
    let hashes = evidence.iter().map(|one| one.hash.clone()).collect();
    (evidence, hashes)
}

/// Enters a problem inside a transaction: its number, its first fact, and the task when the unit is known.
///
/// # Errors
/// The content is wrong, or the store fails.
pub(crate) async fn enter(
    anlan: &Anlan,
    tx: &Tx,
    call: &Call,
    (id, ids): (MatterId, &mut Ids),
    content: ProblemContent,
    from: Option<MatterId>,
    task: Option<Task>,
) -> Result<String, Fault> {
    let number = number_of(tx, anlan.loop_head(call), content.found_on).await?;
    let files = content.evidence.iter().map(|one| one.hash.clone()).collect();
    let targets = from.map(|from| ("matter", from.0)).into_iter().collect();
    let found_on = content.found_on;
    let event = MatterEvent::Problem(ProblemEvent::Reported { content, from });
    begin(tx, call, (id, ids.make()), Some(number.clone()), found_on, event, About { targets, files, by: None }).await?;
    if let Some(task) = task {
        let mut held = crate::matters::load(&tx.read(), MatterKind::Problem, id).await?;
        let event = MatterEvent::Problem(ProblemEvent::Assigned { task, reason: String::new() });
        go_on(tx, call, &mut held, ids.make(), call.today(), event, About::default()).await?;
    }
    Ok(number)
}

/// Records a problem found; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the form is wrong, a file is missing, or the store fails.
pub async fn report_problem(anlan: &Anlan, call: &Call, form: &ReportProblem) -> Result<MatterId, Fault> {
    call.ask(Action::ProblemReport, Target { river_id: form.content.river_id.map(RiverId), ..Target::default() })?;
    let register = anlan.register(&call.region).await?;
    let (evidence, hashes) = evidence(&form.evidence);
    let content = content_of(&register, anlan.loop_head(call), &form.content, evidence)?;
    let task = match form.unit_id {
        Some(unit) => {
            call.ask(Action::ProblemAssign, Target::default())?;
            Some(task(anlan, call, &register, unit, form.limit_on, &form.measure, content.found_on)?)
        }
        None => None,
    };
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    crate::evidence::at_hand(anlan, call, &hashes).await?;
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Problem);
    }
    let number = enter(anlan, &tx, call, (id, &mut ids), content, None, task).await?;
    anlan.finish(tx, call, Action::ProblemReport.key(), &number, &json!({ "problem": id, "files": hashes.len() })).await?;
    Ok(id)
}

/// Corrects what was said of a problem.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, the form is wrong, or the store fails.
pub async fn correct_problem(anlan: &Anlan, call: &Call, id: MatterId, expected: &str, form: &CorrectProblem) -> Result<(), Fault> {
    call.ask_role(Action::ProblemAssign)?;
    let register: std::sync::Arc<Register> = anlan.register(&call.region).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::ProblemAssign, MatterKind::Problem, id).await?;
    if held.row.facts.to_string() != expected {
        return Err(Fault::stale());
    }
    let Matter::Problem(problem) = &held.matter else { return Err(Fault::not_found()) };
    let content = content_of(&register, anlan.loop_head(call), &form.content, problem.content.evidence.clone())?;
    if content == problem.content {
        return Err(Fault::invalid("content", "unchanged", "内容没有变化。", "Nothing was changed."));
    }
    let event = MatterEvent::Problem(ProblemEvent::Corrected { content, reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    let number = held.row.number.clone().unwrap_or_default();
    anlan.finish(tx, call, "problem.correct", &number, &json!({ "problem": id })).await
}
