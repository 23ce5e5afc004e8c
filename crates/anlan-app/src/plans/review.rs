//! Steps of a review.

use super::seats::{fill, own_seat, seat_given, seat_next};
use super::{latest_content, plan_of};
use crate::matters::{About, go_on, load, load_for};
use crate::views::{AnswerOpinion, DeclareForm, LapseForm, OpinionForm, ReturnPlan, SeatStep, SeatVerdict, SeatsForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::PlanEvent;
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_core::review::rule::SeatKind;
use anlan_core::review::{Review, ReviewEvent};
use anlan_store::Tx;
use serde_json::json;

/// Records a step and fills the seats of the stage it opens. `own`: the seat has to be the actor's.
async fn step(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    (action, audit): (Action, &str),
    own: Option<usize>,
    event: ReviewEvent,
) -> Result<(), Fault> {
    call.ask_role(action)?;
    let tx = anlan.begin(call).await?;
    take(anlan, &tx, call, id, action, own, event).await?;
    anlan.finish(tx, call, audit, &id.to_string(), &json!({ "plan": id })).await
}

async fn take(
    anlan: &Anlan,
    tx: &Tx,
    call: &Call,
    id: MatterId,
    action: Action,
    own: Option<usize>,
    event: ReviewEvent,
) -> Result<(), Fault> {
    // A reviewer's permission is the seat; everybody who may review may read.
    let mut held = if own.is_some() {
        call.ask(action, Target::default())?;
        load(&tx.read(), MatterKind::Plan, id).await?
    } else {
        load_for(&tx.read(), call, action, MatterKind::Plan, id).await?
    };
    if let Some(seat) = own {
        own_seat(call, plan_of(&held.matter)?, seat)?;
    }
    let mut ids = call.ids();
    let event = MatterEvent::Plan(PlanEvent::Review { event });
    go_on(tx, call, &mut held, ids.make(), call.today(), event, About::default()).await?;
    seat_next(anlan, tx, call, &mut held, &mut ids).await
}

/// The office names who sits in the present stage.
///
/// # Errors
/// Not found, not allowed, too few or wrong seats, seated already, or the store fails.
pub async fn fill_seats(anlan: &Anlan, call: &Call, id: MatterId, form: &SeatsForm) -> Result<(), Fault> {
    call.ask_role(Action::PlanCoordinate)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::PlanCoordinate, MatterKind::Plan, id).await?;
    fill(&tx, call, &mut held, &form.seats, call.ids().make()).await?;
    anlan.finish(tx, call, "plan.seat", &held.row.title.clone(), &json!({ "plan": id, "seats": form.seats.len() })).await
}

/// The office adds a seat beside the others (加签).
///
/// # Errors
/// Not found, not allowed, a wrong seat, or the store fails.
pub async fn add_seat(anlan: &Anlan, call: &Call, id: MatterId, form: &SeatStep) -> Result<(), Fault> {
    call.ask_role(Action::PlanCoordinate)?;
    let tx = anlan.begin(call).await?;
    let held = load_for(&tx.read(), call, Action::PlanCoordinate, MatterKind::Plan, id).await?;
    let kind = plan_of(&held.matter)?.review().and_then(Review::stage).map(|stage| stage.seats).filter(|kind| kind.named_by_office());
    let seat = seat_given(&tx.read(), &form.to, kind).await?;
    let event = ReviewEvent::SeatAdded { seat, before: None, reason: form.reason.trim().to_owned() };
    take(anlan, &tx, call, id, Action::PlanCoordinate, None, event).await?;
    anlan.finish(tx, call, "plan.add_seat", &held.row.title, &json!({ "plan": id })).await
}

/// A seat asks somebody before it decides (请示).
///
/// # Errors
/// Not found, not the actor's seat, a wrong seat, or the store fails.
pub async fn ask_advice(anlan: &Anlan, call: &Call, id: MatterId, form: &SeatStep) -> Result<(), Fault> {
    hand(anlan, call, id, form, ("plan.ask", true), |seat, to, reason| ReviewEvent::SeatAdded { seat: to, before: Some(seat), reason })
        .await
}

/// A seat is handed to somebody (转办).
///
/// # Errors
/// Not found, not the actor's seat, a wrong seat, or the store fails.
pub async fn delegate_seat(anlan: &Anlan, call: &Call, id: MatterId, form: &SeatStep) -> Result<(), Fault> {
    hand(anlan, call, id, form, ("plan.delegate", false), |seat, to, reason| ReviewEvent::Delegated { seat, to, reason }).await
}

async fn hand(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    form: &SeatStep,
    (audit, asks): (&str, bool),
    event: impl FnOnce(usize, anlan_core::review::SeatGiven, String) -> ReviewEvent,
) -> Result<(), Fault> {
    call.ask_role(Action::PlanReview)?;
    let Some(seat) = form.seat else {
        return Err(Fault::invalid("seat", "missing", "请指明是哪个席位。", "Say which seat."));
    };
    let tx = anlan.begin(call).await?;
    let to = seat_given(&tx.read(), &form.to, kind_of_hand(&tx, id, asks).await?).await?;
    take(anlan, &tx, call, id, Action::PlanReview, Some(seat), event(seat, to, form.reason.trim().to_owned())).await?;
    anlan.finish(tx, call, audit, &id.to_string(), &json!({ "plan": id })).await
}

/// Whom a seat may be handed to: a seat named by its role (an expert's, a chief-general's) only to another of that role, else an
/// expert's review could be made by anybody. Advice may be asked of everybody who may review.
async fn kind_of_hand(tx: &Tx, id: MatterId, asks: bool) -> Result<Option<SeatKind>, Fault> {
    let held = load(&tx.read(), MatterKind::Plan, id).await?;
    let kind = plan_of(&held.matter)?.review().and_then(Review::stage).map(|stage| stage.seats);
    Ok(kind.filter(|kind| !asks && matches!(kind, SeatKind::Experts | SeatKind::ChiefsGeneral)))
}

/// Declares whether the one who sits here has an interest in the plan.
///
/// # Errors
/// Not found, not the actor's seat, declared already, or the store fails.
pub async fn declare_interest(anlan: &Anlan, call: &Call, id: MatterId, form: &DeclareForm) -> Result<(), Fault> {
    let event = ReviewEvent::Declared { seat: form.seat, interest: form.interest, text: form.text.trim().to_owned() };
    step(anlan, call, id, (Action::PlanReview, "plan.declare"), Some(form.seat), event).await
}

/// Gives an opinion on a row of the latest version, or on the whole.
///
/// # Errors
/// Not found, not the actor's seat, no such row, nothing said, or the store fails.
pub async fn give_opinion(anlan: &Anlan, call: &Call, id: MatterId, form: &OpinionForm) -> Result<(), Fault> {
    call.ask_role(Action::PlanReview)?;
    let tx = anlan.begin(call).await?;
    if let Some(number) = form.row.as_deref().filter(|number| !number.is_empty()) {
        let held = load(&tx.read(), MatterKind::Plan, id).await?;
        let plan = plan_of(&held.matter)?;
        if plan.state == MatterState::UnderReview && latest_content(&tx.read(), plan).await?.row(number).is_none() {
            let zh = format!("方案最新稿中没有编号“{number}”。");
            return Err(Fault::invalid("row", "unknown_row", zh, format!("the latest version has no row {number}")));
        }
    }
    let row = form.row.clone().filter(|number| !number.is_empty());
    let event = ReviewEvent::Opined { seat: form.seat, row, text: form.text.trim().to_owned() };
    take(anlan, &tx, call, id, Action::PlanReview, Some(form.seat), event).await?;
    anlan.finish(tx, call, "plan.opine", &id.to_string(), &json!({ "plan": id })).await
}

/// The lead unit answers an opinion.
///
/// # Errors
/// Not found, not the lead unit, answered already, nothing said, or the store fails.
pub async fn answer_opinion(anlan: &Anlan, call: &Call, id: MatterId, form: &AnswerOpinion) -> Result<(), Fault> {
    let event = ReviewEvent::Answered { opinion: form.opinion, adopted: form.adopted, text: form.text.trim().to_owned() };
    step(anlan, call, id, (Action::PlanDraft, "plan.answer"), None, event).await
}

/// A seat agrees or not.
///
/// # Errors
/// Not found, not the actor's seat, a newer version, no meeting held, or the store fails.
pub async fn decide(anlan: &Anlan, call: &Call, id: MatterId, form: &SeatVerdict) -> Result<(), Fault> {
    call.ask_role(Action::PlanReview)?;
    let tx = anlan.begin(call).await?;
    let held = load(&tx.read(), MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    if form.version != plan.version() {
        let zh = format!("方案已有第{}稿，您看的是第{}稿，请刷新后再签署。", plan.version(), form.version);
        return Err(Fault::conflict("stale_already", zh, format!("version {} is the newest: read that one", plan.version())));
    }
    if let Some(meeting) = form.meeting_id {
        let kinds = plan.review().and_then(Review::stage).map(|stage| stage.meetings.clone()).unwrap_or_default();
        // One kind for each seat in its order, or one for all.
        let wanted = kinds.get(form.seat).or_else(|| kinds.last());
        held_meeting(&tx, MatterId(meeting), wanted).await?;
    }
    let text = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let event = ReviewEvent::Decided {
        seat: form.seat,
        verdict: form.verdict,
        text: form.text.trim().to_owned(),
        meeting_id: form.meeting_id.map(MatterId),
        document: text(&form.document),
    };
    take(anlan, &tx, call, id, Action::PlanReview, Some(form.seat), event).await?;
    let targets = form.meeting_id.map(|meeting| ("matter", meeting)).into_iter().collect::<Vec<_>>();
    tx.link_matter(id, &targets).await?;
    anlan.finish(tx, call, "plan.decide", &held.row.title, &json!({ "plan": id, "verdict": form.verdict, "version": form.version })).await
}

/// Goes on only with a meeting of the kind that was held.
async fn held_meeting(tx: &Tx, id: MatterId, kind: Option<&String>) -> Result<(), Fault> {
    let none = || {
        let zh = kind.map_or_else(|| "该会议不存在。".to_owned(), |kind| format!("请选择已召开的{kind}。"));
        Fault::invalid("meeting_id", "no_such_meeting", zh, "Name a meeting of that kind that was held.")
    };
    let row = tx.read().matter(id).await?.filter(|row| row.kind == MatterKind::Meeting.key()).ok_or_else(none)?;
    let held = load(&tx.read(), MatterKind::Meeting, MatterId(row.id)).await?;
    let Matter::Meeting(meeting) = &held.matter else { return Err(none()) };
    let fits = kind.is_none_or(|kind| meeting.content.meeting == *kind);
    if meeting.state == MatterState::Held && fits { Ok(()) } else { Err(none()) }
}

/// The office records that a seat was silent beyond the last day.
///
/// # Errors
/// Not found, not allowed, the stage does not take silence as agreeing, or the store fails.
pub async fn record_lapse(anlan: &Anlan, call: &Call, id: MatterId, form: &LapseForm) -> Result<(), Fault> {
    step(anlan, call, id, (Action::PlanCoordinate, "plan.lapse"), None, ReviewEvent::Lapsed { seat: form.seat }).await
}

/// A seat returns the plan; or the office, when all were heard and too few agree.
///
/// # Errors
/// Not found, not the actor's seat, the stage may not return it, no reason, or the store fails.
pub async fn return_plan(anlan: &Anlan, call: &Call, id: MatterId, form: &ReturnPlan) -> Result<(), Fault> {
    let event = ReviewEvent::Returned { seat: form.seat, to: form.to, reason: form.reason.trim().to_owned() };
    let action = if form.seat.is_some() { Action::PlanReview } else { Action::PlanCoordinate };
    step(anlan, call, id, (action, "plan.return"), form.seat, event).await
}
