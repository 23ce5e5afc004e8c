//! What if one fact were not there: which single fact would have moved a subject most.

use super::chosen::{ask_subject, choose};
use super::evidence::fact_refs;
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
    let names: Vec<String> = what_if.changes.iter().filter_map(|change| change.fact.clone()).collect();
    let mut told = fact_refs(anlan, &read, &book, &names).await?.into_iter();
    let facts = what_if.changes.iter().map(|change| change.fact.as_ref().and_then(|_| told.next())).collect();
    Ok(WhatIfPage { year, what_if, facts })
}
