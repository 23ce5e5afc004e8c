//! Issued circulars and their documents.

use super::Answer;
use super::attachment;
use crate::caller::Known;
use crate::extract::{Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::Fault;
use anlan_app::lights;
use anlan_app::papers::DocumentKind;
use anlan_app::views::{CircularBrief, CircularPage};
use anlan_core::circular::Difference;
use anlan_core::ids::CircularId;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(list_circulars))
        .routes(routes!(show_circular))
        .routes(routes!(circular_differences))
        .routes(routes!(circular_document))
}

/// Issued circulars, latest first.
#[utoipa::path(get, path = "/circulars", params(YearOrAll), responses((status = 200, body = Vec<CircularBrief>), (status = "default", body = Problem)))]
async fn list_circulars(State(site): State<Site>, known: Known, Query(query): Query<YearOrAll>) -> Answer<Vec<CircularBrief>> {
    Ok(Json(lights::circulars(&site.anlan, known.call(), query.year).await?))
}

/// One circular as frozen.
#[utoipa::path(get, path = "/circulars/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = CircularPage), (status = "default", body = Problem)))]
async fn show_circular(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<CircularPage> {
    Ok(Json(lights::show_circular(&site.anlan, known.call(), CircularId(id)).await?))
}

/// How it differs from another.
#[utoipa::path(get, path = "/circulars/{id}/differences", params(("id" = Uuid, Path), With), responses((status = 200, body = Vec<Difference>), (status = "default", body = Problem)))]
async fn circular_differences(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Query(query): Query<With>,
) -> Answer<Vec<Difference>> {
    Ok(Json(lights::differences_between(&site.anlan, known.call(), CircularId(id), CircularId(query.with)).await?))
}

/// The circular as a document: `document.docx`, `document.pdf` or `document.xlsx`.
#[utoipa::path(get, path = "/circulars/{id}/{file}", params(("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn circular_document(State(site): State<Site>, known: Known, Path((id, file)): Path<(Uuid, String)>) -> Result<Response, Refusal> {
    let (kind, media_type) = match file.as_str() {
        "document.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "document.pdf" => (DocumentKind::Pdf, "application/pdf"),
        "document.xlsx" => (DocumentKind::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(Fault::not_found().into()),
    };
    let (name, bytes) = lights::document(&site.anlan, known.call(), CircularId(id), kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

/// A year; every year when absent.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct YearOrAll {
    year: Option<i32>,
}

/// Another circular.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct With {
    with: Uuid,
}
