//! Issuing a month: its lights frozen, numbered, audited. What comes later makes another version, never a change.

use super::circulars::page;
use super::document::given;
use super::judged::{basis_of, lights_known};
use super::month_end::why_not_issue;
use crate::office::keep_rules;
use crate::papers::drawn;
use crate::views::{CircularPage, IssueCircular};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::circular::{Circular, differences};
use anlan_core::digest;
use anlan_core::ids::CircularId;
use anlan_core::month::Month;
use anlan_core::pack::ListsPack;
use anlan_core::pack::fill::fill;
use anlan_core::pack::papers::{PaperKind, paper};
use anlan_store::{CircularRow, StoreError, Tx};
use chrono::Datelike;
use serde_json::json;

/// Issues a month on the basis its page showed; a repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, not ended, changes by hand pending, nothing new, somebody issued or changed something meanwhile, or the store fails.
pub async fn issue_circular(anlan: &Anlan, call: &Call, month: Month, form: &IssueCircular) -> Result<CircularPage, Fault> {
    call.ask(Action::CircularIssue, Target::default())?;
    let id = CircularId(form.id.unwrap_or_else(|| call.ids().make()));
    let tx = anlan.begin(call).await?;
    if let Some(row) = tx.read().circular(id).await? {
        return page(anlan, &row);
    }
    let book = anlan.year_inside(&tx, &call.region, month.year()).await?;
    let pack = book.pack(month)?;
    let lights = lights_known(&book, pack, month, call.at);
    let versions: Vec<_> = book.circulars.iter().filter(|(_, circular)| circular.month == month).collect();
    let differ = versions.last().map(|(_, circular)| differences(&circular.lights, &lights)).unwrap_or_default();
    let pending = book.overrides.iter().filter(|one| one.month == month && one.decision.is_none()).count();
    if form.basis != basis_of(&lights, pack, versions.len()) {
        let zh = "签发前有他人签发了本月或登记了新的记录，请刷新后重新核对。";
        return Err(Fault::conflict(
            "basis_changed",
            zh,
            "Somebody issued this month or recorded something meanwhile: check the page again.",
        ));
    }
    if let Some((code, zh, en)) = why_not_issue(month.last_day() < call.today(), pending, !versions.is_empty(), &differ, &lights) {
        return Err(Fault::conflict(code, zh, en));
    }
    let head = &pack.head;
    let number = next_number(&tx, call, pack).await?;
    let region_name = tx.read().own_row().await?.map_or_else(|| head.region_name.clone(), |row| row.name);
    let circular = Circular {
        region_name,
        month,
        month_end: month.last_day(),
        version: i32::try_from(versions.len()).unwrap_or(i32::MAX - 1) + 1,
        number: number.clone(),
        first_number: versions.first().map(|(row, _)| row.number.clone()),
        title: fill(&pack.circular.title, &[("month", &month.zh())]),
        known_at: call.at,
        issued_on: call.today(),
        pack_id: head.id.clone(),
        pack_title: head.title.clone(),
        pack_hash: pack.hash.clone(),
        // A district's own pack that still holds its words is drawn by them.
        paper: pack.circular.opening.is_none().then(|| paper(PaperKind::Circular, Some(pack))),
        lights,
    };
    // What cannot be drawn is not issued.
    let earlier = versions.last().map(|(_, circular)| &**circular);
    circular.paper.iter().try_for_each(|paper| drawn(paper, &given(&circular, earlier, &pack.circular)).map(drop))?;
    let row = record(&tx, call, id, pack, &circular).await?;
    anlan
        .finish(
            tx,
            call,
            Action::CircularIssue.key(),
            &number,
            &json!({ "circular": id, "month": month, "version": circular.version, "hash": row.content_hash, "pack": row.pack_hash }),
        )
        .await?;
    page(anlan, &row)
}

/// The next document number of the year it is issued in, without gaps.
async fn next_number(tx: &Tx, call: &Call, pack: &ListsPack) -> Result<String, Fault> {
    let year = call.today().year();
    let count = tx.next_number(&format!("circular-{year}")).await?;
    Ok(format!("{}〔{year}〕{count}号", pack.circular.number_prefix))
}

async fn record(tx: &Tx, call: &Call, id: CircularId, pack: &ListsPack, circular: &Circular) -> Result<CircularRow, Fault> {
    let json = |e: serde_json::Error| StoreError::Damaged(e.to_string());
    keep_rules(tx, call, pack).await?;
    let content = serde_json::to_string(circular).map_err(json)?;
    let row = CircularRow {
        region_id: call.region.to_string(),
        id: id.0,
        month: circular.month.to_string(),
        version: i64::from(circular.version),
        number: circular.number.clone(),
        content_hash: digest::hex(content.as_bytes()),
        content,
        pack_hash: pack.hash.clone(),
        known_at: call.at,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    tx.add_circular(row.clone()).await?;
    Ok(row)
}
