//! `anlan lights`: the lights of a month, one JSON line an item, as known now or at any moment.

use super::moment;
use crate::Place;
use crate::open::open;
use anlan_app::lights::rebuild;
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anlan_core::month::Month;
use anyhow::Result;
use std::io::Write as _;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Lights {
    /// 行政区代码 Region code
    #[arg(long)]
    region: String,
    /// 月份 Month, YYYY-MM
    #[arg(long)]
    month: String,
    /// 只用此刻之前的记录：日期（含当日）或 RFC 3339 时刻 As known at a day (its end) or moment
    #[arg(long)]
    known_at: Option<String>,
}

impl Lights {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let (region, month) = (RegionId::parse(&self.region)?, Month::parse(&self.month)?);
        let known_at = self.known_at.as_deref().map(moment).transpose()?;
        let opened = open(place).await?;
        let lights = rebuild(&opened.anlan, &opened.call(&region, Role::OfficeHead), month, known_at).await?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for light in &lights {
            if place.json {
                writeln!(out, "{}", serde_json::to_string(light)?)?;
            } else {
                let why = light.because.last().map_or("", |reason| reason.text.as_str());
                writeln!(out, "{}\t{}\t{}\t{why}", light.item, light.light.sign(), light.rule)?;
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
