//! The back-test: another pack, or an edited one, over past years.

use super::judge::{choice, choices, judge_briefly, pack_in_force, pack_named};
use crate::views::{BacktestPage, BacktestYear, PackFiles, PackNote, RunBacktest};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::compare;
use anlan_core::pack::{Pack, Topic, check_rules};
use anlan_core::rule::check::{Note, Severity};
use chrono::Datelike;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most years at once.
const MOST_YEARS: usize = 10;

/// Longest edited pack, in bytes.
const LONGEST: usize = 1024 * 1024;

fn note(note: &Note) -> PackNote {
    PackNote {
        error: note.severity == Severity::Error,
        file: note.file.clone(),
        line: note.line,
        clause: note.clause.clone(),
        text: note.text.clone(),
        open_point: note.open.clone(),
    }
}

/// The rule files of a pack of the assessment, to be edited and tried.
///
/// # Errors
/// Not allowed, or there is no such pack.
pub fn pack_files(anlan: &Anlan, call: &Call, id: &str) -> Result<PackFiles, Fault> {
    call.ask(Action::PackTry, Target::default())?;
    let pack = anlan.packs.assessments(call.region.as_str()).find(|pack| pack.head.id == id).ok_or_else(Fault::not_found)?;
    let now = choices(anlan, call, call.today().year() - 1);
    Ok(PackFiles {
        pack: now.into_iter().find(|choice| choice.hash == pack.hash).unwrap_or_else(|| choice(pack, None)),
        files: pack.files.clone(),
        notes: pack.notes.iter().map(note).collect(),
    })
}

/// Compares a pack, or an edited copy of one, with that of each year. The same pack gives an empty difference.
///
/// # Errors
/// Not allowed, too many years, no pack, the records do not offer what a pack declares, or the store fails.
pub async fn backtest(anlan: &Anlan, call: &Call, form: &RunBacktest) -> Result<BacktestPage, Fault> {
    call.ask(Action::PackTry, Target::default())?;
    let mut years = if form.years.is_empty() { vec![call.today().year() - 1] } else { form.years.clone() };
    years.sort_unstable();
    years.dedup();
    if years.len() > MOST_YEARS {
        let zh = format!("一次至多试算{MOST_YEARS}个年度。");
        return Err(Fault::invalid("years", "too_many", zh, format!("At most {MOST_YEARS} years at once.")));
    }
    if form.files.values().map(String::len).sum::<usize>() > LONGEST {
        return Err(Fault::invalid("files", "too_large", "规则文件合计不超过1MB。", "The rule files exceed 1 MB."));
    }
    let (mut notes, mut tried) = (Vec::new(), None);
    if !form.files.is_empty() {
        let last = years.last().copied().unwrap_or_default();
        let of = pack_named(anlan, call, last, form.pack.as_deref().or(form.base.as_deref()))?;
        let (found, pack) = edited(&of, &form.files);
        notes = found;
        let Some(pack) = pack else { return Ok(BacktestPage { usable: false, notes, years: vec![] }) };
        tried = Some(Arc::new(pack));
    }
    let mut found = Vec::with_capacity(years.len());
    for year in years {
        found.push(one_year(anlan, call, form, year, tried.as_ref()).await?);
    }
    Ok(BacktestPage { usable: true, notes, years: found })
}

async fn one_year(anlan: &Anlan, call: &Call, form: &RunBacktest, year: i32, edited: Option<&Arc<Pack>>) -> Result<BacktestYear, Fault> {
    let in_force = pack_in_force(anlan, call, year).ok().map(|pack| pack.hash.clone());
    let base = pack_named(anlan, call, year, form.base.as_deref())?;
    let other = match edited {
        Some(pack) => Arc::clone(pack),
        None => form.pack.as_deref().map_or_else(|| Ok(Arc::clone(&base)), |id| pack_named(anlan, call, year, Some(id)))?,
    };
    let book = anlan.year(&call.region, year).await?;
    let read = anlan.store.region(&call.region);
    let (before, mut problems) = judge_briefly(anlan, &read, &book, &base, call.at).await?;
    let (after, more) = judge_briefly(anlan, &read, &book, &other, call.at).await?;
    problems.extend(more.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
    Ok(BacktestYear {
        year,
        base: choice(&base, in_force.as_deref()),
        base_coverage: before.coverage.clone(),
        coverage: after.coverage.clone(),
        comparison: compare(&before, &after),
        problems,
    })
}

/// A pack with files put in place of its own; what the checker says, and the pack when it can be used.
fn edited(of: &Pack, files: &BTreeMap<String, String>) -> (Vec<PackNote>, Option<Pack>) {
    let mut all = of.files.clone();
    all.extend(files.iter().map(|(name, text)| (name.clone(), text.clone())));
    let whole =
        |text: String| PackNote { error: true, file: "pack.toml".to_owned(), line: 0, clause: String::new(), text, open_point: None };
    let mut notes: Vec<PackNote> = match check_rules(&all) {
        Ok(checked) => checked.notes.iter().map(note).collect(),
        Err(fault) => return (vec![whole(fault)], None),
    };
    if notes.iter().any(|note| note.error) {
        return (notes, None);
    }
    match Pack::load(&of.head.id, all) {
        Ok(pack) if pack.head.topic == Topic::Assessment => (notes, Some(pack)),
        Ok(_) => {
            notes.push(whole("topic 须为 assessment (the topic must be assessment)".to_owned()));
            (notes, None)
        }
        Err(fault) => {
            notes.push(PackNote { file: fault.file.clone(), ..whole(fault.fault) });
            (notes, None)
        }
    }
}
