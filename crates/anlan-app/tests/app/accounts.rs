//! Logging in, lock-out, passwords, and the separated administrators.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;

use anlan_app::accounts::{Caller, LoggedIn, change_password, create_account, log_in, reset_password, set_state, who};
use anlan_app::views::{AccountState, ChangePassword, CreateAccount, LogIn};
use anlan_app::{Call, Fault};
use anlan_core::access::Role;
use anlan_core::ids::AccountId;
use common::{Office, at, code, person, region};

const NEW: &str = "Quiet-River-2023";

fn admin(role: Role) -> Call {
    person("管理员", role, "2023-11-03T01:00:00Z")
}

async fn enter(office: &Office, login: &str, password: &str, moment: &str, seed: u8) -> Result<LoggedIn, Fault> {
    let form = LogIn { region: None, login: login.to_owned(), password: password.to_owned() };
    log_in(office, &form, at(moment), [seed; 32]).await
}

async fn behind(office: &Office, opened: &LoggedIn, moment: &str) -> Option<Caller> {
    who(office, &opened.token, at(moment), [99; 32]).await.unwrap()
}

/// An account made by one administrator and enabled by the other, with its one-time password.
async fn made(office: &Office, login: &str) -> (AccountId, String) {
    let form = CreateAccount { login: login.to_owned(), name: "周明".to_owned(), role: Role::OfficeStaff, unit_id: None, chief_id: None };
    assert_eq!(code(&create_account(office, &admin(Role::SecurityAdmin), &form).await), "not_allowed");
    let new = create_account(office, &admin(Role::SystemAdmin), &form).await.unwrap();
    let id = AccountId(new.account.id);
    assert_eq!(code(&enter(office, login, &new.one_time_password, "2023-11-03T01:00:01Z", 1).await), "disabled");
    let enable = AccountState { disabled: false };
    assert_eq!(code(&set_state(office, &admin(Role::SystemAdmin), id, &enable).await), "not_allowed");
    set_state(office, &admin(Role::SecurityAdmin), id, &enable).await.unwrap();
    (id, new.one_time_password)
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_for_a_while() {
    let office = Office::tongliang().await;
    let (_, password) = made(&office, "zhou").await;
    for _ in 0..5 {
        assert_eq!(code(&enter(&office, "zhou", "wrong", "2023-11-03T02:00:00Z", 2).await), "wrong_password");
    }
    assert_eq!(code(&enter(&office, "zhou", &password, "2023-11-03T02:14:00Z", 3).await), "locked");
    assert!(enter(&office, "zhou", &password, "2023-11-03T02:16:00Z", 4).await.is_ok());
    assert_eq!(code(&enter(&office, "nobody", "wrong", "2023-11-03T02:17:00Z", 5).await), "wrong_password", "does not tell who exists");
    let audit = office.store.region(&region()).last_audit().await.unwrap().unwrap();
    assert_eq!((audit.target.as_str(), audit.outcome.as_str()), ("nobody", "refused"));
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_weak_ones_are_refused() {
    let office = Office::tongliang().await;
    let (_, password) = made(&office, "zhou").await;
    let one = enter(&office, "zhou", &password, "2023-11-03T02:00:00Z", 2).await.unwrap();
    let other = enter(&office, "zhou", &password, "2023-11-03T02:00:10Z", 3).await.unwrap();
    assert!(one.session.account.must_change_password);
    let caller = behind(&office, &one, "2023-11-03T02:01:00Z").await.unwrap();
    let change = |old: &str, new: &str| ChangePassword { old: old.to_owned(), new: new.to_owned() };
    assert_eq!(code(&change_password(&office, &caller, &change("wrong", NEW)).await), "wrong_password");
    assert_eq!(code(&change_password(&office, &caller, &change(&password, "short")).await), "weak_password");
    change_password(&office, &caller, &change(&password, NEW)).await.unwrap();
    assert!(behind(&office, &one, "2023-11-03T02:02:00Z").await.is_some());
    assert!(behind(&office, &other, "2023-11-03T02:02:00Z").await.is_none());
    assert!(enter(&office, "zhou", NEW, "2023-11-03T02:03:00Z", 4).await.is_ok());
}

#[tokio::test]
async fn a_session_ends_when_idle_when_old_and_the_moment_a_right_changes() {
    let office = Office::tongliang().await;
    let (id, password) = made(&office, "zhou").await;
    let opened = enter(&office, "zhou", &password, "2023-11-03T02:00:00Z", 2).await.unwrap();
    assert!(behind(&office, &opened, "2023-11-03T02:59:00Z").await.is_some(), "used, so it goes on");
    assert!(behind(&office, &opened, "2023-11-03T03:58:00Z").await.is_some());
    assert!(behind(&office, &opened, "2023-11-03T05:00:00Z").await.is_none(), "idle for an hour");
    let opened = enter(&office, "zhou", &password, "2023-11-03T06:00:00Z", 3).await.unwrap();
    set_state(&office, &admin(Role::SecurityAdmin), id, &AccountState { disabled: true }).await.unwrap();
    assert!(behind(&office, &opened, "2023-11-03T06:00:05Z").await.is_none());
    set_state(&office, &admin(Role::SecurityAdmin), id, &AccountState { disabled: false }).await.unwrap();
    let fresh = reset_password(&office, &admin(Role::SecurityAdmin), id).await.unwrap().one_time_password;
    assert_eq!(code(&enter(&office, "zhou", &password, "2023-11-03T06:10:00Z", 4).await), "wrong_password");
    assert!(enter(&office, "zhou", &fresh, "2023-11-03T06:11:00Z", 5).await.is_ok());
}
