//! `application/problem+json` (RFC 9457): every refusal in both languages, with a stable code and the field.

use anlan_app::{Fault, FaultKind, FieldFault};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal or failure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name, `urn:anlan:problem:<code>`.
    #[serde(rename = "type")]
    pub type_: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable word for programs.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// The field concerned.
    pub field: Option<String>,
    /// Every field that is wrong, of a form whose fields are data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub fields: Vec<ProblemField>,
}

/// One field that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemField {
    /// Its name.
    pub field: String,
    /// Stable word for programs.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
}

/// A fault on its way out.
#[derive(Debug, Clone)]
pub struct Refusal(pub Fault);

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let fault = self.0;
        let status = match fault.kind {
            FaultKind::Unauthenticated => StatusCode::UNAUTHORIZED,
            FaultKind::NotAllowed => StatusCode::FORBIDDEN,
            FaultKind::NotFound | FaultKind::Hidden => StatusCode::NOT_FOUND,
            FaultKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            FaultKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            FaultKind::Conflict => StatusCode::CONFLICT,
            FaultKind::Stale => StatusCode::PRECONDITION_FAILED,
            FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            FaultKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if matches!(fault.kind, FaultKind::Internal | FaultKind::Unavailable) {
            tracing::error!(code = fault.code, fault = %fault.en, "a request failed");
        }
        // Particulars of the machine stay in its log.
        let title_en =
            if fault.kind == FaultKind::Internal { "Something failed: see the server's log.".to_owned() } else { fault.en.clone() };
        let problem = Problem {
            type_: format!("urn:anlan:problem:{}", fault.code),
            status: status.as_u16(),
            code: fault.code.to_owned(),
            title: fault.zh.clone(),
            title_en,
            field: fault.field.map(str::to_owned),
            fields: fault.fields.iter().map(field).collect(),
        };
        let mut response = (status, Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.extensions_mut().insert(fault);
        response
    }
}

fn field(fault: &FieldFault) -> ProblemField {
    ProblemField { field: fault.field.clone(), code: fault.code.to_owned(), title: fault.zh.clone(), title_en: fault.en.clone() }
}
