//! The minutes of a meeting as an official document.

use super::show::show_meeting;
use crate::papers::{DocumentKind, made};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::MatterId;
use anlan_core::pack::papers::PaperKind;
use serde_json::json;

/// A meeting's minutes: file name and bytes.
///
/// # Errors
/// Not found, not allowed, not held yet, no Chinese font for a PDF, or the store fails.
pub async fn meeting_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let page = show_meeting(anlan, call, id).await?;
    if page.attended.is_empty() {
        return Err(Fault::conflict("not_held", "会议还没有记录召开，没有纪要。", "There are no minutes yet."));
    }
    let lists = anlan.packs.of_region(call.region.as_str());
    let decisions = page
        .decisions
        .iter()
        .map(|decision| json!({ "text": decision.text, "unit": decision.unit.as_ref().map(|unit| &unit.name), "due_on": decision.due_on }));
    let adopted = page.adopted.iter().map(|adopted| {
        let rows =
            adopted.rows.iter().map(|row| json!({ "number": row.number, "title": row.title, "unit": row.unit, "limit_on": row.limit_on }));
        json!({ "year": adopted.year, "name": adopted.list_label, "rows": rows.collect::<Vec<_>>() })
    });
    let given = json!({
        "issuer": lists.map(|pack| pack.circular.issuer.as_str()).unwrap_or_default(),
        "title": page.content.title,
        "on": page.content.on,
        "place": page.content.place,
        "attended": page.attended,
        "agenda": page.content.agenda,
        "minutes": page.minutes,
        "decisions": decisions.collect::<Vec<_>>(),
        "adopted": adopted.collect::<Vec<_>>(),
    });
    let paper = anlan.packs.paper(call.region.as_str(), page.content.on, PaperKind::MeetingMinutes);
    made(anlan, format!("{}纪要", page.content.title), &paper, &given, kind).await
}
