//! The whole story of an item or a problem, in order: what was reported, lit, written, inspected, closed, looked back at, with
//! persons' posts and files. Only what the actor may see is told.

use super::{Register, may_see};
use crate::views::{EvidenceView, FileRef, MatterRef, StoryStep};
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::ids::ItemId;
use anlan_core::item::ItemEvent;
use anlan_core::matter::draw::DrawEvent;
use anlan_core::matter::instruction::InstructionEvent;
use anlan_core::matter::letter::LetterEvent;
use anlan_core::matter::meeting::MeetingEvent;
use anlan_core::matter::person::Person;
use anlan_core::matter::plan::PlanEvent;
use anlan_core::matter::problem::{Evidence, LookBackResult, ProblemEvent};
use anlan_core::matter::{MatterEvent, MatterFact};
use anlan_store::{FileRow, MatterRow};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A person as stories name them: post and name.
pub(crate) fn told(person: &Person) -> String {
    if person.post.is_empty() { person.name.clone() } else { format!("{}（{}）", person.name, person.post) }
}

/// The rows of files, by hash.
pub(crate) async fn files_of(anlan: &Anlan, call: &Call, evidence: Vec<Evidence>) -> Result<HashMap<String, FileRow>, Fault> {
    let hashes: BTreeSet<String> = evidence.into_iter().map(|one| one.hash).collect();
    let rows = anlan.store.region(&call.region).files_with(hashes.into_iter().collect()).await?;
    Ok(rows.into_iter().map(|row| (row.hash.clone(), row)).collect())
}

/// All evidence that facts bring.
pub(crate) fn all_evidence<'a>(facts: impl Iterator<Item = &'a MatterFact>) -> Vec<Evidence> {
    facts.flat_map(|fact| evidence_of(&fact.event)).cloned().collect()
}

/// Evidence with its files.
pub(crate) fn evidence_view(files: &HashMap<String, FileRow>, evidence: &[Evidence]) -> Vec<EvidenceView> {
    let view = |one: &Evidence| {
        let row = files.get(&one.hash)?;
        Some(EvidenceView {
            file: FileRef {
                hash: row.hash.clone(),
                name: if one.name.is_empty() { row.name.clone() } else { one.name.clone() },
                size: row.size,
                media_type: row.media_type.clone(),
            },
            stage: one.stage,
            note: one.note.clone(),
            recorded_by: row.recorded_by.clone(),
            recorded_at: row.recorded_at,
        })
    };
    evidence.iter().filter_map(view).collect()
}

/// The evidence an event brings.
pub(crate) fn evidence_of(event: &MatterEvent) -> &[Evidence] {
    match event {
        MatterEvent::Problem(event) => match event {
            ProblemEvent::Reported { content, .. } | ProblemEvent::Corrected { content, .. } => &content.evidence,
            ProblemEvent::CloseAsked { evidence, .. }
            | ProblemEvent::Returned { evidence, .. }
            | ProblemEvent::ClosedOut { evidence, .. }
            | ProblemEvent::LookedBack { evidence, .. } => evidence,
            ProblemEvent::Assigned { .. }
            | ProblemEvent::Listed { .. }
            | ProblemEvent::ClosedUnfixed { .. }
            | ProblemEvent::Reopened { .. }
            | ProblemEvent::Merged { .. } => &[],
        },
        MatterEvent::Plan(PlanEvent::Evaluated { files, .. }) => files,
        MatterEvent::Letter(LetterEvent::Replied { evidence, .. })
        | MatterEvent::Instruction(InstructionEvent::Reported { evidence, .. }) => evidence,
        MatterEvent::Letter(LetterEvent::Issued { content } | LetterEvent::Recorded { content }) => &content.evidence,
        MatterEvent::Letter(_)
        | MatterEvent::Instruction(_)
        | MatterEvent::Meeting(_)
        | MatterEvent::Inspection(_)
        | MatterEvent::Draw(_)
        | MatterEvent::Plan(_)
        | MatterEvent::Change(_)
        | MatterEvent::Text(_) => &[],
    }
}

/// What a result of a look-back is called.
pub(crate) fn result_zh(result: LookBackResult) -> &'static str {
    match result {
        LookBackResult::Holds => "保持",
        LookBackResult::Relapsed => "反弹",
        LookBackResult::CannotTell => "无法判断",
    }
}

/// How an event is told: kind of step, title, text; none for what is no step of a story.
fn words(register: &Register, event: &MatterEvent, class_label: &str) -> Option<(&'static str, String, String)> {
    let name = |id: Uuid| register.name(id);
    Some(match event {
        MatterEvent::Problem(event) => match event {
            ProblemEvent::Reported { content, .. } => ("opened", "发现问题".into(), content.description.clone()),
            ProblemEvent::Corrected { reason, .. } => ("changed", "更正登记".into(), reason.clone()),
            ProblemEvent::Assigned { task, reason } => {
                let text = [format!("整改时限{}。", task.limit_on), task.measure.clone(), reason.clone()];
                ("changed", format!("交办{}", name(task.unit_id.0)), text.concat())
            }
            ProblemEvent::Listed { .. } => ("changed", "挂单：列入突出问题整改责任清单".into(), String::new()),
            ProblemEvent::CloseAsked { text, .. } => ("asked", "申请销号".into(), text.clone()),
            ProblemEvent::Returned { reason, checked_on, .. } => ("returned", format!("{checked_on}现场核查，退回"), reason.clone()),
            ProblemEvent::ClosedOut { basis, checked_on, .. } => ("closed", format!("{checked_on}现场核查，销号"), basis.clone()),
            ProblemEvent::ClosedUnfixed { reason } => ("closed", "终结（未整改）".into(), reason.clone()),
            ProblemEvent::LookedBack { result, note, .. } => ("looked_back", format!("回头看：{}", result_zh(*result)), note.clone()),
            ProblemEvent::Reopened { reason, relapse, limit_on } => {
                let title = if *relapse { "反弹，重新打开" } else { "重新打开" };
                ("reopened", format!("{title}，新时限{limit_on}"), reason.clone())
            }
            ProblemEvent::Merged { reason, .. } => ("closed", "并入另一问题".into(), reason.clone()),
        },
        MatterEvent::Letter(event) => match event {
            LetterEvent::Issued { content } => {
                ("written_to", format!("签发{class_label}，致{}", content.to_name), content.title.replace('|', ""))
            }
            LetterEvent::Recorded { content } => {
                ("written_to", format!("登记{class_label}，致{}", content.to_name), content.title.replace('|', ""))
            }
            LetterEvent::Declined { .. } => return None,
            LetterEvent::Received => ("written_to", format!("签收{class_label}"), String::new()),
            LetterEvent::Replied { text, .. } => ("written_to", format!("回复{class_label}"), text.clone()),
            LetterEvent::ReplyReturned { reason, due_on } => ("returned", format!("退回回复，{due_on}前重新回复"), reason.clone()),
            LetterEvent::Interviewed { minutes } => ("written_to", format!("{}约谈", minutes.on), minutes.record.clone()),
            LetterEvent::Settled { basis } => ("closed", format!("{class_label}办结"), basis.clone()),
        },
        MatterEvent::Instruction(event) => match event {
            InstructionEvent::Written { content } => ("instructed", format!("{}批示", content.chief), content.text.clone()),
            InstructionEvent::Assigned { order } => {
                ("instructed", format!("批示交{}办理，{}前", name(order.unit_id.0), order.due_on), order.demand.clone())
            }
            InstructionEvent::Reported { text, .. } => ("reported", "报告批示办理情况".into(), text.clone()),
            InstructionEvent::ReportReturned { reason } => ("returned", "退回批示办理情况".into(), reason.clone()),
            InstructionEvent::Confirmed { effect, .. } => ("instructed", "确认批示成效".into(), effect.clone()),
            InstructionEvent::Noted { reason } => ("instructed", "批示已阅，不需办理".into(), reason.clone()),
        },
        MatterEvent::Meeting(event) => match event {
            MeetingEvent::Planned { content } => ("met", format!("列入会议：{}", content.title), String::new()),
            MeetingEvent::Held { .. } => ("met", "会议召开".into(), String::new()),
            MeetingEvent::Decided { decision } => ("met", "会议议定".into(), decision.text.clone()),
            MeetingEvent::ListAdopted { .. } => ("met", "会议审定清单".into(), String::new()),
            MeetingEvent::Changed { .. } | MeetingEvent::Cancelled { .. } => return None,
        },
        MatterEvent::Draw(DrawEvent::Looked { result, note, .. }) => {
            ("looked_back", format!("回头看：{}", result_zh(*result)), note.clone())
        }
        MatterEvent::Plan(event) => crate::plans::words(event, &name),
        MatterEvent::Change(event) => crate::changes::words(event),
        MatterEvent::Text(event) => crate::texts::words(event),
        MatterEvent::Draw(DrawEvent::Drawn { .. }) | MatterEvent::Inspection(_) => return None,
    })
}

/// The steps of some matters, as far as the actor may see them.
pub(crate) async fn steps_of(
    anlan: &Anlan,
    call: &Call,
    register: &Register,
    rows: &[MatterRow],
    own: Option<&str>,
) -> Result<Vec<StoryStep>, Fault> {
    let rows: Vec<&MatterRow> = rows.iter().filter(|row| may_see(call, row) && row.kind != "inspection").collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let facts = anlan.store.region(&call.region).matter_facts_of(&ids).await?;
    let files = files_of(anlan, call, all_evidence(facts.values().flatten())).await?;
    let head = anlan.loop_head(call);
    let mut steps = Vec::new();
    for row in rows {
        let label = head.and_then(|head| head.letter(&row.class)).map_or_else(|| row.class.clone(), |kind| kind.label.clone());
        for fact in facts.get(&row.id).into_iter().flatten() {
            // Of a draw, only what concerns the number of this story.
            if let MatterEvent::Draw(DrawEvent::Looked { number, .. }) = &fact.event
                && own != Some(number.as_str())
            {
                continue;
            }
            let Some((kind, title, text)) = words(register, &fact.event, &label) else { continue };
            steps.push(step(fact, row, (kind, title, text), &files));
        }
    }
    Ok(steps)
}

fn step(fact: &MatterFact, row: &MatterRow, (kind, title, text): (&str, String, String), files: &HashMap<String, FileRow>) -> StoryStep {
    StoryStep {
        on: fact.occurred_on,
        recorded_at: fact.recorded_at,
        kind: kind.to_owned(),
        title,
        text,
        by: told(&fact.by),
        matter: Some(MatterRef {
            kind: row.kind.clone(),
            id: row.id,
            number: row.number.clone().unwrap_or_default(),
            title: row.title.clone(),
        }),
        circular_id: None,
        evidence: evidence_view(files, evidence_of(&fact.event)),
        light: None,
    }
}

/// Steps in order.
pub(crate) fn in_order(mut steps: Vec<StoryStep>) -> Vec<StoryStep> {
    steps.sort_by_key(|step| (step.on, step.recorded_at));
    steps
}

/// The whole story of an item, oldest first.
///
/// # Errors
/// Not found, hidden, or the store fails.
pub async fn story_of_item(anlan: &Anlan, call: &Call, id: ItemId) -> Result<Vec<StoryStep>, Fault> {
    let (book, entry) = crate::lists::seen(anlan, call, id).await?;
    let entry = &book.entries[entry];
    let plain = |on, recorded_at, kind: &str, title: String, text: String, by: &str| StoryStep {
        on,
        recorded_at,
        kind: kind.to_owned(),
        title,
        text,
        by: by.to_owned(),
        matter: None,
        circular_id: None,
        evidence: vec![],
        light: None,
    };
    let asked: Vec<Evidence> = entry
        .facts
        .iter()
        .filter_map(|fact| match &fact.event {
            ItemEvent::CloseAsked { evidence, .. } => Some(evidence),
            ItemEvent::Opened { .. }
            | ItemEvent::Corrected { .. }
            | ItemEvent::Changed { .. }
            | ItemEvent::CloseReturned { .. }
            | ItemEvent::ClosedOut { .. }
            | ItemEvent::CloseOutWithdrawn
            | ItemEvent::Reopened { .. }
            | ItemEvent::Paused { .. }
            | ItemEvent::Resumed => None,
        })
        .flatten()
        .cloned()
        .collect();
    let files = files_of(anlan, call, asked).await?;
    let mut steps: Vec<StoryStep> = Vec::new();
    for fact in &entry.facts {
        let (kind, title, text) = match &fact.event {
            ItemEvent::Opened { decision, .. } => ("opened", "开单".to_owned(), decision.clone()),
            ItemEvent::Corrected { .. } => ("changed", "更正".to_owned(), fact.reason.clone()),
            ItemEvent::Changed { .. } => ("changed", "变更".to_owned(), fact.reason.clone()),
            ItemEvent::CloseAsked { text, .. } => ("asked", "申请销号".to_owned(), text.clone()),
            ItemEvent::CloseReturned { reason } => ("returned", "核查退回".to_owned(), reason.clone()),
            ItemEvent::ClosedOut { basis } => ("closed", "销号".to_owned(), basis.clone()),
            ItemEvent::CloseOutWithdrawn => ("changed", "撤回销号".to_owned(), fact.reason.clone()),
            ItemEvent::Reopened { reason, relapse } => {
                ("reopened", if *relapse { "反弹，重新打开" } else { "重新打开" }.to_owned(), reason.clone())
            }
            ItemEvent::Paused { until_on } => {
                let until = until_on.map_or_else(String::new, |on| format!("至{}", zh(on)));
                ("changed", format!("经批准暂停{until}"), fact.reason.clone())
            }
            ItemEvent::Resumed => ("changed", "恢复计时".to_owned(), fact.reason.clone()),
        };
        let mut step = plain(fact.occurred_on, fact.recorded_at, kind, title, text, &fact.recorded_by);
        if let ItemEvent::CloseAsked { evidence, .. } = &fact.event {
            step.evidence = evidence_view(&files, evidence);
        }
        steps.push(step);
    }
    for report in &entry.reports {
        let title = format!("{}月报：累计{}%", report.month.zh(), report.share);
        steps.push(plain(
            report.occurred_on,
            report.recorded_at,
            "reported",
            title,
            report.note.clone().unwrap_or_default(),
            &report.recorded_by,
        ));
    }
    for (row, circular) in &book.circulars {
        let own = entry.id.to_string();
        if let Some(light) = circular.lights.iter().find(|light| light.item_id == own) {
            let title = format!("{}通报（{}）：{}", circular.month.zh(), circular.number, light.light.sign());
            let because = light.because.last().map(|reason| reason.text.clone()).unwrap_or_default();
            let mut step = plain(circular.issued_on, row.recorded_at, "lit", title, because, &row.recorded_by);
            (step.light, step.circular_id) = (Some(light.light), Some(row.id));
            steps.push(step);
        }
    }
    let register = anlan.register(&call.region).await?;
    let about = anlan.store.region(&call.region).matters_about(entry.id.0).await?;
    steps.extend(steps_of(anlan, call, &register, &about, Some(&entry.number)).await?);
    Ok(in_order(steps))
}

/// Whether the actor may see a file because it belongs to a matter within reach.
///
/// # Errors
/// The store fails.
pub async fn file_holders(anlan: &Anlan, call: &Call, hash: &str) -> Result<bool, Fault> {
    let rows = anlan.store.region(&call.region).matters_with_file(hash).await?;
    Ok(rows.iter().any(|row| may_see(call, row)))
}
