//! What all matters share: loading one with its facts, beginning one, going on with one. Every change of a matter passes here, so
//! that the facts, the head row, the tallies, the links and the files always say the same.

mod list;
mod names;
mod near;
mod story;
mod todo;
mod verify;

pub use list::{board, export, find, kind_title};
pub(crate) use story::{all_evidence, evidence_view, files_of, in_order, result_zh, steps_of, told};
pub use story::{file_holders, story_of_item};
pub use verify::{MattersChecked, check_matters};

pub(crate) use list::allowed;
pub(crate) use names::{Register, brief};
pub(crate) use near::near;
pub(crate) use todo::todo;

use crate::{Call, Fault, FaultKind};
use anlan_core::access::{Action, Role, Target, may};
use anlan_core::ids::{ChiefId, FactId, MatterId, RiverId, UnitId};
use anlan_core::matter::person::{Person, plain_name};
use anlan_core::matter::{Head, Matter, MatterEvent, MatterFact, MatterKind, Refusal};
use anlan_store::{Connection, MatterRow, Regional, Tx, matter_row};
use chrono::NaiveDate;
use uuid::Uuid;

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal.code {
            "same_person" | "own_unit" => FaultKind::NotAllowed,
            code if code.ends_with("_already") || code == "wrong_state" || code == "merged" || code == "no_reply" => FaultKind::Conflict,
            _ => FaultKind::Invalid,
        };
        Self { kind, code: refusal.code, field: None, zh: refusal.zh, en: refusal.en, fields: vec![] }
    }
}

/// The role as documents name it.
#[must_use]
pub(crate) fn post_of(role: Role) -> &'static str {
    match role {
        Role::ChiefGeneral => "总河长",
        Role::Chief => "河长",
        Role::OfficeStaff => "河长办工作人员",
        Role::OfficeHead => "河长办负责人",
        Role::Liaison => "责任单位联络员",
        Role::Assessor => "考核人员",
        Role::Auditor => "审计人员",
        Role::Inspector => "督查暗访人员",
        Role::Discipline => "纪检监察人员",
        Role::Expert => "评审专家",
        Role::Government => "政府办理人员",
        Role::SystemAdmin => "系统管理员",
        Role::SecurityAdmin => "安全管理员",
        Role::AuditAdmin => "审计管理员",
    }
}

/// Who acts in a call.
pub(crate) fn person(call: &Call) -> Person {
    Person {
        name: plain_name(&call.actor.name),
        post: post_of(call.actor.role).to_owned(),
        account: call.account,
        unit_id: call.actor.unit_id,
    }
}

/// Longest title and place, in characters.
const LINE: usize = 300;
/// Longest fact, in bytes of its JSON; a draw carries its whole frame.
const FACT: usize = 200_000;

/// Goes on only with a fact of a size that pages and papers can bear.
fn fits(event: &MatterEvent, head: &Head) -> Result<(), Fault> {
    let too_long = |zh: String, en: String| Err(Fault::invalid("text", "too_long", zh, en));
    if let Some(line) = [&head.title, &head.place].into_iter().find(|line| line.chars().count() > LINE) {
        let begin: String = line.chars().take(20).collect();
        return too_long(
            format!("“{begin}……”过长，标题和位置不能超过{LINE}个字。"),
            format!("a title or place has at most {LINE} characters"),
        );
    }
    let size = serde_json::to_vec(event).map(|text| text.len()).unwrap_or(usize::MAX);
    if event.kind() != MatterKind::Draw && size > FACT {
        return too_long(
            "填写的内容过长（超过约6万字），请精简，详细材料作为附件上传。".to_owned(),
            format!("the text is longer than {FACT} bytes"),
        );
    }
    Ok(())
}

/// A matter with its facts.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// Its head.
    pub(crate) row: MatterRow,
    /// Its facts, in the order of recording.
    pub(crate) facts: Vec<MatterFact>,
    /// As they tell it.
    pub(crate) matter: Matter,
}

/// What permission asks of a matter.
pub(crate) fn target_of(row: &MatterRow) -> Target {
    Target { unit_id: row.unit_id.map(UnitId), river_id: row.river_id.map(RiverId), chief_id: row.chief_id.map(ChiefId) }
}

/// Loads a matter of a kind.
///
/// # Errors
/// There is none of that kind, its tale is damaged, or the store fails.
pub(crate) async fn load<C: Connection>(read: &Regional<'_, C>, kind: MatterKind, id: MatterId) -> Result<Held, Fault> {
    let row = read.matter(id).await?.filter(|row| row.kind == kind.key()).ok_or_else(Fault::not_found)?;
    let facts = read.matter_facts(id).await?;
    let matter = Matter::told(&facts).map_err(|refusal| damaged(id, &refusal))?.ok_or_else(Fault::not_found)?;
    Ok(Held { row, facts, matter })
}

fn damaged(id: MatterId, refusal: &Refusal) -> Fault {
    anlan_store::StoreError::Damaged(format!("matter {id}: {refusal}")).into()
}

/// Loads a matter the actor may act on: permission first by role alone, so that what exists cannot be told apart from what does not.
///
/// # Errors
/// Not allowed, not found, hidden, or the store fails.
pub(crate) async fn load_for<C: Connection>(
    read: &Regional<'_, C>,
    call: &Call,
    action: Action,
    kind: MatterKind,
    id: MatterId,
) -> Result<Held, Fault> {
    call.ask_role(action)?;
    let held = load(read, kind, id).await?;
    call.ask(action, target_of(&held.row))?;
    Ok(held)
}

/// What a new fact touches besides its matter.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// Items, matters and the like it is about.
    pub(crate) targets: Vec<(&'static str, Uuid)>,
    /// Files it brings.
    pub(crate) files: Vec<String>,
    /// Who did it, when not the one who records it: what a ledger tells.
    pub(crate) by: Option<Person>,
}

/// Begins a matter with its first fact.
///
/// # Errors
/// The fact cannot be the first, or the store fails.
pub(crate) async fn begin(
    tx: &Tx,
    call: &Call,
    (id, fact_id): (MatterId, Uuid),
    number: Option<String>,
    occurred_on: NaiveDate,
    event: MatterEvent,
    about: About,
) -> Result<Matter, Fault> {
    let kind = event.kind();
    let fact = MatterFact {
        id: FactId(fact_id),
        matter_id: id,
        occurred_on,
        recorded_at: call.at,
        by: about.by.clone().unwrap_or_else(|| person(call)),
        event,
    };
    let matter = Matter::begin(&fact)?;
    fits(&fact.event, &matter.head())?;
    tx.put_matter(matter_row(call.region.as_str(), id, kind, number, &matter.head(), 1)).await?;
    tx.add_matter_facts(vec![(0, fact)]).await?;
    touch(tx, id, about).await?;
    Ok(matter)
}

/// Goes on with a matter that is held: what was loaded in the same transaction.
///
/// # Errors
/// The fact cannot follow, or the store fails.
pub(crate) async fn go_on(
    tx: &Tx,
    call: &Call,
    held: &mut Held,
    fact_id: Uuid,
    occurred_on: NaiveDate,
    event: MatterEvent,
    about: About,
) -> Result<(), Fault> {
    let id = MatterId(held.row.id);
    let fact = MatterFact {
        id: FactId(fact_id),
        matter_id: id,
        occurred_on,
        recorded_at: call.at,
        by: about.by.clone().unwrap_or_else(|| person(call)),
        event,
    };
    held.matter.next(&fact)?;
    fits(&fact.event, &held.matter.head())?;
    let place = held.facts.len();
    let row = matter_row(call.region.as_str(), id, held.matter.kind(), held.row.number.clone(), &held.matter.head(), place + 1);
    tx.put_matter(row.clone()).await?;
    tx.add_matter_facts(vec![(place, fact.clone())]).await?;
    touch(tx, id, about).await?;
    held.row = row;
    held.facts.push(fact);
    Ok(())
}

async fn touch(tx: &Tx, id: MatterId, about: About) -> Result<(), Fault> {
    tx.link_matter(id, &about.targets).await?;
    Ok(tx.file_matter(id, &about.files).await?)
}

/// What a repeat with an id gives: the matter that has it, when it is of the kind.
///
/// # Errors
/// It is of another kind.
pub(crate) fn repeated(row: &MatterRow, kind: MatterKind) -> Result<MatterId, Fault> {
    if row.kind == kind.key() {
        return Ok(MatterId(row.id));
    }
    Err(Fault::conflict("id_taken", "编号冲突，请刷新后重新登记。", "The id is taken: record it anew."))
}

/// Whether the actor may see a matter of a kind.
pub(crate) fn may_see(call: &Call, row: &MatterRow) -> bool {
    MatterKind::from_key(&row.kind).is_some_and(|kind| may(&call.actor, read_action(kind), target_of(row)))
}

/// The permission that shows matters of a kind.
pub(crate) fn read_action(kind: MatterKind) -> Action {
    match kind {
        MatterKind::Problem => Action::ProblemRead,
        MatterKind::Letter => Action::LetterRead,
        MatterKind::Instruction => Action::InstructionRead,
        MatterKind::Meeting => Action::MeetingRead,
        MatterKind::Inspection => Action::InspectionRead,
        MatterKind::Draw => Action::LookBackRead,
        MatterKind::Plan | MatterKind::Change => Action::PlanRead,
        MatterKind::Text => Action::TextRead,
    }
}
