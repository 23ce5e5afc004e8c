//! Beginning a plan and saving its versions.

use super::{plan_of, rules_of};
use crate::fault::FieldFault;
use crate::matters::{About, begin, go_on, load_for, repeated};
use crate::problems::evidence_of_forms;
use crate::views::{OpenPlan, SaveVersion};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{ChiefId, MatterId, RiverId, UnitId};
use anlan_core::matter::plan::{PlanEvent, PlanHead};
use anlan_core::matter::{MatterEvent, MatterKind, MatterState};
use anlan_core::pack::fill;
use anlan_core::plan::PlanContent;
use anlan_core::text;
use anlan_store::{LeadUnitRow, MatterFilter, MatterOrder, PlanVersionRow, StoreError};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

/// Longest version, in bytes of its JSON.
const LONGEST: usize = 2_000_000;
/// Most faults told at once.
const MOST_FAULTS: usize = 200;

/// The unit that leads a river on a day.
pub(crate) fn lead_on(leads: &[LeadUnitRow], river: Uuid, day: NaiveDate) -> Option<Uuid> {
    let fits = |row: &&LeadUnitRow| row.river_id == river && row.from_on <= day && row.until_on.is_none_or(|until| day <= until);
    leads.iter().filter(fits).max_by_key(|row| row.from_on).map(|row| row.unit_id)
}

/// Begins a plan of a river for its lead unit; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, no such river, no lead unit, another plan of the river is open for these years, or the store fails.
pub async fn open_plan(anlan: &Anlan, call: &Call, form: &OpenPlan) -> Result<MatterId, Fault> {
    call.ask_role(Action::PlanDraft)?;
    let (_, rules) = rules_of(anlan, call)?;
    let tx = anlan.begin(call).await?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Plan);
    }
    let (rivers, chiefs, leads) = (tx.read().rivers().await?, tx.read().chiefs().await?, tx.read().lead_units().await?);
    let river = rivers
        .iter()
        .find(|row| row.id == form.river_id)
        .ok_or_else(|| Fault::invalid("river_id", "unknown_river", "该河流没有登记。", "The river is not registered."))?;
    let unit = lead_on(&leads, river.id, call.today()).ok_or_else(|| {
        Fault::invalid("river_id", "no_lead_unit", "该河流还没有牵头单位，请先在“河流”页登记。", "The river has no lead unit yet.")
    })?;
    call.ask(Action::PlanDraft, Target { unit_id: Some(UnitId(unit)), river_id: Some(RiverId(river.id)), chief_id: None })?;
    let own: Vec<_> = chiefs.iter().filter(|row| row.river_id == Some(river.id)).collect();
    let levels: Vec<&str> = own.iter().map(|row| row.level.as_str()).collect();
    let to_year = match form.to_year {
        Some(year) => year,
        None => rules.years(&levels).map_or(form.from_year, |period| form.from_year + period.years - 1),
    };
    let open = MatterFilter { river: Some(river.id), ..MatterFilter::of(MatterKind::Plan) };
    for row in tx.read().matters(&open, MatterOrder::Latest, None, 50).await? {
        let held = crate::matters::load(&tx.read(), MatterKind::Plan, MatterId(row.id)).await?;
        let plan = plan_of(&held.matter)?;
        if !plan.state.ended() && plan.head.from_year <= to_year && form.from_year <= plan.head.to_year {
            let zh = format!("该河流已有{}年至{}年的方案，请在该方案上修编。", plan.head.from_year, plan.head.to_year);
            return Err(Fault::conflict("plan_already", zh, "There is a plan of this river for these years: revise that one."));
        }
    }
    let highest = anlan.packs.of_region(call.region.as_str()).and_then(|pack| {
        let order = |level: &str| pack.head.chief_levels.iter().position(|one| one.key == level).unwrap_or(usize::MAX);
        own.iter().min_by_key(|row| order(&row.level))
    });
    let title = match form.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => text::narrow(title),
        None => {
            let (from, to) = (form.from_year.to_string(), to_year.to_string());
            fill::fill(&rules.title, &[("river", &river.name), ("from", &from), ("to", &to)])
        }
    };
    let head = PlanHead {
        title,
        river_id: RiverId(river.id),
        unit_id: UnitId(unit),
        chief_id: highest.map(|row| ChiefId(row.id)),
        from_year: form.from_year,
        to_year,
    };
    let told = head.title.clone();
    begin(&tx, call, (id, ids.make()), None, call.today(), MatterEvent::Plan(PlanEvent::Opened { head }), About::default()).await?;
    anlan.finish(tx, call, "plan.open", &told, &json!({ "plan": id })).await?;
    Ok(id)
}

/// Saves a version of what the plan says; gives its number.
///
/// # Errors
/// Not found, not allowed, a newer version, faults in the content (all of them, each with its place), or the store fails.
pub async fn save_version(anlan: &Anlan, call: &Call, id: MatterId, form: &SaveVersion) -> Result<u32, Fault> {
    call.ask_role(Action::PlanDraft)?;
    let (evidence, files) = evidence_of_forms(&form.attachments);
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::PlanDraft, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    if form.base != plan.version() {
        let zh = format!("方案已有第{}稿，您是在第{}稿上修改的。请刷新，在最新稿上重做修改。", plan.version(), form.base);
        return Err(Fault::conflict("stale_already", zh, format!("version {} is the newest: change that one", plan.version())));
    }
    let mut content = PlanContent { lists: form.body.lists.clone(), chapters: form.body.chapters.clone(), attachments: evidence };
    content.lists.retain(|_, rows| !rows.is_empty());
    content.chapters.retain(|_, text| !text.trim().is_empty());
    check(&tx.read().units().await?.into_iter().map(|row| row.id).collect::<Vec<_>>(), &content, (plan.head.from_year, plan.head.to_year))?;
    if plan.state == MatterState::UnderReview {
        rows_with_opinions_stay(plan, &content)?;
    }
    let (no, digest) = (plan.version() + 1, content.digest());
    let text = serde_json::to_string(&content).map_err(|e| StoreError::Damaged(e.to_string()))?;
    if text.len() > LONGEST {
        return Err(Fault::invalid(
            "body",
            "too_long",
            "方案内容过长，请精简，详细材料作为附件上传。",
            "The plan is too long: attach details as files.",
        ));
    }
    let row = PlanVersionRow {
        region_id: call.region.to_string(),
        plan_id: id.0,
        no: i64::from(no),
        digest: digest.clone(),
        content: text,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    let event = PlanEvent::Drafted { version: no, digest, note: form.note.trim().to_owned() };
    let mut ids = call.ids();
    go_on(&tx, call, &mut held, ids.make(), call.today(), MatterEvent::Plan(event), About { files, ..About::default() }).await?;
    tx.add_plan_version(row).await?;
    super::seats::seat_next(anlan, &tx, call, &mut held, &mut ids).await?;
    anlan.finish(tx, call, "plan.draft", &held.row.title.clone(), &json!({ "plan": id, "version": no })).await?;
    Ok(no)
}

/// A row somebody has an opinion on keeps its number while the opinion is open, so that it can be found again.
fn rows_with_opinions_stay(plan: &anlan_core::matter::plan::Plan, content: &PlanContent) -> Result<(), Fault> {
    let Some(review) = plan.review() else { return Ok(()) };
    let waiting = review.unsettled(plan.version()).filter(|(_, opinion)| opinion.answer.is_none()).filter_map(|(_, o)| o.row.as_deref());
    for number in waiting {
        if content.row(number).is_none() {
            let zh = format!("“{number}”还有未答复的意见，请先答复，再删去该行。");
            return Err(Fault::conflict("opinion_waits", zh, format!("row {number} has an opinion that waits for an answer")));
        }
    }
    Ok(())
}

/// Every fault of a content at once, each with its list, row and field.
pub(crate) fn check(units: &[Uuid], content: &PlanContent, years: (i32, i32)) -> Result<(), Fault> {
    let place = |list: anlan_core::plan::PlanList, row: usize, field: &str| format!("lists.{}.{row}.{field}", list.key());
    let mut fields: Vec<FieldFault> = content
        .faults(years)
        .into_iter()
        .map(|fault| {
            let number = content.rows(fault.list)[fault.row].number.clone();
            let zh = format!("{}第{}行（{number}）：{}", fault.list.zh(), fault.row + 1, fault.refusal.zh);
            FieldFault { field: place(fault.list, fault.row, fault.field), code: fault.refusal.code, zh, en: fault.refusal.en }
        })
        .collect();
    for (list, rows) in &content.lists {
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.unit_id.is_some_and(|unit| !units.contains(&unit.0))) {
            let zh = format!("{}第{}行（{}）：责任单位没有登记。", list.zh(), at + 1, row.number);
            fields.push(FieldFault {
                field: place(*list, at, "unit_id"),
                code: "unknown_unit",
                zh,
                en: "the unit is not registered".into(),
            });
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    let zh = format!("方案有{}处问题，没有保存，请逐处更正：{}", fields.len(), fields[0].zh);
    fields.truncate(MOST_FAULTS);
    Err(Fault { fields, ..Fault::invalid("body", "faults", zh, "The plan has faults: nothing was saved.") })
}
