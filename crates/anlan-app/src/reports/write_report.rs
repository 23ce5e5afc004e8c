//! A unit's report on an item for a month; a correction keeps the old one.

use crate::lists::target_of;
use crate::views::WriteReport;
use crate::year::Entry;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::exact::{NotExact, Quantity, Share};
use anlan_core::ids::{FactId, ItemId};
use anlan_core::month::Month;
use anlan_core::progress::Progress;
use serde_json::json;

/// Records a report; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not found, hidden, closed out, a month or share out of range, falling progress, or the store fails.
pub async fn write_report(anlan: &Anlan, call: &Call, item: ItemId, form: &WriteReport) -> Result<FactId, Fault> {
    crate::evidence::at_hand(anlan, call, &form.files).await?;
    let tx = anlan.begin(call).await?;
    let row = tx.read().item(item).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    let entry = book.entry(item).ok_or_else(Fault::not_found)?;
    call.ask(Action::ReportWrite, target_of(entry.content()))?;
    let id = FactId(form.id.unwrap_or_else(|| call.ids().make()));
    if entry.reports.iter().any(|report| report.id == id) {
        return Ok(id);
    }
    let share = checked_share(call, entry, form)?;
    let quantity = form.quantity.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Quantity::parse).transpose();
    let quantity = quantity.map_err(|_| {
        Fault::invalid(
            "quantity",
            "not_a_quantity",
            "数量应为不小于0、最多三位小数的数字。",
            "A number of 0 or more with at most three decimals is expected.",
        )
    })?;
    let held = entry.report_for(form.month);
    if held.map(|held| held.fact.0) != form.corrects {
        return Err(match held {
            Some(_) if form.corrects.is_none() => Fault {
                field: Some("month"),
                ..Fault::conflict(
                    "reported_already",
                    "该月已经填报；如需更改请使用“更正”。",
                    "It is reported already: correct that report instead.",
                )
            },
            _ => Fault::stale(),
        });
    }
    if held.is_some() && form.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Fault::invalid("reason", "missing", "更正已填报的内容须写明理由。", "Say why the report is corrected."));
    }
    let note = [form.note.as_deref(), form.reason.as_deref().filter(|_| held.is_some())];
    let note: Vec<String> = note.iter().flatten().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    let note = match note.as_slice() {
        [note, reason] => Some(format!("{note}（更正理由：{reason}）")),
        [only] if held.is_some() && form.note.as_deref().is_none_or(|note| note.trim().is_empty()) => Some(format!("更正理由：{only}")),
        [only] => Some(only.clone()),
        _ => None,
    };
    let report = Progress {
        id,
        item_id: item,
        month: form.month,
        share,
        quantity,
        note,
        occurred_on: call.today(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: held.map(|held| held.fact),
        files: form.files.clone(),
    };
    tx.add_reports(vec![(year, report)]).await?;
    let detail = json!({ "item": item, "month": form.month, "share": share, "corrects": form.corrects });
    anlan.finish(tx, call, Action::ReportWrite.key(), &row.number, &detail).await?;
    Ok(id)
}

fn checked_share(call: &Call, entry: &Entry, form: &WriteReport) -> Result<Share, Fault> {
    let share = Share::parse_percent(form.share.trim().trim_end_matches(['%', '％'])).map_err(|fault| match fault {
        NotExact::OutOfRange => Fault::invalid("share", "out_of_range", "累计进度应在0到100之间。", "Progress must lie between 0 and 100."),
        NotExact::TooFine(_) => Fault::invalid("share", "too_fine", "累计进度最多两位小数。", "At most two decimal places."),
        NotExact::NotANumber => {
            Fault::invalid("share", "not_a_number", "累计进度应为数字，如 83 或 83.5。", "A number is expected, such as 83 or 83.5.")
        }
    })?;
    if form.month > Month::of(call.today()) {
        let zh = format!("{}还没有到，不能填报。", form.month.zh());
        return Err(Fault::invalid("month", "future_month", zh, format!("Month {} lies in the future.", form.month)));
    }
    if form.month < Month::of(entry.content().start_on) {
        let zh = format!("该事项{}才开始，不能填报{}。", entry.content().start_on, form.month.zh());
        return Err(Fault::invalid("month", "before_start", zh, "The item had not started in that month."));
    }
    if let Some((on, _)) = entry.item.closed.filter(|(on, _)| form.month > Month::of(*on)) {
        return Err(Fault::invalid(
            "month",
            "closed_out",
            format!("该事项已于{on}销号，不再填报。"),
            format!("The item was closed out on {on}."),
        ));
    }
    let before = entry.last_report(form.month.plus(-1)).filter(|report| report.share > share);
    let after = entry.held.iter().find(|report| report.month > form.month && report.share < share);
    if let Some(other) = before.or(after.copied()) {
        let zh = format!(
            "累计进度{share}%与{}的{}%相矛盾：累计进度不应下降。请核对，必要时先更正{}的填报。",
            other.month.zh(),
            other.share,
            other.month.zh()
        );
        let en = format!(
            "{share} % contradicts {} % of {}: cumulative progress does not fall. Correct that report first if it was wrong.",
            other.share, other.month
        );
        return Err(Fault::invalid("share", "falling", zh, en));
    }
    Ok(share)
}
