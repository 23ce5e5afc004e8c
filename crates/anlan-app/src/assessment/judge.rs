//! A year assessed from what was known at a moment: facts gathered, the pack run.

use crate::offered::{gather, given_of};
use crate::views::PackChoice;
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::assessment::{Assessment, assess, assess_briefly};
use anlan_core::digest;
use anlan_core::pack::{Pack, Status};
use anlan_core::rule::run::{Facts, Given, Readings, RunFault};
use anlan_store::{Connection, Regional};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// A year assessed, with the facts it was assessed from.
#[derive(Debug)]
pub struct JudgedYear {
    pub(super) pack: Arc<Pack>,
    pub(super) facts: Facts,
    pub(super) given: Given,
    pub(super) assessment: Assessment,
    pub(super) problems: Vec<String>,
}

impl From<RunFault> for Fault {
    fn from(fault: RunFault) -> Self {
        let text = fault.to_string();
        Self::conflict("facts_do_not_fit", text.clone(), text)
    }
}

/// Runs something that takes long off the threads that answer requests.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    let failed = |fault: tokio::task::JoinError| Fault::internal("assessment", "考核计算中断，请联系管理员查看日志。", fault.to_string());
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// Assesses a year by a pack from what was known at a moment.
///
/// # Errors
/// The pack declares what is not offered, the facts do not fit it, or the store fails.
pub(super) async fn judge_year<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    book: &YearBook,
    pack: &Arc<Pack>,
    known_at: DateTime<Utc>,
) -> Result<JudgedYear, Fault> {
    let given = given_of(book.year, known_at)?;
    let gathered = gather(anlan, read, book, pack, &given, known_at).await?;
    let (pack, facts) = (Arc::clone(pack), gathered.facts);
    let problems = gathered.problems;
    apart(move || {
        let assessment = assess(&pack, facts.clone(), &given, &Readings::new())?;
        Ok(JudgedYear { pack, facts, given, assessment, problems })
    })
    .await
}

/// The same without reasons, for comparing.
///
/// # Errors
/// The pack declares what is not offered, the facts do not fit it, or the store fails.
pub(super) async fn judge_briefly<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    book: &YearBook,
    pack: &Arc<Pack>,
    known_at: DateTime<Utc>,
) -> Result<(Assessment, Vec<String>), Fault> {
    let given = given_of(book.year, known_at)?;
    let gathered = gather(anlan, read, book, pack, &given, known_at).await?;
    let pack = Arc::clone(pack);
    apart(move || Ok((assess_briefly(&pack, gathered.facts, &given, &Readings::new())?, gathered.problems))).await
}

/// The pack in force for a year: the one that covers its last day.
///
/// # Errors
/// None is, or several are.
pub(super) fn pack_in_force(anlan: &Anlan, call: &Call, year: i32) -> Result<Arc<Pack>, Fault> {
    let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(|| Fault::invalid("year", "bad_year", "年份有误。", "No such year."))?;
    anlan.packs.assessment(call.region.as_str(), last).cloned().map_err(|fault| {
        let zh = format!("{year}年没有（唯一）生效的考核规则包，请先核对规则包的生效日期。");
        Fault::conflict("no_assessment_pack", zh, fault.to_string())
    })
}

/// A pack by its id, drafts too; the one in force when none is named.
///
/// # Errors
/// There is none.
pub(super) fn pack_named(anlan: &Anlan, call: &Call, year: i32, id: Option<&str>) -> Result<Arc<Pack>, Fault> {
    let Some(id) = id.filter(|id| !id.is_empty()) else { return pack_in_force(anlan, call, year) };
    let found = anlan.packs.assessments(call.region.as_str()).find(|pack| pack.head.id == id).cloned();
    found.ok_or_else(|| {
        Fault::invalid("pack", "no_such_pack", format!("没有考核规则包“{id}”。"), format!("There is no assessment pack {id}."))
    })
}

/// The packs a year can be assessed by.
pub(super) fn choices(anlan: &Anlan, call: &Call, year: i32) -> Vec<PackChoice> {
    let in_force = pack_in_force(anlan, call, year).ok().map(|pack| pack.hash.clone());
    anlan.packs.assessments(call.region.as_str()).map(|pack| choice(pack, in_force.as_deref())).collect()
}

/// One of them.
pub(super) fn choice(pack: &Pack, in_force: Option<&str>) -> PackChoice {
    PackChoice {
        id: pack.head.id.clone(),
        title: pack.head.title.clone(),
        hash: pack.hash.clone(),
        draft: pack.head.status == Status::Draft,
        in_force: in_force == Some(pack.hash.as_str()),
    }
}

/// A word for what would be published: it changes with any line, the pack, and any version published.
pub(super) fn basis_of(assessment: &Assessment, versions: usize) -> String {
    let mut text = format!("{}:{versions}:{}", assessment.pack.hash, assessment.period.as_of);
    for line in &assessment.lines {
        text.push_str(&line.key);
        text.push_str(&line.amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string()));
        text.push_str(&line.clause);
    }
    digest::hex(text.as_bytes())[..16].to_owned()
}

impl Anlan {
    /// A year as it would be published now by a pack, kept until something is recorded.
    ///
    /// # Errors
    /// The pack declares what is not offered, the facts do not fit it, or the store fails.
    pub(super) async fn judged(&self, call: &Call, year: i32, pack: &Arc<Pack>) -> Result<Arc<JudgedYear>, Fault> {
        let book = self.year(&call.region, year).await?;
        let key = (call.region.clone(), year, pack.hash.clone(), book.revision, call.today());
        if let Some(held) = self.kept_preview(&key) {
            return Ok(held);
        }
        let judged = Arc::new(judge_year(self, &self.store.region(&call.region), &book, pack, call.at).await?);
        self.keep_preview(key, Arc::clone(&judged));
        Ok(judged)
    }
}
