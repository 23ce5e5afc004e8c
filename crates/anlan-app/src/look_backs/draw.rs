//! Drawing a sample, and drawing it again: the same seed over the same frame by the same pack gives the same list anywhere.

use crate::matters::{About, begin, repeated};
use crate::offered::{ClosedMatter, Scope, closed_between, frame_facts};
use crate::office::keep_rules;
use crate::views::DrawForm;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{Ids, ItemId, MatterId, RegionId};
use anlan_core::matter::draw::{Draw, DrawContent, DrawEvent, FrameRow};
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use anlan_core::pack::Pack;
use anlan_core::pack::loops::DRAWN;
use anlan_core::rule::run::Given;
use anlan_core::shown::judge_shown;
use anlan_store::{MatterFilter, MatterOrder, Tx};
use chrono::NaiveDate;
use serde_json::json;

/// The first and last day of a quarter.
fn quarter(year: i32, quarter: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, quarter.checked_sub(1)? * 3 + 1, 1)?;
    let last = first.checked_add_months(chrono::Months::new(3))?.pred_opt()?;
    Some((first, last))
}

/// What a pack draws from a frame with a seed: numbers, in the order of numbers.
fn drawn(pack: &Pack, frame: &[FrameRow], seed: &str, days: (NaiveDate, NaiveDate)) -> Result<Vec<String>, Fault> {
    let case = |row: &FrameRow| ClosedMatter {
        id: row.matter_id.or(row.item_id).unwrap_or_default(),
        number: row.number.clone(),
        source: row.source.clone(),
        kind: row.class.clone(),
        unit: row.unit.clone(),
        river: row.river.clone(),
        closed_on: row.closed_on,
        seed: seed.to_owned(),
        unit_kind: row.unit_kind.clone(),
    };
    let cases: Vec<ClosedMatter> = frame.iter().map(case).collect();
    let given = Given { from: days.0, to: days.1, as_of: days.1 };
    let tables = judge_shown(pack, frame_facts(pack, &cases), &given, &[])
        .map_err(|fault| Fault::conflict("draw", format!("抽样规则不能计算：{fault}"), fault.to_string()))?;
    let table = tables.iter().find(|table| table.name == DRAWN);
    let table = table.ok_or_else(|| Fault::conflict("no_draw", "规则包没有回头看抽样的规则。", "The pack has no rule for the draw."))?;
    let mut numbers: Vec<String> = table.rows.iter().filter_map(|row| table.cell(row, "编号")).map(str::to_owned).collect();
    numbers.sort();
    Ok(numbers)
}

/// Draws the sample of a quarter; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the quarter has not ended, it was drawn already, nothing was closed in it, no pack, or the store fails.
pub async fn draw_sample(anlan: &Anlan, call: &Call, form: &DrawForm) -> Result<MatterId, Fault> {
    call.ask(Action::LookBackRun, Target::default())?;
    let bad = || Fault::invalid("quarter", "bad_quarter", "季度应为1至4。", "A quarter is 1 to 4.");
    let days = quarter(form.year, form.quarter).ok_or_else(bad)?;
    if days.1 >= call.today() {
        let zh = "该季度还没有结束，结束后才能抽样。";
        return Err(Fault::invalid("quarter", "not_ended", zh, "The quarter has not ended yet."));
    }
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Draw);
    }
    let (title, detail) = draw_inside(anlan, call, &tx, &mut ids, id, (form.year, form.quarter), &form.seed, call.today()).await?;
    anlan.finish(tx, call, "look_back.draw", &title, &detail).await?;
    Ok(id)
}

/// Draws inside a transaction; gives the title and what the audit says.
///
/// # Errors
/// As [`draw_sample`].
#[expect(clippy::too_many_arguments, reason = "all that a draw depends on")]
pub(crate) async fn draw_inside(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    ids: &mut Ids,
    id: MatterId,
    (year, n): (i32, u32),
    seed: &str,
    on: NaiveDate,
) -> Result<(String, serde_json::Value), Fault> {
    let days = quarter(year, n).ok_or_else(|| Fault::invalid("quarter", "bad_quarter", "季度应为1至4。", "A quarter is 1 to 4."))?;
    let pack = std::sync::Arc::clone(anlan.packs.loop_rules(call.region.as_str(), days.1)?);
    let book = anlan.year_inside(tx, &call.region, year).await?;
    let given = Given { from: days.0, to: days.1, as_of: days.1 };
    let title = format!("{year}年第{n}季度回头看");
    let earlier = MatterFilter { text: title.clone(), ..MatterFilter::of(MatterKind::Draw) };
    if tx.read().matter_count(&earlier, 1, 1).await?.n > 0 {
        return Err(Fault::conflict("drawn_already", "该季度已抽样，不能重抽。", "That quarter was drawn already."));
    }
    let scope = Scope { anlan, book: &book, given: &given, known_at: call.at };
    let cases = closed_between(&scope, &tx.read(), days).await?;
    let mut frame = Vec::with_capacity(cases.len());
    for case in cases {
        let is_item = tx.read().item(ItemId(case.id)).await?.is_some();
        frame.push(FrameRow {
            matter_id: (!is_item).then_some(case.id),
            item_id: is_item.then_some(case.id),
            number: case.number,
            source: case.source,
            class: case.kind,
            unit: case.unit,
            unit_kind: case.unit_kind,
            river: case.river,
            closed_on: case.closed_on,
        });
    }
    let seed = match seed.trim() {
        "" => anlan_core::digest::to_hex(&call.secret("draw"))[..16].to_owned(),
        seed => seed.to_owned(),
    };
    let drawn = drawn(&pack, &frame, &seed, days)?;
    let targets = frame.iter().filter(|row| drawn.contains(&row.number)).filter_map(|row| match (row.matter_id, row.item_id) {
        (Some(id), _) => Some(("matter", id)),
        (None, Some(id)) => Some(("item", id)),
        (None, None) => None,
    });
    let targets = targets.collect();
    keep_rules(tx, call, &pack).await?;
    let detail = json!({ "draw": id, "seed": seed, "frame": frame.len(), "drawn": drawn.len(), "pack": pack.hash });
    let content = DrawContent { year, quarter: n, seed, pack_id: pack.head.id.clone(), pack_hash: pack.hash.clone(), frame, drawn };
    let event = MatterEvent::Draw(DrawEvent::Drawn { content });
    begin(tx, call, (id, ids.make()), Some(title.clone()), on, event, About { targets, files: vec![], by: None }).await?;
    Ok((title, detail))
}

/// A draw made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrawn {
    /// Year and quarter.
    pub title: String,
    /// The seed.
    pub seed: String,
    /// What was drawn then.
    pub then: Vec<String>,
    /// What is drawn now, by the pack kept then.
    pub now: Vec<String>,
}

/// Draws one draw again, from what was recorded with it.
pub(super) async fn again(anlan: &Anlan, region: &RegionId, draw: &Draw) -> Result<Vec<String>, Fault> {
    let pack = anlan.kept_rules(region, &draw.content.pack_hash).await?;
    let days = quarter(draw.content.year, draw.content.quarter).ok_or_else(Fault::not_found)?;
    drawn(&pack, &draw.content.frame, &draw.content.seed, days)
}

/// Draws every sample of a region again (one quarter's when named): whoever calls has the machine.
///
/// # Errors
/// A pack is not kept any more, or the store fails.
pub async fn redraw(anlan: &Anlan, region: &RegionId, only: Option<(i32, u32)>) -> Result<Vec<Redrawn>, Fault> {
    let read = anlan.store.region(region);
    let rows = read.matters(&MatterFilter::of(MatterKind::Draw), MatterOrder::Latest, None, 1000).await?;
    let mut all = Vec::new();
    for row in rows {
        let held = crate::matters::load(&read, MatterKind::Draw, MatterId(row.id)).await?;
        let Matter::Draw(draw) = held.matter else { continue };
        if only.is_some_and(|only| only != (draw.content.year, draw.content.quarter)) {
            continue;
        }
        let now = again(anlan, region, &draw).await?;
        all.push(Redrawn { title: row.title, seed: draw.content.seed.clone(), then: draw.content.drawn.clone(), now });
    }
    Ok(all)
}
