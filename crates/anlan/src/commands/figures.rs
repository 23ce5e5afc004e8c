//! `anlan figures`: every figure on a day, or the records behind one.

use super::moment;
use crate::Place;
use crate::open::open;
use anlan_app::figures::{figure_page, figure_records, records_behind};
use anlan_app::views::{FigureQuery, FigureView};
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anyhow::Result;
use chrono::NaiveDate;
use std::io::Write as _;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Figures {
    #[command(subcommand)]
    what: Option<What>,
    /// 行政区代码 Region code
    #[arg(long, global = true)]
    region: Option<String>,
    /// 统计截止日；不填为今天 Last day that counts; today when absent
    #[arg(long, global = true)]
    as_of: Option<NaiveDate>,
    /// 只用此刻之前的记录：日期（含当日）或 RFC 3339 时刻 As known at a day (its end) or moment
    #[arg(long, global = true)]
    known_at: Option<String>,
}

#[derive(clap::Subcommand)]
enum What {
    /// 某个数据项背后的记录；不填为全部数据项的记录名称 The records behind a figure; the names of those behind every figure when absent
    Records {
        /// 数据项的 key The figure's key
        key: Option<String>,
    },
}

fn line(figure: &FigureView) -> String {
    let coverage = figure.coverage.as_ref().map(|own| format!("（有数据{}/{}）", own.known, own.all)).unwrap_or_default();
    format!("{}\t{}\t{}{}{coverage}\t{}条记录\t{}", figure.key, figure.name, figure.shown, figure.unit, figure.records, figure.about)
}

impl Figures {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let region = self.region.ok_or_else(|| anyhow::anyhow!("--region is needed (请写明行政区代码 --region)"))?;
        let region = RegionId::parse(&region)?;
        let query = FigureQuery { as_of: self.as_of, known_at: self.known_at.as_deref().map(moment).transpose()? };
        let opened = open(place).await?;
        let call = opened.call(&region, Role::OfficeHead);
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        match self.what {
            None => {
                let page = figure_page(&opened.anlan, &call, &query).await?;
                if place.json {
                    writeln!(out, "{}", serde_json::to_string_pretty(&page)?)?;
                } else {
                    page.problems.iter().try_for_each(|problem| writeln!(out, "# {problem}"))?;
                    page.figures.iter().try_for_each(|figure| writeln!(out, "{}", line(figure)))?;
                }
            }
            Some(What::Records { key: None }) => {
                let all = records_behind(&opened.anlan, &call, &query).await?;
                if place.json {
                    writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
                } else {
                    let lines = all.iter().flat_map(|(key, facts)| facts.iter().map(move |fact| (key, fact)));
                    lines.into_iter().try_for_each(|(key, fact)| writeln!(out, "{key}\t{fact}"))?;
                }
            }
            Some(What::Records { key: Some(key) }) => {
                let told = figure_records(&opened.anlan, &call, &key, &query).await?;
                if place.json {
                    writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
                } else {
                    writeln!(out, "{}", line(&told.figure))?;
                    told.facts.iter().try_for_each(|fact| writeln!(out, "{}\t{}", fact.name, fact.title))?;
                }
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
