//! `anlan bench`: placeholder until the measured parts stand.
use anyhow::Result;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Bench {}

impl Bench {
    pub async fn run(self) -> Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
