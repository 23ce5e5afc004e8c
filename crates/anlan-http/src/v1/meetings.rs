//! Meetings: planning, holding, deciding, adopting lists, minutes.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::meetings;
use anlan_app::views::{AdoptList, Because, DecideForm, HoldMeeting, MeetingForm, MeetingPage};
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
        .routes(routes!(plan_meeting))
        .routes(routes!(show_meeting))
        .routes(routes!(change_meeting))
        .routes(routes!(hold_meeting))
        .routes(routes!(cancel_meeting))
        .routes(routes!(decide_at_meeting))
        .routes(routes!(adopt_list))
        .routes(routes!(meeting_paper))
}

/// Plans a meeting; gives its page.
#[utoipa::path(post, path = "/meetings", request_body = MeetingForm, responses((status = 201, body = MeetingPage), (status = "default", body = Problem)))]
async fn plan_meeting(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<MeetingForm>,
) -> Result<(StatusCode, Json<MeetingPage>), Refusal> {
    let id = meetings::plan_meeting(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(meetings::show_meeting(&site.anlan, known.call(), id).await?)))
}

/// Everything of a meeting.
#[utoipa::path(get, path = "/meetings/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = MeetingPage), (status = "default", body = Problem)))]
async fn show_meeting(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<MeetingPage> {
    Ok(Json(meetings::show_meeting(&site.anlan, known.call(), MatterId(id)).await?))
}

/// The minutes: `minutes.docx` or `minutes.pdf`.
#[utoipa::path(get, path = "/meetings/{id}/{file}", params(("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn meeting_paper(State(site): State<Site>, known: Known, Path((id, file)): Path<(Uuid, String)>) -> Result<Response, Refusal> {
    let (kind, media_type) = super::document_kind(&file)?;
    let (name, bytes) = meetings::meeting_document(&site.anlan, known.call(), MatterId(id), kind).await?;
    Ok(attachment(&name, media_type, bytes))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = MeetingPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<MeetingPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(meetings::show_meeting(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Changes what is planned.
    change_meeting,
    "/meetings/{id}/change",
    MeetingForm,
    meetings::change_meeting
);

step!(
    /// Records that it was held.
    hold_meeting,
    "/meetings/{id}/hold",
    HoldMeeting,
    meetings::hold_meeting
);

step!(
    /// It does not take place.
    cancel_meeting,
    "/meetings/{id}/cancel",
    Because,
    meetings::cancel_meeting
);

step!(
    /// Records a decision.
    decide_at_meeting,
    "/meetings/{id}/decisions",
    DecideForm,
    meetings::decide
);

step!(
    /// Adopts a list as it stands.
    adopt_list,
    "/meetings/{id}/adopt",
    AdoptList,
    meetings::adopt_list
);
