//! Which posts have which texts of a period.

use super::period_zh;
use crate::duty::{judge_by, plan_pack};
use crate::matters::brief;
use crate::offered::given_of_period;
use crate::views::{ActionView, Named, TextBoard, TextBoardRow, TextPeriod, TextTemplateView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::ids::ChiefId;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::month::Month;
use anlan_core::pack::Period;
use anlan_core::pack::texts::TextTemplate;
use anlan_store::{MatterFilter, MatterOrder};
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeSet;

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

/// Every post that has to write texts for a period, with those it has; a chief sees the own post.
///
/// # Errors
/// Not allowed, no such period, no pack in force, or the store fails.
pub async fn text_board(anlan: &Anlan, call: &Call, period: Option<&str>) -> Result<TextBoard, Fault> {
    call.ask_role(Action::TextRead)?;
    let period = period.filter(|period| !period.is_empty()).map_or_else(|| call.today().year().to_string(), str::to_owned);
    let given = given_of_period(&period, call.at)?;
    let pack = plan_pack(anlan, call, given.to)?;
    let length = period_zh(&period).map(|(length, _)| length);
    let templates: Vec<&TextTemplate> = pack.head.texts.iter().filter(|own| Some(own.every) == length).collect();
    // What is written now, by the rules of now where there are any: last year's rules may have asked for other periods.
    let lengths = plan_pack(anlan, call, call.today()).unwrap_or_else(|_| std::sync::Arc::clone(&pack));
    let periods = periods(&lengths.head.texts, call.today(), &period);
    let judged = judge_by(anlan, call, std::sync::Arc::clone(&pack), given, call.at, vec![]).await?;
    let subjects = |template: &TextTemplate| -> BTreeSet<String> {
        let table = judged.table(&template.table);
        let names = table.into_iter().flat_map(|table| table.rows.iter().filter_map(|row| table.cell(row, &template.column)));
        names.map(str::to_owned).collect()
    };
    let wanted: Vec<BTreeSet<String>> = templates.iter().map(|template| subjects(template)).collect();
    let register = anlan.register(&call.region).await?;
    let filter = MatterFilter { source: period.clone(), ..MatterFilter::of(MatterKind::Text) };
    let texts = anlan.store.region(&call.region).matters(&filter, MatterOrder::Latest, None, MOST).await?;
    let live = |row: &&anlan_store::MatterRow| row.state != MatterState::Cancelled.key();
    let mut rows = Vec::new();
    for chief in &register.chiefs {
        let target = Target { chief_id: Some(ChiefId(chief.id)), ..Target::default() };
        let has_to: Vec<bool> = wanted.iter().map(|names| names.contains(&chief.name)).collect();
        if !has_to.contains(&true) || !may(&call.actor, Action::TextRead, target) {
            continue;
        }
        let own = |(template, has_to): (&&TextTemplate, &bool)| {
            let text = texts.iter().filter(live).find(|row| row.chief_id == Some(chief.id) && row.class == template.key);
            crate::views::TextBoardCell {
                due: *has_to,
                text: text.map(|row| brief(&register, None, row, call.today())),
                may_draft: text.is_none() && *has_to && may(&call.actor, Action::TextWrite, target),
            }
        };
        rows.push(TextBoardRow {
            chief: Named { id: chief.id, name: chief.name.clone() },
            river: register.named(chief.river_id),
            person: register.holder(chief.id, given.as_of).unwrap_or_default().to_owned(),
            texts: templates.iter().zip(&has_to).map(own).collect(),
        });
    }
    let any = rows.iter().flat_map(|row: &TextBoardRow| &row.texts).any(|cell| cell.may_draft);
    let actions = if any && reach(call.actor.role, Action::TextWrite) == Reach::Region {
        vec![ActionView::allowed("text.draft_all")]
    } else {
        vec![]
    };
    let view = |own: &&TextTemplate| TextTemplateView {
        key: own.key.clone(),
        label: own.label.clone(),
        clause: own.clause.clone(),
        reading: own.reading.clone(),
    };
    Ok(TextBoard { period: judged.period(&period), periods, templates: templates.iter().map(view).collect(), rows, actions })
}
