//! Versions of plans as files: what is exported, and what is read back from an office's workbooks and documents.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;
mod nanchuan;

use anlan_app::Call;
use anlan_app::lights::DocumentKind;
use anlan_app::plans::{decide, open_plan, save_version, submit_plan, version_document};
use anlan_app::views::{OpenPlan, PlanBody, SaveVersion, SeatVerdict};
use anlan_core::ids::MatterId;
use anlan_core::review::Verdict;
use anlan_report::read::{ReadLimits, Workbook, read_workbook};
use nanchuan::{District, code};
use serde_json::json;
use std::io::Read;

/// The same person, in another call.
fn again(call: &Call) -> Call {
    Call::new(call.region.clone(), call.actor.clone(), call.account, call.at, common::seed())
}

/// A plan that uses every field, in full-width signs, lines and exact numbers.
async fn body(district: &District) -> PlanBody {
    let (town, bureau) = (district.unit_of("大观镇").await, district.unit_of("区水利局").await);
    let body = json!({
        "lists": {
            "problem": [
                { "number": "W1", "text": "生活污水直排：3处排口\n其中1处在上游", "field": "水污染", "place": "大观镇场镇段" },
                { "number": "1.10", "text": "岸线被占 & <围垦>", "field": "水域岸线" },
            ],
            "target": [
                { "number": "M1", "text": "水质稳定达标", "serves": ["W1", "1.10"], "indicator": "达标率", "unit_of_measure": "%", "base": "83.125", "target": "95" },
            ],
            "task": [
                { "number": "R1", "text": "新建污水管网", "serves": ["W1", "M1"], "place": "大观镇", "unit_id": town, "helpers": ["区生态环境局", "区财政局"],
                  "indicator": "管网长度", "unit_of_measure": "公里", "base": "0", "target": "12.5", "years": [2023, 2024], "limit_on": "2024-12-31",
                  "money": [{ "year": 2023, "source": "区级财政", "amount": "20" }, { "year": 2024, "source": "中央 预算内2024", "amount": "1234.567891" }] },
            ],
            "measure": [
                { "number": "C1", "text": "实施管网工程", "serves": ["R1"], "years": [2023], "money": [{ "year": 2023, "source": "", "amount": "3.5" }] },
            ],
            "duty": [
                { "number": "Z1", "text": "牵头实施", "serves": ["C1"], "unit_id": bureau, "holder": "局长 王某" },
            ],
        },
        "chapters": {
            "summary": "（一）河流概况\n凤嘴江长12公里。\n\n（二）编制依据\n《方案编制指南》。",
            "targets": "到2025年，水质稳定达标。",
            "safeguards": "加强组织领导。",
        },
    });
    serde_json::from_value(body).unwrap()
}

fn save(base: u32, body: PlanBody) -> SaveVersion {
    SaveVersion { base, note: format!("第{}稿", base + 1), body, attachments: vec![] }
}

/// The plan of 凤嘴江, begun by its lead unit.
async fn begun(district: &District) -> (MatterId, Call) {
    let drafter = district.of_unit("李编", "区农业农村委").await;
    let form = OpenPlan { river_id: district.river("凤嘴江").await, from_year: 2023, to_year: Some(2025), ..OpenPlan::default() };
    (open_plan(&district.anlan, &again(&drafter), &form).await.unwrap(), drafter)
}

async fn written(district: &District) -> (MatterId, Call) {
    let (id, drafter) = begun(district).await;
    assert_eq!(save_version(&district.anlan, &again(&drafter), id, &save(0, body(district).await)).await.unwrap(), 1);
    (id, drafter)
}

async fn file(district: &District, id: MatterId, version: u32, kind: DocumentKind) -> (String, Vec<u8>) {
    version_document(&district.anlan, &district.staff(), id, version, kind).await.unwrap()
}

async fn book(district: &District, id: MatterId, version: u32) -> Workbook {
    let (name, bytes) = file(district, id, version, DocumentKind::Xlsx).await;
    assert!(name.ends_with(&format!("（第{version}稿）.xlsx")), "{name}");
    read_workbook(&bytes, &ReadLimits::default()).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// All cells of a sheet, as text.
fn cells(book: &Workbook, sheet: &str) -> Vec<String> {
    let sheet = book.sheets.iter().find(|own| own.name == sheet).unwrap();
    sheet.rows.iter().flat_map(|row| &row.cells).map(|cell| format!("{:?}", cell.value)).collect()
}

#[tokio::test]
async fn a_version_is_handed_out_as_workbook_and_document() {
    let district = District::new().await;
    let (id, drafter) = written(&district).await;
    let held = book(&district, id, 1).await;
    let tabs: Vec<&str> = held.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(tabs, ["问题清单", "目标清单", "任务清单", "措施清单", "责任清单", "文字"]);
    let task = cells(&held, "任务清单").join(" ");
    for words in ["W1、M1", "大观镇", "区生态环境局、区财政局", "Number(12.5)", "2023、2024", "Date(2024-12-31)"] {
        assert!(task.contains(words), "{words}: {task}");
    }
    assert!(task.contains("2023 区级财政 20；2024 中央 预算内2024 1234.567891"), "{task}");
    let texts = cells(&held, "文字").join(" ");
    for words in ["凤嘴江", "区农业农村委", "2023年至2025年", "第1稿", "草案", "综合说明", "《方案编制指南》。"]
    {
        assert!(texts.contains(words), "{words}: {texts}");
    }

    let (name, docx) = file(&district, id, 1, DocumentKind::Docx).await;
    assert!(name.ends_with("（第1稿）.docx"));
    let text = part(&docx, "word/document.xml");
    for words in ["一、综合说明", "二、现状分析与存在问题", "五、保障措施", "（草案）", "附：任务清单（附件3，共1条）。", "资金（万元）"]
    {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("配合单位") || text.contains("区生态环境局、区财政局"), "columns without values are left out");

    // Each state has its word; an approved version names the day and its paper.
    submit_plan(&district.anlan, &again(&drafter), id).await.unwrap();
    let text = part(&file(&district, id, 1, DocumentKind::Docx).await.1, "word/document.xml");
    assert!(text.contains("（送审稿）"));
    let checker = district.of_unit("王核", "区农业农村委").await;
    let agreed = SeatVerdict { seat: 0, verdict: Verdict::Agree, text: String::new(), meeting_id: None, document: None, version: 1 };
    decide(&district.anlan, &again(&checker), id, &agreed).await.unwrap();
    let text = part(&file(&district, id, 1, DocumentKind::Docx).await.1, "word/document.xml");
    assert!(text.contains("（征求意见稿）"), "the departments are asked");
}

#[tokio::test]
async fn the_same_version_gives_the_same_bytes() {
    let district = District::new().await;
    let (id, _) = written(&district).await;
    for kind in [DocumentKind::Xlsx, DocumentKind::Docx] {
        let first = file(&district, id, 1, kind).await;
        let staff = district.staff();
        let later = Call::new(staff.region, staff.actor, staff.account, common::at("2024-02-01T01:00:00Z"), common::seed());
        let second = version_document(&district.anlan, &later, id, 1, kind).await.unwrap();
        assert!(first == second, "{kind:?}");
    }
    let stranger = district.of_unit("外人", "区财政局").await;
    assert_eq!(code(version_document(&district.anlan, &again(&stranger), id, 0, DocumentKind::Xlsx).await), "not_found");
    assert_eq!(code(version_document(&district.anlan, &again(&stranger), id, 2, DocumentKind::Xlsx).await), "not_found");
}
