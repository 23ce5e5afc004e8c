//! A text's page.

use super::figures::{Figures, Known};
use super::text_of;
use crate::figures::NOT_COMPARED;
use crate::matters::{brief, in_order, load_for, steps_of, told};
use crate::offered::given_of_period;
use crate::views::{ActionView, ErratumView, FrozenView, LoopReasons, RegionName, StaleFigure, TextFigureQuery, TextPage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::ids::MatterId;
use anlan_core::matter::text::{Correction, Erratum, Frozen, FrozenTable, Text};
use anlan_core::matter::{MatterKind, MatterState};
use chrono::NaiveDate;

/// Whether a fault only keeps a finished text from being compared with what is known now: it can be read.
fn not_compared(fault: &Fault) -> bool {
    NOT_COMPARED.contains(&fault.code) || fault.code == super::articles::GONE
}

/// Everything of a text. Of a finished one, the figures are the frozen ones, and those that would differ now are named; when its rules
/// cannot be read any more, it says so instead.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn show_text(anlan: &Anlan, call: &Call, id: MatterId) -> Result<TextPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    let rests_on = match (&text.frozen, Figures::of(anlan, call, text, Known::Now).await) {
        (None, now) => RestsOn::Now(now?),
        (Some(frozen), Ok(now)) => RestsOn::Frozen(frozen, Ok(now)),
        (Some(frozen), Err(fault)) if not_compared(&fault) => RestsOn::Frozen(frozen, Err(fault)),
        (Some(_), Err(fault)) => return Err(fault),
    };
    let register = anlan.register(&call.region).await?;
    let story = steps_of(anlan, call, &register, std::slice::from_ref(&held.row), None).await?;
    let now = rests_on.now();
    let template = now.and_then(|now| now.judged.pack.head.text(&text.head.template));
    let kept_clause = || text.frozen.as_ref().map(|frozen| frozen.clause.clone()).unwrap_or_default();
    Ok(TextPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        label: text.head.label.clone(),
        clause: template.map_or_else(kept_clause, |own| own.clause.clone()),
        reading: template.and_then(|own| own.reading.clone()),
        period: text.head.period.clone(),
        as_of: rests_on.as_of(),
        until_on: given_of_period(&text.head.period, call.at)?.to,
        base: held.facts.len(),
        title: text.content.title.clone(),
        chapters: text.content.chapters.clone(),
        figures: rests_on.figures(),
        tables: rests_on.tables(text),
        in_table: now.is_none_or(Figures::in_table),
        form: text.head.paper.as_ref().map(|paper| paper.form),
        number: text.number.clone(),
        serial: text.serial.clone(),
        articles: text.content.articles.clone(),
        collects: template.is_some_and(|own| own.collects),
        districts: if template.is_some_and(|own| own.to_districts) { below(anlan, call) } else { vec![] },
        distribution: text.content.distribution.clone(),
        public: text.head.public,
        corrections: text.frozen.as_ref().zip(now).map(|(frozen, now)| wrong(text, frozen, now)).unwrap_or_default(),
        errata: text.errata.iter().map(|(on, erratum)| erratum_view(*on, erratum)).collect(),
        frozen: text.frozen.as_ref().map(|frozen| frozen_view(text, frozen)),
        stale: text.frozen.as_ref().zip(now).map(|(frozen, now)| stale(text, frozen, now)).unwrap_or_default(),
        not_compared: rests_on.why_not_compared(),
        actions: actions(
            call,
            text,
            &held.row,
            text.frozen.as_ref().zip(now).is_some_and(|(frozen, now)| !wrong(text, frozen, now).is_empty()),
        ),
        story: in_order(story),
    })
}

/// The districts that a text can be sent to.
fn below(anlan: &Anlan, call: &Call) -> Vec<RegionName> {
    let city = anlan.packs.above(call.region.as_str(), call.today()).map(|(_, city)| city);
    let name = |code: &String| RegionName { code: code.clone(), name: anlan.packs.name_of(code).unwrap_or(code).to_owned() };
    city.into_iter().flat_map(|city| &city.districts).map(name).collect()
}

/// Where a text's figures come from.
enum RestsOn<'a> {
    /// What is known now.
    Now(Figures),
    /// What was frozen, and the same computed by the same rules from what is known now; or why it cannot be.
    Frozen(&'a Frozen, Result<Figures, Fault>),
}

impl RestsOn<'_> {
    fn now(&self) -> Option<&Figures> {
        match self {
            Self::Now(now) => Some(now),
            Self::Frozen(_, now) => now.as_ref().ok(),
        }
    }

    fn as_of(&self) -> NaiveDate {
        match self {
            Self::Now(now) => now.judged.given.as_of,
            Self::Frozen(frozen, _) => frozen.as_of,
        }
    }

    fn figures(&self) -> Vec<FrozenFigure> {
        match self {
            Self::Now(now) => now.all(),
            Self::Frozen(frozen, _) => frozen.figures.clone(),
        }
    }

    fn tables(&self, text: &Text) -> Vec<FrozenTable> {
        match self {
            Self::Now(now) => text.content.tables().into_iter().filter_map(|name| now.table(name)).collect(),
            Self::Frozen(frozen, _) => frozen.tables.clone(),
        }
    }

    fn why_not_compared(&self) -> Option<String> {
        match self {
            Self::Frozen(_, Err(fault)) => Some(format!("{}定稿的文字和数据不受影响，但不能与现在的记录对比。", fault.zh)),
            Self::Now(_) | Self::Frozen(_, Ok(_)) => None,
        }
    }
}

fn frozen_view(text: &Text, frozen: &Frozen) -> FrozenView {
    FrozenView {
        by: text.finished_by.as_ref().map(told).unwrap_or_default(),
        on: text.ended_on,
        known_at: frozen.known_at,
        rules: frozen.pack_title.clone(),
        rules_hash: frozen.pack_hash.clone(),
        records: frozen.records,
        records_digest: frozen.records_digest.clone(),
    }
}

fn erratum_view(on: NaiveDate, erratum: &Erratum) -> ErratumView {
    ErratumView { on, reason: erratum.reason.clone(), corrections: erratum.corrections.clone() }
}

/// The figures that would read otherwise by what is known now than the text says, with its errata. One that there is no more is none
/// of them: there is nothing to set it right to.
pub(super) fn wrong(text: &Text, frozen: &Frozen, now: &Figures) -> Vec<Correction> {
    let all = now.all();
    let corrected = |own: &FrozenFigure| {
        let now = all.iter().find(|figure| figure.name == own.name)?.value.clone();
        Some(Correction { name: own.name.clone(), was: text.says(&own.name).unwrap_or_default().to_owned(), now })
    };
    frozen.figures.iter().filter_map(corrected).filter(|one| one.was != one.now).collect()
}

/// What would read otherwise by what is known now, tables too.
fn stale(text: &Text, frozen: &Frozen, now: &Figures) -> Vec<StaleFigure> {
    let all = now.all();
    let gone = frozen.figures.iter().filter(|own| !all.iter().any(|figure| figure.name == own.name));
    let gone =
        gone.map(|own| StaleFigure { name: own.name.clone(), was: own.value.clone(), now: "（没有这项数据了）".to_owned() });
    let figures = wrong(text, frozen, now).into_iter().map(|one| StaleFigure { name: one.name, was: one.was, now: one.now }).chain(gone);
    let told = |table: Option<&FrozenTable>| {
        let rows = table.into_iter().flat_map(|table| &table.rows).map(|row| row.join("，"));
        rows.collect::<Vec<_>>().join("；")
    };
    let tables = frozen.tables.iter().map(|own| StaleFigure {
        name: own.title.clone(),
        was: told(Some(own)),
        now: told(now.table(&own.name).as_ref()),
    });
    figures.chain(tables).filter(|one| one.was != one.now).collect()
}

/// What of a finished text would read otherwise by what is known now; nothing when that cannot be told.
pub(crate) async fn stale_now(anlan: &Anlan, call: &Call, text: &Text) -> Result<Vec<StaleFigure>, Fault> {
    let Some(frozen) = &text.frozen else { return Ok(vec![]) };
    match Figures::of(anlan, call, text, Known::Now).await {
        Ok(now) => Ok(stale(text, frozen, &now)),
        Err(fault) if not_compared(&fault) => Ok(vec![]),
        Err(fault) => Err(fault),
    }
}

fn actions(call: &Call, text: &Text, row: &anlan_store::MatterRow, wrong: bool) -> Vec<ActionView> {
    if text.state == MatterState::Final && wrong && crate::matters::allowed(call, Action::TextFinish, row) {
        return vec![ActionView::allowed("text.correct")];
    }
    if text.state != MatterState::Drafting {
        return vec![];
    }
    let offered = [(Action::TextWrite, "text.write"), (Action::TextFinish, "text.finish"), (Action::TextWrite, "text.cancel")];
    offered.into_iter().filter(|(action, _)| crate::matters::allowed(call, *action, row)).map(|(_, key)| ActionView::allowed(key)).collect()
}

/// Why a text's figures are as they are; of a finished one, as known then. Of the office, why the figure asked for is.
///
/// # Errors
/// Not found, not allowed, the post is not in the table, or the store fails.
pub async fn text_reasons(anlan: &Anlan, call: &Call, id: MatterId, query: &TextFigureQuery) -> Result<LoopReasons, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let figures = Figures::of(anlan, call, text_of(&held.matter)?, Known::Then).await?;
    let (reasons, year) = figures.reasons(anlan, call, query.figure.as_deref()).await?;
    // The records of a district are its own: the office above reads why, it does not open them.
    let Some(year) = year else { return Ok(LoopReasons { reasons, facts: vec![] }) };
    let names: Vec<String> = reasons.facts().into_iter().map(str::to_owned).collect();
    let book = anlan.year(&call.region, year).await?;
    let facts = crate::assessment::evidence::fact_refs(anlan, &read, &book, &names).await?;
    Ok(LoopReasons { reasons, facts })
}
