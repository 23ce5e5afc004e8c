//! The first page.

use super::Answer;
use crate::caller::Known;
use crate::extract::Query;
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::overview::overview;
use anlan_app::views::Overview;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(show_overview))
}

/// What to do now, and how things stand.
#[utoipa::path(get, path = "/overview", params(OfYear), responses((status = 200, body = Overview), (status = "default", body = Problem)))]
async fn show_overview(State(site): State<Site>, known: Known, Query(query): Query<OfYear>) -> Answer<Overview> {
    Ok(Json(overview(&site.anlan, known.call(), query.year).await?))
}

/// A year; the present one when absent.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfYear {
    year: Option<i32>,
}
