//! A circular as an official document: docx and PDF in the official layout, and xlsx. The same circular gives the same bytes.

use super::circulars::row_of;
use crate::{Anlan, Call, Fault};
use anlan_core::circular::{Circular, IssuedLight, LightCounts, differences};
use anlan_core::days::zh;
use anlan_core::ids::CircularId;
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::pack::ListsPack;
use anlan_core::pack::fill::fill;
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Block, Column, Imprint, OfficialDocument, Signature, Table};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};

/// What a circular is handed out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Editable in Word and WPS.
    Docx,
    /// To be read and printed.
    Pdf,
    /// As tables.
    Xlsx,
}

/// A circular's document: its file name and bytes.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn document(anlan: &Anlan, call: &Call, id: CircularId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let row = row_of(anlan, call, id).await?;
    let circular = anlan.content(&row)?;
    let name = format!("{}三色亮灯通报（第{}版）", circular.month.zh(), circular.version);
    if kind == DocumentKind::Xlsx {
        let bytes = workbook(&circular).map_err(|fault| failed(&fault))?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let pack = anlan.kept_pack(&call.region, &row.pack_hash).await?;
    let earlier = match (circular.version, circular.month) {
        (1, _) => None,
        (version, month) => {
            let rows = anlan.store.region(&call.region).circulars_of(month).await?;
            rows.iter().find(|row| row.version == i64::from(version) - 1).map(|row| anlan.content(row)).transpose()?
        }
    };
    let official = official(&circular, earlier.as_deref(), &pack);
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}

fn failed(fault: &dyn std::error::Error) -> Fault {
    Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string())
}

/// An official document as PDF.
#[cfg(feature = "pdf")]
pub(crate) async fn pdf(anlan: &Anlan, official: OfficialDocument) -> Result<Vec<u8>, Fault> {
    let fonts = anlan.fonts();
    // Setting type takes a second or more: off the threads that answer requests.
    let made = tokio::task::spawn_blocking(move || anlan_report::pdf::pdf(&official, &fonts)).await;
    let made = made.map_err(|fault| failed(&fault))?;
    made.map_err(|fault| Fault::internal("pdf", fault.zh(), fault.to_string()))
}

#[cfg(not(feature = "pdf"))]
pub(crate) async fn pdf(_: &Anlan, _: OfficialDocument) -> Result<Vec<u8>, Fault> {
    Err(Fault::internal("pdf_left_out", "本安装包没有包含PDF功能，请下载docx后另存为PDF。", "This build has no PDF: take the docx."))
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { text }
}

fn heading(text: String) -> Block {
    Block::Heading1 { text }
}

fn counts(lights: LightCounts) -> [(&'static str, String); 5] {
    [
        ("total", lights.total().to_string()),
        ("green", lights.green.to_string()),
        ("yellow", lights.yellow.to_string()),
        ("red", lights.red.to_string()),
        ("not_assessed", lights.not_assessed.to_string()),
    ]
}

fn official(circular: &Circular, earlier: Option<&Circular>, pack: &ListsPack) -> OfficialDocument {
    let texts = &pack.circular;
    let (month, month_end) = (circular.month.zh(), zh(circular.month_end));
    let all = LightCounts::of(circular.lights.iter().map(|light| light.light));
    let filled = |text: &str, lights: LightCounts, more: &[(&str, &str)]| {
        let numbers = counts(lights);
        let values: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect();
        fill(text, &values)
    };
    let mut body = vec![paragraph(filled(&texts.opening, all, &[("month", &month), ("month_end", &month_end)]))];
    if let Some(first) = &circular.first_number {
        body.push(paragraph(fill(&texts.later_version, &[("version", &circular.version.to_string()), ("first_number", first)])));
    }
    body.push(heading(texts.overall_title.clone()));
    for list in List::ALL {
        let lights = LightCounts::of(circular.lights.iter().filter(|light| light.list == list).map(|light| light.light));
        if lights.total() > 0 {
            body.push(paragraph(filled(&texts.list, lights, &[("list", list.zh())])));
        }
    }
    body.push(heading(texts.demand_title.clone()));
    body.push(paragraph(fill(&texts.demand, &[("month", &month)])));
    let wanting: Vec<&IssuedLight> = circular.lights.iter().filter(|light| light.light != Light::Green).collect();
    let mut attachments = Vec::new();
    if !wanting.is_empty() {
        let table = table(&REASON_COLUMNS, wanting.iter().map(reason_row).collect());
        attachments.push(Attachment { title: format!("{month}红灯、黄灯和未评事项及判定理由"), blocks: vec![table] });
    }
    let every = table(&ITEM_COLUMNS, circular.lights.iter().map(item_cells).collect());
    attachments.push(Attachment { title: format!("{month}“三张清单”亮灯情况一览"), blocks: vec![every] });
    if let Some(earlier) = earlier {
        let rows = differences(&earlier.lights, &circular.lights).into_iter().map(|difference| {
            let sign = |light: Option<Light>| light.map_or("无", Light::sign).to_owned();
            vec![difference.number, difference.title, difference.unit, sign(difference.before), sign(difference.after)]
        });
        attachments.push(Attachment {
            title: format!("与第{}版的差异", earlier.version),
            blocks: vec![table(&DIFFERENCE_COLUMNS, rows.collect())],
        });
    }
    OfficialDocument {
        issuer_mark: texts.mark.clone(),
        number: Some(circular.number.clone()),
        addressee: Some(texts.addressee.clone()),
        attachments,
        cc: Some(texts.cc.clone()),
        imprint: Some(Imprint { printer: texts.issuer.clone(), printed_on: circular.issued_on }),
        ..OfficialDocument::plain(
            circular.title.split('|').map(str::to_owned).collect(),
            body,
            Signature { unit: texts.issuer.clone(), date: circular.issued_on },
        )
    }
}

type Columns = [(&'static str, u32, Align)];

const REASON_COLUMNS: [(&str, u32, Align); 5] = [
    ("编号", 16, Align::Left),
    ("名称", 24, Align::Left),
    ("责任单位", 16, Align::Left),
    ("亮灯", 8, Align::Center),
    ("判定理由", 46, Align::Left),
];
const ITEM_COLUMNS: [(&str, u32, Align); 6] = [
    ("编号", 17, Align::Left),
    ("名称", 36, Align::Left),
    ("责任单位", 20, Align::Left),
    ("时限", 15, Align::Center),
    ("进度", 9, Align::Right),
    ("亮灯", 9, Align::Center),
];
const DIFFERENCE_COLUMNS: [(&str, u32, Align); 5] = [
    ("编号", 18, Align::Left),
    ("名称", 38, Align::Left),
    ("责任单位", 20, Align::Left),
    ("原亮灯", 12, Align::Center),
    ("现亮灯", 12, Align::Center),
];

fn table(columns: &Columns, rows: Vec<Vec<String>>) -> Block {
    let column = |(header, share, align): &(&str, u32, Align)| Column { header: (*header).to_owned(), share: *share, align: *align };
    Block::Table(Table { caption: None, columns: columns.iter().map(column).collect(), rows })
}

/// The deciding reason, and for a change by hand also why.
fn reason_text(light: &IssuedLight) -> String {
    let decided = light.because.last().map(|reason| reason.text.clone()).unwrap_or_default();
    match &light.override_reason {
        Some(why) => format!("人工调整：{why}。系统判定为{}：{decided}", light.computed.sign()),
        None => decided,
    }
}

fn reason_row(light: &&IssuedLight) -> Vec<String> {
    vec![light.number.clone(), light.title.clone(), light.unit.clone(), light.light.sign().to_owned(), reason_text(light)]
}

fn item_cells(light: &IssuedLight) -> Vec<String> {
    let progress = light.progress.as_ref().map(|share| format!("{share}%")).unwrap_or_default();
    vec![light.number.clone(), light.title.clone(), light.unit.clone(), light.limit_on.to_string(), progress, light.light.sign().to_owned()]
}

fn workbook(circular: &Circular) -> Result<Vec<u8>, anlan_report::write_workbook::WriteFault> {
    let headers: [(&str, f64); 12] = [
        ("编号", 14.0),
        ("清单", 22.0),
        ("名称", 36.0),
        ("河流", 12.0),
        ("责任单位", 18.0),
        ("时限", 12.0),
        ("当月进度(%)", 12.0),
        ("亮灯", 9.0),
        ("系统判定", 9.0),
        ("规则", 16.0),
        ("判定理由", 70.0),
        ("依据", 50.0),
    ];
    let row = |light: &IssuedLight| {
        let text = |value: &str| OutCell::Text(value.to_owned());
        vec![
            text(&light.number),
            text(light.list.zh()),
            text(&light.title),
            text(&light.river),
            text(&light.unit),
            OutCell::Date(light.limit_on),
            light.progress.as_ref().map_or(OutCell::Empty, |share| crate::lists::decimal(share)),
            text(light.light.sign()),
            text(light.computed.sign()),
            text(&light.rule_title),
            text(&reason_text(light)),
            text(&light.clause),
        ]
    };
    let sheet = OutSheet {
        name: "亮灯情况".to_owned(),
        title: Some(format!("{}（{}，第{}版）", circular.title.replace('|', ""), circular.number, circular.version)),
        columns: headers.iter().map(|(header, width)| OutColumn { header: (*header).to_owned(), width: *width }).collect(),
        rows: circular.lights.iter().map(row).collect(),
    };
    write_workbook(&[sheet], circular.issued_on)
}
