//! The sample documents: one of each form, a full page of text, a long table.

use std::path::Path;

use anlan_report::docx::docx;
use anlan_report::official::{Align, Block, Column, OfficialDocument, Table};
use anlan_report::paper::{Template, draw};

use crate::tools::Desk;

fn read(text: &str) -> OfficialDocument {
    serde_json::from_str(text).expect("the sample is a document")
}

/// The samples by name.
pub fn samples() -> Vec<(&'static str, OfficialDocument)> {
    vec![
        ("circular", read(include_str!("../circular.json"))),
        ("letter", read(include_str!("samples/letter.json"))),
        ("minutes", read(include_str!("samples/minutes.json"))),
        ("bulletin", read(include_str!("samples/bulletin.json"))),
    ]
}

/// The office's own documents by name: each common template with its sample.
pub fn papers() -> Vec<(&'static str, OfficialDocument)> {
    macro_rules! drawn {
        ($($name:literal),+) => {
            vec![$((concat!("paper-", $name), {
                let common = include_str!(concat!("../../../../papers/", $name, ".jinja"));
                let given = serde_json::from_str(include_str!(concat!("../../../../papers/samples/", $name, ".json"))).unwrap();
                draw(Template { common, own: None }, &given).unwrap_or_else(|fault| panic!("{}: {fault}", $name))
            })),+]
        };
    }
    drawn!["circular", "patrol-report", "inspection-report", "assessment-result", "letter", "interview-minutes", "meeting-minutes"]
}

/// Texts as the product makes them of the demonstration: `crates/anlan/tests/figures.rs` compares these files with what it makes.
pub fn made() -> Vec<(&'static str, OfficialDocument)> {
    vec![
        ("made-bulletin", read(include_str!("samples/made-bulletin.json"))),
        ("made-quarterly-circular", read(include_str!("samples/made-quarterly-circular.json"))),
        ("made-yearly-summary", read(include_str!("samples/made-yearly-summary.json"))),
        ("made-duty-report", read(include_str!("samples/made-duty-report.json"))),
    ]
}

/// One of the samples.
pub fn sample(name: &str) -> OfficialDocument {
    samples().into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// A text of Chinese characters only, three pages long: nothing in it makes a line shorter.
pub fn full_pages() -> OfficialDocument {
    let circular = sample("circular");
    let text = "河".repeat(28 * 22 * 3 - 2);
    OfficialDocument::plain(vec!["整版".to_owned()], vec![Block::Paragraph { text }], circular.signature)
}

/// A table of 400 rows; the unit of the first row has a name of 60 characters.
pub fn long_table() -> OfficialDocument {
    let column = |header: &str, share, align| Column { header: header.to_owned(), share, align };
    let columns = vec![
        column("序号", 4, Align::Center),
        column("责任单位", 11, Align::Center),
        column("任务内容", 22, Align::Left),
        column("亮灯", 6, Align::Center),
    ];
    let unit = |row: usize| {
        if row == 1 { "铜梁区琼江流域综合治理".repeat(6).chars().take(60).collect() } else { format!("第{row}镇人民政府") }
    };
    let rows = (1..=400).map(|row| vec![row.to_string(), unit(row), format!("整治入河排污口{row}个，并完成验收移交"), "绿■".to_owned()]);
    let table = Table { caption: Some("截止日期：2023年10月31日".to_owned()), columns, rows: rows.collect() };
    OfficialDocument::plain(vec!["任务清单".to_owned()], vec![Block::Table(table)], sample("circular").signature)
}

#[test]
fn samples_are_left_for_people_to_look_at() {
    let Ok(folder) = std::env::var("ANLAN_REPORT_OUT") else { return };
    let desk = Desk::new("samples").expect("all tools");
    for (name, document) in samples().into_iter().chain(papers()).chain(made()).chain([("full", full_pages()), ("table", long_table())]) {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), desk.pdf(&document)).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.docx")), docx(&document).unwrap()).unwrap();
    }
}
