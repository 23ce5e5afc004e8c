//! Issued circulars: the list, one whole, and how two versions differ.

use crate::figures::{compared, reads_figures};
use crate::views::{CircularBrief, CircularPage, ListLights};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::circular::{Circular, Difference, LightCounts, differences};
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::ids::CircularId;
use anlan_core::item::List;
use anlan_store::CircularRow;

pub(crate) fn brief(row: &CircularRow, circular: &Circular) -> CircularBrief {
    CircularBrief {
        id: row.id,
        month: circular.month,
        version: circular.version,
        number: row.number.clone(),
        issued_at: row.recorded_at,
        issued_by: row.recorded_by.clone(),
        lights: LightCounts::of(circular.lights.iter().map(|light| light.light)),
    }
}

pub(crate) async fn page(anlan: &Anlan, call: &Call, row: &CircularRow) -> Result<CircularPage, Fault> {
    let circular = anlan.content(row)?;
    // How a figure is computed is for those who may read figures; its value and definition stand in the document.
    let told = |figure: FrozenFigure| if reads_figures(call) { figure } else { FrozenFigure { formula: String::new(), ..figure } };
    let compared = compared(anlan, call, circular.figures.as_ref()).await?;
    let of_list = |list: List| LightCounts::of(circular.lights.iter().filter(|light| light.list == list).map(|light| light.light));
    Ok(CircularPage {
        brief: brief(row, &circular),
        title: circular.title.replace('|', ""),
        month_end: circular.month_end,
        known_at: circular.known_at,
        pack_id: circular.pack_id.clone(),
        pack_title: circular.pack_title.clone(),
        pack_hash: circular.pack_hash.clone(),
        content_hash: row.content_hash.clone(),
        lists: List::ALL.into_iter().map(|list| ListLights { list, lights: of_list(list) }).collect(),
        lights_of_items: circular.lights.clone(),
        figures: circular.figures.iter().flat_map(|own| &own.figures).map(|figure| told(figure.clone())).collect(),
        stale: compared.stale,
        not_compared: compared.why_not,
    })
}

/// A year's circulars, latest first.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn circulars(anlan: &Anlan, call: &Call, year: Option<i32>) -> Result<Vec<CircularBrief>, Fault> {
    call.ask(Action::CircularRead, Target::default())?;
    let rows = anlan.store.region(&call.region).circulars(year).await?;
    rows.iter().rev().map(|row| Ok(brief(row, &*anlan.content(row)?))).collect()
}

/// One circular as frozen.
///
/// # Errors
/// Not allowed, not found, damaged, or the store fails.
pub async fn show_circular(anlan: &Anlan, call: &Call, id: CircularId) -> Result<CircularPage, Fault> {
    page(anlan, call, &row_of(anlan, call, id).await?).await
}

/// How a circular differs from another of its month, from the older to the newer.
///
/// # Errors
/// Not allowed, not found, damaged, or the store fails.
pub async fn differences_between(anlan: &Anlan, call: &Call, id: CircularId, with: CircularId) -> Result<Vec<Difference>, Fault> {
    let (one, other) = (row_of(anlan, call, id).await?, row_of(anlan, call, with).await?);
    let (before, after) = if one.version < other.version { (one, other) } else { (other, one) };
    Ok(differences(&anlan.content(&before)?.lights, &anlan.content(&after)?.lights))
}

pub(crate) async fn row_of(anlan: &Anlan, call: &Call, id: CircularId) -> Result<CircularRow, Fault> {
    call.ask(Action::CircularRead, Target::default())?;
    anlan.store.region(&call.region).circular(id).await?.ok_or_else(Fault::not_found)
}
