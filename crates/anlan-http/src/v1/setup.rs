//! Setting a region up: how far it is, and copying another's rules.

use super::Answer;
use crate::caller::Known;
use crate::extract::Body;
use crate::problem::Problem;
use crate::{Site, Standing};
use anlan_app::views::{CopyPacks, SetupPage};
use anlan_app::{Fault, setup};
use axum::Json;
use axum::extract::State;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new().routes(routes!(show_setup)).routes(routes!(copy_packs))
}

/// The steps from an empty region to its first lights.
#[utoipa::path(get, path = "/setup", responses((status = 200, body = SetupPage), (status = "default", body = Problem)))]
async fn show_setup(State(site): State<Site>, known: Known) -> Answer<SetupPage> {
    Ok(Json(setup::steps(&site.anlan, known.call()).await?))
}

/// Copies packs of another region; they are in force from now on.
#[utoipa::path(post, path = "/setup/packs", request_body = CopyPacks, responses((status = 200, body = SetupPage), (status = "default", body = Problem)))]
async fn copy_packs(State(site): State<Site>, known: Known, Body(form): Body<CopyPacks>) -> Answer<SetupPage> {
    let (office, call, shelf) = (site.office(), known.call().clone(), site.shelf.clone());
    let copying_turn = Arc::clone(&site.copying);
    // To its end even when the asker goes away: files that were added must be in force.
    let copying = tokio::spawn(async move {
        // One at a time: whoever copied just before left other packs than those this request came with.
        let _turn = copying_turn.lock_owned().await;
        let now = office.now();
        let packs = setup::copy_packs(&now, &call, shelf.as_deref(), &form).await?;
        office.replace(now.with_packs(packs));
        setup::steps(&office.now(), &call).await
    });
    let done = copying.await.map_err(|fault| Fault::internal("copying", "照搬没有完成，请联系管理员查看日志。", fault.to_string()))?;
    Ok(Json(done?))
}
