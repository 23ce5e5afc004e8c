//! What if one fact were not there: which single fact would have moved a subject most.

use super::chosen::{ask_subject, choose};
use super::evidence::fact_ref;
use super::judge::apart;
use crate::views::{WhatIfPage, WhichResult, WhichSubject};
use crate::{Anlan, Call, Fault};
use anlan_core::assessment::what_if as tried;
use anlan_core::rule::run::Readings;

/// Most facts tried when the page does not say, and at all.
const USUAL: usize = 20;
const MOST: usize = 60;

/// Takes away each of the facts that the largest amounts of a subject rest on.
///
/// # Errors
/// Not allowed, hidden, not found, or the store fails.
pub async fn what_if(anlan: &Anlan, call: &Call, year: i32, wanted: &WhichSubject, which: &WhichResult) -> Result<WhatIfPage, Fault> {
    let book = anlan.year(&call.region, year).await?;
    ask_subject(call, &book, &wanted.subject)?;
    let judged = choose(anlan, call, year, which).await?.judged(anlan, call).await?;
    let (subject, most) = (wanted.subject.clone(), wanted.most.unwrap_or(USUAL).min(MOST));
    let what_if = apart(move || Ok(tried(&judged.pack, &judged.facts, &judged.given, &Readings::new(), &subject, most)?)).await?;
    let read = anlan.store.region(&call.region);
    let mut facts = Vec::with_capacity(what_if.changes.len());
    for change in &what_if.changes {
        facts.push(match &change.fact {
            Some(name) => Some(fact_ref(anlan, &read, &book, name).await?),
            None => None,
        });
    }
    Ok(WhatIfPage { year, what_if, facts })
}
