//! A text as a document. Of a finished one it is drawn from what was frozen, byte for byte the same each time; a draft says that it is one.

use super::figures::Figures;
use super::text_of;
use crate::lights::{DocumentKind, pdf};
use crate::matters::load_for;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::zh;
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Frozen, FrozenTable, Text};
use anlan_core::pack::fill::fill;
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Block, Column, OfficialDocument, Signature, Table};
use chrono::NaiveDate;

/// A text's document: its file name and bytes.
///
/// # Errors
/// Not found, not allowed, no Chinese font for a PDF, or the store fails.
pub async fn text_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    let (frozen, draft) = match &text.frozen {
        Some(frozen) => (frozen.clone(), false),
        None => (Figures::of(anlan, call, text, false).await?.freeze(&text.content), true),
    };
    let official = official(text, &frozen, draft, text.ended_on.unwrap_or_else(|| call.today()));
    let name = official.title.join("");
    match kind {
        DocumentKind::Docx => {
            let made = docx(&official);
            let made = made.map_err(|fault| Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string()))?;
            Ok((format!("{name}.docx"), made))
        }
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}

fn official(text: &Text, frozen: &Frozen, draft: bool, on: NaiveDate) -> OfficialDocument {
    let values: Vec<(&str, &str)> = frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str())).collect();
    let mut body = Vec::new();
    for chapter in &text.content.chapters {
        body.push(Block::Heading1 { text: chapter.heading.clone() });
        let lines = chapter.text.lines().map(str::trim).filter(|line| !line.is_empty());
        body.extend(lines.map(|line| Block::Paragraph { text: fill(line, &values) }));
        let table = chapter.table.as_deref().and_then(|name| frozen.tables.iter().find(|table| table.name == name));
        body.extend(table.map(of_table));
    }
    let mut title = vec![fill(&text.content.title, &values)];
    if draft {
        title.push("（草稿）".to_owned());
    }
    OfficialDocument {
        issuer_mark: String::new(),
        number: None,
        title,
        addressee: None,
        body,
        attachments: vec![Attachment { title: "数据来源".to_owned(), blocks: annex(frozen) }],
        signature: Signature { unit: text.head.subject.clone(), date: on },
        note: None,
        cc: None,
        imprint: None,
    }
}

fn of_table(table: &FrozenTable) -> Block {
    if table.rows.is_empty() {
        return Block::Paragraph { text: format!("（没有登记{}。）", table.title) };
    }
    let column = |header: &String| Column { header: header.clone(), share: 10, align: Align::Center };
    Block::Table(Table { caption: None, columns: table.headers.iter().map(column).collect(), rows: table.rows.clone() })
}

/// What the figures were made from.
fn annex(frozen: &Frozen) -> Vec<Block> {
    let column = |header: &str, share, align| Column { header: header.to_owned(), share, align };
    let rows = frozen.figures.iter().map(|figure| vec![figure.name.clone(), figure.value.clone(), figure.formula.clone()]);
    let told = format!(
        "本文数据按《{}》（{}）由登记的{}条记录计算，统计截至{}。规则摘要{}，记录摘要{}。",
        frozen.pack_title,
        frozen.clause,
        frozen.records,
        zh(frozen.as_of),
        short(&frozen.pack_hash),
        short(&frozen.records_digest)
    );
    let columns = vec![column("数据", 20, Align::Left), column("值", 20, Align::Left), column("算法", 60, Align::Left)];
    vec![Block::Paragraph { text: told }, Block::Table(Table { caption: None, columns, rows: rows.collect() })]
}

fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}
