//! `anlan bench`: what the office and the country cost, measured where anyone can repeat it. Use a release build.

mod client;
mod import;
mod lights;
mod made;
mod matters;
mod month;
mod plans;
mod score;

use anyhow::Result;
use std::process::ExitCode;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 全国规模的亮灯判定 Lights of a country, region by region, from memory and from SQLite
    Lights(lights::Lights),
    /// 导入一个区一年的台账 Import a district's year
    Import(import::Import),
    /// 全国规模的年度考核，逐条理由 A country's year scored, every posting with its reasons
    Score(score::Score),
    /// 一市百万问题：列表、详情、看板 A city's problems: list, page and board over HTTP
    Matters(matters::Matters),
    /// 一省万份方案、五十万任务：方案页、两稿对比、任务表 A province's plans and tasks: plan page, comparison, task board over HTTP
    Plans(plans::Plans),
    /// 月末页面，20 人同时使用 The month end page with 20 users at once
    Month(month::Month),
}

impl Bench {
    pub async fn run(self) -> Result<ExitCode> {
        if cfg!(debug_assertions) {
            eprintln!("note: this is a debug build; measure with --release (调试版本，结果仅供参考)");
        }
        match self.what {
            What::Lights(bench) => bench.run().await,
            What::Import(bench) => bench.run().await,
            What::Score(bench) => bench.run(),
            What::Matters(bench) => bench.run().await,
            What::Plans(bench) => bench.run().await,
            What::Month(bench) => bench.run().await,
        }
    }
}

/// The most memory this process ever held, in MiB, as Linux tells it.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The value below which `share` (0 to 100) percent of the sorted times lie.
fn percentile(sorted: &[Duration], share: usize) -> Duration {
    sorted.get((sorted.len() * share / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}
