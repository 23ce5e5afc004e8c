//! Who is behind a request: the session cookie, looked up once; refusals written into the audit in one place.

use crate::Site;
use crate::problem::Refusal;
use anlan_app::accounts::{Caller, who};
use anlan_app::{Call, Fault, FaultKind};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

/// The cookie's name over TLS; the prefix makes browsers refuse it without.
const SECURE: &str = "__Host-anlan";
/// Its name for a trial without TLS.
const PLAIN: &str = "anlan";

fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

/// The cookie that opens a session.
pub fn opening(token: String, secure: bool) -> Cookie<'static> {
    Cookie::build((cookie_name(secure), token)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

/// The cookie that ends a session.
pub fn closing(secure: bool) -> Cookie<'static> {
    Cookie::build((cookie_name(secure), "")).path("/").build()
}

/// Looks up the session of API requests, and audits what is refused to a known person.
pub async fn authenticate(State(site): State<Site>, headers: HeaderMap, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let token = CookieJar::from_headers(&headers).get(cookie_name(site.secure_cookies)).map(|cookie| cookie.value().to_owned());
    let caller = match token {
        Some(token) => match who(&site.anlan, &token, site.outside.now(), site.outside.seed()).await {
            Ok(caller) => caller,
            Err(fault) => return Refusal(fault).into_response(),
        },
        None => None,
    };
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if let Some(caller) = &caller {
        let own = path.starts_with("/api/v1/session");
        if caller.account.must_change && !own {
            let fault = Fault { code: "must_change_password", ..Fault::not_allowed() };
            return Refusal(Fault {
                zh: "请先修改一次性密码。".to_owned(), en: "Change the one-time password first.".to_owned(), ..fault
            })
            .into_response();
        }
        request.extensions_mut().insert(caller.clone());
    }
    let response = next.run(request).await;
    // What is hidden and what is not there leave the same trace, at the same cost.
    let kept = |fault: &&Fault| matches!(fault.kind, FaultKind::NotAllowed | FaultKind::Hidden | FaultKind::NotFound);
    let refused = response.extensions().get::<Fault>().filter(kept).cloned();
    if let Some((fault, caller)) = refused.zip(caller) {
        let told = site.anlan.refused(&caller.call, "request.refused", &format!("{method} {path}"), fault.clone()).await;
        if told != fault {
            return Refusal(told).into_response();
        }
    }
    response
}

/// The caller of a request that needs one.
pub struct Known(pub Caller);

impl Known {
    /// Their call.
    pub fn call(&self) -> &Call {
        &self.0.call
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let nobody = || Fault::unauthenticated("log_in", "请先登录。", "Log in first.");
        parts.extensions.get::<Caller>().cloned().map(Self).ok_or_else(|| nobody().into())
    }
}
