//! Figures as pages and programs see them.

use super::judge::{FiguresOf, FiguresOn, explain, judge_on};
use crate::assessment::evidence::fact_refs;
use crate::views::{FigureCoverage, FigurePage, FigureQuery, FigureRecords, FigureView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::figure::JudgedFigure;
use anlan_core::text::nearest;
use chrono::Datelike as _;
use std::collections::BTreeMap;

/// Every figure of the region on a day.
///
/// # Errors
/// Not allowed, a day to come, or the store fails.
pub async fn figure_page(anlan: &Anlan, call: &Call, query: &FigureQuery) -> Result<FigurePage, Fault> {
    call.ask(Action::LookBackRead, Target::default())?;
    let judged = judge_on(anlan, call, query.as_of, query.known_at).await?;
    let page = page(&judged);
    // What is wrong with records tells of single records.
    let all = may(&call.actor, Action::MonthRead, Target::default());
    Ok(if all { page } else { FigurePage { problems: vec![], ..page } })
}

/// A figure with its reasons and the records behind it.
///
/// # Errors
/// Not allowed, a day to come, no such figure, or the store fails.
pub async fn figure_records(anlan: &Anlan, call: &Call, key: &str, query: &FigureQuery) -> Result<FigureRecords, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let judged = judge_on(anlan, call, query.as_of, query.known_at).await?;
    let Some((part, figure)) = judged.of_key(key) else {
        let all = judged.all().map(|(_, figure)| figure.key.as_str());
        let zh = format!("没有数据项“{key}”；{}。", nearest(key, all));
        return Err(Fault { zh, en: format!("There is no figure `{key}` on that day."), ..Fault::not_found() });
    };
    let book = anlan.year(&call.region, part.given.from.year()).await?;
    let facts = fact_refs(anlan, &anlan.store.region(&call.region), &book, &figure.facts).await?;
    let reasons = explain(anlan, call, part, key).await?;
    Ok(FigureRecords { figure: view(part, figure), as_of: judged.as_of, known_at: judged.known_at, reasons, facts })
}

/// The names of the records behind every figure, by its key.
///
/// # Errors
/// Not allowed, a day to come, or the store fails.
pub async fn records_behind(anlan: &Anlan, call: &Call, query: &FigureQuery) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let judged = judge_on(anlan, call, query.as_of, query.known_at).await?;
    Ok(judged.all().map(|(_, figure)| (figure.key.clone(), figure.facts.clone())).collect())
}

fn page(judged: &FiguresOn) -> FigurePage {
    let figures = judged.all().map(|(part, figure)| view(part, figure));
    FigurePage {
        as_of: judged.as_of,
        known_at: judged.known_at,
        figures: figures.collect(),
        problems: judged.parts.iter().flat_map(|part| part.problems.clone()).collect(),
    }
}

pub(crate) fn view(part: &FiguresOf, figure: &JudgedFigure) -> FigureView {
    FigureView {
        key: figure.key.clone(),
        name: figure.name.clone(),
        about: figure.about.clone(),
        formula: figure.formula.clone(),
        unit: figure.unit.clone(),
        value: figure.value.clone(),
        shown: figure.shown.clone(),
        coverage: figure.coverage.clone().map(|(known, all)| FigureCoverage { known, all }),
        records: figure.facts.len(),
        period: part.period(figure),
        clause: figure.clause.clone(),
        reading: figure.reading.clone(),
        adds: figure.adds,
        front: figure.front,
        differs: figure.differs.clone(),
        rules: part.pack.head.title.clone(),
        pack: part.pack.head.id.clone(),
    }
}
