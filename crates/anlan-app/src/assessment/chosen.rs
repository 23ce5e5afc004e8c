//! Which result a page asks for, and what of it the actor may see.

use super::judge::{JudgedYear, judge_year, pack_named};
use super::published::Round;
use crate::views::{LineView, ResultView, WhichResult};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::assessment::{Assessment, Line};
use anlan_core::ids::UnitId;
use anlan_core::pack::Pack;
use std::sync::Arc;

/// A result: published, or as it would be.
#[derive(Debug, Clone)]
pub(super) enum Chosen {
    /// A published version.
    Published(Box<Round>),
    /// A preview.
    Preview(Arc<JudgedYear>),
}

impl Chosen {
    pub(super) fn assessment(&self) -> &Assessment {
        match self {
            Self::Published(round) => &round.1.assessment,
            Self::Preview(judged) => &judged.assessment,
        }
    }

    pub(super) fn version(&self) -> Option<i32> {
        match self {
            Self::Published(round) => Some(round.1.version),
            Self::Preview(_) => None,
        }
    }

    /// The pack it was made by, as kept.
    pub(super) async fn pack(&self, anlan: &Anlan, call: &Call) -> Result<Arc<Pack>, Fault> {
        match self {
            Self::Published(round) => Ok(anlan.kept_rules(&call.region, &round.0.pack_hash).await?),
            Self::Preview(judged) => Ok(Arc::clone(&judged.pack)),
        }
    }

    /// The result with its facts; those of a published version are gathered again as known then.
    pub(super) async fn judged(&self, anlan: &Anlan, call: &Call) -> Result<Arc<JudgedYear>, Fault> {
        match self {
            Self::Preview(judged) => Ok(Arc::clone(judged)),
            Self::Published(round) => {
                let book = anlan.year(&call.region, round.1.year).await?;
                let pack = self.pack(anlan, call).await?;
                Ok(Arc::new(judge_year(anlan, &anlan.store.region(&call.region), &book, &pack, round.1.known_at).await?))
            }
        }
    }
}

/// The result asked for. Without a wish: the latest published one, or for whoever may compute it a preview.
///
/// # Errors
/// Not allowed, not found, no pack, or the store fails.
pub(super) async fn choose(anlan: &Anlan, call: &Call, year: i32, which: &WhichResult) -> Result<Chosen, Fault> {
    if reach(call.actor.role, Action::AssessmentRead) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    let wants_preview = which.preview || which.pack.as_deref().is_some_and(|pack| !pack.is_empty());
    if !wants_preview {
        let mut rounds = anlan.rounds(&call.region, Some(year)).await?;
        let place = match which.version {
            Some(version) => rounds.iter().position(|(_, content)| content.version == version),
            None => rounds.len().checked_sub(1),
        };
        if let Some(place) = place {
            return Ok(Chosen::Published(Box::new(rounds.swap_remove(place))));
        }
        if which.version.is_some() || !may(&call.actor, Action::AssessmentPreview, Target::default()) {
            return Err(Fault::not_found());
        }
    }
    call.ask(Action::AssessmentPreview, Target::default())?;
    let pack = pack_named(anlan, call, year, which.pack.as_deref())?;
    Ok(Chosen::Preview(anlan.judged(call, year, &pack).await?))
}

/// What of a subject's lines the actor may see: those of the whole region, or of their own unit.
pub(super) fn target_of(book: &YearBook, subject: &str) -> Target {
    let unit = book.units.iter().find(|unit| unit.name == subject);
    Target { unit_id: unit.map(|unit| UnitId(unit.id)), ..Target::default() }
}

/// Goes on only when the actor may read a subject's lines.
pub(super) fn ask_subject(call: &Call, book: &YearBook, subject: &str) -> Result<(), Fault> {
    call.ask(Action::AssessmentRead, target_of(book, subject))
}

/// Whether the actor may read a subject's lines.
pub(super) fn sees(call: &Call, book: &YearBook, subject: &str) -> bool {
    may(&call.actor, Action::AssessmentRead, target_of(book, subject))
}

/// A result as far as the actor may see it: the ranking is published, ledgers are each unit's own.
pub(super) fn result_view(call: &Call, book: &YearBook, assessment: &Assessment) -> ResultView {
    let whole = reach(call.actor.role, Action::AssessmentRead) == Reach::Region;
    let own = |subject: &str| whole || sees(call, book, subject);
    let line_seen = |line: &&Line| line.subject.as_deref().map_or(whole, own);
    let mut ranking = assessment.ranking.clone();
    if !whole {
        // What separates others is told by their ledgers, which are not public.
        ranking.rows.iter_mut().filter(|row| !own(&row.subject)).for_each(|row| row.gap = None);
        ranking.unranked.iter_mut().filter(|row| !own(&row.subject)).for_each(|row| row.why.clear());
    }
    ResultView {
        pack_id: assessment.pack.id.clone(),
        pack_title: assessment.pack.title.clone(),
        pack_hash: assessment.pack.hash.clone(),
        as_of: assessment.period.as_of,
        subject_label: assessment.subject_label.clone(),
        coverage: assessment.coverage.clone(),
        coverage_needed: assessment.coverage_needed,
        ranking,
        scores: assessment.scores.iter().filter(|score| own(&score.subject)).cloned().collect(),
        money: assessment.money.iter().filter(|score| own(&score.subject)).cloned().collect(),
        open_points: assessment.open_points.clone(),
        shown: if whole { assessment.shown.clone() } else { vec![] },
        not_assessed: assessment.lines.iter().filter(|line| line.amount.is_none()).filter(line_seen).map(LineView::from).collect(),
        unassigned: if whole { assessment.unassigned().map(LineView::from).collect() } else { vec![] },
    }
}
