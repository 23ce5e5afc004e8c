//! What the office above has to see of a month: who contributed, who is late, what waits for an answer.

use super::articles::{brief, taken};
use super::{Other, city, districts, finished, told};
use crate::lists::work_month;
use crate::public::in_short;
use crate::views::{CityBoard, CityDistrict, CityQuery, SentAnswer, SentText};
use crate::{Anlan, Call, Fault};
use anlan_core::matter::text::Text;
use anlan_core::month::Month;
use chrono::NaiveDate;

/// Months that can be asked for, back from the running one.
const MONTHS: i32 = 12;

/// The districts of a month.
///
/// # Errors
/// Not allowed, no office above districts, no such month, or the store fails.
pub async fn city_board(anlan: &Anlan, call: &Call, query: &CityQuery) -> Result<CityBoard, Fault> {
    let city = city(anlan, call)?;
    let month = match query.month.as_deref().filter(|month| !month.is_empty()) {
        Some(text) => Month::parse(text)
            .map_err(|fault| Fault::invalid("month", "bad_month", format!("“{text}”不是月份，应如2023-10。"), fault.to_string()))?,
        None => work_month(call.today()),
    };
    let due = city.articles_due_day.and_then(|day| month.plus(1).first_day().checked_add_days(chrono::Days::new(u64::from(day) - 1)));
    let below = districts(anlan, call, city).await?;
    let answered = answers(anlan, call, &below).await?;
    let letters = finished(anlan, &call.region, call.today(), None, |template| template.to_districts).await?;
    let sent: Vec<SentText> = letters.iter().filter_map(|letter| sent(call, letter, &below, &answered)).collect();
    let taken = taken(anlan, call).await?;
    let mut rows = Vec::new();
    for from in &below {
        let read = anlan.store.region(&from.call.region);
        let mine =
            finished(anlan, &from.call.region, call.today(), Some(&month.to_string()), |own| own.contributes && !own.answers).await?;
        let on_time = mine.iter().any(|text| text.ended_on.zip(due).is_none_or(|(on, due)| on <= due));
        let waits = || sent.iter().flat_map(|one| &one.answers).filter(|one| one.region == from.name && one.answer.is_none());
        rows.push(CityDistrict {
            region: from.name.clone(),
            here: from.here,
            last_recorded_on: read.last_recorded_at().await?.map(anlan_core::days::china_day),
            circular: read.latest_circular().await?.map(|(month, number)| (number, month)),
            article_late: from.here && !on_time && due.is_some_and(|due| due < call.today()),
            articles: mine.iter().filter_map(|text| brief(from, text, &taken)).collect(),
            waiting: waits().count(),
            waiting_late: waits().filter(|one| one.late).count(),
        });
    }
    let running = Month::of(call.today());
    Ok(CityBoard {
        month: month.to_string(),
        months: (0..MONTHS).map(|back| running.plus(-back).to_string()).collect(),
        articles_due_on: due,
        clause: city.clause.clone(),
        reading: city.reading.clone(),
        districts: rows,
        tree: told(anlan, &anlan.packs.tree(call.region.as_str(), call.today())).await?,
        sent,
    })
}

/// The finished answers of every district, in their order.
async fn answers(anlan: &Anlan, call: &Call, below: &[Other]) -> Result<Vec<Vec<Text>>, Fault> {
    let mut found = Vec::new();
    for from in below {
        found.push(finished(anlan, &from.call.region, call.today(), None, |template| template.answers).await?);
    }
    Ok(found)
}

/// The answer of a text of the office above among these.
pub(super) fn answer_to<'a>(letter: &Text, answers: &'a [Text]) -> Option<&'a Text> {
    let to = |text: &&Text| text.content.distribution.as_ref().is_some_and(|own| own.answers == Some(letter.id));
    answers.iter().filter(to).min_by_key(|text| text.ended_on)
}

fn sent(call: &Call, letter: &Text, below: &[Other], answered: &[Vec<Text>]) -> Option<SentText> {
    let distribution = letter.content.distribution.as_ref()?;
    let late = |on: Option<NaiveDate>| distribution.answer_by.is_some_and(|by| by < on.unwrap_or_else(|| call.today()));
    let of = |(from, answers): (&Other, &Vec<Text>)| {
        let answer = answer_to(letter, answers);
        SentAnswer { region: from.name.clone(), answer: answer.and_then(in_short), late: late(answer.and_then(|text| text.ended_on)) }
    };
    let to = below.iter().zip(answered).filter(|(from, _)| distribution.districts.contains(&from.name.code));
    // Without a day nothing is asked for: only those who answered all the same are told.
    let answers = to.map(of).filter(|one| one.answer.is_some() || distribution.answer_by.is_some()).collect();
    Some(SentText { text: in_short(letter)?, answer_by: distribution.answer_by, answers })
}
