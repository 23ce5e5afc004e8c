//! A made-up district opened without rules: copies of another's, its register from one workbook, and what is left to do at each step.

use crate::common::{Office, seed};
use anlan_app::imports::confirm_bytes;
use anlan_app::setup::{Shelf, copy_packs, open_region, steps};
use anlan_app::views::{CopyPacks, SetupKey, SetupPage};
use anlan_app::{Anlan, Call, CurrentOffice, FaultKind, overview, register};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::RegionId;
use anlan_core::pack::Packs;
use anlan_core::pack::copy::PackFiles;
use anlan_report::read::{ReadLimits, read_workbook};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

fn call(role: Role, at: &str) -> Call {
    let actor = Actor { name: role.key().to_owned(), role, unit_id: None, river_id: None, chief_id: None };
    Call::new(RegionId::parse("509901").unwrap(), actor, None, format!("2023-11-03T{at}Z").parse().unwrap(), seed())
}

/// Packs in memory, which may refuse to be written.
struct InMemory {
    packs: Mutex<BTreeMap<String, PackFiles>>,
    full: bool,
}

impl InMemory {
    fn of(names: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let files = |name: &&str| {
            let all = std::fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
            let read = all.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()));
            let mut read: PackFiles = read.collect();
            if let Ok(text) = std::fs::read_to_string(folder.join(name).join("papers/circular.jinja")) {
                read.insert("papers/circular.jinja".to_owned(), text);
            }
            ((*name).to_owned(), read)
        };
        Self { packs: Mutex::new(names.iter().map(files).collect()), full: false }
    }
}

impl Shelf for InMemory {
    fn packs(&self) -> Result<BTreeMap<String, PackFiles>, String> {
        Ok(self.packs.lock().unwrap().clone())
    }

    fn add(&self, packs: &BTreeMap<String, PackFiles>) -> Result<(), String> {
        if self.full {
            return Err("no space left".to_owned());
        }
        self.packs.lock().unwrap().extend(packs.clone());
        Ok(())
    }

    fn take_back(&self, packs: &BTreeMap<String, PackFiles>) {
        self.packs.lock().unwrap().retain(|name, _| !packs.contains_key(name));
    }
}

fn form(packs: &[&str]) -> CopyPacks {
    let packs = packs.iter().map(|name| (*name).to_owned()).collect();
    CopyPacks { from: "500151".into(), packs, key: "qingxi".into(), word: "青".into() }
}

async fn opened(shelf: &InMemory) -> Office {
    let office = Office::with_packs(Packs::load(&shelf.packs().unwrap()).unwrap()).await;
    open_region(&office.anlan, &call(Role::SystemAdmin, "00:30:00"), "青溪区").await.unwrap();
    office
}

fn undone(page: &SetupPage) -> Vec<SetupKey> {
    page.steps.iter().filter(|step| !step.done).map(|step| step.key).collect()
}

fn book(units: &[[&str; 3]], rivers: &[[&str; 4]], chiefs: &[[&str; 5]]) -> Vec<u8> {
    fn sheet<const N: usize>(name: &str, headers: [&str; N], rows: &[[&str; N]]) -> OutSheet {
        let cell = |text: &&str| if text.is_empty() { OutCell::Empty } else { OutCell::Text((*text).to_owned()) };
        OutSheet {
            name: name.to_owned(),
            title: None,
            columns: headers.map(|header| OutColumn { header: header.to_owned(), width: 10.0 }).into(),
            rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }
    let sheets = [
        sheet("单位", ["单位名称", "类别", "启用日期"], units),
        sheet("河流", ["河流名称", "级别", "牵头单位", "牵头开始"], rivers),
        sheet("河长", ["职务名称", "级别", "河流", "姓名", "任职开始"], chiefs),
    ];
    write_workbook(&sheets, "2023-11-03".parse().unwrap()).unwrap()
}

#[tokio::test]
async fn rules_are_copied_once_by_the_head_and_hold_from_the_next_call() {
    let shelf = InMemory::of(&["tongliang-lists-2023", "tongliang-loop-2022", "tongliang-assessment-2022", "chongqing-city-2023"]);
    let office = opened(&shelf).await;
    let again = open_region(&office.anlan, &call(Role::SystemAdmin, "00:31:00"), "青溪区").await.unwrap_err();
    assert_eq!(again.code, "region_there");
    let (head, staff) = (call(Role::OfficeHead, "01:00:00"), call(Role::OfficeStaff, "01:00:00"));
    let page = steps(&office.anlan, &head).await.unwrap();
    assert_eq!((page.name.as_str(), page.next), ("青溪区", Some(SetupKey::Packs)));
    // An office above districts has nothing to be copied, and the region's own packs are no candidates.
    let offered: Vec<&str> = page.candidates.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(offered, ["铜梁区"]);
    let lists = page.candidates[0].packs.iter().find(|pack| pack.id == "tongliang-lists-2023").unwrap();
    assert!(lists.clauses > 5 && lists.rules > 0 && lists.document.contains("渝简报147"), "{lists:?}");
    assert!(steps(&office.anlan, &staff).await.unwrap().actions.is_empty());
    assert!(overview::overview(&office.anlan, &staff, None).await.unwrap().todo.iter().any(|todo| format!("{:?}", todo.key) == "ToSetUp"));
    let refused = copy_packs(&office.anlan, &staff, Some(&shelf), &form(&[])).await.unwrap_err();
    assert_eq!(refused.kind, FaultKind::NotAllowed);
    let refused = copy_packs(&office.anlan, &head, Some(&shelf), &CopyPacks { key: "Qing Xi".into(), ..form(&[]) }).await.unwrap_err();
    assert_eq!((refused.code, refused.field), ("bad_key", Some("key")));
    let full = InMemory { packs: Mutex::new(shelf.packs().unwrap()), full: true };
    assert_eq!(copy_packs(&office.anlan, &head, Some(&full), &form(&[])).await.unwrap_err().code, "packs_folder");
    let city = CopyPacks { from: "500000".into(), ..form(&[]) };
    assert_eq!(copy_packs(&office.anlan, &head, Some(&shelf), &city).await.unwrap_err().code, "nothing_to_copy");
    assert_eq!(shelf.packs().unwrap().len(), 4, "what was refused left nothing");

    // Whoever holds the office from before works with its packs to the end; the next one has the copies.
    let current = CurrentOffice::new(Arc::new(office.anlan.with_packs(office.anlan.packs.clone())));
    let before = current.now();
    let packs = copy_packs(&before, &head, Some(&shelf), &form(&["tongliang-lists-2023", "tongliang-assessment-2022"])).await.unwrap();
    current.replace(before.with_packs(packs));
    assert!(before.packs.of_region("509901").is_none());
    let now = current.now();
    let page = steps(&now, &head).await.unwrap();
    assert_eq!(page.next, Some(SetupKey::Units));
    let origin: Vec<_> = page.packs.iter().filter_map(|pack| pack.copied_from.as_deref()).collect();
    assert!(origin.len() == 2 && origin.iter().all(|text| text.starts_with("铜梁区“")), "{origin:?}");
    assert!(page.steps[0].missing.as_ref().unwrap().contains("照搬自外区"));
    // What it has is refused a second time; what it has not can still be had.
    let twice = copy_packs(&now, &call(Role::OfficeHead, "01:10:00"), Some(&shelf), &form(&[])).await.unwrap_err();
    assert_eq!((twice.code, twice.field), ("topic_taken", Some("packs")));
    let more = copy_packs(&now, &call(Role::OfficeHead, "01:11:00"), Some(&shelf), &form(&["tongliang-loop-2022"])).await.unwrap();
    assert!(more.loop_rules("509901", "2023-11-03".parse().unwrap()).is_ok_and(|pack| pack.head.id == "qingxi-loop-2022"));
    let audit = now.store.region(&head.region).last_audit().await.unwrap().unwrap();
    assert_eq!((audit.action.as_str(), audit.actor.as_str()), ("pack.copy", "office_head"));
}

async fn ready(shelf: &InMemory) -> (Office, Anlan) {
    let office = opened(shelf).await;
    let packs = copy_packs(&office.anlan, &call(Role::OfficeHead, "01:00:00"), Some(shelf), &form(&[])).await.unwrap();
    let anlan = office.anlan.with_packs(packs);
    (office, anlan)
}

#[tokio::test]
async fn the_register_comes_from_one_workbook_or_not_at_all() {
    let shelf = InMemory::of(&["tongliang-lists-2023"]);
    let office = opened(&shelf).await;
    let staff = |at: &str| call(Role::OfficeStaff, at);
    let early = register::import_register(&office.anlan, &staff("01:00:00"), "登记表.xlsx", &book(&[], &[], &[]), true).await.unwrap_err();
    assert_eq!(early.code, "no_pack");
    drop(office);
    let (_office, anlan) = ready(&InMemory::of(&["tongliang-lists-2023"])).await;
    let region = RegionId::parse("509901").unwrap();
    let read = async || anlan.store.region(&region).revision().await.unwrap();
    let before = read().await;
    let bad = book(
        &[["区水利局", "", ""], ["河口公社", "", ""], ["区水利局", "", ""]],
        &[["青溪河", "干流", "", ""], ["白溪", "县级河流", "区水务局", ""]],
        &[["青溪河区级河长", "区级河长", "黄溪河", "李静", "2023-01-01"], ["区总河长", "区总河长", "", "王强", "昨天"]],
    );
    let told = register::import_register(&anlan, &staff("02:00:00"), "登记表.xlsx", &bad, true).await.unwrap();
    let mut places: Vec<_> = told.faults.iter().map(|fault| (fault.sheet.as_str(), fault.row, fault.column.as_deref())).collect();
    places.sort_unstable();
    let at = |sheet, row, column| (sheet, Some(row), Some(column));
    let wanted = [
        at("单位", 3, "类别"),
        at("单位", 4, "单位名称"),
        at("河流", 2, "级别"),
        at("河流", 3, "牵头单位"),
        at("河流", 3, "级别"),
        at("河长", 2, "河流"),
        at("河长", 3, "任职开始"),
    ];
    assert_eq!(places, wanted, "{:#?}", told.faults);
    assert!(!told.confirmed && read().await == before, "a fault anywhere changes nothing");

    let good = book(
        &[["区水利局", "", "2023-01-01"], ["河口镇", "", ""], ["城管中心", "区级部门", ""]],
        &[["青溪河", "区级河流", "区水利局", "2023-02-01"], ["白溪", "镇级河流", "", ""]],
        &[["青溪河区级河长", "区级河长", "青溪河", "李静", "2023-01-01"], ["区总河长", "区总河长", "", "王强", "2023-01-01"]],
    );
    let counts =
        |told: &anlan_app::views::RegisterImport| (told.units, told.rivers, told.lead_units, told.posts, told.tenures, told.unchanged);
    let look = register::import_register(&anlan, &staff("02:10:00"), "登记表.xlsx", &good, false).await.unwrap();
    assert_eq!((look.faults.as_slice(), counts(&look), look.confirmed), (&[][..], (3, 2, 1, 2, 2, 0), false));
    assert_eq!(read().await, before, "a look changes nothing");
    let done = register::import_register(&anlan, &staff("02:11:00"), "登记表.xlsx", &good, true).await.unwrap();
    assert_eq!((counts(&done), done.confirmed), ((3, 2, 1, 2, 2, 0), true));
    let after = read().await;
    let again = register::import_register(&anlan, &staff("02:12:00"), "登记表.xlsx", &good, true).await.unwrap();
    assert_eq!((again.faults.as_slice(), counts(&again)), (&[][..], (0, 0, 0, 0, 0, 7)));
    assert_eq!(read().await, after, "the same workbook again changes nothing");
    let other = book(
        &[["河口镇", "区级部门", ""]],
        &[["青溪河", "镇级河流", "", ""]],
        &[["青溪河区级河长", "区级河长", "白溪", "李静", "2023-01-01"]],
    );
    let told = register::import_register(&anlan, &staff("02:13:00"), "登记表.xlsx", &other, true).await.unwrap();
    let places: Vec<_> = told.faults.iter().map(|fault| (fault.sheet.as_str(), fault.row, fault.code.as_str())).collect();
    assert_eq!(places, [("单位", Some(2), "differs"), ("河流", Some(2), "differs"), ("河长", Some(2), "differs")]);

    // The workbook handed out is read as what it is, and is empty.
    let (name, bytes) = register::register_sheet(&anlan, &staff("02:14:00")).unwrap();
    assert_eq!(name, "青溪区单位河流河长登记表.xlsx");
    let sheets = read_workbook(&bytes, &ReadLimits::default()).unwrap().sheets;
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["单位", "河流", "河长", "填写说明"]);
    let told = register::import_register(&anlan, &staff("02:15:00"), &name, &bytes, true).await.unwrap();
    assert_eq!((told.faults.as_slice(), told.passed_over.len(), counts(&told)), (&[][..], 0, (0, 0, 0, 0, 0, 0)));
}

#[tokio::test]
async fn a_second_holder_of_a_post_ends_the_first_ones_term_and_the_preview_says_so() {
    let (_office, anlan) = ready(&InMemory::of(&["tongliang-lists-2023"])).await;
    let staff = |at: &str| call(Role::OfficeStaff, at);
    let general = |person, from| ["区总河长", "区总河长", "", person, from];
    let take = async |at: &str, rows: &[[&str; 5]], confirm: bool| {
        register::import_register(&anlan, &staff(at), "登记表.xlsx", &book(&[], &[], rows), confirm).await.unwrap()
    };
    let told = |import: &anlan_app::views::RegisterImport| -> Vec<_> {
        import.ended.iter().map(|one| (one.post.clone(), one.person.clone(), one.until_on.to_string(), one.follows.clone())).collect()
    };
    let ended =
        |person: &str, until: &str, follows: &str| vec![("区总河长".to_owned(), person.to_owned(), until.to_owned(), follows.to_owned())];
    let first = take("02:00:00", &[general("王强", "2023-01-01")], true).await;
    assert_eq!((first.tenures, told(&first)), (1, vec![]));
    let both = [general("王强", "2023-01-01"), general("李静", "2023-06-01")];
    let look = take("02:01:00", &both[1..], false).await;
    assert_eq!((look.faults.as_slice(), told(&look)), (&[][..], ended("王强", "2023-05-31", "李静")));
    // Both of one workbook, and recorded; the same again says nothing new although it leaves the first one's end open.
    let done = take("02:02:00", &both, true).await;
    assert_eq!((done.confirmed, done.unchanged, told(&done)), (true, 1, ended("王强", "2023-05-31", "李静")));
    let again = take("02:03:00", &both, true).await;
    assert_eq!((again.faults.as_slice(), again.tenures, again.unchanged, told(&again)), (&[][..], 0, 2, vec![]));
    // Two holders from one day contradict each other, in a workbook and against what is recorded.
    let twice = take("02:04:00", &[general("赵敏", "2023-09-01"), general("孙立", "2023-09-01")], true).await;
    let faults: Vec<_> = twice.faults.iter().map(|fault| (fault.row, fault.code.as_str(), fault.message.as_str())).collect();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].0 == Some(3) && faults[0].2.contains("第2行"), "{faults:?}");
    // Told also where another cell of the row is bad.
    let bad = ["区总河长", "总河长们", "", "孙立", "2023-09-01"];
    let twice = take("02:04:30", &[general("赵敏", "2023-09-01"), bad], true).await;
    let mut codes: Vec<_> = twice.faults.iter().map(|fault| (fault.row, fault.column.as_deref(), fault.code.as_str())).collect();
    codes.sort_unstable();
    assert_eq!(
        codes.iter().map(|(row, column, _)| (*row, *column)).collect::<Vec<_>>(),
        [(Some(3), Some("级别")), (Some(3), Some("职务名称"))]
    );
    let against = take("02:05:00", &[general("孙立", "2023-06-01")], true).await;
    assert_eq!((against.faults[0].code.as_str(), against.confirmed), ("overlaps", false));
}

#[tokio::test]
async fn every_step_is_counted_until_the_first_lights() {
    let (_office, anlan) = ready(&InMemory::of(&["tongliang-lists-2023"])).await;
    let staff = |at: &str| call(Role::OfficeStaff, at);
    let page = steps(&anlan, &staff("03:00:00")).await.unwrap();
    assert_eq!((undone(&page).len(), page.month.to_string()), (7, "2023-10".to_owned()));
    let register = book(
        &[["区水利局", "", ""], ["河口镇", "", ""]],
        &[["青溪河", "区级河流", "区水利局", ""]],
        &[["青溪河区级河长", "区级河长", "青溪河", "李静", "2023-01-01"]],
    );
    assert!(register::import_register(&anlan, &staff("03:01:00"), "a.xlsx", &register, true).await.unwrap().confirmed);
    let sheet = |name: &str, headers: &[&str], rows: &[&[&str]]| OutSheet {
        name: name.to_owned(),
        title: None,
        columns: headers.iter().map(|header| OutColumn { header: (*header).to_owned(), width: 10.0 }).collect(),
        rows: rows.iter().map(|row| row.iter().map(|text| OutCell::Text((*text).to_owned())).collect()).collect(),
    };
    let headers = ["事项编号", "事项(项目)名称", "河流", "责任单位", "开始时间", "完成时限"];
    let rows: [&[&str]; 2] = [
        &["ZD-2023-01", "青溪河综合整治", "青溪河", "区水利局", "2023-01-15", "2023-12-20"],
        &["ZD-2023-02", "青溪河截污", "青溪河", "河口镇", "2023-01-15", "2023-12-20"],
    ];
    let reports: [&[&str]; 1] = [&["重大事项", "ZD-2023-01", "2023年10月", "85", "区水利局"]];
    let lists =
        [sheet("重大事项重大项目清单", &headers, &rows), sheet("月度进展", &["清单", "编号", "月份", "累计进度(%)", "填报单位"], &reports)];
    let lists = write_workbook(&lists, "2023-11-03".parse().unwrap()).unwrap();
    let told = confirm_bytes(&anlan, &staff("03:02:00"), "清单.xlsx", &lists, false).await.unwrap();
    assert_eq!(told.faults, []);
    let page = steps(&anlan, &staff("03:03:00")).await.unwrap();
    assert_eq!((undone(&page), page.next), (vec![SetupKey::Accounts], Some(SetupKey::Accounts)));
    let count = |key: SetupKey| {
        let step = page.steps.iter().find(|step| step.key == key).unwrap();
        step.counts.iter().map(|one| (one.count, one.of)).collect::<Vec<_>>()
    };
    assert_eq!(count(SetupKey::Rivers), [(1, None), (1, Some(1))]);
    assert_eq!(count(SetupKey::Chiefs), [(1, None), (1, Some(1))]);
    assert_eq!(count(SetupKey::Lists), [(2, None), (0, None), (0, None)]);
    assert_eq!(count(SetupKey::Reports), [(1, Some(2))]);
    assert_eq!(count(SetupKey::Lights), [(2, Some(2)), (0, None)]);
    let todo = overview::overview(&anlan, &staff("03:04:00"), None).await.unwrap().todo;
    assert!(!todo.iter().any(|todo| format!("{:?}", todo.key) == "ToSetUp"));
}
