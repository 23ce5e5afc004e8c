//! `anlan assess`: a year's result as it would be published, or its publication.

use crate::Place;
use crate::open::{Opened, open, regions};
use anlan_app::assessment::{preview, publish};
use anlan_app::views::{PublishAssessment, ResultView};
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anyhow::Result;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Assess {
    /// 年度 Year
    #[arg(long)]
    year: i32,
    /// 行政区代码；不填为全部 Region code; every region when absent
    #[arg(long)]
    region: Option<String>,
    /// 规则包；不填为生效的 Rule pack; the one in force when absent
    #[arg(long, conflicts_with = "publish")]
    pack: Option<String>,
    /// 公布 Publish it
    #[arg(long)]
    publish: bool,
}

impl Assess {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        for region in regions(&opened, self.region.clone()).await? {
            self.one(place, &opened, &region).await?;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn one(&self, place: &Place, opened: &Opened, region: &RegionId) -> Result<()> {
        let call = opened.call(region, Role::OfficeHead);
        let page = preview(&opened.anlan, &call, self.year, self.pack.as_deref()).await?;
        if self.publish {
            let form = PublishAssessment { id: None, basis: page.basis };
            let round = publish(&opened.anlan, &call, self.year, &form).await?;
            if place.json {
                println!("{}", serde_json::to_string(&round)?);
            } else {
                println!("{region}: 已公布{}第{}版，申诉至{}", round.brief.number, round.brief.version, round.brief.appeal_until);
                told(&round.result, &round.problems);
            }
            return Ok(());
        }
        if place.json {
            println!("{}", serde_json::to_string(&page)?);
        } else {
            println!("{region}: {}年度考核（试算，未公布），拟记{}笔，拟冲销{}笔", self.year, page.would_post, page.would_reverse);
            told(&page.result, &page.problems);
        }
        Ok(())
    }
}

/// The ranking, then who has no score and why.
fn told(result: &ResultView, problems: &[String]) {
    let percent = result.coverage.percent.as_deref().unwrap_or("0");
    println!("  {}；覆盖 {}（{percent}%）", result.pack_title, result.coverage.text);
    if let Some(why) = &result.ranking.why_not {
        println!("  {why}");
    }
    for row in &result.ranking.rows {
        println!("  {:>3}  {}  {}", row.rank, row.score, row.subject);
    }
    for row in &result.ranking.unranked {
        println!("  未评  {}（已评合计{}）：{}", row.subject, row.known, row.why.join("；"));
    }
    problems.iter().for_each(|problem| println!("  ! {problem}"));
}
