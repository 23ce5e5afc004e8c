//! An inspection's page, and its report as an official document.

use crate::lights::{DocumentKind, pdf};
use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, load_for, told};
use crate::problems::{form_of, reference};
use crate::views::{ActionView, InspectionForm, InspectionPage, Named, SpotView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::{china_day, zh};
use anlan_core::ids::MatterId;
use anlan_core::matter::inspection::Noted;
use anlan_core::matter::problem::Evidence;
use anlan_core::matter::{Matter, MatterKind};
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Block, Column, OfficialDocument, Signature, Table};

/// Everything of an inspection.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn show_inspection(anlan: &Anlan, call: &Call, id: MatterId) -> Result<InspectionPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::InspectionRead, MatterKind::Inspection, id).await?;
    let Matter::Inspection(own) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let found: Vec<Evidence> =
        own.entries.iter().filter_map(|noted| noted.entry.finding.as_ref()).flat_map(|one| one.evidence.clone()).collect();
    let files = files_of(anlan, call, [all_evidence(held.facts.iter()), found].concat()).await?;
    let spot = |noted: &Noted| {
        let entry = &noted.entry;
        SpotView {
            id: noted.id.0,
            by: told(&noted.by),
            place: entry.place.clone(),
            noted_at: entry.noted_at,
            answers: entry.answers.clone(),
            finding: entry.finding.as_ref().map(form_of),
            evidence: entry.finding.as_ref().map(|finding| evidence_view(&files, &finding.evidence)).unwrap_or_default(),
            unit: register.named(entry.unit_id.map(|id| id.0)),
            withdrawn: noted.withdrawn.clone(),
        }
    };
    let ids: Vec<uuid::Uuid> = own.problems.iter().map(|id| id.0).collect();
    let problems = read.matters_of(&ids).await?.iter().map(reference).collect();
    let named = |id: uuid::Uuid| Named { id, name: register.name(id) };
    let run = allowed(call, Action::InspectionRun, &held.row);
    let open = !own.state.ended();
    let offer = |key: &str, able: bool| if able { ActionView::allowed(key) } else { ActionView::not_now(key, "已公布或已取消") };
    let begun = !own.entries.is_empty();
    Ok(InspectionPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        content: InspectionForm {
            id: Some(id.0),
            title: own.content.title.clone(),
            from_on: own.content.from_on,
            to_on: own.content.to_on,
            team: own.content.team.clone(),
            units: own.content.units.iter().map(|id| id.0).collect(),
            rivers: own.content.rivers.iter().map(|id| id.0).collect(),
            checklist: own.content.checklist.clone(),
        },
        units: own.content.units.iter().map(|id| named(id.0)).collect(),
        rivers: own.content.rivers.iter().map(|id| named(id.0)).collect(),
        planned_by: told(&own.planned_by),
        entries: own.entries.iter().rev().map(spot).collect(),
        problems,
        actions: if run {
            vec![
                offer("inspection.note", open),
                offer("inspection.change", open),
                if begun {
                    offer("inspection.withdraw", open)
                } else {
                    ActionView::not_now("inspection.withdraw", "还没有现场记录")
                },
                offer("inspection.release", open),
                if begun && open {
                    ActionView::not_now("inspection.cancel", "已有现场记录，请公布")
                } else {
                    offer("inspection.cancel", open)
                },
            ]
        } else {
            vec![]
        },
    })
}

/// The report of an inspection: file name and bytes.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn inspection_document(anlan: &Anlan, call: &Call, id: MatterId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let page = show_inspection(anlan, call, id).await?;
    let lists = anlan.packs.of_region(call.region.as_str());
    let issuer = lists.map(|pack| pack.circular.issuer.clone()).unwrap_or_default();
    let mark = lists.map(|pack| pack.circular.mark.clone()).unwrap_or_default();
    let entries = || page.entries.iter().filter(|entry| entry.withdrawn.is_none());
    let findings = entries().filter(|entry| entry.finding.is_some()).count();
    let list = |names: &[Named]| names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join("、");
    let text = format!(
        "{}至{}，暗访组（{}）对{}开展暗访，现场查看{}处，发现问题{findings}个。",
        zh(page.content.from_on),
        zh(page.content.to_on),
        page.content.team.join("、"),
        [list(&page.units), list(&page.rivers)].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、"),
        entries().count(),
    );
    let mut body = vec![Block::Paragraph { text }];
    if findings > 0 {
        body.push(Block::Paragraph {
            text: "发现的问题见附件，已列入问题台账，请有关单位按时整改。".to_owned()
        });
    }
    let column = |header: &str, share: u32, align: Align| Column { header: header.to_owned(), share, align };
    let rows: Vec<Vec<String>> = entries()
        .rev()
        .filter_map(|entry| {
            let finding = entry.finding.as_ref()?;
            let unit = entry.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
            Some(vec![entry.place.clone(), finding.class.clone(), finding.title.clone(), unit])
        })
        .collect();
    let table = Table {
        caption: None,
        columns: vec![
            column("地点", 25, Align::Left),
            column("类型", 15, Align::Left),
            column("问题", 40, Align::Left),
            column("责任单位", 20, Align::Left),
        ],
        rows,
    };
    let date = page.row.closed_on.unwrap_or_else(|| china_day(call.at));
    let official = OfficialDocument {
        issuer_mark: mark,
        attachments: if findings > 0 {
            vec![Attachment { title: "发现问题清单".to_owned(), blocks: vec![Block::Table(table)] }]
        } else {
            vec![]
        },
        ..OfficialDocument::plain(vec![page.content.title.clone(), "情况报告".to_owned()], body, Signature { unit: issuer, date })
    };
    let name = format!("{}情况报告", page.content.title);
    let failed = |fault: &dyn std::error::Error| Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string());
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}
