//! Two versions of a plan, row by row.

use super::{content_of, plan_of};
use crate::matters::{Register, load_for};
use crate::views::{Change, PlanComparison, RowChangeView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use anlan_core::plan::{Chapter, PlanContent, RowChange, changes};

/// The fields of a row, as pages name them.
const LABELS: [(&str, &str); 14] = [
    ("text", "内容"),
    ("serves", "对应"),
    ("field", "领域"),
    ("place", "位置"),
    ("unit", "责任单位"),
    ("helpers", "配合单位"),
    ("holder", "责任人"),
    ("indicator", "量化指标"),
    ("base", "现状值"),
    ("target", "目标值"),
    ("unit_of_measure", "计量单位"),
    ("years", "实施年度"),
    ("limit_on", "完成时限"),
    ("money", "资金"),
];

/// What differs between two versions.
///
/// # Errors
/// Not found, no such version, or the store fails.
pub async fn compare_versions(anlan: &Anlan, call: &Call, id: MatterId, old: u32, new: u32) -> Result<PlanComparison, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::PlanRead, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    let (before, after) = (content_of(&read, plan, old).await?, content_of(&read, plan, new).await?);
    let register = anlan.register(&call.region).await?;
    Ok(comparison(&register, (old, &before), (new, &after)))
}

/// What differs between two contents, each with its version's number.
pub(super) fn comparison(register: &Register, (old, before): (u32, &PlanContent), (new, after): (u32, &PlanContent)) -> PlanComparison {
    let row = |change: RowChange| RowChangeView {
        list: change.list,
        change: match (&change.old, &change.new) {
            (None, _) => "added",
            (_, None) => "removed",
            (Some(_), Some(_)) => "changed",
        }
        .to_owned(),
        text: change.new.as_ref().or(change.old.as_ref()).map(|row| row.text.clone()).unwrap_or_default(),
        number: change.number,
        fields: change
            .fields
            .into_iter()
            .map(|field| Change {
                label: LABELS.iter().find(|(key, _)| *key == field.field).map_or("", |(_, label)| label).to_owned(),
                field: field.field.to_owned(),
                old: field.old,
                new: field.new,
            })
            .collect(),
    };
    let rows = changes(before, after, &|id| register.name(id)).into_iter().map(row).collect();
    let text = |content: &PlanContent, chapter: &Chapter| content.chapters.get(chapter).cloned().unwrap_or_default();
    let chapters = Chapter::ALL
        .iter()
        .map(|chapter| Change {
            field: chapter.key().to_owned(),
            label: chapter.zh().to_owned(),
            old: text(before, chapter),
            new: text(after, chapter),
        })
        .filter(|change| change.old != change.new)
        .collect();
    PlanComparison { old, new, rows, chapters }
}
