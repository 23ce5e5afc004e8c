//! Relapse rates of a year with their 95 % intervals: of everything, per unit, per kind, per source.

use crate::views::{RelapseRate, RelapseRates};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::MatterId;
use anlan_core::matter::problem::LookBackResult;
use anlan_core::matter::rate::Rate;
use anlan_core::matter::{Matter, MatterKind};
use anlan_store::{MatterFilter, MatterOrder};
use std::collections::BTreeMap;

#[derive(Default)]
struct Sum {
    sampled: usize,
    cannot_tell: usize,
    relapsed: usize,
    told: usize,
}

impl Sum {
    fn add(&mut self, result: Option<LookBackResult>) {
        self.sampled += 1;
        match result {
            Some(LookBackResult::CannotTell) => self.cannot_tell += 1,
            Some(LookBackResult::Relapsed) => {
                self.relapsed += 1;
                self.told += 1;
            }
            Some(LookBackResult::Holds) => self.told += 1,
            None => {}
        }
    }

    fn view(&self, label: &str) -> RelapseRate {
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let rate = Rate::of(whole(self.relapsed), whole(self.told));
        RelapseRate { label: label.to_owned(), sampled: self.sampled, cannot_tell: self.cannot_tell, rate }
    }
}

/// Relapse rates of the draws of a year.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn relapse_rates(anlan: &Anlan, call: &Call, year: i32) -> Result<RelapseRates, Fault> {
    call.ask(Action::LookBackRead, Target::default())?;
    let read = anlan.store.region(&call.region);
    let rows = read.matters(&MatterFilter::of(MatterKind::Draw), MatterOrder::Latest, None, 400).await?;
    let facts = read.matter_facts_of(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut all = Sum::default();
    let mut parts: [BTreeMap<String, Sum>; 3] = Default::default();
    let mut relapsed = Vec::new();
    for own in facts.values() {
        let Ok(Some(Matter::Draw(draw))) = Matter::told(own) else { continue };
        if draw.content.year != year {
            continue;
        }
        for number in &draw.content.drawn {
            let Some(row) = draw.row(number) else { continue };
            let result = draw.looked.iter().find(|looked| looked.number == *number).map(|looked| looked.result);
            all.add(result);
            for (part, label) in parts.iter_mut().zip([&row.unit, &row.class, &row.source]) {
                part.entry(label.clone()).or_default().add(result);
            }
            if result == Some(LookBackResult::Relapsed) {
                relapsed.push(row.stands_for());
            }
        }
    }
    let mut relapses_fixed = 0;
    let book = anlan.year(&call.region, year).await?;
    for (problem, item) in relapsed {
        let closed = match (problem, item) {
            (Some(MatterId(id)), _) => read.matter(MatterId(id)).await?.is_some_and(|row| row.state == "closed"),
            (None, Some(item)) => book.entry(item).is_some_and(|entry| entry.item.closed.is_some()),
            (None, None) => false,
        };
        relapses_fixed += usize::from(closed);
    }
    let [units, classes, sources] = parts;
    let views = |part: BTreeMap<String, Sum>| part.iter().map(|(label, sum)| sum.view(label)).collect();
    Ok(RelapseRates {
        year, all: all.view("全部"), units: views(units), classes: views(classes), sources: views(sources), relapses_fixed
    })
}
