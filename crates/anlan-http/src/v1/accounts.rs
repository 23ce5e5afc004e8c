//! Accounts.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path};
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::accounts;
use anlan_app::views::{
    Account, AccountState, CreateAccount, CreateUnitAccounts, EnableAccounts, NewAccount, OneTimePassword, UnitAccounts,
};
use anlan_core::ids::AccountId;
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(list_accounts, create_account))
        .routes(routes!(reset_password))
        .routes(routes!(set_account_state))
        .routes(routes!(unit_accounts, create_unit_accounts))
        .routes(routes!(enable_accounts))
}

/// All accounts.
#[utoipa::path(get, path = "/accounts", responses((status = 200, body = Vec<Account>), (status = "default", body = Problem)))]
async fn list_accounts(State(site): State<Site>, known: Known) -> Answer<Vec<Account>> {
    Ok(Json(accounts::accounts(&site.anlan, known.call()).await?))
}

/// Creates an account, not yet enabled.
#[utoipa::path(post, path = "/accounts", request_body = CreateAccount, responses((status = 200, body = NewAccount), (status = "default", body = Problem)))]
async fn create_account(State(site): State<Site>, known: Known, Body(form): Body<CreateAccount>) -> Answer<NewAccount> {
    Ok(Json(accounts::create_account(&site.anlan, known.call(), &form).await?))
}

/// Gives an account a new one-time password.
#[utoipa::path(post, path = "/accounts/{id}/password", params(("id" = Uuid, Path)), responses((status = 200, body = OneTimePassword), (status = "default", body = Problem)))]
async fn reset_password(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<OneTimePassword> {
    Ok(Json(accounts::reset_password(&site.anlan, known.call(), AccountId(id)).await?))
}

/// Enables or disables an account.
#[utoipa::path(post, path = "/accounts/{id}/state", params(("id" = Uuid, Path)), request_body = AccountState, responses((status = 200, body = Account), (status = "default", body = Problem)))]
async fn set_account_state(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<AccountState>,
) -> Answer<Account> {
    Ok(Json(accounts::set_state(&site.anlan, known.call(), AccountId(id), &form).await?))
}

/// Units that lead a river or answer for tasks: how many accounts they have, and which have none.
#[utoipa::path(get, path = "/accounts/units", responses((status = 200, body = UnitAccounts), (status = "default", body = Problem)))]
async fn unit_accounts(State(site): State<Site>, known: Known) -> Answer<UnitAccounts> {
    Ok(Json(accounts::unit_accounts(&site.anlan, known.call()).await?))
}

/// Creates an account for each of some units, all or none; passwords are told once.
#[utoipa::path(post, path = "/accounts/units", request_body = CreateUnitAccounts, responses((status = 200, body = Vec<NewAccount>), (status = "default", body = Problem)))]
async fn create_unit_accounts(State(site): State<Site>, known: Known, Body(form): Body<CreateUnitAccounts>) -> Answer<Vec<NewAccount>> {
    Ok(Json(accounts::create_unit_accounts(&site.anlan, known.call(), &form).await?))
}

/// Enables some accounts at once.
#[utoipa::path(post, path = "/accounts/enable", request_body = EnableAccounts, responses((status = 200, body = Vec<Account>), (status = "default", body = Problem)))]
async fn enable_accounts(State(site): State<Site>, known: Known, Body(form): Body<EnableAccounts>) -> Answer<Vec<Account>> {
    accounts::enable_accounts(&site.anlan, known.call(), &form.accounts).await?;
    Ok(Json(accounts::accounts(&site.anlan, known.call()).await?))
}
