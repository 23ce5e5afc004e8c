//! Problems: reporting, handing over, closing out, opening again.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::problems;
use anlan_app::views::{
    AskCloseOut, AssignProblem, Because, CheckCloseOut, CorrectProblem, ListProblem, MergeProblem, NearView, ProblemChoices, ProblemPage,
    ReopenProblem, ReportProblem,
};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(report_problem))
        .routes(routes!(problem_choices))
        .routes(routes!(near_problems))
        .routes(routes!(show_problem, correct_problem))
        .routes(routes!(assign_problem))
        .routes(routes!(list_problem))
        .routes(routes!(ask_problem_close_out))
        .routes(routes!(check_problem_close_out))
        .routes(routes!(close_problem_unfixed))
        .routes(routes!(reopen_problem))
        .routes(routes!(merge_problem))
}

/// Reports a problem; gives its page.
#[utoipa::path(post, path = "/problems", request_body = ReportProblem, responses((status = 201, body = ProblemPage), (status = "default", body = Problem)))]
async fn report_problem(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<ReportProblem>,
) -> Result<(StatusCode, Json<ProblemPage>), Refusal> {
    let id = problems::report_problem(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(problems::show_problem(&site.anlan, known.call(), id).await?)))
}

/// What can be chosen when a problem is entered.
#[utoipa::path(get, path = "/problems/choices", responses((status = 200, body = ProblemChoices), (status = "default", body = Problem)))]
async fn problem_choices(State(site): State<Site>, known: Known) -> Answer<ProblemChoices> {
    Ok(Json(problems::choices(&site.anlan, known.call())?))
}

/// Similar open problems near a place.
#[utoipa::path(get, path = "/problems/near", params(NearQuery), responses((status = 200, body = Vec<NearView>), (status = "default", body = Problem)))]
async fn near_problems(State(site): State<Site>, known: Known, Query(query): Query<NearQuery>) -> Answer<Vec<NearView>> {
    let class = query.class.unwrap_or_default();
    Ok(Json(problems::near_problems(&site.anlan, known.call(), query.lon.zip(query.lat), query.river, &class).await?))
}

/// Everything of a problem.
#[utoipa::path(get, path = "/problems/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = ProblemPage), (status = "default", body = Problem)))]
async fn show_problem(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
) -> Result<([(HeaderName, String); 1], Json<ProblemPage>), Refusal> {
    let page = problems::show_problem(&site.anlan, known.call(), MatterId(id)).await?;
    Ok(([(header::ETAG, format!("\"{}\"", page.version))], Json(page)))
}

/// Corrects a problem read at the version in `If-Match`.
#[utoipa::path(put, path = "/problems/{id}", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = CorrectProblem, responses((status = 200, body = ProblemPage), (status = "default", body = Problem)))]
async fn correct_problem(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Body(form): Body<CorrectProblem>,
) -> Answer<ProblemPage> {
    let expected = super::if_match(&headers)?;
    problems::correct_problem(&site.anlan, known.call(), MatterId(id), &expected, &form).await?;
    Ok(Json(problems::show_problem(&site.anlan, known.call(), MatterId(id)).await?))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = ProblemPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<ProblemPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(problems::show_problem(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Hands a problem to a unit, or moves its limit.
    assign_problem,
    "/problems/{id}/assign",
    AssignProblem,
    problems::assign_problem
);
step!(
    /// Hangs a problem on the year's list.
    list_problem,
    "/problems/{id}/list",
    ListProblem,
    problems::list_problem
);
step!(
    /// Asks for its close-out.
    ask_problem_close_out,
    "/problems/{id}/close-out/ask",
    AskCloseOut,
    problems::ask_close_out
);
step!(
    /// Agrees to its close-out, or returns it.
    check_problem_close_out,
    "/problems/{id}/close-out/check",
    CheckCloseOut,
    problems::check_close_out
);
step!(
    /// Ends it without a fix.
    close_problem_unfixed,
    "/problems/{id}/close-out/unfixed",
    Because,
    problems::close_unfixed
);
step!(
    /// Opens it again.
    reopen_problem,
    "/problems/{id}/reopen",
    ReopenProblem,
    problems::reopen_problem
);
step!(
    /// Merges it into another one.
    merge_problem,
    "/problems/{id}/merge",
    MergeProblem,
    problems::merge_problem
);

/// Near what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NearQuery {
    /// Longitude in degrees.
    lon: Option<f64>,
    /// Latitude in degrees.
    lat: Option<f64>,
    /// The river.
    river: Option<Uuid>,
    /// The kind of problem.
    class: Option<String>,
}
