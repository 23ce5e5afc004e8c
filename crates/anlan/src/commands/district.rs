//! `anlan district new`: another district: its name and first accounts, and with `--from` a copy of a district's rules under that name.
//! Without it the rules are chosen on the page 开通向导, by the office itself.

use crate::Place;
use crate::open::open;
use crate::shelf::Folder;
use anlan_app::accounts::create_first;
use anlan_app::setup::{Shelf as _, open_region};
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anlan_core::pack::Packs;
use anlan_core::pack::copy::{Copying, PackFiles, copies};
use anlan_core::pack::read_head;
use anyhow::{Result, anyhow, bail};
use std::collections::BTreeMap;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct District {
    #[command(subcommand)]
    command: DistrictCommand,
}

#[derive(clap::Subcommand)]
enum DistrictCommand {
    /// 新开一个区县：建首批账号；用 --from 同时照搬一个区的规则包，否则在页面“开通向导”里选择 A new district: its first accounts; with --from a copy of a district's rule packs, else chosen on its page
    New(New),
}

#[derive(clap::Args)]
struct New {
    /// 行政区划代码，如 500153 Its code
    #[arg(long)]
    code: String,
    /// 名称，如 荣昌区 Its name
    #[arg(long)]
    name: String,
    /// 照搬哪个区的规则：行政区划代码 Whose rules are copied, by code; none: chosen later on the page
    #[arg(long, requires_all = ["key", "word"])]
    from: Option<String>,
    /// 规则包名称的前缀，小写字母，如 rongchang First part of its packs' names, lower-case letters
    #[arg(long, requires = "from")]
    key: Option<String>,
    /// 文号代字，如 荣：替换原区文号的第一个字 The word its numbers begin with
    #[arg(long, requires = "from")]
    word: Option<String>,
}

/// The first accounts: three administrators who check each other, and the office.
const FIRST: [(&str, &str, Role); 5] = [
    ("system", "系统管理员", Role::SystemAdmin),
    ("security", "安全管理员", Role::SecurityAdmin),
    ("audit", "审计管理员", Role::AuditAdmin),
    ("staff", "河长办工作人员", Role::OfficeStaff),
    ("head", "河长办负责人", Role::OfficeHead),
];

impl District {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let DistrictCommand::New(asked) = self.command;
        asked.run(place).await
    }
}

impl New {
    async fn run(&self, place: &Place) -> Result<ExitCode> {
        let region = RegionId::parse(&self.code)?;
        // GB/T 2260: six digits; GB/T 10114: nine for towns; the statistical code for villages: twelve.
        if ![6, 9, 12].contains(&self.code.len()) || !self.code.bytes().all(|digit| digit.is_ascii_digit()) {
            bail!("行政区划代码“{}”应为六位数字（乡镇九位、村十二位），如 500153 (the code has six digits)", self.code);
        }
        let shelf = Folder::of(place)?;
        let all = shelf.packs().map_err(|fault| anyhow!(fault))?;
        let own = all.values().find_map(|files| read_head(files).ok().filter(|head| head.region == self.code));
        if let Some(pack) = own.filter(|_| self.from.is_some()) {
            bail!("{} has rules already: {} (该区已有规则包“{}”)", self.code, pack.id, pack.title);
        }
        let made = self.copies(&all)?;
        let opened = open(place).await?;
        shelf.add(&made).map_err(|fault| anyhow!(fault))?;
        if let Err(fault) = open_region(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &self.name).await {
            if fault.code != "outcome_unknown" {
                shelf.take_back(&made);
            }
            return Err(fault.into());
        }
        let mut accounts = Vec::new();
        for (login, name, role) in FIRST {
            let form = CreateAccount { login: login.to_owned(), name: name.to_owned(), role, unit_id: None, chief_id: None };
            let made = create_first(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &form).await?;
            accounts.push((login, role, made.one_time_password));
        }
        self.tell(place, &shelf, &made, &accounts);
        Ok(ExitCode::SUCCESS)
    }

    /// The copies asked for, which fit the packs that are there; none without `--from`.
    fn copies(&self, all: &BTreeMap<String, PackFiles>) -> Result<BTreeMap<String, PackFiles>> {
        let (Some(from), Some(key), Some(word)) = (&self.from, &self.key, &self.word) else { return Ok(BTreeMap::new()) };
        let asked = Copying { from, packs: &[], region: &self.code, name: self.name.trim(), key, word };
        let made = copies(all, &asked).map_err(|fault| anyhow!("{fault} ({})", fault.zh()))?;
        Packs::load(&all.iter().chain(&made).map(|(name, files)| (name.clone(), files.clone())).collect())?;
        Ok(made)
    }

    fn tell(&self, place: &Place, shelf: &Folder, made: &BTreeMap<String, PackFiles>, accounts: &[(&str, Role, String)]) {
        if place.json {
            let told = accounts.iter().map(
                |(login, role, password)| serde_json::json!({ "region": self.code, "login": login, "role": role, "one_time_password": password }),
            );
            let packs: Vec<&String> = made.keys().collect();
            let (accounts, folder) = (told.collect::<Vec<_>>(), shelf.own());
            println!("{}", serde_json::json!({ "region": self.code, "packs": packs, "folder": folder, "accounts": accounts }));
            return;
        }
        match &self.from {
            Some(from) => {
                println!("{}（{}）已开通。规则包照搬自 {from}，写在 {}：", self.name, self.code, shelf.own().display());
                made.keys().for_each(|pack| println!("  {pack}"));
                println!("规则包是文本，可以按本区文件修改；改后用 anlan pack check 检查。");
            }
            None => println!("{}（{}）已开通，还没有规则包。", self.name, self.code),
        }
        println!("首批账号（首次登录须改密码）：");
        for (login, role, password) in accounts {
            println!("  {login:<10}{password:<31}{}", role.key());
        }
        println!(
            "下一步：anlan serve 启动后登录，打开“开通向导”，照着做到第一次亮灯；规则包由 head 照搬，单位、河流、河长和清单由 staff 导入。"
        );
    }
}
