//! One page through the month end: who has not reported, all lights with reasons and changes, what was issued.

use super::circulars::brief;
use super::issue_circular::named_figures;
use super::judged::basis_of;
use crate::figures::compared;
use crate::lists::{item_row, override_view};
use crate::reports::{due_on, missing_items};
use crate::views::{ActionView, MissingCount, MonthBrief, MonthPage, MonthRow, PackBrief, PreviousLight};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::circular::{IssuedLight, LightCounts, differences};
use anlan_core::light::Light;
use anlan_core::month::Month;
use std::collections::{HashMap, HashSet};

/// The year's months, from January to the present one.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn months(anlan: &Anlan, call: &Call, year: i32) -> Result<Vec<MonthBrief>, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let book = anlan.year(&call.region, year).await?;
    let brief_of = |month: Month| {
        let circulars: Vec<_> = versions(&book, month).map(|(row, circular)| brief(row, circular)).collect();
        MonthBrief {
            month,
            ended: month.last_day() < call.today(),
            missing: missing_items(&book, month).count(),
            lights: LightCounts::of(book.entries.iter().filter_map(|entry| Some(book.light_that_holds(entry, month)?.0))),
            stale: !circulars.is_empty() && is_stale(&book, month),
            circulars,
        }
    };
    Ok(book.months().into_iter().filter(|month| month.first_day() <= call.today()).map(brief_of).collect())
}

fn versions(
    book: &YearBook,
    month: Month,
) -> impl Iterator<Item = &(anlan_store::CircularRow, std::sync::Arc<anlan_core::circular::Circular>)> {
    book.circulars.iter().filter(move |(_, circular)| circular.month == month)
}

/// Whether the lights that hold now, or what they tell of their items, differ from those last issued; without telling them in words, so that it stays cheap.
pub(crate) fn is_stale(book: &YearBook, month: Month) -> bool {
    let Some((_, circular)) = book.issued(month) else { return false };
    let issued: HashMap<&str, &IssuedLight> = circular.lights.iter().map(|light| (light.item_id.as_str(), light)).collect();
    let mut now = 0;
    for entry in &book.entries {
        let Some((light, _)) = book.light_that_holds(entry, month) else { continue };
        now += 1;
        let progress = entry.report_for(month).map(|report| report.share.to_string());
        let same = |own: &&&IssuedLight| {
            let limit = entry.item.on(month.last_day()).is_some_and(|on| on.content.limit_on == own.limit_on);
            own.light == light && own.rule == rule_key(book, entry, month) && own.progress == progress && limit
        };
        if issued.get(entry.id.to_string().as_str()).filter(same).is_none() {
            return true;
        }
    }
    now != issued.len()
}

fn rule_key<'a>(book: &'a YearBook, entry: &Entry, month: Month) -> &'a str {
    let place = entry.light(month).map(anlan_core::light::Verdict::rule);
    let rule = place.zip(book.pack(month).ok()).and_then(|(place, pack)| pack.lights.rules().get(place));
    rule.map_or("", |rule| rule.key.as_str())
}

/// Everything the office needs to end a month.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn month_page(anlan: &Anlan, call: &Call, month: Month) -> Result<MonthPage, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let book = anlan.year(&call.region, month.year()).await?;
    let before = anlan.year(&call.region, month.plus(-1).year()).await?;
    let pack = book.pack(month)?;
    let now = book.lights_told(month)?;
    let issued = book.issued(month);
    let differences = issued.map(|(_, circular)| differences(&circular.lights, now)).unwrap_or_default();
    let compared = compared(anlan, call, issued.and_then(|(_, circular)| circular.figures.as_ref())).await?;
    let nothing_new = issued.is_some() && differences.is_empty() && compared.nothing_new();
    let named = named_figures(anlan, call, month, pack).await?;
    let issued_lights: HashMap<&str, Light> =
        issued.map(|(_, circular)| circular.lights.iter().map(|light| (light.item_id.as_str(), light.light)).collect()).unwrap_or_default();
    let lit = book.entries.iter().filter(|entry| entry.light(month).is_some());
    let rows: Vec<MonthRow> = lit.zip(now).map(|(entry, told)| row(&book, &before, (entry, told), call, month, &issued_lights)).collect();
    let missing: Vec<&Entry> = missing_items(&book, month).collect();
    let units: HashSet<_> = missing.iter().map(|entry| entry.content().unit_id).collect();
    let changed = rows
        .iter()
        .filter(|row| row.previous.as_ref().is_some_and(|previous| Some(previous.light) != row.item.light.as_ref().map(|at| at.light)))
        .count();
    let circulars: Vec<_> = versions(&book, month).map(|(row, circular)| brief(row, circular)).collect();
    let ended = month.last_day() < call.today();
    let pending = book.overrides.iter().filter(|one| one.month == month && one.decision.is_none()).count();
    Ok(MonthPage {
        month,
        month_end: month.last_day(),
        ended,
        due_on: due_on(&anlan.packs, &call.region, month)?,
        basis: basis_of(now, pack, circulars.len(), named.as_ref()),
        missing: MissingCount { units: units.len(), items: missing.len() },
        not_started: book.entries.len() - rows.len(),
        lights: LightCounts::of(now.iter().map(|light| light.light)),
        changed,
        stale: issued.is_some() && !nothing_new,
        actions: actions(call, ended, pending, nothing_new, now),
        circulars,
        differences,
        stale_figures: compared.stale,
        not_compared: compared.why_not,
        rows,
        pack: PackBrief { id: pack.head.id.clone(), title: pack.head.title.clone(), hash: pack.hash.clone() },
    })
}

fn row(
    book: &YearBook,
    before: &YearBook,
    (entry, told): (&Entry, &IssuedLight),
    call: &Call,
    month: Month,
    issued: &HashMap<&str, Light>,
) -> MonthRow {
    let earlier = month.plus(-1);
    let previous = before.entry(entry.id).and_then(|entry| {
        Some(PreviousLight { light: before.light_that_holds(entry, earlier)?.0, rule: rule_key(before, entry, earlier).to_owned() })
    });
    MonthRow {
        item: item_row(book, entry, month),
        verdict: told.explained(),
        previous,
        override_: book.override_of(entry.id, month).map(|one| override_view(call, one)),
        issued: issued.get(told.item_id.as_str()).copied(),
    }
}

/// Why a month cannot be issued now; none when it can.
pub(crate) fn why_not_issue(
    ended: bool,
    pending: usize,
    nothing_new: bool,
    lights: &[IssuedLight],
) -> Option<(&'static str, String, &'static str)> {
    if !ended {
        return Some(("month_not_ended", "本月还没有结束。".to_owned(), "The month has not ended."));
    }
    if lights.is_empty() {
        return Some(("no_lights", "本月没有已开始的事项。".to_owned(), "No item has started."));
    }
    if pending > 0 {
        return Some((
            "overrides_pending",
            format!("还有{pending}项人工调整待另一人确认。"),
            "Changes by hand wait for their confirmation.",
        ));
    }
    if nothing_new {
        return Some(("nothing_new", "已签发，且签发后没有改变通报内容的新记录。".to_owned(), "It is issued, and nothing differs since."));
    }
    None
}

fn actions(call: &Call, ended: bool, pending: usize, nothing_new: bool, lights: &[IssuedLight]) -> Vec<ActionView> {
    let mut actions = Vec::new();
    if may(&call.actor, Action::CircularIssue, Target::default()) {
        let key = Action::CircularIssue.key();
        actions.push(
            why_not_issue(ended, pending, nothing_new, lights)
                .map_or_else(|| ActionView::allowed(key), |(_, zh, _)| ActionView::not_now(key, &zh)),
        );
    }
    if may(&call.actor, Action::OverridePropose, Target::default()) {
        actions.push(ActionView::allowed(Action::OverridePropose.key()));
    }
    if may(&call.actor, Action::ReminderSend, Target::default()) {
        actions.push(ActionView::allowed(Action::ReminderSend.key()));
    }
    actions
}
