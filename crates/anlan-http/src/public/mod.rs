//! The public pages (`/p`): rendered here, without JavaScript, small enough for a weak phone. Nobody is signed in.

mod page;

use crate::{Site, Standing};
use anlan_app::papers::DocumentKind;
use anlan_app::{Fault, FaultKind, public};
use anlan_core::ids::{MatterId, RegionId};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::Markup;
use uuid::Uuid;

/// Its routes.
pub fn routes() -> Router<Standing> {
    Router::new()
        .route("/p", get(regions))
        .route("/p/style.css", get(style))
        .route("/p/{region}", get(front))
        .route("/p/{region}/rivers", get(rivers))
        .route("/p/{region}/rivers/{river}", get(river))
        .route("/p/{region}/rivers/{river}/{file}", get(sign))
        .route("/p/{region}/texts/{id}", get(text))
        .route("/p/{region}/texts/{id}/{file}", get(document))
}

/// How long a page may be kept by whoever asked for it, in seconds.
const KEPT: &str = "public, max-age=300";

fn html(page: Markup) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, KEPT)], page.into_string()).into_response()
}

/// What is wrong, as a page; a fault of ours is not told in detail.
struct Wrong(Box<Fault>);

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let status = match self.0.kind {
            FaultKind::NotFound | FaultKind::Hidden | FaultKind::NotAllowed | FaultKind::Invalid => StatusCode::NOT_FOUND,
            FaultKind::Unauthenticated
            | FaultKind::TooLarge
            | FaultKind::Conflict
            | FaultKind::Stale
            | FaultKind::Unavailable
            | FaultKind::Internal => {
                tracing::error!(fault = %self.0, "a public page cannot be shown");
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        let page = if status == StatusCode::NOT_FOUND { page::missing() } else { page::unavailable() };
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], page.into_string())
            .into_response()
    }
}

type Shown = Result<Response, Wrong>;

fn region_of(code: &str) -> Result<RegionId, Wrong> {
    RegionId::parse(code).map_err(|_| Fault::not_found().into())
}

fn id_of(text: &str) -> Result<Uuid, Wrong> {
    text.parse().map_err(|_| Fault::not_found().into())
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, KEPT)], include_str!("style.css")).into_response()
}

async fn regions(State(site): State<Site>) -> Shown {
    let all = public::regions(&site.anlan, site.outside.now()).await?;
    match all.as_slice() {
        [only] => Ok(Redirect::to(&format!("/p/{}", only.code)).into_response()),
        _ => Ok(html(page::regions(&all))),
    }
}

async fn front(State(site): State<Site>, Path(region): Path<String>) -> Shown {
    let told = public::front(&site.anlan, &region_of(&region)?, site.outside.now()).await?;
    Ok(html(page::front(&told)))
}

async fn rivers(State(site): State<Site>, Path(region): Path<String>) -> Shown {
    let told = public::rivers(&site.anlan, &region_of(&region)?, site.outside.now()).await?;
    Ok(html(page::rivers(&told)))
}

async fn river(State(site): State<Site>, Path((region, river)): Path<(String, String)>) -> Shown {
    let told = public::river(&site.anlan, &region_of(&region)?, id_of(&river)?, site.outside.now()).await?;
    Ok(html(page::river(&told)))
}

/// Where the QR code of a river leads: this site, by the name it was asked under.
fn address(site: &Site, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let scheme = if site.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}{path}")
}

async fn sign(State(site): State<Site>, Path((region, river, file)): Path<(String, String, String)>, headers: HeaderMap) -> Shown {
    let (code, id) = (region_of(&region)?, id_of(&river)?);
    let address = address(&site, &headers, &format!("/p/{region}/rivers/{river}"));
    let sign = public::sign(&site.anlan, &code, id, site.outside.now(), address).await?;
    match file.as_str() {
        "sign.svg" => {
            let svg = sign.svg().map_err(|fault| Fault::internal("sign", "生成公示牌失败。", fault.to_string()))?;
            // Its code leads to the name this site was asked under: nobody else is given it.
            Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], svg).into_response())
        }
        "sign.pdf" => {
            let name = format!("{}.pdf", sign.title);
            let _turn = site.papers.acquire().await;
            let bytes = public::sign_pdf(&site.anlan, sign).await?;
            Ok(crate::v1::attachment(&name, "application/pdf", bytes))
        }
        _ => Err(Fault::not_found().into()),
    }
}

async fn text(State(site): State<Site>, Path((region, id)): Path<(String, String)>) -> Shown {
    let code = region_of(&region)?;
    let told = public::published_text(&site.anlan, &code, MatterId(id_of(&id)?), site.outside.now()).await?;
    Ok(html(page::text(&region, &told)))
}

async fn document(State(site): State<Site>, Path((region, id, file)): Path<(String, String, String)>) -> Shown {
    let (kind, media) = match file.as_str() {
        "text.docx" => (DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "text.pdf" => (DocumentKind::Pdf, "application/pdf"),
        _ => return Err(Fault::not_found().into()),
    };
    let id = MatterId(id_of(&id)?);
    let _turn = site.papers.acquire().await;
    let made = public::published_document(&site.anlan, &region_of(&region)?, id, kind, site.outside.now()).await?;
    let mut response = crate::v1::attachment(&made.0, media, made.1);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(response)
}
