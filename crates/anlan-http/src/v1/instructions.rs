//! Instructions: the chief's desk, writing, following to their effect.

use super::Answer;
use crate::caller::Known;
use crate::extract::{Body, Path};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::instructions;
use anlan_app::views::{AssignInstruction, Because, ChiefDesk, ConfirmEffect, InstructionPage, ReplyForm, WriteInstruction};
use anlan_core::ids::MatterId;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(chief_desk))
        .routes(routes!(write_instruction))
        .routes(routes!(show_instruction))
        .routes(routes!(assign_instruction))
        .routes(routes!(report_on_instruction))
        .routes(routes!(return_instruction_report))
        .routes(routes!(confirm_effect))
        .routes(routes!(note_instruction))
}

/// What a chief sees first: the latest coloured list, and what came of the instructions.
#[utoipa::path(get, path = "/desk", responses((status = 200, body = ChiefDesk), (status = "default", body = Problem)))]
async fn chief_desk(State(site): State<Site>, known: Known) -> Answer<ChiefDesk> {
    Ok(Json(instructions::chief_desk(&site.anlan, known.call()).await?))
}

/// Writes an instruction; gives its page.
#[utoipa::path(post, path = "/instructions", request_body = WriteInstruction, responses((status = 201, body = InstructionPage), (status = "default", body = Problem)))]
async fn write_instruction(
    State(site): State<Site>,
    known: Known,
    Body(form): Body<WriteInstruction>,
) -> Result<(StatusCode, Json<InstructionPage>), Refusal> {
    let id = instructions::write_instruction(&site.anlan, known.call(), &form).await?;
    Ok((StatusCode::CREATED, Json(instructions::show_instruction(&site.anlan, known.call(), id).await?)))
}

/// Everything of an instruction.
#[utoipa::path(get, path = "/instructions/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = InstructionPage), (status = "default", body = Problem)))]
async fn show_instruction(State(site): State<Site>, known: Known, Path(id): Path<Uuid>) -> Answer<InstructionPage> {
    Ok(Json(instructions::show_instruction(&site.anlan, known.call(), MatterId(id)).await?))
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $form:ty, $use_case:path) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, params(("id" = Uuid, Path)), request_body = $form, responses((status = 200, body = InstructionPage), (status = "default", body = Problem)))]
        async fn $name(State(site): State<Site>, known: Known, Path(id): Path<Uuid>, Body(form): Body<$form>) -> Answer<InstructionPage> {
            $use_case(&site.anlan, known.call(), MatterId(id), &form).await?;
            Ok(Json(instructions::show_instruction(&site.anlan, known.call(), MatterId(id)).await?))
        }
    };
}

step!(
    /// Names who acts on it.
    assign_instruction,
    "/instructions/{id}/assign",
    AssignInstruction,
    instructions::assign_instruction
);

step!(
    /// Reports what was done.
    report_on_instruction,
    "/instructions/{id}/report",
    ReplyForm,
    instructions::report_on_instruction
);

step!(
    /// Returns that report.
    return_instruction_report,
    "/instructions/{id}/return",
    Because,
    instructions::return_report
);

step!(
    /// Confirms its effect.
    confirm_effect,
    "/instructions/{id}/confirm",
    ConfirmEffect,
    instructions::confirm_effect
);

step!(
    /// Nothing is to be done.
    note_instruction,
    "/instructions/{id}/note",
    Because,
    instructions::note_instruction
);
