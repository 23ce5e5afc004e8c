//! An office in which 周明 has several accounts: how 周明 finds a problem, how one is closed.

use crate::common::{self, Office, at, book, day, demo_file, region, small};
use anlan_app::inspections::{note_on_the_spot, plan_inspection, release_inspection};
use anlan_app::ledgers::import_ledger;
use anlan_app::look_backs::{draw_sample, record_look_back};
use anlan_app::problems::{
    ask_close_out, assign_problem, check_close_out, close_unfixed, correct_problem, list_problem, merge_problem, reopen_problem,
    report_problem,
};
use anlan_app::register::{add_chief, add_tenure};
use anlan_app::views::{
    AskCloseOut, AssignProblem, Because, CheckCloseOut, ChiefForm, CorrectProblem, DrawForm, EvidenceForm, InspectionForm, ItemForm,
    ListProblem, LookedForm, MergeProblem, OpenItem, ProblemForm, ReopenProblem, ReportProblem, SpotForm, TenureForm,
};
use anlan_app::{Call, Fault, evidence, lists};
use anlan_core::access::{Actor, Role};
use anlan_core::days::china_day;
use anlan_core::ids::{AccountId, ChiefId, ItemId, MatterId, RiverId, UnitId};
use anlan_core::item::List;
use anlan_core::matter::Matter;
use anlan_core::matter::problem::{LookBackResult, Stage};
use anlan_core::pack::{Pack, Packs};
use chrono::{DateTime, TimeDelta, Utc};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

pub const TOWN: &str = "白羊镇";

/// An office whose clock goes on with every call.
pub struct Place {
    pub office: Office,
    minutes: AtomicI64,
    pub start: DateTime<Utc>,
    pub chief: Uuid,
    photo: String,
}

fn packs() -> Packs {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-loop-2022");
    let names = ["pack.toml", "rules.toml", "figures.toml"];
    let files = names.map(|name| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()));
    let (head, rules) = (include_str!("../assessment/pack.toml"), include_str!("../assessment/rules.toml"));
    let scores = [("pack.toml".to_owned(), head.to_owned()), ("rules.toml".to_owned(), rules.to_owned())];
    let loops = Pack::load("tongliang-loop-2022", files.into()).unwrap();
    Packs::new(vec![common::lists_pack(), loops, Pack::load("sample-assessment", scores.into()).unwrap()]).unwrap()
}

impl Place {
    pub async fn new() -> Self {
        let office = Office::with_packs(packs()).await;
        let start = at("2023-09-20T01:00:00Z");
        let mut place = Self { office, minutes: AtomicI64::new(0), start, chief: Uuid::nil(), photo: String::new() };
        let (office, admin) = (&place.office, place.nobody());
        assert_eq!(anlan_app::imports::confirm_bytes(office, &admin, "台账.xlsx", &book(&small()), false).await.unwrap().faults, []);
        let river = office.store.region(&region()).rivers().await.unwrap().iter().find(|row| row.name == "小安溪").unwrap().id;
        let form = ChiefForm { id: None, name: "小安溪区级河长".into(), level: "district".into(), river_id: Some(river) };
        let chief = add_chief(office, &place.nobody(), &form).await.unwrap();
        let form = TenureForm { person: "周明".into(), from_on: day("2022-01-01") };
        add_tenure(office, &place.nobody(), chief, &form).await.unwrap();
        let photo = evidence::add_file(office, &place.nobody(), "整改后.png", &demo_file("pictures/演示整改后-1.png")).await.unwrap();
        (place.chief, place.photo) = (chief, photo.hash);
        place
    }

    /// What was set up before anybody here came.
    pub fn nobody(&self) -> Call {
        self.who("系统（setup）", Role::OfficeStaff)
    }

    pub fn who(&self, name: &str, role: Role) -> Call {
        let now = self.start + TimeDelta::minutes(self.minutes.fetch_add(1, Ordering::Relaxed));
        let account = AccountId(Uuid::from_bytes(anlan_core::digest::bytes(name.as_bytes())[..16].try_into().unwrap()));
        let actor = Actor { name: name.to_owned(), role, unit_id: None, river_id: None, chief_id: None };
        Call::new(region(), actor, Some(account), now, common::seed())
    }

    pub async fn of_unit(&self, name: &str, role: Role, unit: &str) -> Call {
        let mut call = self.who(name, role);
        call.actor.unit_id = Some(UnitId(self.office.unit(unit).await));
        call
    }

    pub fn another(&self) -> Call {
        self.who("李伟（staff2）", Role::OfficeStaff)
    }

    pub fn checker(&self) -> Call {
        self.who("高远（inspector）", Role::Inspector)
    }

    pub async fn river(&self) -> Uuid {
        self.office.store.region(&region()).rivers().await.unwrap().iter().find(|row| row.name == "小安溪").unwrap().id
    }

    pub async fn form(&self, finder: &str) -> ProblemForm {
        ProblemForm {
            title: "河岸堆放垃圾".into(),
            description: String::new(),
            scheme: String::new(),
            class: "乱堆".into(),
            source: "office".into(),
            river_id: Some(self.river().await),
            reach: String::new(),
            place: String::new(),
            lon: None,
            lat: None,
            found_on: day("2023-08-10"),
            finder: finder.into(),
            finder_chief_id: None,
            prominent: true,
        }
    }

    pub async fn reported(&self, call: &Call, content: ProblemForm) -> MatterId {
        let form = ReportProblem { id: None, content, evidence: vec![], unit_id: None, limit_on: None, measure: String::new() };
        report_problem(&self.office, call, &form).await.unwrap()
    }

    pub async fn assigned(&self, id: MatterId) -> MatterId {
        let unit_id = self.office.unit(TOWN).await;
        let form = AssignProblem { unit_id, limit_on: Some(day("2023-08-20")), measure: String::new(), reason: "交办".into() };
        assign_problem(&self.office, &self.another(), id, &form).await.unwrap();
        id
    }

    pub async fn asked(&self, id: MatterId) {
        let evidence = vec![EvidenceForm { hash: self.photo.clone(), stage: Stage::After, note: String::new() }];
        let form = AskCloseOut { text: "已清理".into(), evidence };
        ask_close_out(&self.office, &self.who("罗芳（staff3）", Role::OfficeStaff), id, &form).await.unwrap();
    }

    pub async fn check(&self, call: &Call, id: MatterId, agreed: bool) -> Result<(), Fault> {
        let form = CheckCloseOut { agreed, text: "现场核查".into(), checked_on: china_day(call.at), evidence: vec![] };
        check_close_out(&self.office, call, id, &form).await
    }

    pub async fn hung(&self, id: MatterId, item_id: Option<Uuid>) -> ItemId {
        let form = ListProblem { year: 2023, decision: "总河长会议".into(), item_id };
        list_problem(&self.office, &self.another(), id, &form).await.unwrap()
    }

    pub async fn ledger(&self, key: &str, text: &str) -> Result<(), &'static str> {
        let told = import_ledger(&self.office, &self.another(), key, "台账.csv", text.as_bytes(), true).await.unwrap();
        match told.faults.first() {
            None => Ok(()),
            Some(fault) => Err(String::leak(fault.code.to_string())),
        }
    }

    /// A ledger of close-outs with one line of today.
    pub fn closing(&self, number: &str, asker: &str, checker: &str, result: &str) -> String {
        let today = china_day(self.nobody().at);
        let head = "编号,申请日期,申请人,整改情况,核查日期,核查人,核查结果,核查情况";
        format!("{head}\n{number},{today},{asker},已清理,{today},{checker},{result},现场核查\n")
    }

    pub async fn number(&self, id: MatterId) -> String {
        self.office.store.region(&region()).matter(id).await.unwrap().unwrap().number.unwrap()
    }
}

/// How 周明 came to have found a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    ReportedByThemselves,
    NamedByAnother,
    NamedWithAColleague,
    NamedUntilCorrected,
    OnTheSpot,
    OnTheSpotNamingAnother,
    ReportedAsChief,
    NamedByTheChiefsPost,
    NamedInALedger,
    SawItComeBackAtALookBack,
    SawItComeBack,
    WhatWasMergedIntoIt,
}

pub use Found as F;

pub const FOUND: [Found; 12] = [
    F::ReportedByThemselves,
    F::NamedByAnother,
    F::NamedWithAColleague,
    F::NamedUntilCorrected,
    F::OnTheSpot,
    F::OnTheSpotNamingAnother,
    F::ReportedAsChief,
    F::NamedByTheChiefsPost,
    F::NamedInALedger,
    F::SawItComeBackAtALookBack,
    F::SawItComeBack,
    F::WhatWasMergedIntoIt,
];

impl Place {
    /// A problem in the hands of the town, found by 周明 in some way.
    pub async fn found(&self, how: Found) -> MatterId {
        let inspector = || self.who("周明（inspector2）", Role::Inspector);
        let id = match how {
            F::ReportedByThemselves => self.reported(&self.who("周明（staff）", Role::OfficeStaff), self.form("").await).await,
            F::NamedByAnother => self.reported(&self.another(), self.form("周明").await).await,
            F::NamedWithAColleague => self.reported(&self.another(), self.form("唐伟、周明（区级暗访组）").await).await,
            F::NamedUntilCorrected => {
                let id = self.reported(&self.another(), self.form("周明").await).await;
                let form = CorrectProblem { content: self.form("唐伟").await, reason: "写错".into() };
                correct_problem(&self.office, &self.who("周明（staff）", Role::OfficeStaff), id, "1", &form).await.unwrap();
                id
            }
            F::OnTheSpot => self.inspected("").await,
            F::OnTheSpotNamingAnother => self.inspected("唐伟").await,
            F::ReportedAsChief => {
                let mut call = self.who("周明（chief）", Role::Chief);
                (call.actor.river_id, call.actor.chief_id) = (Some(RiverId(self.river().await)), Some(ChiefId(self.chief)));
                self.reported(&call, self.form("").await).await
            }
            F::NamedByTheChiefsPost => {
                let form = ProblemForm { finder_chief_id: Some(self.chief), ..self.form("").await };
                self.reported(&self.another(), form).await
            }
            F::NamedInALedger => {
                let text = "问题编号,问题,问题类型,发现来源,河流,发现日期,发现人\n\
                            铜问-2023-0001,河岸堆放垃圾,乱堆,区级暗访,小安溪,2023-08-10,周明（区级暗访组）\n";
                self.ledger("problem", text).await.unwrap();
                let read =
                    self.office.store.region(&region()).matter_numbered(anlan_core::matter::MatterKind::Problem, "铜问-2023-0001").await;
                MatterId(read.unwrap().unwrap().id)
            }
            F::SawItComeBackAtALookBack | F::SawItComeBack => {
                let id = self.reported(&self.another(), self.form("").await).await;
                self.assigned(id).await;
                self.asked(id).await;
                self.check(&self.who("唐伟（inspector3）", Role::Inspector), id, true).await.unwrap();
                if how == F::SawItComeBack {
                    let form = ReopenProblem { reason: "又堆上了".into(), limit_on: day("2023-12-01"), relapse: true, on: None };
                    reopen_problem(&self.office, &inspector(), id, &form).await.unwrap();
                } else {
                    let draw = self.drawn().await;
                    self.looked(&inspector(), draw, id, LookBackResult::Relapsed).await.unwrap();
                }
                id
            }
            F::WhatWasMergedIntoIt => {
                let first = self.reported(&inspector(), self.form("").await).await;
                let second = self.reported(&self.another(), self.form("").await).await;
                let third = self.reported(&self.another(), self.form("").await).await;
                for (id, into) in [(first, second), (second, third)] {
                    let form = MergeProblem { into: into.0, reason: "同一处".into() };
                    merge_problem(&self.office, &self.another(), id, &form).await.unwrap();
                }
                third
            }
        };
        self.assigned(id).await
    }

    pub async fn inspected(&self, finder: &str) -> MatterId {
        let form = InspectionForm {
            id: None,
            title: "暗访".into(),
            from_on: day("2023-08-01"),
            to_on: day("2023-08-31"),
            team: vec!["唐伟".into()],
            units: vec![],
            rivers: vec![],
            checklist: vec![],
        };
        let id = plan_inspection(&self.office, &self.another(), &form).await.unwrap();
        let call = self.who("周明（inspector2）", Role::Inspector);
        let form = SpotForm {
            id: Uuid::from_u128(5),
            place: "老码头".into(),
            noted_at: call.at,
            answers: vec![],
            finding: Some(self.form(finder).await),
            evidence: vec![],
            unit_id: None,
        };
        note_on_the_spot(&self.office, &call, id, &form).await.unwrap();
        release_inspection(&self.office, &self.another(), id).await.unwrap();
        let facts = self.office.store.region(&region()).matter_facts(id).await.unwrap();
        let Ok(Some(Matter::Inspection(inspection))) = Matter::told(&facts) else { panic!("no inspection") };
        inspection.problems[0]
    }

    /// The sample of the third quarter, drawn in November.
    pub async fn drawn(&self) -> MatterId {
        self.minutes.fetch_add(TimeDelta::days(44).num_minutes(), Ordering::Relaxed);
        let form = DrawForm { id: None, year: 2023, quarter: 3, seed: "1".into() };
        draw_sample(&self.office, &self.another(), &form).await.unwrap()
    }

    pub async fn looked(&self, call: &Call, draw: MatterId, id: MatterId, result: LookBackResult) -> Result<(), Fault> {
        let (number, limit_on) = (self.number(id).await, Some(day("2023-12-01")));
        let form = LookedForm { number, result, note: "现场查看".into(), on: None, evidence: vec![], limit_on };
        record_look_back(&self.office, call, draw, &form).await
    }
}

/// How a problem is closed, or kept from being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    Agrees,
    Returns,
    EndsItUnfixed,
    AgreesToWhatIsOnTheList,
}

pub const CLOSES: [Close; 4] = [Close::Agrees, Close::Returns, Close::EndsItUnfixed, Close::AgreesToWhatIsOnTheList];

impl Place {
    pub async fn ready(&self, how: Close, id: MatterId) {
        match how {
            Close::Agrees | Close::Returns => self.asked(id).await,
            Close::EndsItUnfixed => {}
            Close::AgreesToWhatIsOnTheList => {
                self.asked(id).await;
                self.hung(id, None).await;
            }
        }
    }

    pub async fn close(&self, how: Close, call: &Call, id: MatterId) -> Result<(), Fault> {
        match how {
            Close::Agrees | Close::AgreesToWhatIsOnTheList => self.check(call, id, true).await,
            Close::Returns => self.check(call, id, false).await,
            Close::EndsItUnfixed => close_unfixed(&self.office, call, id, &Because { reason: "并非河道问题".into() }).await,
        }
    }
}

impl Place {
    pub async fn opened(&self, call: &Call, number: &str) -> ItemId {
        let content = ItemForm {
            list: List::Problem,
            number: number.into(),
            title: "清理岸线".into(),
            river_id: None,
            unit_id: self.office.unit(TOWN).await,
            helpers: vec![],
            start_on: day("2023-07-01"),
            limit_on: day("2023-08-01"),
            money_wan: None,
            money_source: None,
            hard: None,
            chief_id: None,
            chief: None,
            measure: None,
            indicator: None,
            unit_of_measure: None,
            target: None,
            points: None,
            source: Some("区级暗访".into()),
            place: None,
            kind: Some("乱堆".into()),
            description: None,
        };
        let form = OpenItem { id: None, year: 2023, content, opened_on: day("2023-07-01"), decision: "会议".into() };
        lists::open_item(&self.office, call, &form).await.unwrap()
    }

    pub async fn ask_item(&self, item: ItemId) {
        let form = AskCloseOut { text: "已清理".into(), evidence: vec![] };
        lists::ask_close_out(&self.office, &self.who("罗芳（staff3）", Role::OfficeStaff), item, &form).await.unwrap();
    }

    pub async fn check_item(&self, call: &Call, item: ItemId, agreed: bool) -> Result<(), Fault> {
        let form = CheckCloseOut { agreed, text: "现场核查".into(), checked_on: china_day(call.at), evidence: vec![] };
        lists::check_close_out(&self.office, call, item, &form).await
    }
}
