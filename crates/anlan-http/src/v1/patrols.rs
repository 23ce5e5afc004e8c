//! Patrols: the chiefs' duty, the monthly report, a chief's own page.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::papers::DocumentKind;
use anlan_app::views::{DutyPage, DutyQuery, LoopReasons, MyPatrols, OwnPatrol, PatrolReport, TrackRead, WhichRow};
use anlan_app::{Fault, duty};
use anlan_core::month::Month;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(read_track))
        .layer(DefaultBodyLimit::max(33 * 1024 * 1024))
        .routes(routes!(duty_page))
        .routes(routes!(loop_reasons))
        .routes(routes!(patrol_report))
        .routes(routes!(patrol_report_document))
        .routes(routes!(my_patrols, record_my_patrol))
}

/// Every chief's windows in a period, fulfilled or missing.
#[utoipa::path(get, path = "/patrols/duty", params(DutyQuery), responses((status = 200, body = DutyPage), (status = "default", body = Problem)))]
async fn duty_page(State(site): State<Site>, known: Known, Query(query): Query<DutyQuery>) -> Answer<DutyPage> {
    Ok(Json(duty::duty(&site.anlan, known.call(), &query).await?))
}

/// Why a row of the loop's tables is as it is.
#[utoipa::path(get, path = "/patrols/reasons", params(WhichRow), responses((status = 200, body = LoopReasons), (status = "default", body = Problem)))]
async fn loop_reasons(State(site): State<Site>, known: Known, Query(which): Query<WhichRow>) -> Answer<LoopReasons> {
    Ok(Json(duty::reasons(&site.anlan, known.call(), &which).await?))
}

fn month_of(text: &str) -> Result<Month, Fault> {
    Month::parse(text).map_err(|_| Fault::invalid("month", "bad_month", "月份应写成 2023-10。", "A month is written 2023-10."))
}

/// The monthly report of patrols and findings.
#[utoipa::path(get, path = "/patrols/reports/{month}", params(("month" = String, Path)), responses((status = 200, body = PatrolReport), (status = "default", body = Problem)))]
async fn patrol_report(State(site): State<Site>, known: Known, Path(month): Path<String>) -> Answer<PatrolReport> {
    Ok(Json(duty::report(&site.anlan, known.call(), month_of(&month)?).await?))
}

/// The same as `report.docx`, `report.pdf` or `report.xlsx`.
#[utoipa::path(get, path = "/patrols/reports/{month}/{file}", params(("month" = String, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn patrol_report_document(
    State(site): State<Site>,
    known: Known,
    Path((month, file)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (kind, media_type) = match file.as_str() {
        "report.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "report.pdf" => (DocumentKind::Pdf, "application/pdf"),
        "report.xlsx" => (DocumentKind::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(Fault::not_found().into()),
    };
    let (name, bytes) = duty::report_document(&site.anlan, known.call(), month_of(&month)?, kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

/// The caller's own duty and patrols.
#[utoipa::path(get, path = "/patrols/mine", responses((status = 200, body = MyPatrols), (status = "default", body = Problem)))]
async fn my_patrols(State(site): State<Site>, known: Known) -> Answer<MyPatrols> {
    Ok(Json(duty::mine(&site.anlan, known.call()).await?))
}

/// Records a patrol of the caller's own.
#[utoipa::path(post, path = "/patrols/mine", request_body = OwnPatrol, responses((status = 201, body = MyPatrols), (status = "default", body = Problem)))]
async fn record_my_patrol(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<OwnPatrol>,
) -> Result<(StatusCode, Json<MyPatrols>), Refusal> {
    duty::record_own(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(duty::mine(&site.anlan, known.call()).await?)))
}

/// What a track file (multipart, `file`; GPX with times) tells; nothing is stored.
#[utoipa::path(post, path = "/patrols/track", responses((status = 200, body = TrackRead), (status = "default", body = Problem)))]
async fn read_track(State(site): State<Site>, known: Known, file: Upload) -> Answer<TrackRead> {
    Ok(Json(duty::read_track(&site.anlan, known.call(), &file.bytes).await?))
}
