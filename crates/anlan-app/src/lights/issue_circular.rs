//! Issuing a month: its lights frozen, numbered, audited. What comes later makes another version, never a change.

use super::circulars::page;
use super::document::{given, paper_of};
use super::judged::{basis_of, lights_known};
use super::month_end::why_not_issue;
use crate::figures::{Compared, Named, compared};
use crate::office::keep_rules;
use crate::papers::{DocumentKind, drawn};
use crate::views::{CircularPage, IssueCircular};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::circular::{Circular, IssuedLight, differences};
use anlan_core::digest;
use anlan_core::figure::frozen::FrozenFigures;
use anlan_core::ids::CircularId;
use anlan_core::month::Month;
use anlan_core::pack::ListsPack;
use anlan_core::pack::fill::fill;
use anlan_core::pack::papers::{PaperKind, PaperText, paper};
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
    // Figures are judged before the transaction: nothing may be recorded in between.
    let (named, compared) = figures_of(anlan, call, month).await?;
    let tx = anlan.begin(call).await?;
    if let Some(row) = tx.read().circular(id).await? {
        drop(tx);
        return page(anlan, call, &row).await;
    }
    let book = anlan.year_inside(&tx, &call.region, month.year()).await?;
    let pack = book.pack(month)?;
    let lights = lights_known(&book, pack, month, call.at);
    let versions = versions(&book, month);
    let differ = versions.last().map(|circular| differences(&circular.lights, &lights)).unwrap_or_default();
    let pending = book.overrides.iter().filter(|one| one.month == month && one.decision.is_none()).count();
    if form.basis != basis_of(&lights, pack, versions.len(), named.as_ref()) {
        let zh = "签发前有他人签发了本月或登记了新的记录，请刷新后重新核对。";
        return Err(Fault::conflict(
            "basis_changed",
            zh,
            "Somebody issued this month or recorded something meanwhile: check the page again.",
        ));
    }
    let nothing_new = !versions.is_empty() && differ.is_empty() && compared.nothing_new();
    if let Some((code, zh, en)) = why_not_issue(month.last_day() < call.today(), pending, nothing_new, &lights) {
        return Err(Fault::conflict(code, zh, en));
    }
    let figures = match named {
        Some(named) => Some(named.keep(&tx, call).await?),
        None => None,
    };
    let region_name = tx.read().own_row().await?.map_or_else(|| pack.head.region_name.clone(), |row| row.name);
    let unnumbered = content(call, (month, pack), region_name, &versions, lights, figures);
    let circular = Circular { number: next_number(&tx, call, pack).await?, ..unnumbered };
    // What cannot be drawn is not issued.
    let earlier = versions.last().copied();
    circular.paper.iter().try_for_each(|paper| drawn(paper, &given(&circular, earlier, &pack.circular)).map(drop))?;
    let row = record(&tx, call, id, pack, &circular).await?;
    let detail = json!({ "circular": id, "month": month, "version": circular.version, "hash": row.content_hash, "pack": row.pack_hash });
    anlan.finish(tx, call, Action::CircularIssue.key(), &circular.number, &detail).await?;
    page(anlan, call, &row).await
}

/// What would be issued now as a document, without a number: to be read before it is. Its file name and bytes.
///
/// # Errors
/// Not allowed, no item has started, no pack in force, no Chinese font for a PDF, or the store fails.
pub async fn circular_draft(anlan: &Anlan, call: &Call, month: Month, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let (named, _) = figures_of(anlan, call, month).await?;
    let book = anlan.year(&call.region, month.year()).await?;
    let pack = book.pack(month)?;
    let lights = book.lights_told(month)?.to_vec();
    if lights.is_empty() {
        return Err(Fault::conflict("no_lights", "本月没有已开始的事项。", "No item has started."));
    }
    let region_name = anlan.store.region(&call.region).own_row().await?.map_or_else(|| pack.head.region_name.clone(), |row| row.name);
    let versions = versions(&book, month);
    let drafted = content(call, (month, pack), region_name, &versions, lights, named.map(Named::unkept));
    let drafted = Circular { title: format!("{}|（未签发，供核对）", drafted.title), ..drafted };
    paper_of(anlan, format!("{}三色亮灯通报（未签发）", month.zh()), &drafted, versions.last().copied(), &pack.circular, kind).await
}

/// The figures that a month's circular names as they stand, and those of its last version that would read otherwise.
async fn figures_of(anlan: &Anlan, call: &Call, month: Month) -> Result<(Option<Named>, Compared), Fault> {
    let pack = anlan.packs.in_force(call.region.as_str(), month.last_day())?;
    let named = named_figures(anlan, call, month, pack).await?;
    let book = anlan.year(&call.region, month.year()).await?;
    let issued = book.issued(month).and_then(|(_, circular)| circular.figures.as_ref());
    Ok((named, compared(anlan, call, issued).await?))
}

/// The figures that a month's circular would name, as they stand.
pub(super) async fn named_figures(anlan: &Anlan, call: &Call, month: Month, pack: &ListsPack) -> Result<Option<Named>, Fault> {
    match paper_for(pack) {
        Some(paper) => Named::of(anlan, call, &paper, month.last_day()).await,
        None => Ok(None),
    }
}

/// What a circular of this pack is drawn by; a district's own pack that still holds its words is drawn by them.
fn paper_for(pack: &ListsPack) -> Option<PaperText> {
    pack.circular.opening.is_none().then(|| paper(PaperKind::Circular, Some(pack)))
}

/// The versions of a month, oldest first.
fn versions(book: &YearBook, month: Month) -> Vec<&Circular> {
    book.circulars.iter().filter(|(_, circular)| circular.month == month).map(|(_, circular)| &**circular).collect()
}

/// A circular as it would be issued now; it has no number yet.
fn content(
    call: &Call,
    (month, pack): (Month, &ListsPack),
    region_name: String,
    versions: &[&Circular],
    lights: Vec<IssuedLight>,
    figures: Option<FrozenFigures>,
) -> Circular {
    let head = &pack.head;
    Circular {
        region_name,
        month,
        month_end: month.last_day(),
        version: i32::try_from(versions.len()).unwrap_or(i32::MAX - 1) + 1,
        number: String::new(),
        first_number: versions.first().map(|first| first.number.clone()),
        title: fill(&pack.circular.title, &[("month", &month.zh())]),
        known_at: call.at,
        issued_on: call.today(),
        pack_id: head.id.clone(),
        pack_title: head.title.clone(),
        pack_hash: pack.hash.clone(),
        paper: paper_for(pack),
        figures,
        lights,
    }
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
