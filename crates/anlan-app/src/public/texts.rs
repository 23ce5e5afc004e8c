//! A published text: as it was issued, with what its figures mean and its errata.

use super::{brief, call, told};
use crate::lights::DocumentKind;
use crate::texts::{text_document, text_of};
use crate::views::{ErratumView, PublicTextPage};
use crate::{Anlan, Fault};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Frozen, Text};
use anlan_core::pack::fill::fill;
use chrono::{DateTime, Utc};

async fn published(anlan: &Anlan, region: &RegionId, id: MatterId, at: DateTime<Utc>) -> Result<Text, Fault> {
    told(anlan, region, at)?;
    let held = crate::matters::load(&anlan.store.region(region), MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    if brief(text).is_some() { Ok(text.clone()) } else { Err(Fault::not_found()) }
}

/// A published text.
///
/// # Errors
/// There is none of that id, or the store fails.
pub async fn published_text(anlan: &Anlan, region: &RegionId, id: MatterId, at: DateTime<Utc>) -> Result<PublicTextPage, Fault> {
    let text = published(anlan, region, id, at).await?;
    let (Some(brief), Some(frozen)) = (brief(&text), &text.frozen) else { return Err(Fault::not_found()) };
    let values: Vec<(&str, &str)> = frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str())).collect();
    let chapters = text.content.chapters.iter().map(|chapter| {
        let lines = chapter.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| fill(line, &values)).collect();
        let table = chapter.table.as_deref().and_then(|name| frozen.tables.iter().find(|table| table.name == name)).cloned();
        (chapter.heading.clone(), lines, table)
    });
    Ok(PublicTextPage {
        text: brief,
        distribution: text.content.distribution.clone(),
        chapters: chapters.collect(),
        as_of: frozen.as_of,
        figures: defined(frozen),
        errata: text
            .errata
            .iter()
            .map(|(on, own)| ErratumView { on: *on, reason: own.reason.clone(), corrections: own.corrections.clone() })
            .collect(),
    })
}

/// Name, value and definition of every figure.
fn defined(frozen: &Frozen) -> Vec<(String, String, String)> {
    let of = |figure: &anlan_core::matter::text::FrozenFigure| figure.of.as_ref().map(|of| format!("{}（{}）", of.about, of.period));
    frozen.figures.iter().filter_map(|figure| Some((figure.name.clone(), figure.value.clone(), of(figure)?))).collect()
}

/// Its document: file name and bytes.
///
/// # Errors
/// There is none of that id, no Chinese font for a PDF, or the store fails.
pub async fn published_document(
    anlan: &Anlan,
    region: &RegionId,
    id: MatterId,
    kind: DocumentKind,
    at: DateTime<Utc>,
) -> Result<(String, Vec<u8>), Fault> {
    published(anlan, region, id, at).await?;
    text_document(anlan, &call(region, at), id, kind).await
}
