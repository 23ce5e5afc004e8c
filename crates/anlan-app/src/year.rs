//! A region's year as one book: items, reports, lights of all months, names. Loaded once per revision, read by every page.
//!
//! A district has a few hundred items a year, so pages filter and sort in memory; the store is asked only for the revision.

use crate::{Anlan, Fault};
use anlan_core::circular::{Circular, IssuedLight};
use anlan_core::ids::{ItemId, RegionId, RiverId, UnitId};
use anlan_core::item::{Item, ItemContent, ItemFact, List};
use anlan_core::light::{Known, Light, Verdict, judge_all};
use anlan_core::month::Month;
use anlan_core::pack::{ListsPack, NoPack};
use anlan_core::progress::{Progress, Report, known};
use anlan_store::{
    ChiefRow, CircularRow, Connection, LeadUnitRow, OverrideDecisionRow, OverrideRow, Regional, RiverRow, TenureRow, UnitRow,
};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// One item with all that is known of it.
#[derive(Debug)]
pub struct Entry {
    /// Its id.
    pub id: ItemId,
    /// The year of its list: an earlier one than the book's when it came back after that.
    pub year: i32,
    /// Its list.
    pub list: List,
    /// Its number.
    pub number: String,
    /// As it stands now.
    pub item: Item,
    /// Its facts in the order of recording.
    pub facts: Vec<ItemFact>,
    /// Every report, corrected ones too, in the order of recording.
    pub reports: Vec<Progress>,
    /// The reports that hold, by month.
    pub held: Vec<Report>,
    /// Lights of the year's twelve months.
    pub lights: [Option<Verdict>; 12],
}

impl Entry {
    /// What holds of it now.
    #[must_use]
    pub fn content(&self) -> &ItemContent {
        &self.item.latest().content
    }

    /// The unit answerable for it in a month: at its end; of a month before it began the present one.
    #[must_use]
    pub fn unit_in(&self, month: Month) -> UnitId {
        self.item.on(month.last_day()).map_or(self.content().unit_id, |version| version.content.unit_id)
    }

    /// Whether it, as known, is to be lit in a month: what stands on an earlier year's list is only after it came back.
    #[must_use]
    pub fn counts_in(&self, item: &Item, month: Month) -> bool {
        self.year == month.year() || item.came_back_for(self.year, month)
    }

    /// The report that holds for a month.
    #[must_use]
    pub fn report_for(&self, month: Month) -> Option<Report> {
        self.held.iter().copied().find(|report| report.month == month)
    }

    /// The last report up to a month.
    #[must_use]
    pub fn last_report(&self, month: Month) -> Option<Report> {
        self.held.iter().rev().copied().find(|report| report.month <= month)
    }

    /// The light of a month of the book's year; of another year none.
    #[must_use]
    pub fn light(&self, month: Month) -> Option<&Verdict> {
        let light = self.lights.get(usize::try_from(month.number() - 1).ok()?)?.as_ref();
        light.filter(|light| light.month_end == month.last_day())
    }

    /// Whether it is done by the end of a month: closed out, or 100 % reported.
    #[must_use]
    pub fn done_by(&self, month: Month) -> bool {
        let end = month.last_day();
        let closed = self.item.closed_as_of(end).is_some_and(|on| on <= end);
        // What was reported up to the month it came back does not count any more.
        let since = self.item.relapsed_by(end).map(Month::of);
        let full = |report: Report| report.share == anlan_core::exact::Share::FULL && since.is_none_or(|since| report.month > since);
        closed || self.last_report(month).is_some_and(full)
    }
}

/// A change of a light by hand with what was decided on it.
#[derive(Debug, Clone)]
pub struct Override {
    /// The proposal.
    pub row: OverrideRow,
    /// The month.
    pub month: Month,
    /// The light proposed.
    pub light: Light,
    /// The decision, once made.
    pub decision: Option<OverrideDecisionRow>,
}

/// A region's year.
#[derive(Debug)]
pub struct YearBook {
    /// The region's revision it was loaded at.
    pub revision: i64,
    /// Its region.
    pub region: RegionId,
    /// The year.
    pub year: i32,
    /// Order of loading among books.
    pub(crate) loaded_for: i64,
    /// Items by list and number.
    pub entries: Vec<Entry>,
    /// Units by name.
    pub units: Vec<UnitRow>,
    /// Rivers by name.
    pub rivers: Vec<RiverRow>,
    /// Chiefs' posts.
    pub chiefs: Vec<ChiefRow>,
    /// Tenures.
    pub tenures: Vec<TenureRow>,
    /// Lead units.
    pub lead_units: Vec<LeadUnitRow>,
    /// Changes by hand, in the order of recording.
    pub overrides: Vec<Override>,
    /// The year's circulars with their contents, oldest month and version first.
    pub circulars: Vec<(CircularRow, Arc<Circular>)>,
    /// The pack for each month, or why there is none.
    pub packs: Vec<Result<Arc<ListsPack>, NoPack>>,
    by_id: HashMap<ItemId, usize>,
    names: HashMap<Uuid, String>,
    told: [OnceLock<Vec<IssuedLight>>; 12],
}

impl YearBook {
    pub(crate) async fn load<C: Connection>(
        anlan: &Anlan,
        read: Regional<'_, C>,
        region: &RegionId,
        year: i32,
        revision: i64,
    ) -> Result<Self, Fault> {
        let (mut rows, mut facts, mut reports) = (read.items(Some(year)).await?, read.item_facts(year).await?, read.reports(year).await?);
        let (earlier, earlier_facts, earlier_reports) = read.items_come_back(year).await?;
        rows.extend(earlier);
        facts.extend(earlier_facts);
        reports.extend(earlier_reports);
        let (units, rivers, chiefs) = (read.units().await?, read.rivers().await?, read.chiefs().await?);
        let (tenures, lead_units) = (read.tenures().await?, read.lead_units().await?);
        let overrides = read.overrides(year).await?;
        let circulars = read.circulars(Some(year)).await?;
        let months = months_of(year);
        let packs: Vec<_> = months.iter().map(|month| anlan.packs.in_force(region.as_str(), month.last_day()).cloned()).collect();

        let mut facts_of: HashMap<ItemId, Vec<ItemFact>> = HashMap::new();
        for fact in facts {
            facts_of.entry(fact.item_id).or_default().push(fact);
        }
        let mut reports_of: HashMap<ItemId, Vec<Progress>> = HashMap::new();
        for report in reports {
            reports_of.entry(report.item_id).or_default().push(report);
        }
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let id = ItemId(row.id);
            let facts = facts_of.remove(&id).unwrap_or_default();
            let reports = reports_of.remove(&id).unwrap_or_default();
            let Some((item, list)) = Item::known(&facts, DateTime::<Utc>::MAX_UTC).zip(List::from_key(&row.list)) else { continue };
            let own = i32::try_from(row.year).unwrap_or_default();
            if own != year && !months.last().is_some_and(|last| item.came_back_for(own, *last)) {
                continue;
            }
            let held = known(&reports, DateTime::<Utc>::MAX_UTC);
            entries.push(Entry { id, year: own, list, number: row.number, item, facts, reports, held, lights: [None; 12] });
        }
        light_all(&mut entries, &packs, &months);
        entries.sort_by(|a, b| (a.list, &a.number).cmp(&(b.list, &b.number)));
        let by_id = entries.iter().enumerate().map(|(place, entry)| (entry.id, place)).collect();
        let units_named = units.iter().map(|row| (row.id, row.name.clone()));
        let rivers_named = rivers.iter().map(|row| (row.id, row.name.clone()));
        let names = units_named.chain(rivers_named).chain(chiefs.iter().map(|row| (row.id, row.name.clone()))).collect();
        let overrides = overrides.into_iter().filter_map(|(row, decision)| {
            let (month, light) = (Month::parse(&row.month).ok()?, Light::from_key(&row.light)?);
            Some(Override { row, month, light, decision })
        });
        let overrides = overrides.collect();
        let circulars = circulars.into_iter().map(|row| Ok((row.clone(), anlan.content(&row)?))).collect::<Result<_, Fault>>()?;
        let book = Self {
            revision,
            region: region.clone(),
            year,
            loaded_for: revision,
            entries,
            units,
            rivers,
            chiefs,
            tenures,
            lead_units,
            overrides,
            circulars,
            packs,
            by_id,
            names,
            told: Default::default(),
        };
        Ok(book)
    }

    /// The item of an id.
    #[must_use]
    pub fn entry(&self, id: ItemId) -> Option<&Entry> {
        self.by_id.get(&id).map(|place| &self.entries[*place])
    }

    /// The name of a unit, river or chief; empty when unknown.
    #[must_use]
    pub fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    /// A unit's name.
    #[must_use]
    pub fn unit_name(&self, id: UnitId) -> String {
        self.name(id.0)
    }

    /// A river's name, empty when there is none.
    #[must_use]
    pub fn river_name(&self, id: Option<RiverId>) -> String {
        id.map(|id| self.name(id.0)).unwrap_or_default()
    }

    /// The year's months.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        months_of(self.year)
    }

    /// The pack of a month.
    ///
    /// # Errors
    /// None, or more than one, is in force.
    pub fn pack(&self, month: Month) -> Result<&Arc<ListsPack>, Fault> {
        let place = usize::try_from(month.number() - 1).unwrap_or(0);
        self.packs[place].as_ref().map_err(|fault| fault.clone().into())
    }

    /// The lights of a month as they would be issued now, told in words: made once for each book.
    ///
    /// # Errors
    /// None, or more than one, pack is in force.
    pub fn lights_told(&self, month: Month) -> Result<&[IssuedLight], Fault> {
        let pack = self.pack(month)?;
        let place = usize::try_from(month.number() - 1).unwrap_or(0);
        Ok(self.told[place].get_or_init(|| crate::lights::lights_known(self, pack, month, DateTime::<Utc>::MAX_UTC)))
    }

    /// The change by hand that counts for an item and month: the last one proposed.
    #[must_use]
    pub fn override_of(&self, item: ItemId, month: Month) -> Option<&Override> {
        self.overrides.iter().rev().find(|one| one.row.item_id == item.0 && one.month == month)
    }

    /// The light that holds: the confirmed change by hand, else the computed one.
    #[must_use]
    pub fn light_that_holds(&self, entry: &Entry, month: Month) -> Option<(Light, bool)> {
        let computed = entry.light(month)?;
        let agreed = self.override_of(entry.id, month).filter(|one| one.decision.as_ref().is_some_and(|decision| decision.agreed));
        Some(agreed.map_or((computed.light, false), |one| (one.light, true)))
    }

    /// The latest version issued for a month.
    #[must_use]
    pub fn issued(&self, month: Month) -> Option<&(CircularRow, Arc<Circular>)> {
        self.circulars.iter().rev().find(|(_, circular)| circular.month == month)
    }
}

/// Lights every item for every month, all months of one pack at once.
fn light_all(entries: &mut [Entry], packs: &[Result<Arc<ListsPack>, NoPack>], months: &[Month]) {
    let mut from = 0;
    while from < months.len() {
        let Ok(pack) = &packs[from] else {
            from += 1;
            continue;
        };
        let same = packs[from..].iter().take_while(|other| other.as_ref().is_ok_and(|other| Arc::ptr_eq(other, pack))).count();
        let span = &months[from..from + same];
        let verdicts: Vec<Vec<Option<Verdict>>> = {
            let items: Vec<Known<'_>> = entries.iter().map(|entry| Known { item: &entry.item, reports: &entry.held }).collect();
            let judged = judge_all(pack, &items, span);
            let of = |item: usize| span.iter().map(|month| judged.as_ref()?.verdict(item, *month)).collect();
            (0..items.len()).map(of).collect()
        };
        for (entry, verdicts) in entries.iter_mut().zip(verdicts) {
            entry.lights[from..from + same].copy_from_slice(&verdicts);
            for (place, month) in (from..).zip(span) {
                if !entry.counts_in(&entry.item, *month) {
                    entry.lights[place] = None;
                }
            }
        }
        from += same;
    }
}

fn months_of(year: i32) -> Vec<Month> {
    (1..=12).filter_map(|month| Month::new(year, month)).collect()
}
