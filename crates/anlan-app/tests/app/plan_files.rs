//! Versions of plans as files: what is exported, and what is read back from an office's workbooks and documents.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::Call;
use anlan_app::papers::DocumentKind;
use anlan_app::plans::{decide, open_plan, read_plan_file, save_version, show_plan, submit_plan, version_document};
use anlan_app::views::{OpenPlan, PlanBody, PlanImport, SaveVersion, SeatVerdict};
use anlan_core::ids::MatterId;
use anlan_core::plan::PlanList;
use anlan_core::review::Verdict;
use anlan_report::read::{ReadLimits, Workbook, read_workbook};
use nanchuan::{District, code};
use serde_json::json;
use std::io::{Read, Write};

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

pub fn part(bytes: &[u8], name: &str) -> String {
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
    for kind in [DocumentKind::Xlsx, DocumentKind::Docx, DocumentKind::Pdf] {
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

async fn read(district: &District, id: MatterId, by: &Call, name: &str, bytes: &[u8]) -> PlanImport {
    read_plan_file(&district.anlan, &again(by), id, name, bytes).await.unwrap()
}

/// The codes of what has to be mended, each with its place.
fn told(import: &PlanImport, blocks: bool) -> Vec<(String, String)> {
    import.faults.iter().filter(|fault| fault.blocks == blocks).map(|fault| (fault.place.clone(), fault.code.clone())).collect()
}

fn same(import: &PlanImport, body: &PlanBody) {
    assert_eq!(import.body.lists, body.lists);
    assert_eq!(import.body.chapters, body.chapters);
}

#[tokio::test]
async fn what_was_exported_reads_back_the_same() {
    let district = District::new().await;
    let (id, drafter) = written(&district).await;
    let body = body(&district).await;
    for kind in [DocumentKind::Xlsx, DocumentKind::Docx] {
        let (name, bytes) = file(&district, id, 1, kind).await;
        let import = read(&district, id, &drafter, &name, &bytes).await;
        assert_eq!(told(&import, true), [], "{kind:?}");
        assert_eq!(told(&import, false), [], "{kind:?}");
        same(&import, &body);
        assert!(import.changes.rows.is_empty() && import.changes.chapters.is_empty());
        assert!(!import.actions[0].allowed, "nothing differs");
        assert_eq!((import.base, import.sheets.len()), (1, 5));
    }
}

#[tokio::test]
async fn a_file_is_saved_as_a_draft_in_a_second_step() {
    let district = District::new().await;
    let (first, _) = written(&district).await;
    let (_, bytes) = file(&district, first, 1, DocumentKind::Xlsx).await;
    // Into a plan of another river, by its own lead unit: the file is of another river.
    let other = district.of_unit("赵编", "区水利局").await;
    let rivers = anlan_app::plans::river_plans(&district.anlan, &again(&other)).await.unwrap();
    let own = rivers.iter().find(|row| row.may_open && row.plan.is_none()).map(|row| row.river.id).unwrap();
    let form = OpenPlan { river_id: own, from_year: 2023, to_year: Some(2025), ..OpenPlan::default() };
    let id = open_plan(&district.anlan, &again(&other), &form).await.unwrap();
    let import = read(&district, id, &other, "a.xlsx", &bytes).await;
    assert_eq!(told(&import, true), [("文字!B4".to_owned(), "other_river".to_owned())]);
    assert!(!import.actions[0].allowed);
    // Into the same plan, with a changed cell: seen, then saved.
    let drafter = district.of_unit("李编", "区农业农村委").await;
    let mut changed = body(&district).await;
    changed.lists.get_mut(&PlanList::Task).unwrap()[0].text = "新建污水管网和泵站".into();
    save_version(&district.anlan, &again(&drafter), first, &save(1, changed.clone())).await.unwrap();
    let import = read(&district, first, &drafter, "a.xlsx", &bytes).await;
    assert_eq!((import.base, import.changes.rows.len(), import.actions[0].allowed), (2, 1, true));
    assert_eq!(import.changes.rows[0].fields[0].new, "新建污水管网");
    assert_eq!(show_plan(&district.anlan, &district.staff(), first, None).await.unwrap().version, 2, "reading saves nothing");
    save_version(&district.anlan, &again(&drafter), first, &save(import.base, import.body)).await.unwrap();
    assert_eq!(show_plan(&district.anlan, &district.staff(), first, None).await.unwrap().version, 3);

    let stranger = district.of_unit("外人", "区财政局").await;
    assert_eq!(code(read_plan_file(&district.anlan, &again(&stranger), first, "a.xlsx", &bytes).await), "not_found");
    let expert = district.by("专家", anlan_core::access::Role::Expert);
    assert_eq!(code(read_plan_file(&district.anlan, &expert, first, "a.xlsx", &bytes).await), "not_allowed");
}

/// A workbook of texts, as an office keeps it.
fn office(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => page.write_number(row, column, number).unwrap(),
                    Err(_) => page.write_string(row, column, *text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn an_offices_own_workbook_is_read() {
    let district = District::new().await;
    let (id, drafter) = begun(&district).await;
    let bytes = office(&[
        (
            "1.问题",
            &[
                &["凤嘴江问题清单"],
                &["填报单位：区农业农村委"],
                &["问题类型", "序号", "问题编号", "主要问题", "备注"],
                &["水污染", "1", "W1", "污水直排", "急"],
                &["合计", "", "1"],
            ],
        ),
        (
            "Sheet2",
            &[
                &["目标编号", "目标", "对应问题", "量化指标", "指标现状", "目标值", "单位"],
                &["M1", "达标", "Ｗ1", "达标率", "83%", "95%", ""],
            ],
        ),
        (
            "任务清单",
            &[
                &["任务", "编号", "对应目标", "牵头单位", "配合单位", "实施年度", "完成时间", "投资（元）"],
                &["一、水污染防治"],
                &["新建管网", "R1", "M1", "大观镇", "区水利局，区财政局", "2023-2024", "2024年底前", "2023年区级财政200000"],
                &["清淤", "R2", "M1", "大观镇", "", "2023", "9月底前", ""],
                &["注：资金以批复为准"],
            ],
        ),
        ("说明", &[&["本表由区农业农村委填写"]]),
    ]);
    let import = read(&district, id, &drafter, "方案.xlsx", &bytes).await;
    assert_eq!(told(&import, true), []);
    let notes = told(&import, false);
    for (place, code) in [("1.问题!E3", "unknown_column"), ("任务清单第2行", "subtitle"), ("说明", "unknown_sheet")] {
        assert!(notes.contains(&(place.into(), code.into())), "{place} {code}: {notes:?}");
    }
    assert_eq!(notes.len(), 3, "{notes:?}");
    let rows = |list| import.body.lists[&list].as_slice();
    let target = &rows(PlanList::Target)[0];
    assert_eq!((target.serves.as_slice(), target.unit_of_measure.as_deref()), (&["W1".to_owned()][..], Some("%")));
    assert_eq!((target.base.unwrap().to_string(), target.target.unwrap().to_string()), ("83".into(), "95".into()));
    let [pipes, dredging] = rows(PlanList::Task) else { panic!("two tasks") };
    assert_eq!((pipes.helpers.len(), pipes.years.as_slice()), (2, &[2023, 2024][..]));
    assert_eq!((pipes.limit_on.unwrap().to_string(), dredging.limit_on.unwrap().to_string()), ("2024-12-31".into(), "2023-09-30".into()));
    assert_eq!((pipes.money[0].source.as_str(), pipes.money[0].amount.to_string()), ("区级财政", "20".into()));
    assert_eq!(pipes.unit_id.unwrap().0, district.unit_of("大观镇").await);
    assert_eq!(import.units.values().next().map(String::as_str), Some("大观镇"));
    assert!(import.actions[0].allowed);
}

#[tokio::test]
async fn every_fault_names_its_cell() {
    let district = District::new().await;
    let (id, drafter) = begun(&district).await;
    let head: &[&str] = &["编号", "内容", "对应编号", "责任单位", "计量单位", "目标值", "年度", "完成时限", "资金（万元）"];
    let bytes = office(&[
        ("问题清单", &[&["编号", "内容"], &["W1", "直排"], &["W1", "又一处"], &["W2", ""]]),
        (
            "任务清单",
            &[
                &["凤嘴江任务清单"],
                head,
                &["R1", "管网", "W9", "大观正", "", "12.5", "2031", "2023-02-30", "区级财政 20"],
                &["R2", "清淤", "C1", "", "公里", "若干", "近期", "择机", "2031 区级财政 20"],
                &["", "种树", "", "大观镇、区水利局", "亩", "-1", "2023、2024", "9月底", "2023 区级财政 很多"],
            ],
        ),
        ("措施清单", &[&["编号", "具体措施"], &["C1", "实施"]]),
        ("责任清单", &[&["没有", "表头"], &["Z1", "实施"]]),
    ]);
    let import = read(&district, id, &drafter, "方案.xlsx", &bytes).await;
    let told = told(&import, true);
    let wanted = [
        ("问题清单!A3", "twice"),
        ("问题清单!B4", "missing"),
        ("任务清单!C3", "unknown_row"),
        ("任务清单!D3", "unknown_unit"),
        ("任务清单!E3", "missing"),
        ("任务清单!G3", "outside_period"),
        ("任务清单!H3", "no_such_day"),
        ("任务清单!I3", "money_without_year"),
        ("任务清单!C4", "wrong_list"),
        ("任务清单!F4", "not_a_number"),
        ("任务清单!G4", "bad_year"),
        ("任务清单!H4", "bad_date"),
        ("任务清单!I4", "outside_period"),
        ("任务清单!A5", "missing"),
        ("任务清单!D5", "several_units"),
        ("任务清单!F5", "out_of_range"),
        ("任务清单!H5", "no_year"),
        ("任务清单!I5", "not_a_number"),
        ("责任清单", "no_header"),
    ];
    for (place, code) in wanted {
        assert!(told.contains(&(place.into(), code.into())), "{place} {code}: {told:?}");
    }
    assert_eq!(told.len(), wanted.len(), "{told:?}");
    let unit = import.faults.iter().find(|fault| fault.code == "unknown_unit").unwrap();
    assert!(unit.message.contains("大观镇") && unit.message_en.contains("not registered"), "{}", unit.message);
    assert_eq!((unit.cell.as_deref(), unit.column.as_deref(), unit.value.as_deref()), (Some("D3"), Some("责任单位"), Some("大观正")));
    assert!(!import.actions[0].allowed && import.actions[0].reason.as_deref().unwrap().contains("19处"));
}

/// A docx of a body's XML, as other programs write it.
fn docx(body: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = format!(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>"#
    );
    let text = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    for (name, text) in [("[Content_Types].xml", types), ("word/document.xml", text)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

#[tokio::test]
async fn a_document_of_another_program_is_read() {
    let district = District::new().await;
    let (id, drafter) = begun(&district).await;
    let merged = r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>类别</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>编号</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>主要问题</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>水污染</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>W</w:t></w:r><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>直排 &amp; 溢流</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>面源</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let body = [
        paragraph("凤嘴江一河一策方案"),
        paragraph("第一章　综合说明"),
        paragraph("　　凤嘴江长12公里。"),
        table(&[&["站点", "水质"], &["大观", "Ⅲ"]]),
        paragraph("二、管理保护现状与存在问题"),
        paragraph("（一）主要问题"),
        paragraph("见下表。"),
        paragraph("表1 问题清单"),
        merged.to_owned(),
        paragraph("附件：任务清单"),
        paragraph("任务清单"),
        table(&[&["编号", "任务内容", "对应问题", "完成时限"], &["R1", "管网", "W1", "2023年9月"], &["R2", "清淤", "W7", "某日"]]),
    ]
    .concat();
    let import = read(&district, id, &drafter, "方案.docx", &docx(&body)).await;
    let told_all = told(&import, true);
    for (place, code) in [
        ("问题清单（第2个表）第3行第2列", "missing"),
        ("任务清单（第3个表）第3行第3列", "unknown_row"),
        ("任务清单（第3个表）第3行第4列", "bad_date"),
    ] {
        assert!(told_all.contains(&(place.into(), code.into())), "{place} {code}: {told_all:?}");
    }
    assert_eq!(told_all.len(), 3, "{told_all:?}");
    assert!(import.faults.iter().any(|fault| fault.code == "missing" && fault.message.contains("自动编号")));
    assert_eq!(told(&import, false), [("第1个表".to_owned(), "unknown_sheet".to_owned())]);
    let problems = &import.body.lists[&PlanList::Problem];
    assert_eq!((problems[0].number.as_str(), problems[0].text.as_str()), ("W1", "直排 & 溢流"));
    assert_eq!(problems[1].field.as_deref(), Some("水污染"), "a cell merged over rows holds for each");
    let texts: Vec<(&str, &str)> = import.body.chapters.iter().map(|(chapter, text)| (chapter.zh(), text.as_str())).collect();
    assert_eq!(texts, [("综合说明", "凤嘴江长12公里。"), ("现状分析与存在问题", "（一）主要问题\n见下表。")]);
}

#[tokio::test]
async fn lists_and_chapters_that_a_file_does_not_hold_stay() {
    let district = District::new().await;
    let (id, drafter) = written(&district).await;
    let bytes = office(&[("问题清单", &[&["编号", "内容"], &["W1", "直排"], &["1.10", "岸线被占"]])]);
    let import = read(&district, id, &drafter, "方案.xlsx", &bytes).await;
    let notes = told(&import, false);
    assert_eq!(notes.iter().filter(|(_, code)| code == "kept_list").count(), 4, "{notes:?}");
    assert!(notes.iter().any(|(_, code)| code == "kept_chapters"));
    assert_eq!(import.body.chapters.len(), 3);
    assert_eq!(import.body.lists.len(), 5);
}

#[tokio::test]
async fn a_bad_file_is_refused_with_what_to_do() {
    let district = District::new().await;
    let (id, drafter) = begun(&district).await;
    let refused = async |bytes: &[u8]| {
        let fault = read_plan_file(&district.anlan, &again(&drafter), id, "方案", bytes).await.unwrap_err();
        assert_eq!(fault.field, Some("file"), "{fault}");
        assert!(fault.zh.contains('请') && !fault.en.is_empty(), "{fault}");
        fault.code
    };
    let ole = |stream: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let whole = office(&[("问题清单", &[&["编号", "内容"], &["W1", "直排"]])]);
    for (bytes, code) in [
        (vec![], "not_xlsx_or_docx"),
        (b"%PDF-1.7".to_vec(), "not_xlsx_or_docx"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("WordDocument"), "old_doc"),
        (ole("Workbook"), "old_xls"),
        (vec![0; 50 * 1024 * 1024], "too_large"),
        (whole[..whole.len() / 2].to_vec(), "damaged"),
        (office(&[("Sheet1", &[])]), "no_lists"),
        (office(&[("Sheet1", &[&["随便", "写写"]])]), "no_lists"),
        (docx(&paragraph("只有文字，没有表格。")), "no_lists"),
        (docx("<w:p><w:r>"), "damaged"),
    ] {
        assert_eq!(refused(&bytes).await, code);
    }
}
