//! The document as the template reads it: lines already worded, so that docx and PDF say the same.

use serde_json::{Value, json};

use crate::official::{Attendees, Block, Form, Masthead, OfficialDocument, Signed, chinese_date, with_colon};

/// The JSON of `/document.json`.
pub(super) fn shown(document: &OfficialDocument) -> Value {
    let attachments: Vec<Value> = document
        .attachments
        .iter()
        .zip(document.attachment_list())
        .enumerate()
        .map(|(index, (attachment, (label, name)))| {
            json!({
                "mark": document.attachment_mark(index),
                "label": label,
                "name": name,
                "title": attachment.title,
                "blocks": blocks(&attachment.blocks),
            })
        })
        .collect();
    let imprint = document.printed_imprint();
    json!({
        "form": document.form,
        "issuer_mark": document.issuer_mark,
        "mark_points": document.form.largest_mark_points(),
        "masthead": document.masthead.as_ref().filter(|_| document.form == Form::Bulletin).map(masthead),
        "number": document.number.as_deref().unwrap_or_default(),
        "name": document.title.concat(),
        "title": if document.prints_title() { &document.title[..] } else { &[] },
        "addressee": document.addressee_line(),
        "body": blocks(&document.body),
        "attendees": document.attendees.iter().map(attendees).collect::<Vec<_>>(),
        "attachments": attachments,
        "author": document.signature.unit,
        "signed": document.signed() != Signed::Nothing,
        "unit": if document.signed() == Signed::UnitAndDate { Some(&document.signature.unit) } else { None },
        "date": chinese_date(document.signature.date),
        "note": document.note_line(),
        "cc_label": with_colon(document.cc_label()),
        "cc": document.cc_names(),
        "printer": imprint.map(|imprint| &imprint.printer),
        "printed": imprint.map(|imprint| format!("{}印发", chinese_date(imprint.printed_on))),
    })
}

fn masthead(masthead: &Masthead) -> Value {
    json!({ "issue": masthead.issue_line(), "editor": masthead.editor, "date": chinese_date(masthead.date) })
}

fn attendees(part: &Attendees) -> Value {
    json!({ "label": part.label_line(), "names": part.names })
}

fn blocks(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading1 { text } => json!({ "kind": "heading1", "text": text }),
        Block::Heading2 { text } => json!({ "kind": "heading2", "text": text }),
        Block::Paragraph { text } => json!({ "kind": "paragraph", "text": text }),
        Block::ArticleTitle { text } => json!({ "kind": "article_title", "text": text }),
        Block::Note { label, text } => json!({ "kind": "note", "label": with_colon(label), "text": text }),
        Block::Table(table) => json!({
            "kind": "table",
            "caption": table.caption,
            "columns": table.columns,
            "rows": table.rows,
            "size": f64::from(table.half_points()) / 2.0,
        }),
    }
}
