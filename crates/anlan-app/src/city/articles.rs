//! What districts contribute.

use super::{Other, city, district, districts, finished, page, shared};
use crate::papers::DocumentKind;
use crate::public::in_short;
use crate::views::{ArticleBrief, ArticleList, SharedText};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::MatterId;
use anlan_core::matter::text::Text;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_store::{MatterFilter, MatterOrder};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which texts of this office took which articles in: their titles by the article.
pub(super) type Taken = BTreeMap<MatterId, Vec<String>>;

/// Reads which articles the office's own texts took in; those given up do not count.
pub(super) async fn taken(anlan: &Anlan, call: &Call) -> Result<Taken, Fault> {
    let mut taken = Taken::new();
    let Ok(packs) = anlan.packs.with_texts(call.region.as_str(), call.today()) else { return Ok(taken) };
    let read = anlan.store.region(&call.region);
    for template in packs.iter().flat_map(|pack| &pack.head.texts).filter(|template| template.collects) {
        let filter = MatterFilter {
            states: vec![MatterState::Drafting, MatterState::Final],
            class: template.key.clone(),
            ..MatterFilter::of(MatterKind::Text)
        };
        let rows = read.matters(&filter, MatterOrder::Latest, None, super::LOOKED).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        for facts in read.matter_facts_of(&ids).await?.values() {
            let Ok(Some(Matter::Text(text))) = Matter::told(facts) else { continue };
            for article in &text.content.articles {
                taken.entry(article.id).or_default().push(text.number.clone().unwrap_or_else(|| text.content.title.clone()));
            }
        }
    }
    Ok(taken)
}

pub(super) fn brief(from: &Other, text: &Text, taken: &Taken) -> Option<ArticleBrief> {
    Some(ArticleBrief {
        region: from.name.clone(),
        text: in_short(text)?,
        period: text.head.period.clone(),
        taken_by: taken.get(&text.id).cloned().unwrap_or_default(),
    })
}

/// Every article that districts finished for this office, the newest first.
///
/// # Errors
/// Not allowed, no office above districts, or the store fails.
pub async fn article_list(anlan: &Anlan, call: &Call) -> Result<ArticleList, Fault> {
    let city = city(anlan, call)?;
    let taken = taken(anlan, call).await?;
    let mut articles = Vec::new();
    for from in districts(anlan, call, city).await?.iter().filter(|from| from.here) {
        let own = finished(anlan, &from.call.region, call.today(), None, |template| template.contributes && !template.answers).await?;
        articles.extend(own.iter().filter_map(|text| brief(from, text, &taken)));
    }
    articles.sort_by_key(|one| std::cmp::Reverse((one.text.on, one.text.id)));
    Ok(ArticleList { articles })
}

/// A contributed text by district and id.
pub(super) async fn found(anlan: &Anlan, call: &Call, region: &str, id: MatterId) -> Result<(Other, Text), Fault> {
    let city = city(anlan, call)?;
    let from = district(anlan, call, city, region).await?;
    let text = shared(anlan, &from, id, |text| text.head.contributes).await?;
    Ok((from, text))
}

/// What a district finished for this office: an article, or an answer.
///
/// # Errors
/// Not allowed, none of that id contributed, or the store fails.
pub async fn article_page(anlan: &Anlan, call: &Call, region: &str, id: MatterId) -> Result<SharedText, Fault> {
    let (from, text) = found(anlan, call, region, id).await?;
    page(anlan, &from, &text).await
}

/// Its document: file name and bytes.
///
/// # Errors
/// As [`article_page`], or no Chinese font for a PDF.
pub async fn article_document(
    anlan: &Anlan,
    call: &Call,
    region: &str,
    id: MatterId,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    let (from, _) = found(anlan, call, region, id).await?;
    crate::texts::text_document(anlan, &from.call, id, kind).await
}
