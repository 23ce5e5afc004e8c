//! Files as evidence.

use super::{Answer, disposition};
use crate::caller::Known;
use crate::extract::{Path, Query, Upload};
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::evidence::{self, FileContent};
use anlan_app::views::{FileParticulars, FileRef};
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::io::SeekFrom;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Bytes read from the disk at once.
const AT_ONCE: usize = 128 * 1024;

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    let small = OpenApiRouter::new().routes(routes!(add_file)).layer(DefaultBodyLimit::max(21 * 1024 * 1024));
    small.routes(routes!(read_file)).routes(routes!(file_particulars))
}

/// Stores a file of up to 20 MB (multipart, `file`); larger ones go through `/uploads`.
#[utoipa::path(post, path = "/files", responses((status = 200, body = FileRef), (status = "default", body = Problem)))]
async fn add_file(State(site): State<Site>, known: Known, file: Upload) -> Answer<FileRef> {
    Ok(Json(evidence::add_file(&site.anlan, known.call(), &file.name, &file.bytes).await?))
}

/// When and where a picture was taken; for the office.
#[utoipa::path(get, path = "/files/{hash}/particulars", params(("hash" = String, Path)), responses((status = 200, body = FileParticulars), (status = "default", body = Problem)))]
async fn file_particulars(State(site): State<Site>, known: Known, Path(hash): Path<String>) -> Answer<FileParticulars> {
    Ok(Json(evidence::particulars(&site.anlan, known.call(), &hash).await?))
}

/// How a file is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// `1`: a picture or video is shown in the page instead of saved.
    inline: Option<String>,
}

/// A stored file, to be saved or (pictures and videos) shown; a single `Range` is served.
#[utoipa::path(get, path = "/files/{hash}", params(("hash" = String, Path), FileQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 206, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
async fn read_file(
    State(site): State<Site>,
    known: Known,
    Path(hash): Path<String>,
    Query(query): Query<FileQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let content = evidence::read_file(&site.anlan, known.call(), &hash).await?;
    Ok(give(content, query.inline.as_deref() == Some("1"), &headers).await?)
}

/// Types that may be shown: none of them can carry script.
fn shown(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp" | "video/mp4")
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// From a byte, so many.
    Part(u64, u64),
    Nowhere,
}

/// A single range of bytes (RFC 9110, 14.2). Several ranges, and what does not parse, are answered with the whole.
fn asked(headers: &HeaderMap, tag: &str, size: u64) -> Asked {
    let value = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if value(header::IF_RANGE).is_some_and(|held| held != tag) {
        return Asked::Whole;
    }
    let Some((from, to)) = value(header::RANGE).and_then(|value| value.strip_prefix("bytes=")).and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    match (from.trim(), to.trim()) {
        ("", last) => match number(last) {
            Some(0) => Asked::Nowhere,
            Some(_) if size == 0 => Asked::Nowhere,
            Some(last) => Asked::Part(size.saturating_sub(last), last.min(size)),
            None => Asked::Whole,
        },
        (from, "") => match number(from) {
            Some(from) if from < size => Asked::Part(from, size - from),
            Some(_) => Asked::Nowhere,
            None => Asked::Whole,
        },
        (from, to) => match (number(from), number(to)) {
            (Some(from), Some(to)) if from <= to && from < size => Asked::Part(from, to.min(size - 1) - from + 1),
            (Some(from), Some(to)) if from <= to => Asked::Nowhere,
            _ => Asked::Whole,
        },
    }
}

async fn give(content: FileContent, inline: bool, headers: &HeaderMap) -> Result<Response, anlan_app::Fault> {
    let tag = format!("\"{}\"", content.hash);
    let (status, from, length) = match asked(headers, &tag, content.size) {
        _ if headers.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) => (StatusCode::NOT_MODIFIED, 0, 0),
        Asked::Whole => (StatusCode::OK, 0, content.size),
        Asked::Part(from, length) => (StatusCode::PARTIAL_CONTENT, from, length),
        Asked::Nowhere => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let mut response = if length == 0 {
        status.into_response()
    } else {
        let failed = |fault: std::io::Error| anlan_app::Fault::internal("store", "文件读取出错，请联系管理员查看日志。", fault.to_string());
        let mut file = tokio::fs::File::from_std(content.file);
        file.seek(SeekFrom::Start(from)).await.map_err(failed)?;
        let mut response = (status, Body::from_stream(ReaderStream::with_capacity(file.take(length), AT_ONCE))).into_response();
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        response
    };
    let set = response.headers_mut();
    let mut put = |name, value: &str| HeaderValue::from_str(value).map(|value| set.insert(name, value));
    let shown = inline && shown(&content.media_type);
    let written = [
        put(header::CONTENT_TYPE, &content.media_type),
        put(header::CONTENT_DISPOSITION, &disposition(if shown { "inline" } else { "attachment" }, &content.name)),
        put(header::ACCEPT_RANGES, "bytes"),
        put(header::ETAG, &tag),
        // Asked again each time whether it may still be seen; the bytes themselves never change.
        put(header::CACHE_CONTROL, "private, no-cache"),
    ];
    if let Some(Err(fault)) = written.into_iter().find(Result::is_err) {
        return Err(anlan_app::Fault::internal("bad_header", "文件名无法写入响应头。", fault.to_string()));
    }
    match status {
        StatusCode::PARTIAL_CONTENT => drop(put(header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", from + length - 1, content.size))),
        StatusCode::RANGE_NOT_SATISFIABLE => drop(put(header::CONTENT_RANGE, &format!("bytes */{}", content.size))),
        _ => {}
    }
    Ok(response)
}
