//! Passwords: argon2id, rules, one-time passwords, changing.

use super::log_in::Caller;
use crate::views::ChangePassword;
use crate::{Anlan, Call, Fault};
use anlan_core::ids::AccountId;
use anlan_store::AccountRow;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use serde_json::json;

/// Shortest password taken.
const SHORTEST: usize = 10;

/// Hashes a password with a salt from the call's secret.
pub(crate) fn hash(call: &Call, login: &str, password: &str) -> Result<String, Fault> {
    let salt = call.secret(&format!("salt:{login}"));
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt[..16]);
    hashed.map(|hash| hash.to_string()).map_err(|fault| Fault::internal("hash", "密码处理失败，请联系管理员。", fault.to_string()))
}

/// Whether a password fits a hash. Takes tens of milliseconds by design: call it off the request threads.
pub(crate) fn fits(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// A one-time password of 14 characters without look-alikes.
pub(crate) fn one_time(call: &Call, login: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    let secret = call.secret(&format!("one-time:{login}"));
    let letters: String = secret.iter().take(14).map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    // One of each kind, wherever the draw left one out.
    format!("{}{}", &letters[..11], ["a7K", "K7a", "7aK"][usize::from(secret[20]) % 3])
}

fn strong(login: &str, password: &str) -> Result<(), Fault> {
    let kinds = [char::is_lowercase as fn(char) -> bool, char::is_uppercase, |c| c.is_ascii_digit(), |c| !c.is_alphanumeric()];
    let found = kinds.iter().filter(|kind| password.chars().any(kind)).count();
    if password.chars().count() < SHORTEST || found < 3 || password.to_lowercase().contains(&login.to_lowercase()) {
        let zh = format!("新密码至少{SHORTEST}位，含大写、小写、数字、符号中的三种，且不得包含账号名。");
        let en = format!("At least {SHORTEST} characters, three of: upper case, lower case, digits, signs; without the login.");
        return Err(Fault::invalid("new", "weak_password", zh, en));
    }
    Ok(())
}

/// Changes the caller's own password; all their other sessions end.
///
/// # Errors
/// The old password is wrong, the new one weak or the same, or the store fails.
pub async fn change_password(anlan: &Anlan, caller: &Caller, form: &ChangePassword) -> Result<(), Fault> {
    let account = caller.account.clone();
    let old = form.old.clone();
    let known = account.password_hash.clone();
    let right = tokio::task::spawn_blocking(move || fits(&known, &old)).await.unwrap_or(false);
    if !right {
        return Err(Fault::invalid("old", "wrong_password", "原密码不正确。", "The old password is wrong."));
    }
    if form.old == form.new {
        return Err(Fault::invalid("new", "same_password", "新密码不得与原密码相同。", "The new password must differ."));
    }
    strong(&account.login, &form.new)?;
    let call = &caller.call;
    let password_hash = hash(call, &account.login, &form.new)?;
    let tx = anlan.begin(call).await?;
    let id = AccountId(account.id);
    tx.change_account(AccountRow { password_hash, must_change: false, ..account.clone() }).await?;
    tx.end_sessions_of(id, Some(&caller.token_hash)).await?;
    anlan.finish(tx, call, "account.password", &account.login, &json!({})).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["short1A!", "alllowercaseletters", "Office500151", "1234567890"] {
            assert!(strong("office", weak).is_err(), "{weak}");
        }
        assert!(strong("office", "Xiaoan-River-9").is_ok());
    }
}
