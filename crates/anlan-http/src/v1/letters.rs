//! Letters: proposals, drafts, issuing, answering, settling, documents, deliveries.

use super::{Answer, attachment};
use crate::caller::Known;
use crate::extract::{Body, Path, Query};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::letters::{self, LetterPaper};
use anlan_app::views::{
    ContactForm, DeclineProposal, IssueLetter, LetterDraft, LetterKindView, LetterPage, LetterWish, ProposalList, ReplyForm, ReturnReply,
    SettleLetter,
};
use anlan_core::ids::MatterId;
use anlan_core::matter::letter::Minutes;
use anlan_core::month::Month;
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
        .routes(routes!(letter_kinds))
        .routes(routes!(letter_proposals))
        .routes(routes!(decline_proposal))
        .routes(routes!(draft_letter))
        .routes(routes!(issue_letter))
        .routes(routes!(record_letter))
        .routes(routes!(show_letter))
        .routes(routes!(receive_letter))
        .routes(routes!(reply_letter))
        .routes(routes!(return_reply))
        .routes(routes!(take_minutes))
        .routes(routes!(settle_letter))
        .routes(routes!(retry_delivery))
        .routes(routes!(letter_paper))
        .routes(routes!(unit_contact, set_unit_contact))
}

/// Kinds of letters of the pack in force.
#[utoipa::path(get, path = "/letters/kinds", responses((status = 200, body = Vec<LetterKindView>), (status = "default", body = Problem)))]
async fn letter_kinds(State(site): State<Site>, known: Known) -> Answer<Vec<LetterKindView>> {
    Ok(Json(letters::letter_kinds(&site.anlan, known.call())?))
}

/// Letters the rules propose for a month.
#[utoipa::path(get, path = "/letters/proposals", params(OfMonth), responses((status = 200, body = ProposalList), (status = "default", body = Problem)))]
async fn letter_proposals(State(site): State<Site>, known: Known, Query(query): Query<OfMonth>) -> Answer<ProposalList> {
    Ok(Json(letters::proposals(&site.anlan, known.call(), query.month).await?))
}

/// Decides against a proposal; gives the record of it.
#[utoipa::path(post, path = "/letters/proposals/decline", request_body = DeclineProposal, responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
async fn decline_proposal(State(site): State<Site>, known: Known, Body(form): Body<DeclineProposal>) -> Answer<LetterPage> {
    let id = letters::decline_proposal(&site.anlan, known.call(), &form).await?;
    Ok(Json(letters::show_letter(&site.anlan, known.call(), id).await?))
}

/// A letter as the pack's texts would have it.
#[utoipa::path(post, path = "/letters/draft", request_body = LetterWish, responses((status = 200, body = LetterDraft), (status = "default", body = Problem)))]
async fn draft_letter(State(site): State<Site>, known: Known, Body(form): Body<LetterWish>) -> Answer<LetterDraft> {
    Ok(Json(letters::draft_letter(&site.anlan, known.call(), &form).await?))
}

/// Issues a letter; gives its page.
#[utoipa::path(post, path = "/letters", request_body = IssueLetter, responses((status = 201, body = LetterPage), (status = "default", body = Problem)))]
async fn issue_letter(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<IssueLetter>,
) -> Result<(StatusCode, Json<LetterPage>), Refusal> {
    let id = letters::issue(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(letters::show_letter(&site.anlan, known.call(), id).await?)))
}

/// Records another body's document; gives its page.
#[utoipa::path(post, path = "/letters/recorded", request_body = IssueLetter, responses((status = 201, body = LetterPage), (status = "default", body = Problem)))]
async fn record_letter(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<IssueLetter>,
) -> Result<(StatusCode, Json<LetterPage>), Refusal> {
    let id = letters::record_letter(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(letters::show_letter(&site.anlan, known.call(), id).await?)))
}

/// Everything of a letter.
#[utoipa::path(get, path = "/letters/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
async fn show_letter(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<LetterPage> {
    Ok(Json(letters::show_letter(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Takes note of a letter.
#[utoipa::path(post, path = "/letters/{id}/receive", params(("id" = Uuid, Path)), responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
async fn receive_letter(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<LetterPage> {
    letters::receive_letter(&site.anlan, known.call(), MatterId(id)).await?;
    Ok(Json(letters::show_letter(&site.anlan, known.call(), MatterId(id)).await?))
}

/// Tries a delivery again.
#[utoipa::path(post, path = "/letters/{id}/deliveries/{delivery}/retry", params(("id" = Uuid, Path), ("delivery" = Uuid, Path)), responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
async fn retry_delivery(State(site): State<Site>, known: Known, Path((id, delivery)): Path<(Uuid, Uuid)>) -> Answer<LetterPage> {
    letters::retry_delivery(&site.anlan, known.call(), MatterId(id), delivery).await?;
    Ok(Json(letters::show_letter(&site.anlan, known.call(), MatterId(id)).await?))
}

/// The letter (`letter.docx`, `letter.pdf`) or the minutes (`minutes.docx`, `minutes.pdf`).
#[utoipa::path(get, path = "/letters/{id}/{file}", params(("id" = Uuid, Path), ("file" = String, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn letter_paper(State(site): State<Site>, known: Known, Path((id, file)): Path<(Uuid, String)>) -> Result<Response, Refusal> {
    let (kind, media_type) = super::document_kind(&file)?;
    let (name, bytes) = letters::letter_document(
        &site.anlan,
        known.call(),
        MatterId(id),
        if file.starts_with("minutes.") { LetterPaper::Minutes } else { LetterPaper::Letter },
        kind,
    )
    .await?;
    Ok(attachment(&name, media_type, bytes))
}

/// Where a unit's letters go besides the app.
#[utoipa::path(get, path = "/units/{id}/contact", params(("id" = Uuid, Path)), responses((status = 200, body = ContactForm), (status = "default", body = Problem)))]
async fn unit_contact(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<ContactForm> {
    Ok(Json(letters::contact_of(&site.anlan, known.call(), id).await?))
}

/// Sets where a unit's letters go besides the app.
#[utoipa::path(put, path = "/units/{id}/contact", params(("id" = Uuid, Path)), request_body = ContactForm, responses((status = 200, body = ContactForm), (status = "default", body = Problem)))]
async fn set_unit_contact(
    State(site): State<Site>,
    known: Known,
    Path(id): Path<Uuid>,
    Body(form): Body<ContactForm>,
) -> Answer<ContactForm> {
    letters::set_contact(&site.anlan, known.call(), id, &form).await?;
    Ok(Json(letters::contact_of(&site.anlan, known.call(), id).await?))
}

/// A month.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfMonth {
    #[param(value_type = String)]
    month: Month,
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<LetterPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(letters::show_letter(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Answers a letter.
    reply_letter,
    "/letters/{id}/reply",
    ReplyForm,
    letters::reply_letter
);

step!(
    /// Returns an answer.
    return_reply,
    "/letters/{id}/return",
    ReturnReply,
    letters::return_reply
);

step!(
    /// Records the minutes of an interview.
    take_minutes,
    "/letters/{id}/minutes",
    Minutes,
    letters::take_minutes
);

step!(
    /// Settles a letter.
    settle_letter,
    "/letters/{id}/settle",
    SettleLetter,
    letters::settle_letter
);
