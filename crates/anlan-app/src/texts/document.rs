//! A text as a document. Of a finished one it is drawn from what was frozen, byte for byte the same each time; a draft says that it is one.

use super::figures::{Figures, Known};
use super::text_of;
use crate::matters::load_for;
use crate::papers::{DocumentKind, handed};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::zh;
use anlan_core::digest::short;
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Frozen, FrozenTable, Text};
use anlan_core::pack::fill::fill;
use anlan_core::pack::texts::PaperForm;
use anlan_report::official::{Align, Attachment, Block, Column, Form, Imprint, Masthead, OfficialDocument, Signature, Table};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A text's document: its file name and bytes.
///
/// # Errors
/// Not found, not allowed, no Chinese font for a PDF, or the store fails.
pub async fn text_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let official = official_text(anlan, call, id).await?;
    handed(anlan, official.title.join(""), official, kind).await
}

/// A text as a document that is not set yet.
///
/// # Errors
/// Not found, not allowed, or the store fails.
pub async fn official_text(anlan: &Anlan, call: &Call, id: MatterId) -> Result<OfficialDocument, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    let (frozen, draft) = match &text.frozen {
        Some(frozen) => (frozen.clone(), false),
        None => (Figures::of(anlan, call, text, Known::Now).await?.freeze(&text.content), true),
    };
    Ok(official(text, &frozen, draft, text.ended_on.unwrap_or_else(|| call.today())))
}

/// An erratum to a finished text as a document.
///
/// # Errors
/// Not found, not allowed, no Chinese font for a PDF, or the store fails.
pub async fn erratum_document(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    nth: usize,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::TextRead, MatterKind::Text, id).await?;
    let text = text_of(&held.matter)?;
    let (on, erratum) = nth.checked_sub(1).and_then(|at| text.errata.get(at)).ok_or_else(Fault::not_found)?;
    let frozen = text.frozen.as_ref().ok_or_else(Fault::not_found)?;
    let name = fill(&text.content.title, &values(frozen));
    let numbered = text.number.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
    let rows = erratum.corrections.iter().map(|own| vec![own.name.clone(), own.was.clone(), own.now.clone()]);
    let columns = vec![column("数据", 40, Align::Left), column("原为", 30, Align::Left), column("更正为", 30, Align::Left)];
    let told = format!("《{name}》{numbered}中的下列数据有误，更正如下。更正原因：{}", erratum.reason);
    let body = vec![Block::Paragraph { text: told }, Block::Table(Table { caption: None, columns, rows: rows.collect() })];
    let title = vec!["更正说明".to_owned()];
    handed(anlan, "更正说明".to_owned(), blank(title, body, text.head.subject.clone(), *on), kind).await
}

fn values(frozen: &Frozen) -> Vec<(&str, &str)> {
    frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str())).collect()
}

/// A document without a head.
fn blank(title: Vec<String>, body: Vec<Block>, unit: String, date: NaiveDate) -> OfficialDocument {
    OfficialDocument::plain(title, body, Signature { unit, date })
}

fn official(text: &Text, frozen: &Frozen, draft: bool, on: NaiveDate) -> OfficialDocument {
    let values = values(frozen);
    let form = text.head.paper.as_ref().map_or(PaperForm::Plain, |paper| paper.form);
    let mut body = Vec::new();
    // What stands before the first article of a bulletin is the editor's.
    let mut editor = form == PaperForm::Bulletin && text.content.chapters.iter().any(|chapter| chapter.title.is_some());
    for chapter in &text.content.chapters {
        let mut lines = chapter.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| fill(line, &values));
        if let Some(title) = &chapter.title {
            editor = false;
            body.push(Block::ArticleTitle { text: fill(title, &values) });
        }
        if editor {
            body.push(Block::Note { label: chapter.heading.clone(), text: lines.next().unwrap_or_default() });
        } else {
            body.push(Block::Heading1 { text: chapter.heading.clone() });
        }
        body.extend(lines.map(|text| Block::Paragraph { text }));
        let table = chapter.table.as_deref().and_then(|name| frozen.tables.iter().find(|table| table.name == name));
        body.extend(table.map(of_table));
    }
    let mut title = vec![fill(&text.content.title, &values)];
    if draft {
        title.push("（草稿）".to_owned());
    }
    let plain = blank(title, body, text.head.subject.clone(), on);
    let plain = OfficialDocument { attachments: vec![Attachment { title: "数据来源".to_owned(), blocks: annex(frozen) }], ..plain };
    let (Some(paper), Some(distribution)) = (&text.head.paper, &text.content.distribution) else { return plain };
    let given = |words: &str| (!words.trim().is_empty()).then(|| words.trim().to_owned());
    let (form, masthead) = match paper.form {
        PaperForm::Bulletin => (Form::Bulletin, Some(masthead(text, on))),
        PaperForm::Letter => (Form::Letter, None),
        PaperForm::Minutes => (Form::Minutes, None),
        PaperForm::Document | PaperForm::Plain => (Form::Document, None),
    };
    let imprint = (form == Form::Bulletin).then(|| Imprint { printer: text.head.subject.clone(), printed_on: on });
    OfficialDocument {
        form,
        masthead,
        imprint,
        issuer_mark: paper.mark.clone(),
        number: text.number.clone().filter(|_| paper.form != PaperForm::Bulletin),
        addressee: given(&distribution.addressee),
        cc: given(&distribution.copies.join("，")),
        ..plain
    }
}

/// The head of a bulletin; a draft has no issue yet.
fn masthead(text: &Text, on: NaiveDate) -> Masthead {
    Masthead {
        issue: text.number.clone().unwrap_or_else(|| "（草稿，未编号）".to_owned()),
        serial: text.serial.clone(),
        editor: text.head.subject.clone(),
        date: on,
    }
}

fn column(header: &str, share: u32, align: Align) -> Column {
    Column { header: header.to_owned(), share, align }
}

fn of_table(table: &FrozenTable) -> Block {
    if table.rows.is_empty() {
        return Block::Paragraph { text: format!("（没有登记{}。）", table.title) };
    }
    let columns = table.headers.iter().map(|header| column(header, 10, Align::Center)).collect();
    Block::Table(Table { caption: None, columns, rows: table.rows.clone() })
}

/// What the figures were made from: of a named figure its definition, period, coverage and records; of a cell its formula.
fn annex(frozen: &Frozen) -> Vec<Block> {
    let of = |figure: &FrozenFigure| match &figure.of {
        None => figure.formula.clone(),
        Some(of) => {
            let known = of.coverage.as_ref().map(|(known, all)| format!("；有数据{known}／{all}")).unwrap_or_default();
            format!("{}（{}{known}；{}条记录，摘要{}）", of.about, of.period, of.records, short(&of.records_digest))
        }
    };
    let rows = frozen.figures.iter().map(|figure| vec![figure.name.clone(), figure.value.clone(), of(figure)]);
    let packs: BTreeSet<(&str, &str)> = std::iter::once((frozen.pack_title.as_str(), frozen.pack_hash.as_str()))
        .chain(frozen.packs.iter().map(|kept| (kept.title.as_str(), kept.hash.as_str())))
        .collect();
    let packs = packs.into_iter().map(|(title, hash)| format!("《{title}》（摘要{}）", short(hash))).collect::<Vec<_>>().join("、");
    let told = format!(
        "本文数据按{packs}由登记的{}条记录计算，统计截至{}。依据：{}。记录摘要{}。",
        frozen.records,
        zh(frozen.as_of),
        frozen.clause,
        short(&frozen.records_digest)
    );
    let columns = vec![column("数据", 22, Align::Left), column("值", 18, Align::Left), column("定义和来源", 60, Align::Left)];
    vec![Block::Paragraph { text: told }, Block::Table(Table { caption: None, columns, rows: rows.collect() })]
}
