//! `anlan export`: the lists as xlsx.

use crate::Place;
use crate::open::open;
use anlan_app::lists::export;
use anlan_app::views::ItemQuery;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anlan_core::item::List;
use anyhow::{Context as _, Result};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Export {
    /// 导出文件 File to write (xlsx)
    file: PathBuf,
    /// 行政区代码 Region code
    #[arg(long)]
    region: String,
    /// 年度 Year
    #[arg(long)]
    year: Option<i32>,
    /// 清单：major、measure、problem One list
    #[arg(long)]
    list: Option<String>,
}

impl Export {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        let list = self
            .list
            .as_deref()
            .map(|key| List::from_key(key).with_context(|| format!("`{key}` is no list: major, measure or problem")))
            .transpose()?;
        let query = ItemQuery { year: self.year, list, ..ItemQuery::default() };
        let bytes = export(&opened.anlan, &opened.call(&RegionId::parse(&self.region)?, Role::OfficeHead), &query).await?;
        std::fs::write(&self.file, &bytes)?;
        if place.json {
            println!("{}", serde_json::json!({ "file": self.file, "bytes": bytes.len() }));
        }
        Ok(ExitCode::SUCCESS)
    }
}
