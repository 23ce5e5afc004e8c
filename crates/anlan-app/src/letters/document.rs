//! A letter as an official document: docx and PDF in the official layout. The same letter gives the same bytes.

use crate::lights::{DocumentKind, pdf};
use crate::matters::load_for;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::zh;
use anlan_core::ids::MatterId;
use anlan_core::matter::letter::Letter;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_report::docx::docx;
use anlan_report::official::{Attendees, Block, Form, OfficialDocument, Signature};

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
    let official = match paper {
        LetterPaper::Letter => of_letter(letter, number.clone(), &issuer),
        LetterPaper::Minutes => of_minutes(letter, number.as_deref(), &issuer).ok_or_else(Fault::not_found)?,
    };
    let title = letter.content.title.replace('|', "");
    let name = match paper {
        LetterPaper::Letter => title,
        LetterPaper::Minutes => format!("约谈纪要（{}）", number.unwrap_or_default()),
    };
    let failed = |fault: &dyn std::error::Error| Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string());
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}

fn paragraphs(texts: &[String]) -> Vec<Block> {
    texts.iter().map(|text| Block::Paragraph { text: text.clone() }).collect()
}

fn of_letter(letter: &Letter, number: Option<String>, issuer: &str) -> OfficialDocument {
    let signer = letter.content.signer.as_str();
    // The office signs with its full name; another signer as the pack calls it.
    let unit = if issuer.is_empty() || !signer.contains("河长办") { signer } else { issuer };
    let title = letter.content.title.split('|').map(str::to_owned).collect();
    let signature = Signature { unit: unit.to_owned(), date: letter.issued_on };
    OfficialDocument {
        form: Form::Letter,
        issuer_mark: unit.to_owned(),
        number,
        addressee: Some(format!("{}：", letter.content.to_name)),
        ..OfficialDocument::plain(title, paragraphs(&letter.content.paragraphs), signature)
    }
}

fn of_minutes(letter: &Letter, number: Option<&str>, issuer: &str) -> Option<OfficialDocument> {
    let minutes = letter.minutes.as_ref()?;
    let head = [
        format!("时间：{}", zh(minutes.on)),
        format!("地点：{}", minutes.place),
        format!("事由：{}（{}）", letter.content.title.replace('|', ""), number.unwrap_or_default()),
    ];
    let mut body = paragraphs(&head);
    body.push(Block::Heading1 { text: "一、约谈情况".to_owned() });
    body.extend(minutes.record.lines().map(|line| Block::Paragraph { text: line.to_owned() }));
    body.push(Block::Heading1 { text: "二、整改承诺".to_owned() });
    body.extend(minutes.commitment.lines().map(|line| Block::Paragraph { text: line.to_owned() }));
    let present = |label: &str, names: String| Attendees { label: label.to_owned(), names };
    let signature = Signature { unit: issuer.to_owned(), date: minutes.on };
    Some(OfficialDocument {
        form: Form::Minutes,
        issuer_mark: format!("{issuer}约谈纪要"),
        attendees: vec![present("约谈人", minutes.host.clone()), present("被约谈人", minutes.attended.join("、"))],
        ..OfficialDocument::plain(vec![letter.content.title.replace('|', "")], body, signature)
    })
}
