//! Nanchuan with its workbook, its chiefs and the people who draft and review plans.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the checked-in packs and files")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use crate::common::{Office, at, seed};
use anlan_app::accounts::create_first;
use anlan_app::imports::confirm_bytes;
use anlan_app::register::import_chiefs;
use anlan_app::views::{CreateAccount, ImportResult};
use anlan_app::{Call, Fault};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::{AccountId, ChiefId, RegionId, RiverId, UnitId};
use anlan_core::pack::{Pack, Packs};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uuid::Uuid;

pub const NOW: &str = "2023-11-03T01:00:00Z";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(name)
}

pub fn files(name: &str) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let toml = entries.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    toml.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())).collect()
}

pub fn pack(name: &str) -> Pack {
    Pack::load(name, files(name)).unwrap()
}

pub fn demo_file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/nanchuan").join(name)).unwrap()
}

pub fn region() -> RegionId {
    RegionId::parse("500119").unwrap()
}

/// The district, and everybody who has acted in it so far.
pub struct District {
    pub office: Office,
}

impl std::ops::Deref for District {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

impl District {
    /// With other rules of plans than its own.
    pub async fn with_plans(plans: Pack) -> Self {
        let district = Self::blank_with(plans).await;
        let told = district.import("nanchuan-2023.xlsx", &demo_file("nanchuan-2023.xlsx")).await;
        assert_eq!(told.faults, []);
        let chiefs = demo_file("chiefs-2023.csv");
        let told = import_chiefs(&district.anlan, &district.staff(), "chiefs-2023.csv", &chiefs, true).await.unwrap();
        assert_eq!(told.faults, []);
        district
    }

    async fn blank_with(plans: Pack) -> Self {
        // Its texts name figures of its own plans: another place's plans have others.
        let mut own = files("nanchuan-loop-2023");
        if plans.head.id != "nanchuan-plan-2023" {
            own.remove("texts.toml");
        }
        let closed_loop = Pack::load("nanchuan-loop-2023", own).unwrap();
        let packs = Packs::new(vec![pack("nanchuan-lists-2023"), closed_loop, plans]).unwrap();
        Self { office: Office::with_packs(packs).await }
    }

    /// With its rules and nothing else.
    pub async fn blank() -> Self {
        Self::blank_with(pack("nanchuan-plan-2023")).await
    }

    pub async fn new() -> Self {
        Self::with_plans(pack("nanchuan-plan-2023")).await
    }

    pub async fn import(&self, name: &str, bytes: &[u8]) -> ImportResult {
        confirm_bytes(&self.anlan, &self.staff(), name, bytes, false).await.unwrap()
    }

    pub fn call(&self, actor: Actor, account: Option<AccountId>, moment: &str) -> Call {
        Call::new(region(), actor, account, at(moment), seed())
    }

    pub fn staff(&self) -> Call {
        self.by("周明", Role::OfficeStaff)
    }

    pub fn by(&self, name: &str, role: Role) -> Call {
        let account = AccountId(named(name));
        self.call(Actor { name: name.into(), role, unit_id: None, river_id: None, chief_id: None }, Some(account), NOW)
    }

    pub async fn unit_of(&self, name: &str) -> Uuid {
        self.anlan.store.region(&region()).units().await.unwrap().into_iter().find(|row| row.name == name).unwrap().id
    }

    pub async fn river(&self, name: &str) -> Uuid {
        self.anlan.store.region(&region()).rivers().await.unwrap().into_iter().find(|row| row.name == name).unwrap().id
    }

    /// Somebody of a unit.
    pub async fn of_unit(&self, name: &str, unit: &str) -> Call {
        let unit_id = Some(UnitId(self.unit_of(unit).await));
        let account = AccountId(named(name));
        self.call(Actor { name: name.into(), role: Role::Liaison, unit_id, river_id: None, chief_id: None }, Some(account), NOW)
    }

    /// Who holds a chief's post.
    pub async fn chief_of(&self, post: &str) -> Call {
        let chief = self.anlan.store.region(&region()).chiefs().await.unwrap().into_iter().find(|row| row.name == post).unwrap();
        let account = AccountId(named(post));
        let (river_id, chief_id) = (chief.river_id.map(RiverId), Some(ChiefId(chief.id)));
        self.call(Actor { name: format!("{post}本人"), role: Role::Chief, unit_id: None, river_id, chief_id }, Some(account), NOW)
    }

    /// Creates an account and gives a call of its person.
    pub async fn account(&self, login: &str, name: &str, role: Role) -> (Uuid, Call) {
        let form = CreateAccount { login: login.into(), name: name.into(), role, unit_id: None, chief_id: None };
        create_first(&self.anlan, &self.by("管理员", Role::SystemAdmin), &form).await.unwrap();
        let row = self.anlan.store.region(&region()).account_of(login).await.unwrap().unwrap();
        let actor = Actor { name: format!("{name}（{login}）"), role, unit_id: None, river_id: None, chief_id: None };
        (row.id, self.call(actor, Some(AccountId(row.id)), NOW))
    }
}

/// An id that a name always gives.
fn named(name: &str) -> Uuid {
    let digest = anlan_core::digest::bytes(name.as_bytes());
    Uuid::from_slice(&digest[..16]).unwrap()
}

/// The code of a refusal.
pub fn code<T>(result: Result<T, Fault>) -> &'static str {
    result.err().map_or("", |fault| fault.code)
}
