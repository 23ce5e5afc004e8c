//! Items: finding, showing, opening, editing, closing out, exporting.

use super::Answer;
use super::attachment;
use crate::Site;
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use anlan_app::lists;
use anlan_app::views::{CloseOut, EditItem, ItemList, ItemPage, ItemQuery, OpenItem};
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
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(find_items, open_item))
        .routes(routes!(export_items))
        .routes(routes!(show_item, edit_item))
        .routes(routes!(close_out_item))
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

/// Closes an item out.
#[utoipa::path(post, path = "/items/{id}/close-out", params(("id" = Uuid, Path)), request_body = CloseOut, responses((status = 200, body = ItemPage), (status = "default", body = Problem)))]
async fn close_out_item(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<CloseOut>) -> Answer<ItemPage> {
    lists::close_out(&site.anlan, known.call(), ItemId(id), &form).await?;
    Ok(Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?))
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
