//! A published text: as it was issued, with what its figures mean and its errata.

use super::{brief, call, in_short, told};
use crate::papers::DocumentKind;
use crate::texts::{text_document, text_of};
use crate::views::{ErratumView, PublicChapter, PublicFigure, PublicTextPage};
use crate::{Anlan, Fault};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Frozen, Text};
use anlan_core::pack::fill::fill;
use chrono::{DateTime, Utc};

/// A finished text as those read it who cannot see its records.
pub(crate) fn as_issued(text: &Text) -> Option<PublicTextPage> {
    let (brief, frozen) = (in_short(text)?, text.frozen.as_ref()?);
    let values: Vec<(&str, &str)> = frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str())).collect();
    let chapters = text.content.chapters.iter().map(|chapter| PublicChapter {
        title: chapter.title.as_ref().map(|title| fill(title, &values)),
        heading: chapter.heading.clone(),
        lines: chapter.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| fill(line, &values)).collect(),
        table: chapter.table.as_deref().and_then(|name| frozen.tables.iter().find(|table| table.name == name)).cloned(),
    });
    let errata = text.errata.iter();
    Some(PublicTextPage {
        text: brief,
        distribution: text.content.distribution.clone(),
        chapters: chapters.collect(),
        as_of: frozen.as_of,
        figures: defined(frozen),
        errata: errata.map(|(on, own)| ErratumView { on: *on, reason: own.reason.clone(), corrections: own.corrections.clone() }).collect(),
    })
}

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
    as_issued(&text).ok_or_else(Fault::not_found)
}

/// Name, value and definition of every figure.
fn defined(frozen: &Frozen) -> Vec<PublicFigure> {
    let told = |figure: &anlan_core::figure::frozen::FrozenFigure| {
        let of = figure.of.as_ref()?;
        Some(PublicFigure { name: figure.name.clone(), value: figure.value.clone(), about: format!("{}（{}）", of.about, of.period) })
    };
    frozen.figures.iter().filter_map(told).collect()
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
