//! What of the closed loop waits for the actor: counted by unit from the tallies, by post from the rows.

use super::list::filter;
use crate::views::{MatterQuery, TodoKey};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Role, reach};
use anlan_core::matter::{MatterKind, MatterState};

/// Up to how many are counted.
const MOST: u64 = 1000;

/// What waits: a state of a kind, or what is past its day.
struct Waiting {
    key: TodoKey,
    kind: MatterKind,
    state: &'static str,
}

const fn waiting(key: TodoKey, kind: MatterKind, state: &'static str) -> Waiting {
    Waiting { key, kind, state }
}

/// For whoever keeps the work moving.
const OFFICE: [Waiting; 8] = [
    waiting(TodoKey::ProblemsToAssign, MatterKind::Problem, "reported"),
    waiting(TodoKey::CloseOutsToCheck, MatterKind::Problem, "checking"),
    waiting(TodoKey::ProblemsOverdue, MatterKind::Problem, "overdue"),
    waiting(TodoKey::RepliesToCheck, MatterKind::Letter, "replied"),
    waiting(TodoKey::LettersOverdue, MatterKind::Letter, "overdue"),
    waiting(TodoKey::InstructionsToAssign, MatterKind::Instruction, "written"),
    waiting(TodoKey::InstructionsToCheck, MatterKind::Instruction, "replied"),
    waiting(TodoKey::LookBacksToDo, MatterKind::Draw, "drawn"),
];

/// For whoever answers for a unit or a post.
const ANSWERING: [Waiting; 5] = [
    waiting(TodoKey::LettersToReceive, MatterKind::Letter, "issued"),
    waiting(TodoKey::LettersToAnswer, MatterKind::Letter, "received"),
    waiting(TodoKey::ProblemsOverdue, MatterKind::Problem, "overdue"),
    waiting(TodoKey::ProblemsToMend, MatterKind::Problem, "rectifying"),
    waiting(TodoKey::InstructionsToAct, MatterKind::Instruction, "acting"),
];

/// What waits for the actor, with how many there are.
///
/// # Errors
/// The store fails.
pub(crate) async fn todo(anlan: &Anlan, call: &Call) -> Result<Vec<(TodoKey, usize)>, Fault> {
    let role = call.actor.role;
    let wanted: Vec<&Waiting> = if reach(role, Action::ProblemAssign) == Reach::Region {
        OFFICE.iter().collect()
    } else if role == Role::Inspector {
        OFFICE.iter().filter(|one| one.state == MatterState::Checking.key() || one.kind == MatterKind::Draw).collect()
    } else if reach(role, Action::LetterAnswer) != Reach::Nothing {
        let own = |one: &&Waiting| role != Role::Chief || one.kind == MatterKind::Letter;
        ANSWERING.iter().filter(own).collect()
    } else {
        vec![]
    };
    let read = anlan.store.region(&call.region);
    let mut counted = Vec::with_capacity(wanted.len());
    for one in wanted {
        let query = MatterQuery { state: Some(one.state.to_owned()), ..MatterQuery::default() };
        if let Some(fits) = filter(call, one.kind, &query)? {
            let n = read.matter_count(&fits, MOST, MOST).await?.n;
            counted.push((one.key, usize::try_from(n).unwrap_or(usize::MAX)));
        }
    }
    if let Some(chief) = call.actor.chief_id.filter(|_| reach(role, Action::TextFinish) == Reach::OwnChief) {
        let query = MatterQuery { state: Some(MatterState::Drafting.key().to_owned()), chief: Some(chief.0), ..MatterQuery::default() };
        if let Some(fits) = filter(call, MatterKind::Text, &query)? {
            let n = read.matter_count(&fits, MOST, MOST).await?.n;
            counted.push((TodoKey::TextsToFinish, usize::try_from(n).unwrap_or(usize::MAX)));
        }
    }
    Ok(counted)
}
