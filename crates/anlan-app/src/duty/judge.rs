//! A period judged by the pack of the loop from what is recorded now.

use crate::assessment::judge::apart;
use crate::offered::{gather, given_of_period};
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::pack::Pack;
use anlan_core::pack::loops::PROPOSED;
use anlan_core::rule::run::Given;
use anlan_core::shown::{JudgedTable, judge_shown};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A period judged: the tables the pack shows, every row with its reasons.
#[derive(Debug)]
pub struct JudgedLoop {
    /// The pack in force on the period's last day.
    pub pack: Arc<Pack>,
    /// The period.
    pub given: Given,
    /// Its tables.
    pub tables: Vec<JudgedTable>,
    /// What is wrong with the records, in words.
    pub problems: Vec<String>,
    /// The same by the table of facts.
    by_table: BTreeMap<String, Vec<String>>,
}

impl JudgedLoop {
    /// A period by a pack none of whose tables are wanted.
    #[must_use]
    pub(crate) fn without(pack: Arc<Pack>, given: Given) -> Self {
        Self { pack, given, tables: vec![], problems: vec![], by_table: BTreeMap::new() }
    }

    /// A table by its name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&JudgedTable> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// What is wrong with the facts of some tables.
    #[must_use]
    pub fn problems_of(&self, tables: &[&str]) -> Vec<String> {
        tables.iter().filter_map(|name| self.by_table.get(*name)).flatten().cloned().collect()
    }
}

/// Judges a period (`2023-10`, `2023Q3`, `2023`) from what is recorded now, with every reason. Whoever calls has asked permission.
///
/// # Errors
/// No such period, no pack or several in force on its last day, a pack that declares what is not offered, or the store fails.
pub async fn judge_loop(anlan: &Anlan, call: &Call, period: &str) -> Result<JudgedLoop, Fault> {
    let given = given_of_period(period, call.at)?;
    let pack = anlan.packs.loop_rules(call.region.as_str(), given.to).cloned().map_err(|fault| {
        let told = zh(given.to);
        let zh = format!("{told}没有（唯一）生效的闭环规则包（topic = \"loop\"），请先核对规则包的生效日期。");
        Fault::conflict("no_loop_pack", zh, fault.to_string())
    })?;
    let mut judged = judge_by(anlan, call, pack, given, call.at, vec![]).await?;
    let unknown = unknown_letters(&judged.pack, &judged.tables);
    judged.problems.extend(unknown);
    Ok(judged)
}

/// Judges a period by the pack of plans, as [`judge_loop`] does by that of the loop.
///
/// # Errors
/// No such period, no pack in force on its last day, a pack that declares what is not offered, or the store fails.
pub(crate) async fn judge_plans(anlan: &Anlan, call: &Call, period: &str) -> Result<JudgedLoop, Fault> {
    let given = given_of_period(period, call.at)?;
    let pack = plan_pack(anlan, call, given.to)?;
    judge_by(anlan, call, pack, given, call.at, vec![]).await
}

/// The pack of plans in force on a day.
///
/// # Errors
/// None, or several.
pub(crate) fn plan_pack(anlan: &Anlan, call: &Call, on: NaiveDate) -> Result<Arc<Pack>, Fault> {
    anlan.packs.plan_rules(call.region.as_str(), on).cloned().map_err(|fault| {
        let zh = format!("{}没有（唯一）生效的一河一策规则包（topic = \"plan\"），请先核对规则包的生效日期。", zh(on));
        Fault::conflict("no_plan_pack", zh, fault.to_string())
    })
}

/// Judges a period by a pack from what was known at a moment; the rows of the tables `behind` come with the names of all their facts.
///
/// # Errors
/// A pack that declares what is not offered, or the store fails.
pub(crate) async fn judge_by(
    anlan: &Anlan,
    call: &Call,
    pack: Arc<Pack>,
    given: Given,
    known_at: DateTime<Utc>,
    behind: Vec<String>,
) -> Result<JudgedLoop, Fault> {
    let book = anlan.year(&call.region, given.from.year()).await?;
    let gathered = gather(anlan, &anlan.store.region(&call.region), &book, &pack, &given, known_at).await?;
    let (problems, by_table) = (gathered.problems, gathered.by_table);
    let (rules, facts) = (Arc::clone(&pack), gathered.facts);
    let tables = apart(move || Ok(judge_shown(&rules, facts, &given, &behind)?)).await?;
    Ok(JudgedLoop { pack, given, tables, problems, by_table })
}

/// Letters the rules call for that the pack has no kind for.
fn unknown_letters(pack: &Pack, tables: &[JudgedTable]) -> Vec<String> {
    let Some(table) = tables.iter().find(|table| table.name == PROPOSED) else { return vec![] };
    let mut found: Vec<String> = Vec::new();
    for label in table.rows.iter().filter_map(|row| table.cell(row, "文种")) {
        if pack.head.letter_labelled(label).is_none() && !found.iter().any(|told| told.contains(label)) {
            found.push(format!("规则拟出的文种“{label}”没有在规则包的 [[letter]] 中声明，请在 pack.toml 中补上。"));
        }
    }
    found
}
