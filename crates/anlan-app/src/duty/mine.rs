//! A chief's own duty and patrols, recorded from a phone.

use super::PATROL;
use super::judge::judge_loop;
use super::shown::{posts, quarter_of};
use crate::records;
use crate::views::{ActionView, DutyRow, MyPatrols, OwnPatrol, RecordForm, RecordQuery, TrackRead};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::RecordId;
use anlan_report::read::read_gpx;
use chrono::Datelike as _;
use uuid::Uuid;

const POST: &str = "河长";
/// The office says whether a patrol counts, not who went.
const OFFICE_ONLY: &str = "是否有效";

/// The caller's own post: its id and name.
async fn own(anlan: &Anlan, call: &Call) -> Result<(Uuid, String), Fault> {
    call.ask(Action::PatrolRecord, Target { chief_id: call.actor.chief_id, ..Target::default() })?;
    let id = call.actor.chief_id.ok_or_else(Fault::not_allowed)?.0;
    let name = posts(anlan, call).await?.into_iter().find(|(_, own)| *own == id).map(|(name, _)| name);
    name.map(|name| (id, name)).ok_or_else(Fault::not_found)
}

/// The caller's duty in the running quarter, patrols of the year and the form.
///
/// # Errors
/// Not a chief with a post, no pack, or the store fails.
pub async fn mine(anlan: &Anlan, call: &Call) -> Result<MyPatrols, Fault> {
    let (id, name) = own(anlan, call).await?;
    let asked = quarter_of(call.today());
    let judged = judge_loop(anlan, call, &asked).await?;
    let mut duty: Vec<DutyRow> = judged.windows(&posts(anlan, call).await?).into_iter().filter(|row| row.chief_id == Some(id)).collect();
    duty.reverse();
    let query = RecordQuery { year: Some(call.today().year()), q: Some(name.clone()), page_size: Some(500), ..RecordQuery::default() };
    let mut patrols = records::list(anlan, call, PATROL, &query).await?.rows;
    patrols.retain(|row| row.values.get(POST) == Some(&name));
    let mut form = records::kinds(anlan, call).await?.into_iter().find(|kind| kind.key == PATROL).ok_or_else(Fault::not_found)?;
    form.columns.retain(|column| column.name != POST && column.name != OFFICE_ONLY);
    if let Some(river) = form.columns.iter_mut().find(|column| column.name == "河流") {
        river.choices = anlan.store.region(&call.region).rivers().await?.into_iter().map(|row| row.name).collect();
    }
    let actions = vec![ActionView::allowed(Action::PatrolRecord.key())];
    Ok(MyPatrols { chief: name, period: judged.period(&asked), duty, patrols, form, actions })
}

/// Records a patrol of the caller's own post; a repeat with the same id changes nothing.
///
/// # Errors
/// Not a chief with a post, the form is wrong, it is recorded already, or the store fails.
pub async fn record_own(anlan: &Anlan, call: &Call, form: &OwnPatrol) -> Result<RecordId, Fault> {
    let (_, name) = own(anlan, call).await?;
    if form.values.get(OFFICE_ONLY).is_some_and(|value| !value.trim().is_empty()) {
        let zh = format!("“{OFFICE_ONLY}”由河长办认定，不能自行填写。");
        return Err(Fault::invalid("values", "office_only", zh, "The office says whether a patrol counts."));
    }
    if form.values.get(POST).is_some_and(|value| !value.trim().is_empty() && *value != name) {
        return Err(Fault::hidden());
    }
    let mut values = form.values.clone();
    values.insert(POST.to_owned(), name);
    records::record_as(anlan, call, PATROL, &RecordForm { id: form.id, values }, "patrol.record").await
}

/// What a track file tells, to fill the form with; nothing is stored.
///
/// # Errors
/// Not a chief with a post, or no track with times.
pub async fn read_track(anlan: &Anlan, call: &Call, bytes: &[u8]) -> Result<TrackRead, Fault> {
    own(anlan, call).await?;
    let bytes = bytes.to_vec();
    let failed = |fault: tokio::task::JoinError| Fault::internal("track", "读取轨迹中断，请重试。", fault.to_string());
    let track = tokio::task::spawn_blocking(move || read_gpx(&bytes)).await.map_err(failed)??;
    let moment = |time: chrono::NaiveDateTime| time.format("%Y-%m-%d %H:%M").to_string();
    Ok(TrackRead { begin: moment(track.begin), end: moment(track.end), kilometres: track.kilometres(), points: track.points })
}
