//! Who sits in a stage, and whether the actor does. Seats that follow from the register are filled when the stage opens; the office
//! names the others.

use super::plan_of;
use crate::matters::{About, Held, go_on, person, post_of};
use crate::views::{SeatForm, Seatable};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role, Target};
use anlan_core::days::zh;
use anlan_core::ids::{AccountId, ChiefId, Ids, MatterId, UnitId};
use anlan_core::matter::person::plain_name;
use anlan_core::matter::plan::{Plan, PlanEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::review::rule::{SeatKind, StageRule};
use anlan_core::review::{ReviewEvent, Seat, SeatGiven, SeatOf};
use anlan_core::rule::workday::Calendar;
use anlan_store::{AccountRow, Connection, Regional, Tx};
use chrono::NaiveDate;

/// Whether the actor holds a seat.
pub(crate) fn sits(call: &Call, seat: &Seat) -> bool {
    match &seat.of {
        SeatOf::Unit { unit_id } => call.actor.role == Role::Liaison && call.actor.unit_id == Some(*unit_id),
        SeatOf::Chief { chief_id } => call.actor.chief_id == Some(*chief_id),
        SeatOf::Account { account_id } => call.account == Some(*account_id),
        SeatOf::Role { role } => call.actor.role.key() == role,
    }
}

/// The seat of a place in the present stage, which has to be the actor's.
///
/// # Errors
/// No such seat, or another's.
pub(crate) fn own_seat(call: &Call, plan: &Plan, at: usize) -> Result<(), Fault> {
    let visit = plan.review().and_then(anlan_core::review::Review::visit);
    let Some(seat) = visit.and_then(|visit| visit.seats.get(at)) else {
        return Err(Fault::conflict("no_seat", "当前环节没有这个席位，请刷新。", "The present stage has no such seat."));
    };
    if sits(call, seat) {
        return Ok(());
    }
    let zh = format!("该席位由{}审核，不是您的席位。", seat.name);
    Err(Fault { zh, en: format!("This seat is {}'s.", seat.name), ..Fault::not_allowed() })
}

/// The last day of a stage that opens on a day.
///
/// # Errors
/// The calendar does not reach so far.
fn due_on(stage: &StageRule, opened_on: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
    let Some(days) = stage.workdays else { return Ok(None) };
    Calendar::national().after(opened_on, days).map(Some).ok_or_else(|| {
        let zh = format!("节假日历还没有{}起{days}个工作日的安排，请先更新日历。", zh(opened_on));
        Fault::conflict("no_calendar", zh, "The calendar of working days does not reach so far.")
    })
}

/// Fills the seats of a stage that has just opened, where the register says who sits there.
///
/// # Errors
/// Nobody holds such a post, or the store fails.
pub(crate) async fn seat_next(anlan: &Anlan, tx: &Tx, call: &Call, held: &mut Held, ids: &mut Ids) -> Result<(), Fault> {
    let plan = plan_of(&held.matter)?;
    let Some(review) = plan.review() else { return Ok(()) };
    let (Some(stage), Some(visit)) = (review.stage(), review.visit()) else { return Ok(()) };
    if !visit.seats.is_empty() || stage.seats.named_by_office() {
        return Ok(());
    }
    let seats = seats_of(anlan, &tx.read(), call, plan, stage).await?;
    let due_on = due_on(stage, visit.opened_on)?;
    let event = PlanEvent::Review { event: ReviewEvent::Seated { seats, due_on } };
    go_on(tx, call, held, ids.make(), call.today(), MatterEvent::Plan(event), About::default()).await
}

async fn seats_of<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    call: &Call,
    plan: &Plan,
    stage: &StageRule,
) -> Result<Vec<SeatGiven>, Fault> {
    let role = |role: Role| vec![SeatGiven { of: SeatOf::Role { role: role.key().to_owned() }, name: post_of(role).to_owned() }];
    Ok(match stage.seats {
        SeatKind::LeadUnit => {
            let unit = read.units().await?.into_iter().find(|row| row.id == plan.head.unit_id.0);
            let name = unit.map(|row| row.name).unwrap_or_default();
            vec![SeatGiven { of: SeatOf::Unit { unit_id: plan.head.unit_id }, name }]
        }
        SeatKind::Chiefs => {
            let level = stage.chief_level.as_deref().unwrap_or_default();
            let chiefs = read.chiefs().await?;
            let own = chiefs.into_iter().filter(|row| row.river_id == Some(plan.head.river_id.0) && row.level == level);
            let seats: Vec<SeatGiven> =
                own.map(|row| SeatGiven { of: SeatOf::Chief { chief_id: ChiefId(row.id) }, name: row.name }).collect();
            if seats.is_empty() {
                let pack = anlan.packs.of_region(call.region.as_str());
                let label = pack.and_then(|pack| pack.head.chief_levels.iter().find(|one| one.key == level));
                let label = label.map_or(level, |one| one.label.as_str());
                let zh = format!("该河流没有登记{label}，不能进入“{}”，请先在“河长”页登记。", stage.label);
                return Err(Fault::conflict("no_chief", zh, format!("the river has no chief of level {level}: register the post first")));
            }
            seats
        }
        SeatKind::Government => role(Role::Government),
        SeatKind::Office => role(Role::OfficeHead),
        SeatKind::Units | SeatKind::Experts | SeatKind::ChiefsGeneral => vec![],
    })
}

/// The role of the accounts that a stage seats.
fn seated_role(kind: SeatKind) -> Option<Role> {
    match kind {
        SeatKind::Experts => Some(Role::Expert),
        SeatKind::ChiefsGeneral => Some(Role::ChiefGeneral),
        SeatKind::LeadUnit | SeatKind::Units | SeatKind::Chiefs | SeatKind::Government | SeatKind::Office => None,
    }
}

fn account_name(row: &AccountRow) -> String {
    let post = Role::from_key(&row.role).map(post_of).unwrap_or_default();
    format!("{}（{post}）", plain_name(&row.name))
}

/// Who a form names, as a seat; for a stage that seats accounts of a role, only those.
///
/// # Errors
/// Nobody, no such unit or account, or one that may not sit here.
pub(crate) async fn seat_given<C: Connection>(read: &Regional<'_, C>, form: &SeatForm, kind: Option<SeatKind>) -> Result<SeatGiven, Fault> {
    let bad = |zh: &str, en: &str| Fault::invalid("seats", "unknown_seat", zh.to_owned(), en.to_owned());
    match (form.unit_id, form.account_id) {
        (Some(unit), None) if kind.is_none_or(|kind| kind == SeatKind::Units) => {
            let row = read.units().await?.into_iter().find(|row| row.id == unit);
            let row = row.ok_or_else(|| bad("该单位没有登记。", "The unit is not registered."))?;
            Ok(SeatGiven { of: SeatOf::Unit { unit_id: UnitId(unit) }, name: row.name })
        }
        (None, Some(account)) => {
            let row = read.account(AccountId(account)).await?.filter(|row| !row.disabled);
            let row = row.ok_or_else(|| bad("没有该账号，或者已停用。", "There is no such account, or it is disabled."))?;
            let role = Role::from_key(&row.role);
            let may_sit =
                role.is_some_and(|role| anlan_core::access::reach(role, Action::PlanReview) != anlan_core::access::Reach::Nothing);
            let fits = kind.is_none_or(|kind| seated_role(kind).is_some_and(|wanted| role == Some(wanted)));
            if !may_sit || !fits {
                return Err(bad("该账号的角色不能参加这个环节。", "The account's role cannot sit in this stage."));
            }
            Ok(SeatGiven { of: SeatOf::Account { account_id: AccountId(account) }, name: account_name(&row) })
        }
        (Some(_), None) => Err(bad("这个环节按人员确定，请选择人员。", "This stage seats persons: choose accounts.")),
        (None, None) | (Some(_), Some(_)) => Err(bad("请选择一个单位或者一名人员。", "Name one unit or one account.")),
    }
}

/// Everybody who can be seated in the present stage, or to whom a seat can be handed.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn seatable(anlan: &Anlan, call: &Call, id: MatterId) -> Result<Vec<Seatable>, Fault> {
    call.ask(Action::PlanReview, Target::default())?;
    let read = anlan.store.region(&call.region);
    crate::matters::load_for(&read, call, Action::PlanReview, MatterKind::Plan, id).await?;
    let unit = |row: anlan_store::UnitRow| Seatable { id: row.id, name: row.name, of: "unit".to_owned(), role: None };
    let units = read.units().await?.into_iter().filter(|row| row.until_on.is_none_or(|until| call.today() <= until)).map(unit);
    let may_sit = |row: &AccountRow| {
        Role::from_key(&row.role)
            .is_some_and(|role| anlan_core::access::reach(role, Action::PlanReview) != anlan_core::access::Reach::Nothing)
    };
    let accounts = read.accounts().await?;
    let accounts = accounts.into_iter().filter(|row| !row.disabled && may_sit(row)).map(|row| Seatable {
        id: row.id,
        name: account_name(&row),
        of: "account".to_owned(),
        role: Role::from_key(&row.role),
    });
    Ok(units.chain(accounts).collect())
}

/// The office names who sits in the present stage.
///
/// # Errors
/// Not found, not allowed, too few, seated already, or the store fails.
pub(crate) async fn fill(tx: &Tx, call: &Call, held: &mut Held, forms: &[SeatForm], fact: uuid::Uuid) -> Result<(), Fault> {
    let plan = plan_of(&held.matter)?;
    let review = plan.review();
    let Some((stage, visit)) = review.and_then(|review| review.stage().zip(review.visit())) else {
        return Err(Fault::conflict("not_in_review", "方案当前不在审核中，请刷新。", "The plan is not under review."));
    };
    let mut seats = Vec::with_capacity(forms.len());
    for form in forms {
        seats.push(seat_given(&tx.read(), form, Some(stage.seats)).await?);
    }
    // The last day counts from when somebody could act.
    let due_on = due_on(stage, visit.opened_on.max(call.today()))?;
    let event = PlanEvent::Review { event: ReviewEvent::Seated { seats, due_on } };
    go_on(tx, call, held, fact, call.today(), MatterEvent::Plan(event), About::default()).await
}

/// Whether the actor drafted a version of the plan: who did agrees nowhere.
pub(crate) fn drafted(call: &Call, plan: &Plan) -> bool {
    let me = person(call);
    plan.versions.iter().any(|version| version.by.is(&me))
}
