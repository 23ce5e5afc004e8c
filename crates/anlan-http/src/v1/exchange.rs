//! Exchange with another platform: packages out and in.

use super::imports::ConfirmImport;
use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::exchange;
use anlan_app::views::{ExchangeBrief, ExchangeKind, ExchangeReceipt, SendPackage};
use anlan_core::ids::ImportId;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(list_packages, upload_package))
        .layer(DefaultBodyLimit::max(33 * 1024 * 1024))
        .routes(routes!(exchange_kinds))
        .routes(routes!(send_package))
        .routes(routes!(show_package))
        .routes(routes!(confirm_package))
        .routes(routes!(package_receipt))
}

/// The latest packages that came in.
#[utoipa::path(get, path = "/exchange", responses((status = 200, body = Vec<ExchangeBrief>), (status = "default", body = Problem)))]
async fn list_packages(State(site): State<Site>, known: Known) -> Answer<Vec<ExchangeBrief>> {
    Ok(Json(exchange::received(&site.anlan, known.call()).await?))
}

/// Takes a package up (multipart, `file`) and shows what taking it in would do.
#[utoipa::path(post, path = "/exchange", responses((status = 200, body = ExchangeReceipt), (status = "default", body = Problem)))]
async fn upload_package(State(site): State<Site>, known: Known, file: Upload) -> Answer<ExchangeReceipt> {
    Ok(Json(exchange::upload_package(&site.anlan, known.call(), &file.name, &file.bytes).await?))
}

/// The kinds that can be exchanged.
#[utoipa::path(get, path = "/exchange/kinds", responses((status = 200, body = Vec<ExchangeKind>), (status = "default", body = Problem)))]
async fn exchange_kinds(State(site): State<Site>, known: Known) -> Answer<Vec<ExchangeKind>> {
    Ok(Json(exchange::exchangeable(&site.anlan, known.call())?))
}

/// Makes a package, a zip.
#[utoipa::path(post, path = "/exchange/package", request_body = SendPackage, responses((status = 200, content_type = "application/zip"), (status = "default", body = Problem)))]
async fn send_package(State(site): State<Site>, known: Known, Body(form): Body<SendPackage>) -> Result<Response, Refusal> {
    let (name, bytes) = exchange::package(&site.anlan, known.call(), &form).await?;
    Ok(attachment(&name, "application/zip", bytes))
}

/// A package: what it would do, or what it did.
#[utoipa::path(get, path = "/exchange/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ExchangeReceipt), (status = "default", body = Problem)))]
async fn show_package(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<ExchangeReceipt> {
    Ok(Json(exchange::show_package(&site.anlan, known.call(), ImportId(id)).await?))
}

/// Takes a package in, all at once.
#[utoipa::path(post, path = "/exchange/{id}/confirm", params(("id" = Uuid, Path)), request_body = ConfirmImport, responses((status = 200, body = ExchangeReceipt), (status = "default", body = Problem)))]
async fn confirm_package(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<ConfirmImport>,
) -> Answer<ExchangeReceipt> {
    Ok(Json(exchange::confirm_package(&site.anlan, known.call(), ImportId(id), form.accept_valid).await?))
}

/// The receipt of a package that was taken in, as JSON.
#[utoipa::path(get, path = "/exchange/{id}/receipt.json", params(("id" = Uuid, Path)), responses((status = 200, content_type = "application/json"), (status = "default", body = Problem)))]
async fn package_receipt(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let (name, bytes) = exchange::receipt(&site.anlan, known.call(), ImportId(id)).await?;
    Ok(attachment(&name, "application/json", bytes))
}
