//! `anlan circular issue|show`.

use crate::Place;
use crate::open::{Opened, open};
use anlan_app::lights::{circulars, document, issue_circular, month_page, show_circular};
use anlan_app::papers::DocumentKind;
use anlan_app::views::{CircularPage, IssueCircular};
use anlan_core::access::Role;
use anlan_core::ids::{CircularId, RegionId};
use anlan_core::month::Month;
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Circular {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 签发某月通报 Issue a month
    Issue {
        /// 行政区代码 Region code
        #[arg(long)]
        region: String,
        /// 月份 Month, YYYY-MM
        #[arg(long)]
        month: String,
    },
    /// 查看某月通报 Show a month's circular
    Show {
        /// 行政区代码 Region code
        #[arg(long)]
        region: String,
        /// 月份 Month, YYYY-MM
        #[arg(long)]
        month: String,
        /// 版本；不填为最新 Version; the latest when absent
        #[arg(long)]
        version: Option<i32>,
        /// 另存为文件（docx、pdf、xlsx） Save as a file (docx, pdf, xlsx)
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

impl Circular {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        match self.what {
            What::Issue { region, month } => {
                let (region, month) = (RegionId::parse(&region)?, Month::parse(&month)?);
                let call = opened.call(&region, Role::OfficeHead);
                let basis = month_page(&opened.anlan, &call, month).await?.basis;
                let page = issue_circular(&opened.anlan, &call, month, &IssueCircular { id: None, basis }).await?;
                print(&page, place.json)
            }
            What::Show { region, month, version, out } => {
                show(&opened, place, &RegionId::parse(&region)?, Month::parse(&month)?, version, out).await
            }
        }
    }
}

async fn show(
    opened: &Opened,
    place: &Place,
    region: &RegionId,
    month: Month,
    version: Option<i32>,
    out: Option<PathBuf>,
) -> Result<ExitCode> {
    let call = opened.call(region, Role::OfficeHead);
    let held = circulars(&opened.anlan, &call, Some(month.year())).await?;
    let found = held.iter().filter(|one| one.month == month).find(|one| version.is_none_or(|version| one.version == version));
    let id = CircularId(found.with_context(|| format!("no circular of {month} is issued (该月尚未签发)"))?.id);
    if let Some(out) = out {
        let kind = match out.extension().and_then(|end| end.to_str()) {
            Some("docx") => DocumentKind::Docx,
            Some("pdf") => DocumentKind::Pdf,
            Some("xlsx") => DocumentKind::Xlsx,
            _ => bail!("--out must end in .docx, .pdf or .xlsx"),
        };
        std::fs::write(&out, document(&opened.anlan, &call, id, kind).await?.1)?;
    }
    print(&show_circular(&opened.anlan, &call, id).await?, place.json)
}

fn print(page: &CircularPage, json: bool) -> Result<ExitCode> {
    if json {
        println!("{}", serde_json::to_string(page)?);
    } else {
        let lights = page.brief.lights;
        println!(
            "{} {}（第{}版） 绿{} 黄{} 红{} 未评{}",
            page.brief.number, page.title, page.brief.version, lights.green, lights.yellow, lights.red, lights.not_assessed
        );
    }
    Ok(ExitCode::SUCCESS)
}
