//! A subject's statement of account: every posting with the running sum, and the state of appeals.

use super::appeals::appeal_view;
use super::chosen::{Chosen, ask_subject, choose, target_of};
use super::posted::account_of;
use crate::views::{ActionView, AppealView, LedgerEntry, LedgerPage, LineView, WhichResult};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, may};
use anlan_core::assessment::{Amount, Assessment, Line};
use anlan_core::rule::sheet::Account;
use anlan_store::{AppealDecisionRow, AppealRow, PostingRow};
use std::collections::HashMap;
use uuid::Uuid;

/// The statement of account of a subject: of a published year up to the version asked for, or of a preview.
///
/// # Errors
/// Not allowed, hidden, not found, or the store fails.
pub async fn ledger(anlan: &Anlan, call: &Call, year: i32, subject: &str, which: &WhichResult) -> Result<LedgerPage, Fault> {
    let book = anlan.year(&call.region, year).await?;
    ask_subject(call, &book, subject)?;
    let chosen = choose(anlan, call, year, which).await?;
    let result = chosen.assessment();
    if result.score(subject).is_none() && result.lines_of(subject).next().is_none() {
        return Err(Fault::not_found());
    }
    let entries = match &chosen {
        Chosen::Preview(_) => of_preview(result, subject),
        Chosen::Published(round) => published(anlan, call, &book, subject, round.1.version).await?,
    };
    Ok(LedgerPage {
        year,
        subject: subject.to_owned(),
        version: chosen.version(),
        score: result.score(subject).cloned(),
        rank: result.ranking.rows.iter().find(|row| row.subject == subject).map(|row| row.rank),
        money: result.money.iter().find(|score| score.subject == subject).cloned(),
        entries,
    })
}

/// Running sums, one for each account.
#[derive(Default)]
struct Running {
    points: Amount,
    money: Amount,
}

impl Running {
    fn add(&mut self, account: Account, amount: Option<Amount>) -> Amount {
        let sum = match account {
            Account::Points => &mut self.points,
            Account::Money => &mut self.money,
        };
        *sum = *sum + amount.unwrap_or(Amount::ZERO);
        *sum
    }
}

fn of_preview(result: &Assessment, subject: &str) -> Vec<LedgerEntry> {
    let mut running = Running::default();
    let entry = |line: &Line| LedgerEntry {
        posting_id: None,
        version: None,
        posted_at: None,
        posted_by: None,
        line: LineView::from(line),
        running: running.add(line.account, line.amount),
        reverses: None,
        reversed_by: None,
        appeal_until: None,
        appeal: None,
        actions: vec![],
    };
    result.lines_of(subject).map(entry).collect()
}

async fn published(anlan: &Anlan, call: &Call, book: &YearBook, subject: &str, version: i32) -> Result<Vec<LedgerEntry>, Fault> {
    let read = anlan.store.region(&call.region);
    let rounds = anlan.rounds(&call.region, Some(book.year)).await?;
    let of_round: HashMap<Uuid, _> = rounds.iter().map(|(row, content)| (row.id, content)).collect();
    let shown = |row: &PostingRow| row.subject == subject && of_round.get(&row.round_id).is_some_and(|content| content.version <= version);
    let rows: Vec<PostingRow> = read.postings(book.year).await?.into_iter().filter(shown).collect();
    let reversed: HashMap<Uuid, Uuid> = rows.iter().filter_map(|row| Some((row.reverses?, row.id))).collect();
    let appeals: HashMap<Uuid, (AppealRow, Option<AppealDecisionRow>)> =
        read.appeals(book.year).await?.into_iter().map(|(row, decision)| (row.posting_id, (row, decision))).collect();
    let mut running = Running::default();
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(content) = of_round.get(&row.round_id) else { continue };
        let account = account_of(row)?;
        let amount = row.amount.map(Amount::from_millionths);
        // A posting that takes another back says what that one said; its line stands in an earlier version.
        let line = rounds
            .iter()
            .rev()
            .filter(|(_, other)| other.version <= content.version)
            .find_map(|(_, other)| other.assessment.line(&row.line));
        let appeal = match appeals.get(&row.id) {
            Some((appeal, decision)) => Some(appeal_view(anlan, call, book, appeal, decision.as_ref()).await?),
            None => None,
        };
        let mut entry = LedgerEntry {
            posting_id: Some(row.id),
            version: Some(content.version),
            posted_at: Some(row.posted_at),
            posted_by: Some(row.posted_by.clone()),
            line: line_view(row, account, amount, line),
            running: running.add(account, amount),
            reverses: row.reverses,
            reversed_by: reversed.get(&row.id).copied(),
            appeal_until: row.reverses.is_none().then_some(content.appeal_until),
            appeal,
            actions: vec![],
        };
        entry.actions = actions(call, book, subject, &entry);
        entries.push(entry);
    }
    Ok(entries)
}

fn line_view(row: &PostingRow, account: Account, amount: Option<Amount>, line: Option<&Line>) -> LineView {
    let facts: Vec<String> = serde_json::from_str(&row.facts).unwrap_or_default();
    let reversal = if row.reverses.is_some() { "冲销：" } else { "" };
    LineView {
        key: row.line.clone(),
        account,
        item: row.item.clone(),
        subject: Some(row.subject.clone()),
        counterpart: row.counterpart.clone(),
        period: row.period.clone(),
        title: format!("{reversal}{}", line.map_or(row.item.as_str(), |line| line.title.as_str())),
        clause: row.clause.clone(),
        reading: line.and_then(|line| line.reading.clone()),
        amount,
        missing: line.filter(|_| amount.is_none()).and_then(|line| line.missing.clone()),
        facts: facts.len(),
    }
}

fn actions(call: &Call, book: &YearBook, subject: &str, entry: &LedgerEntry) -> Vec<ActionView> {
    if entry.reverses.is_some() || !may(&call.actor, Action::AppealLodge, target_of(book, subject)) {
        return vec![];
    }
    let key = Action::AppealLodge.key();
    let late = entry.appeal_until.filter(|until| call.today() > *until);
    let action = match (&entry.appeal, entry.reversed_by, late) {
        (Some(AppealView { .. }), _, _) => ActionView::not_now(key, "已提出申诉"),
        (None, Some(_), _) => ActionView::not_now(key, "已冲销"),
        (None, None, Some(until)) => ActionView::not_now(key, &format!("申诉期限为{until}，已经超过")),
        (None, None, None) => ActionView::allowed(key),
    };
    vec![action]
}
