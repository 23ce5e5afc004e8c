//! The chiefs' duty as a page, and the reasons of one row.

use super::judge::{JudgedLoop, judge_loop, judge_plans};
use crate::assessment::evidence::fact_refs;
use crate::views::{DutyCount, DutyPage, DutyQuery, DutyRow, LoopPeriod, LoopReasons, LoopRow, LoopTable, WhichRow};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::pack::loops::{DUTY, DutyState, duty_words};
use anlan_core::shown::{JudgedRow, JudgedTable};
use anlan_core::text;
use chrono::{Datelike as _, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The facts that duty and findings rest on; what is wrong with others is told where those are used.
const BEHIND: [&str; 4] = ["河长", "巡河记录", "问题", "函件"];

/// Most windows written out on a page; filters reach the others.
const MOST_ROWS: usize = 1000;

/// The running quarter.
pub(super) fn quarter_of(day: NaiveDate) -> String {
    format!("{}Q{}", day.year(), day.month0() / 3 + 1)
}

impl JudgedLoop {
    /// The period as pages show it.
    pub(crate) fn period(&self, asked: &str) -> LoopPeriod {
        LoopPeriod {
            period: asked.to_owned(),
            from_on: self.given.from,
            until_on: self.given.to,
            as_of: self.given.as_of,
            rules: self.pack.head.title.clone(),
            document: self.pack.head.document.clone(),
            problems: self.problems_of(&BEHIND),
        }
    }

    /// A table as pages show it; a blank one when the pack does not make it, which loading has refused.
    pub(crate) fn view(&self, name: &str) -> LoopTable {
        let row = |row: &JudgedRow| LoopRow { key: row.key.clone(), cells: row.cells.clone(), doubt: row.doubt.clone() };
        match self.table(name) {
            Some(table) => LoopTable {
                name: table.name.clone(),
                title: table.title.clone(),
                clause: table.clause.clone(),
                reading: table.reading.clone(),
                headers: table.headers.clone(),
                rows: table.rows.iter().map(row).collect(),
            },
            None => LoopTable {
                name: name.to_owned(),
                title: name.to_owned(),
                clause: String::new(),
                reading: None,
                headers: vec![],
                rows: vec![],
            },
        }
    }

    /// Every window of every chief, in the order of levels, posts and days as the rules make them.
    pub(super) fn windows(&self, chiefs: &BTreeMap<String, Uuid>) -> Vec<DutyRow> {
        let words = duty_words(&self.pack.sheet);
        let Some((table, words)) = self.table(DUTY).zip(words) else { return vec![] };
        table.rows.iter().map(|row| window(table, row, &words, chiefs)).collect()
    }

    /// How many windows and posts of these are in each state.
    pub(super) fn counts<'a>(&self, rows: impl Iterator<Item = &'a DutyRow> + Clone) -> Vec<DutyCount> {
        let words = duty_words(&self.pack.sheet).unwrap_or_default();
        let count = |(state, word): (DutyState, String)| {
            let own = rows.clone().filter(|row| row.state == state);
            let posts: BTreeSet<&str> = own.clone().map(|row| row.chief.as_str()).collect();
            DutyCount { state, word, windows: own.count(), posts: posts.len() }
        };
        STATES.into_iter().zip(words).map(count).collect()
    }
}

const STATES: [DutyState; 4] = [DutyState::Fulfilled, DutyState::Open, DutyState::Missing, DutyState::NotAssessed];

fn window(table: &JudgedTable, row: &JudgedRow, words: &[String; 4], chiefs: &BTreeMap<String, Uuid>) -> DutyRow {
    let place = |column: &str| table.headers.iter().position(|header| header == column);
    let shown = |column: &str| place(column).and_then(|place| row.cells.get(place)).cloned().unwrap_or_default();
    let known = |column: &str| table.cell(row, column).unwrap_or_default().to_owned();
    let word = table.cell(row, "履职");
    let state =
        STATES.into_iter().zip(words).find(|(_, own)| word == Some(own.as_str())).map_or(DutyState::NotAssessed, |(state, _)| state);
    let chief = known("名称");
    DutyRow {
        key: row.key.clone(),
        chief_id: chiefs.get(&chief).copied(),
        chief,
        level: known("级别"),
        river: known("河流"),
        person: known("姓名"),
        window: shown("窗口"),
        from_on: shown("窗口起"),
        until_on: shown("窗口止"),
        due: shown("应巡"),
        done: shown("实巡"),
        missing: shown("缺"),
        state,
        word: word.map_or_else(|| words[3].clone(), str::to_owned),
    }
}

/// Ids of the posts by name.
pub(super) async fn posts(anlan: &Anlan, call: &Call) -> Result<BTreeMap<String, Uuid>, Fault> {
    Ok(anlan.store.region(&call.region).chiefs().await?.into_iter().map(|row| (row.name, row.id)).collect())
}

/// Every chief's windows in a period, filtered.
///
/// # Errors
/// Not allowed, no such period, no pack, or the store fails.
pub async fn duty(anlan: &Anlan, call: &Call, query: &DutyQuery) -> Result<DutyPage, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let asked = query.period.clone().filter(|period| !period.is_empty()).unwrap_or_else(|| quarter_of(call.today()));
    let judged = judge_loop(anlan, call, &asked).await?;
    let all = judged.windows(&posts(anlan, call).await?);
    let mut levels: Vec<String> = Vec::new();
    for row in &all {
        if !levels.contains(&row.level) {
            levels.push(row.level.clone());
        }
    }
    let wanted = query.q.as_deref().map(text::name).filter(|wanted| !wanted.is_empty());
    let fits = |row: &&DutyRow| {
        let text = || text::name(&format!("{}{}{}", row.chief, row.person, row.river));
        query.level.as_deref().is_none_or(|level| level.is_empty() || level == row.level)
            && wanted.as_deref().is_none_or(|wanted| text().contains(wanted))
    };
    let fitting: Vec<&DutyRow> = all.iter().filter(fits).collect();
    let counts = judged.counts(fitting.iter().copied());
    let rows: Vec<&DutyRow> = fitting.into_iter().filter(|row| query.state.is_none_or(|state| state == row.state)).collect();
    Ok(DutyPage {
        period: judged.period(&asked),
        levels,
        counts,
        total: rows.len(),
        rows: rows.into_iter().take(MOST_ROWS).cloned().collect(),
    })
}

/// Why a row is as it is. A chief is told the reasons of the own post's duty.
///
/// # Errors
/// Not allowed, no such row, or the store fails.
pub async fn reasons(anlan: &Anlan, call: &Call, which: &WhichRow) -> Result<LoopReasons, Fault> {
    let all = may(&call.actor, Action::MonthRead, Target::default());
    let own = call.actor.chief_id.filter(|id| {
        let target = Target { chief_id: Some(*id), ..Target::default() };
        may(&call.actor, Action::PatrolRecord, target)
    });
    if !all && own.is_none() {
        return Err(Fault::not_allowed());
    }
    let judged = if which.plans { judge_plans(anlan, call, &which.period).await? } else { judge_loop(anlan, call, &which.period).await? };
    let (table, row) =
        judged.table(&which.table).and_then(|table| table.row(&which.key).map(|row| (table, row))).ok_or_else(Fault::not_found)?;
    if !all {
        let posts = posts(anlan, call).await?;
        let of_own = table.cell(row, "名称").and_then(|name| posts.get(name)).copied();
        if table.name != DUTY || of_own != own.map(|id| id.0) {
            return Err(Fault::hidden());
        }
    }
    let names: Vec<String> = row.reasons.facts().into_iter().map(str::to_owned).collect();
    let book = anlan.year(&call.region, judged.given.from.year()).await?;
    let facts = fact_refs(anlan, &anlan.store.region(&call.region), &book, &names).await?;
    Ok(LoopReasons { reasons: row.reasons.clone(), facts })
}
