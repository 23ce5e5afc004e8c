//! The report of an inspection as an official document.

use super::show::show_inspection;
use crate::figures::{Named, with_named};
use crate::papers::{DocumentKind, made};
use crate::{Anlan, Call, Fault};
use anlan_core::days::china_day;
use anlan_core::ids::MatterId;
use anlan_core::pack::papers::PaperKind;
use serde_json::json;

/// The report of an inspection: file name and bytes.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn inspection_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let page = show_inspection(anlan, call, id).await?;
    let lists = anlan.packs.of_region(call.region.as_str());
    let issuer = lists.map(|pack| pack.circular.issuer.clone()).unwrap_or_default();
    let mark = lists.map(|pack| pack.circular.mark.clone()).unwrap_or_default();
    let entries = || page.entries.iter().filter(|entry| entry.withdrawn.is_none());
    // As they were noted; the page tells the latest first.
    let findings = entries().rev().filter_map(|entry| {
        let finding = entry.finding.as_ref()?;
        let unit = entry.unit.as_ref().map(|unit| unit.name.as_str());
        Some(json!({ "place": entry.place, "class": finding.class, "title": finding.title, "unit": unit }))
    });
    let date = page.row.closed_on.unwrap_or_else(|| china_day(call.at));
    let given = json!({
        "mark": mark,
        "issuer": issuer,
        "date": date,
        "title": page.content.title,
        "from_on": page.content.from_on,
        "to_on": page.content.to_on,
        "team": page.content.team,
        "places": page.units.iter().chain(&page.rivers).map(|named| named.name.as_str()).collect::<Vec<_>>(),
        "entries": entries().count(),
        "findings": findings.collect::<Vec<_>>(),
    });
    let paper = anlan.packs.paper(call.region.as_str(), date, PaperKind::InspectionReport);
    let named = Named::of(anlan, call, &paper, date).await?.map(Named::unkept);
    made(anlan, format!("{}情况报告", page.content.title), &paper, &with_named(given, &paper, named.as_ref()), kind).await
}
