//! Items: finding, showing, opening, editing, closing out, exporting.

use super::Answer;
use super::attachment;
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::views::{AskCloseOut, CheckCloseOut, EditItem, ItemList, ItemPage, ItemQuery, OpenItem, ReopenProblem, StoryStep};
use anlan_app::{lists, matters};
use anlan_core::ids::ItemId;
use anlan_core::month::Month;
use anlan_core::pack::explain::Explained;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(find_items, open_item))
        .routes(routes!(export_items))
        .routes(routes!(show_item, edit_item))
        .routes(routes!(ask_item_close_out))
        .routes(routes!(check_item_close_out))
        .routes(routes!(reopen_item))
        .routes(routes!(item_story))
        .routes(routes!(light_as_known))
}

/// A page of the items that fit.
#[utoipa::path(get, path = "/items", params(ItemQuery), responses((status = 200, body = ItemList), (status = "default", body = Problem)))]
async fn find_items(State(site): State<Site>, known: Known, Query(query): Query<ItemQuery>) -> Answer<ItemList> {
    Ok(Json(lists::find(&site.anlan, known.call(), &query).await?))
}

/// Opens an item; gives its page.
#[utoipa::path(post, path = "/items", request_body = OpenItem, responses((status = 201, body = ItemPage), (status = "default", body = Problem)))]
async fn open_item(State(site): State<Site>, known: Known, Body(form): Body<OpenItem>) -> Result<(StatusCode, Json<ItemPage>), Refusal> {
    let id = lists::open_item(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(lists::show_item(&site.anlan, known.call(), id).await?)))
}

/// The items that fit, as a workbook.
#[utoipa::path(get, path = "/items.xlsx", params(ItemQuery), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = "default", body = Problem)))]
async fn export_items(State(site): State<Site>, known: Known, Query(query): Query<ItemQuery>) -> Result<Response, Refusal> {
    let bytes = lists::export(&site.anlan, known.call(), &query).await?;
    Ok(attachment("清单事项.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// Everything of an item.
#[utoipa::path(get, path = "/items/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn show_item(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
) -> Result<([(HeaderName, String); 1], Json<ItemPage>), Refusal> {
    let page = lists::show_item(&site.anlan, known.call(), ItemId(id)).await?;
    Ok(([(header::ETAG, format!("\"{}\"", page.row.version))], Json(page)))
}

/// Corrects or changes an item read at the version in `If-Match`.
#[utoipa::path(put, path = "/items/{id}", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = EditItem, responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn edit_item(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Body(form): Body<EditItem>,
) -> Answer<ItemPage> {
    let expected = super::if_match(&headers)?;
    lists::edit_item(&site.anlan, known.call(), ItemId(id), &expected, &form).await?;
    Ok(Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?))
}

/// Asks for the close-out of an item.
#[utoipa::path(post, path = "/items/{id}/close-out/ask", params(("id" = Uuid, Path)), request_body = AskCloseOut, responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn ask_item_close_out(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<AskCloseOut>,
) -> Answer<ItemPage> {
    lists::ask_close_out(&site.anlan, known.call(), ItemId(id), &form).await?;
    Ok(Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?))
}

/// Agrees to the close-out of an item, or returns it.
#[utoipa::path(post, path = "/items/{id}/close-out/check", params(("id" = Uuid, Path)), request_body = CheckCloseOut, responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn check_item_close_out(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<CheckCloseOut>,
) -> Answer<ItemPage> {
    lists::check_close_out(&site.anlan, known.call(), ItemId(id), &form).await?;
    Ok(Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?))
}

/// Opens an item again that was closed out.
#[utoipa::path(post, path = "/items/{id}/reopen", params(("id" = Uuid, Path)), request_body = ReopenProblem, responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn reopen_item(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<ReopenProblem>) -> Answer<ItemPage> {
    lists::reopen_item(&site.anlan, known.call(), ItemId(id), &form).await?;
    Ok(Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?))
}

/// The whole story of an item, oldest first.
#[utoipa::path(get, path = "/items/{id}/story", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<StoryStep>), (status = "default", body = Problem)))]
async fn item_story(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<Vec<StoryStep>> {
    Ok(Json(matters::story_of_item(&site.anlan, known.call(), ItemId(id)).await?))
}

/// An item's light of a month, rebuilt as it was known at a moment (now when absent).
#[utoipa::path(get, path = "/items/{id}/lights/{month}", params(("id" = Uuid, Path), ("month" = String, Path), KnownAt), responses((status = 200, body = Option<Explained>), (status = "default", body = Problem)))]
async fn light_as_known(
    State(site): State<Site>,
    known: Known,
    Path((id, month)): Path<(Uuid, Month)>,
    Query(query): Query<KnownAt>,
) -> Answer<Option<Explained>> {
    Ok(Json(lists::light_as_known(&site.anlan, known.call(), ItemId(id), month, query.known_at.unwrap_or(DateTime::<Utc>::MAX_UTC)).await?))
}

/// A moment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct KnownAt {
    known_at: Option<DateTime<Utc>>,
}
