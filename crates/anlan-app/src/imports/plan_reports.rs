//! The monthly reports of an import: each checked in full, also where a cell of it is bad or where its item is not taken in.

use super::compare::KnownItem;
use super::plan::{Planner, same_words};
use super::read_rows::{Place, ReportRead};
use crate::views::ImportCorrection;
use anlan_core::exact::Share;
use anlan_core::ids::FactId;
use anlan_core::month::Month;
use anlan_core::progress::Progress;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A report that says for which month how far its item is.
struct Told {
    read: ReportRead,
    month: Month,
    share: Share,
    /// Whether nothing is wrong with it so far.
    good: bool,
}

/// Where a row stands, for counting it once.
type At = (String, u32);

impl Planner<'_> {
    /// Plans the reports; those of items that are dropped (numbers with their units) are held back, and come back as places.
    pub(super) fn reports(&mut self, reads: Vec<ReportRead>, dropped: &HashMap<String, Option<String>>) -> HashSet<At> {
        let mut by_item: HashMap<String, Vec<Told>> = HashMap::new();
        let mut first_rows: HashMap<(String, Month), u32> = HashMap::new();
        let mut held_back = HashSet::new();
        for read in reads {
            let Some(number) = read.number.clone() else { continue };
            if dropped.contains_key(&number) && read.whole {
                held_back.insert((read.place.sheet.clone(), read.place.row));
            }
            let item = self.check_item(&read, &number, dropped);
            let month = self.check_month(&read, &number, &mut first_rows);
            let good = read.whole && item && month;
            if let (Some(month), Some(share)) = (read.month, read.share) {
                by_item.entry(number).or_default().push(Told { read, month, share, good });
            }
        }
        let mut numbers: Vec<_> = by_item.into_iter().collect();
        for (_, told) in &mut numbers {
            told.sort_by_key(|told| (told.month, told.read.place.row));
        }
        numbers.sort_by_key(|(_, told)| told.first().map(|told| (told.read.place.sheet.clone(), told.read.place.row)));
        for (number, told) in numbers {
            self.reports_of(&number, told, !dropped.contains_key(&number));
        }
        held_back
    }

    fn report_fault(&mut self, place: &Place, field: &str, value: String, code: &'static str, (zh, en): (String, String)) -> bool {
        self.fault(place, field, Some(value), code, zh, en);
        false
    }

    /// Whether the report's item is there and its reporter the item's unit.
    fn check_item(&mut self, read: &ReportRead, number: &str, dropped: &HashMap<String, Option<String>>) -> bool {
        let known = self.known.items.get(number).map(|held| held.item.latest().content.unit_id);
        let unit = self.now.get(number).map(|now| now.2).or(known).map(|unit| self.known.names.get(&unit.0).cloned().unwrap_or_default());
        let owner = match (dropped.get(number), unit) {
            // As the row that is to be put right names it; unknown until it is, where that is its fault.
            (Some(named), _) => named.clone(),
            (None, Some(unit)) => Some(unit),
            (None, None) => {
                let zh = format!("没有编号为{number}的事项，请核对编号，或先导入所在清单。");
                let en = format!("there is no item {number}: check the number or import its list first");
                return self.report_fault(&read.place, "number", number.to_owned(), "unknown_item", (zh, en));
            }
        };
        let Some((reporter, owner)) = read.reporter.as_ref().zip(owner).filter(|(reporter, owner)| **reporter != *owner) else {
            return true;
        };
        if self.known.units.contains_key(reporter) {
            let zh = format!("填报单位“{reporter}”不是该事项的责任单位“{owner}”。");
            let en = format!("{reporter} is not the item's unit {owner}");
            self.report_fault(&read.place, "reporter", reporter.clone(), "not_its_unit", (zh, en))
        } else {
            let zh = format!("单位“{reporter}”没有登记，该事项的责任单位是“{owner}”。");
            let en = format!("unit {reporter} is not registered; the item's unit is {owner}");
            self.report_fault(&read.place, "reporter", reporter.clone(), "unknown_unit", (zh, en))
        }
    }

    /// Whether the report's month has come and no row before says something of it.
    fn check_month(&mut self, read: &ReportRead, number: &str, first_rows: &mut HashMap<(String, Month), u32>) -> bool {
        let Some(month) = read.month else { return false };
        if month > Month::of(self.call.today()) {
            let zh = format!("{}还没有到，不能填报。", month.zh());
            let en = format!("month {month} lies in the future");
            return self.report_fault(&read.place, "month", month.to_string(), "future_month", (zh, en));
        }
        if let Some(first) = first_rows.get(&(number.to_owned(), month)) {
            let zh = format!("{number}{}的进展与第{first}行重复。", month.zh());
            let en = format!("a report for {number} {month} stands already in row {first}");
            return self.report_fault(&read.place, "month", month.to_string(), "duplicate_report", (zh, en));
        }
        first_rows.insert((number.to_owned(), month), read.place.row);
        true
    }

    /// Whatever months a row lies between must not make the cumulative progress fall. A row that is bad otherwise is compared with the good
    /// ones, and they not with it.
    fn reports_of(&mut self, number: &str, told: Vec<Told>, record: bool) {
        let reports = self.known.items.get(number).map(|held| &held.reports);
        let held: BTreeMap<Month, Share> = reports.into_iter().flatten().map(|(month, report)| (*month, report.held.share)).collect();
        let mut shares = held.clone();
        shares.extend(told.iter().filter(|told| told.good).map(|told| (told.month, told.share)));
        for told in told {
            let (month, share) = (told.month, told.share);
            let before = shares.range(..month).next_back().filter(|(_, earlier)| **earlier > share);
            let stands = |later: Month, value: Share| if told.good { held.get(&later) == Some(&value) } else { true };
            let after = || shares.range(month..).find(|(later, value)| **later != month && **value < share && stands(**later, **value));
            let (zh, en) = if let Some((earlier, other)) = before {
                (
                    format!("累计进度{share}%低于{}的{other}%，累计进度不应下降，请核对。", earlier.zh()),
                    format!("cumulative progress {share} % is below {other} % of {earlier}: check both"),
                )
            } else if let Some((later, other)) = after() {
                let known = if held.get(later) == Some(other) { "已登记的" } else { "" };
                (
                    format!("累计进度{share}%高于{known}{}的{other}%，累计进度不应下降，请核对。", later.zh()),
                    format!("cumulative progress {share} % is above {other} % of {later}: check both"),
                )
            } else {
                if told.good && record {
                    self.report(number, &told);
                }
                continue;
            };
            self.fault(&told.read.place, "share", Some(share.to_string()), "falling", zh, en);
            if told.good {
                shares.remove(&month);
            }
        }
    }

    fn report(&mut self, number: &str, told: &Told) {
        let known: Option<&KnownItem> = self.known.items.get(number);
        let Some((item_id, year)) = self.now.get(number).map(|now| (now.0, now.1)).or(known.map(|held| (held.id, held.year))) else {
            return;
        };
        let (read, month, share) = (&told.read, told.month, told.share);
        let held = known.and_then(|held| held.reports.get(&month));
        // What holds besides what the row says.
        let kept = held.filter(|_| !self.whole);
        let quantity = read.quantity.or(kept.and_then(|held| held.quantity));
        let note = read.note.clone().or(kept.and_then(|held| held.note.clone()));
        let same = |held: &str| note.as_deref() == Some(held) || !self.whole && same_words(note.as_deref(), Some(held));
        let noted = held.is_some_and(|held| held.note.as_deref().map_or(note.is_none(), same));
        if noted && held.is_some_and(|held| held.held.share == share && held.quantity == quantity) {
            self.plan.counts.unchanged += 1;
            return;
        }
        match held {
            Some(held) => {
                self.plan.counts.corrected += 1;
                self.plan.corrections.push(ImportCorrection {
                    sheet: read.place.sheet.clone(),
                    row: read.place.row,
                    number: number.to_owned(),
                    label: format!("{}累计进度(%)", month.zh()),
                    old: held.held.share.to_string(),
                    new: share.to_string(),
                });
            }
            None => self.plan.counts.accepted += 1,
        }
        let report = Progress {
            id: FactId(self.ids.make()),
            item_id,
            month,
            share,
            quantity,
            note,
            occurred_on: month.last_day().min(self.call.today()),
            recorded_at: self.call.at,
            recorded_by: self.call.actor.name.clone(),
            supersedes: held.map(|held| held.held.fact),
            files: vec![],
        };
        self.plan.reports.push((year, report));
    }
}
