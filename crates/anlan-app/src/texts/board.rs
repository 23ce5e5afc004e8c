//! Which posts have which texts of a period.

use super::figures::packs_with_texts;
use super::period_zh;
use crate::duty::{JudgedLoop, judge_by};
use crate::matters::{Register, brief};
use crate::offered::given_of_period;
use crate::views::{
    ActionView, LoopPeriod, MatterBrief, Named, OfficeTexts, TextBoard, TextBoardCell, TextBoardRow, TextPeriod, TextTemplateView,
};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::ids::ChiefId;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::month::Month;
use anlan_core::pack::texts::TextTemplate;
use anlan_core::pack::{Pack, Period};
use anlan_store::{MatterFilter, MatterOrder, MatterRow};
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most texts of a period.
const MOST: u64 = 20_000;

/// How many periods of a length are offered, back from the running one.
const fn offered(length: Period) -> i32 {
    match length {
        Period::Year => 3,
        Period::Quarter => 8,
        Period::Month => 12,
    }
}

/// The latest periods that texts are written for, and the one asked for: years first, the newest first.
fn periods(templates: &[TextTemplate], today: NaiveDate, asked: &str) -> Vec<TextPeriod> {
    let (month, quarter) = (Month::of(today), today.month0() / 3);
    let key = |length: Period, back: i32| match length {
        Period::Year => (today.year() - back).to_string(),
        Period::Quarter => {
            let all = today.year() * 4 + quarter.cast_signed() - back;
            format!("{}Q{}", all.div_euclid(4), all.rem_euclid(4) + 1)
        }
        Period::Month => month.plus(-back).to_string(),
    };
    let written = [Period::Year, Period::Quarter, Period::Month].into_iter();
    let written = written.filter(|length| templates.iter().any(|template| template.every == *length));
    let mut keys: Vec<String> = written.flat_map(|length| (0..offered(length)).map(move |back| key(length, back))).collect();
    if !keys.iter().any(|key| key == asked) {
        keys.push(asked.to_owned());
    }
    let named = |key: String| TextPeriod { label: period_zh(&key).map_or_else(|| key.clone(), |(_, zh)| zh), key };
    keys.into_iter().map(named).collect()
}

/// A kind of text with the posts that have to write it, by name.
struct OfPosts {
    template: TextTemplate,
    subjects: BTreeSet<String>,
}

/// Every post that has to write texts for a period, with those it has; a chief sees the own post. And the office's own texts.
///
/// # Errors
/// Not allowed, no such period, several packs of a topic in force, or the store fails.
pub async fn text_board(anlan: &Anlan, call: &Call, period: Option<&str>) -> Result<TextBoard, Fault> {
    call.ask_role(Action::TextRead)?;
    let period = period.filter(|period| !period.is_empty()).map_or_else(|| call.today().year().to_string(), str::to_owned);
    let given = given_of_period(&period, call.at)?;
    let packs = packs_with_texts(anlan, call, given.to)?;
    let length = period_zh(&period).map(|(length, _)| length);
    // What is written now, by the rules of now where there are any: last year's rules may have asked for other periods.
    let now = packs_with_texts(anlan, call, call.today())?;
    let lengths: Vec<TextTemplate> = if now.is_empty() { &packs } else { &now }.iter().flat_map(|pack| pack.head.texts.clone()).collect();
    let periods = periods(&lengths, call.today(), &period);
    let (mut of_posts, mut of_office, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for pack in &packs {
        let own: Vec<&TextTemplate> = pack.head.texts.iter().filter(|own| Some(own.every) == length).collect();
        if own.iter().any(|template| template.of_post().is_some()) {
            let judged = judge_by(anlan, call, Arc::clone(pack), given, call.at, vec![]).await?;
            problems.extend(judged.period(&period).problems);
            for template in own.iter().filter(|template| template.of_post().is_some()) {
                of_posts.push(OfPosts { template: (**template).clone(), subjects: subjects(template, &judged) });
            }
        }
        of_office.extend(own.into_iter().filter(|template| template.of_post().is_none()).cloned());
    }
    let register = anlan.register(&call.region).await?;
    let filter = MatterFilter { source: period.clone(), ..MatterFilter::of(MatterKind::Text) };
    let mut texts = anlan.store.region(&call.region).matters(&filter, MatterOrder::Latest, None, MOST).await?;
    texts.retain(|row| row.state != MatterState::Cancelled.key());
    let rows = rows(call, &register, given.as_of, &of_posts, &texts);
    let any = rows.iter().flat_map(|row: &TextBoardRow| &row.texts).any(|cell| cell.may_draft);
    let actions = if any && reach(call.actor.role, Action::TextWrite) == Reach::Region {
        vec![ActionView::allowed("text.draft_all")]
    } else {
        vec![]
    };
    let whole = may(&call.actor, Action::TextRead, Target::default());
    let office = if whole { of_office.iter().map(|own| office_texts(call, &register, own, &texts)).collect() } else { vec![] };
    let join =
        |told: fn(&Pack) -> &str| packs.iter().map(|pack| told(pack)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("、");
    let told = LoopPeriod {
        period,
        from_on: given.from,
        until_on: given.to,
        as_of: given.as_of,
        rules: join(|pack| &pack.head.title),
        document: join(|pack| &pack.head.document),
        problems,
    };
    Ok(TextBoard { period: told, periods, templates: of_posts.iter().map(|own| view(&own.template)).collect(), rows, office, actions })
}

/// The posts in the table of a template.
fn subjects(template: &TextTemplate, judged: &JudgedLoop) -> BTreeSet<String> {
    let Some(of) = template.of_post() else { return BTreeSet::new() };
    let table = judged.table(of.table);
    table.into_iter().flat_map(|table| table.rows.iter().filter_map(|row| table.cell(row, of.column))).map(str::to_owned).collect()
}

fn view(template: &TextTemplate) -> TextTemplateView {
    TextTemplateView {
        key: template.key.clone(),
        label: template.label.clone(),
        clause: template.clause.clone(),
        reading: template.reading.clone(),
    }
}

fn rows(call: &Call, register: &Register, as_of: NaiveDate, of_posts: &[OfPosts], texts: &[MatterRow]) -> Vec<TextBoardRow> {
    let mut rows = Vec::new();
    for chief in &register.chiefs {
        let target = Target { chief_id: Some(ChiefId(chief.id)), ..Target::default() };
        if !of_posts.iter().any(|own| own.subjects.contains(&chief.name)) || !may(&call.actor, Action::TextRead, target) {
            continue;
        }
        let own = |own: &OfPosts| {
            let due = own.subjects.contains(&chief.name);
            let text = texts.iter().find(|row| row.chief_id == Some(chief.id) && row.class == own.template.key);
            TextBoardCell {
                due,
                text: text.map(|row| brief(register, None, row, call.today())),
                may_draft: text.is_none() && due && may(&call.actor, Action::TextWrite, target),
            }
        };
        rows.push(TextBoardRow {
            chief: Named { id: chief.id, name: chief.name.clone() },
            river: register.named(chief.river_id),
            person: register.holder(chief.id, as_of).unwrap_or_default().to_owned(),
            texts: of_posts.iter().map(own).collect(),
        });
    }
    rows
}

/// The office's texts of a kind.
fn office_texts(call: &Call, register: &Register, template: &TextTemplate, texts: &[MatterRow]) -> OfficeTexts {
    let own = texts.iter().filter(|row| row.chief_id.is_none() && row.class == template.key);
    let texts: Vec<MatterBrief> = own.map(|row| brief(register, None, row, call.today())).collect();
    // An answer is drafted from what it answers.
    let may_draft = !template.answers && (template.several || texts.is_empty()) && may(&call.actor, Action::TextWrite, Target::default());
    OfficeTexts { template: view(template), texts, may_draft }
}
