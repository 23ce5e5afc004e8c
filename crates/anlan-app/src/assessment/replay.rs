//! Recomputing what was published, from the facts known then and the pack kept then; only differences are told.

use super::judge::judge_year;
use crate::figures::replayed;
use crate::lights::ReplayDifference;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::{Assessment, Line};

/// Recomputes every published assessment of the region: how many were recomputed, and every difference.
///
/// # Errors
/// Not allowed, a kept pack is unreadable, or the store fails.
pub async fn replay(anlan: &Anlan, call: &Call) -> Result<(usize, Vec<ReplayDifference>), Fault> {
    call.ask(Action::AssessmentPreview, Target::default())?;
    let rounds = anlan.rounds(&call.region, None).await?;
    let mut found = Vec::new();
    for (row, content) in &rounds {
        let book = anlan.year(&call.region, content.year).await?;
        let pack = anlan.kept_rules(&call.region, &row.pack_hash).await?;
        let again = judge_year(anlan, &anlan.store.region(&call.region), &book, &pack, content.known_at).await?;
        for figure in replayed(anlan, call, content.named.as_ref()).await? {
            found.push(ReplayDifference { circular: row.number.clone(), item: figure.name, issued: figure.was, recomputed: figure.now });
        }
        differ(&row.number, &content.assessment, &again.assessment, &mut found);
    }
    Ok((rounds.len(), found))
}

fn differ(number: &str, published: &Assessment, again: &Assessment, found: &mut Vec<ReplayDifference>) {
    let told = |line: Option<&Line>| line.map_or_else(|| "-".to_owned(), |line| serde_json::to_string(line).unwrap_or_default());
    let mut add = |item: &str, issued: String, recomputed: String| {
        found.push(ReplayDifference { circular: number.to_owned(), item: item.to_owned(), issued, recomputed });
    };
    for line in &published.lines {
        let now = again.line(&line.key);
        if now != Some(line) {
            add(&line.key, told(Some(line)), told(now));
        }
    }
    for line in again.lines.iter().filter(|line| published.line(&line.key).is_none()) {
        add(&line.key, "-".to_owned(), told(Some(line)));
    }
    if published.ranking != again.ranking || published.shown != again.shown {
        let told = |of: &Assessment| serde_json::to_string(&(&of.ranking, &of.shown)).unwrap_or_default();
        add("ranking", told(published), told(again));
    }
}
