//! What a letter would say by the pack's texts, and by when an answer would be due: a person goes over it before it is issued.

use crate::matters::Register;
use crate::views::{LetterDraft, LetterKindView, LetterWish};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::days::zh;
use anlan_core::ids::{ChiefId, RiverId, UnitId};
use anlan_core::matter::letter::Addressee;
use anlan_core::pack::fill::fill;
use anlan_core::pack::loops::{LetterKind, LetterTo};
use anlan_core::rule::workday::Calendar;
use chrono::NaiveDate;

/// The kind of letter of a word.
///
/// # Errors
/// No pack is in force, or it has no such kind.
pub(super) fn kind<'a>(anlan: &'a Anlan, call: &Call, key: &str) -> Result<&'a LetterKind, Fault> {
    let pack = anlan.packs.loop_rules(call.region.as_str(), call.today())?;
    pack.head.letter(key).ok_or_else(|| {
        let all: Vec<&str> = pack.head.letters.iter().map(|letter| letter.label.as_str()).collect();
        let zh = format!("没有这种文种，规则包里有：{}。", all.join("、"));
        Fault::invalid("letter", "unknown_letter", zh, "There is no such kind of letter in the pack.")
    })
}

/// To whom a letter goes: the pack says which kind may go to whom.
///
/// # Errors
/// Nobody or two are named, they are unknown, or the kind may not go to them.
pub(crate) fn addressee(
    register: &Register,
    kind: &LetterKind,
    unit: Option<uuid::Uuid>,
    chief: Option<uuid::Uuid>,
    on: NaiveDate,
) -> Result<(Addressee, String, Option<RiverId>), Fault> {
    let wrong = |zh: &str, en: &str| Fault::invalid("unit_id", "addressee", zh, en);
    match (unit, chief) {
        (Some(id), None) => {
            let row = register.unit(id).ok_or_else(|| wrong("该责任单位没有登记。", "The unit is not registered."))?;
            if !kind.to.contains(&LetterTo::Unit) {
                return Err(wrong(&format!("{}不能发给单位。", kind.label), "This kind of letter does not go to units."));
            }
            Ok((Addressee::Unit { id: UnitId(id) }, row.name.clone(), None))
        }
        (None, Some(id)) => {
            let row = register.chief(id).ok_or_else(|| wrong("该河长没有登记。", "The chief is not registered."))?;
            if !kind.to.contains(&LetterTo::Chief) {
                return Err(wrong(&format!("{}不能发给河长。", kind.label), "This kind of letter does not go to chiefs."));
            }
            let name = register.holder(id, on).map_or_else(|| row.name.clone(), |person| format!("{}{person}", row.name));
            Ok((Addressee::Chief { id: ChiefId(id) }, name, row.river_id.map(RiverId)))
        }
        (None, None) | (Some(_), Some(_)) => Err(wrong("请选择一个发送对象（单位或河长）。", "Name one addressee: a unit or a chief.")),
    }
}

/// The last day to answer what is issued on a day.
///
/// # Errors
/// The calendar of working days ends before.
pub(super) fn due(kind: &LetterKind, on: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
    let Some(days) = kind.reply_workdays else { return Ok(None) };
    let due = Calendar::national().after(on, days).ok_or_else(|| {
        let zh = format!("工作日历缺少{on}以后的安排，算不出回复期限，请先更新 standards/workdays.toml，或直接填写回复时限。");
        Fault::conflict("no_calendar", zh, format!("the calendar of working days ends before {days} days after {on}"))
    })?;
    Ok(Some(due))
}

/// Kinds of letters of the pack in force.
///
/// # Errors
/// Not allowed, or no pack is in force.
pub fn letter_kinds(anlan: &Anlan, call: &Call) -> Result<Vec<LetterKindView>, Fault> {
    call.ask_role(Action::LetterRead)?;
    let pack = anlan.packs.loop_rules(call.region.as_str(), call.today())?;
    let to = |to: &LetterTo| match to {
        LetterTo::Unit => "unit".to_owned(),
        LetterTo::Chief => "chief".to_owned(),
    };
    let view = |kind: &LetterKind| LetterKindView {
        key: kind.key.clone(),
        label: kind.label.clone(),
        to: kind.to.iter().map(to).collect(),
        signer: kind.signer.clone(),
        reply_workdays: kind.reply_workdays,
        recorded_only: kind.recorded_only,
        clause: kind.clause.clone(),
        reading: kind.reading.clone(),
    };
    Ok(pack.head.letters.iter().map(view).collect())
}

/// A draft by the pack's texts.
///
/// # Errors
/// Not allowed, no such kind, no addressee, or no calendar.
pub async fn draft_letter(anlan: &Anlan, call: &Call, wish: &LetterWish) -> Result<LetterDraft, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let kind = kind(anlan, call, &wish.letter)?;
    let register = anlan.register(&call.region).await?;
    let (_, to_name, _) = addressee(&register, kind, wish.unit_id, wish.chief_id, call.today())?;
    let reply_due_on = due(kind, call.today())?;
    let due_text = reply_due_on.map(zh).unwrap_or_default();
    let month = wish.month.map_or_else(|| zh(call.today()), anlan_core::month::Month::zh);
    let gaps = [
        ("addressee", to_name.as_str()),
        ("matter", wish.matter.trim()),
        ("facts", wish.facts.trim()),
        ("due_on", due_text.as_str()),
        ("month", month.as_str()),
    ];
    // The addressee stands above the text already.
    let opening = fill(&kind.opening, &gaps);
    let opening = opening.strip_prefix(&format!("{to_name}：")).map_or(opening.clone(), str::to_owned);
    let paragraphs = [opening, fill(&kind.demand, &gaps)].into_iter().filter(|text| !text.is_empty()).collect();
    Ok(LetterDraft { title: fill(&kind.title, &gaps), paragraphs, signer: kind.signer.clone(), reply_due_on, to_name })
}
