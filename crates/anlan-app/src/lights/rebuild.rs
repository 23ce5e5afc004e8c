//! The lights of a month as known at any moment: what `anlan lights` prints.

use super::judged::lights_known;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::pack::explain::Reason;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// One item's light: a contract with programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct RebuiltLight {
    /// The item's number.
    pub item: String,
    /// The light the rules give.
    pub light: Light,
    /// The rule that decided.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Every condition tried.
    pub because: Vec<Reason>,
}

/// The computed lights of a month, from what was recorded up to `known_at` (everything when absent).
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn rebuild(anlan: &Anlan, call: &Call, month: Month, known_at: Option<DateTime<Utc>>) -> Result<Vec<RebuiltLight>, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let book = anlan.year(&call.region, month.year()).await?;
    let pack = anlan.packs.in_force(call.region.as_str(), month.last_day())?;
    let lights = lights_known(&book, pack, month, known_at.unwrap_or(DateTime::<Utc>::MAX_UTC));
    let shown = lights.into_iter().map(|light| RebuiltLight {
        item: light.number,
        light: light.computed,
        rule: light.rule,
        clause: light.clause,
        because: light.because,
    });
    Ok(shown.collect())
}
