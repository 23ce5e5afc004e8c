//! Finding items: filter, search, sort, page. In memory, over the year's book.

use super::shown::{item_row, visible, work_month};
use crate::views::{ItemList, ItemQuery, ItemRow};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::text;
use chrono::Datelike;

/// A page of the items that fit, as far as the actor may see them.
///
/// # Errors
/// A month that is none, or the store fails.
pub async fn find(anlan: &Anlan, call: &Call, query: &ItemQuery) -> Result<ItemList, Fault> {
    let (book, month, rows) = fitting(anlan, call, query).await?;
    let page_size = query.page_size.unwrap_or(50).clamp(1, 500);
    let page = query.page.unwrap_or(1).max(1);
    let total = rows.len();
    let rows = rows.into_iter().skip((page - 1).saturating_mul(page_size)).take(page_size).collect();
    let with_lights = |month: &Month| book.entries.iter().any(|entry| entry.light(*month).is_some());
    let months = book.months().into_iter().filter(|month| month.first_day() <= call.today() && with_lights(month)).collect();
    Ok(ItemList { rows, total, page, page_size, months, month })
}

/// Every item that fits, in the order asked for.
pub(crate) async fn fitting(
    anlan: &Anlan,
    call: &Call,
    query: &ItemQuery,
) -> Result<(std::sync::Arc<YearBook>, Month, Vec<ItemRow>), Fault> {
    let bad_month = |_| Fault::invalid("month", "bad_month", "月份应写作 2023-10。", "A month is written 2023-10.");
    let asked = query.month.as_deref().filter(|text| !text.is_empty()).map(Month::parse).transpose().map_err(bad_month)?;
    let year = query.year.or(asked.map(Month::year)).unwrap_or_else(|| work_month(call.today()).year());
    let book = anlan.year(&call.region, year).await?;
    let month = asked.unwrap_or_else(|| default_month(call, year));
    let wanted = query.q.as_deref().map(text::name).filter(|text| !text.is_empty());
    let mut rows: Vec<(ItemRow, &Entry)> = visible(&book, call)
        .filter(|entry| fits(&book, entry, query, month, call))
        .map(|entry| (item_row(&book, entry, month), entry))
        .filter(|(row, _)| wanted.as_deref().is_none_or(|wanted| mentions(row, wanted)))
        .filter(|(row, _)| light_fits(row, query))
        .collect();
    sort(&mut rows, query);
    let rows = rows.into_iter().map(|(row, _)| row).collect();
    Ok((book.clone(), month, rows))
}

/// The last month of the year that has ended; its January when none has.
fn default_month(call: &Call, year: i32) -> Month {
    work_month(call.today()).within(year)
}

fn fits(book: &YearBook, entry: &Entry, query: &ItemQuery, month: Month, call: &Call) -> bool {
    let content = entry.content();
    let done = entry.done_by(Month::of(call.today()));
    query.list.is_none_or(|list| entry.list == list)
        && query.unit.is_none_or(|unit| content.unit_id.0 == unit)
        && query.river.is_none_or(|river| content.river_id.is_some_and(|id| id.0 == river))
        && query.hard.is_none_or(|hard| content.hard.unwrap_or(false) == hard)
        && query.indicator.as_ref().is_none_or(|indicator| content.indicator.as_ref() == Some(indicator))
        && query.state.as_deref().is_none_or(|state| match state {
            "open" => entry.item.closed.is_none(),
            "closed" => entry.item.closed.is_some(),
            "done" => done,
            "not_done" => !done,
            "overdue" => !done && content.limit_on <= call.today(),
            _ => true,
        })
        && query.rule.as_deref().is_none_or(|rule| {
            let place = entry.light(month).map(anlan_core::light::Verdict::rule);
            place.zip(book.pack(month).ok()).and_then(|(place, pack)| pack.lights.rules().get(place)).is_some_and(|found| found.key == rule)
        })
}

fn light_fits(row: &ItemRow, query: &ItemQuery) -> bool {
    match query.light.as_deref().filter(|word| !word.is_empty()) {
        None => true,
        Some("none") => row.light.is_none(),
        Some(word) => row.light.as_ref().map(|at| at.light) == Light::from_key(word) && row.light.is_some(),
    }
}

fn mentions(row: &ItemRow, wanted: &str) -> bool {
    let river = row.river.as_ref().map_or("", |river| river.name.as_str());
    [row.number.as_str(), &row.title, &row.unit.name, river].iter().any(|field| text::name(field).contains(wanted))
}

fn sort(rows: &mut [(ItemRow, &Entry)], query: &ItemQuery) {
    let progress = |entry: &Entry| entry.held.last().map(|report| report.share);
    let order = |(a, ea): &(ItemRow, &Entry), (b, eb): &(ItemRow, &Entry)| {
        let river = |row: &ItemRow| row.river.as_ref().map(|river| river.name.clone());
        let light = |row: &ItemRow| row.light.as_ref().map(|at| severity(at.light));
        match query.sort.as_deref().unwrap_or("number") {
            "title" => a.title.cmp(&b.title),
            "unit" => a.unit.name.cmp(&b.unit.name),
            "river" => river(a).cmp(&river(b)),
            "start_on" => a.start_on.cmp(&b.start_on),
            "limit_on" => a.limit_on.cmp(&b.limit_on),
            "progress" => progress(ea).cmp(&progress(eb)),
            "light" => light(a).cmp(&light(b)),
            _ => (a.list, &a.number).cmp(&(b.list, &b.number)),
        }
        .then_with(|| if query.order.as_deref() == Some("desc") { b.number.cmp(&a.number) } else { a.number.cmp(&b.number) })
    };
    rows.sort_by(order);
    if query.order.as_deref() == Some("desc") {
        rows.reverse();
    }
}

/// Red first when the worst is wanted first.
fn severity(light: Light) -> u8 {
    match light {
        Light::Green => 0,
        Light::NotAssessed => 1,
        Light::Yellow => 2,
        Light::Red => 3,
    }
}

/// The year asked for by a query, for exports' titles.
pub(crate) fn year_asked(call: &Call, query: &ItemQuery) -> i32 {
    query.year.unwrap_or_else(|| work_month(call.today()).last_day().year())
}
