//! One line with its reasons, its facts and where they are found.

use super::appeals::appeal_view;
use super::chosen::{Chosen, ask_subject, choose};
use super::evidence::fact_refs;
use super::posted::posted_of;
use crate::views::{LinePage, LineView, WhichLine, WhichResult};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::standing;

/// A line by its key.
///
/// # Errors
/// Not allowed, hidden, not found, or the store fails.
pub async fn line(anlan: &Anlan, call: &Call, year: i32, wanted: &WhichLine, which: &WhichResult) -> Result<LinePage, Fault> {
    let book = anlan.year(&call.region, year).await?;
    let chosen = choose(anlan, call, year, which).await?;
    let line = chosen.assessment().line(&wanted.key).ok_or_else(Fault::not_found)?;
    match &line.subject {
        Some(subject) => ask_subject(call, &book, subject)?,
        None => call.ask(Action::AssessmentRead, Target::default())?,
    }
    let read = anlan.store.region(&call.region);
    let facts = fact_refs(anlan, &read, &book, &line.facts).await?;
    let (mut posting_id, mut appeal) = (None, None);
    if let Chosen::Published(_) = &chosen {
        let posted = posted_of(&read.postings(year).await?)?;
        posting_id = standing(&posted).into_iter().find(|one| one.key == line.key).map(|one| one.id);
        let appeals = read.appeals(year).await?;
        if let Some((row, decision)) = appeals.iter().find(|(row, _)| Some(row.posting_id) == posting_id) {
            appeal = Some(appeal_view(anlan, call, &book, row, decision.as_ref()).await?);
        }
    }
    Ok(LinePage { year, version: chosen.version(), line: LineView::from(line), reasons: line.reasons.clone(), facts, posting_id, appeal })
}
