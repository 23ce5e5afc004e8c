//! Assessments: years, previews, published versions, ledgers, lines with reasons, appeals, back-tests.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::Fault;
use anlan_app::assessment;
use anlan_app::papers::DocumentKind;
use anlan_app::views::{
    AppealView, AssessmentYear, BacktestPage, DecideAppeal, LedgerPage, LinePage, LodgeAppeal, OfferedTable, PackFiles, PreviewPage,
    PublishAssessment, RoundPage, RuleBookPage, RunBacktest, WhatIfPage, WhichLine, WhichMissed, WhichResult, WhichSubject, WhyNotPage,
};
use anlan_core::ids::{AppealId, PostingId};
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
        .routes(routes!(list_assessments))
        .routes(routes!(offered_tables))
        .routes(routes!(preview_assessment))
        .routes(routes!(publish_assessment))
        .routes(routes!(show_assessment))
        .routes(routes!(assessment_document))
        .routes(routes!(show_ledger))
        .routes(routes!(show_line))
        .routes(routes!(why_not))
        .routes(routes!(rule_book))
        .routes(routes!(what_if))
        .routes(routes!(list_appeals))
        .routes(routes!(lodge_appeal))
        .routes(routes!(decide_appeal))
        .routes(routes!(run_backtest))
        .routes(routes!(assessment_pack_files))
}

/// The years that were assessed or can be, latest first.
#[utoipa::path(get, path = "/assessments", responses((status = 200, body = Vec<AssessmentYear>), (status = "default", body = Problem)))]
async fn list_assessments(State(site): State<Site>, known: Known) -> Answer<Vec<AssessmentYear>> {
    Ok(Json(assessment::years(&site.anlan, known.call()).await?))
}

/// The fact tables and columns that a pack of the assessment may declare.
#[utoipa::path(get, path = "/assessment-facts", responses((status = 200, body = Vec<OfferedTable>), (status = "default", body = Problem)))]
async fn offered_tables(State(site): State<Site>, known: Known) -> Answer<Vec<OfferedTable>> {
    Ok(Json(assessment::offered(&site.anlan, known.call())?))
}

/// A year's result as it would be published now; by another pack when named.
#[utoipa::path(get, path = "/assessments/{year}/preview", params(("year" = i32, Path), ByPack), responses((status = 200, body = PreviewPage), (status = "default", body = Problem)))]
async fn preview_assessment(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Query(query): Query<ByPack>,
) -> Answer<PreviewPage> {
    Ok(Json(assessment::preview(&site.anlan, known.call(), year, query.pack.as_deref()).await?))
}

/// Publishes a year on the basis of its preview.
#[utoipa::path(post, path = "/assessments/{year}/rounds", params(("year" = i32, Path)), request_body = PublishAssessment, responses((status = 201, body = RoundPage), (status = "default", body = Problem)))]
async fn publish_assessment(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Body(form): Body<PublishAssessment>,
) -> Result<(StatusCode, Json<RoundPage>), Refusal> {
    Ok((StatusCode::CREATED, Json(assessment::publish(&site.anlan, known.call(), year, &form).await?)))
}

/// A published version.
#[utoipa::path(get, path = "/assessments/{year}/rounds/{version}", params(("year" = i32, Path), ("version" = i32, Path)), responses((status = 200, body = RoundPage), (status = "default", body = Problem)))]
async fn show_assessment(State(site): State<Site>, known: Known, Path((year, version)): Path<(i32, i32)>) -> Answer<RoundPage> {
    Ok(Json(assessment::show_round(&site.anlan, known.call(), year, Some(version)).await?))
}

/// A published version as a document: `document.docx`, `document.pdf` or `document.xlsx`.
#[utoipa::path(get, path = "/assessments/{year}/rounds/{version}/{file}", params(("year" = i32, Path), ("version" = i32, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn assessment_document(
    State(site): State<Site>,
    known: Known,
    Path((year, version, file)): Path<(i32, i32, String)>,
) -> Result<Response, Refusal> {
    let (kind, media_type) = match file.as_str() {
        "document.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "document.pdf" => (DocumentKind::Pdf, "application/pdf"),
        "document.xlsx" => (DocumentKind::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(Fault::not_found().into()),
    };
    let (name, bytes) = assessment::document(&site.anlan, known.call(), year, version, kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

/// A subject's statement of account.
#[utoipa::path(get, path = "/assessments/{year}/ledgers/{subject}", params(("year" = i32, Path), ("subject" = String, Path), WhichResult), responses((status = 200, body = LedgerPage), (status = "default", body = Problem)))]
async fn show_ledger(
    State(site): State<Site>,
    known: Known,
    Path((year, subject)): Path<(i32, String)>,
    Query(which): Query<WhichResult>,
) -> Answer<LedgerPage> {
    Ok(Json(assessment::ledger(&site.anlan, known.call(), year, &subject, &which).await?))
}

/// One line with its reasons and where its facts are found.
#[utoipa::path(get, path = "/assessments/{year}/line", params(("year" = i32, Path), WhichLine, WhichResult), responses((status = 200, body = LinePage), (status = "default", body = Problem)))]
async fn show_line(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Query(line): Query<WhichLine>,
    Query(which): Query<WhichResult>,
) -> Answer<LinePage> {
    Ok(Json(assessment::line(&site.anlan, known.call(), year, &line, &which).await?))
}

/// What the rules did not give a subject, and which condition failed.
#[utoipa::path(get, path = "/assessments/{year}/why-not", params(("year" = i32, Path), WhichMissed, WhichResult), responses((status = 200, body = WhyNotPage), (status = "default", body = Problem)))]
async fn why_not(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Query(missed): Query<WhichMissed>,
    Query(which): Query<WhichResult>,
) -> Answer<WhyNotPage> {
    Ok(Json(assessment::why_not(&site.anlan, known.call(), year, &missed, &which).await?))
}

/// The rules clause by clause, with the year's lines under each.
#[utoipa::path(get, path = "/assessments/{year}/rule-book", params(("year" = i32, Path), WhichResult), responses((status = 200, body = RuleBookPage), (status = "default", body = Problem)))]
async fn rule_book(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Query(which): Query<WhichResult>,
) -> Answer<RuleBookPage> {
    Ok(Json(assessment::rule_book(&site.anlan, known.call(), year, &which).await?))
}

/// Which single fact would have moved a subject most, were it not there.
#[utoipa::path(get, path = "/assessments/{year}/what-if", params(("year" = i32, Path), WhichSubject, WhichResult), responses((status = 200, body = WhatIfPage), (status = "default", body = Problem)))]
async fn what_if(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Query(subject): Query<WhichSubject>,
    Query(which): Query<WhichResult>,
) -> Answer<WhatIfPage> {
    Ok(Json(assessment::what_if(&site.anlan, known.call(), year, &subject, &which).await?))
}

/// A year's appeals within reach, latest first.
#[utoipa::path(get, path = "/assessments/{year}/appeals", params(("year" = i32, Path)), responses((status = 200, body = Vec<AppealView>), (status = "default", body = Problem)))]
async fn list_appeals(State(site): State<Site>, known: Known, Path(year): Path<i32>) -> Answer<Vec<AppealView>> {
    Ok(Json(assessment::appeals(&site.anlan, known.call(), year).await?))
}

/// Contests a posting.
#[utoipa::path(post, path = "/postings/{id}/appeals", params(("id" = Uuid, Path)), request_body = LodgeAppeal, responses((status = 201, body = AppealView), (status = "default", body = Problem)))]
async fn lodge_appeal(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<LodgeAppeal>,
) -> Result<(StatusCode, Json<AppealView>), Refusal> {
    Ok((StatusCode::CREATED, Json(assessment::lodge_appeal(&site.anlan, known.call(), PostingId(id), &form).await?)))
}

/// Decides an appeal.
#[utoipa::path(post, path = "/appeals/{id}/decision", params(("id" = Uuid, Path)), request_body = DecideAppeal, responses((status = 200, body = AppealView), (status = "default", body = Problem)))]
async fn decide_appeal(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<DecideAppeal>) -> Answer<AppealView> {
    Ok(Json(assessment::decide_appeal(&site.anlan, known.call(), AppealId(id), &form).await?))
}

/// Another pack, or an edited one, over past years.
#[utoipa::path(post, path = "/backtests", request_body = RunBacktest, responses((status = 200, body = BacktestPage), (status = "default", body = Problem)))]
async fn run_backtest(State(site): State<Site>, known: Known, Body(form): Body<RunBacktest>) -> Answer<BacktestPage> {
    Ok(Json(assessment::backtest(&site.anlan, known.call(), &form).await?))
}

/// The rule files of a pack of the assessment, to be edited and tried.
#[utoipa::path(get, path = "/assessment-packs/{id}", params(("id" = String, Path)), responses((status = 200, body = PackFiles), (status = "default", body = Problem)))]
async fn assessment_pack_files(State(site): State<Site>, known: Known, Path(id): Path<String>) -> Answer<PackFiles> {
    Ok(Json(assessment::pack_files(&site.anlan, known.call(), &id)?))
}

/// A pack.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ByPack {
    /// Its id; the one in force when absent.
    pack: Option<String>,
}
