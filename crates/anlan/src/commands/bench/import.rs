//! Importing a district's year into a fresh database on disk.

use super::percentile;
use crate::Place;
use crate::open::open;
use anlan_app::imports::confirm_bytes;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anyhow::{Context as _, Result};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[derive(clap::Args)]
pub struct Import {
    /// 台账 Workbook; the demonstration's when absent
    file: Option<PathBuf>,
    /// 次数 How often
    #[arg(long, default_value_t = 10)]
    times: usize,
}

impl Import {
    pub async fn run(self) -> Result<ExitCode> {
        let bytes = match &self.file {
            Some(file) => std::fs::read(file).with_context(|| file.display().to_string())?,
            None => super::super::demo::file("tongliang/tongliang-2023.xlsx")?,
        };
        let region = RegionId::parse("500151")?;
        let mut times = Vec::with_capacity(self.times);
        for round in 0..self.times {
            let data = std::env::temp_dir().join(format!("anlan-bench-import-{}-{round}", std::process::id()));
            let opened = open(&Place { data: Some(data.clone()), database: None, packs: None, json: false }).await?;
            let started = Instant::now();
            let result = confirm_bytes(&opened.anlan, &opened.call(&region, Role::OfficeHead), "bench.xlsx", &bytes, false).await?;
            times.push(started.elapsed());
            anyhow::ensure!(result.faults.is_empty(), "the workbook has faults");
            drop(opened);
            std::fs::remove_dir_all(&data)?;
        }
        times.sort();
        println!(
            "import: {} times, median {:.0} ms, slowest {:.0} ms",
            times.len(),
            percentile(&times, 50).as_secs_f64() * 1e3,
            percentile(&times, 100).as_secs_f64() * 1e3
        );
        Ok(ExitCode::SUCCESS)
    }
}
