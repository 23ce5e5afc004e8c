//! Looking at the register.

use crate::lists::{item_row, visible, work_month};
use crate::views::{Chief, ChiefPage, Choice, Choices, Lead, Named, River, RiverPage, Tenure, Unit, UnitPage};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role, Target};
use anlan_core::circular::LightCounts;
use anlan_core::month::Month;
use anlan_core::pack::{Kind, Pack};
use anlan_store::{ChiefRow, LeadUnitRow, RiverRow, TenureRow, UnitRow};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

struct Register<'a> {
    book: Arc<YearBook>,
    pack: Option<&'a Pack>,
    call: &'a Call,
    month: Month,
}

fn holds_on(day: NaiveDate, from: NaiveDate, until: Option<NaiveDate>) -> bool {
    from <= day && until.is_none_or(|until| day <= until)
}

async fn register<'a>(anlan: &'a Anlan, call: &'a Call) -> Result<Register<'a>, Fault> {
    call.ask(Action::RegisterRead, Target::default())?;
    let month = work_month(call.today());
    let book = anlan.year(&call.region, month.year()).await?;
    Ok(Register { book, pack: anlan.packs.of_region(call.region.as_str()).map(|lists| &lists.pack), call, month })
}

impl Register<'_> {
    fn named(&self, id: Uuid) -> Named {
        Named { id, name: self.book.name(id) }
    }

    fn label(&self, kinds: impl Fn(&Pack) -> &Vec<Kind>, key: &str) -> String {
        let kind = self.pack.and_then(|pack| kinds(pack).iter().find(|kind| kind.key == key));
        kind.map_or_else(|| key.to_owned(), |kind| kind.label.clone())
    }

    fn items(&self, fits: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
        visible(&self.book, self.call).filter(|entry| fits(entry)).collect()
    }

    fn lights(&self, items: &[&Entry]) -> LightCounts {
        LightCounts::of(items.iter().filter_map(|entry| Some(self.book.light_that_holds(entry, self.month)?.0)))
    }

    fn rows(&self, items: &[&Entry]) -> Vec<crate::views::ItemRow> {
        items.iter().map(|entry| item_row(&self.book, entry, self.month)).collect()
    }

    fn unit(&self, row: &UnitRow, liaisons: &[(Uuid, String)]) -> Unit {
        let items = self.items(|entry| entry.content().unit_id.0 == row.id);
        Unit {
            id: row.id,
            name: row.name.clone(),
            kind: row.kind.clone(),
            kind_label: self.label(|pack| &pack.head.unit_kinds, &row.kind),
            from_on: row.from_on,
            until_on: row.until_on,
            items: items.len(),
            lights: self.lights(&items),
            liaisons: liaisons.iter().filter(|(unit, _)| *unit == row.id).map(|(_, name)| name.clone()).collect(),
        }
    }

    fn lead(&self, row: &LeadUnitRow) -> Lead {
        Lead { id: row.id, river: self.named(row.river_id), unit: self.named(row.unit_id), from_on: row.from_on, until_on: row.until_on }
    }

    fn river(&self, row: &RiverRow) -> River {
        let items = self.items(|entry| entry.content().river_id.is_some_and(|id| id.0 == row.id));
        let today = self.call.today();
        let lead = self.book.lead_units.iter().rev().find(|lead| lead.river_id == row.id && holds_on(today, lead.from_on, lead.until_on));
        River {
            id: row.id,
            name: row.name.clone(),
            level: row.level.clone(),
            level_label: self.label(|pack| &pack.head.river_levels, &row.level),
            lead_unit: lead.map(|lead| self.named(lead.unit_id)),
            chiefs: self.book.chiefs.iter().filter(|chief| chief.river_id == Some(row.id)).map(|chief| self.named(chief.id)).collect(),
            items: items.len(),
            lights: self.lights(&items),
        }
    }

    fn chief_items(&self, row: &ChiefRow) -> Vec<&Entry> {
        self.items(|entry| entry.content().chief_id.is_some_and(|id| id.0 == row.id))
    }

    fn chief(&self, row: &ChiefRow) -> Chief {
        let today = self.call.today();
        let holder =
            self.book.tenures.iter().rev().find(|tenure| tenure.chief_id == row.id && holds_on(today, tenure.from_on, tenure.until_on));
        Chief {
            id: row.id,
            name: row.name.clone(),
            level: row.level.clone(),
            level_label: self.label(|pack| &pack.head.chief_levels, &row.level),
            river: row.river_id.map(|id| self.named(id)),
            holder: holder.map(|tenure| tenure.person.clone()),
            items: self.chief_items(row).len(),
        }
    }
}

/// Units and their liaisons' names.
async fn liaisons(anlan: &Anlan, call: &Call) -> Result<Vec<(Uuid, String)>, Fault> {
    let accounts = anlan.store.region(&call.region).accounts().await?;
    let liaison = |row: anlan_store::AccountRow| {
        row.unit_id.filter(|_| row.role == Role::Liaison.key() && !row.disabled).map(|unit| (unit, row.name))
    };
    Ok(accounts.into_iter().filter_map(liaison).collect())
}

/// All units.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn units(anlan: &Anlan, call: &Call) -> Result<Vec<Unit>, Fault> {
    let register = register(anlan, call).await?;
    let liaisons = liaisons(anlan, call).await?;
    Ok(register.book.units.iter().map(|row| register.unit(row, &liaisons)).collect())
}

/// One unit with its items and rivers.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn unit(anlan: &Anlan, call: &Call, id: Uuid) -> Result<UnitPage, Fault> {
    let register = register(anlan, call).await?;
    let row = register.book.units.iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
    let liaisons = liaisons(anlan, call).await?;
    let items = register.items(|entry| entry.content().unit_id.0 == id);
    let leads = register.book.lead_units.iter().filter(|lead| lead.unit_id == id).map(|lead| register.lead(lead));
    Ok(UnitPage { unit: register.unit(row, &liaisons), items: register.rows(&items), leads: leads.collect() })
}

/// All rivers.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn rivers(anlan: &Anlan, call: &Call) -> Result<Vec<River>, Fault> {
    let register = register(anlan, call).await?;
    Ok(register.book.rivers.iter().map(|row| register.river(row)).collect())
}

/// One river with its lead units, chiefs and items.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn river(anlan: &Anlan, call: &Call, id: Uuid) -> Result<RiverPage, Fault> {
    let register = register(anlan, call).await?;
    let row = register.book.rivers.iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
    let items = register.items(|entry| entry.content().river_id.is_some_and(|river| river.0 == id));
    Ok(RiverPage {
        river: register.river(row),
        items: register.rows(&items),
        leads: register.book.lead_units.iter().rev().filter(|lead| lead.river_id == id).map(|lead| register.lead(lead)).collect(),
        chiefs: register.book.chiefs.iter().filter(|chief| chief.river_id == Some(id)).map(|chief| register.chief(chief)).collect(),
    })
}

/// All chiefs' posts.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn chiefs(anlan: &Anlan, call: &Call) -> Result<Vec<Chief>, Fault> {
    let register = register(anlan, call).await?;
    Ok(register.book.chiefs.iter().map(|row| register.chief(row)).collect())
}

/// One chief's post with its tenures and items.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn chief(anlan: &Anlan, call: &Call, id: Uuid) -> Result<ChiefPage, Fault> {
    let register = register(anlan, call).await?;
    let row = register.book.chiefs.iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
    let tenure = |row: &TenureRow| Tenure { id: row.id, person: row.person.clone(), from_on: row.from_on, until_on: row.until_on };
    Ok(ChiefPage {
        chief: register.chief(row),
        tenures: register.book.tenures.iter().rev().filter(|tenure| tenure.chief_id == id).map(tenure).collect(),
        items: register.rows(&register.chief_items(row)),
    })
}

/// What forms and filters offer.
///
/// # Errors
/// The store fails.
pub async fn choices(anlan: &Anlan, call: &Call) -> Result<Choices, Fault> {
    let month = work_month(call.today());
    let book = anlan.year(&call.region, month.year()).await?;
    let pack = anlan.packs.of_region(call.region.as_str());
    let kinds = |kinds: fn(&Pack) -> &Vec<Kind>| -> Vec<Choice> {
        let choice = |kind: &Kind| Choice { key: kind.key.clone(), label: kind.label.clone() };
        pack.map(|pack| kinds(pack).iter().map(choice).collect()).unwrap_or_default()
    };
    let rules =
        pack.map(|pack| pack.lights.rules().iter().map(|rule| Choice { key: rule.key.clone(), label: rule.title.clone() }).collect());
    let mut years: BTreeSet<i32> =
        anlan.store.region(&call.region).items(None).await?.iter().filter_map(|row| i32::try_from(row.year).ok()).collect();
    years.insert(call.today().year());
    let named = |id: Uuid, name: &str| Named { id, name: name.to_owned() };
    let indicators: BTreeSet<String> = visible(&book, call).filter_map(|entry| entry.content().indicator.clone()).collect();
    Ok(Choices {
        unit_kinds: kinds(|pack| &pack.head.unit_kinds),
        chief_levels: kinds(|pack| &pack.head.chief_levels),
        river_levels: kinds(|pack| &pack.head.river_levels),
        rules: rules.unwrap_or_default(),
        years: years.into_iter().rev().collect(),
        units: book.units.iter().map(|row| named(row.id, &row.name)).collect(),
        rivers: book.rivers.iter().map(|row| named(row.id, &row.name)).collect(),
        chiefs: book.chiefs.iter().map(|row| named(row.id, &row.name)).collect(),
        indicators: indicators.into_iter().collect(),
        meetings: meetings(anlan, call),
        roles: Role::ALL.to_vec(),
    })
}

/// Kinds of meetings that the packs in force name, each once.
fn meetings(anlan: &Anlan, call: &Call) -> Vec<String> {
    let of_loop = anlan.loop_head(call).into_iter().flat_map(|head| &head.meetings);
    let plans = anlan.packs.plan_rules(call.region.as_str(), call.today()).ok().and_then(|pack| pack.head.plan.as_ref());
    let of_plans = plans.into_iter().flat_map(|rules| &rules.stages).flat_map(|stage| &stage.meetings);
    let mut kinds: Vec<String> = Vec::new();
    for kind in of_loop.chain(of_plans) {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    kinds
}
