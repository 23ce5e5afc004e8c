//! The built web pages, embedded in the binary (read from disk in debug builds).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

const MISSING: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>安澜</title><p>网页尚未构建：请在 web/ 目录运行 npm ci 和 npm run build。The web pages are not built: run npm ci and npm run build in web/.</p></html>";

/// A file of the pages, or the page itself for every address without a dot; never for the API.
pub async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || !matches!(method, Method::GET | Method::HEAD) {
        return crate::problem::Refusal(anlan_app::Fault::not_found()).into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if is_file {
        return file(path, &headers).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    }
    file("index.html", &headers).unwrap_or_else(|| ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], MISSING).into_response())
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let whole = Dist::get(path)?;
    let accepts =
        |word: &str| headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word));
    let packed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(word, _)| accepts(word))
        .find_map(|(word, end)| Some((word, Dist::get(&format!("{path}.{end}"))?)));
    let (encoding, found) = packed.map_or((None, whole), |(word, found)| (Some(word), found));
    let tag = format!("\"{}\"", found.metadata.sha256_hash().iter().take(12).map(|b| format!("{b:02x}")).collect::<String>());
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let media = if path.ends_with(".js") { "text/javascript".to_owned() } else { mime_of(path) };
    let fresh = headers.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes());
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(found.data.into_owned()).into_response() };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_str(&media).ok()?);
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    set.insert(header::ETAG, HeaderValue::from_str(&tag).ok()?);
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(word) = encoding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(word));
    }
    Some(response)
}

fn mime_of(path: &str) -> String {
    let end = path.rsplit('.').next().unwrap_or("");
    let known = [
        ("html", "text/html; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("json", "application/json"),
        ("png", "image/png"),
        ("ico", "image/x-icon"),
        ("woff2", "font/woff2"),
        ("webmanifest", "application/manifest+json"),
    ];
    known.iter().find(|(word, _)| *word == end).map_or("application/octet-stream", |(_, media)| media).to_owned()
}
