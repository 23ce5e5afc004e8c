//! `anlan district new`: another district begins with a copy of a district's rules, under its own name, and its first accounts.

use crate::Place;
use crate::open::{data_dir, open, own_packs, pack_texts};
use anlan_app::accounts::create_first;
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anlan_core::pack::papers::is_part;
use anlan_core::pack::{Pack, read_head};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct District {
    #[command(subcommand)]
    command: DistrictCommand,
}

#[derive(clap::Subcommand)]
enum DistrictCommand {
    /// 新开一个区县：复制一个区的规则包，建首批账号 A new district: copies a district's rule packs and makes the first accounts
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
    /// 规则包名称的前缀，小写字母，如 rongchang First part of its packs' names, lower-case letters
    #[arg(long)]
    key: String,
    /// 文号代字，如 荣：替换原区文号的第一个字 The word its numbers begin with
    #[arg(long)]
    word: String,
    /// 照搬哪个区的规则：行政区划代码 Whose rules are copied, by code
    #[arg(long, default_value = "500151")]
    from: String,
}

/// The first accounts: three administrators who check each other, and the office.
const FIRST: [(&str, &str, Role); 5] = [
    ("system", "系统管理员", Role::SystemAdmin),
    ("security", "安全管理员", Role::SecurityAdmin),
    ("audit", "审计管理员", Role::AuditAdmin),
    ("staff", "河长办工作人员", Role::OfficeStaff),
    ("head", "河长办负责人", Role::OfficeHead),
];

/// A pack's files by name.
type Files = BTreeMap<String, String>;

impl District {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let DistrictCommand::New(asked) = self.command;
        asked.run(place).await
    }
}

impl New {
    async fn run(&self, place: &Place) -> Result<ExitCode> {
        self.check()?;
        let region = RegionId::parse(&self.code)?;
        let all = pack_texts(place)?;
        if let Some(pack) = all.values().find_map(|files| read_head(files).ok().filter(|head| head.region == self.code)) {
            bail!("{} has rules already: {} (该区已有规则包“{}”)", self.code, pack.id, pack.title);
        }
        let copies = self.copies(&all)?;
        let folder = own_packs(&data_dir(place)?);
        for (pack, files) in &copies {
            for (file, text) in files {
                let path = folder.join(pack).join(file);
                std::fs::create_dir_all(path.parent().context("a pack's file has a folder")?)?;
                std::fs::write(&path, text).with_context(|| format!("cannot write {} (无法写入)", path.display()))?;
            }
        }
        let opened = open(place).await?;
        let mut accounts = Vec::new();
        for (login, name, role) in FIRST {
            let form = CreateAccount { login: login.to_owned(), name: name.to_owned(), role, unit_id: None, chief_id: None };
            let made = create_first(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &form).await?;
            accounts.push((login, role, made.one_time_password));
        }
        if place.json {
            let told = accounts.iter().map(
                |(login, role, password)| serde_json::json!({ "region": self.code, "login": login, "role": role, "one_time_password": password }),
            );
            let packs: Vec<&String> = copies.keys().collect();
            println!(
                "{}",
                serde_json::json!({ "region": self.code, "packs": packs, "folder": folder, "accounts": told.collect::<Vec<_>>() })
            );
            return Ok(ExitCode::SUCCESS);
        }
        println!("{}（{}）已开通。规则包照搬自 {}，写在 {}：", self.name, self.code, self.from, folder.display());
        for pack in copies.keys() {
            println!("  {pack}");
        }
        println!("规则包是文本，可以按本区文件修改；改后用 anlan pack check 检查。首批账号（首次登录须改密码）：");
        for (login, role, password) in &accounts {
            println!("  {login:<10}{password:<31}{}", role.key());
        }
        println!("下一步：anlan serve 启动后，由 staff 登录，在“登记—河长”导入河长名册，在“导入清单”导入清单和月度进展，即可亮灯。");
        Ok(ExitCode::SUCCESS)
    }

    fn check(&self) -> Result<()> {
        let lower = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase());
        if !lower(&self.key) {
            bail!("--key {}: lower-case letters only (只用小写字母，如 rongchang)", self.key);
        }
        if self.name.trim().is_empty() || self.word.trim().is_empty() {
            bail!("--name and --word cannot be empty (名称和文号代字不能为空)");
        }
        Ok(())
    }

    /// The copied packs by name: the district's code, name and word of numbers in place of the other's, everything else as it was.
    /// Clauses still name the document that the rule was written from.
    fn copies(&self, all: &BTreeMap<String, Files>) -> Result<BTreeMap<String, Files>> {
        let mut copies = BTreeMap::new();
        for (name, files) in all {
            let Ok(head) = read_head(files) else { continue };
            if head.region != self.from {
                continue;
            }
            let rest = name.split_once('-').map_or(name.as_str(), |(_, rest)| rest);
            let copy = format!("{}-{rest}", self.key);
            let texts: Files =
                files.iter().map(|(file, text)| (file.clone(), self.renamed(text, &head.region_name, name, &copy))).collect();
            let loaded = texts.iter().filter(|(file, _)| is_part(file));
            Pack::load(&copy, loaded.map(|(file, text)| (file.clone(), text.clone())).collect())?;
            copies.insert(copy, texts);
        }
        if copies.is_empty() {
            bail!("no rules of {} are here to be copied (没有{}的规则包可以照搬)", self.from, self.from);
        }
        Ok(copies)
    }

    fn renamed(&self, text: &str, district: &str, pack: &str, copy: &str) -> String {
        let text = text.replace(&self.from, &self.code).replace(district, &self.name).replace(pack, copy);
        let line = |line: &str| match line.split_once("number_prefix = \"") {
            Some((before, rest)) => {
                let tail: String = rest.chars().skip(1).collect();
                format!("{before}number_prefix = \"{}{tail}", self.word)
            }
            None => line.to_owned(),
        };
        let mut lines: Vec<String> = text.lines().map(line).collect();
        lines.push(String::new());
        lines.join("\n")
    }
}
