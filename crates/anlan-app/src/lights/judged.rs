//! The lights of a month as they would be issued, from what was known at a moment.

use crate::figures::Named;
use crate::year::{Entry, YearBook};
use anlan_core::circular::IssuedLight;
use anlan_core::digest;
use anlan_core::item::Item;
use anlan_core::light::{Known, judge_all};
use anlan_core::month::Month;
use anlan_core::pack::ListsPack;
use anlan_core::pack::explain::explain;
use anlan_core::progress::{Report, known};
use chrono::{DateTime, Utc};

/// Every light of a month by a pack, with confirmed changes by hand, in the order of lists and numbers.
pub(crate) fn lights_known(book: &YearBook, pack: &ListsPack, month: Month, known_at: DateTime<Utc>) -> Vec<IssuedLight> {
    let as_known =
        book.entries.iter().filter_map(|entry| Some((entry, Item::known(&entry.facts, known_at)?, known(&entry.reports, known_at))));
    let as_known: Vec<(&Entry, Item, Vec<Report>)> = as_known.filter(|(entry, item, _)| entry.counts_in(item, month)).collect();
    let items: Vec<Known<'_>> = as_known.iter().map(|(_, item, reports)| Known { item, reports }).collect();
    let Some(judged) = judge_all(pack, &items, &[month]) else { return Vec::new() };
    let light = |(place, (entry, item, reports)): (usize, &(&Entry, Item, Vec<Report>))| {
        let verdict = judged.verdict(place, month)?;
        let told = explain(&judged, place, month)?;
        let agreed =
            book.overrides.iter().rev().find(|one| one.row.item_id == entry.id.0 && one.month == month && one.row.recorded_at <= known_at);
        let agreed = agreed
            .and_then(|one| Some((one, one.decision.as_ref().filter(|decision| decision.agreed && decision.recorded_at <= known_at)?)));
        let content = &item.on(month.last_day())?.content;
        Some(IssuedLight {
            item_id: entry.id.to_string(),
            number: entry.number.clone(),
            title: content.title.clone(),
            list: entry.list,
            unit: book.unit_name(content.unit_id),
            river: book.river_name(content.river_id),
            limit_on: content.limit_on,
            progress: reports.iter().find(|report| report.month == month).map(|report| report.share.to_string()),
            light: agreed.map_or(verdict.light, |(one, _)| one.light),
            computed: verdict.light,
            rule: told.rule,
            rule_title: told.rule_title,
            clause: told.clause,
            because: told.because,
            override_reason: agreed
                .map(|(one, decision)| format!("{}（{}提出，{}确认）", one.row.reason, one.row.recorded_by, decision.recorded_by)),
        })
    };
    as_known.iter().enumerate().filter_map(light).collect()
}

/// A word for what would be issued: it changes with all that a circular says, and with any version issued.
pub(crate) fn basis_of(lights: &[IssuedLight], pack: &ListsPack, versions: usize, named: Option<&Named>) -> String {
    let mut text = format!("{}:{versions}", pack.hash);
    for light in lights {
        text.push_str(&light.item_id);
        text.push_str(light.light.key());
        text.push_str(&light.rule);
        text.push_str(light.progress.as_deref().unwrap_or("-"));
        text.push_str(&light.limit_on.to_string());
        text.push_str(light.override_reason.as_deref().unwrap_or(""));
    }
    for (name, value) in named.into_iter().flat_map(Named::values) {
        text.push_str(name);
        text.push_str(value);
    }
    digest::hex(text.as_bytes())[..16].to_owned()
}
