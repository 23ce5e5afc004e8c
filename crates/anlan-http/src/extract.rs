//! Bodies, queries and paths, whose faults read like every other fault.

use crate::problem::Refusal;
use anlan_app::{Fault, FaultKind};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(fault) if fault.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large().into()),
            Err(fault) => Err(Fault::invalid("body", "bad_body", "提交的内容格式有误，请刷新页面后重试。", fault.body_text()).into()),
        }
    }
}

/// A query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(fault) => Err(Fault::invalid("query", "bad_query", "查询条件有误，请重新选择。", fault.body_text()).into()),
        }
    }
}

/// A path's parts; what does not parse does not exist.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(Fault::not_found().into()),
        }
    }
}

fn too_large() -> Fault {
    let fault = Fault::invalid(
        "file",
        "too_large",
        "文件过大：台账不超过32MB，附件不超过20MB。",
        "The file is too large: workbooks up to 32 MB, evidence up to 20 MB.",
    );
    Fault { kind: FaultKind::TooLarge, ..fault }
}

/// The one file of a multipart body: its name and bytes.
pub struct Upload {
    /// As the sender names it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let damaged = |fault: &MultipartError| {
            if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                Fault::invalid("file", "upload_broken", "上传中断或格式有误，请重新上传。", fault.body_text())
            }
        };
        let none = || Fault::invalid("file", "missing", "请选择要上传的文件。", "Choose a file to upload.");
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| Refusal(none()))?;
        while let Some(part) = parts.next_field().await.map_err(|fault| damaged(&fault))? {
            if part.name() == Some("file") {
                let name = part.file_name().unwrap_or("file").to_owned();
                let bytes = part.bytes().await.map_err(|fault| damaged(&fault))?.to_vec();
                return Ok(Self { name, bytes });
            }
        }
        Err(none().into())
    }
}
