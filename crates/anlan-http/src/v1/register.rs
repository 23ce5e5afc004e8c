//! Units, rivers and chiefs.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::views::{
    Chief, ChiefForm, ChiefPage, Choices, LeadUnitForm, RegisterImport, River, RiverForm, RiverPage, RiverWater, RosterImport, TenureForm,
    Unit, UnitForm, UnitPage, WhichWater,
};
use anlan_app::{records, register};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(choices))
        .routes(routes!(list_units, add_unit))
        .routes(routes!(show_unit, change_unit))
        .routes(routes!(list_rivers, add_river))
        .routes(routes!(show_river))
        .routes(routes!(show_river_water))
        .routes(routes!(add_lead_unit))
        .routes(routes!(list_chiefs, add_chief))
        .routes(routes!(import_chiefs))
        .routes(routes!(import_register))
        .routes(routes!(register_sheet))
        .routes(routes!(show_chief))
        .routes(routes!(add_tenure))
}

/// Whether to record.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RosterQuery {
    /// Record it when there is no fault; else only tell what it would do.
    confirm: Option<bool>,
}

/// Takes a roster of chiefs (multipart, `file`; xlsx or CSV): posts, and who holds them from which day.
#[utoipa::path(post, path = "/chiefs/import", params(RosterQuery), responses((status = 200, body = RosterImport), (status = "default", body = Problem)))]
async fn import_chiefs(State(site): State<Site>, known: Known, Query(query): Query<RosterQuery>, file: Upload) -> Answer<RosterImport> {
    let confirm = query.confirm.unwrap_or(false);
    Ok(Json(register::import_chiefs(&site.anlan, known.call(), &file.name, &file.bytes, confirm).await?))
}

/// Takes a workbook of units, rivers and chiefs (multipart, `file`); all of it is recorded, or nothing.
#[utoipa::path(post, path = "/register/import", params(RosterQuery), responses((status = 200, body = RegisterImport), (status = "default", body = Problem)))]
async fn import_register(State(site): State<Site>, known: Known, Query(query): Query<RosterQuery>, file: Upload) -> Answer<RegisterImport> {
    let confirm = query.confirm.unwrap_or(false);
    Ok(Json(register::import_register(&site.anlan, known.call(), &file.name, &file.bytes, confirm).await?))
}

/// That workbook, empty, with what may stand in each column.
#[utoipa::path(get, path = "/register/sheet.xlsx", responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = "default", body = Problem)))]
async fn register_sheet(State(site): State<Site>, known: Known) -> Result<Response, Refusal> {
    let (name, bytes) = register::register_sheet(&site.anlan, known.call())?;
    Ok(attachment(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// What forms and filters offer.
#[utoipa::path(get, path = "/choices", responses((status = 200, body = Choices), (status = "default", body = Problem)))]
async fn choices(State(site): State<Site>, known: Known) -> Answer<Choices> {
    Ok(Json(register::choices(&site.anlan, known.call()).await?))
}

/// All units.
#[utoipa::path(get, path = "/units", responses((status = 200, body = Vec<Unit>), (status = "default", body = Problem)))]
async fn list_units(State(site): State<Site>, known: Known) -> Answer<Vec<Unit>> {
    Ok(Json(register::units(&site.anlan, known.call()).await?))
}

/// Registers a unit.
#[utoipa::path(post, path = "/units", request_body = UnitForm, responses((status = 200, body = Made), (status = "default", body = Problem)))]
async fn add_unit(State(site): State<Site>, known: Known, Body(form): Body<UnitForm>) -> Answer<Made> {
    Ok(Json(Made { id: register::add_unit(&site.anlan, known.call(), &form).await? }))
}

/// One unit.
#[utoipa::path(get, path = "/units/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = UnitPage), (status = "default", body = Problem)))]
async fn show_unit(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<UnitPage> {
    Ok(Json(register::unit(&site.anlan, known.call(), id).await?))
}

/// Changes a unit.
#[utoipa::path(put, path = "/units/{id}", params(("id" = Uuid, Path)), request_body = UnitForm, responses((status = 204), (status = "default", body = Problem)))]
async fn change_unit(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<UnitForm>,
) -> Result<StatusCode, Refusal> {
    register::change_unit(&site.anlan, known.call(), id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All rivers.
#[utoipa::path(get, path = "/rivers", responses((status = 200, body = Vec<River>), (status = "default", body = Problem)))]
async fn list_rivers(State(site): State<Site>, known: Known) -> Answer<Vec<River>> {
    Ok(Json(register::rivers(&site.anlan, known.call()).await?))
}

/// Registers a river.
#[utoipa::path(post, path = "/rivers", request_body = RiverForm, responses((status = 200, body = Made), (status = "default", body = Problem)))]
async fn add_river(State(site): State<Site>, known: Known, Body(form): Body<RiverForm>) -> Answer<Made> {
    Ok(Json(Made { id: register::add_river(&site.anlan, known.call(), &form).await? }))
}

/// One river.
#[utoipa::path(get, path = "/rivers/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = RiverPage), (status = "default", body = Problem)))]
async fn show_river(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<RiverPage> {
    Ok(Json(register::river(&site.anlan, known.call(), id).await?))
}

/// Water quality of a river's sections, by year and by month.
#[utoipa::path(get, path = "/rivers/{id}/water", params(("id" = Uuid, Path), WhichWater), responses((status = 200, body = RiverWater), (status = "default", body = Problem)))]
async fn show_river_water(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Query(which): Query<WhichWater>,
) -> Answer<RiverWater> {
    Ok(Json(records::river_water(&site.anlan, known.call(), id, which.year).await?))
}

/// A unit takes up the river.
#[utoipa::path(post, path = "/rivers/{id}/lead-units", params(("id" = Uuid, Path)), request_body = LeadUnitForm, responses((status = 204), (status = "default", body = Problem)))]
async fn add_lead_unit(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<LeadUnitForm>,
) -> Result<StatusCode, Refusal> {
    register::add_lead_unit(&site.anlan, known.call(), id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All chiefs' posts.
#[utoipa::path(get, path = "/chiefs", responses((status = 200, body = Vec<Chief>), (status = "default", body = Problem)))]
async fn list_chiefs(State(site): State<Site>, known: Known) -> Answer<Vec<Chief>> {
    Ok(Json(register::chiefs(&site.anlan, known.call()).await?))
}

/// Registers a chief's post.
#[utoipa::path(post, path = "/chiefs", request_body = ChiefForm, responses((status = 200, body = Made), (status = "default", body = Problem)))]
async fn add_chief(State(site): State<Site>, known: Known, Body(form): Body<ChiefForm>) -> Answer<Made> {
    Ok(Json(Made { id: register::add_chief(&site.anlan, known.call(), &form).await? }))
}

/// One post.
#[utoipa::path(get, path = "/chiefs/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ChiefPage), (status = "default", body = Problem)))]
async fn show_chief(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<ChiefPage> {
    Ok(Json(register::chief(&site.anlan, known.call(), id).await?))
}

/// A person takes up the post.
#[utoipa::path(post, path = "/chiefs/{id}/tenures", params(("id" = Uuid, Path)), request_body = TenureForm, responses((status = 204), (status = "default", body = Problem)))]
async fn add_tenure(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<TenureForm>,
) -> Result<StatusCode, Refusal> {
    register::add_tenure(&site.anlan, known.call(), id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was registered.
#[derive(Serialize, ToSchema)]
struct Made {
    /// Its id.
    id: Uuid,
}
