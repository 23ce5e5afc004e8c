//! The minutes of a meeting as an official document.

use super::show::show_meeting;
use crate::lights::{DocumentKind, pdf};
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::ids::MatterId;
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Attendees, Block, Column, Form, OfficialDocument, Signature, Table};

/// A meeting's minutes: file name and bytes.
///
/// # Errors
/// Not found, not allowed, not held yet, no Chinese font for a PDF, or the store fails.
pub async fn meeting_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let page = show_meeting(anlan, call, id).await?;
    if page.attended.is_empty() {
        return Err(Fault::conflict("not_held", "会议还没有记录召开，没有纪要。", "There are no minutes yet."));
    }
    let lists = anlan.packs.of_region(call.region.as_str());
    let issuer = lists.map(|pack| pack.circular.issuer.clone()).unwrap_or_default();
    let paragraph = |text: String| Block::Paragraph { text };
    let mut body = vec![paragraph(format!("时间：{}", zh(page.content.on))), paragraph(format!("地点：{}", page.content.place))];
    if !page.content.agenda.is_empty() {
        body.push(Block::Heading1 { text: "一、议题".to_owned() });
        body.extend(page.content.agenda.iter().enumerate().map(|(n, line)| paragraph(format!("{}. {line}", n + 1))));
    }
    body.push(Block::Heading1 { text: "二、会议情况".to_owned() });
    body.extend(page.minutes.iter().cloned().map(paragraph));
    if !page.decisions.is_empty() {
        body.push(Block::Heading1 { text: "三、议定事项".to_owned() });
        for (n, decision) in page.decisions.iter().enumerate() {
            let unit = decision.unit.as_ref().map(|unit| format!("（责任单位：{}", unit.name)).unwrap_or_default();
            let due = decision.due_on.map(|due| format!("，{}前完成", zh(due))).unwrap_or_default();
            let end = if unit.is_empty() { "" } else { "）" };
            body.push(paragraph(format!("{}. {}{unit}{}{end}", n + 1, decision.text, if unit.is_empty() { "" } else { &due })));
        }
    }
    let column = |header: &str, share: u32, align: Align| Column { header: header.to_owned(), share, align };
    let mut attachments = Vec::new();
    for adopted in &page.adopted {
        let rows = adopted.rows.iter().map(|row| vec![row.number.clone(), row.title.clone(), row.unit.clone(), row.limit_on.to_string()]);
        let table = Table {
            caption: None,
            columns: vec![
                column("编号", 20, Align::Left),
                column("名称", 45, Align::Left),
                column("责任单位", 20, Align::Left),
                column("时限", 15, Align::Center),
            ],
            rows: rows.collect(),
        };
        attachments
            .push(Attachment {
                title: format!("{}年度{}（审定稿）", adopted.year, adopted.list_label), blocks: vec![Block::Table(table)]
            });
    }
    let official = OfficialDocument {
        form: Form::Minutes,
        issuer_mark: format!("{issuer}会议纪要"),
        attachments,
        attendees: vec![Attendees { label: "出席".to_owned(), names: page.attended.clone() }],
        ..OfficialDocument::plain(vec![page.content.title.clone()], body, Signature { unit: issuer, date: page.content.on })
    };
    let name = format!("{}纪要", page.content.title);
    let failed = |fault: &dyn std::error::Error| Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string());
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}
