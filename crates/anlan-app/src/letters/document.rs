//! A letter as an official document: docx and PDF in the official layout. The same letter gives the same bytes.

use crate::figures::with_named;
use crate::matters::load_for;
use crate::papers::{DocumentKind, lines, made};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::letter::Letter;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::pack::papers::{PaperKind, paper as common_paper};
use serde_json::{Value, json};

/// Which paper of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterPaper {
    /// The letter itself.
    Letter,
    /// The minutes of the interview.
    Minutes,
}

/// A letter's document, or its minutes: file name and bytes.
///
/// # Errors
/// Not found, hidden, no minutes yet, no Chinese font for a PDF, or the store fails.
pub async fn letter_document(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    paper: LetterPaper,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    let held = load_for(&anlan.store.region(&call.region), call, Action::LetterRead, MatterKind::Letter, id).await?;
    let Matter::Letter(letter) = &held.matter else { return Err(Fault::not_found()) };
    if matches!(letter.state, MatterState::Recorded | MatterState::Declined) {
        let zh = "本系统只为已签发的函生成公文；登记的其他机关文书请看附件原件，不发的建议没有公文。";
        return Err(Fault::conflict("not_ours", zh, "Only letters issued here have a paper: another body's is attached as it came."));
    }
    let lists = anlan.packs.of_region(call.region.as_str());
    let issuer = lists.map(|pack| pack.circular.issuer.clone()).unwrap_or_default();
    let number = held.row.number.clone();
    let (kind_of_paper, given) = match paper {
        LetterPaper::Letter => (PaperKind::Letter, of_letter(letter, number.as_deref(), &issuer)),
        LetterPaper::Minutes => (PaperKind::InterviewMinutes, of_minutes(letter, number.as_deref(), &issuer).ok_or_else(Fault::not_found)?),
    };
    let title = letter.content.title.replace('|', "");
    let name = match paper {
        LetterPaper::Letter => title,
        LetterPaper::Minutes => format!("约谈纪要（{}）", number.unwrap_or_default()),
    };
    let template = match (paper, &letter.content.paper) {
        (LetterPaper::Letter, Some(kept)) => (**kept).clone(),
        (LetterPaper::Letter | LetterPaper::Minutes, _) => {
            let own = anlan.packs.paper(call.region.as_str(), letter.issued_on, kind_of_paper);
            // What kept no figures is not drawn by a template that names some.
            if own.figures().is_empty() { own } else { common_paper(kind_of_paper, None) }
        }
    };
    made(anlan, name, &template, &with_named(given, &template, letter.content.figures.as_deref()), kind).await
}

fn of_letter(letter: &Letter, number: Option<&str>, issuer: &str) -> Value {
    let signer = letter.content.signer.as_str();
    // The office signs with its full name; another signer as the pack calls it.
    let unit = if issuer.is_empty() || !signer.contains("河长办") { signer } else { issuer };
    json!({
        "unit": unit,
        "number": number,
        "to": letter.content.to_name,
        "date": letter.issued_on,
        "title": lines(&letter.content.title),
        "paragraphs": letter.content.paragraphs,
    })
}

fn of_minutes(letter: &Letter, number: Option<&str>, issuer: &str) -> Option<Value> {
    let minutes = letter.minutes.as_ref()?;
    Some(json!({
        "issuer": issuer,
        "title": letter.content.title.replace('|', ""),
        "number": number,
        "on": minutes.on,
        "place": minutes.place,
        "host": minutes.host,
        "attended": minutes.attended,
        "record": minutes.record.lines().collect::<Vec<_>>(),
        "commitment": minutes.commitment.lines().collect::<Vec<_>>(),
    }))
}
