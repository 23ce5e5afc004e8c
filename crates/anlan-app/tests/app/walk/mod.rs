//! A small office in which people do what they like, possible or not, while a model remembers what must have come of it.

pub mod checks;
pub mod letters;
pub mod lists;
pub mod meetings;
pub mod model;
pub mod problems;

use crate::common;
use anlan_app::evidence::add_file;
use anlan_app::register::{add_chief, add_river, add_tenure, add_unit};
use anlan_app::views::{ChiefForm, EvidenceForm, RiverForm, TenureForm, UnitForm};
use anlan_app::{Anlan, Call, Fault, FaultKind};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::{AccountId, ChiefId, MatterId, OverrideId, RiverId, UnitId};
use anlan_core::matter::MatterKind;
use anlan_core::matter::person::plain_name;
use anlan_core::matter::problem::Stage;
use anlan_core::pack::{Pack, Packs};
use anlan_store::Store;
use anlan_store::blobs::Blobs;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use model::{Known, KnownItem, Life, UseCase, after};
use std::path::Path;
use uuid::Uuid;

/// Every use case a walk takes.
pub const USE_CASES: [UseCase; 48] = [
    "report",
    "assign",
    "correct",
    "list",
    "ask",
    "agree",
    "return",
    "close_unfixed",
    "reopen",
    "merge",
    "issue",
    "record",
    "receive",
    "reply",
    "return_reply",
    "minutes",
    "settle",
    "decline",
    "write",
    "assign_instruction",
    "result",
    "return_result",
    "confirm",
    "note",
    "plan_meeting",
    "hold",
    "decide",
    "adopt",
    "cancel_meeting",
    "plan_inspection",
    "spot",
    "release",
    "cancel_inspection",
    "draw",
    "look_holds",
    "look_relapsed",
    "look_cannot_tell",
    "open_item",
    "edit_item",
    "ask_item",
    "agree_item",
    "return_item",
    "reopen_item",
    "report_month",
    "circular",
    "ledger",
    "change_light",
    "decide_light",
];

/// Taken more often than the others: what the rest of a walk lives on.
const OFTEN: [UseCase; 14] =
    ["report", "report", "assign", "ask", "ask", "agree", "agree", "agree", "issue", "reply", "write", "plan_meeting", "open_item", "draw"];

/// Name, role, unit by place, chief's post by place. 周明 has two accounts.
const PEOPLE: [(&str, Role, Option<usize>, Option<usize>); 13] = [
    ("周明（staff）", Role::OfficeStaff, None, None),
    ("李伟（staff2）", Role::OfficeStaff, None, None),
    ("吴强（water）", Role::OfficeStaff, Some(1), None),
    ("陈静（head）", Role::OfficeHead, None, None),
    ("唐伟（inspector）", Role::Inspector, None, None),
    ("周明（inspector2）", Role::Inspector, None, None),
    ("罗芳（baiyang）", Role::Liaison, Some(0), None),
    ("蒋丽（bureau）", Role::Liaison, Some(1), None),
    ("何涛（chief）", Role::Chief, None, Some(0)),
    ("郑国（general）", Role::ChiefGeneral, None, None),
    ("杜衡（auditor）", Role::Auditor, None, None),
    ("秦正（discipline）", Role::Discipline, None, None),
    ("高远（inspector3）", Role::Inspector, None, None),
];

pub const OFFICE: [usize; 4] = [0, 1, 2, 3];
pub const STAFF: [usize; 3] = [0, 1, 2];
pub const FIELD: [usize; 7] = [0, 1, 2, 4, 5, 12, 12];
pub const HEAD: usize = 3;
pub const CHIEF: usize = 8;
pub const AUDITOR: usize = 10;

/// What came of a step: whether anything was written, or why not.
pub type Told = Result<bool, &'static str>;

/// Chance that comes out the same for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % (n as u64)).unwrap()
    }
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
    /// A text that is left out now and then.
    pub fn text(&mut self, text: &str) -> String {
        if self.one_in(12) { " ".to_owned() } else { text.to_owned() }
    }
}

/// An office and what is known of it.
pub struct Walk {
    pub anlan: Anlan,
    pub now: DateTime<Utc>,
    pub units: Vec<Uuid>,
    pub rivers: Vec<Uuid>,
    pub chiefs: Vec<Uuid>,
    pub matters: Vec<Known>,
    pub items: Vec<KnownItem>,
    /// Rows of the audit.
    pub written: i64,
    pub circulars: usize,
    /// Changes of lights that wait for another person: id and who proposed it.
    pub changes: Vec<(OverrideId, String)>,
    calls: u64,
    photo: String,
}

/// The office's software over a store, with the packs of the lists and the loop.
pub fn software(store: Store, folder: &Path) -> Anlan {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-loop-2022");
    let files =
        ["pack.toml", "rules.toml", "figures.toml"].map(|name| (name.to_owned(), std::fs::read_to_string(pack.join(name)).unwrap()));
    let packs = Packs::new(vec![common::lists_pack(), Pack::load("tongliang-loop-2022", files.into()).unwrap()]).unwrap();
    Anlan::new(store, Blobs::open(&folder.join("files")).unwrap(), packs, Box::new(Vec::new))
}

impl Walk {
    /// An office that has just begun: two units, two rivers, two chiefs, a photo that everybody brought.
    pub async fn begin(anlan: Anlan) -> Self {
        let mut walk = Self {
            anlan,
            now: common::at("2023-03-01T01:00:00Z"),
            units: vec![],
            rivers: vec![],
            chiefs: vec![],
            matters: vec![],
            items: vec![],
            written: 0,
            circulars: 0,
            changes: vec![],
            calls: 0,
            photo: String::new(),
        };
        for (name, kind) in [("白羊镇", "town"), ("区水利局", "department")] {
            let form = UnitForm { id: None, name: name.into(), kind: kind.into(), from_on: None, until_on: None };
            let call = walk.call(HEAD);
            let unit = add_unit(&walk.anlan, &call, &form).await.unwrap();
            walk.units.push(unit);
        }
        for name in ["小安溪", "淮远河"] {
            let form = RiverForm { id: None, name: name.into(), level: "district".into() };
            let call = walk.call(HEAD);
            let river = add_river(&walk.anlan, &call, &form).await.unwrap();
            walk.rivers.push(river);
        }
        for (post, river, holder) in [("小安溪区级河长", 0, "何涛"), ("淮远河区级河长", 1, "周明")] {
            let form = ChiefForm { id: None, name: post.into(), level: "district".into(), river_id: Some(walk.rivers[river]) };
            let call = walk.call(HEAD);
            let chief = add_chief(&walk.anlan, &call, &form).await.unwrap();
            let form = TenureForm { person: holder.into(), from_on: common::day("2022-01-01") };
            let call = walk.call(HEAD);
            add_tenure(&walk.anlan, &call, chief, &form).await.unwrap();
            walk.chiefs.push(chief);
        }
        let photo = common::demo_file("pictures/演示整改后-1.png");
        for person in 0..PEOPLE.len() {
            let call = walk.call(person);
            if let Ok(file) = add_file(&walk.anlan, &call, "整改后.png", &photo).await {
                walk.photo = file.hash;
            }
        }
        walk.written = walk.marks().await.1;
        walk
    }

    /// Somebody acts now.
    pub fn call(&mut self, person: usize) -> Call {
        let (name, role, unit, chief) = PEOPLE[person];
        self.calls += 1;
        let place = |places: &[Uuid], at: Option<usize>| at.map(|at| places[at]);
        let actor = Actor {
            name: name.to_owned(),
            role,
            unit_id: place(&self.units, unit.filter(|_| !self.units.is_empty())).map(UnitId),
            river_id: place(&self.rivers, chief.filter(|_| !self.rivers.is_empty())).map(RiverId),
            chief_id: place(&self.chiefs, chief.filter(|_| !self.chiefs.is_empty())).map(ChiefId),
        };
        let account = AccountId(Uuid::from_u128(1 + person as u128));
        let seed = anlan_core::digest::bytes(&self.calls.to_be_bytes());
        Call::new(common::region(), actor, Some(account), self.now, seed)
    }

    /// Mostly one of these people, now and then anybody.
    pub fn one_of(&mut self, dice: &mut Dice, people: &[usize]) -> Call {
        let person = if dice.one_in(8) { dice.below(PEOPLE.len()) } else { *dice.pick(people) };
        self.call(person)
    }

    /// Mostly the liaison of a unit.
    pub fn liaison(&mut self, dice: &mut Dice, unit: Option<Uuid>) -> Call {
        let place = unit.and_then(|unit| self.units.iter().position(|own| *own == unit)).unwrap_or_else(|| dice.below(2));
        self.one_of(dice, &[6 + place])
    }

    pub fn today(&self) -> NaiveDate {
        anlan_core::days::china_day(self.now)
    }

    /// A day a few days ago, now and then tomorrow.
    pub fn lately(&self, dice: &mut Dice) -> NaiveDate {
        if dice.one_in(12) { self.today() + Days::new(1) } else { self.today() - Days::new(dice.below(9) as u64) }
    }

    /// A day to come, now and then one long gone.
    pub fn soon(&self, dice: &mut Dice) -> NaiveDate {
        if dice.one_in(12) { self.today() - Days::new(40) } else { self.today() + Days::new(1 + dice.below(30) as u64) }
    }

    pub fn unit(&self, dice: &mut Dice) -> Uuid {
        if dice.one_in(15) { dice.id() } else { *dice.pick(&self.units) }
    }

    pub fn river(&self, dice: &mut Dice) -> Uuid {
        if dice.one_in(20) { dice.id() } else { *dice.pick(&self.rivers) }
    }

    /// The photo, now and then nothing, now and then one that was never uploaded.
    pub fn evidence(&self, dice: &mut Dice) -> Vec<EvidenceForm> {
        let hash = if dice.one_in(20) { "0".repeat(64) } else { self.photo.clone() };
        let stage = *dice.pick(&[Stage::After, Stage::After, Stage::After, Stage::Finding]);
        if dice.one_in(12) { vec![] } else { vec![EvidenceForm { hash, stage, note: String::new() }] }
    }

    /// A matter for a use case: mostly one it is possible for, now and then any, or one that does not exist.
    pub fn aim(&self, dice: &mut Dice, use_case: UseCase, kind: MatterKind) -> (MatterId, Option<usize>) {
        let fits = |known: &Known| known.kind == kind && after(use_case, known.life).is_some();
        let places = |fits: &dyn Fn(&Known) -> bool| {
            self.matters.iter().enumerate().filter(|(_, known)| fits(known)).map(|(place, _)| place).collect::<Vec<usize>>()
        };
        let mut places = if dice.one_in(6) { places(&|_| true) } else { places(&fits) };
        if dice.one_in(15) {
            places.clear();
        }
        if places.is_empty() {
            return (MatterId(dice.id()), None);
        }
        let place = *dice.pick(&places);
        (self.matters[place].id, Some(place))
    }

    /// Whether there is anything a use case could be done to.
    fn possible(&self, use_case: UseCase) -> bool {
        let begins = model::begins(use_case);
        let looks = !use_case.starts_with("look_") || self.matters.iter().any(|known| known.life == Life::Drawn);
        let matters = self.matters.iter().any(|known| after(use_case, known.life).is_some());
        looks && (begins || matters || self.items.iter().any(|item| item.problem.is_none() && after(use_case, item.life).is_some()))
    }

    /// An item for a use case, in the same manner.
    pub fn aim_item(&self, dice: &mut Dice, use_case: UseCase) -> (Uuid, Option<usize>) {
        let loose = dice.one_in(6);
        let fits = |item: &KnownItem| loose || (item.problem.is_none() && after(use_case, item.life).is_some());
        let places: Vec<usize> = (0..self.items.len()).filter(|place| fits(&self.items[*place])).collect();
        if places.is_empty() || dice.one_in(15) {
            return (dice.id(), None);
        }
        let place = *dice.pick(&places);
        (self.items[place].id, Some(place))
    }

    /// An id for something new; now and then one that is taken, with its kind.
    pub fn new_id(&self, dice: &mut Dice) -> (Uuid, Option<MatterKind>) {
        if dice.one_in(12) && !self.matters.is_empty() {
            let known = dice.pick(&self.matters);
            return (known.id.0, Some(known.kind));
        }
        (dice.id(), None)
    }

    /// What a repeat with a taken id gives: the same again when it is of the kind, else a refusal.
    pub fn repeated<T: std::fmt::Debug>(kind: MatterKind, taken: MatterKind, result: Result<T, Fault>) -> Told {
        match result {
            Ok(_) => {
                assert_eq!(kind, taken, "an id of another kind was taken for this one");
                Ok(false)
            }
            Err(fault) => Err(refused(&fault)),
        }
    }

    /// Moves a matter on when the product did, and holds its refusals against the table.
    pub fn moved<T>(&mut self, use_case: UseCase, place: Option<usize>, result: Result<T, Fault>) -> Told {
        let life = place.map(|place| self.matters[place].life);
        let expected = life.and_then(|life| after(use_case, life));
        match result {
            Ok(_) => {
                let next = expected.unwrap_or_else(|| panic!("{use_case} was done to {:?}", place.map(|place| &self.matters[place])));
                self.matters[place.unwrap()].life = next;
                Ok(true)
            }
            Err(fault) => {
                let says_state = fault.code == "wrong_state";
                assert!(!says_state || expected.is_none(), "{use_case} was refused in {life:?}");
                Err(refused(&fault))
            }
        }
    }

    pub fn know_item(&mut self, id: Uuid, number: String, year: i32, unit: Uuid, problem: Option<usize>) -> usize {
        let (finders, asker, closers) = (vec![], String::new(), vec![]);
        self.items.push(KnownItem { id, number, year, life: Life::Open, unit, finders, asker, closers, problem });
        self.items.len() - 1
    }

    /// The region's revision, the audit's last row and its hash.
    pub async fn marks(&self) -> (i64, i64, String) {
        let region = common::region();
        let read = self.anlan.store.region(&region);
        let last = read.last_audit().await.unwrap();
        (read.revision().await.unwrap(), last.as_ref().map_or(0, |row| row.seq), last.map(|row| row.hash).unwrap_or_default())
    }

    /// One step: time passes, somebody tries something. What is refused changes nothing; what is done writes one row of the audit.
    pub async fn step(&mut self, seed: u64) -> (UseCase, Told) {
        let mut dice = Dice(seed);
        let minutes = match dice.below(12) {
            0 => 60 * 24 * (2 + dice.below(14)),
            1..=4 => 60 * 24,
            _ => 1 + dice.below(200),
        };
        self.now += TimeDelta::minutes(i64::try_from(minutes).unwrap());
        let drawn = self.matters.iter().any(|known| known.life == Life::Drawn);
        let looks = ["look_holds", "look_relapsed", "look_cannot_tell"];
        let mut use_case = if drawn && dice.one_in(4) {
            *dice.pick(&looks)
        } else if dice.one_in(4) {
            *dice.pick(&OFTEN)
        } else {
            *dice.pick(&USE_CASES)
        };
        for _ in 0..4 {
            if !self.possible(use_case) && !dice.one_in(12) {
                use_case = *dice.pick(&USE_CASES);
            }
        }
        let before = self.marks().await;
        let told = self.take(use_case, &mut dice).await;
        let after = self.marks().await;
        match told {
            Ok(true) => assert_eq!(after.1, before.1 + 1, "{use_case} writes one row of the audit"),
            Ok(false) | Err(_) => assert_eq!(after, before, "{use_case} told {told:?} and changed something"),
        }
        self.written = after.1;
        (use_case, told)
    }

    async fn take(&mut self, use_case: UseCase, dice: &mut Dice) -> Told {
        match use_case {
            "report" => self.report(dice).await,
            "assign" => self.assign(dice).await,
            "correct" => self.correct(dice).await,
            "list" => self.list(dice).await,
            "ask" => self.ask(dice).await,
            "agree" => self.check(dice, true).await,
            "return" => self.check(dice, false).await,
            "close_unfixed" => self.close_unfixed(dice).await,
            "reopen" => self.reopen(dice).await,
            "merge" => self.merge(dice).await,
            "issue" => self.issue(dice).await,
            "record" => self.record(dice).await,
            "receive" | "reply" | "return_reply" | "minutes" | "settle" => self.letter_step(dice, use_case).await,
            "decline" => self.decline(dice).await,
            "write" => self.write(dice).await,
            "assign_instruction" | "result" | "return_result" | "confirm" | "note" => self.instruction_step(dice, use_case).await,
            "plan_meeting" => self.plan_meeting(dice).await,
            "hold" | "adopt" | "cancel_meeting" => self.meeting_step(dice, use_case).await,
            "decide" => self.decide(dice).await,
            "plan_inspection" => self.plan_inspection(dice).await,
            "spot" => self.spot(dice).await,
            "release" => self.release(dice).await,
            "cancel_inspection" => self.cancel_inspection(dice).await,
            "draw" => self.draw(dice).await,
            "look_holds" | "look_relapsed" | "look_cannot_tell" => self.look(dice, use_case).await,
            "open_item" => self.open_item(dice).await,
            "edit_item" => self.edit_item(dice).await,
            "ask_item" => self.ask_item(dice).await,
            "agree_item" | "return_item" => self.check_item(dice, use_case).await,
            "reopen_item" => self.reopen_item(dice).await,
            "report_month" => self.report_month(dice).await,
            "circular" => self.circular(dice).await,
            "ledger" => self.ledger(dice).await,
            "change_light" => self.change_light(dice).await,
            _ => self.decide_light(dice).await,
        }
    }
}

/// The code of a refusal; the machine never fails in a walk.
pub fn refused(fault: &Fault) -> &'static str {
    let fails = matches!(fault.kind, FaultKind::Internal | FaultKind::Unavailable);
    assert!(!fails && fault.code != "same_id", "{fault:?}");
    assert!(fault.zh.ends_with('。') && !fault.en.is_empty(), "{fault:?}");
    fault.code
}

/// A person by plain name.
pub fn plain(call: &Call) -> String {
    plain_name(&call.actor.name)
}
