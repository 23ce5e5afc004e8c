//! Texts written from records: duty reports, public chapters.

use super::{Answer, attachment, document_kind};
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::texts;
use anlan_app::views::{
    Because, CorrectText, DraftTexts, FinishText, LoopReasons, SaveText, TextBoard, TextBoardQuery, TextFigureQuery, TextPage, TextsDrafted,
};
use anlan_core::ids::MatterId;
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
        .routes(routes!(text_board))
        .routes(routes!(draft_texts))
        .routes(routes!(show_text))
        .routes(routes!(save_text))
        .routes(routes!(finish_text))
        .routes(routes!(correct_text))
        .routes(routes!(cancel_text))
        .routes(routes!(text_reasons))
        .routes(routes!(text_document))
        .routes(routes!(erratum_document))
}

async fn page(site: &Site, known: &Known, id: Uuid) -> Answer<TextPage> {
    Ok(Json(texts::show_text(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Which posts have which texts of a period.
#[utoipa::path(get, path = "/texts", params(TextBoardQuery), responses((status = 200, body = TextBoard), (status = "default", body = Problem)))]
async fn text_board(State(site): State<Site>, known: Known, Query(query): Query<TextBoardQuery>) -> Answer<TextBoard> {
    Ok(Json(texts::text_board(&site.anlan, known.call(), query.period.as_deref()).await?))
}

/// Drafts texts of some posts, or of all that have none.
#[utoipa::path(post, path = "/texts", request_body = DraftTexts, responses((status = 201, body = TextsDrafted), (status = "default", body = Problem)))]
async fn draft_texts(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<DraftTexts>,
) -> Result<(StatusCode, Json<TextsDrafted>), Refusal> {
    let ids = texts::draft_texts(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(TextsDrafted { ids: ids.into_iter().map(|id| id.0).collect() })))
}

/// A text with its figures.
#[utoipa::path(get, path = "/texts/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn show_text(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<TextPage> {
    page(&site, &known, id).await
}

/// Saves what it says.
#[utoipa::path(post, path = "/texts/{id}/save", params(("id" = Uuid, Path)), request_body = SaveText, responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn save_text(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<SaveText>) -> Answer<TextPage> {
    texts::save_text(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Finishes it: its figures are frozen.
#[utoipa::path(post, path = "/texts/{id}/finish", params(("id" = Uuid, Path)), request_body = FinishText, responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn finish_text(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<FinishText>) -> Answer<TextPage> {
    texts::finish_text(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Sets right beside a finished text what it says wrongly.
#[utoipa::path(post, path = "/texts/{id}/correct", params(("id" = Uuid, Path)), request_body = CorrectText, responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn correct_text(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<CorrectText>) -> Answer<TextPage> {
    texts::correct_text(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Gives a draft up.
#[utoipa::path(post, path = "/texts/{id}/cancel", params(("id" = Uuid, Path)), request_body = Because, responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn cancel_text(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<Because>) -> Answer<TextPage> {
    texts::cancel_text(&site.anlan, known.call(), MatterId(id), &form).await?;
    page(&site, &known, id).await
}

/// Why its figures are as they are; of a text of the office, why the figure asked for is.
#[utoipa::path(get, path = "/texts/{id}/reasons", params(("id" = Uuid, Path), TextFigureQuery), responses((status = 200, body = LoopReasons), (status = "default", body = Problem)))]
async fn text_reasons(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Query(query): Query<TextFigureQuery>,
) -> Answer<LoopReasons> {
    Ok(Json(texts::text_reasons(&site.anlan, known.call(), MatterId(id), &query).await?))
}

/// Its document, `text.docx` or `text.pdf`.
#[utoipa::path(get, path = "/texts/{id}/files/{file}", params(("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn text_document(State(site): State<Site>, known: Known, Path((id, file)): Path<(Uuid, String)>) -> Result<Response, Refusal> {
    let (kind, media) = document_kind(&file)?;
    let (name, bytes) = texts::text_document(&site.anlan, known.call(), MatterId(id), kind).await?;
    Ok(attachment(&name, media, bytes))
}

/// An erratum to it, the first is 1: `erratum.docx` or `erratum.pdf`.
#[utoipa::path(get, path = "/texts/{id}/errata/{n}/{file}", params(("id" = Uuid, Path), ("n" = usize, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn erratum_document(
    State(site): State<Site>,
    known: Known,
    Path((id, n, file)): Path<(Uuid, usize, String)>,
) -> Result<Response, Refusal> {
    let (kind, media) = document_kind(&file)?;
    let (name, bytes) = texts::erratum_document(&site.anlan, known.call(), MatterId(id), n, kind).await?;
    Ok(attachment(&name, media, bytes))
}
