//! `anlan demo`: a district to try, from files a user could import.

use super::serve::Serve;
use crate::Place;
use crate::open::{Opened, data_dir, open, set_day};
use anlan_app::accounts::{create_first, create_unit_accounts, enable_accounts, reset_password};
use anlan_app::assessment::{preview, publish};
use anlan_app::imports::confirm_bytes;
use anlan_app::records;
use anlan_app::register;
use anlan_app::texts;
use anlan_app::views::{
    AccountOfUnit, CreateAccount, CreateUnitAccounts, DraftTexts, FinishText, LeadUnitForm, PublishAssessment, TenureForm,
};
use anlan_core::access::Role;
use anlan_core::ids::{AccountId, RegionId};
use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::process::ExitCode;

#[derive(RustEmbed)]
#[folder = "../../demo"]
struct Files;

#[derive(clap::Args)]
pub struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// 演示哪个区 Which district
    #[arg(long, value_enum, default_value_t)]
    district: District,
    /// 清空上次演示的数据，重新开始 Start over, dropping what an earlier demonstration recorded
    #[arg(long)]
    fresh: bool,
    /// 只准备数据，不启动服务 Prepare the data, do not serve
    #[arg(long)]
    prepare_only: bool,
}

/// A district of the demonstration: a folder of `demo/`.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum District {
    /// 铜梁区
    #[default]
    Tongliang,
    /// 南川区
    Nanchuan,
    /// 重庆市：市河长办，连同两个区
    Chongqing,
}

impl District {
    fn folder(self) -> &'static str {
        match self {
            Self::Tongliang => "tongliang",
            Self::Nanchuan => "nanchuan",
            Self::Chongqing => "chongqing",
        }
    }

    /// The data folder of its own, beside the user's.
    fn data(self) -> &'static str {
        match self {
            Self::Tongliang => "anlan-demo",
            Self::Nanchuan => "anlan-demo-nanchuan",
            Self::Chongqing => "anlan-demo-chongqing",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roster {
    region: String,
    /// The region's name.
    name: String,
    day: toml::value::Datetime,
    /// Folders of the districts below, which are prepared with it.
    #[serde(default)]
    districts: Vec<String>,
    /// Assessments that districts have published: an article tells nothing that is not.
    #[serde(default)]
    assessment: Vec<RosterAssessment>,
    /// Articles that districts have finished for it.
    #[serde(default)]
    article: Vec<RosterArticle>,
    #[serde(default)]
    workbooks: Vec<String>,
    account: Vec<RosterAccount>,
    /// The posts of lead and responsible units that enter data, a table: unit, post, person.
    unit_accounts: Option<String>,
    #[serde(default)]
    tenure: Vec<RosterTenure>,
    /// The roster of the other posts, a workbook.
    chiefs: Option<String>,
    #[serde(default)]
    lead_unit: Vec<RosterLead>,
    /// Pictures that ledgers name.
    #[serde(default)]
    pictures: Vec<String>,
    /// Ledgers of matters, in order.
    #[serde(default)]
    ledgers: Vec<RosterRecords>,
    /// Record books, in the order they refer to each other.
    #[serde(default)]
    records: Vec<RosterRecords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterAssessment {
    district: String,
    year: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterArticle {
    district: String,
    template: String,
    period: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterRecords {
    kind: String,
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterAccount {
    login: String,
    name: String,
    role: Role,
    unit: Option<String>,
    chief: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterTenure {
    chief: String,
    person: String,
    from: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RosterLead {
    river: String,
    unit: String,
    from: toml::value::Datetime,
}

fn day(value: &toml::value::Datetime) -> Result<NaiveDate> {
    Ok(value.to_string().parse()?)
}

pub fn file(path: &str) -> Result<Vec<u8>> {
    Ok(Files::get(path).with_context(|| format!("demo/{path} is missing"))?.data.into_owned())
}

impl Demo {
    pub async fn run(self, mut place: Place) -> Result<ExitCode> {
        if place.data.is_none() {
            place.data = Some(data_dir(&place)?.with_file_name(self.district.data()));
        }
        let data = data_dir(&place)?;
        let folder = self.district.folder();
        let roster = roster(folder)?;
        if self.fresh && data.join("day").exists() {
            std::fs::remove_dir_all(&data).with_context(|| format!("cannot clear {}", data.display()))?;
        }
        set_day(&data, day(&roster.day)?)?;
        let opened = open(&place).await?;
        let region = RegionId::parse(&roster.region)?;
        let mut accounts = Vec::new();
        for folder in &roster.districts {
            let below = self::roster(folder)?;
            accounts.extend(prepare(&opened, &RegionId::parse(&below.region)?, folder, &below).await?);
        }
        if opened.anlan.store.region(&region).own_row().await?.is_none() {
            contribute(&opened, &roster).await?;
        }
        accounts.extend(prepare(&opened, &region, folder, &roster).await?);
        if place.json {
            let told = |one: &Told| serde_json::json!({ "region": one.region, "login": one.login, "name": one.name, "role": one.role, "one_time_password": one.password });
            println!("{}", serde_json::json!({ "region": region, "accounts": accounts.iter().map(told).collect::<Vec<_>>() }));
        } else {
            print_accounts(&accounts);
        }
        if self.prepare_only {
            return Ok(ExitCode::SUCCESS);
        }
        let listener = self.serve.bind().await?;
        println!("\n安澜演示 http://{}/  （{}，日期 {}，Ctrl+C 停止）", listener.local_addr()?, roster.name, roster.day);
        self.serve.serve(&place, opened, listener).await
    }
}

/// An account of the demonstration with its one-time password, unless that was changed already.
struct Told {
    region: String,
    login: String,
    name: String,
    role: Role,
    password: Option<String>,
}

fn roster(folder: &str) -> Result<Roster> {
    Ok(toml::from_str(std::str::from_utf8(&file(&format!("{folder}/roster.toml"))?)?)?)
}

/// The articles that districts have finished before the demonstration begins.
async fn contribute(opened: &Opened, roster: &Roster) -> Result<()> {
    for published in &roster.assessment {
        let region = RegionId::parse(&self::roster(&published.district)?.region)?;
        let page = preview(&opened.anlan, &opened.call(&region, Role::OfficeHead), published.year, None).await?;
        let form = PublishAssessment { id: None, basis: page.basis };
        publish(&opened.anlan, &opened.call(&region, Role::OfficeHead), published.year, &form).await?;
    }
    for article in &roster.article {
        let region = RegionId::parse(&self::roster(&article.district)?.region)?;
        let draft = DraftTexts { template: article.template.clone(), period: article.period.clone(), chief_ids: None, answers: None };
        for id in texts::draft_texts(&opened.anlan, &opened.call(&region, Role::OfficeHead), &draft).await? {
            texts::finish_text(&opened.anlan, &opened.call(&region, Role::OfficeHead), id, &FinishText { base: 1 }).await?;
        }
    }
    Ok(())
}

fn print_accounts(accounts: &[Told]) {
    println!("行政区 region  账号 login        一次性密码 one-time password   角色 role");
    for Told { region, login, name, role, password } in accounts {
        let password = password.as_deref().unwrap_or("（已自行修改）");
        println!("{region:<15}{login:<18}{password:<31}{} {name}", role.key());
    }
}

/// Imports the workbook and makes the accounts when they are not there yet. Accounts whose one-time password was never
/// used get a new one, since only its hash is kept.
async fn prepare(opened: &Opened, region: &RegionId, folder: &str, roster: &Roster) -> Result<Vec<Told>> {
    let anlan = &opened.anlan;
    let office = || opened.call(region, Role::OfficeHead);
    let imported = anlan.store.region(region).own_row().await?.is_none();
    if imported {
        for workbook in &roster.workbooks {
            let bytes = file(&format!("{folder}/{workbook}"))?;
            let result = confirm_bytes(anlan, &office(), workbook, &bytes, false).await?;
            if let Some(fault) = result.faults.first() {
                bail!("the demonstration's workbook {workbook} has faults: {} {}", fault.sheet, fault.message_en);
            }
        }
        let read = anlan.store.region(region);
        let (rivers, units) = (read.rivers().await?, read.units().await?);
        if let Some(name) = &roster.chiefs {
            let result = register::import_chiefs(anlan, &office(), name, &file(&format!("{folder}/{name}"))?, true).await?;
            if let Some(fault) = result.faults.first() {
                bail!("{name} has {} faults, first: {} {}", result.faults.len(), fault.message_en, fault.message);
            }
        }
        let chiefs = read.chiefs().await?;
        for tenure in &roster.tenure {
            let chief = chiefs.iter().find(|row| row.name == tenure.chief).with_context(|| tenure.chief.clone())?;
            register::add_tenure(anlan, &office(), chief.id, &TenureForm { person: tenure.person.clone(), from_on: day(&tenure.from)? })
                .await?;
        }
        for lead in &roster.lead_unit {
            let river = rivers.iter().find(|row| row.name == lead.river).with_context(|| lead.river.clone())?;
            let unit = units.iter().find(|row| row.name == lead.unit).with_context(|| lead.unit.clone())?;
            register::add_lead_unit(anlan, &office(), river.id, &LeadUnitForm { unit_id: unit.id, from_on: day(&lead.from)? }).await?;
        }
        for book in &roster.records {
            let bytes = file(&format!("{folder}/{}", book.file))?;
            let result = records::confirm_bytes(anlan, &office(), &book.kind, &book.file, &bytes, false).await?;
            if let Some(fault) = result.faults.first() {
                let (faults, row, column) =
                    (result.faults.len(), fault.row.unwrap_or_default(), fault.column.as_deref().unwrap_or_default());
                bail!("{} has {faults} faults, first in row {row}, {column}: {} {}", book.file, fault.message_en, fault.message);
            }
        }
    }
    if imported {
        for picture in &roster.pictures {
            anlan_app::evidence::add_file(anlan, &office(), picture, &file(&format!("{folder}/pictures/{picture}"))?).await?;
        }
        for ledger in &roster.ledgers {
            let bytes = file(&format!("{folder}/{}", ledger.file))?;
            let told = anlan_app::ledgers::import_ledger(anlan, &office(), &ledger.kind, &ledger.file, &bytes, true).await?;
            if let Some(fault) = told.faults.first() {
                let (n, value) = (told.faults.len(), fault.value.clone().unwrap_or_default());
                bail!("{} has {n} faults, first at {value} row {:?}: {} {}", ledger.file, fault.row, fault.message_en, fault.message);
            }
        }
    }
    if let Some(name) = roster.unit_accounts.as_ref().filter(|_| imported) {
        of_units(opened, region, &file(&format!("{folder}/{name}"))?).await?;
    }
    let read = anlan.store.region(region);
    let (units, chiefs, held) = (read.units().await?, read.chiefs().await?, read.accounts().await?);
    let mut told = Vec::new();
    for account in &roster.account {
        let password = match held.iter().find(|row| row.login == account.login) {
            Some(row) if row.must_change => {
                Some(reset_password(anlan, &opened.call(region, Role::SecurityAdmin), AccountId(row.id)).await?.one_time_password)
            }
            Some(_) => None,
            None => {
                let unit = account
                    .unit
                    .as_ref()
                    .map(|name| units.iter().find(|row| row.name == *name).with_context(|| name.clone()))
                    .transpose()?;
                let chief = account
                    .chief
                    .as_ref()
                    .map(|name| chiefs.iter().find(|row| row.name == *name).with_context(|| name.clone()))
                    .transpose()?;
                let form = CreateAccount {
                    login: account.login.clone(),
                    name: account.name.clone(),
                    role: account.role,
                    unit_id: unit.map(|row| row.id),
                    chief_id: chief.map(|row| row.id),
                };
                Some(create_first(anlan, &opened.call(region, Role::SystemAdmin), &form).await?.one_time_password)
            }
        };
        told.push(Told {
            region: region.to_string(),
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role,
            password,
        });
    }
    Ok(told)
}

/// One account for each post of a unit, created and enabled as the office does it; whoever takes one over has its password set anew by
/// the security administrator.
async fn of_units(opened: &Opened, region: &RegionId, table: &[u8]) -> Result<()> {
    let units = opened.anlan.store.region(region).units().await?;
    let mut posts = Vec::new();
    for line in std::str::from_utf8(table)?.lines().skip(1) {
        let [unit, post, person] = line.split(',').collect::<Vec<_>>()[..] else { bail!("{line}: unit, post and person are needed") };
        let unit = units.iter().find(|row| row.name == unit).with_context(|| unit.to_owned())?;
        posts.push(AccountOfUnit { unit_id: unit.id, post: post.to_owned(), person: person.to_owned() });
    }
    let form = CreateUnitAccounts { prefix: "dw".to_owned(), units: posts };
    let made = create_unit_accounts(&opened.anlan, &opened.call(region, Role::SystemAdmin), &form).await?;
    let ids: Vec<_> = made.iter().map(|one| one.account.id).collect();
    Ok(enable_accounts(&opened.anlan, &opened.call(region, Role::SecurityAdmin), &ids).await?)
}
