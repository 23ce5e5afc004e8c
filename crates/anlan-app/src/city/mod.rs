//! An office above districts (市河长办): what these contribute to its bulletin, how their figures compare, what it sends them; and, from
//! the other side, what a district receives. Each district's records and rules stay its own. The office above reads what was finished
//! for it and figures with their definitions and why they are so, without opening records; nothing of a sealed inspection, no unpublished assessment.

mod articles;
mod board;
mod compare;
mod received;
mod take;

pub use articles::{article_document, article_list, article_page};
pub use board::city_board;
pub use compare::compare_districts;
pub use received::{received_document, received_list, received_text};
pub use take::take_article;

pub(crate) use received::{above_to_answer, letter_received};

use crate::public::in_short;
use crate::texts::text_of;
use crate::views::{RegionName, RegionNode, SharedText};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::text::Text;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::pack::texts::TextTemplate;
use anlan_core::pack::{City, RegionTree};
use anlan_store::{MatterFilter, MatterOrder};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most texts of a kind looked through, the newest first.
const LOOKED: u64 = 300;

/// A region beside the caller's own.
#[derive(Debug, Clone)]
pub(crate) struct Other {
    /// Its code and name.
    pub(crate) name: RegionName,
    /// A reading call in it.
    pub(crate) call: Call,
    /// Whether it keeps its books in this installation.
    pub(crate) here: bool,
}

fn named(anlan: &Anlan, region: &str) -> RegionName {
    RegionName { code: region.to_owned(), name: anlan.packs.name_of(region).unwrap_or(region).to_owned() }
}

async fn other(anlan: &Anlan, call: &Call, region: &RegionId) -> Result<Other, Fault> {
    let here = anlan.store.region(region).own_row().await?.is_some();
    Ok(Other { name: named(anlan, region.as_str()), call: Call::from_above(region.clone(), call.at), here })
}

/// The rules of the caller's office above districts; what is asked of another office is not there.
///
/// # Errors
/// Not allowed, or no such office.
fn city<'a>(anlan: &'a Anlan, call: &Call) -> Result<&'a City, Fault> {
    call.ask(Action::DistrictRead, Target::default())?;
    anlan.packs.above(call.region.as_str(), call.today()).map(|(_, city)| city).ok_or_else(Fault::not_found)
}

/// The districts below, in the order of the rules.
pub(crate) async fn districts(anlan: &Anlan, call: &Call, city: &City) -> Result<Vec<Other>, Fault> {
    let mut found = Vec::new();
    for code in &city.districts {
        let Ok(region) = RegionId::parse(code) else { continue };
        found.push(other(anlan, call, &region).await?);
    }
    Ok(found)
}

/// A tree of regions with their names, and which of them keep their books here.
async fn told(anlan: &Anlan, tree: &RegionTree) -> Result<RegionNode, Fault> {
    let here = anlan.store.across().regions().await?.into_iter().map(|row| row.region_id).collect();
    Ok(node(anlan, tree, &here))
}

fn node(anlan: &Anlan, tree: &RegionTree, here: &BTreeSet<String>) -> RegionNode {
    RegionNode {
        region: named(anlan, &tree.region),
        here: here.contains(&tree.region),
        below: tree.below.as_ref().map(|below| below.iter().map(|own| node(anlan, own, here)).collect()),
    }
}

/// A district below by its code.
///
/// # Errors
/// None of that code, or it keeps no books here.
pub(crate) async fn district(anlan: &Anlan, call: &Call, city: &City, code: &str) -> Result<Other, Fault> {
    let region = RegionId::parse(code).ok().filter(|_| city.districts.iter().any(|own| own == code)).ok_or_else(Fault::not_found)?;
    let found = other(anlan, call, &region).await?;
    if found.here { Ok(found) } else { Err(Fault::not_found()) }
}

/// The finished texts of a region that are of certain kinds, the newest first.
pub(crate) async fn finished(
    anlan: &Anlan,
    region: &RegionId,
    on: NaiveDate,
    period: Option<&str>,
    wanted: impl Fn(&TextTemplate) -> bool,
) -> Result<Vec<Text>, Fault> {
    let Ok(packs) = anlan.packs.with_texts(region.as_str(), on) else { return Ok(vec![]) };
    let read = anlan.store.region(region);
    let mut texts = Vec::new();
    for template in packs.iter().flat_map(|pack| &pack.head.texts).filter(|template| wanted(template)) {
        let filter = MatterFilter {
            states: vec![MatterState::Final],
            class: template.key.clone(),
            source: period.unwrap_or_default().to_owned(),
            ..MatterFilter::of(MatterKind::Text)
        };
        let rows = read.matters(&filter, MatterOrder::Latest, None, LOOKED).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        for (_, facts) in read.matter_facts_of(&ids).await? {
            // Whether the office above reads a text was said when it was drafted, not by the template of now.
            if let Ok(Some(Matter::Text(text))) = Matter::told(&facts)
                && (text.head.contributes || !template.contributes)
            {
                texts.push(*text);
            }
        }
    }
    texts.sort_by_key(|text| std::cmp::Reverse((text.ended_on, text.id)));
    Ok(texts)
}

/// A finished text of another region that its office gives the caller's to read.
///
/// # Errors
/// None of that id, or it is not meant for the caller.
pub(crate) async fn shared(anlan: &Anlan, from: &Other, id: MatterId, meant: impl Fn(&Text) -> bool) -> Result<Text, Fault> {
    let held = crate::matters::load(&anlan.store.region(&from.call.region), MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    if in_short(text).is_some() && meant(text) { Ok(text.clone()) } else { Err(Fault::not_found()) }
}

/// A text shared between offices as a page, with what has changed behind it.
async fn page(anlan: &Anlan, from: &Other, text: &Text) -> Result<SharedText, Fault> {
    let told = crate::public::as_issued(text).ok_or_else(Fault::not_found)?;
    let stale = crate::texts::stale_now(anlan, &from.call, text).await?;
    Ok(SharedText { region: from.name.clone(), text: told, stale })
}
