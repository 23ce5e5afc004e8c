//! `anlan sample redraw`: every look-back drawn again from its recorded frame, seed and pack; exits 1 when one comes out otherwise.

use crate::Place;
use crate::open::{open, regions};
use anlan_app::look_backs::redraw;
use anyhow::{Context as _, Result};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Sample {
    #[command(subcommand)]
    command: SampleCommand,
}

#[derive(clap::Subcommand)]
enum SampleCommand {
    /// 按记录的种子和抽样框重抽，核对结果 Draw again by the recorded seed and frame, and compare
    Redraw(Redraw),
}

#[derive(clap::Args)]
struct Redraw {
    /// 行政区代码；不填为全部 Region code; every region when absent
    #[arg(long)]
    region: Option<String>,
    /// 季度，如 2023Q3；不填为全部 Quarter, e.g. 2023Q3; all of them when absent
    #[arg(long)]
    quarter: Option<String>,
}

/// Year and quarter of `2023Q3`.
fn quarter(text: &str) -> Option<(i32, u32)> {
    let (year, quarter) = text.split_once(['Q', 'q'])?;
    Some((year.parse().ok()?, quarter.parse().ok()?))
}

impl Sample {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let SampleCommand::Redraw(asked) = self.command;
        let only = match &asked.quarter {
            Some(text) => Some(quarter(text).with_context(|| format!("`{text}` is no quarter: write 2023Q3 (季度应写成 2023Q3)"))?),
            None => None,
        };
        let opened = open(place).await?;
        let mut same = true;
        for region in regions(&opened, asked.region).await? {
            for draw in redraw(&opened.anlan, &region, only).await? {
                same &= draw.then == draw.now;
                if place.json {
                    let told =
                        serde_json::json!({ "region": region, "title": draw.title, "seed": draw.seed, "then": draw.then, "now": draw.now });
                    println!("{told}");
                } else {
                    let mark = if draw.then == draw.now { "一致" } else { "不一致" };
                    println!("{region} {}（种子 {}）：抽中{}个，重抽{mark}", draw.title, draw.seed, draw.then.len());
                    println!("  {}", draw.now.join(" "));
                }
            }
        }
        Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
