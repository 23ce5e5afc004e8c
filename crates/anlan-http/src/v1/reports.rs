//! Monthly reports and reminders.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::lists;
use anlan_app::reports;
use anlan_app::views::{ItemPage, MissingReports, Reminder, ReminderSchedule, RemindersSent, ReportSheet, SendReminders, WriteReport};
use anlan_core::ids::ItemId;
use anlan_core::month::Month;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(report_sheet))
        .routes(routes!(write_report))
        .routes(routes!(missing_reports))
        .routes(routes!(list_reminders, send_reminders))
        .routes(routes!(reminder_schedule, set_reminder_schedule))
}

/// The reports of a month: a liaison sees its own items, the office all.
#[utoipa::path(get, path = "/reports", params(OfMonth), responses((status = 200, body = ReportSheet), (status = "default", body = Problem)))]
async fn report_sheet(State(site): State<Site>, known: Known, Query(query): Query<OfMonth>) -> Answer<ReportSheet> {
    Ok(Json(reports::sheet(&site.anlan, known.call(), query.month).await?))
}

/// Writes or corrects a report; gives the item's page.
#[utoipa::path(post, path = "/items/{id}/reports", params(("id" = Uuid, Path)), request_body = WriteReport, responses((status = 201, body = ItemPage), (status = "default", body = Problem)))]
async fn write_report(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<WriteReport>,
) -> Result<(StatusCode, Json<ItemPage>), Refusal> {
    reports::write_report(&site.anlan, known.call(), ItemId(id), &form).await?;
    Ok((StatusCode::CREATED, Json(lists::show_item(&site.anlan, known.call(), ItemId(id)).await?)))
}

/// Who has not reported.
#[utoipa::path(get, path = "/reports/missing", params(OfMonth), responses((status = 200, body = MissingReports), (status = "default", body = Problem)))]
async fn missing_reports(State(site): State<Site>, known: Known, Query(query): Query<OfMonth>) -> Answer<MissingReports> {
    Ok(Json(reports::missing(&site.anlan, known.call(), query.month).await?))
}

/// Reminders sent.
#[utoipa::path(get, path = "/reminders", responses((status = 200, body = Vec<Reminder>), (status = "default", body = Problem)))]
async fn list_reminders(State(site): State<Site>, known: Known) -> Answer<Vec<Reminder>> {
    Ok(Json(reports::reminders(&site.anlan, known.call()).await?))
}

/// Reminds units at once.
#[utoipa::path(post, path = "/reminders", request_body = SendReminders, responses((status = 200, body = RemindersSent), (status = "default", body = Problem)))]
async fn send_reminders(State(site): State<Site>, known: Known, Body(form): Body<SendReminders>) -> Answer<RemindersSent> {
    Ok(Json(reports::send_reminders(&site.anlan, known.call(), &form).await?))
}

/// When reminders go out by themselves.
#[utoipa::path(get, path = "/reminder-schedule", responses((status = 200, body = ReminderSchedule), (status = "default", body = Problem)))]
async fn reminder_schedule(State(site): State<Site>, known: Known) -> Answer<ReminderSchedule> {
    Ok(Json(reports::schedule(&site.anlan, known.call()).await?))
}

/// Sets when reminders go out by themselves.
#[utoipa::path(put, path = "/reminder-schedule", request_body = ReminderSchedule, responses((status = 200, body = ReminderSchedule), (status = "default", body = Problem)))]
async fn set_reminder_schedule(State(site): State<Site>, known: Known, Body(form): Body<ReminderSchedule>) -> Answer<ReminderSchedule> {
    Ok(Json(reports::set_schedule(&site.anlan, known.call(), &form).await?))
}

/// A month.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfMonth {
    /// YYYY-MM.
    #[param(value_type = String)]
    month: Month,
}
