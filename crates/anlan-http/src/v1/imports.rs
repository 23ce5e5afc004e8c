//! Imports of workbooks and pasted rows.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::imports;
use anlan_app::imports::ImportMapping;
use anlan_app::views::{ImportBrief, ImportFields, ImportPreview, ImportResult};
use anlan_core::ids::ImportId;
use anlan_core::item::List;
use axum::Json;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(import_fields))
        .routes(routes!(list_sheet))
        .routes(routes!(list_imports, upload_workbook))
        .layer(DefaultBodyLimit::max(33 * 1024 * 1024))
        .routes(routes!(paste_rows))
        .routes(routes!(show_import, remap_import))
        .routes(routes!(confirm_import))
}

/// The fields a column can hold, by kind of sheet.
#[utoipa::path(get, path = "/import-fields", responses((status = 200, body = Vec<ImportFields>), (status = "default", body = Problem)))]
async fn import_fields(_: Known) -> Answer<Vec<ImportFields>> {
    Ok(Json(imports::import_fields()))
}

/// An empty workbook of the three lists and the monthly progress, with what may stand in each column.
#[utoipa::path(get, path = "/imports/sheet.xlsx", responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = "default", body = Problem)))]
async fn list_sheet(State(site): State<Site>, known: Known) -> Result<Response, Refusal> {
    let (name, bytes) = imports::list_sheet(&site.anlan, known.call())?;
    Ok(attachment(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// The latest imports.
#[utoipa::path(get, path = "/imports", responses((status = 200, body = Vec<ImportBrief>), (status = "default", body = Problem)))]
async fn list_imports(State(site): State<Site>, known: Known) -> Answer<Vec<ImportBrief>> {
    Ok(Json(imports::list(&site.anlan, known.call()).await?))
}

/// Takes a workbook (multipart, `file`) and shows what importing it would do.
#[utoipa::path(post, path = "/imports", responses((status = 200, body = ImportPreview), (status = "default", body = Problem)))]
async fn upload_workbook(State(site): State<Site>, known: Known, file: Upload) -> Answer<ImportPreview> {
    Ok(Json(imports::upload(&site.anlan, known.call(), &file.name, &file.bytes).await?))
}

/// Takes rows pasted from a spreadsheet.
#[utoipa::path(post, path = "/imports/paste", request_body = PasteRows, responses((status = 200, body = ImportPreview), (status = "default", body = Problem)))]
async fn paste_rows(State(site): State<Site>, known: Known, Body(form): Body<PasteRows>) -> Answer<ImportPreview> {
    Ok(Json(imports::upload_pasted(&site.anlan, known.call(), form.list, &form.text).await?))
}

/// An import as it stands.
#[utoipa::path(get, path = "/imports/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ImportPreview), (status = "default", body = Problem)))]
async fn show_import(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<ImportPreview> {
    Ok(Json(imports::show(&site.anlan, known.call(), ImportId(id)).await?))
}

/// Changes which sheet and column is what.
#[utoipa::path(put, path = "/imports/{id}", params(("id" = Uuid, Path)), request_body = ImportMapping, responses((status = 200, body = ImportPreview), (status = "default", body = Problem)))]
async fn remap_import(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<ImportMapping>,
) -> Answer<ImportPreview> {
    Ok(Json(imports::remap(&site.anlan, known.call(), ImportId(id), &form).await?))
}

/// Records an import, all at once.
#[utoipa::path(post, path = "/imports/{id}/confirm", params(("id" = Uuid, Path)), request_body = ConfirmImport, responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
async fn confirm_import(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<ConfirmImport>,
) -> Answer<ImportResult> {
    Ok(Json(imports::confirm(&site.anlan, known.call(), ImportId(id), form.accept_valid).await?))
}

/// Rows pasted for a list.
#[derive(Deserialize, ToSchema)]
struct PasteRows {
    /// The list.
    list: List,
    /// As copied from the spreadsheet.
    text: String,
}

/// Confirming an import.
#[derive(Deserialize, ToSchema)]
pub(super) struct ConfirmImport {
    /// Record the rows without faults although others have some.
    #[serde(default)]
    pub(super) accept_valid: bool,
}
