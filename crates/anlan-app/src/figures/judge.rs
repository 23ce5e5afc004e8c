//! All figures of a region on a day.

use crate::assessment::judge::apart;
use crate::offered::gather;
use crate::{Anlan, Call, Fault};
use anlan_core::days::{china_day, zh};
use anlan_core::figure::{JudgedFigure, judge_figures};
use anlan_core::pack::Pack;
use anlan_core::rule::run::Given;
use anlan_core::rule::sheet::FigureOf;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::sync::Arc;

/// The figures of one pack and period.
#[derive(Debug, Clone)]
pub(crate) struct FiguresOf {
    /// The rules.
    pub(crate) pack: Arc<Pack>,
    /// The period.
    pub(crate) given: Given,
    /// The figures.
    pub(crate) figures: Vec<JudgedFigure>,
    /// What is wrong with the records behind them.
    pub(crate) problems: Vec<String>,
}

/// All figures of a region.
#[derive(Debug, Clone)]
pub(crate) struct FiguresOn {
    /// The last day that counts.
    pub(crate) as_of: NaiveDate,
    /// What was recorded later does not count.
    pub(crate) known_at: DateTime<Utc>,
    /// By pack and period.
    pub(crate) parts: Vec<FiguresOf>,
}

impl FiguresOn {
    /// A figure by its key, with what it is part of.
    pub(crate) fn of_key(&self, key: &str) -> Option<(&FiguresOf, &JudgedFigure)> {
        self.parts.iter().find_map(|part| part.figures.iter().find(|figure| figure.key == key).map(|figure| (part, figure)))
    }
}

/// The day asked for: today when none is; never one to come.
///
/// # Errors
/// A day to come, or before 2000.
fn day_of(call: &Call, as_of: Option<NaiveDate>) -> Result<NaiveDate, Fault> {
    let as_of = as_of.unwrap_or_else(|| call.today());
    if as_of > call.today() || as_of.year() < 2000 {
        let zh = format!("统计截止日{as_of}应在2000年以后、今天（{}）以前。", call.today());
        return Err(Fault::invalid("as_of", "bad_day", zh, "The day must lie between 2000 and today."));
    }
    Ok(as_of)
}

/// The periods that figures of a day are of: this year up to it, and the whole year before.
fn periods(as_of: NaiveDate) -> Vec<(FigureOf, Given)> {
    let this = NaiveDate::from_ymd_opt(as_of.year(), 1, 1).map(|from| (FigureOf::Year, Given { from, to: as_of, as_of }));
    let last = Given::year(as_of.year() - 1).map(|given| (FigureOf::LastYear, given));
    this.into_iter().chain(last).collect()
}

/// Computes every figure of the packs in force. Whoever calls has asked permission.
///
/// # Errors
/// A day to come, several packs of a topic in force on it, a pack that declares what is not offered, or the store fails.
pub(crate) async fn judge_on(
    anlan: &Anlan,
    call: &Call,
    as_of: Option<NaiveDate>,
    known_at: Option<DateTime<Utc>>,
) -> Result<FiguresOn, Fault> {
    let as_of = day_of(call, as_of)?;
    let known_at = known_at.unwrap_or(call.at).min(call.at);
    let as_of = as_of.min(china_day(known_at));
    let mut parts = Vec::new();
    for (of, given) in periods(as_of) {
        let packs = anlan.packs.with_figures(call.region.as_str(), given.to, of).map_err(|fault| {
            Fault::conflict("several_packs", format!("{}有几个同类规则包同时生效，请先核对生效日期。", zh(given.to)), fault.to_string())
        })?;
        for pack in packs {
            let book = anlan.year(&call.region, given.from.year()).await?;
            let gathered = gather(anlan, &anlan.store.region(&call.region), &book, &pack, &given, known_at).await?;
            let (rules, facts) = (Arc::clone(&pack), gathered.facts);
            let figures = apart(move || Ok(judge_figures(&rules, facts, &given, of)?)).await?;
            parts.push(FiguresOf { pack, given, figures, problems: gathered.problems });
        }
    }
    Ok(FiguresOn { as_of, known_at, parts })
}
