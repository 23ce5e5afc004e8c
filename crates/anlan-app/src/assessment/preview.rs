//! A year's result before it is published: computed from what is recorded now, nothing stored.

use super::chosen::result_view;
use super::judge::{basis_of, choices, pack_named};
use super::posted::{posted_of, why_not_publish};
use crate::views::{ActionView, PreviewPage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::assessment::revise;

/// The preview of a year by the pack in force or another one, drafts too.
///
/// # Errors
/// Not allowed, no pack, the pack declares what is not offered, or the store fails.
pub async fn preview(anlan: &Anlan, call: &Call, year: i32, pack: Option<&str>) -> Result<PreviewPage, Fault> {
    call.ask(Action::AssessmentPreview, Target::default())?;
    let pack = pack_named(anlan, call, year, pack)?;
    let judged = anlan.judged(call, year, &pack).await?;
    let book = anlan.year(&call.region, year).await?;
    let read = anlan.store.region(&call.region);
    let versions = read.assessment_rounds(Some(year)).await?.len();
    let posted = posted_of(&read.postings(year).await?)?;
    let revision = revise(&posted, &judged.assessment);
    let choices = choices(anlan, call, year);
    let mut actions = Vec::new();
    if may(&call.actor, Action::AssessmentPublish, Target::default()) {
        let key = Action::AssessmentPublish.key();
        let nothing_new = versions > 0 && revision.reverse.is_empty() && revision.post.is_empty();
        let in_force = choices.iter().any(|choice| choice.in_force && choice.hash == pack.hash);
        let why = why_not_publish(call, year, in_force, nothing_new, &judged.assessment);
        actions.push(why.map_or_else(|| ActionView::allowed(key), |(_, zh, _)| ActionView::not_now(key, &zh)));
    }
    if may(&call.actor, Action::PackTry, Target::default()) {
        actions.push(ActionView::allowed(Action::PackTry.key()));
    }
    Ok(PreviewPage {
        year,
        ended: year_ended(call, year),
        basis: basis_of(&judged.assessment, versions),
        packs: choices,
        result: result_view(call, &book, &judged.assessment),
        problems: judged.problems.clone(),
        would_reverse: revision.reverse.len(),
        would_post: revision.post.len(),
        actions,
    })
}

/// Whether a year is over.
pub(super) fn year_ended(call: &Call, year: i32) -> bool {
    use chrono::Datelike as _;
    call.today().year() > year
}
