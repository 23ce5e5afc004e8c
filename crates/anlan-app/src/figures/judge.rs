//! All figures of a region on a day.

use crate::assessment::judge::apart;
use crate::offered::gather;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::days::{china_day, zh};
use anlan_core::figure::frozen::KeptPack;
use anlan_core::figure::{JudgedFigure, explain_figure, judge_figures, withheld};
use anlan_core::ids::RegionId;
use anlan_core::pack::{Pack, Topic};
use anlan_core::rule::explain::Reasons;
use anlan_core::rule::run::Given;
use anlan_core::rule::sheet::FigureOf;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::sync::Arc;

/// What figures computed from all that is recorded depend on: region, the pack's hash, kind of period, day, the region's revision, today.
pub(crate) type FiguresKey = (RegionId, String, FigureOf, NaiveDate, i64, NaiveDate);

/// Why the figures of an assessment are not told to others yet.
const NOT_PUBLISHED: &str = "考核结果还没有公布";

/// The figures of one pack and period.
#[derive(Debug, Clone)]
pub(crate) struct FiguresOf {
    /// The rules.
    pub(crate) pack: Arc<Pack>,
    /// The kind of period.
    pub(crate) of: FigureOf,
    /// The period.
    pub(crate) given: Given,
    /// The figures.
    pub(crate) figures: Vec<JudgedFigure>,
    /// What was recorded later does not count.
    pub(crate) known_at: DateTime<Utc>,
    /// What is wrong with the records behind them.
    pub(crate) problems: Vec<String>,
}

impl FiguresOf {
    /// The period of a figure in words.
    pub(crate) fn period(&self, figure: &JudgedFigure) -> String {
        let to = self.given.to;
        let from = figure.since.unwrap_or(to.year());
        match (to.month(), to.day()) {
            (12, 31) if from == to.year() => format!("{from}年"),
            (12, 31) => format!("{from}年至{}年", to.year()),
            _ => format!("{from}年1月1日至{}", zh(to)),
        }
    }
}

/// All figures of a region.
#[derive(Debug, Clone)]
pub(crate) struct FiguresOn {
    /// The last day that counts.
    pub(crate) as_of: NaiveDate,
    /// What was recorded later does not count.
    pub(crate) known_at: DateTime<Utc>,
    /// By pack and period.
    pub(crate) parts: Vec<Arc<FiguresOf>>,
}

impl FiguresOn {
    /// A figure by its key, with what it is part of.
    pub(crate) fn of_key(&self, key: &str) -> Option<(&FiguresOf, &JudgedFigure)> {
        self.find(|figure| figure.key == key)
    }

    /// A figure by its name, with what it is part of.
    pub(crate) fn named(&self, name: &str) -> Option<(&FiguresOf, &JudgedFigure)> {
        self.find(|figure| figure.name == name)
    }

    /// Every figure, with what it is part of.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&FiguresOf, &JudgedFigure)> {
        self.parts.iter().flat_map(|part| part.figures.iter().map(move |figure| (&**part, figure)))
    }

    fn find(&self, wanted: impl Fn(&JudgedFigure) -> bool) -> Option<(&FiguresOf, &JudgedFigure)> {
        self.all().find(|(_, figure)| wanted(figure))
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

/// Computes figures again by packs kept from an earlier time, up to the same day, from what was known at a moment.
///
/// # Errors
/// A kept pack cannot be read, or declares what is not offered any more; or the store fails.
pub(crate) async fn judge_kept(
    anlan: &Anlan,
    call: &Call,
    kept: &[KeptPack],
    (as_of, known_at): (NaiveDate, DateTime<Utc>),
    previews: bool,
) -> Result<FiguresOn, Fault> {
    let mut parts = Vec::new();
    for (of, given) in periods(as_of) {
        for kept in kept.iter().filter(|kept| kept.of == of) {
            let pack = anlan.kept_rules(&call.region, &kept.hash).await?;
            let round = published(anlan, call, &pack, given, known_at).await?;
            if round.is_none() && !previews && pack.head.topic == Topic::Assessment {
                let figures = withheld(&pack, of, NOT_PUBLISHED);
                parts.push(Arc::new(FiguresOf { pack, of, given, figures, known_at, problems: vec![] }));
                continue;
            }
            parts.push(part(anlan, call, pack, (of, given), round.map_or(known_at, |(_, known_at)| known_at)).await?);
        }
    }
    Ok(FiguresOn { as_of, known_at, parts })
}

async fn part(
    anlan: &Anlan,
    call: &Call,
    pack: Arc<Pack>,
    (of, given): (FigureOf, Given),
    known_at: DateTime<Utc>,
) -> Result<Arc<FiguresOf>, Fault> {
    let read = anlan.store.region(&call.region);
    let key = |revision: i64| (call.region.clone(), pack.hash.clone(), of, given.as_of, revision, call.today());
    let revision = read.revision().await?;
    // A writer may have been let in meanwhile whose record comes later than this call knows of.
    let last = read.last_audit().await?.map(|row| row.at);
    let now = known_at == call.at && last.is_none_or(|last| last <= known_at);
    if let Some(kept) = anlan.kept_figures(&key(revision)).filter(|_| now) {
        return Ok(kept);
    }
    let book = anlan.year(&call.region, given.from.year()).await?;
    let key = key(book.revision);
    let gathered = gather(anlan, &anlan.store.region(&call.region), &book, &pack, &given, known_at).await?;
    let (rules, facts) = (Arc::clone(&pack), gathered.facts);
    let figures = apart(move || Ok(judge_figures(&rules, facts, &given, of)?)).await?;
    let made = Arc::new(FiguresOf { pack, of, given, figures, known_at, problems: gathered.problems });
    if now {
        anlan.keep_figures(key, Arc::clone(&made));
    }
    Ok(made)
}

/// Why a figure is as it is, down to single facts.
///
/// # Errors
/// The store fails.
pub(crate) async fn explain(anlan: &Anlan, call: &Call, part: &FiguresOf, key: &str) -> Result<Reasons, Fault> {
    let book = anlan.year(&call.region, part.given.from.year()).await?;
    let gathered = gather(anlan, &anlan.store.region(&call.region), &book, &part.pack, &part.given, part.known_at).await?;
    let (rules, facts, given, key) = (Arc::clone(&part.pack), gathered.facts, part.given, key.to_owned());
    apart(move || Ok(explain_figure(&rules, facts, &given, &key)?)).await?.ok_or_else(Fault::not_found)
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
    let previews = may(&call.actor, Action::AssessmentPreview, Target::default());
    judge_seen(anlan, call, as_of, known_at, if previews { Unpublished::Shown } else { Unpublished::LeftOut }).await
}

/// What becomes of the figures of an assessment before it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unpublished {
    /// They are computed: a preview.
    Shown,
    /// They are not there.
    LeftOut,
    /// They are there, as not assessed.
    Withheld,
}

/// The figures as others than the region may read them: of an assessment before it is published, that it is not.
///
/// # Errors
/// As [`judge_on`].
pub(crate) async fn judge_published(
    anlan: &Anlan,
    call: &Call,
    as_of: Option<NaiveDate>,
    known_at: Option<DateTime<Utc>>,
) -> Result<FiguresOn, Fault> {
    judge_seen(anlan, call, as_of, known_at, Unpublished::Withheld).await
}

async fn judge_seen(
    anlan: &Anlan,
    call: &Call,
    as_of: Option<NaiveDate>,
    known_at: Option<DateTime<Utc>>,
    unpublished: Unpublished,
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
            let made = match published(anlan, call, &pack, given, known_at).await? {
                Some((hash, known_at)) => {
                    let kept = anlan.kept_rules(&call.region, &hash).await?;
                    part(anlan, call, kept, (of, given), known_at).await?
                }
                None if pack.head.topic == Topic::Assessment && unpublished == Unpublished::LeftOut => continue,
                None if pack.head.topic == Topic::Assessment && unpublished == Unpublished::Withheld => {
                    let figures = withheld(&pack, of, NOT_PUBLISHED);
                    Arc::new(FiguresOf { pack, of, given, figures, known_at, problems: vec![] })
                }
                None => part(anlan, call, pack, (of, given), known_at).await?,
            };
            parts.push(made);
        }
    }
    Ok(FiguresOn { as_of, known_at, parts })
}

/// Of an assessment that is published, the rules and the moment it rests on: its figures are those published, however much was
/// recorded since. None for other rules, and before it is published: then only those may see them who may see a preview.
async fn published(
    anlan: &Anlan,
    call: &Call,
    pack: &Pack,
    given: Given,
    known_at: DateTime<Utc>,
) -> Result<Option<(String, DateTime<Utc>)>, Fault> {
    if pack.head.topic != Topic::Assessment {
        return Ok(None);
    }
    let rounds = anlan.store.region(&call.region).assessment_rounds(Some(given.from.year())).await?;
    let Some(row) = rounds.iter().rfind(|row| row.published_at <= known_at) else { return Ok(None) };
    Ok(Some((row.pack_hash.clone(), anlan.published(row)?.known_at)))
}
