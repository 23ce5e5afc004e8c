//! Accounts for every lead and responsible unit, created in one action, each told its password once.

use super::manage::{insert, made, names, shown};
use crate::views::{CreateAccount, CreateUnitAccounts, NewAccount, UnitAccounts, UnitWithoutAccount};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role, Target};
use anlan_core::ids::AccountId;
use chrono::Datelike;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most accounts created or enabled at once.
const MOST: usize = 500;

/// Units that lead a river or answer for a task of the year: how many accounts they have, and which have none.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn unit_accounts(anlan: &Anlan, call: &Call) -> Result<UnitAccounts, Fault> {
    call.ask(Action::AccountCreate, Target::default())?;
    let read = anlan.store.region(&call.region);
    let (rivers, leads) = (read.rivers().await?, read.lead_units().await?);
    let today = call.today();
    let mut rivers_of: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for lead in leads.iter().filter(|row| row.from_on <= today && row.until_on.is_none_or(|until| today <= until)) {
        let river = rivers.iter().find(|row| row.id == lead.river_id);
        rivers_of.entry(lead.unit_id).or_default().extend(river.map(|row| row.name.clone()));
    }
    let mut tasks: BTreeMap<Uuid, usize> = BTreeMap::new();
    for entry in &anlan.year(&call.region, today.year()).await?.entries {
        *tasks.entry(entry.content().unit_id.0).or_default() += 1;
    }
    let held = read.accounts().await?;
    let accounts_of = |unit: Uuid| held.iter().filter(|row| row.unit_id == Some(unit) && row.role == Role::Liaison.key()).count();
    let mut told = UnitAccounts { lead_units: 0, lead_accounts: 0, other_units: 0, other_accounts: 0, without: vec![] };
    for unit in read.units().await? {
        let (leads, tasks) = (rivers_of.remove(&unit.id), tasks.remove(&unit.id));
        let (units, accounts) = match (&leads, tasks) {
            (Some(_), _) => (&mut told.lead_units, &mut told.lead_accounts),
            (None, Some(_)) => (&mut told.other_units, &mut told.other_accounts),
            (None, None) => continue,
        };
        let has = accounts_of(unit.id);
        *units += 1;
        *accounts += has;
        if has == 0 {
            let (leads, tasks) = (leads.unwrap_or_default(), tasks.unwrap_or_default());
            told.without.push(UnitWithoutAccount { leads, tasks, id: unit.id, name: unit.name });
        }
    }
    told.without.sort_by(|a, b| b.leads.len().cmp(&a.leads.len()).then(b.tasks.cmp(&a.tasks)).then(a.name.cmp(&b.name)));
    Ok(told)
}

/// Creates an account for each of some units, all or none; the security administrator enables them.
///
/// # Errors
/// Not allowed, no or too many units, one named twice or with an account already, the form is wrong, or the store fails.
pub async fn create_unit_accounts(anlan: &Anlan, call: &Call, form: &CreateUnitAccounts) -> Result<Vec<NewAccount>, Fault> {
    call.ask(Action::AccountCreate, Target::default())?;
    if form.units.is_empty() || form.units.len() > MOST {
        let zh = format!("请选择1至{MOST}个单位。");
        return Err(Fault::invalid("units", "out_of_range", zh, format!("1 to {MOST} units at once")));
    }
    let known = unit_accounts(anlan, call).await?.without;
    let read = anlan.store.region(&call.region);
    let taken: BTreeSet<String> = read.accounts().await?.into_iter().map(|row| row.login).collect();
    let prefix = form.prefix.trim();
    let mut logins = (1_u32..).map(|n| format!("{prefix}{n:03}")).filter(|login| !taken.contains(login));
    let (mut ids, mut seen, mut rows) = (call.ids(), BTreeSet::new(), Vec::new());
    for own in &form.units {
        let (post, person) = (anlan_core::text::narrow(&own.post), anlan_core::text::narrow(&own.person));
        let new = seen.insert((own.unit_id, post.clone(), person.clone()));
        let unit = known.iter().find(|unit| unit.id == own.unit_id).filter(|_| new).ok_or_else(|| {
            let zh = "所选单位已有账号、同一岗位写了两次，或者既不牵头河流也没有任务，请刷新。";
            Fault::invalid("units", "not_wanted", zh, "A unit has an account, a post is named twice, or it neither leads nor has tasks.")
        })?;
        if post.is_empty() {
            let zh = format!("{}：请填写填报岗位，如“河长制填报岗”。", unit.name);
            return Err(Fault::invalid("units", "missing", zh, "Name the post."));
        }
        let name = if person.is_empty() { format!("{}{post}", unit.name) } else { format!("{person}（{}{post}）", unit.name) };
        let account = CreateAccount {
            login: logins.next().unwrap_or_default(),
            name,
            role: Role::Liaison,
            unit_id: Some(own.unit_id),
            chief_id: None,
        };
        let (row, password) = made(call, ids.make(), &account, true).map_err(|fault| Fault {
            zh: format!("{}：{}", unit.name, fault.zh),
            field: Some("units"),
            ..fault
        })?;
        rows.push((row, password));
    }
    let tx = anlan.begin(call).await?;
    for (row, _) in &rows {
        insert(&tx, row.clone()).await?;
    }
    let detail = json!({ "accounts": rows.iter().map(|(row, _)| &row.login).collect::<Vec<_>>() });
    anlan.finish(tx, call, Action::AccountCreate.key(), &format!("{}个责任单位账号", rows.len()), &detail).await?;
    let names = names(anlan, call).await?;
    Ok(rows.into_iter().map(|(row, password)| NewAccount { account: shown(call, &row, &names), one_time_password: password }).collect())
}

/// Enables some accounts at once.
///
/// # Errors
/// Not allowed, one's own account, none or too many, not found, or the store fails.
pub async fn enable_accounts(anlan: &Anlan, call: &Call, ids: &[Uuid]) -> Result<(), Fault> {
    call.ask(Action::AccountGrant, Target::default())?;
    if ids.is_empty() || ids.len() > MOST {
        let zh = format!("请选择1至{MOST}个账号。");
        return Err(Fault::invalid("accounts", "out_of_range", zh, format!("1 to {MOST} accounts at once")));
    }
    let tx = anlan.begin(call).await?;
    let mut logins = Vec::with_capacity(ids.len());
    for id in ids {
        let row = super::manage::another(&tx, call, AccountId(*id)).await?;
        logins.push(row.login.clone());
        tx.change_account(anlan_store::AccountRow { disabled: false, failures: 0, locked_until: None, ..row }).await?;
    }
    anlan.finish(tx, call, "account.enable", &logins.join("、"), &json!({ "accounts": logins })).await
}
