//! `anlan account`: the first accounts of an installation, each with a one-time password.

use crate::Place;
use crate::open::open;
use anlan_app::accounts::create_first;
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anyhow::{Context as _, Result};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Account {
    /// 账号 Login
    login: String,
    /// 行政区代码 Region code
    #[arg(long)]
    region: String,
    /// 姓名 Name
    #[arg(long)]
    name: String,
    /// 角色 Role, e.g. system_admin, security_admin, office_staff
    #[arg(long)]
    role: String,
    /// 责任单位名称（联络员） Unit's name, for a liaison
    #[arg(long)]
    unit: Option<String>,
    /// 河长职务名称（河长） Post's name, for a chief
    #[arg(long)]
    chief: Option<String>,
}

impl Account {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        let region = RegionId::parse(&self.region)?;
        let words = || Role::ALL.iter().map(|role| role.key()).collect::<Vec<_>>().join(", ");
        let role = Role::from_key(&self.role).with_context(|| format!("`{}` is no role: {}", self.role, words()))?;
        let read = opened.anlan.store.region(&region);
        let unit = match &self.unit {
            Some(name) => Some(
                read.units()
                    .await?
                    .into_iter()
                    .find(|row| row.name == *name)
                    .with_context(|| format!("unit {name} is not registered (单位未登记)"))?
                    .id,
            ),
            None => None,
        };
        let chief = match &self.chief {
            Some(name) => Some(
                read.chiefs()
                    .await?
                    .into_iter()
                    .find(|row| row.name == *name)
                    .with_context(|| format!("post {name} is not registered (河长未登记)"))?
                    .id,
            ),
            None => None,
        };
        let form = CreateAccount { login: self.login, name: self.name, role, unit_id: unit, chief_id: chief };
        let made = create_first(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &form).await?;
        if place.json {
            println!("{}", serde_json::json!({ "login": made.account.login, "one_time_password": made.one_time_password }));
        } else {
            println!("{} 一次性密码 one-time password: {}", made.account.login, made.one_time_password);
        }
        Ok(ExitCode::SUCCESS)
    }
}
