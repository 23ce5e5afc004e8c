//! Publishing a year: frozen, numbered, posted. A later version takes back and posts anew; both stay readable.

use super::chosen::result_view;
use super::document::given;
use super::judge::{basis_of, judge_year, pack_in_force};
use super::posted::{posted_of, posting_of, reversal_of, why_not_publish};
use super::published::{PublishedAssessment, brief};
use crate::figures::Named;
use crate::matters::person;
use crate::office::keep_rules;
use crate::papers::drawn;
use crate::views::{PublishAssessment, RoundPage};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::revise;
use anlan_core::digest;
use anlan_core::ids::RoundId;
use anlan_core::item::ItemEvent;
use anlan_core::matter::person::Person;
use anlan_core::matter::{Matter, MatterFact, MatterKind};
use anlan_core::pack::Pack;
use anlan_core::pack::papers::{PaperKind, paper};
use anlan_core::rule::workday::Calendar;
use anlan_store::{MatterAfter, MatterFilter, MatterOrder, PostingRow, RoundRow, StoreError, Tx};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// How many matters are read at once.
const AT_ONCE: u64 = 500;

/// Publishes a year on the basis its preview showed; a repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the year not ended, lines of nobody, nothing new, something recorded meanwhile, or the store fails.
pub async fn publish(anlan: &Anlan, call: &Call, year: i32, form: &PublishAssessment) -> Result<RoundPage, Fault> {
    call.ask(Action::AssessmentPublish, Target::default())?;
    let mut ids = call.ids();
    let id = RoundId(form.id.unwrap_or_else(|| ids.make()));
    let pack = pack_in_force(anlan, call, year)?;
    // Figures are judged before the transaction: nothing may be recorded in between.
    let last_day = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
    let named = Named::of(anlan, call, &paper(PaperKind::AssessmentResult, Some(&pack)), last_day).await?;
    let tx = anlan.begin(call).await?;
    if let Some(row) = tx.read().assessment_round(id).await? {
        drop(tx);
        return super::show_round::page(anlan, call, &row).await;
    }
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    disinterested(&tx, call, &book).await?;
    let judged = judge_year(anlan, &tx.read(), &book, &pack, call.at).await?;
    let rounds = tx.read().assessment_rounds(Some(year)).await?;
    let rows = tx.read().postings(year).await?;
    let posted = posted_of(&rows)?;
    let revision = revise(&posted, &judged.assessment);
    let nothing_new = !rounds.is_empty() && revision.reverse.is_empty() && revision.post.is_empty();
    if let Some((code, zh, en)) = why_not_publish(call, year, true, nothing_new, &judged.assessment) {
        return Err(Fault::conflict(code, zh, en));
    }
    if form.basis != basis_of(&judged.assessment, rounds.len()) {
        let zh = "公布前有他人公布了本年度或登记了新的记录，请刷新后重新核对。";
        let en = "Somebody published this year or recorded something meanwhile: check the preview again.";
        return Err(Fault::conflict("basis_changed", zh, en));
    }
    let mut made: Vec<PostingRow> = Vec::with_capacity(revision.reverse.len() + revision.post.len());
    let by_id: HashMap<Uuid, &PostingRow> = rows.iter().map(|row| (row.id, row)).collect();
    for old in &revision.reverse {
        let old = by_id.get(&old.id).ok_or_else(|| Fault::from(StoreError::Damaged(format!("posting {}", old.id))))?;
        made.push(reversal_of(call, id, ids.make(), old));
    }
    for line in &revision.post {
        made.push(posting_of(call, year, id, ids.make(), line)?);
    }
    let (reversed, new) = (revision.reverse.len(), revision.post.len());
    let named = match named {
        Some(named) => Some(named.keep(&tx, call).await?),
        None => None,
    };
    let content = content(anlan, &tx, call, year, &pack, &rounds, judged.assessment.clone(), judged.problems.clone()).await?;
    let content = PublishedAssessment { named, ..content };
    // What cannot be drawn is not published.
    content.paper.iter().try_for_each(|paper| drawn(paper, &given(&content)).map(drop))?;
    let row = record(&tx, call, id, &pack, &content).await?;
    tx.add_postings(made).await?;
    let detail = json!({
        "round": id, "year": year, "version": content.version, "hash": row.content_hash, "pack": row.pack_hash,
        "posted": new, "reversed": reversed,
    });
    anlan.finish(tx, call, Action::AssessmentPublish.key(), &row.number, &detail).await?;
    let mut versions = Vec::with_capacity(rounds.len());
    for round in &rounds {
        versions.push(brief(round, &*anlan.published(round)?));
    }
    Ok(RoundPage {
        brief: brief(&row, &content),
        title: content.title.replace('|', ""),
        known_at: content.known_at,
        content_hash: row.content_hash.clone(),
        result: result_view(call, &book, &content.assessment),
        problems: content.problems.clone(),
        stale: vec![],
        not_compared: None,
        versions,
    })
}

/// Who publishes scores has found, closed or looked back at nothing they rest on, under any account of that name.
async fn disinterested(tx: &Tx, call: &Call, book: &YearBook) -> Result<(), Fault> {
    let own = person(call);
    let closed = |fact: &anlan_core::item::ItemFact| {
        let checked = matches!(
            fact.event,
            ItemEvent::ClosedOut { .. } | ItemEvent::CloseReturned { .. } | ItemEvent::CloseOutWithdrawn | ItemEvent::Reopened { .. }
        );
        checked && own.is_named(&fact.recorded_by) && call.account.is_some()
    };
    let year = book.year;
    let days = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
    let mut took_part = book.entries.iter().flat_map(|entry| &entry.facts).any(closed);
    for kind in [MatterKind::Problem, MatterKind::Draw, MatterKind::Inspection] {
        if let (false, Some(days), true) = (took_part, days, call.account.is_some()) {
            took_part = tx.read().has_recorded(&own.name, kind, days).await? || named(tx, &own, kind, days).await?;
        }
    }
    if took_part {
        let zh = "您登记、核查或销号过本年度的事项或问题，须由其他人员公布考核结果。";
        let en = "You found, checked or closed items or problems of this year: another person has to publish.";
        return Err(Fault { code: "same_person", zh: zh.to_owned(), en: en.to_owned(), ..Fault::not_allowed() });
    }
    Ok(())
}

/// Whether matters of a kind begun in some days name somebody, though others recorded it: as finder, or as who checked or looked.
async fn named(tx: &Tx, own: &Person, kind: MatterKind, days: (NaiveDate, NaiveDate)) -> Result<bool, Fault> {
    let filter = MatterFilter { opened: Some(days), ..MatterFilter::of(kind) };
    let mut after = None;
    loop {
        let rows = tx.read().matters(&filter, MatterOrder::Latest, after, AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(false) };
        after = Some(MatterAfter { day: last.opened_on, id: last.id });
        let facts = tx.read().matter_facts_of(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        if facts.values().flatten().any(|fact| fact.by.is(own)) {
            return Ok(true);
        }
        let found = |facts: &Vec<MatterFact>| match Matter::told(facts) {
            Ok(Some(Matter::Problem(problem))) => problem.finders().iter().any(|finder| own.is_one_of(finder)),
            Ok(_) | Err(_) => false,
        };
        if facts.values().any(found) {
            return Ok(true);
        }
    }
}

/// Last day to contest what is published on a day.
pub(super) fn appeal_until(published_on: NaiveDate, workdays: i64) -> Result<NaiveDate, Fault> {
    Calendar::national().after(published_on, workdays).ok_or_else(|| {
        let zh = format!("工作日历缺少{published_on}以后的安排，算不出申诉期限，请先更新 standards/workdays.toml。");
        Fault::conflict("no_calendar", zh, format!("the calendar of working days ends before {workdays} days after {published_on}"))
    })
}

#[expect(clippy::too_many_arguments, reason = "everything a frozen version says is put together in this one place")]
async fn content(
    anlan: &Anlan,
    tx: &Tx,
    call: &Call,
    year: i32,
    pack: &Pack,
    rounds: &[RoundRow],
    assessment: anlan_core::assessment::Assessment,
    problems: Vec<String>,
) -> Result<PublishedAssessment, Fault> {
    let head = &pack.head;
    let missing = || Fault::internal("pack", "考核规则包缺少 [assessment]。", format!("pack {} has no [assessment]", head.id));
    let own = head.assessment.as_ref().ok_or_else(missing)?;
    let lists = anlan.packs.of_region(call.region.as_str()).map(|pack| pack.circular.clone());
    let region_name = tx.read().own_row().await?.map_or_else(|| head.region_name.clone(), |row| row.name);
    let issuer = lists.as_ref().map_or_else(|| format!("{region_name}河长制办公室"), |texts| texts.issuer.clone());
    Ok(PublishedAssessment {
        year,
        version: i32::try_from(rounds.len()).unwrap_or(i32::MAX - 1) + 1,
        number: next_number(tx, call, &own.number_prefix, lists.as_ref().map(|texts| texts.number_prefix.as_str())).await?,
        first_number: rounds.first().map(|row| row.number.clone()),
        title: format!("关于{year}年度河长制工作|考核结果的通报"),
        known_at: call.at,
        published_on: call.today(),
        appeal_until: appeal_until(call.today(), own.appeal_workdays)?,
        appeal_workdays: own.appeal_workdays,
        mark: lists.as_ref().map_or_else(|| issuer.clone(), |texts| texts.mark.clone()),
        addressee: lists.as_ref().map_or_else(|| "各有关单位：".to_owned(), |texts| texts.addressee.clone()),
        cc: lists.map_or_else(String::new, |texts| texts.cc),
        issuer,
        region_name,
        paper: Some(paper(PaperKind::AssessmentResult, Some(pack))),
        named: None,
        assessment,
        problems,
    })
}

/// The next document number of the year it is published in. With the circulars' prefix it counts on with theirs, so that no two
/// documents of the office have one number.
async fn next_number(tx: &Tx, call: &Call, prefix: &str, circulars: Option<&str>) -> Result<String, Fault> {
    let year = call.today().year();
    let counter = if circulars == Some(prefix) { format!("circular-{year}") } else { format!("assessment-{year}-{prefix}") };
    let count = tx.next_number(&counter).await?;
    Ok(format!("{prefix}〔{year}〕{count}号"))
}

async fn record(tx: &Tx, call: &Call, id: RoundId, pack: &Pack, content: &PublishedAssessment) -> Result<RoundRow, Fault> {
    let json = |e: serde_json::Error| StoreError::Damaged(e.to_string());
    keep_rules(tx, call, pack).await?;
    let text = serde_json::to_string(content).map_err(json)?;
    let row = RoundRow {
        region_id: call.region.to_string(),
        id: id.0,
        year: i64::from(content.year),
        version: i64::from(content.version),
        number: content.number.clone(),
        pack_id: pack.head.id.clone(),
        pack_hash: pack.hash.clone(),
        known_at: content.known_at,
        content_hash: digest::hex(text.as_bytes()),
        content: text,
        published_at: call.at,
        published_by: call.actor.name.clone(),
    };
    tx.add_assessment_round(row.clone()).await?;
    Ok(row)
}
