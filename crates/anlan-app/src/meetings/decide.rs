//! Decisions of a meeting, which may become items or task orders; adopting a list as it stands.

use crate::letters::{Numbered, drawn_by, enter_letter, kept_with_letter};
use crate::matters::{About, go_on, load_for};
use crate::views::{AdoptList, DecideForm, DecisionBecomes};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::zh;
use anlan_core::ids::{FactId, ItemId, MatterId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::matter::letter::{Addressee, LetterContent, LetterEvent};
use anlan_core::matter::meeting::{AdoptedRow, Decision, MeetingEvent};
use anlan_core::matter::{MatterEvent, MatterKind, MatterState};
use anlan_core::pack::fill::fill;
use anlan_store::Tx;
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use uuid::Uuid;

fn missing(field: &'static str, zh: &str, en: &str) -> Fault {
    Fault::invalid(field, "missing", zh, en)
}

/// Unit and day that a decision to be acted on needs.
fn task(form: &DecideForm) -> Result<(Uuid, NaiveDate), Fault> {
    let unit = form.unit_id.ok_or_else(|| missing("unit_id", "请选择承办单位。", "Say who is to act."))?;
    let due = form.due_on.ok_or_else(|| missing("due_on", "请填写完成时限。", "Say by when."))?;
    Ok((unit, due))
}

/// Records a decision, once by its id; it becomes an item on the list of major matters, or a task order, when it is to be acted on so.
///
/// # Errors
/// Not found, not allowed, not held yet, unit or day missing, no pack with task orders, or the store fails.
pub async fn decide(anlan: &Anlan, call: &Call, id: MatterId, form: &DecideForm) -> Result<(), Fault> {
    call.ask_role(Action::MeetingHold)?;
    let register = anlan.register(&call.region).await?;
    if form.unit_id.is_some_and(|unit| register.unit(unit).is_none()) {
        return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
    }
    let mut ids = call.ids();
    let order = match form.becomes {
        DecisionBecomes::TaskOrder => Some(drawn_by(anlan, call, call.today()).await?),
        DecisionBecomes::Nothing | DecisionBecomes::Item => None,
    };
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::MeetingHold, MatterKind::Meeting, id).await?;
    let fact = form.id.unwrap_or_else(|| ids.make());
    if held.facts.iter().any(|held| held.id.0 == fact) {
        return Ok(());
    }
    if held.row.state != MatterState::Held.key() {
        return Err(Fault::conflict("not_held", "请先记录会议召开，再登记议定事项。", "Record first that the meeting was held."));
    }
    let text = form.text.trim().to_owned();
    if text.is_empty() {
        return Err(missing("text", "请填写议定事项。", "Say what was decided."));
    }
    let (on, title) = (held.row.opened_on, held.row.title.clone());
    let mut decision =
        Decision { text: text.clone(), unit_id: form.unit_id.map(UnitId), due_on: form.due_on, item_id: None, letter_id: None };
    let mut targets = Vec::new();
    match form.becomes {
        DecisionBecomes::Nothing => {}
        DecisionBecomes::Item => {
            let (unit, due) = task(form)?;
            let n = tx.next_number(&format!("meeting-item/{}", on.year())).await?;
            let number = format!("YD-{}-{n:02}", on.year());
            let item_id = ItemId(ids.make());
            let content = ItemContent {
                list: List::Major,
                number: number.clone(),
                title: text.chars().take(100).collect(),
                river_id: None,
                unit_id: UnitId(unit),
                helpers: vec![],
                start_on: on,
                limit_on: due,
                money: None,
                money_source: None,
                hard: None,
                chief_id: None,
                measure: None,
                indicator: None,
                unit_of_measure: None,
                target: None,
                points: None,
                source: None,
                place: None,
                kind: None,
                description: Some(text.clone()),
            };
            if due < on {
                return Err(Fault::invalid("due_on", "too_early", "完成时限不能早于会议日期。", "The day lies before the meeting."));
            }
            tx.add_items(vec![(item_id, on.year(), List::Major, number)]).await?;
            let fact = ItemFact {
                id: FactId(ids.make()),
                item_id,
                occurred_on: on,
                recorded_at: call.at,
                recorded_by: call.actor.name.clone(),
                supersedes: None,
                reason: title.clone(),
                event: ItemEvent::Opened { content, decision: title.clone() },
            };
            tx.add_item_facts(on.year(), vec![fact]).await?;
            decision.item_id = Some(item_id);
            targets.push(("item", item_id.0));
        }
        DecisionBecomes::TaskOrder => {
            let (unit, due) = task(form)?;
            let pack = anlan.packs.loop_rules(call.region.as_str(), call.today())?;
            let no_kind = || Fault::conflict("no_task_order", "规则包里没有交办类的函，请先补充。", "The pack has no letter of orders.");
            let kind = pack.head.letters.iter().find(|kind| kind.orders).ok_or_else(no_kind)?;
            let to_name = register.name(unit);
            let (due_text, today) = (zh(due), zh(call.today()));
            let facts = format!("{title}议定。");
            let gaps = [("addressee", to_name.as_str()), ("matter", &text), ("facts", &facts), ("due_on", &due_text), ("month", &today)];
            let opening = fill(&kind.opening, &gaps);
            let opening = opening.strip_prefix(&format!("{to_name}：")).map_or(opening.clone(), str::to_owned);
            let (paper, figures) = match order {
                Some(order) => kept_with_letter(order, &tx, call).await?,
                None => (None, None),
            };
            let content = LetterContent {
                letter: kind.key.clone(),
                to: Addressee::Unit { id: UnitId(unit) },
                to_name: to_name.clone(),
                title: fill(&kind.title, &gaps),
                paragraphs: vec![opening, fill(&kind.demand, &gaps)],
                signer: kind.signer.clone(),
                reply_due_on: Some(due),
                items: vec![],
                matters: vec![id],
                river_id: None,
                month: None,
                proposed_by: None,
                evidence: vec![],
                paper,
                figures,
            };
            let letter = MatterId(ids.make());
            enter_letter(&tx, call, (letter, &mut ids), kind, Numbered::Ours, call.today(), LetterEvent::Issued { content }).await?;
            decision.letter_id = Some(letter);
            targets.push(("matter", letter.0));
        }
    }
    let detail = json!({ "meeting": id, "item": decision.item_id, "letter": decision.letter_id });
    let event = MatterEvent::Meeting(MeetingEvent::Decided { decision });
    go_on(&tx, call, &mut held, fact, call.today(), event, About { targets, files: vec![], by: None }).await?;
    anlan.finish(tx, call, "meeting.decide", &title, &detail).await
}

/// Adopts a list as it stands now: its rows are frozen with the meeting; later changes show beside them.
///
/// # Errors
/// Not found, not allowed, not held yet, the list is empty or adopted already, or the store fails.
pub async fn adopt_list(anlan: &Anlan, call: &Call, id: MatterId, form: &AdoptList) -> Result<(), Fault> {
    call.ask_role(Action::MeetingHold)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::MeetingHold, MatterKind::Meeting, id).await?;
    let event = adoption(anlan, call, &tx, form.year, form.list).await?;
    let MeetingEvent::ListAdopted { rows, digest, .. } = &event else { return Err(Fault::not_found()) };
    let detail = json!({ "meeting": id, "year": form.year, "list": form.list.key(), "rows": rows.len(), "digest": digest });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), MatterEvent::Meeting(event), About::default()).await?;
    anlan.finish(tx, call, "meeting.adopt", &held.row.title.clone(), &detail).await
}

/// A list as it stands now, frozen.
///
/// # Errors
/// The store fails.
pub(crate) async fn adoption(anlan: &Anlan, call: &Call, tx: &Tx, year: i32, list: List) -> Result<MeetingEvent, Fault> {
    let book = anlan.year_inside(tx, &call.region, year).await?;
    let own = book.entries.iter().filter(|entry| entry.list == list && entry.year == year);
    let rows: Vec<AdoptedRow> = own
        .map(|entry| {
            let content = entry.content();
            AdoptedRow {
                item_id: entry.id.0,
                fact: entry.item.latest().fact.0,
                number: entry.number.clone(),
                title: content.title.clone(),
                unit: book.unit_name(content.unit_id),
                limit_on: content.limit_on,
            }
        })
        .collect();
    let text = serde_json::to_string(&rows).map_err(|e| anlan_store::StoreError::Damaged(e.to_string()))?;
    let digest = anlan_core::digest::hex(text.as_bytes());
    Ok(MeetingEvent::ListAdopted { year, list, rows, digest })
}
