//! Record books: kinds, finding, showing, recording, correcting, withdrawing, importing, exporting.

use super::imports::ConfirmImport;
use super::{Answer, attachment, if_match};
use crate::caller::Known;
use crate::extract::{Body, Path, Query, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::records;
use anlan_app::views::{
    CorrectRecord, ImportResult, RecordForm, RecordImport, RecordKindView, RecordList, RecordPage, RecordQuery, SecretShown, SecretWanted,
    WithdrawRecord,
};
use anlan_core::ids::{ImportId, RecordId};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(upload_records))
        .layer(DefaultBodyLimit::max(33 * 1024 * 1024))
        .routes(routes!(record_kinds))
        .routes(routes!(find_records, add_record))
        .routes(routes!(export_records))
        .routes(routes!(show_record, correct_record))
        .routes(routes!(withdraw_record))
        .routes(routes!(show_secret))
        .routes(routes!(show_record_import))
        .routes(routes!(confirm_record_import))
}

/// The kinds of records the caller may look at.
#[utoipa::path(get, path = "/record-kinds", responses((status = 200, body = Vec<RecordKindView>), (status = "default", body = Problem)))]
async fn record_kinds(State(site): State<Site>, known: Known) -> Answer<Vec<RecordKindView>> {
    Ok(Json(records::kinds(&site.anlan, known.call()).await?))
}

/// A page of the records that fit.
#[utoipa::path(get, path = "/records/{kind}", params(("kind" = String, Path), RecordQuery), responses((status = 200, body = RecordList), (status = "default", body = Problem)))]
async fn find_records(
    State(site): State<Site>,
    known: Known,
    Path(kind): Path<String>,
    Query(query): Query<RecordQuery>,
) -> Answer<RecordList> {
    Ok(Json(records::list(&site.anlan, known.call(), &kind, &query).await?))
}

/// Records something; gives its page.
#[utoipa::path(post, path = "/records/{kind}", params(("kind" = String, Path)), request_body = RecordForm, responses((status = 201, body = RecordPage), (status = "default", body = Problem)))]
async fn add_record(
    State(site): State<Site>,
    known: Known,
    Path(kind): Path<String>,
    Body(form): Body<RecordForm>,
) -> Result<(StatusCode, Json<RecordPage>), Refusal> {
    let id = records::record(&site.anlan, known.call(), &kind, &form).await?;
    Ok((StatusCode::CREATED, Json(records::show(&site.anlan, known.call(), &kind, id).await?)))
}

/// The records that fit, as a workbook.
#[utoipa::path(get, path = "/records/{kind}/export", params(("kind" = String, Path), RecordQuery), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
async fn export_records(
    State(site): State<Site>,
    known: Known,
    Path(kind): Path<String>,
    Query(query): Query<RecordQuery>,
) -> Result<Response, Refusal> {
    let (name, bytes) = records::export(&site.anlan, known.call(), &kind, &query).await?;
    Ok(attachment(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// A record with its history.
#[utoipa::path(get, path = "/records/{kind}/{id}", params(("kind" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = RecordPage), (status = "default", body = Problem)))]
async fn show_record(
    State(site): State<Site>,
    known: Known,
    Path((kind, id)): Path<(String, Uuid)>,
) -> Result<([(HeaderName, String); 1], Json<RecordPage>), Refusal> {
    let page = records::show(&site.anlan, known.call(), &kind, RecordId(id)).await?;
    Ok(([(header::ETAG, format!("\"{}\"", page.row.version))], Json(page)))
}

/// Corrects a record read at the version in `If-Match`.
#[utoipa::path(put, path = "/records/{kind}/{id}", params(("kind" = String, Path), ("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = CorrectRecord, responses((status = 200, body = RecordPage), (status = "default", body = Problem)))]
async fn correct_record(
    State(site): State<Site>,
    known: Known,
    Path((kind, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
    Body(form): Body<CorrectRecord>,
) -> Answer<RecordPage> {
    let expected = if_match(&headers)?;
    records::correct(&site.anlan, known.call(), &kind, RecordId(id), &expected, &form).await?;
    Ok(Json(records::show(&site.anlan, known.call(), &kind, RecordId(id)).await?))
}

/// Takes a record back; it stays in its history.
#[utoipa::path(post, path = "/records/{kind}/{id}/withdraw", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = WithdrawRecord, responses((status = 200, body = RecordPage), (status = "default", body = Problem)))]
async fn withdraw_record(
    State(site): State<Site>,
    known: Known,
    Path((kind, id)): Path<(String, Uuid)>,
    Body(form): Body<WithdrawRecord>,
) -> Answer<RecordPage> {
    records::withdraw(&site.anlan, known.call(), &kind, RecordId(id), &form).await?;
    Ok(Json(records::show(&site.anlan, known.call(), &kind, RecordId(id)).await?))
}

/// One secret value of a record, such as who complained; the reason and the look are kept in the audit.
#[utoipa::path(post, path = "/records/{kind}/{id}/secret", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = SecretWanted, responses((status = 200, body = SecretShown), (status = "default", body = Problem)))]
async fn show_secret(
    State(site): State<Site>,
    known: Known,
    Path((kind, id)): Path<(String, Uuid)>,
    Body(form): Body<SecretWanted>,
) -> Answer<SecretShown> {
    Ok(Json(records::secret(&site.anlan, known.call(), &kind, RecordId(id), &form).await?))
}

/// Takes an xlsx or CSV file (multipart, `file`) and shows what importing it would do.
#[utoipa::path(post, path = "/records/{kind}/imports", params(("kind" = String, Path)), responses((status = 200, body = RecordImport), (status = "default", body = Problem)))]
async fn upload_records(State(site): State<Site>, known: Known, Path(kind): Path<String>, file: Upload) -> Answer<RecordImport> {
    Ok(Json(records::upload(&site.anlan, known.call(), &kind, &file.name, &file.bytes).await?))
}

/// An import as it stands.
#[utoipa::path(get, path = "/records/{kind}/imports/{import}", params(("kind" = String, Path), ("import" = Uuid, Path)), responses((status = 200, body = RecordImport), (status = "default", body = Problem)))]
async fn show_record_import(State(site): State<Site>, known: Known, Path((kind, id)): Path<(String, Uuid)>) -> Answer<RecordImport> {
    Ok(Json(records::show_import(&site.anlan, known.call(), &kind, ImportId(id)).await?))
}

/// Records an import, all at once.
#[utoipa::path(post, path = "/records/{kind}/imports/{import}/confirm", params(("kind" = String, Path), ("import" = Uuid, Path)), request_body = ConfirmImport, responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
async fn confirm_record_import(
    State(site): State<Site>,
    known: Known,
    Path((kind, id)): Path<(String, Uuid)>,
    Body(form): Body<ConfirmImport>,
) -> Answer<ImportResult> {
    Ok(Json(records::confirm(&site.anlan, known.call(), &kind, ImportId(id), form.accept_valid).await?))
}
