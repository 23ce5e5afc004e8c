//! Recomputing what was issued, from the facts known then and the pack kept then; only differences are told.

use super::judged::lights_known;
use crate::figures::replayed;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::circular::IssuedLight;
use serde::Serialize;

/// Something issued that does not come out the same.
#[derive(Debug, Clone, Serialize)]
pub struct ReplayDifference {
    /// The circular's number.
    pub circular: String,
    /// The item's number.
    pub item: String,
    /// As issued.
    pub issued: String,
    /// As recomputed.
    pub recomputed: String,
}

/// Recomputes every issued circular of the region: how many were recomputed, and every difference.
///
/// # Errors
/// Not allowed, a kept pack is unreadable, or the store fails.
pub async fn replay(anlan: &Anlan, call: &Call) -> Result<(usize, Vec<ReplayDifference>), Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let rows = anlan.store.region(&call.region).circulars(None).await?;
    let mut found = Vec::new();
    for row in &rows {
        let circular = anlan.content(row)?;
        let book = anlan.year(&call.region, circular.month.year()).await?;
        let pack = anlan.kept_pack(&call.region, &row.pack_hash).await?;
        let again = lights_known(&book, &pack, circular.month, circular.known_at);
        for figure in replayed(anlan, call, circular.figures.as_ref()).await? {
            found.push(ReplayDifference { circular: row.number.clone(), item: figure.name, issued: figure.was, recomputed: figure.now });
        }
        let told =
            |light: Option<&IssuedLight>| light.map_or_else(|| "-".to_owned(), |light| serde_json::to_string(light).unwrap_or_default());
        let mut differ = |number: &str, issued: Option<_>, now: Option<_>| {
            found.push(ReplayDifference {
                circular: row.number.clone(),
                item: number.to_owned(),
                issued: told(issued),
                recomputed: told(now),
            });
        };
        for issued in &circular.lights {
            match again.iter().find(|light| light.item_id == issued.item_id) {
                Some(light) if same_verdict(light, issued) => {}
                other => differ(&issued.number, Some(issued), other),
            }
        }
        for light in again.iter().filter(|light| !circular.lights.iter().any(|issued| issued.item_id == light.item_id)) {
            differ(&light.number, None, Some(light));
        }
    }
    Ok((rows.len(), found))
}

/// Names may have been corrected since; the verdict, its reasons and what they rest on may not.
fn same_verdict(a: &IssuedLight, b: &IssuedLight) -> bool {
    let verdict = |light: &IssuedLight| {
        (
            light.light,
            light.computed,
            light.rule.clone(),
            light.clause.clone(),
            light.because.clone(),
            light.progress.clone(),
            light.limit_on,
            light.override_reason.clone(),
        )
    };
    verdict(a) == verdict(b)
}
