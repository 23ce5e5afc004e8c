//! A text's page.

use super::figures::Figures;
use super::text_of;
use crate::matters::{brief, in_order, load_for, steps_of, told};
use crate::views::{ActionView, FrozenView, LoopReasons, StaleFigure, TextPage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::text::{Frozen, FrozenTable, Text};
use anlan_core::matter::{MatterKind, MatterState};
use chrono::Datelike as _;

/// Everything of a text. Of a finished one, the figures are the frozen ones, and those that would differ now are named.
///
/// # Errors
/// Not found, not allowed, the pack cannot be read any more, or the store fails.
pub async fn show_text(anlan: &Anlan, call: &Call, id: MatterId) -> Result<TextPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    let now = Figures::of(anlan, call, text, false).await?;
    let frozen = text.frozen.as_ref();
    let figures = frozen.map_or_else(|| now.all(), |frozen| frozen.figures.clone());
    let tables = match frozen {
        Some(frozen) => frozen.tables.clone(),
        None => text.content.tables().into_iter().filter_map(|name| now.table(name)).collect(),
    };
    let register = anlan.register(&call.region).await?;
    let story = steps_of(anlan, call, &register, std::slice::from_ref(&held.row), None).await?;
    let template = now.judged.pack.head.text(&text.head.template);
    Ok(TextPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        label: text.head.label.clone(),
        clause: template.map(|own| own.clause.clone()).unwrap_or_default(),
        reading: template.and_then(|own| own.reading.clone()),
        period: text.head.period.clone(),
        as_of: now.judged.given.as_of,
        until_on: now.judged.given.to,
        base: held.facts.len(),
        title: text.content.title.clone(),
        chapters: text.content.chapters.clone(),
        figures,
        tables,
        in_table: now.own().is_some(),
        frozen: frozen.map(|frozen| frozen_view(text, frozen)),
        stale: frozen.map(|frozen| stale(frozen, &now)).unwrap_or_default(),
        actions: actions(call, text, &held.row),
        story: in_order(story),
    })
}

fn frozen_view(text: &Text, frozen: &Frozen) -> FrozenView {
    FrozenView {
        by: text.finished_by.as_ref().map(told).unwrap_or_default(),
        on: text.ended_on,
        known_at: frozen.known_at,
        rules: frozen.pack_title.clone(),
        rules_hash: frozen.pack_hash.clone(),
        records: frozen.records,
        records_digest: frozen.records_digest.clone(),
    }
}

/// What would read otherwise by what is known now.
fn stale(frozen: &Frozen, now: &Figures) -> Vec<StaleFigure> {
    let all = now.all();
    let value = |name: &str| all.iter().find(|figure| figure.name == name).map(|figure| figure.value.clone()).unwrap_or_default();
    let figures = frozen.figures.iter().map(|own| StaleFigure { name: own.name.clone(), was: own.value.clone(), now: value(&own.name) });
    let told = |table: Option<&FrozenTable>| {
        let rows = table.into_iter().flat_map(|table| &table.rows).map(|row| row.join("，"));
        rows.collect::<Vec<_>>().join("；")
    };
    let tables = frozen.tables.iter().map(|own| StaleFigure {
        name: own.title.clone(),
        was: told(Some(own)),
        now: told(now.table(&own.name).as_ref()),
    });
    figures.chain(tables).filter(|one| one.was != one.now).collect()
}

fn actions(call: &Call, text: &Text, row: &anlan_store::MatterRow) -> Vec<ActionView> {
    if text.state != MatterState::Drafting {
        return vec![];
    }
    let offered = [(Action::TextWrite, "text.write"), (Action::TextFinish, "text.finish"), (Action::TextWrite, "text.cancel")];
    offered.into_iter().filter(|(action, _)| crate::matters::allowed(call, *action, row)).map(|(_, key)| ActionView::allowed(key)).collect()
}

/// Why a text's figures are as they are; of a finished one, as known then.
///
/// # Errors
/// Not found, not allowed, the post is not in the table, or the store fails.
pub async fn text_reasons(anlan: &Anlan, call: &Call, id: MatterId) -> Result<LoopReasons, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let figures = Figures::of(anlan, call, text_of(&held.matter)?, true).await?;
    let reasons = figures.reasons().ok_or_else(Fault::not_found)?;
    let names: Vec<String> = reasons.facts().into_iter().map(str::to_owned).collect();
    let book = anlan.year(&call.region, figures.judged.given.from.year()).await?;
    let facts = crate::assessment::evidence::fact_refs(anlan, &read, &book, &names).await?;
    Ok(LoopReasons { reasons: reasons.clone(), facts })
}
