//! Resumable uploads: tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with creation, termination, checksum, expiration.
//!
//! The answer to the last piece, and to a look at a finished upload, carries the file's digest in `Upload-File`.

use crate::caller::Known;
use crate::extract::Path;
use crate::problem::{Problem, Refusal};
use crate::{Site, Standing};
use anlan_app::evidence::{Declared, Piece, UploadForm, begin_piece, begin_upload, end_upload, look_upload};
use anlan_app::views::UploadState;
use anlan_app::{Fault, FaultKind};
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures_util::StreamExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const VERSION: &str = "1.0.0";

/// Its routes.
pub fn routes() -> OpenApiRouter<Standing> {
    OpenApiRouter::new()
        .routes(routes!(begin_tus_upload, upload_rules))
        .routes(routes!(look_tus_upload, send_piece, end_tus_upload))
        .layer(map_response(with_version))
}

/// Every answer names the protocol's version; a checksum that does not fit has a status of its own there.
async fn with_version(mut response: Response) -> Response {
    if response.extensions().get::<Fault>().is_some_and(|fault| fault.code == "checksum_mismatch") {
        *response.status_mut() = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
    }
    if response.extensions().get::<Fault>().is_some_and(|fault| fault.code == "tus_version") {
        response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    }
    response.headers_mut().insert("tus-resumable", HeaderValue::from_static(VERSION));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A request that speaks this version.
struct Tus;

impl<S: Send + Sync> FromRequestParts<S> for Tus {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        if text(&parts.headers, "tus-resumable") == Some(VERSION) {
            return Ok(Self);
        }
        let en = "The header Tus-Resumable must be 1.0.0.";
        let fault = Fault::invalid("Tus-Resumable", "tus_version", "上传协议的版本应为 tus 1.0.0。", en);
        Err(Fault { kind: FaultKind::Stale, ..fault }.into())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, Fault> {
    let value = text(headers, name).filter(|value| value.bytes().all(|b| b.is_ascii_digit())).and_then(|value| value.parse().ok());
    value.ok_or_else(|| {
        Fault::invalid(name, "not_a_number", format!("请求头 {name} 应为字节数。"), format!("The header {name} must be a number of bytes."))
    })
}

/// Values of `Upload-Metadata`: names with values in base64.
fn metadata(headers: &HeaderMap) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let bad = || {
        let zh = "请求头 Upload-Metadata 应为逗号分隔的“名称 base64值”。";
        Fault::invalid("Upload-Metadata", "bad_metadata", zh, "Upload-Metadata must be pairs of a name and a value in base64.")
    };
    let pairs = text(headers, "upload-metadata").unwrap_or_default().split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            Ok((name.to_owned(), BASE64.decode(value.trim()).map_err(|_| bad())?))
        })
        .collect()
}

/// A SHA-256 as its 32 bytes, or as 64 hexadecimal digits.
fn sha256_hex(value: &[u8]) -> Result<String, Fault> {
    let written = std::str::from_utf8(value).ok().filter(|text| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()));
    match (written, value.len()) {
        (Some(text), _) => Ok(text.to_ascii_lowercase()),
        (None, 32) => Ok(anlan_core::digest::to_hex(value)),
        (None, _) => {
            let en = "The declared SHA-256 must have 32 bytes or 64 hexadecimal digits.";
            Err(Fault::invalid("sha256", "bad_checksum", "申报的 SHA-256 应为32字节或64位十六进制。", en))
        }
    }
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

fn answer(status: StatusCode, state: &UploadState) -> Response {
    let mut response = status.into_response();
    set(&mut response, "upload-offset", &state.offset.to_string());
    match &state.file {
        Some(file) => {
            set(&mut response, "upload-file", &file.hash);
            set(&mut response, "upload-file-type", &file.media_type);
        }
        None => set(&mut response, "upload-expires", &state.expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
    }
    response
}

/// What the server takes: version, extensions, largest file, kinds of checksums.
#[utoipa::path(options, path = "/uploads", responses((status = 204)))]
async fn upload_rules(State(site): State<Site>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, "tus-version", VERSION);
    set(&mut response, "tus-extension", "creation,termination,checksum,expiration");
    set(&mut response, "tus-checksum-algorithm", "sha256");
    set(&mut response, "tus-max-size", &site.anlan.largest_upload().to_string());
    response
}

/// Begins an upload: `Upload-Length`, `Upload-Metadata` with `filename` and, to have the whole checked, `sha256`.
#[utoipa::path(post, path = "/uploads",
    params(("Tus-Resumable" = String, Header), ("Upload-Length" = u64, Header), ("Upload-Metadata" = Option<String>, Header)),
    responses((status = 201, headers(("Location" = String), ("Upload-Expires" = String))), (status = "default", body = Problem)))]
async fn begin_tus_upload(State(site): State<Site>, known: Known, _: Tus, headers: HeaderMap) -> Result<Response, Refusal> {
    let size = number(&headers, "Upload-Length")?;
    let told = metadata(&headers)?;
    let value = |name: &str| told.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_slice());
    let name = value("filename").or_else(|| value("name")).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
    let sha256 = value("sha256").map(sha256_hex).transpose()?;
    let state = begin_upload(&site.anlan, known.call(), UploadForm { name, size, sha256 }).await?;
    let mut response = answer(StatusCode::CREATED, &state);
    set(&mut response, "location", &format!("/api/v1/uploads/{}", state.id));
    Ok(response)
}

/// How far an upload has come.
#[utoipa::path(head, path = "/uploads/{id}", params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64), ("Upload-File" = Option<String>))), (status = "default", body = Problem)))]
async fn look_tus_upload(State(site): State<Site>, known: Known, _: Tus, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let state = look_upload(&site.anlan, known.call(), id).await?;
    let mut response = answer(StatusCode::OK, &state);
    set(&mut response, "upload-length", &state.size.to_string());
    Ok(response)
}

/// Ends an upload and removes what came of it.
#[utoipa::path(delete, path = "/uploads/{id}", params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn end_tus_upload(State(site): State<Site>, known: Known, _: Tus, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    end_upload(&site.anlan, known.call(), id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Sends a piece, of any length, with `Upload-Offset` and, to have it checked, `Upload-Checksum: sha256 <base64>`.
#[utoipa::path(patch, path = "/uploads/{id}",
    params(("id" = Uuid, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(("Upload-Offset" = u64), ("Upload-File" = Option<String>))), (status = "default", body = Problem)))]
async fn send_piece(
    State(site): State<Site>,
    known: Known,
    _: Tus,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let refused = |fault: Fault| Refusal(fault).into_response();
    if text(&headers, "content-type") != Some("application/offset+octet-stream") {
        let en = "The Content-Type of a piece must be application/offset+octet-stream.";
        let mut response = refused(Fault::invalid("Content-Type", "wrong_content_type", "上传内容的类型标识有误，请刷新页面后重试。", en));
        *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(response);
    }
    let sha256 = match text(&headers, "upload-checksum").map(|value| value.split_once(' ').unwrap_or((value, ""))) {
        None => None,
        Some((algorithm, value)) => {
            let decoded = BASE64.decode(value.trim()).ok().filter(|bytes| algorithm.eq_ignore_ascii_case("sha256") && bytes.len() == 32);
            let bad = || {
                let en = "Upload-Checksum must be `sha256` and its 32 bytes in base64.";
                let fault = Fault::invalid("Upload-Checksum", "bad_checksum", "校验值应为 sha256 及其 base64 值。", en);
                let mut response = refused(fault);
                *response.status_mut() = StatusCode::BAD_REQUEST;
                response
            };
            Some(decoded.ok_or_else(bad)?)
        }
    };
    let offset = number(&headers, "Upload-Offset").map_err(refused)?;
    let length = number(&headers, "content-length").ok();
    let piece = begin_piece(&site.anlan, known.call(), id, Declared { offset, length, sha256 }).await.map_err(refused)?;
    let state = take_in(piece, body).await.map_err(refused)?;
    Ok(answer(StatusCode::NO_CONTENT, &state))
}

/// Hands a body's bytes to the upload as they come, until its end or until a later request takes over.
async fn take_in(mut piece: Piece<'_>, body: Body) -> Result<UploadState, Fault> {
    let mut bytes = body.into_data_stream();
    loop {
        let next = tokio::select! {
            biased;
            () = piece.taken_over() => {
                piece.broken().await?;
                let zh = "这个文件已由另一个连接继续上传。";
                return Err(Fault::conflict("upload_taken_over", zh, "Another request resumed this upload."));
            }
            next = bytes.next() => next,
        };
        match next {
            None => return piece.end().await,
            Some(Ok(bytes)) => {
                if let Err(fault) = piece.write(&bytes).await {
                    // What fits stays; the first cause is what matters to whoever sends.
                    drop(piece.broken().await);
                    return Err(fault);
                }
            }
            Some(Err(broken)) => {
                piece.broken().await?;
                let zh = "上传中断，已收到的部分保留，可从断点继续。";
                return Err(Fault::invalid("file", "upload_broken", zh, format!("The connection broke, what came is kept: {broken}")));
            }
        }
    }
}
