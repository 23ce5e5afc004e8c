//! Matters of a kind in lists and on the board: what the actor may see, by indexed columns only, a page at a time.

use super::names::brief;
use super::read_action;
use crate::views::{ActionView, MatterBoard, MatterList, MatterQuery, TallyView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, may, reach};
use anlan_core::matter::{MatterKind, MatterState};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use anlan_store::{Counted, MatterAfter, MatterFilter, MatterOrder, MatterRow, TallyBy};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Up to how many are counted exactly.
const COUNTED_TO: u64 = 1000;
/// How many rows an export takes at most.
const EXPORTED: u64 = 50_000;

/// The states a filter's word means.
fn states(word: &str) -> Option<Vec<MatterState>> {
    match word {
        "" => Some(vec![]),
        "open" | "overdue" => Some(MatterState::ALL.iter().copied().filter(|state| !state.ended()).collect()),
        word => MatterState::from_key(word).map(|state| vec![state]),
    }
}

/// What is wanted, narrowed to what the actor may see; none when that is nothing.
pub(super) fn filter(call: &Call, kind: MatterKind, query: &MatterQuery) -> Result<Option<MatterFilter>, Fault> {
    let bad = || Fault::invalid("state", "bad_state", "状态有误，请重新选择。", "There is no such state.");
    let word = query.state.as_deref().unwrap_or_default();
    let days = |year: i32| Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?));
    let mut wanted = MatterFilter {
        states: states(word).ok_or_else(bad)?,
        unit: query.unit,
        river: query.river,
        chief: query.chief,
        item: query.item,
        class: query.class.clone().unwrap_or_default(),
        source: query.source.clone().unwrap_or_default(),
        prominent: query.prominent.filter(|only| *only),
        opened: query.year.and_then(days),
        due_before: (word == "overdue").then(|| call.today()),
        text: query.q.as_deref().map(str::trim).unwrap_or_default().to_owned(),
        ..MatterFilter::of(kind)
    };
    let own = match reach(call.actor.role, read_action(kind)) {
        Reach::Nothing => return Err(Fault::not_allowed()),
        Reach::Region => return Ok(Some(wanted)),
        Reach::OwnUnit => (&mut wanted.unit, call.actor.unit_id.map(|id| id.0)),
        Reach::OwnChief => (&mut wanted.chief, call.actor.chief_id.map(|id| id.0)),
        Reach::OwnRiver => (&mut wanted.river, call.actor.river_id.map(|id| id.0)),
    };
    let (asked, Some(own)) = own else { return Ok(None) };
    if asked.is_some_and(|asked| asked != own) {
        return Ok(None);
    }
    *asked = Some(own);
    Ok(Some(wanted))
}

/// The action by which matters of a kind begin.
fn begin_action(kind: MatterKind) -> Action {
    match kind {
        MatterKind::Problem => Action::ProblemReport,
        MatterKind::Letter => Action::LetterIssue,
        MatterKind::Instruction => Action::InstructionWrite,
        MatterKind::Meeting => Action::MeetingHold,
        MatterKind::Inspection => Action::InspectionRun,
        MatterKind::Draw => Action::LookBackRun,
        MatterKind::Plan => Action::PlanDraft,
        MatterKind::Change => Action::ChangeAsk,
        MatterKind::Text => Action::TextWrite,
    }
}

fn after(text: &str) -> Option<MatterAfter> {
    let (day, id) = text.split_once('~')?;
    Some(MatterAfter { day: day.parse().ok()?, id: id.parse().ok()? })
}

/// A page of the matters of a kind that fit.
///
/// # Errors
/// Not allowed, a filter that is none, or the store fails.
pub async fn find(anlan: &Anlan, call: &Call, kind: MatterKind, query: &MatterQuery) -> Result<MatterList, Fault> {
    let begins = begin_action(kind);
    let actions = if reach(call.actor.role, begins) == Reach::Nothing { vec![] } else { vec![ActionView::allowed(begins.key())] };
    let Some(wanted) = filter(call, kind, query)? else {
        return Ok(MatterList { rows: vec![], total: 0, counted_to: COUNTED_TO, next: None, actions });
    };
    let order = if query.order.as_deref() == Some("due") { MatterOrder::Due } else { MatterOrder::Latest };
    let bad =
        || Fault::invalid("after", "bad_cursor", "翻页位置有误，请从第一页重新查看。", "The cursor is damaged: begin at the first page.");
    let from = query.after.as_deref().filter(|text| !text.is_empty()).map(|text| after(text).ok_or_else(bad)).transpose()?;
    let size = query.size.unwrap_or(50).clamp(1, 200);
    let read = anlan.store.region(&call.region);
    let mut rows = read.matters(&wanted, order, from, size + 1).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| {
        let day = if order == MatterOrder::Due { row.due_on.unwrap_or(row.opened_on) } else { row.opened_on };
        format!("{day}~{}", row.id)
    });
    let counted = if from.is_none() && !more {
        Counted { n: rows.len() as u64, all: true }
    } else {
        read.matter_count(&wanted, COUNTED_TO, size).await?
    };
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let rows = rows.iter().map(|row| brief(&register, pack, row, call.today())).collect();
    let counted_to = if counted.all { COUNTED_TO.max(counted.n + 1) } else { counted.n };
    Ok(MatterList { rows, total: counted.n, counted_to, next, actions })
}

/// How the matters of a kind opened in a year, or in any, stand.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn board(anlan: &Anlan, call: &Call, kind: MatterKind, year: Option<i32>) -> Result<MatterBoard, Fault> {
    let empty = MatterBoard { year, states: vec![], units: vec![], classes: vec![], overdue: 0, counted_to: COUNTED_TO };
    let Some(wanted) = filter(call, kind, &MatterQuery { year, ..MatterQuery::default() })? else { return Ok(empty) };
    let read = anlan.store.region(&call.region);
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let (by_unit, by_class) = if wanted.river.is_some() || wanted.chief.is_some() {
        // Counts are kept by unit: of a chief's river they are counted from the rows.
        let rows = read.matters(&wanted, MatterOrder::Latest, None, EXPORTED).await?;
        let unit = |row: &MatterRow| row.unit_id.map(|id| id.to_string()).unwrap_or_default();
        let by_unit: Vec<(String, String, i64)> = rows.iter().map(|row| (row.state.clone(), unit(row), 1)).collect();
        (by_unit, rows.into_iter().map(|row| (row.state, row.class, 1)).collect())
    } else {
        let sums = |by| read.tally_sums(kind, year, wanted.unit, by);
        (sums(TallyBy::Unit).await?, sums(TallyBy::Class).await?)
    };
    let by_state: Vec<(String, String, i64)> = by_class.iter().map(|(state, _, n)| (state.clone(), state.clone(), *n)).collect();
    let [states, units, classes] = [by_state, by_unit, by_class].map(summed);
    let view = |label: &dyn Fn(&str) -> String, all: BTreeMap<String, (i64, i64)>| -> Vec<TallyView> {
        let all = all.into_iter().filter(|(_, (total, _))| *total > 0);
        all.map(|(key, (total, open))| TallyView { label: label(&key), key, total, open }).collect()
    };
    let state_label = |key: &str| MatterState::from_key(key).map(|state| state.zh().to_owned()).unwrap_or_default();
    let unit_label = |key: &str| key.parse::<Uuid>().map_or_else(|_| "未交办".to_owned(), |id| register.name(id));
    let class_label = |key: &str| pack.and_then(|head| head.letter(key)).map_or_else(|| key.to_owned(), |kind| kind.label.clone());
    let mut units = view(&unit_label, units);
    units.sort_by(|a, b| b.open.cmp(&a.open).then(b.total.cmp(&a.total)).then(a.label.cmp(&b.label)));
    let late = MatterFilter { due_before: Some(call.today()), states: states_open(), ..wanted };
    let overdue = read.matter_count(&late, COUNTED_TO, COUNTED_TO).await?.n;
    Ok(MatterBoard {
        year,
        states: view(&state_label, states),
        units,
        classes: view(&class_label, classes),
        overdue,
        counted_to: COUNTED_TO,
    })
}

/// By key: how many there are, and how many of them are not ended.
fn summed(cells: Vec<(String, String, i64)>) -> BTreeMap<String, (i64, i64)> {
    let mut sums = BTreeMap::new();
    for (state, key, n) in cells {
        let open = MatterState::from_key(&state).is_some_and(|state| !state.ended());
        let (all, still_open) = sums.entry(key).or_insert((0, 0));
        *all += n;
        *still_open += if open { n } else { 0 };
    }
    sums
}

fn states_open() -> Vec<MatterState> {
    MatterState::ALL.iter().copied().filter(|state| !state.ended()).collect()
}

/// The matters that fit, as a workbook.
///
/// # Errors
/// Not allowed, more than a workbook takes, or the store fails.
pub async fn export(anlan: &Anlan, call: &Call, kind: MatterKind, query: &MatterQuery) -> Result<Vec<u8>, Fault> {
    let register = anlan.register(&call.region).await?;
    let pack = anlan.loop_head(call);
    let rows = match filter(call, kind, query)? {
        Some(wanted) => anlan.store.region(&call.region).matters(&wanted, MatterOrder::Latest, None, EXPORTED + 1).await?,
        None => vec![],
    };
    if rows.len() as u64 > EXPORTED {
        let zh = format!("超过{EXPORTED}条，请按年度、单位等缩小范围后再导出。");
        return Err(Fault::invalid("query", "too_many", zh, format!("more than {EXPORTED} rows: narrow the filter")));
    }
    let headers = [
        ("编号", 20.0),
        ("名称", 40.0),
        ("状态", 12.0),
        ("类型", 14.0),
        ("来源", 14.0),
        ("责任单位", 20.0),
        ("河流", 14.0),
        ("位置", 30.0),
        ("开始日期", 12.0),
        ("时限", 12.0),
        ("办结日期", 12.0),
    ];
    let text = |value: &str| if value.is_empty() { OutCell::Empty } else { OutCell::Text(value.to_owned()) };
    let date = |value: Option<NaiveDate>| value.map_or(OutCell::Empty, OutCell::Date);
    let name = |named: &Option<crate::views::Named>| named.as_ref().map_or(OutCell::Empty, |named| OutCell::Text(named.name.clone()));
    let rows = rows.iter().map(|row| {
        let one = brief(&register, pack, row, call.today());
        vec![
            text(&one.number),
            text(&one.title),
            text(&one.state_label),
            text(&one.class_label),
            text(&one.source_label),
            name(&one.unit),
            name(&one.river),
            text(&one.place),
            date(Some(one.opened_on)),
            date(one.due_on),
            date(one.closed_on),
        ]
    });
    let sheet = OutSheet {
        name: kind_title(kind).to_owned(),
        title: Some(format!("{}（{}导出）", kind_title(kind), call.today())),
        columns: headers.iter().map(|(header, width)| OutColumn { header: (*header).to_owned(), width: *width }).collect(),
        rows: rows.collect(),
    };
    write_workbook(&[sheet], call.today()).map_err(|fault| Fault::internal("document", "生成文件失败，请联系管理员。", fault.to_string()))
}

/// A kind as lists are titled.
#[must_use]
pub fn kind_title(kind: MatterKind) -> &'static str {
    match kind {
        MatterKind::Problem => "问题台账",
        MatterKind::Letter => "函件台账",
        MatterKind::Instruction => "批示台账",
        MatterKind::Meeting => "会议台账",
        MatterKind::Inspection => "暗访台账",
        MatterKind::Draw => "回头看台账",
        MatterKind::Plan => "一河一策方案台账",
        MatterKind::Change => "变更台账",
        MatterKind::Text => "文稿台账",
    }
}

/// Whether the actor may do something with a matter.
pub(crate) fn allowed(call: &Call, action: Action, row: &anlan_store::MatterRow) -> bool {
    may(&call.actor, action, super::target_of(row))
}
