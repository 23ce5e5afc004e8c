//! Plans of rivers: versions, review, comparison, evaluation.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::papers::DocumentKind;
use anlan_app::views::{
    AnswerOpinion, Because, CalendarYear, DeclareForm, DrawTasks, EvaluatePlan, LapseForm, OpenPlan, OpinionForm, PlanComparison,
    PlanFigures, PlanImport, PlanPage, PlanText, ReturnPlan, RiverPlanRow, SaveVersion, SeatStep, SeatVerdict, Seatable, SeatsForm,
    TaskCandidates, TasksDrawn,
};
use anlan_app::{Fault, plans};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
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
        .routes(routes!(read_plan_file))
        .layer(DefaultBodyLimit::max(33 * 1024 * 1024))
        .routes(routes!(river_plans))
        .routes(routes!(plan_figures))
        .routes(routes!(plan_calendar))
        .routes(routes!(task_candidates, draw_tasks))
        .routes(routes!(open_plan))
        .routes(routes!(show_plan))
        .routes(routes!(compare_plan_versions))
        .routes(routes!(seatable_in_plan))
        .routes(routes!(save_plan_version))
        .routes(routes!(plan_version_document))
        .routes(routes!(submit_plan))
        .routes(routes!(resubmit_plan))
        .routes(routes!(fill_plan_seats))
        .routes(routes!(add_plan_seat))
        .routes(routes!(ask_plan_advice))
        .routes(routes!(delegate_plan_seat))
        .routes(routes!(declare_plan_interest))
        .routes(routes!(give_plan_opinion))
        .routes(routes!(answer_plan_opinion))
        .routes(routes!(decide_plan))
        .routes(routes!(record_plan_lapse))
        .routes(routes!(return_plan))
        .routes(routes!(evaluate_plan))
        .routes(routes!(begin_plan_revision))
        .routes(routes!(end_plan))
        .routes(routes!(cancel_plan))
}

/// Which version.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfVersion {
    /// Its number; the latest when absent.
    version: Option<u32>,
}

/// Which two versions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TwoVersions {
    /// The older one; 0 is nothing.
    old: u32,
    /// The newer one.
    new: u32,
}

async fn page(site: &Site, known: &Known, id: Uuid) -> Answer<PlanPage> {
    Ok(Json(plans::show_plan(&site.anlan, known.call(), MatterId(id), None).await?))
}

/// Every river with its lead unit and its latest plan.
#[utoipa::path(get, path = "/plans", responses((status = 200, body = Vec<RiverPlanRow>), (status = "default", body = Problem)))]
async fn river_plans(State(site): State<Site>, known: Known) -> Answer<Vec<RiverPlanRow>> {
    Ok(Json(plans::river_plans(&site.anlan, known.call()).await?))
}

/// The figures of plans and yearly tasks in a month, quarter or year.
#[utoipa::path(get, path = "/plan-figures/{period}", params(("period" = String, Path)), responses((status = 200, body = PlanFigures), (status = "default", body = Problem)))]
async fn plan_figures(State(site): State<Site>, known: Known, Path(period): Path<String>) -> Answer<PlanFigures> {
    Ok(Json(plans::plan_figures(&site.anlan, known.call(), &period).await?))
}

/// What is to be reported in a year, by which day, and who is late.
#[utoipa::path(get, path = "/plan-calendar/{year}", params(("year" = i32, Path)), responses((status = 200, body = CalendarYear), (status = "default", body = Problem)))]
async fn plan_calendar(State(site): State<Site>, known: Known, Path(year): Path<i32>) -> Answer<CalendarYear> {
    Ok(Json(plans::plan_calendar(&site.anlan, known.call(), year).await?))
}

/// What a year's tasks can be drawn from.
#[utoipa::path(get, path = "/plan-tasks/{year}", params(("year" = i32, Path)), responses((status = 200, body = TaskCandidates), (status = "default", body = Problem)))]
async fn task_candidates(State(site): State<Site>, known: Known, Path(year): Path<i32>) -> Answer<TaskCandidates> {
    Ok(Json(plans::task_candidates(&site.anlan, known.call(), year).await?))
}

/// Draws yearly tasks by a decision: all of them or none.
#[utoipa::path(post, path = "/plan-tasks/{year}", params(("year" = i32, Path)), request_body = DrawTasks, responses((status = 201, body = TasksDrawn), (status = "default", body = Problem)))]
async fn draw_tasks(
    State(site): State<Site>,
    known: Known,
    Path(year): Path<i32>,
    Body(form): Body<DrawTasks>,
) -> Result<(StatusCode, Json<TasksDrawn>), Refusal> {
    let items = plans::draw_tasks(&site.anlan, known.call(), year, &form).await?;
    Ok((StatusCode::CREATED, Json(TasksDrawn { items: items.into_iter().map(|id| id.0).collect() })))
}

/// Begins a plan of a river; gives its page.
#[utoipa::path(post, path = "/plans", request_body = OpenPlan, responses((status = 201, body = PlanPage), (status = "default", body = Problem)))]
async fn open_plan(State(site): State<Site>, known: Known, Body(form): Body<OpenPlan>) -> Result<(StatusCode, Json<PlanPage>), Refusal> {
    let id = plans::open_plan(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, page(&site, &known, id.0).await?))
}

/// A plan with one of its versions.
#[utoipa::path(get, path = "/plans/{id}", params(("id" = Uuid, Path), OfVersion), responses((status = 200, body = PlanPage), (status = "default", body = Problem)))]
async fn show_plan(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Query(query): Query<OfVersion>) -> Answer<PlanPage> {
    Ok(Json(plans::show_plan(&site.anlan, known.call(), MatterId(id), query.version).await?))
}

/// What differs between two versions, row by row.
#[utoipa::path(get, path = "/plans/{id}/compare", params(("id" = Uuid, Path), TwoVersions), responses((status = 200, body = PlanComparison), (status = "default", body = Problem)))]
async fn compare_plan_versions(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Query(query): Query<TwoVersions>,
) -> Answer<PlanComparison> {
    Ok(Json(plans::compare_versions(&site.anlan, known.call(), MatterId(id), query.old, query.new).await?))
}

/// Who can be seated in the present stage, or be handed a seat.
#[utoipa::path(get, path = "/plans/{id}/seatable", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<Seatable>), (status = "default", body = Problem)))]
async fn seatable_in_plan(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<Vec<Seatable>> {
    Ok(Json(plans::seatable(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Sends a plan to review.
#[utoipa::path(post, path = "/plans/{id}/submit", params(("id" = Uuid, Path)), responses((status = 200, body = PlanPage), (status = "default", body = Problem)))]
async fn submit_plan(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<PlanPage> {
    plans::submit_plan(&site.anlan, known.call(), MatterId(id)).await?;
    page(&site, &known, id).await
}

/// Saves a version of what a plan says; gives its page.
#[utoipa::path(post, path = "/plans/{id}/versions", params(("id" = Uuid, Path)), request_body = SaveVersion, responses((status = 201, body = PlanPage), (status = "default", body = Problem)))]
async fn save_plan_version(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<SaveVersion>,
) -> Result<(StatusCode, Json<PlanPage>), Refusal> {
    plans::save_version(&site.anlan, known.call(), MatterId(id), &form).await?;
    Ok((StatusCode::CREATED, page(&site, &known, id).await?))
}

/// Reads a plan's workbook or document (multipart, `file`; xlsx or docx) as a draft, with every fault and what it would change; saves
/// nothing.
#[utoipa::path(post, path = "/plans/{id}/imports", params(("id" = Uuid, Path)), responses((status = 200, body = PlanImport), (status = "default", body = Problem)))]
async fn read_plan_file(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, file: Upload) -> Answer<PlanImport> {
    Ok(Json(plans::read_plan_file(&site.anlan, known.call(), MatterId(id), &file.name, &file.bytes).await?))
}

/// A version as `document.docx`, `document.pdf` or `document.xlsx`.
#[utoipa::path(get, path = "/plans/{id}/versions/{version}/{file}", params(("id" = Uuid, Path), ("version" = u32, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn plan_version_document(
    State(site): State<Site>,
    known: Known,
    Path((id, version, file)): Path<(Uuid, u32, String)>,
) -> Result<Response, Refusal> {
    let (kind, media_type) = match file.as_str() {
        "document.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "document.pdf" => (DocumentKind::Pdf, "application/pdf"),
        "document.xlsx" => (DocumentKind::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(Fault::not_found().into()),
    };
    let (name, bytes) = plans::version_document(&site.anlan, known.call(), MatterId(id), version, kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = PlanPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<PlanPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            page(&site, &known, id).await
        }
    };
}

step!(
    /// Sends a returned plan to review again.
    resubmit_plan,
    "/plans/{id}/resubmit",
    PlanText,
    plans::resubmit_plan
);
step!(
    /// Names who sits in the present stage.
    fill_plan_seats,
    "/plans/{id}/seats",
    SeatsForm,
    plans::fill_seats
);
step!(
    /// Adds a seat beside the others.
    add_plan_seat,
    "/plans/{id}/seats/add",
    SeatStep,
    plans::add_seat
);
step!(
    /// A seat asks somebody before it decides.
    ask_plan_advice,
    "/plans/{id}/ask",
    SeatStep,
    plans::ask_advice
);
step!(
    /// Hands a seat to somebody.
    delegate_plan_seat,
    "/plans/{id}/delegate",
    SeatStep,
    plans::delegate_seat
);
step!(
    /// Declares interests.
    declare_plan_interest,
    "/plans/{id}/declare",
    DeclareForm,
    plans::declare_interest
);
step!(
    /// Gives an opinion on a row or on the whole.
    give_plan_opinion,
    "/plans/{id}/opinions",
    OpinionForm,
    plans::give_opinion
);
step!(
    /// Answers an opinion.
    answer_plan_opinion,
    "/plans/{id}/answer",
    AnswerOpinion,
    plans::answer_opinion
);
step!(
    /// Agrees or not.
    decide_plan,
    "/plans/{id}/decide",
    SeatVerdict,
    plans::decide
);
step!(
    /// Records that a seat was silent beyond the last day.
    record_plan_lapse,
    "/plans/{id}/lapse",
    LapseForm,
    plans::record_lapse
);
step!(
    /// Returns a plan to an earlier stage or to the drafting.
    return_plan,
    "/plans/{id}/return",
    ReturnPlan,
    plans::return_plan
);
step!(
    /// Evaluates a plan in force.
    evaluate_plan,
    "/plans/{id}/evaluate",
    EvaluatePlan,
    plans::evaluate_plan
);
step!(
    /// Begins to draft a plan in force anew.
    begin_plan_revision,
    "/plans/{id}/revise",
    Because,
    plans::begin_revision
);
step!(
    /// Ends a plan in force.
    end_plan,
    "/plans/{id}/end",
    Because,
    plans::end_plan
);
step!(
    /// Gives up a plan that was never approved.
    cancel_plan,
    "/plans/{id}/cancel",
    Because,
    plans::cancel_plan
);
