//! Routes, OpenAPI, problem+json and the embedded web files. Parse, call app, present; nothing is decided here.

mod caller;
mod extract;
mod problem;
mod public;
mod v1;
mod web;

use anlan_app::setup::Shelf;
use anlan_app::{Anlan, CurrentOffice};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Time and randomness, which only the binary has.
pub trait Outside: Send + Sync + 'static {
    /// The moment.
    fn now(&self) -> DateTime<Utc>;
    /// 256 random bits, never the same twice.
    fn seed(&self) -> [u8; 32];
    /// Whether the day is set, as in a demonstration.
    fn day_is_set(&self) -> bool;
}

/// What a request works with: one office, and with it one set of packs, from beginning to end.
#[derive(Clone)]
pub struct Site {
    /// The office as it stood when the request came.
    pub anlan: Arc<Anlan>,
    /// Time and randomness.
    pub outside: Arc<dyn Outside>,
    /// Whether cookies are only sent over TLS.
    pub secure_cookies: bool,
    /// The office from now on.
    office: CurrentOffice,
    /// Where packs are added; none where they cannot be.
    shelf: Option<Arc<dyn Shelf>>,
    /// Whose turn it is to add some.
    copying: Arc<Mutex<()>>,
    /// How many passwords are checked at once; each takes 19 MiB.
    logins: Arc<Semaphore>,
    /// How many documents are set at once for people who are not signed in.
    papers: Arc<Semaphore>,
}

impl Site {
    /// A site over an office.
    #[must_use]
    pub fn new(anlan: Arc<Anlan>, outside: Arc<dyn Outside>, secure_cookies: bool) -> Self {
        let office = CurrentOffice::new(Arc::clone(&anlan));
        let (logins, papers) = (Arc::new(Semaphore::new(4)), Arc::new(Semaphore::new(2)));
        Self { anlan, outside, secure_cookies, office, shelf: None, copying: Arc::default(), logins, papers }
    }

    /// The same, where packs can be added while it is served.
    #[must_use]
    pub fn with_shelf(self, shelf: Arc<dyn Shelf>) -> Self {
        Self { shelf: Some(shelf), ..self }
    }

    /// The office as it stands whenever asked, for what works beside the requests.
    #[must_use]
    pub fn office(&self) -> CurrentOffice {
        self.office.clone()
    }
}

/// What the router holds: the site as it now stands, from which each request takes its own.
#[derive(Clone)]
struct Standing(Site);

impl FromRef<Standing> for Site {
    fn from_ref(standing: &Standing) -> Self {
        Self { anlan: standing.0.office.now(), ..standing.0.clone() }
    }
}

/// Largest body of an ordinary request, in bytes.
const BODY: usize = 6 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(info(
    title = "Anlan 安澜",
    description = "The working ledger of a river chief office. 河长办工作台账。",
    license(name = "Apache-2.0 OR MulanPSL-2.0")
))]
struct ApiDoc;

fn api() -> OpenApiRouter<Standing> {
    OpenApiRouter::with_openapi(ApiDoc::openapi()).nest("/api/v1", v1::routes())
}

/// The API's description, as checked in under `openapi/`.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().split_for_parts().1
}

/// The whole site.
pub fn router(site: Site) -> Router {
    let standing = Standing(site);
    let fixed = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let (routes, _) = api().split_for_parts();
    // Pictures are left out by default; videos and packed documents are as dense, and a seeking player needs their lengths.
    let dense = ["video/", "application/zip", "application/pdf"].map(NotForContentType::const_new);
    let [video, packed, pdf] = dense;
    let compressible = DefaultPredicate::new().and(video).and(packed).and(pdf);
    routes
        .merge(public::routes())
        .fallback(web::page)
        .layer(from_fn_with_state(standing.clone(), caller::authenticate))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CsrfLayer::new())
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'",
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(CatchPanicLayer::new())
        .with_state(standing)
}
