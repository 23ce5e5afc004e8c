//! Importing ledgers of matters: looked at first, then recorded whole.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Path, Query, Upload};
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::ledgers;
use anlan_app::views::{LedgerImport, LedgerView};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(import_ledger)).layer(DefaultBodyLimit::max(33 * 1024 * 1024)).routes(routes!(list_ledgers))
}

/// The ledgers that can be imported, with their columns.
#[utoipa::path(get, path = "/ledgers", responses((status = 200, body = Vec<LedgerView>), (status = "default", body = Problem)))]
async fn list_ledgers(State(_): State<Site>, known: Known) -> Answer<Vec<LedgerView>> {
    Ok(Json(ledgers::ledgers(known.call())?))
}

/// Reads a ledger (xlsx or CSV) and tells every fault; records it when there is none and `confirm` is true.
#[utoipa::path(post, path = "/ledgers/{ledger}/imports", params(("ledger" = String, Path), Confirm), request_body(content_type = "multipart/form-data"), responses((status = 200, body = LedgerImport), (status = "default", body = Problem)))]
async fn import_ledger(
    State(site): State<Site>,
    known: Known,
    Path(ledger): Path<String>,
    Query(query): Query<Confirm>,
    file: Upload,
) -> Answer<LedgerImport> {
    let confirm = query.confirm.unwrap_or(false);
    Ok(Json(ledgers::import_ledger(&site.anlan, known.call(), &ledger, &file.name, &file.bytes, confirm).await?))
}

/// Whether to record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Confirm {
    confirm: Option<bool>,
}
