//! Postings between the store and the rules, and when a year may be published.

use super::preview::year_ended;
use crate::{Call, Fault};
use anlan_core::assessment::{Amount, Assessment, Line, Posted};
use anlan_core::ids::RoundId;
use anlan_core::rule::sheet::Account;
use anlan_store::{PostingRow, StoreError};
use uuid::Uuid;

pub(super) fn account_key(account: Account) -> &'static str {
    match account {
        Account::Points => "points",
        Account::Money => "money",
    }
}

pub(super) fn account_of(row: &PostingRow) -> Result<Account, Fault> {
    match row.account.as_str() {
        "points" => Ok(Account::Points),
        "money" => Ok(Account::Money),
        other => Err(StoreError::Damaged(format!("posting {}: account {other}", row.id)).into()),
    }
}

/// Stored postings as the rules see them.
pub(super) fn posted_of(rows: &[PostingRow]) -> Result<Vec<Posted>, Fault> {
    let posted = |row: &PostingRow| {
        Ok(Posted {
            id: row.id,
            key: row.line.clone(),
            subject: row.subject.clone(),
            counterpart: row.counterpart.clone(),
            item: row.item.clone(),
            account: account_of(row)?,
            amount: row.amount.map(Amount::from_millionths),
            period: row.period.clone(),
            clause: row.clause.clone(),
            reverses: row.reverses,
        })
    };
    rows.iter().map(posted).collect()
}

/// A new posting of a line.
pub(super) fn posting_of(call: &Call, year: i32, round: RoundId, id: Uuid, line: &Line) -> Result<PostingRow, Fault> {
    let json = |e: serde_json::Error| StoreError::Damaged(e.to_string());
    Ok(PostingRow {
        region_id: call.region.to_string(),
        id,
        round_id: round.0,
        year: i64::from(year),
        line: line.key.clone(),
        subject: line.subject.clone().unwrap_or_default(),
        counterpart: line.counterpart.clone(),
        item: line.item.clone(),
        account: account_key(line.account).to_owned(),
        amount: line.amount.and_then(Amount::millionths),
        period: line.period.clone(),
        clause: line.clause.clone(),
        facts: serde_json::to_string(&line.facts).map_err(json)?,
        posted_at: call.at,
        posted_by: call.actor.name.clone(),
        reverses: None,
    })
}

/// A posting that takes another back.
pub(super) fn reversal_of(call: &Call, round: RoundId, id: Uuid, old: &PostingRow) -> PostingRow {
    PostingRow {
        id,
        round_id: round.0,
        amount: old.amount.map(|amount| -amount),
        posted_at: call.at,
        posted_by: call.actor.name.clone(),
        reverses: Some(old.id),
        ..old.clone()
    }
}

/// Why a year cannot be published now; none when it can.
pub(super) fn why_not_publish(
    call: &Call,
    year: i32,
    in_force: bool,
    nothing_new: bool,
    assessment: &Assessment,
) -> Option<(&'static str, String, &'static str)> {
    let unassigned = assessment.unassigned().count();
    if !year_ended(call, year) {
        return Some(("year_not_ended", format!("{year}年还没有结束。"), "The year has not ended."));
    }
    if !in_force {
        return Some(("not_in_force", "只能按生效的规则包公布。".to_owned(), "Only the pack in force can be published by."));
    }
    if assessment.lines.is_empty() {
        return Some(("no_lines", "没有任何记分，请先登记记录。".to_owned(), "Nothing is posted: record facts first."));
    }
    if unassigned > 0 {
        let zh = format!("有{unassigned}笔记分没有写明对象，请先补全记录。");
        return Some(("unassigned_lines", zh, "Some lines name nobody: complete the records first."));
    }
    if nothing_new {
        let zh = "已公布，且公布后没有引起记分变化的新记录。".to_owned();
        return Some(("nothing_new", zh, "It is published, and nothing differs since."));
    }
    None
}
