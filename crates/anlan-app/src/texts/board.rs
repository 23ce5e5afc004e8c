//! Which posts have which texts of a period.

use super::period_zh;
use crate::duty::{judge_by, plan_pack};
use crate::matters::brief;
use crate::offered::given_of_period;
use crate::views::{ActionView, Named, TextBoard, TextBoardRow, TextTemplateView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::ids::ChiefId;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::pack::texts::TextTemplate;
use anlan_store::{MatterFilter, MatterOrder};
use chrono::Datelike as _;
use std::collections::BTreeSet;

/// Most texts of a period.
const MOST: u64 = 20_000;

/// Every post that has to write texts for a period, with those it has; a chief sees the own post.
///
/// # Errors
/// Not allowed, no such period, no pack in force, or the store fails.
pub async fn text_board(anlan: &Anlan, call: &Call, period: Option<&str>) -> Result<TextBoard, Fault> {
    call.ask_role(Action::TextRead)?;
    let period = period.filter(|period| !period.is_empty()).map_or_else(|| call.today().year().to_string(), str::to_owned);
    let given = given_of_period(&period, call.at)?;
    let pack = plan_pack(anlan, call, given.to)?;
    let length = period_zh(&period).map(|(length, _)| length);
    let templates: Vec<&TextTemplate> = pack.head.texts.iter().filter(|own| Some(own.every) == length).collect();
    let judged = judge_by(anlan, call, std::sync::Arc::clone(&pack), given, call.at, vec![]).await?;
    let subjects = |template: &TextTemplate| -> BTreeSet<String> {
        let table = judged.table(&template.table);
        let names = table.into_iter().flat_map(|table| table.rows.iter().filter_map(|row| table.cell(row, &template.column)));
        names.map(str::to_owned).collect()
    };
    let wanted: Vec<BTreeSet<String>> = templates.iter().map(|template| subjects(template)).collect();
    let register = anlan.register(&call.region).await?;
    let filter = MatterFilter { source: period.clone(), ..MatterFilter::of(MatterKind::Text) };
    let texts = anlan.store.region(&call.region).matters(&filter, MatterOrder::Latest, None, MOST).await?;
    let live = |row: &&anlan_store::MatterRow| row.state != MatterState::Cancelled.key();
    let mut rows = Vec::new();
    for chief in &register.chiefs {
        let target = Target { chief_id: Some(ChiefId(chief.id)), ..Target::default() };
        let has_to: Vec<bool> = wanted.iter().map(|names| names.contains(&chief.name)).collect();
        if !has_to.contains(&true) || !may(&call.actor, Action::TextRead, target) {
            continue;
        }
        let own = |(template, has_to): (&&TextTemplate, &bool)| {
            let text = texts.iter().filter(live).find(|row| row.chief_id == Some(chief.id) && row.class == template.key);
            crate::views::TextBoardCell {
                due: *has_to,
                text: text.map(|row| brief(&register, None, row, call.today())),
                may_draft: text.is_none() && *has_to && may(&call.actor, Action::TextWrite, target),
            }
        };
        rows.push(TextBoardRow {
            chief: Named { id: chief.id, name: chief.name.clone() },
            river: register.named(chief.river_id),
            person: register.holder(chief.id, given.as_of).unwrap_or_default().to_owned(),
            texts: templates.iter().zip(&has_to).map(own).collect(),
        });
    }
    let any = rows.iter().flat_map(|row: &TextBoardRow| &row.texts).any(|cell| cell.may_draft);
    let actions = if any && reach(call.actor.role, Action::TextWrite) == Reach::Region {
        vec![ActionView::allowed("text.draft_all")]
    } else {
        vec![]
    };
    let view = |own: &&TextTemplate| TextTemplateView {
        key: own.key.clone(),
        label: own.label.clone(),
        clause: own.clause.clone(),
        reading: own.reading.clone(),
    };
    Ok(TextBoard { period: judged.period(&period), templates: templates.iter().map(view).collect(), rows, actions })
}
