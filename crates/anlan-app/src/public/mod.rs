//! What everybody may see: the office and its phone, rivers with their chiefs, their water in plain words, and texts published.
//!
//! Nobody is signed in here, so nothing is asked of a role: each view holds only what the region's rules declare public. Rivers and
//! chiefs are those of today; a text is read as it was issued, never computed again.

mod rivers;
mod texts;

pub use rivers::{river, rivers, sign, sign_pdf};
pub(crate) use texts::as_issued;
pub use texts::{published_document, published_text};

use crate::views::{PublicFront, PublicRegion, PublicText};
use crate::{Anlan, Call, Fault};
use anlan_core::days::china_day;
use anlan_core::ids::RegionId;
use anlan_core::matter::text::Text;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::pack::PublicTexts;
use anlan_core::pack::fill::fill;
use anlan_store::{MatterFilter, MatterOrder};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Most texts told on a region's first page.
const MOST: usize = 50;
/// Most finished texts looked through for them.
const LOOKED: u64 = 5_000;

/// A reading call of nobody in particular: it has the rights of the least of those who read everything, and writes nothing.
fn call(region: &RegionId, at: DateTime<Utc>) -> Call {
    Call::reading(region.clone(), "公众", at)
}

/// What the rules in force say is public; a region whose rules say nothing has no public page.
fn told<'a>(anlan: &'a Anlan, region: &RegionId, at: DateTime<Utc>) -> Result<&'a PublicTexts, Fault> {
    anlan.packs.public(region.as_str(), china_day(at)).ok_or_else(Fault::not_found)
}

fn name(anlan: &Anlan, region: &RegionId) -> String {
    anlan.packs.name_of(region.as_str()).unwrap_or(region.as_str()).to_owned()
}

/// The regions that have public pages.
///
/// # Errors
/// The store fails.
pub async fn regions(anlan: &Anlan, at: DateTime<Utc>) -> Result<Vec<PublicRegion>, Fault> {
    let mut found = Vec::new();
    for row in anlan.store.across().regions().await? {
        let Ok(region) = RegionId::parse(&row.region_id) else { continue };
        if told(anlan, &region, at).is_ok() {
            found.push(PublicRegion { name: name(anlan, &region), code: row.region_id });
        }
    }
    Ok(found)
}

/// A region's first page: the office, its phone, and what it published, the newest first.
///
/// # Errors
/// No public pages there, or the store fails.
pub async fn front(anlan: &Anlan, region: &RegionId, at: DateTime<Utc>) -> Result<Arc<PublicFront>, Fault> {
    let told = told(anlan, region, at)?;
    let read = anlan.store.region(region);
    let key = (region.clone(), read.revision().await?, china_day(at));
    if let Some(kept) = anlan.fronts.get(&key) {
        return Ok(kept);
    }
    let filter = MatterFilter { states: vec![MatterState::Final], ..MatterFilter::of(MatterKind::Text) };
    let rows = read.matters(&filter, MatterOrder::Latest, None, LOOKED).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut facts = read.matter_facts_of(&ids).await?;
    let mut texts = Vec::new();
    for row in rows {
        let matter = Matter::told(&facts.remove(&row.id).unwrap_or_default()).ok().flatten();
        let Some(Matter::Text(text)) = matter else { continue };
        texts.extend(brief(&text));
    }
    texts.sort_by(|a, b| (b.on, &b.title).cmp(&(a.on, &a.title)));
    texts.truncate(MOST);
    let front = PublicFront {
        region: PublicRegion { code: region.to_string(), name: name(anlan, region) },
        office: told.office.clone(),
        phone: told.phone.clone(),
        rivers: anlan.packs.of_region(region.as_str()).is_some(),
        texts,
    };
    Ok(anlan.fronts.keep(key, front))
}

/// A text in short, when it is finished and public.
fn brief(text: &Text) -> Option<PublicText> {
    in_short(text).filter(|_| text.head.public)
}

/// A finished text in short.
pub(crate) fn in_short(text: &Text) -> Option<PublicText> {
    let frozen = text.frozen.as_ref()?;
    let values: Vec<(&str, &str)> = frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str())).collect();
    Some(PublicText {
        id: text.id.0,
        title: fill(&text.content.title, &values),
        label: text.head.label.clone(),
        number: text.number.clone(),
        serial: text.serial.clone(),
        issuer: text.head.subject.clone(),
        on: text.ended_on?,
    })
}

/// What a public page depends on: region, its revision, the day.
pub(crate) type PageKey = (RegionId, i64, NaiveDate);

/// Pages of one kind kept in memory: whoever asks without signing in costs one small query while nothing changes.
#[derive(Debug)]
pub(crate) struct Pages<T>(Mutex<Vec<(PageKey, Arc<T>)>>);

/// Most regions whose page is kept.
const KEPT: usize = 64;

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Pages<T> {
    fn get(&self, key: &PageKey) -> Option<Arc<T>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(own, _)| own == key).map(|(_, page)| Arc::clone(page))
    }

    fn keep(&self, key: PageKey, page: T) -> Arc<T> {
        let page = Arc::new(page);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(own, _)| own.0 != key.0);
        if held.len() >= KEPT {
            held.remove(0);
        }
        held.push((key, Arc::clone(&page)));
        page
    }
}
