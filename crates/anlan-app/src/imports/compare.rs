//! What is known already, to compare an import with.

use crate::Fault;
use anlan_core::ids::{ChiefId, ItemId, RiverId, UnitId};
use anlan_core::item::{Item, ItemFact, List};
use anlan_core::month::Month;
use anlan_core::pack::plans::ChangeRule;
use anlan_core::progress::{Progress, Report, known};
use anlan_store::Regional;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An item that is known.
pub(crate) struct KnownItem {
    pub(crate) id: ItemId,
    pub(crate) year: i32,
    pub(crate) list: List,
    pub(crate) item: Item,
    pub(crate) reports: BTreeMap<Month, KnownReport>,
}

/// A report that is known.
pub(crate) struct KnownReport {
    pub(crate) held: Report,
    pub(crate) quantity: Option<anlan_core::exact::Quantity>,
    pub(crate) note: Option<String>,
}

/// A region's register and items.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) units: HashMap<String, UnitId>,
    pub(crate) rivers: HashMap<String, RiverId>,
    pub(crate) chiefs: HashMap<String, ChiefId>,
    pub(crate) items: HashMap<String, KnownItem>,
    /// The unit that leads each river now.
    pub(crate) leads: HashMap<RiverId, UnitId>,
    pub(crate) names: HashMap<uuid::Uuid, String>,
    /// What of an item may only be changed with approval.
    pub(crate) approval: Option<ChangeRule>,
}

impl Known {
    /// Reads it, inside or outside a transaction.
    pub(crate) async fn load<C: anlan_store::Connection>(read: Regional<'_, C>) -> Result<Self, Fault> {
        let (units, rivers, chiefs) = (read.units().await?, read.rivers().await?, read.chiefs().await?);
        let rows = read.items(None).await?;
        let years: BTreeSet<i32> = rows.iter().filter_map(|row| i32::try_from(row.year).ok()).collect();
        let mut facts: HashMap<ItemId, Vec<ItemFact>> = HashMap::new();
        let mut reports: HashMap<ItemId, Vec<Progress>> = HashMap::new();
        for year in years {
            for fact in read.item_facts(year).await? {
                facts.entry(fact.item_id).or_default().push(fact);
            }
            for report in read.reports(year).await? {
                reports.entry(report.item_id).or_default().push(report);
            }
        }
        let mut known_now = Self::default();
        let units_named = units.iter().map(|row| (row.id, row.name.clone()));
        let rivers_named = rivers.iter().map(|row| (row.id, row.name.clone()));
        known_now.names = units_named.chain(rivers_named).chain(chiefs.iter().map(|row| (row.id, row.name.clone()))).collect();
        for row in rows {
            let id = ItemId(row.id);
            let told = facts.remove(&id).unwrap_or_default();
            let Some(item) = Item::known(&told, DateTime::<Utc>::MAX_UTC) else { continue };
            let (Some(list), Ok(year)) = (List::from_key(&row.list), i32::try_from(row.year)) else { continue };
            let all = reports.remove(&id).unwrap_or_default();
            let held = known(&all, DateTime::<Utc>::MAX_UTC).into_iter().map(|held| {
                let full = all.iter().find(|report| report.id == held.fact);
                let report = KnownReport { held, quantity: full.and_then(|r| r.quantity), note: full.and_then(|r| r.note.clone()) };
                (held.month, report)
            });
            known_now.items.insert(row.number, KnownItem { id, year, list, item, reports: held.collect() });
        }
        let leads = read.lead_units().await?;
        known_now.leads =
            leads.iter().filter(|row| row.until_on.is_none()).map(|row| (RiverId(row.river_id), UnitId(row.unit_id))).collect();
        known_now.units = units.into_iter().map(|row| (row.name, UnitId(row.id))).collect();
        known_now.rivers = rivers.into_iter().map(|row| (row.name, RiverId(row.id))).collect();
        known_now.chiefs = chiefs.into_iter().map(|row| (row.name, ChiefId(row.id))).collect();
        Ok(known_now)
    }

    /// The registered unit whose name is nearest, when it is near enough to be meant.
    pub(crate) fn nearest_unit(&self, name: &str) -> Option<&str> {
        let near = self.units.keys().map(|unit| (anlan_core::text::distance(unit, name), unit.as_str()));
        near.filter(|(distance, _)| *distance <= 2).min().map(|(_, unit)| unit)
    }
}
