//! Files as evidence.

use super::Answer;
use super::attachment;
use crate::Site;
use crate::caller::Known;
use crate::extract::{Path, Upload};
use crate::problem::{Problem, Refusal};
use anlan_app::reports;
use anlan_app::views::FileRef;
use axum::Json;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(add_file)).layer(DefaultBodyLimit::max(21 * 1024 * 1024)).routes(routes!(read_file))
}

/// Stores a file (multipart, `file`).
#[utoipa::path(post, path = "/files", responses((status = 200, body = FileRef), (status = "default", body = Problem)))]
async fn add_file(State(site): State<Site>, known: Known, file: Upload) -> Answer<FileRef> {
    Ok(Json(reports::add_file(&site.anlan, known.call(), &file.name, &file.bytes).await?))
}

/// A stored file, to be saved.
#[utoipa::path(get, path = "/files/{hash}", params(("hash" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn read_file(State(site): State<Site>, known: Known, Path(hash): Path<String>) -> Result<Response, Refusal> {
    let (row, bytes) = reports::read_file(&site.anlan, known.call(), &hash).await?;
    Ok(attachment(&row.name, &row.media_type, bytes))
}
