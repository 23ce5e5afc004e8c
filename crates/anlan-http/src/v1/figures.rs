//! Figures: the named numbers that documents quote.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::figures;
use anlan_app::views::{FigurePage, FigureQuery, FigureRecords};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(figure_page)).routes(routes!(figure_records))
}

/// Every figure on a day, as known at a moment.
#[utoipa::path(get, path = "/figures", params(FigureQuery), responses((status = 200, body = FigurePage), (status = "default", body = Problem)))]
async fn figure_page(State(site): State<Site>, known: Known, Query(query): Query<FigureQuery>) -> Answer<FigurePage> {
    Ok(Json(figures::figure_page(&site.anlan, known.call(), &query).await?))
}

/// A figure with its reasons and the records behind it.
#[utoipa::path(get, path = "/figures/{key}", params(("key" = String, Path), FigureQuery), responses((status = 200, body = FigureRecords), (status = "default", body = Problem)))]
async fn figure_records(
    State(site): State<Site>,
    known: Known,
    Path(key): Path<String>,
    Query(query): Query<FigureQuery>,
) -> Answer<FigureRecords> {
    Ok(Json(figures::figure_records(&site.anlan, known.call(), &key, &query).await?))
}
