//! An office above districts, and what a district receives from it.

use super::{Answer, attachment, document_kind};
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::views::{
    ArticleList, CityBoard, CityQuery, ComparisonQuery, DistrictComparison, ReceivedList, SharedText, TakeArticle, TextPage,
};
use anlan_app::{city, texts};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(city_board))
        .routes(routes!(compare_districts))
        .routes(routes!(article_list))
        .routes(routes!(article_page))
        .routes(routes!(article_document))
        .routes(routes!(take_article))
        .routes(routes!(received_list))
        .routes(routes!(received_text))
        .routes(routes!(received_document))
}

/// The districts of a month: who contributed, who is late.
#[utoipa::path(get, path = "/city", params(CityQuery), responses((status = 200, body = CityBoard), (status = "default", body = Problem)))]
async fn city_board(State(site): State<Site>, known: Known, Query(query): Query<CityQuery>) -> Answer<CityBoard> {
    Ok(Json(city::city_board(&site.anlan, known.call(), &query).await?))
}

/// The districts' figures side by side.
#[utoipa::path(get, path = "/city/figures", params(ComparisonQuery), responses((status = 200, body = DistrictComparison), (status = "default", body = Problem)))]
async fn compare_districts(State(site): State<Site>, known: Known, Query(query): Query<ComparisonQuery>) -> Answer<DistrictComparison> {
    Ok(Json(city::compare_districts(&site.anlan, known.call(), &query).await?))
}

/// What districts contributed.
#[utoipa::path(get, path = "/city/articles", responses((status = 200, body = ArticleList), (status = "default", body = Problem)))]
async fn article_list(State(site): State<Site>, known: Known) -> Answer<ArticleList> {
    Ok(Json(city::article_list(&site.anlan, known.call()).await?))
}

/// A contributed text.
#[utoipa::path(get, path = "/city/articles/{region}/{id}", params(("region" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = SharedText), (status = "default", body = Problem)))]
async fn article_page(State(site): State<Site>, known: Known, Path((region, id)): Path<(String, Uuid)>) -> Answer<SharedText> {
    Ok(Json(city::article_page(&site.anlan, known.call(), &region, MatterId(id)).await?))
}

/// Its document, `text.docx` or `text.pdf`.
#[utoipa::path(get, path = "/city/articles/{region}/{id}/files/{file}", params(("region" = String, Path), ("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn article_document(
    State(site): State<Site>,
    known: Known,
    Path((region, id, file)): Path<(String, Uuid, String)>,
) -> Result<Response, Refusal> {
    let (kind, media) = document_kind(&file)?;
    let (name, bytes) = city::article_document(&site.anlan, known.call(), &region, MatterId(id), kind).await?;
    Ok(attachment(&name, media, bytes))
}

/// Takes an article into a draft.
#[utoipa::path(post, path = "/texts/{id}/articles", params(("id" = Uuid, Path)), request_body = TakeArticle, responses((status = 200, body = TextPage), (status = "default", body = Problem)))]
async fn take_article(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<TakeArticle>) -> Answer<TextPage> {
    city::take_article(&site.anlan, known.call(), MatterId(id), &form).await?;
    Ok(Json(texts::show_text(&site.anlan, known.call(), MatterId(id)).await?))
}

/// What the office above sent.
#[utoipa::path(get, path = "/above", responses((status = 200, body = ReceivedList), (status = "default", body = Problem)))]
async fn received_list(State(site): State<Site>, known: Known) -> Answer<ReceivedList> {
    Ok(Json(city::received_list(&site.anlan, known.call()).await?))
}

/// A text that the office above sent.
#[utoipa::path(get, path = "/above/{region}/{id}", params(("region" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = SharedText), (status = "default", body = Problem)))]
async fn received_text(State(site): State<Site>, known: Known, Path((region, id)): Path<(String, Uuid)>) -> Answer<SharedText> {
    Ok(Json(city::received_text(&site.anlan, known.call(), &region, MatterId(id)).await?))
}

/// Its document, `text.docx` or `text.pdf`.
#[utoipa::path(get, path = "/above/{region}/{id}/files/{file}", params(("region" = String, Path), ("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn received_document(
    State(site): State<Site>,
    known: Known,
    Path((region, id, file)): Path<(String, Uuid, String)>,
) -> Result<Response, Refusal> {
    let (kind, media) = document_kind(&file)?;
    let (name, bytes) = city::received_document(&site.anlan, known.call(), &region, MatterId(id), kind).await?;
    Ok(attachment(&name, media, bytes))
}
