//! The document as the template reads it: lines already worded, so that docx and PDF say the same.

use serde_json::{Value, json};

use crate::official::{Block, OfficialDocument, chinese_date};

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
    json!({
        "issuer_mark": document.issuer_mark,
        "number": document.number.as_deref().unwrap_or_default(),
        "title": document.title,
        "addressee": document.addressee_line(),
        "body": blocks(&document.body),
        "attachments": attachments,
        "unit": document.signature.unit,
        "date": chinese_date(document.signature.date),
        "note": document.note_line(),
        "cc": document.cc_line().map(|line| line.replacen("抄送：", "", 1)),
        "printer": document.imprint.as_ref().map(|imprint| &imprint.printer),
        "printed": document.imprint.as_ref().map(|imprint| format!("{}印发", chinese_date(imprint.printed_on))),
    })
}

fn blocks(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading1 { text } => json!({ "kind": "heading1", "text": text }),
        Block::Heading2 { text } => json!({ "kind": "heading2", "text": text }),
        Block::Paragraph { text } => json!({ "kind": "paragraph", "text": text }),
        Block::Table(table) => json!({
            "kind": "table",
            "caption": table.caption,
            "columns": table.columns,
            "rows": table.rows,
            "size": f64::from(table.half_points()) / 2.0,
        }),
    }
}
