//! The audit.

use super::Answer;
use crate::caller::Known;
use crate::extract::Query;
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::audit;
use anlan_app::views::{AuditCheck, AuditPage, AuditQuery};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(read_audit)).routes(routes!(check_audit))
}

/// A page of the audit, latest first.
#[utoipa::path(get, path = "/audit", params(AuditQuery), responses((status = 200, body = AuditPage), (status = "default", body = Problem)))]
async fn read_audit(State(site): State<Site>, known: Known, Query(query): Query<AuditQuery>) -> Answer<AuditPage> {
    Ok(Json(audit::page(&site.anlan, known.call(), &query).await?))
}

/// Walks the audit chain.
#[utoipa::path(get, path = "/audit/check", responses((status = 200, body = AuditCheck), (status = "default", body = Problem)))]
async fn check_audit(State(site): State<Site>, known: Known) -> Answer<AuditCheck> {
    Ok(Json(audit::check(&site.anlan, known.call()).await?))
}
