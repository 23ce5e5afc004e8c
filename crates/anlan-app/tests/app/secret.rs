//! Who complained: kept, shown to one role one value at a time, and found nowhere else.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;

use anlan_app::problems::{report_problem, show_problem};
use anlan_app::records::{self, kinds_of, records_known};
use anlan_app::views::{CorrectRecord, ProblemForm, RecordForm, RecordQuery, ReportProblem, SecretWanted};
use anlan_app::{assessment, audit};
use anlan_core::access::Role;
use anlan_core::ids::{MatterId, RecordId};
use anlan_report::read::{ReadLimits, read_workbook};
use common::{NOW, Office, V, at, auditor, book, code, day, head, page, person, region, row, staff, t};

const NAME: &str = "秘密人甲乙丙";
const PHONE: &str = "13900001234";

fn values(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    pairs.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect()
}

fn complaint() -> Vec<(&'static str, &'static str)> {
    vec![
        ("事项", "场镇污水直排"),
        ("责任单位", "白羊镇"),
        ("举报日期", "2023-05-06"),
        ("累计举报次数", "2"),
        ("来源方式", "电话"),
        ("问题编号", "WT-2023-0001"),
        ("答复日期", "2023-06-01"),
        ("答复内容", "已整改"),
        ("举报人", NAME),
        ("联系电话", PHONE),
    ]
}

/// An office with the problem that is complained about.
async fn office() -> (Office, MatterId) {
    let office = Office::tongliang().await;
    let content = ProblemForm {
        title: "场镇污水直排".into(),
        description: String::new(),
        scheme: String::new(),
        class: "污水直排".into(),
        source: "complaint".into(),
        river_id: None,
        reach: String::new(),
        place: "白羊场镇".into(),
        lon: None,
        lat: None,
        found_on: day("2023-05-08"),
        finder: String::new(),
        finder_chief_id: None,
        prominent: false,
    };
    let form = ReportProblem { id: None, content, evidence: vec![], unit_id: None, limit_on: None, measure: String::new() };
    let problem = report_problem(&office, &staff(), &form).await.unwrap();
    (office, problem)
}

fn hides(what: &str, told: impl std::fmt::Debug) {
    let text = format!("{told:?}");
    assert!(!text.contains(NAME) && !text.contains(PHONE), "{what} tells a secret: {text}");
}

#[tokio::test]
async fn a_secret_is_in_no_list_search_export_fact_history_or_audit() {
    let (office, problem) = office().await;
    let id = records::record(&office, &staff(), "complaint", &RecordForm { id: None, values: values(&complaint()) }).await.unwrap();
    let shown = records::show(&office, &head(), "complaint", id).await.unwrap();
    assert_eq!(shown.secrets, ["举报人", "联系电话"], "that they are there is told");
    assert_eq!(shown.row.values["答复内容"], "已整改");
    let page = show_problem(&office, &staff(), problem).await.unwrap();
    assert_eq!((page.records[0].kind_label.as_str(), page.records[0].title.as_str()), ("群众举报", "场镇污水直排"));
    assert!(page.records[0].told.contains("累计举报次数：2；"), "{}", page.records[0].told);
    hides("the problem's page", &page);
    // A correction that leaves them blank keeps them; one that changes them tells only that they changed.
    let open: Vec<(&str, &str)> = complaint().into_iter().filter(|(name, _)| !["举报人", "联系电话"].contains(name)).collect();
    let form = |pairs: &[(&str, &str)]| CorrectRecord { values: values(pairs), reason: "补充".to_owned() };
    let version = shown.row.version.to_string();
    assert_eq!(code(&records::correct(&office, &staff(), "complaint", id, &version, &form(&open)).await), "unchanged");
    let changed: Vec<(&str, &str)> = open.iter().copied().chain([("联系电话", "13900005678")]).collect();
    records::correct(&office, &staff(), "complaint", id, &version, &form(&changed)).await.unwrap();
    let shown = records::show(&office, &staff(), "complaint", id).await.unwrap();
    assert_eq!((shown.history[0].changes[0].label.as_str(), shown.history[0].changes[0].new.as_str()), ("联系电话", "（保密）"));
    hides("the page", &shown);
    hides("the page", format!("{shown:?}").replace("13900005678", PHONE));
    let look = |query: RecordQuery| {
        let office = &office;
        async move { records::list(office, &staff(), "complaint", &query).await.unwrap() }
    };
    assert_eq!(look(RecordQuery { q: Some(NAME.to_owned()), ..RecordQuery::default() }).await.total, 0, "a search does not find it");
    assert_eq!(look(RecordQuery { q: Some("13900005678".to_owned()), ..RecordQuery::default() }).await.total, 0);
    hides("the list", look(RecordQuery { sort: Some("举报人".to_owned()), ..RecordQuery::default() }).await);
    let (_, bytes) = records::export(&office, &staff(), "complaint", &RecordQuery::default()).await.unwrap();
    let sheets = read_workbook(&bytes, &ReadLimits::default()).unwrap();
    assert!(!format!("{sheets:?}").contains("举报人"), "the column is not exported");
    hides("the export", &sheets);
    let own = region();
    let read = office.store.region(&own);
    let known =
        records_known(&read, kinds_of(&office, &region()), "complaint", day("2023-11-03"), at("2030-01-01T00:00:00Z")).await.unwrap();
    assert_eq!(known.len(), 1);
    hides("the rules' facts", &known);
    let offered = assessment::offered(&office, &staff()).unwrap();
    let table = offered.iter().find(|table| table.name == "群众举报").unwrap();
    assert!(table.columns.iter().all(|column| !["举报人", "联系电话"].contains(&column.name.as_str())), "no pack can declare it");
    hides("the kinds", records::kinds(&office, &staff()).await.unwrap());
    hides("the audit", audit::page(&office, &auditor(), &anlan_app::views::AuditQuery::default()).await.unwrap());
}

#[tokio::test]
async fn one_role_sees_one_value_with_a_reason_and_each_look_is_audited() {
    let (office, _) = office().await;
    let id = records::record(&office, &staff(), "complaint", &RecordForm { id: None, values: values(&complaint()) }).await.unwrap();
    let wanted = |column: &str, reason: &str| SecretWanted { column: column.to_owned(), reason: reason.to_owned() };
    for role in Role::ALL.iter().filter(|role| **role != Role::OfficeHead) {
        let caller = person("某人", *role, NOW);
        let told = records::secret(&office, &caller, "complaint", id, &wanted("举报人", "想看")).await;
        assert_eq!(code(&told), "not_allowed", "{}", role.key());
    }
    let ask = async |id: RecordId, form: SecretWanted| records::secret(&office, &head(), "complaint", id, &form).await;
    assert_eq!(code(&ask(id, wanted("举报人", " ")).await), "missing");
    assert_eq!(code(&ask(id, wanted("事项", "看看")).await), "not_secret");
    assert_eq!(code(&ask(RecordId(uuid::Uuid::from_u128(1)), wanted("举报人", "看看")).await), "not_found");
    let before = office.store.region(&region()).revision().await.unwrap();
    let told = ask(id, wanted("举报人", "答复举报人")).await.unwrap();
    assert_eq!((told.column.as_str(), told.value.as_str()), ("举报人", NAME), "one value, not the other");
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), before + 1, "the look is audited");
    let rows = audit::page(&office, &auditor(), &anlan_app::views::AuditQuery::default()).await.unwrap();
    let text = format!("{rows:?}");
    assert!(text.contains("record.secret") && text.contains("答复举报人"), "{text}");
    hides("the audit of the look", &rows);
}

#[tokio::test]
async fn a_complaint_names_a_problem_that_there_is_and_shows_there_until_it_names_another() {
    let (office, problem) = office().await;
    let wrong: Vec<(&str, &str)> =
        complaint().into_iter().map(|(name, text)| (name, if name == "问题编号" { "WT-2023-0009" } else { text })).collect();
    let fault = records::record(&office, &staff(), "complaint", &RecordForm { id: None, values: values(&wrong) }).await.unwrap_err();
    assert_eq!((fault.fields.len(), fault.fields[0].code, fault.fields[0].field.as_str()), (1, "unknown_problem", "问题编号"));
    let heads = row(&["举报事项", "责任单位", "首次举报日期", "举报次数", "问题编号"]);
    let line = |number: &str| vec![t("河边堆垃圾"), t("白羊镇"), V::D(2023, 3, 1), V::N(1.0), t(number)];
    let import = async |number: &str| {
        let bytes = book(&[page("举报", vec![heads.clone(), line(number)])]);
        records::confirm_bytes(&office, &staff(), "complaint", "举报.xlsx", &bytes, false).await.unwrap()
    };
    assert_eq!(import("WT-2023-0009").await.faults[0].code, "unknown_problem");
    assert_eq!(import("WT-2023-0001").await.accepted, 1);
    let named = async || show_problem(&office, &staff(), problem).await.unwrap().records.len();
    assert_eq!(named().await, 1);
    // Who may not see records is not told of them.
    let other = office.liaison("区水利局").await;
    assert!(show_problem(&office, &other, problem).await.is_err());
    let held = records::list(&office, &staff(), "complaint", &RecordQuery::default()).await.unwrap().rows.remove(0);
    let blank: Vec<(&str, &str)> =
        held.values.iter().filter(|(name, _)| *name != "问题编号").map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let form = CorrectRecord { values: values(&blank), reason: "与该问题无关".to_owned() };
    records::correct(&office, &staff(), "complaint", RecordId(held.id), &held.version.to_string(), &form).await.unwrap();
    assert_eq!(named().await, 0);
}

#[tokio::test]
async fn an_import_keeps_secrets_and_tells_none() {
    let office = Office::tongliang().await;
    let heads = row(&["举报事项", "责任单位", "首次举报日期", "举报次数", "举报人姓名", "举报人电话"]);
    let good = vec![t("河边堆垃圾"), t("白羊镇"), V::D(2023, 3, 1), V::N(1.0), t(NAME), t(PHONE)];
    let import = async |rows: Vec<Vec<V>>| {
        records::confirm_bytes(&office, &staff(), "complaint", "举报.xlsx", &book(&[page("举报", rows)]), false).await.unwrap()
    };
    let long = NAME.repeat(400);
    let bad = vec![t("河边堆垃圾"), t("白羊镇"), V::D(2023, 3, 1), V::N(1.0), t(&long), V::F("=1+1", PHONE)];
    let result = import(vec![heads.clone(), bad]).await;
    assert_eq!(result.faults.len(), 2, "{:#?}", result.faults);
    hides("a fault at a secret cell", &result.faults);
    assert_eq!(import(vec![heads.clone(), good.clone()]).await.accepted, 1);
    assert_eq!(import(vec![heads.clone(), good.clone()]).await.unchanged, 1);
    // The same file with the cells blank does not erase them.
    let blank = vec![t("河边堆垃圾"), t("白羊镇"), V::D(2023, 3, 1), V::N(1.0), V::Blank, V::Blank];
    assert_eq!(import(vec![heads, blank]).await.unchanged, 1);
    let rows = records::list(&office, &staff(), "complaint", &RecordQuery::default()).await.unwrap().rows;
    let form = SecretWanted { column: "联系电话".to_owned(), reason: "核实".to_owned() };
    assert_eq!(records::secret(&office, &head(), "complaint", RecordId(rows[0].id), &form).await.unwrap().value, PHONE);
}
