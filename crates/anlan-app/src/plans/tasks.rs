//! Yearly tasks (年度任务), drawn from the pack's sources: stage tasks of plans in force, rows of record books, problems. A task is an
//! item of the list of measures; where it comes from is kept beside it, and a task that serves several sources is one task.

use super::{contents_in_force, rules_of};
use crate::records::{kinds_of, records_known};
use crate::views::{Choice, DrawTask, DrawTasks, Named, SourceRef, TaskCandidate, TaskCandidates, TaskSourceChoice, TaskSourceView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{FactId, ItemId};
use anlan_core::item::{ItemEvent, ItemFact, List};
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::pack::plans::{PlanRules, TaskSource};
use anlan_core::plan::PlanList;
use anlan_store::{Connection, MatterFilter, MatterOrder, Regional, TaskSourceRow};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// No bound: what is left out could not be drawn.
const ALL: u64 = u32::MAX as u64;
/// Most tasks drawn at once.
const MOST_DRAWN: usize = 500;

/// A row that a task can be drawn from.
struct Source {
    key: String,
    label: String,
    id: Uuid,
    row: String,
    name: String,
    river: Option<Uuid>,
    unit: Option<Uuid>,
    limit_on: Option<NaiveDate>,
    indicator: Option<String>,
    unit_of_measure: Option<String>,
    target: Option<String>,
}

/// Every row of a year's sources.
async fn sources<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    call: &Call,
    rules: &PlanRules,
    year: i32,
) -> Result<Vec<Source>, Fault> {
    let mut found = Vec::new();
    for source in &rules.sources {
        match source.rows.as_str() {
            "plan" => plan_rows(read, source, year, &mut found).await?,
            "problem" => problem_rows(read, source, year, &mut found).await?,
            kind => record_rows(anlan, read, call, source, kind, year, &mut found).await?,
        }
    }
    Ok(found)
}

async fn plan_rows<C: Connection>(read: &Regional<'_, C>, source: &TaskSource, year: i32, found: &mut Vec<Source>) -> Result<(), Fault> {
    for (plan, content) in contents_in_force(read).await? {
        for task in content.rows(PlanList::Task).iter().filter(|task| task.years.contains(&year)) {
            found.push(Source {
                key: source.key.clone(),
                label: source.label.clone(),
                id: plan.id.0,
                row: task.number.clone(),
                name: format!("{} {} {}", plan.head.title, task.number, task.text),
                river: Some(plan.head.river_id.0),
                unit: task.unit_id.or(Some(plan.head.unit_id)).map(|unit| unit.0),
                limit_on: task.limit_on,
                indicator: task.indicator.clone(),
                unit_of_measure: task.unit_of_measure.clone(),
                target: task.target.map(|target| target.to_string()),
            });
        }
    }
    Ok(())
}

async fn problem_rows<C: Connection>(read: &Regional<'_, C>, source: &TaskSource, year: i32, found: &mut Vec<Source>) -> Result<(), Fault> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let (first, last) = (day(year, 1, 1), day(year, 12, 31));
    // Found by the year's end, and open or closed since it began: what was closed before asks nothing of it.
    let from = source.problem_source.clone().unwrap_or_default();
    let found_by = MatterFilter { opened: Some((day(1900, 1, 1), last)), source: from, ..MatterFilter::of(MatterKind::Problem) };
    let states = MatterState::ALL.iter().copied().filter(|state| !state.ended()).collect();
    let open = MatterFilter { states, ..found_by.clone() };
    let closed = MatterFilter { closed: Some((first, day(9999, 12, 31))), ..found_by };
    let mut rows = read.matters(&open, MatterOrder::Latest, None, ALL).await?;
    rows.extend(read.matters(&closed, MatterOrder::Latest, None, ALL).await?.into_iter().filter(|row| row.closed_on.is_some()));
    for row in rows {
        found.push(Source {
            key: source.key.clone(),
            label: source.label.clone(),
            id: row.id,
            row: String::new(),
            name: format!("{} {}", row.number.clone().unwrap_or_default(), row.title),
            river: row.river_id,
            unit: row.unit_id,
            limit_on: row.due_on,
            indicator: None,
            unit_of_measure: None,
            target: None,
        });
    }
    Ok(())
}

async fn record_rows<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    call: &Call,
    source: &TaskSource,
    kind: &str,
    year: i32,
    found: &mut Vec<Source>,
) -> Result<(), Fault> {
    let kinds = kinds_of(anlan, &call.region);
    let Some(own) = kinds.kind(kind) else {
        let zh = format!("规则包的任务来源“{}”写的台账“{kind}”不存在。", source.label);
        return Err(Fault::conflict("unknown_book", zh, format!("the pack's source {} names no record book {kind}", source.key)));
    };
    let (units, rivers) = (read.units().await?, read.rivers().await?);
    let title = own.title.clone();
    for record in records_known(read, kinds, kind, call.today(), call.at).await? {
        let value = |name: &str| record.values.get(name).map(String::as_str);
        if value("年度").and_then(|text| text.parse::<i32>().ok()).is_some_and(|own| own != year) {
            continue;
        }
        let words = [value("编号"), value("内容")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        found.push(Source {
            key: source.key.clone(),
            label: source.label.clone(),
            id: record.record_id.0,
            row: String::new(),
            name: if words.is_empty() { title.clone() } else { words },
            river: value("河流").and_then(|name| rivers.iter().find(|row| row.name == name)).map(|row| row.id),
            unit: value("责任单位").and_then(|name| units.iter().find(|row| row.name == name)).map(|row| row.id),
            limit_on: value("完成时限").and_then(|text| text.parse().ok()),
            indicator: None,
            unit_of_measure: None,
            target: None,
        });
    }
    Ok(())
}

/// What a year's tasks can be drawn from, and what was drawn already.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn task_candidates(anlan: &Anlan, call: &Call, year: i32) -> Result<TaskCandidates, Fault> {
    call.ask(Action::PlanCoordinate, Target::default())?;
    let (_, rules) = rules_of(anlan, call)?;
    let read = anlan.store.region(&call.region);
    let register = anlan.register(&call.region).await?;
    let book = anlan.year(&call.region, year).await?;
    let numbers: HashMap<Uuid, &str> = book.entries.iter().map(|entry| (entry.id.0, entry.number.as_str())).collect();
    let mut drawn: BTreeMap<(Uuid, String), Vec<Named>> = BTreeMap::new();
    let sources = sources(anlan, &read, call, rules, year).await?;
    let ids: BTreeSet<Uuid> = sources.iter().map(|source| source.id).collect();
    for row in read.drawn_from_any(&ids.into_iter().collect::<Vec<_>>()).await? {
        if let Some(number) = numbers.get(&row.item_id) {
            let item = Named { id: row.item_id, name: (*number).to_owned() };
            drawn.entry((row.source_id, row.row_key)).or_default().push(item);
        }
    }
    let candidate = |source: Source| TaskCandidate {
        drawn: drawn.get(&(source.id, source.row.clone())).cloned().unwrap_or_default(),
        source: source.key,
        source_label: source.label,
        id: source.id,
        row: source.row,
        name: source.name,
        river: register.named(source.river),
        unit: register.named(source.unit),
        limit_on: source.limit_on,
        indicator: source.indicator,
        unit_of_measure: source.unit_of_measure,
        target: source.target,
    };
    Ok(TaskCandidates {
        year,
        rows: sources.into_iter().map(candidate).collect(),
        kinds: rules.task_kinds.iter().map(|kind| Choice { key: kind.key.clone(), label: kind.label.clone() }).collect(),
        sources: rules
            .sources
            .iter()
            .map(|own| TaskSourceChoice { key: own.key.clone(), label: own.label.clone(), rows: own.rows.clone() })
            .collect(),
    })
}

/// Draws yearly tasks by a decision: all of them or none. A task that serves several sources names them all; a further source of a
/// task that is there already is only added to it.
///
/// # Errors
/// Not allowed, a source that is none, one drawn already, a number taken, the form is wrong, or the store fails.
pub async fn draw_tasks(anlan: &Anlan, call: &Call, year: i32, form: &DrawTasks) -> Result<Vec<ItemId>, Fault> {
    call.ask(Action::PlanCoordinate, Target::default())?;
    call.ask(Action::ItemOpen, Target::default())?;
    let (_, rules) = rules_of(anlan, call)?;
    if form.decision.trim().is_empty() {
        return Err(Fault::invalid("decision", "missing", "请写明开单依据（会议或文件）。", "Name the decision they are opened by."));
    }
    if form.tasks.is_empty() || form.tasks.len() > MOST_DRAWN {
        let zh = format!("请选择1至{MOST_DRAWN}个任务。");
        return Err(Fault::invalid("tasks", "out_of_range", zh, format!("1 to {MOST_DRAWN} tasks at once")));
    }
    let book = anlan.year(&call.region, year).await?;
    let tx = anlan.begin(call).await?;
    let known = sources(anlan, &tx.read(), call, rules, year).await?;
    let known: HashMap<(&str, Uuid, &str), &Source> =
        known.iter().map(|source| ((source.key.as_str(), source.id, source.row.as_str()), source)).collect();
    let items = tx.read().items(Some(year)).await?;
    let of_year: BTreeSet<Uuid> = items.iter().map(|row| row.id).collect();
    let wanted: Vec<Uuid> = form.tasks.iter().flat_map(|task| &task.sources).map(|source| source.id).collect();
    let mut taken: BTreeSet<(Uuid, String)> = tx
        .read()
        .drawn_from_any(&wanted)
        .await?
        .into_iter()
        .filter(|row| of_year.contains(&row.item_id))
        .map(|row| (row.source_id, row.row_key))
        .collect();
    let (mut ids, mut rows, mut made) = (call.ids(), Vec::new(), Vec::new());
    for (at, task) in form.tasks.iter().enumerate() {
        let place = |zh: &str| format!("第{}个任务：{zh}", at + 1);
        let mut labels: Vec<&str> = Vec::new();
        let mut own: Vec<&Source> = Vec::new();
        for SourceRef { source, id, row } in &task.sources {
            let held = known.get(&(source.as_str(), *id, row.as_str())).copied().ok_or_else(|| {
                Fault::invalid("sources", "unknown_source", place("来源已不存在，请刷新。"), format!("task {}: no such source", at + 1))
            })?;
            if !taken.insert((*id, row.clone())) {
                let zh = place(&format!("“{}”已提取为本年度任务，不能重复提取。", held.name));
                return Err(Fault { field: Some("sources"), ..Fault::conflict("drawn_already", zh, "The source was drawn already.") });
            }
            if !labels.contains(&held.label.as_str()) {
                labels.push(&held.label);
            }
            own.push(held);
        }
        if own.is_empty() {
            return Err(Fault::invalid("sources", "missing", place("请选择任务来源。"), "Name where the task comes from."));
        }
        let id = match task.item_id {
            Some(id) if items.iter().any(|row| row.id == id && row.list == List::Measure.key()) => ItemId(id),
            Some(_) => {
                let zh = place("要并入的任务不在本年度一河一策清单上。");
                return Err(Fault::invalid("item_id", "unknown_item", zh, "The task is not on the year's list."));
            }
            None => {
                let id = ItemId(ids.make());
                let opened = open(&tx, call, &book, (id, FactId(ids.make())), year, task, (rules, &labels.join("、")), form).await;
                opened.map_err(|fault| fault.at(&format!("第{}个任务", at + 1), &format!("task {}", at + 1)))?;
                id
            }
        };
        rows.extend(own.iter().map(|source| TaskSourceRow {
            region_id: call.region.to_string(),
            item_id: id.0,
            source_id: source.id,
            row_key: source.row.clone(),
            source: source.key.clone(),
            name: source.name.clone(),
            recorded_at: call.at,
            recorded_by: call.actor.name.clone(),
        }));
        made.push(id);
    }
    tx.add_task_sources(rows).await?;
    anlan.finish(tx, call, "plan.tasks", &year.to_string(), &json!({ "tasks": made.len(), "decision": form.decision.trim() })).await?;
    Ok(made)
}

#[expect(clippy::too_many_arguments, reason = "one task of a drawing, which nothing else needs to name")]
async fn open(
    tx: &anlan_store::Tx,
    call: &Call,
    book: &crate::year::YearBook,
    (id, fact): (ItemId, FactId),
    year: i32,
    task: &DrawTask,
    (rules, source): (&PlanRules, &str),
    form: &DrawTasks,
) -> Result<(), Fault> {
    let content = task.content.as_ref().ok_or_else(|| Fault::invalid("content", "missing", "请填写任务内容。", "Say what the task is."))?;
    let mut content = content.content(book)?;
    let kinds: Vec<&str> = rules.task_kinds.iter().map(|kind| kind.label.as_str()).collect();
    if !kinds.is_empty() && !content.kind.as_deref().is_some_and(|kind| kinds.contains(&kind)) {
        let zh = format!("请选择任务类别：{}。", kinds.join("、"));
        return Err(Fault::invalid("kind", "missing", zh, format!("choose the kind of the task: {}", kinds.join(", "))));
    }
    content.list = List::Measure;
    content.source = Some(source.to_owned());
    if tx.read().item_numbered(&content.number).await?.is_some() {
        let zh = format!("编号{}已被使用，请换一个编号。", content.number);
        return Err(Fault { field: Some("number"), ..Fault::conflict("number_taken", zh, format!("number {} is taken", content.number)) });
    }
    tx.add_items(vec![(id, year, List::Measure, content.number.clone())]).await?;
    let decision = form.decision.trim().to_owned();
    let fact = ItemFact {
        id: fact,
        item_id: id,
        occurred_on: call.today().min(content.start_on),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason: decision.clone(),
        event: ItemEvent::Opened { content, decision },
    };
    Ok(tx.add_item_facts(year, vec![fact]).await?)
}

/// Where an item comes from, as its page shows it.
///
/// # Errors
/// The store fails.
pub(crate) async fn sources_of(anlan: &Anlan, call: &Call, item: ItemId) -> Result<Vec<TaskSourceView>, Fault> {
    let rows = anlan.store.region(&call.region).sources_of(item).await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let rules = rules_of(anlan, call).ok().map(|(_, rules)| rules);
    let view = |row: TaskSourceRow| {
        let source = rules.and_then(|rules| rules.sources.iter().find(|source| source.key == row.source));
        TaskSourceView {
            label: source.map_or_else(|| row.source.clone(), |source| source.label.clone()),
            rows: source.map(|source| source.rows.clone()).unwrap_or_default(),
            id: row.source_id,
            row: row.row_key,
            name: row.name,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}
