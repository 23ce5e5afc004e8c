//! Changes that hold only once those who have to agree did (变更): of a task's limit, target or money, a pause of its clock, another
//! lead unit of a river. Who has to agree is the pack's word; the last signature puts the change into effect in the same transaction.

mod ask;
mod effect;
mod hand_over;
mod show;
mod sign;
mod waiting;

pub use ask::ask_change;
pub use hand_over::open_work;
pub use show::show_change;
pub use sign::{sign_change, withdraw_change};
pub(crate) use waiting::waiting;

use crate::plans::rules_of;
use crate::views::{ActionView, field_label};
use crate::year::Entry;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, may};
use anlan_core::item::{FieldChange, List};
use anlan_core::matter::Matter;
use anlan_core::matter::change::{Change, ChangeEvent, ChangeKind};
use anlan_core::pack::plans::ChangeRule;

/// What may only be changed with approval today, for changes of a kind; none where no pack says so.
pub(crate) fn rule_of(anlan: &Anlan, call: &Call, kind: ChangeKind) -> Option<ChangeRule> {
    rules_of(anlan, call).ok().and_then(|(_, rules)| rules.change(kind).cloned())
}

/// Which of these changes of an item need approval, by their labels.
pub(crate) fn guarded(rule: Option<&ChangeRule>, list: List, changes: &[FieldChange]) -> Vec<String> {
    let Some(rule) = rule.filter(|rule| rule.covers(list)) else { return vec![] };
    let needs = |change: &&FieldChange| rule.fields.iter().any(|field| field == change.field);
    changes.iter().filter(needs).map(|change| field_label(change.field).to_owned()).collect()
}

/// The fields of items of a list that may only be changed with approval.
pub(crate) fn guarded_fields(anlan: &Anlan, call: &Call, list: List) -> Vec<String> {
    rule_of(anlan, call, ChangeKind::Item).filter(|rule| rule.covers(list)).map(|rule| rule.fields).unwrap_or_default()
}

/// What of an item can be asked for.
pub(crate) fn actions(anlan: &Anlan, call: &Call, entry: &Entry, problem: Option<&str>) -> Vec<ActionView> {
    if problem.is_some() || !may(&call.actor, Action::ChangeAsk, crate::lists::target_of(entry.content())) {
        return vec![];
    }
    let paused = entry.item.pauses().iter().any(|pause| pause.until.is_none_or(|until| until >= call.today()));
    let covered = |kind: ChangeKind| rule_of(anlan, call, kind).is_some_and(|rule| rule.covers(entry.list));
    let offered = [(ChangeKind::Item, true), (ChangeKind::Pause, true), (ChangeKind::Resume, paused)];
    let offered = offered.into_iter().filter(|(kind, fits)| *fits && covered(*kind));
    let view = |(kind, _): (ChangeKind, bool)| {
        let key = format!("change.{}", kind.key());
        if entry.item.closed.is_some() { ActionView::not_now(&key, "已销号") } else { ActionView::allowed(&key) }
    };
    offered.map(view).collect()
}

/// The change a matter is.
pub(crate) fn change_of(matter: &Matter) -> Result<&Change, Fault> {
    let Matter::Change(change) = matter else { return Err(Fault::not_found()) };
    Ok(change)
}

/// How an event of a change is told in stories: kind of step, title, text.
pub(crate) fn words(event: &ChangeEvent) -> (&'static str, String, String) {
    match event {
        ChangeEvent::Asked { content } => ("asked", format!("申请：{}", content.title), content.reason.clone()),
        ChangeEvent::Signed { agree, text, .. } => {
            (if *agree { "changed" } else { "returned" }, if *agree { "签署：同意" } else { "签署：不同意" }.to_owned(), text.clone())
        }
        ChangeEvent::Withdrawn { reason } => ("closed", "撤回申请".to_owned(), reason.clone()),
    }
}
