//! Managing accounts, apart: the system administrator creates them, the security administrator enables them.

use super::password::{hash, one_time};
use crate::views::{Account, AccountState, ActionView, CreateAccount, Named, NewAccount, OneTimePassword};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role, Target, may};
use anlan_core::ids::AccountId;
use anlan_store::{AccountRow, Tx};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn names(anlan: &Anlan, call: &Call) -> Result<HashMap<Uuid, String>, Fault> {
    let read = anlan.store.region(&call.region);
    let units = read.units().await?.into_iter().map(|row| (row.id, row.name));
    let chiefs = read.chiefs().await?.into_iter().map(|row| (row.id, row.name));
    Ok(units.chain(chiefs).collect())
}

pub(super) fn shown(call: &Call, row: &AccountRow, names: &HashMap<Uuid, String>) -> Account {
    let named = |id: Option<Uuid>| id.map(|id| Named { id, name: names.get(&id).cloned().unwrap_or_default() });
    let own = call.account == Some(AccountId(row.id));
    let mut actions = Vec::new();
    if may(&call.actor, Action::AccountGrant, Target::default()) {
        let key = Action::AccountGrant.key();
        actions.push(if own { ActionView::not_now(key, "不能对自己的账号操作") } else { ActionView::allowed(key) });
    }
    Account {
        id: row.id,
        login: row.login.clone(),
        name: row.name.clone(),
        role: Role::from_key(&row.role).unwrap_or(Role::Chief),
        unit: named(row.unit_id),
        chief: named(row.chief_id),
        disabled: row.disabled,
        locked: row.locked_until.is_some_and(|until| until > call.at),
        must_change_password: row.must_change,
        last_login_at: row.last_login_at,
        actions,
    }
}

/// All accounts.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn accounts(anlan: &Anlan, call: &Call) -> Result<Vec<Account>, Fault> {
    call.ask(Action::AccountRead, Target::default())?;
    let names = names(anlan, call).await?;
    let rows = anlan.store.region(&call.region).accounts().await?;
    Ok(rows.iter().map(|row| shown(call, row, &names)).collect())
}

/// Creates an account, not yet enabled; the security administrator enables it.
///
/// # Errors
/// Not allowed, the form is wrong, the login is taken, or the store fails.
pub async fn create_account(anlan: &Anlan, call: &Call, form: &CreateAccount) -> Result<NewAccount, Fault> {
    call.ask(Action::AccountCreate, Target::default())?;
    add(anlan, call, form, true).await
}

/// Creates an enabled account from the command line, where whoever sits at the machine holds the data anyway.
///
/// # Errors
/// The form is wrong, the login is taken, or the store fails.
pub async fn create_first(anlan: &Anlan, call: &Call, form: &CreateAccount) -> Result<NewAccount, Fault> {
    add(anlan, call, form, false).await
}

async fn add(anlan: &Anlan, call: &Call, form: &CreateAccount, disabled: bool) -> Result<NewAccount, Fault> {
    let (row, one_time_password) = made(call, call.ids().make(), form, disabled)?;
    let tx = anlan.begin(call).await?;
    insert(&tx, row.clone()).await?;
    anlan.finish(tx, call, Action::AccountCreate.key(), &row.login, &json!({ "role": form.role, "disabled": disabled })).await?;
    Ok(NewAccount { account: shown(call, &row, &names(anlan, call).await?), one_time_password })
}

pub(super) async fn insert(tx: &Tx, row: AccountRow) -> Result<(), Fault> {
    let login = row.login.clone();
    tx.add_account(row).await.map_err(|fault| {
        if fault.is_conflict() {
            let zh = format!("账号{login}已存在。");
            Fault { field: Some("login"), ..Fault::conflict("login_taken", zh, "That login exists already.") }
        } else if fault.is_missing() {
            Fault::invalid("unit_id", "unknown_unit", "单位或河长没有登记。", "The unit or post is not registered.")
        } else {
            fault.into()
        }
    })
}

/// A new account's row, and the password it is told once.
pub(super) fn made(call: &Call, id: Uuid, form: &CreateAccount, disabled: bool) -> Result<(AccountRow, String), Fault> {
    let login = form.login.trim().to_owned();
    let fits = (3..=32).contains(&login.len()) && login.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !fits {
        return Err(Fault::invalid("login", "bad_login", "账号为3至32位字母、数字、点、横线。", "3 to 32 letters, digits, dots, dashes."));
    }
    let name = anlan_core::text::narrow(&form.name);
    if name.is_empty() || name.chars().count() > 30 {
        return Err(Fault::invalid("name", "missing", "请填写姓名（不超过30字）。", "A name of 1 to 30 characters is needed."));
    }
    if (form.role == Role::Liaison) != form.unit_id.is_some() {
        return Err(Fault::invalid(
            "unit_id",
            "unit_for_liaison",
            "责任单位联络员必须选定单位，其他角色不选。",
            "A liaison needs a unit, others have none.",
        ));
    }
    if (form.role == Role::Chief) != form.chief_id.is_some() {
        return Err(Fault::invalid(
            "chief_id",
            "post_for_chief",
            "河长账号必须选定河长职务，其他角色不选。",
            "A chief needs a post, others have none.",
        ));
    }
    let one_time_password = one_time(call, &login);
    let row = AccountRow {
        region_id: call.region.to_string(),
        id,
        login: login.clone(),
        name,
        role: form.role.key().to_owned(),
        unit_id: form.unit_id,
        chief_id: form.chief_id,
        password_hash: hash(call, &login, &one_time_password)?,
        must_change: true,
        failures: 0,
        locked_until: None,
        disabled,
        last_login_at: None,
        created_at: call.at,
    };
    Ok((row, one_time_password))
}

pub(super) async fn another(tx: &Tx, call: &Call, id: AccountId) -> Result<AccountRow, Fault> {
    if call.account == Some(id) {
        return Err(Fault::not_allowed());
    }
    tx.read().account(id).await?.ok_or_else(Fault::not_found)
}

/// Gives an account a new one-time password, unlocks it and ends its sessions.
///
/// # Errors
/// Not allowed, one's own account, not found, or the store fails.
pub async fn reset_password(anlan: &Anlan, call: &Call, id: AccountId) -> Result<OneTimePassword, Fault> {
    call.ask(Action::AccountGrant, Target::default())?;
    let tx = anlan.begin(call).await?;
    let row = another(&tx, call, id).await?;
    let one_time_password = one_time(call, &row.login);
    let password_hash = hash(call, &row.login, &one_time_password)?;
    let login = row.login.clone();
    tx.change_account(AccountRow { password_hash, must_change: true, failures: 0, locked_until: None, ..row }).await?;
    tx.end_sessions_of(id, None).await?;
    anlan.finish(tx, call, "account.reset", &login, &json!({})).await?;
    Ok(OneTimePassword { one_time_password })
}

/// Enables or disables an account; disabled, its sessions end at once.
///
/// # Errors
/// Not allowed, one's own account, not found, or the store fails.
pub async fn set_state(anlan: &Anlan, call: &Call, id: AccountId, form: &AccountState) -> Result<Account, Fault> {
    call.ask(Action::AccountGrant, Target::default())?;
    let tx = anlan.begin(call).await?;
    let row = AccountRow { disabled: form.disabled, failures: 0, locked_until: None, ..another(&tx, call, id).await? };
    tx.change_account(row.clone()).await?;
    if form.disabled {
        tx.end_sessions_of(id, None).await?;
    }
    anlan.finish(tx, call, if form.disabled { "account.disable" } else { "account.enable" }, &row.login, &json!({})).await?;
    Ok(shown(call, &row, &names(anlan, call).await?))
}
