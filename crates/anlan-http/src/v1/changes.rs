//! Changes that need approval: of a task, a pause of its clock, another lead unit of a river.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::changes;
use anlan_app::views::{AskChange, Because, ChangePage, OpenWork, SignChange};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(ask_change))
        .routes(routes!(show_change))
        .routes(routes!(sign_change))
        .routes(routes!(withdraw_change))
        .routes(routes!(river_open_work))
}

async fn page(site: &Site, known: &Known, id: Uuid) -> Answer<ChangePage> {
    Ok(Json(changes::show_change(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Asks for a change; gives its page.
#[utoipa::path(post, path = "/changes", request_body = AskChange, responses((status = 201, body = ChangePage), (status = "default", body = Problem)))]
async fn ask_change(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<AskChange>,
) -> Result<(StatusCode, Json<ChangePage>), Refusal> {
    let id = changes::ask_change(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, page(&site, &known, id.0).await?))
}

/// A change with who has to agree.
#[utoipa::path(get, path = "/changes/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ChangePage), (status = "default", body = Problem)))]
async fn show_change(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<ChangePage> {
    page(&site, &known, id).await
}

/// Signs for one who has to agree; the last signature puts the change into effect.
#[utoipa::path(post, path = "/changes/{id}/sign", params(("id" = Uuid, Path)), request_body = SignChange, responses((status = 200, body = ChangePage), (status = "default", body = Problem)))]
async fn sign_change(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<SignChange>) -> Answer<ChangePage> {
    changes::sign_change(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Takes a request back.
#[utoipa::path(post, path = "/changes/{id}/withdraw", params(("id" = Uuid, Path)), request_body = Because, responses((status = 200, body = ChangePage), (status = "default", body = Problem)))]
async fn withdraw_change(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<Because>) -> Answer<ChangePage> {
    changes::withdraw_change(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Who leads a river, and the open work that would go along with it.
#[utoipa::path(get, path = "/rivers/{id}/open-work", params(("id" = Uuid, Path)), responses((status = 200, body = OpenWork), (status = "default", body = Problem)))]
async fn river_open_work(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<OpenWork> {
    Ok(Json(changes::open_work(&site.anlan, known.call(), id).await?))
}
