//! The month end.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::Fault;
use anlan_app::lights;
use anlan_app::papers::DocumentKind;
use anlan_app::views::{CircularPage, DecideOverride, IssueCircular, MonthBrief, MonthPage, OverrideView, ProposeOverride};
use anlan_core::ids::OverrideId;
use anlan_core::month::Month;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(list_months))
        .routes(routes!(show_month))
        .routes(routes!(propose_override))
        .routes(routes!(decide_override))
        .routes(routes!(issue_circular))
        .routes(routes!(circular_draft))
}

/// The months of a year.
#[utoipa::path(get, path = "/months", params(InYear), responses((status = 200, body = Vec<MonthBrief>), (status = "default", body = Problem)))]
async fn list_months(State(site): State<Site>, known: Known, Query(query): Query<InYear>) -> Answer<Vec<MonthBrief>> {
    Ok(Json(lights::months(&site.anlan, known.call(), query.year).await?))
}

/// Everything needed to end a month.
#[utoipa::path(get, path = "/months/{month}", params(("month" = String, Path)), responses((status = 200, body = MonthPage), (status = "default", body = Problem)))]
async fn show_month(State(site): State<Site>, known: Known, Path(month): Path<Month>) -> Answer<MonthPage> {
    Ok(Json(lights::month_page(&site.anlan, known.call(), month).await?))
}

/// Proposes another light.
#[utoipa::path(post, path = "/months/{month}/overrides", params(("month" = String, Path)), request_body = ProposeOverride, responses((status = 200, body = OverrideView), (status = "default", body = Problem)))]
async fn propose_override(
    State(site): State<Site>,
    known: Known,
    Path(month): Path<Month>,
    Body(form): Body<ProposeOverride>,
) -> Answer<OverrideView> {
    Ok(Json(lights::propose_override(&site.anlan, known.call(), month, &form).await?))
}

/// Confirms or refuses a proposed light.
#[utoipa::path(post, path = "/overrides/{id}/decision", params(("id" = Uuid, Path)), request_body = DecideOverride, responses((status = 200, body = OverrideView), (status = "default", body = Problem)))]
async fn decide_override(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<DecideOverride>,
) -> Answer<OverrideView> {
    Ok(Json(lights::decide_override(&site.anlan, known.call(), OverrideId(id), &form).await?))
}

/// Issues a month.
#[utoipa::path(post, path = "/months/{month}/circulars", params(("month" = String, Path)), request_body = IssueCircular, responses((status = 201, body = CircularPage), (status = "default", body = Problem)))]
async fn issue_circular(
    State(site): State<Site>,
    known: Known,
    Path(month): Path<Month>,
    Body(form): Body<IssueCircular>,
) -> Result<(StatusCode, Json<CircularPage>), Refusal> {
    Ok((StatusCode::CREATED, Json(lights::issue_circular(&site.anlan, known.call(), month, &form).await?)))
}

/// What would be issued now, without a number, to be read before it is: `draft.docx` or `draft.pdf`.
#[utoipa::path(get, path = "/months/{month}/circulars/{file}", params(("month" = String, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn circular_draft(State(site): State<Site>, known: Known, Path((month, file)): Path<(Month, String)>) -> Result<Response, Refusal> {
    let (kind, media_type) = match file.as_str() {
        "draft.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "draft.pdf" => (DocumentKind::Pdf, "application/pdf"),
        _ => return Err(Fault::not_found().into()),
    };
    let (name, bytes) = lights::circular_draft(&site.anlan, known.call(), month, kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

/// A year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InYear {
    year: i32,
}
