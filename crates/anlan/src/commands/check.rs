//! `anlan verify` and `anlan replay`: nothing was changed, and what was issued still comes out the same.

use crate::Place;
use crate::open::{open, regions};
use anlan_app::audit::verify;
use anlan_app::lights::replay;
use anlan_app::matters::check_matters;
use anlan_core::access::Role;
use anyhow::Result;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Verify {
    /// 行政区代码；不填为全部 Region code; every region when absent
    #[arg(long)]
    region: Option<String>,
}

#[derive(clap::Args)]
pub struct Replay {
    /// 行政区代码；不填为全部 Region code; every region when absent
    #[arg(long)]
    region: Option<String>,
}

impl Verify {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        let mut sound = true;
        for region in regions(&opened, self.region).await? {
            let mut found = verify(&opened.anlan, &opened.call(&region, Role::Auditor)).await?;
            let matters = check_matters(&opened.anlan, &region).await?;
            found.faults.extend(matters.faults);
            sound &= found.faults.is_empty();
            if place.json {
                println!("{}", serde_json::json!({ "region": region, "result": found }));
            } else {
                println!(
                    "{region}: 审计{}条，文件{}个，通报{}份，考核结果{}份，办件{}件，问题{}处",
                    found.audit_rows,
                    found.files,
                    found.circulars,
                    found.assessments,
                    matters.matters,
                    found.faults.len()
                );
                found.faults.iter().for_each(|fault| println!("  {fault}"));
            }
        }
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Replay {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let opened = open(place).await?;
        let mut same = true;
        for region in regions(&opened, self.region).await? {
            let call = opened.call(&region, Role::Auditor);
            let (circulars, mut differences) = replay(&opened.anlan, &call).await?;
            let (assessments, more) = anlan_app::assessment::replay(&opened.anlan, &call).await?;
            differences.extend(more);
            let recomputed = circulars + assessments;
            same &= differences.is_empty();
            if place.json {
                println!("{}", serde_json::json!({ "region": region, "recomputed": recomputed, "differences": differences }));
            } else {
                println!("{region}: 重算{recomputed}份，差异{}处", differences.len());
                for found in &differences {
                    println!("  {} {}\n    issued:     {}\n    recomputed: {}", found.circular, found.item, found.issued, found.recomputed);
                }
            }
        }
        Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
