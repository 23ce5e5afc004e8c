//! Version 1 of the API, one file a resource.

mod accounts;
mod assessments;
mod audit;
mod changes;
mod circulars;
mod city;
mod exchange;
mod figures;
mod files;
mod imports;
mod inspections;
mod instructions;
mod items;
mod ledgers;
mod letters;
mod look_backs;
mod matters;
mod meetings;
mod months;
mod overview;
mod patrols;
mod plans;
mod problems;
mod records;
mod register;
mod reports;
mod session;
mod setup;
mod texts;
mod uploads;

use crate::Standing;
use crate::problem::Refusal;
use anlan_app::Fault;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;

/// What a handler gives.
type Answer<T> = Result<Json<T>, Refusal>;

/// All routes of version 1.
pub fn routes() -> OpenApiRouter<Standing> {
    [
        session::routes(),
        overview::routes(),
        items::routes(),
        imports::routes(),
        files::routes(),
        uploads::routes(),
        reports::routes(),
        matters::routes(),
        problems::routes(),
        letters::routes(),
        ledgers::routes(),
        exchange::routes(),
        figures::routes(),
        instructions::routes(),
        meetings::routes(),
        inspections::routes(),
        look_backs::routes(),
        changes::routes(),
        months::routes(),
        circulars::routes(),
        assessments::routes(),
        patrols::routes(),
        plans::routes(),
        texts::routes(),
        city::routes(),
        register::routes(),
        setup::routes(),
        records::routes(),
        accounts::routes(),
        audit::routes(),
    ]
    .into_iter()
    .fold(OpenApiRouter::new(), OpenApiRouter::merge)
}

/// The version an edit was made from.
fn if_match(headers: &HeaderMap) -> Result<String, Refusal> {
    let expected = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(|value| value.trim_matches('"').to_owned());
    expected.ok_or_else(|| Fault::invalid("If-Match", "missing", "缺少版本号，请刷新后再试。", "The If-Match header is missing.").into())
}

/// What a document's file name asks for.
fn document_kind(file: &str) -> Result<(anlan_app::papers::DocumentKind, &'static str), Refusal> {
    use anlan_app::papers::DocumentKind;
    match file.rsplit_once('.') {
        Some((_, "docx")) => Ok((DocumentKind::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")),
        Some((_, "pdf")) => Ok((DocumentKind::Pdf, "application/pdf")),
        _ => Err(Fault::not_found().into()),
    }
}

/// How a browser is to take a file, and under which name.
fn disposition(how: &str, name: &str) -> String {
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"._-".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    format!("{how}; filename=\"file\"; filename*=UTF-8''{encoded}")
}

/// Bytes as a file to be saved under a name.
pub(crate) fn attachment(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let set = response.headers_mut();
    let media = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    set.insert(header::CONTENT_TYPE, media);
    if let Ok(disposition) = HeaderValue::from_str(&disposition("attachment", name)) {
        set.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
