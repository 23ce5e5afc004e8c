//! Logging in and out; who is behind a session.

use super::password::fits;
use crate::lists::work_month;
use crate::views::{LogIn, Named, Session, SessionAccount, SessionRegion};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Actor, Reach, Role, reach};
use anlan_core::digest;
use anlan_core::ids::{AccountId, ChiefId, RegionId, RiverId, UnitId};
use anlan_store::{AccountRow, SessionRow};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::json;

/// Wrong passwords in a row before an account is locked.
const TRIES: i64 = 5;
/// How long it stays locked.
const LOCKED: TimeDelta = TimeDelta::minutes(15);
/// A session ends after this long without use.
const IDLE: TimeDelta = TimeDelta::minutes(60);
/// A session ends after this long whatever happens.
const LONGEST: TimeDelta = TimeDelta::hours(12);

/// Who is behind a session, and the call they make.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Their account.
    pub account: AccountRow,
    /// The call.
    pub call: Call,
    /// Digest of the session's token.
    pub token_hash: String,
}

/// A session just opened.
#[derive(Clone)]
pub struct LoggedIn {
    /// For the cookie: region and token.
    pub token: String,
    /// The session.
    pub session: Session,
}

fn actor(account: &AccountRow, river: Option<RiverId>) -> Actor {
    let role = Role::from_key(&account.role).unwrap_or(Role::Chief);
    Actor {
        name: format!("{}（{}）", account.name, account.login),
        role,
        unit_id: account.unit_id.map(UnitId),
        river_id: river,
        chief_id: account.chief_id.map(ChiefId),
    }
}

async fn actor_of(anlan: &Anlan, region: &RegionId, account: &AccountRow) -> Result<Actor, Fault> {
    let river = match account.chief_id {
        Some(id) => anlan.store.region(region).chiefs().await?.into_iter().find(|chief| chief.id == id).and_then(|chief| chief.river_id),
        None => None,
    };
    Ok(actor(account, river.map(RiverId)))
}

fn wrong() -> Fault {
    let zh = format!("账号或密码不正确。连续{TRIES}次错误将锁定{}分钟。", LOCKED.num_minutes());
    Fault::unauthenticated("wrong_password", zh, "Login or password is wrong.")
}

/// Opens a session. Wrong tries are counted and audited; the answer does not tell whether the login exists.
///
/// # Errors
/// Wrong login or password, locked, disabled, or the store fails.
pub async fn log_in(anlan: &Anlan, form: &LogIn, at: DateTime<Utc>, seed: [u8; 32]) -> Result<LoggedIn, Fault> {
    let region = region_of(anlan, form).await?;
    let found = anlan.store.region(&region).account_of(form.login.trim()).await?;
    // The same work whether the login exists or not, so that the answer's time does not tell.
    let hash = found.as_ref().map_or_else(|| DUMMY.to_owned(), |account| account.password_hash.clone());
    let password = form.password.clone();
    let right = tokio::task::spawn_blocking(move || fits(&hash, &password)).await.unwrap_or(false);
    let Some(account) = found else {
        let login: String = form.login.trim().chars().take(40).collect();
        let tx = anlan.store.write(&region).await?;
        tx.add_audit(at.trunc_subsecs(3), ("未登录", "-"), "session.open", &login, "refused", r#"{"code":"unknown_login"}"#).await?;
        tx.commit().await?;
        return Err(wrong());
    };
    let call = Call::new(region.clone(), actor_of(anlan, &region, &account).await?, Some(AccountId(account.id)), at, seed);
    if account.locked_until.is_some_and(|until| until > call.at) {
        let fault = Fault::unauthenticated(
            "locked",
            format!("账号因连续输错密码已锁定，请{}分钟后再试，或请安全管理员解锁。", LOCKED.num_minutes()),
            "The account is locked for a while.",
        );
        return Err(anlan.refused(&call, "session.open", &account.login, fault).await);
    }
    if !right {
        count_failure(anlan, &call, &account).await?;
        return Err(anlan.refused(&call, "session.open", &account.login, wrong()).await);
    }
    if account.disabled {
        let fault = Fault::unauthenticated("disabled", "账号尚未启用或已停用，请联系安全管理员。", "The account is not enabled.");
        return Err(anlan.refused(&call, "session.open", &account.login, fault).await);
    }
    let token = digest::to_hex(&call.secret("session"));
    let token_hash = digest::hex(token.as_bytes());
    let account = AccountRow { failures: 0, locked_until: None, last_login_at: Some(call.at), ..account };
    let tx = anlan.begin(&call).await?;
    tx.change_account(account.clone()).await?;
    tx.end_idle_sessions(call.at - LONGEST).await?;
    let row = SessionRow {
        region_id: region.to_string(),
        token_hash: token_hash.clone(),
        account_id: account.id,
        created_at: call.at,
        seen_at: call.at,
    };
    tx.add_session(row).await?;
    anlan.finish(tx, &call, "session.open", &account.login, &json!({})).await?;
    let caller = Caller { account, call, token_hash };
    Ok(LoggedIn { token: format!("{region}.{token}"), session: session(anlan, &caller, false).await? })
}

/// A hash of nothing anybody knows.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW5sYW4tbm8tYWNjb3VudA$1mlGqfeVSOgVbKxnWkVDs8b4ZkwkSc4J0yqs+2J0Z2M";

async fn region_of(anlan: &Anlan, form: &LogIn) -> Result<RegionId, Fault> {
    if let Some(code) = form.region.as_deref().filter(|code| !code.is_empty()) {
        return RegionId::parse(code).map_err(|fault| Fault::invalid("region", "bad_region", "行政区代码有误。", fault.to_string()));
    }
    let regions = anlan.store.across().regions().await?;
    match regions.as_slice() {
        [only] => RegionId::parse(&only.region_id).map_err(|fault| Fault::internal("bad_region", "行政区代码有误。", fault.to_string())),
        [] => Err(Fault::unauthenticated("no_region", "还没有任何行政区，请先导入台账或运行演示。", "There is no region yet.")),
        several => {
            let named: Vec<String> = several.iter().map(|row| format!("{} {}", row.region_id, row.name)).collect();
            let zh = format!("本系统有多个行政区，请填写行政区代码：{}。", named.join("、"));
            Err(Fault::invalid("region", "region_needed", zh, "Several regions are served: name one."))
        }
    }
}

async fn count_failure(anlan: &Anlan, call: &Call, account: &AccountRow) -> Result<(), Fault> {
    let failures = account.failures + 1;
    let locked_until = (failures >= TRIES).then(|| call.at + LOCKED);
    let failures = if locked_until.is_some() { 0 } else { failures };
    let tx = anlan.begin(call).await?;
    tx.change_account(AccountRow { failures, locked_until, ..account.clone() }).await?;
    Ok(tx.commit().await?)
}

/// Who is behind a cookie's token; none when the session ended.
///
/// # Errors
/// The store fails.
pub async fn who(anlan: &Anlan, token: &str, at: DateTime<Utc>, seed: [u8; 32]) -> Result<Option<Caller>, Fault> {
    let Some((code, secret)) = token.split_once('.') else { return Ok(None) };
    let Ok(region) = RegionId::parse(code) else { return Ok(None) };
    let token_hash = digest::hex(secret.as_bytes());
    let Some((session, account)) = anlan.store.region(&region).session(&token_hash).await? else { return Ok(None) };
    if account.disabled || session.seen_at + IDLE < at || session.created_at + LONGEST < at {
        return Ok(None);
    }
    let call = Call::new(region.clone(), actor_of(anlan, &region, &account).await?, Some(AccountId(account.id)), at, seed);
    // Noted at most once a minute, so that reading pages does not write.
    if session.seen_at + TimeDelta::minutes(1) < call.at {
        let tx = anlan.store.write(&region).await?;
        tx.touch_session(SessionRow { seen_at: call.at, ..session }).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller { account, call, token_hash }))
}

/// Ends the caller's session.
///
/// # Errors
/// The store fails.
pub async fn log_out(anlan: &Anlan, caller: &Caller) -> Result<(), Fault> {
    let tx = anlan.begin(&caller.call).await?;
    tx.end_session(&caller.token_hash).await?;
    anlan.finish(tx, &caller.call, "session.close", &caller.account.login, &json!({})).await
}

/// What an account of an office above districts works with.
const OF_OFFICE_ABOVE: [Action; 8] = [
    Action::DistrictRead,
    Action::TextRead,
    Action::TextWrite,
    Action::TextFinish,
    Action::AccountRead,
    Action::AccountCreate,
    Action::AccountGrant,
    Action::AuditRead,
];

/// Who is logged in, where, on what day, and what they may do.
///
/// # Errors
/// The store fails.
pub async fn session(anlan: &Anlan, caller: &Caller, today_is_set: bool) -> Result<Session, Fault> {
    let (account, call) = (&caller.account, &caller.call);
    let read = anlan.store.region(&call.region);
    let name = read.own_row().await?.map(|row| row.name).unwrap_or_default();
    let unit = match account.unit_id {
        Some(id) => read.units().await?.into_iter().find(|row| row.id == id).map(|row| Named { id, name: row.name }),
        None => None,
    };
    let chief = match account.chief_id {
        Some(id) => read.chiefs().await?.into_iter().find(|row| row.id == id).map(|row| Named { id, name: row.name }),
        None => None,
    };
    // A region without rules of plans has no pages of plans.
    let plans = anlan.packs.has_plans(call.region.as_str());
    // An office above districts keeps no lists, rivers or records of its own; a district has nothing below it.
    let above = anlan.packs.above(call.region.as_str(), call.today()).is_some();
    let mut below = false;
    for (pack, _) in anlan.packs.cities_of(call.region.as_str(), call.today()) {
        if let Ok(office) = RegionId::parse(&pack.head.region) {
            below |= anlan.store.region(&office).own_row().await?.is_some();
        }
    }
    let offered = |action: &&Action| {
        if **action == Action::AboveRead {
            below
        } else if **action == Action::DistrictRead || above {
            above && OF_OFFICE_ABOVE.contains(action)
        } else {
            plans || !action.key().starts_with("plan.")
        }
    };
    let actions = Action::ALL.iter().filter(|action| reach(call.actor.role, **action) != Reach::Nothing).filter(offered);
    Ok(Session {
        account: SessionAccount {
            id: account.id,
            login: account.login.clone(),
            name: account.name.clone(),
            role: call.actor.role,
            unit,
            chief,
            must_change_password: account.must_change,
        },
        region: SessionRegion { id: call.region.to_string(), name, above },
        today: call.today(),
        today_is_set,
        work_month: work_month(call.today()),
        actions: actions.map(|action| action.key().to_owned()).collect(),
    })
}
