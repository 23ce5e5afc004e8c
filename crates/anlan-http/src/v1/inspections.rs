//! Inspections, sealed until they are released.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::inspections;
use anlan_app::views::{Because, InspectionForm, InspectionPage, SpotForm};
use anlan_core::ids::{FactId, MatterId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(plan_inspection))
        .routes(routes!(show_inspection))
        .routes(routes!(change_inspection))
        .routes(routes!(note_on_the_spot))
        .routes(routes!(withdraw_entry))
        .routes(routes!(release_inspection))
        .routes(routes!(cancel_inspection))
        .routes(routes!(inspection_paper))
}

/// Plans an inspection; gives its page.
#[utoipa::path(post, path = "/inspections", request_body = InspectionForm, responses((status = 201, body = InspectionPage), (status = "default", body = Problem)))]
async fn plan_inspection(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<InspectionForm>,
) -> Result<(StatusCode, Json<InspectionPage>), Refusal> {
    let id = inspections::plan_inspection(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(inspections::show_inspection(&site.anlan, known.call(), id).await?)))
}

/// Everything of an inspection.
#[utoipa::path(get, path = "/inspections/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = InspectionPage), (status = "default", body = Problem)))]
async fn show_inspection(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<InspectionPage> {
    Ok(Json(inspections::show_inspection(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Releases an inspection: its findings become problems.
#[utoipa::path(post, path = "/inspections/{id}/release", params(("id" = Uuid, Path)), responses((status = 200, body = InspectionPage), (status = "default", body = Problem)))]
async fn release_inspection(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<InspectionPage> {
    inspections::release_inspection(&site.anlan, known.call(), MatterId(id)).await?;
    Ok(Json(inspections::show_inspection(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Withdraws an entry made by mistake or twice.
#[utoipa::path(post, path = "/inspections/{id}/entries/{entry}/withdraw", params(("id" = Uuid, Path), ("entry" = Uuid, Path)), request_body = Because, responses((status = 200, body = InspectionPage), (status = "default", body = Problem)))]
async fn withdraw_entry(
    State(site): State<Site>,
    known: Known,
    Path((id, entry)): Path<(Uuid, Uuid)>,
    Body(form): Body<Because>,
) -> Answer<InspectionPage> {
    inspections::withdraw_entry(&site.anlan, known.call(), MatterId(id), FactId(entry), &form).await?;
    Ok(Json(inspections::show_inspection(&site.anlan, known.call(), MatterId(id)).await?))
}

/// The report: `report.docx` or `report.pdf`.
#[utoipa::path(get, path = "/inspections/{id}/{file}", params(("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn inspection_paper(State(site): State<Site>, known: Known, Path((id, file)): Path<(Uuid, String)>) -> Result<Response, Refusal> {
    let (kind, media_type) = super::document_kind(&file)?;
    let (name, bytes) = inspections::inspection_document(&site.anlan, known.call(), MatterId(id), kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = InspectionPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<InspectionPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(inspections::show_inspection(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Changes the plan.
    change_inspection,
    "/inspections/{id}/change",
    InspectionForm,
    inspections::change_inspection
);

step!(
    /// Records an entry made on the spot; the same id again changes nothing.
    note_on_the_spot,
    "/inspections/{id}/entries",
    SpotForm,
    inspections::note_on_the_spot
);

step!(
    /// It does not take place.
    cancel_inspection,
    "/inspections/{id}/cancel",
    Because,
    inspections::cancel_inspection
);
