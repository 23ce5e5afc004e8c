//! Matters of any kind in lists, on the board, as a workbook.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::views::{MatterBoard, MatterList, MatterQuery};
use anlan_app::{Fault, matters};
use anlan_core::matter::MatterKind;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(find_matters)).routes(routes!(matter_board)).routes(routes!(export_matters))
}

fn kind(key: &str) -> Result<MatterKind, Fault> {
    MatterKind::from_key(key).ok_or_else(Fault::not_found)
}

/// A page of the matters of a kind: `problem`, `letter`, `instruction`, `meeting`, `inspection`, `draw`.
#[utoipa::path(get, path = "/matters/{kind}", params(("kind" = String, Path), MatterQuery), responses((status = 200, body = MatterList), (status = "default", body = Problem)))]
async fn find_matters(
    State(site): State<Site>,
    known: Known,
    Path(key): Path<String>,
    Query(query): Query<MatterQuery>,
) -> Answer<MatterList> {
    Ok(Json(matters::find(&site.anlan, known.call(), kind(&key)?, &query).await?))
}

/// How the matters of a kind opened in a year stand: this year when absent.
#[utoipa::path(get, path = "/matters/{kind}/board", params(("kind" = String, Path), InYear), responses((status = 200, body = MatterBoard), (status = "default", body = Problem)))]
async fn matter_board(State(site): State<Site>, known: Known, Path(key): Path<String>, Query(query): Query<InYear>) -> Answer<MatterBoard> {
    Ok(Json(matters::board(&site.anlan, known.call(), kind(&key)?, query.year).await?))
}

/// The matters that fit, as a workbook.
#[utoipa::path(get, path = "/matters/{kind}/export.xlsx", params(("kind" = String, Path), MatterQuery), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
async fn export_matters(
    State(site): State<Site>,
    known: Known,
    Path(key): Path<String>,
    Query(query): Query<MatterQuery>,
) -> Result<Response, Refusal> {
    let kind = kind(&key)?;
    let bytes = matters::export(&site.anlan, known.call(), kind, &query).await?;
    let name = format!("{}.xlsx", matters::kind_title(kind));
    Ok(attachment(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// A year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InYear {
    year: Option<i32>,
}
