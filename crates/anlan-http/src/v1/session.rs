//! Logging in and out; the caller's own password.

use super::Answer;
use crate::caller::{Known, closing, opening};
use crate::extract::Body;
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::accounts;
use anlan_app::views::{ChangePassword, LogIn, Session};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::cookie::CookieJar;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(show_session, open_session, close_session)).routes(routes!(change_password))
}

/// Who is logged in, where, on what day.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session), (status = "default", body = Problem)))]
async fn show_session(State(site): State<Site>, known: Known) -> Answer<Session> {
    Ok(Json(accounts::session(&site.anlan, &known.0, site.outside.day_is_set()).await?))
}

/// Opens a session.
#[utoipa::path(post, path = "/session", request_body = LogIn, responses((status = 200, body = Session), (status = "default", body = Problem)))]
async fn open_session(State(site): State<Site>, jar: CookieJar, Body(form): Body<LogIn>) -> Result<(CookieJar, Json<Session>), Refusal> {
    let _turn = site.logins.acquire().await;
    let opened = accounts::log_in(&site.anlan, &form, site.outside.now(), site.outside.seed()).await?;
    let session = Session { today_is_set: site.outside.day_is_set(), ..opened.session };
    Ok((jar.add(opening(opened.token, site.secure_cookies)), Json(session)))
}

/// Ends the session.
#[utoipa::path(delete, path = "/session", responses((status = 204), (status = "default", body = Problem)))]
async fn close_session(State(site): State<Site>, jar: CookieJar, known: Known) -> Result<(CookieJar, StatusCode), Refusal> {
    accounts::log_out(&site.anlan, &known.0).await?;
    Ok((jar.remove(closing(site.secure_cookies)), StatusCode::NO_CONTENT))
}

/// Changes the caller's own password.
#[utoipa::path(post, path = "/session/password", request_body = ChangePassword, responses((status = 204), (status = "default", body = Problem)))]
async fn change_password(State(site): State<Site>, known: Known, Body(form): Body<ChangePassword>) -> Result<StatusCode, Refusal> {
    accounts::change_password(&site.anlan, &known.0, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}
