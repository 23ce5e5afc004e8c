//! The chiefs' duty to patrol, the monthly report and a chief's own page, over the demonstration's roster and patrols.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the checked-in packs")]

use crate::common;

use anlan_app::papers::DocumentKind;
use anlan_app::views::{DutyQuery, OwnPatrol, RecordQuery, WhichRow};
use anlan_app::{Call, duty, records, register};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::ChiefId;
use anlan_core::pack::loops::{DRAWN, DUTY, DutyState, PROPOSED};
use anlan_core::pack::{Pack, Packs};
use common::{NOW, Office, auditor, call_of, code, demo_file, lists_pack, month, person, staff, workbook};
use std::path::Path;

fn loop_pack() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-loop-2022");
    let file = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    Pack::load("tongliang-loop-2022", ["pack.toml", "rules.toml"].map(file).into()).unwrap()
}

/// The demonstration with its roster and the patrols of 2023.
async fn office() -> Office {
    let office = Office::with_packs(Packs::new(vec![lists_pack(), loop_pack()]).unwrap()).await;
    assert_eq!(office.import(&workbook()).await.faults, []);
    let roster = register::import_chiefs(&office, &staff(), "chiefs-2023.xlsx", &demo_file("chiefs-2023.xlsx"), true).await.unwrap();
    assert!(roster.confirmed && roster.faults.is_empty() && roster.posts > 20, "{roster:#?}");
    let bytes = demo_file("patrols-2023.xlsx");
    let result = records::confirm_bytes(&office, &staff(), "patrol", "patrols-2023.xlsx", &bytes, false).await.unwrap();
    assert!(result.faults.is_empty() && result.accepted > 700, "{:#?}", result.faults);
    office
}

async fn chief(office: &Office, post: &str) -> Call {
    let row = office.store.region(&common::region()).chiefs().await.unwrap().into_iter().find(|row| row.name == post).unwrap();
    let actor = Actor { name: post.to_owned(), role: Role::Chief, unit_id: None, river_id: None, chief_id: Some(ChiefId(row.id)) };
    call_of(actor, NOW)
}

const VILLAGE: &str = "蒲吕街道龙桥社区石桥河村级河长";

#[tokio::test]
async fn a_quarter_tells_who_missed_and_why() {
    let office = office().await;
    let query = |period: &str| DutyQuery { period: Some(period.to_owned()), ..DutyQuery::default() };
    let page = duty::duty(&office, &staff(), &query("2023Q1")).await.unwrap();
    let missed: Vec<(&str, &str)> =
        page.rows.iter().filter(|row| row.state == DutyState::Missing).map(|row| (row.chief.as_str(), row.from_on.as_str())).collect();
    assert_eq!(
        missed,
        [("蒲吕街道石桥河街道级河长", "2023年3月1日"), (VILLAGE, "2023年3月6日"), (VILLAGE, "2023年3月13日"),],
        "{missed:#?}"
    );
    let third = duty::duty(&office, &staff(), &query("2023Q3")).await.unwrap();
    assert!(
        third.rows.iter().any(|row| row.chief == "围龙溪区级河长" && row.state == DutyState::Missing),
        "no patrol in the third quarter"
    );
    let vacant = page.rows.iter().find(|row| row.chief == "安居河区级河长").unwrap();
    assert_eq!((vacant.state, vacant.person.as_str()), (DutyState::NotAssessed, ""));
    let row = page.rows.iter().find(|row| row.chief == "蒲吕街道石桥河街道级河长" && row.from_on == "2023年3月1日").unwrap();
    let which = WhichRow { period: "2023Q1".to_owned(), table: DUTY.to_owned(), key: row.key.clone(), plans: false };
    let told = duty::reasons(&office, &auditor(), &which).await.unwrap();
    let text = told.reasons.text();
    assert!(text.contains("条例第十五条") && text.contains("缺1次") && text.contains("窗口已结束"), "{text}");
    assert!(told.facts.iter().any(|fact| fact.title == "蒲吕街道石桥河街道级河长"), "{:#?}", told.facts);
    // The patrol of eight minutes is not counted, and the reasons of a month that has one say which was.
    let open = duty::duty(&office, &staff(), &query("2023-11")).await.unwrap();
    assert!(open.rows.iter().all(|row| row.state != DutyState::Missing), "November has just begun");
    assert_eq!(code(&duty::duty(&office, &staff(), &query("2023-12")).await), "future_period");
    assert_eq!(code(&duty::duty(&office, &staff(), &query("2023-10-01")).await), "bad_period");
    assert_eq!(code(&duty::duty(&office, &chief(&office, VILLAGE).await, &query("2023Q1")).await), "not_allowed");
    let filtered = DutyQuery { state: Some(DutyState::Missing), level: Some("村级河长".to_owned()), ..query("2023Q1") };
    assert_eq!(duty::duty(&office, &staff(), &filtered).await.unwrap().total, 2);
}

#[tokio::test]
async fn the_month_is_reported_and_printed_alike_each_time() {
    let office = office().await;
    let report = duty::report(&office, &person("刘志远", Role::ChiefGeneral, NOW), month("2023-10")).await.unwrap();
    let missed: Vec<&str> = report.missed.iter().map(|row| row.chief.as_str()).collect();
    assert_eq!(missed, ["南城街道围龙溪街道级河长", "南城街道西来社区围龙溪村级河长", "南城街道西来社区围龙溪村级河长"]);
    assert_eq!(report.found.rows.len(), 3, "one line for each level");
    let (docx, xlsx) = (DocumentKind::Docx, DocumentKind::Xlsx);
    for kind in [docx, xlsx] {
        let one = duty::report_document(&office, &staff(), month("2023-10"), kind).await.unwrap();
        let two = duty::report_document(&office, &staff(), month("2023-10"), kind).await.unwrap();
        assert!(one.0.starts_with("2023年10月巡河查河情况月报") && one == two);
    }
    let judged = duty::judge_loop(&office, &staff(), "2023-10").await.unwrap();
    assert!(judged.table(PROPOSED).is_some() && judged.table(DRAWN).unwrap().rows.is_empty());
    let proposed = judged.table(PROPOSED).unwrap();
    assert!(proposed.rows.iter().any(|row| proposed.cell(row, "文种") == Some("提醒函")), "October has yellow lights");
    let interview = proposed.rows.iter().find(|row| proposed.cell(row, "文种") == Some("约谈通知书")).unwrap();
    let text = interview.reasons.text();
    assert!(text.contains("区级河长约谈“红灯”责任单位责任人") && text.contains("灯 红灯"), "{text}");
}

#[tokio::test]
async fn a_chief_records_the_own_patrols_only() {
    let office = office().await;
    let own = chief(&office, VILLAGE).await;
    let page = duty::mine(&office, &own).await.unwrap();
    assert!(page.duty.iter().all(|row| row.chief == VILLAGE) && !page.duty.is_empty());
    assert!(page.patrols.iter().all(|row| row.values["河长"] == VILLAGE) && page.patrols.len() > 30);
    assert!(page.form.columns.iter().all(|column| column.name != "河长" && column.name != "是否有效"));
    let values = |more: &[(&str, &str)]| {
        let base = [("开始时间", "2023-11-02 09:00"), ("结束时间", "2023-11-02 09:40"), ("里程", "2.5"), ("方式", "明查")];
        base.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let form = |more: &[(&str, &str)]| OwnPatrol { id: Some(uuid::Uuid::from_u128(9)), values: values(more) };
    assert_eq!(code(&duty::record_own(&office, &own, &form(&[("是否有效", "是")])).await), "office_only");
    assert_eq!(code(&duty::record_own(&office, &own, &form(&[("河长", "小安溪区级河长")])).await), "not_found");
    assert_eq!(code(&duty::record_own(&office, &staff(), &form(&[])).await), "not_allowed");
    let week = |page: &anlan_app::views::MyPatrols| page.duty[0].state;
    assert_eq!(week(&page), DutyState::Open, "the week of 30 October has not ended");
    let id = duty::record_own(&office, &own, &form(&[])).await.unwrap();
    assert_eq!(duty::record_own(&office, &own, &form(&[])).await.unwrap(), id, "a repeat is harmless");
    let after = duty::mine(&office, &own).await.unwrap();
    assert_eq!((after.patrols.len(), week(&after)), (page.patrols.len() + 1, DutyState::Fulfilled));
    let which = WhichRow { period: after.period.period.clone(), table: DUTY.to_owned(), key: after.duty[0].key.clone(), plans: false };
    let told = duty::reasons(&office, &own, &which).await.unwrap();
    assert!(told.reasons.text().contains("应巡1次，有效巡河1次"), "{}", told.reasons.text());
    let other =
        duty::duty(&office, &staff(), &DutyQuery { period: Some(after.period.period.clone()), ..DutyQuery::default() }).await.unwrap();
    let other = other.rows.iter().find(|row| row.chief != VILLAGE).unwrap();
    let which = WhichRow { key: other.key.clone(), ..which };
    assert_eq!(code(&duty::reasons(&office, &own, &which).await), "not_found", "another's duty looks like none");
    let audited = office.store.region(&common::region()).revision().await.unwrap();
    assert!(audited > 0);
    let listed =
        records::list(&office, &staff(), "patrol", &RecordQuery { q: Some("2023-11-02".to_owned()), ..RecordQuery::default() }).await;
    assert_eq!(listed.unwrap().total, 1);
}

#[tokio::test]
async fn a_roster_is_taken_whole_or_not_at_all() {
    let office = office().await;
    let bytes = demo_file("chiefs-2023.xlsx");
    let again = register::import_chiefs(&office, &staff(), "chiefs-2023.xlsx", &bytes, true).await.unwrap();
    assert_eq!((again.posts, again.tenures, again.faults.len()), (0, 0, 0), "the same again changes nothing");
    let csv =
        "职务名称,级别,河流,姓名,任职开始\n小安溪区级河长,村级河长,小安溪,何涛,2022-01-01\n新河长,镇级河长,没有的河,张三,2023-01-01\n";
    let before = office.store.region(&common::region()).revision().await.unwrap();
    let result = register::import_chiefs(&office, &staff(), "名录.csv", csv.as_bytes(), true).await.unwrap();
    let codes: Vec<&str> = result.faults.iter().map(|fault| fault.code.as_str()).collect();
    assert!(!result.confirmed && codes == ["unknown_river", "differs"], "{:#?}", result.faults);
    assert!(result.faults[0].message.contains("没有的河"));
    assert_eq!(office.store.region(&common::region()).revision().await.unwrap(), before);
    let next = format!("职务,级别,姓名,任职时间\n{VILLAGE},村级河长,新人,2023-11-01\n");
    let result = register::import_chiefs(&office, &staff(), "名录.csv", next.as_bytes(), true).await.unwrap();
    assert!(result.confirmed && result.tenures == 1);
    let tenures = office.store.region(&common::region()).tenures().await.unwrap();
    assert!(tenures.iter().any(|row| row.until_on == Some(common::day("2023-10-31"))), "the one before left the day before");
}

#[tokio::test]
async fn a_track_is_imported_as_one_patrol() {
    let office = office().await;
    let gpx = |name: &str, time: bool| {
        let point = |lat: &str, at: &str| {
            let time = if time { format!("<time>2023-11-01T{at}:00Z</time>") } else { String::new() };
            format!(r#"<trkpt lat="{lat}" lon="106.05">{time}</trkpt>"#)
        };
        format!("<gpx><trk><name>{name}</name><trkseg>{}{}</trkseg></trk></gpx>", point("29.84", "01:00"), point("29.86", "01:30"))
    };
    let import = async |text: String| records::confirm_bytes(&office, &staff(), "patrol", "轨迹.gpx", text.as_bytes(), false).await;
    assert_eq!(code(&import(gpx(VILLAGE, false)).await), "not_a_track");
    let wrong = import(gpx("龙桥社区石桥河村级河长", true)).await.unwrap();
    assert!(wrong.faults[0].message.contains(VILLAGE), "the nearest post is told: {:#?}", wrong.faults);
    let right = import(gpx(VILLAGE, true)).await.unwrap();
    assert_eq!((right.accepted, right.faults.len()), (1, 0));
    let query = RecordQuery { q: Some("轨迹.gpx".to_owned()), ..RecordQuery::default() };
    let rows = records::list(&office, &staff(), "patrol", &query).await.unwrap().rows;
    assert_eq!((rows[0].values["开始时间"].as_str(), rows[0].values["里程"].as_str()), ("2023-11-01 09:00", "2.22"));
}
