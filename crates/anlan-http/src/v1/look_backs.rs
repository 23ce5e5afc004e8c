//! Look-backs: drawing samples, recording results, relapse rates.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::look_backs;
use anlan_app::views::{DrawForm, DrawPage, LookedForm, RelapseRates};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(draw_sample))
        .routes(routes!(relapse_rates))
        .routes(routes!(show_draw))
        .routes(routes!(record_look_back))
}

/// Draws the sample of a quarter; gives its page.
#[utoipa::path(post, path = "/look-backs", request_body = DrawForm, responses((status = 201, body = DrawPage), (status = "default", body = Problem)))]
async fn draw_sample(State(site): State<Site>, known: Known, Body(form): Body<DrawForm>) -> Result<(StatusCode, Json<DrawPage>), Refusal> {
    let id = look_backs::draw_sample(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(look_backs::show_draw(&site.anlan, known.call(), id).await?)))
}

/// Everything of a draw.
#[utoipa::path(get, path = "/look-backs/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = DrawPage), (status = "default", body = Problem)))]
async fn show_draw(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<DrawPage> {
    Ok(Json(look_backs::show_draw(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Relapse rates of a year, with their 95 % intervals.
#[utoipa::path(get, path = "/look-backs/rates", params(OfYear), responses((status = 200, body = RelapseRates), (status = "default", body = Problem)))]
async fn relapse_rates(State(site): State<Site>, known: Known, Query(query): Query<OfYear>) -> Answer<RelapseRates> {
    Ok(Json(look_backs::relapse_rates(&site.anlan, known.call(), query.year).await?))
}

/// A year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfYear {
    year: i32,
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = DrawPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<DrawPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(look_backs::show_draw(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Records what was seen of a drawn case.
    record_look_back,
    "/look-backs/{id}/results",
    LookedForm,
    look_backs::record_look_back
);
