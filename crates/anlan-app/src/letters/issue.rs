//! Issuing a letter under the next number of its kind and year; recording another body's document.

use super::draft::{addressee, due, kind};
use crate::figures::Named;
use crate::matters::{About, Register, begin, repeated};
use crate::problems::evidence_of_forms;
use crate::views::IssueLetter;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::figure::frozen::FrozenFigures;
use anlan_core::ids::{Ids, ItemId, MatterId, RiverId};
use anlan_core::matter::letter::{Addressee, LetterContent, LetterEvent, Proposed};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::pack::loops::LetterKind;
use anlan_core::pack::papers::{PaperKind, PaperText};
use anlan_store::{DeliveryRow, Tx};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use uuid::Uuid;

/// Whether a letter takes a number of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbered {
    /// The next of its kind and year.
    Ours,
    /// None: a proposal not followed.
    None,
}

/// A proposal that a letter follows.
pub(crate) struct Follows {
    /// What is frozen of it.
    pub(crate) proposed: Proposed,
    /// Who signs by it.
    pub(crate) signer: String,
}

/// What links a proposal to the one letter that follows it, or to the refusal.
fn proposal_id(key: &str) -> Uuid {
    let mut half = [0; 16];
    half.iter_mut().zip(anlan_core::digest::bytes(key.as_bytes())).for_each(|(to, from)| *to = from);
    Uuid::from_bytes(half)
}

/// Enters a letter inside a transaction; gives its number.
///
/// # Errors
/// It cannot begin so, or the store fails.
pub(crate) async fn enter_letter(
    tx: &Tx,
    call: &Call,
    (id, ids): (MatterId, &mut Ids),
    kind: &LetterKind,
    numbered: Numbered,
    on: NaiveDate,
    event: LetterEvent,
) -> Result<String, Fault> {
    let number = match numbered {
        Numbered::None => None,
        Numbered::Ours => {
            let n = tx.next_number(&format!("letter/{}/{}", kind.key, on.year())).await?;
            Some(format!("{}〔{}〕{n}号", kind.mark, on.year()))
        }
    };
    let content = match &event {
        LetterEvent::Issued { content } | LetterEvent::Recorded { content } | LetterEvent::Declined { content, .. } => content.clone(),
        LetterEvent::Received
        | LetterEvent::Replied { .. }
        | LetterEvent::ReplyReturned { .. }
        | LetterEvent::Interviewed { .. }
        | LetterEvent::Settled { .. } => return Err(Fault::internal("letter", "函的登记有误。", "a letter cannot begin so")),
    };
    let issued = matches!(event, LetterEvent::Issued { .. });
    // What a ledger tells of followed a rule once, but no proposal of ours.
    let proposal = content.proposed_by.as_ref().filter(|proposed| !proposed.key.is_empty()).map(|proposed| proposal_id(&proposed.key));
    if let Some(proposal) = proposal
        && !tx.read().matters_about(proposal).await?.is_empty()
    {
        let zh = "该建议刚由其他人处理，请刷新后查看。";
        return Err(Fault::conflict("decided_already", zh, "Somebody else decided on the proposal meanwhile: read again."));
    }
    let items = content.items.iter().map(|id| ("item", id.0));
    let about = items.chain(content.matters.iter().map(|id| ("matter", id.0)));
    let targets = about.chain(proposal.map(|id| ("proposal", id))).collect();
    let files = content.evidence.iter().map(|one| one.hash.clone()).collect();
    begin(tx, call, (id, ids.make()), number.clone(), on, MatterEvent::Letter(event), About { targets, files, by: None }).await?;
    if let (true, Addressee::Unit { id: unit }) = (issued && on == call.today(), content.to) {
        for contact in tx.read().contacts(unit.0).await? {
            tx.add_delivery(DeliveryRow {
                region_id: call.region.to_string(),
                id: ids.make(),
                letter_id: id.0,
                channel: contact.channel,
                address: contact.address,
                state: "waiting".to_owned(),
                tries: 0,
                next_at: Some(call.at),
                told: String::new(),
                recorded_at: call.at,
            })
            .await?;
        }
    }
    Ok(number.unwrap_or_default())
}

/// The content of a form, checked against pack and register.
async fn content(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    kind: &LetterKind,
    form: &IssueLetter,
    follows: Option<Follows>,
) -> Result<LetterContent, Fault> {
    let register = Register::load(&tx.read(), 0).await?;
    let on = form.issued_on.unwrap_or_else(|| call.today());
    let (to, to_name, chief_river) = addressee(&register, kind, form.unit_id, form.chief_id, on)?;
    let mut river_id: Option<RiverId> = chief_river;
    for item in &form.items {
        let row = tx.read().item(ItemId(*item)).await?;
        let row = row.ok_or_else(|| Fault::invalid("items", "unknown_item", "所涉事项不存在。", "An item does not exist."))?;
        let book = anlan.year_inside(tx, &call.region, i32::try_from(row.year).unwrap_or_default()).await?;
        river_id = river_id.or(book.entry(ItemId(row.id)).and_then(|entry| entry.content().river_id));
    }
    for matter in &form.matters {
        let row = tx.read().matter(MatterId(*matter)).await?.filter(|row| crate::matters::may_see(call, row));
        let row = row.ok_or_else(|| Fault::invalid("matters", "unknown_matter", "所涉问题不存在。", "A matter does not exist."))?;
        river_id = river_id.or(row.river_id.map(RiverId));
    }
    let (evidence, _) = evidence_of_forms(&form.evidence);
    let reply_due_on = match form.reply_due_on {
        Some(on) => Some(on),
        None => due(kind, on)?,
    };
    let signs = follows.as_ref().map_or(kind.signer.as_str(), |follows| follows.signer.as_str());
    let signer = signer(signs, kind, form.signer.trim())?;
    let paragraphs = form.paragraphs.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    Ok(LetterContent {
        letter: kind.key.clone(),
        to,
        to_name,
        title: form.title.trim().to_owned(),
        paragraphs,
        signer,
        reply_due_on,
        items: form.items.iter().map(|id| ItemId(*id)).collect(),
        matters: form.matters.iter().map(|id| MatterId(*id)).collect(),
        river_id,
        month: form.month,
        proposed_by: follows.map(|follows| follows.proposed),
        evidence,
        paper: None,
        figures: None,
    })
}

/// What a letter is drawn by: the template of letters, and the figures it names as they stand.
pub(crate) type DrawnBy = (PaperText, Option<Named>);

/// What a letter of a day is drawn by; judged before a transaction.
///
/// # Errors
/// Several packs of a topic in force, or the store fails.
pub(crate) async fn drawn_by(anlan: &Anlan, call: &Call, on: NaiveDate) -> Result<DrawnBy, Fault> {
    let paper = anlan.packs.paper(call.region.as_str(), on, PaperKind::Letter);
    let named = Named::of(anlan, call, &paper, on).await?;
    Ok((paper, named))
}

/// The same as it is kept with a letter.
///
/// # Errors
/// Something was recorded since the figures were judged, or the store fails.
pub(crate) async fn kept_with_letter(
    (paper, named): DrawnBy,
    tx: &Tx,
    call: &Call,
) -> Result<(Option<Box<PaperText>>, Option<Box<FrozenFigures>>), Fault> {
    let figures = match named {
        Some(named) => Some(Box::new(named.keep(tx, call).await?)),
        None => None,
    };
    Ok((Some(Box::new(paper)), figures))
}

/// Who signs: the post the pack names, with a person's name after it when wished.
fn signer(signs: &str, kind: &LetterKind, named: &str) -> Result<String, Fault> {
    match named {
        "" => Ok(signs.to_owned()),
        named if named.contains(signs) => Ok(named.to_owned()),
        _ => {
            let zh = format!("{}由“{signs}”签发（{}），可在其后写明姓名。", kind.label, kind.clause);
            Err(Fault::invalid("signer", "signer", zh, format!("this letter is signed by {signs}; a name may follow")))
        }
    }
}

fn day(call: &Call, form: &IssueLetter) -> Result<NaiveDate, Fault> {
    let on = form.issued_on.unwrap_or_else(|| call.today());
    if on > call.today() {
        return Err(Fault::invalid("issued_on", "future", "签发日期不能晚于今天。", "The day of issue lies in the future."));
    }
    Ok(on)
}

/// Issues a letter; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the form is wrong, a recorded-only kind, a proposal decided already, or the store fails.
pub async fn issue_letter(anlan: &Anlan, call: &Call, form: &IssueLetter, follows: Option<Follows>) -> Result<MatterId, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let kind = kind(anlan, call, &form.letter)?;
    if kind.recorded_only {
        let zh = format!("{}由其他机关制发，只能登记。", kind.label);
        return Err(Fault::invalid("letter", "recorded_only", zh, "This document is another body's: it is only recorded."));
    }
    let on = day(call, form)?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    crate::evidence::at_hand(anlan, call, &evidence_of_forms(&form.evidence).1).await?;
    let drawn_by = drawn_by(anlan, call, on).await?;
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Letter);
    }
    let content = content(anlan, call, &tx, kind, form, follows).await?;
    let (paper, figures) = kept_with_letter(drawn_by, &tx, call).await?;
    let content = LetterContent { paper, figures, ..content };
    let (to, about) = (content.to_name.clone(), content.items.len() + content.matters.len());
    let number = enter_letter(&tx, call, (id, &mut ids), kind, Numbered::Ours, on, LetterEvent::Issued { content }).await?;
    let detail = json!({ "letter": id, "kind": kind.key, "to": to, "about": about });
    anlan.finish(tx, call, Action::LetterIssue.key(), &number, &detail).await?;
    Ok(id)
}

/// Records another body's document (a supervisory suggestion); gives its id.
///
/// # Errors
/// Not allowed, the form is wrong, a kind of ours, or the store fails.
pub async fn record_letter(anlan: &Anlan, call: &Call, form: &IssueLetter) -> Result<MatterId, Fault> {
    call.ask(Action::LetterRecord, Target::default())?;
    let kind = kind(anlan, call, &form.letter)?;
    if !kind.recorded_only {
        let zh = format!("{}由本办签发，请走签发流程。", kind.label);
        return Err(Fault::invalid("letter", "ours", zh, "This document is ours: it is issued."));
    }
    let on = day(call, form)?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    crate::evidence::at_hand(anlan, call, &evidence_of_forms(&form.evidence).1).await?;
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Letter);
    }
    let content = content(anlan, call, &tx, kind, form, None).await?;
    let number = enter_letter(&tx, call, (id, &mut ids), kind, Numbered::Ours, on, LetterEvent::Recorded { content }).await?;
    anlan.finish(tx, call, Action::LetterRecord.key(), &number, &json!({ "letter": id, "kind": kind.key })).await?;
    Ok(id)
}
