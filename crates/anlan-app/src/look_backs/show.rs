//! A draw's page: frame, seed, strata, cases with their results, and whether drawing again gives the same.

use crate::matters::{allowed, brief, load_for};
use crate::views::{ActionView, DrawPage, DrawnView, Stratum};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::{Matter, MatterKind};
use std::collections::BTreeMap;

/// Everything of a draw.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn show_draw(anlan: &Anlan, call: &Call, id: MatterId) -> Result<DrawPage, Fault> {
    let held = load_for(&anlan.store.region(&call.region), call, Action::LookBackRead, MatterKind::Draw, id).await?;
    let Matter::Draw(draw) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let mut strata: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in &draw.content.frame {
        let own = strata.entry(row.source.clone()).or_insert((0, 0));
        own.0 += 1;
        own.1 += usize::from(draw.content.drawn.contains(&row.number));
    }
    let case = |number: &String| {
        let looked = draw.looked.iter().find(|looked| looked.number == *number);
        Some(DrawnView {
            case: draw.row(number)?.clone(),
            result: looked.map(|looked| looked.result),
            note: looked.map(|looked| looked.note.clone()).unwrap_or_default(),
            on: looked.map(|looked| looked.on),
            by: looked.map(|looked| looked.by.clone()).unwrap_or_default(),
        })
    };
    let redrawn = super::draw::again(anlan, &call.region, draw).await.ok().map(|now| now == draw.content.drawn);
    let run = allowed(call, Action::LookBackRun, &held.row);
    let done = draw.looked.len() == draw.content.drawn.len();
    Ok(DrawPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        year: draw.content.year,
        quarter: draw.content.quarter,
        seed: draw.content.seed.clone(),
        pack_id: draw.content.pack_id.clone(),
        pack_hash: draw.content.pack_hash.clone(),
        frame: draw.content.frame.len(),
        strata: strata.into_iter().map(|(label, (frame, drawn))| Stratum { label, frame, drawn }).collect(),
        drawn: draw.content.drawn.iter().filter_map(case).collect(),
        redrawn,
        actions: match (run, done) {
            (false, _) => vec![],
            (true, true) => vec![ActionView::not_now(Action::LookBackRun.key(), "抽中的已全部登记结果")],
            (true, false) => vec![ActionView::allowed(Action::LookBackRun.key())],
        },
    })
}
