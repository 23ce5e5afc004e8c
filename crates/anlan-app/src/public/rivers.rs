//! Rivers with their chiefs and their water, and the sign board of one.

use super::{call, name, told};
use crate::records::{class_text, water_of_rivers};
use crate::views::{PublicChief, PublicRegion, PublicRiver, PublicRiverPage, PublicRivers, PublicWater, WaterJudged};
use crate::{Anlan, Fault};
use anlan_core::days::china_day;
use anlan_core::ids::RegionId;
use anlan_core::water::Standards;
use anlan_report::sign::Sign;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Every river with its chiefs and how its water is this year.
///
/// # Errors
/// No public pages there, or the store fails.
pub async fn rivers(anlan: &Anlan, region: &RegionId, at: DateTime<Utc>) -> Result<Arc<PublicRivers>, Fault> {
    let told = told(anlan, region, at)?;
    let day = china_day(at);
    let key = (region.clone(), anlan.store.region(region).revision().await?, day);
    if let Some(kept) = anlan.river_pages.get(&key) {
        return Ok(kept);
    }
    let register = anlan.register(region).await?;
    let read = anlan.store.region(region);
    let water = water_of_rivers(anlan, &call(region, at), day.year()).await?;
    let leads = read.lead_units().await?;
    let levels = anlan.packs.of_region(region.as_str()).map(|pack| (pack.head.chief_levels.clone(), pack.head.river_levels.clone()));
    let (chief_levels, river_levels) = levels.unwrap_or_default();
    let label = |kinds: &[anlan_core::pack::Kind], key: &str| {
        kinds.iter().find(|kind| kind.key == key).map_or_else(|| key.to_owned(), |kind| kind.label.clone())
    };
    let order = |key: &str| chief_levels.iter().position(|kind| kind.key == key).unwrap_or(usize::MAX);
    let mut chiefs: BTreeMap<Uuid, Vec<(usize, PublicChief)>> = BTreeMap::new();
    for row in &register.chiefs {
        let Some(river) = row.river_id else { continue };
        let person = register.holder(row.id, day).map(str::to_owned);
        let one = PublicChief { post: row.name.clone(), level: label(&chief_levels, &row.level), person };
        chiefs.entry(river).or_default().push((order(&row.level), one));
    }
    let lead = |river: Uuid| {
        let held = |from: NaiveDate, until: Option<NaiveDate>| from <= day && until.is_none_or(|until| day <= until);
        let row = leads.iter().filter(|row| row.river_id == river && held(row.from_on, row.until_on)).max_by_key(|row| row.from_on)?;
        register.named(Some(row.unit_id)).map(|unit| unit.name)
    };
    let of = |row: &anlan_store::RiverRow| {
        let mut own = chiefs.remove(&row.id).unwrap_or_default();
        own.sort_by(|a, b| (a.0, &a.1.post).cmp(&(b.0, &b.1.post)));
        PublicRiver {
            id: row.id,
            name: row.name.clone(),
            level: label(&river_levels, &row.level),
            lead_unit: lead(row.id),
            chiefs: own.into_iter().map(|(_, chief)| chief).collect(),
            water: plain(water.get(&row.id)),
        }
    };
    let rivers = read.rivers().await?.iter().map(of).collect();
    let page = PublicRivers {
        region: PublicRegion { code: region.to_string(), name: name(anlan, region) },
        office: told.office.clone(),
        phone: told.phone.clone(),
        clause: told.clause.clone(),
        year: day.year(),
        rivers,
    };
    Ok(anlan.river_pages.keep(key, page))
}

/// One river.
///
/// # Errors
/// No public pages, no such river, or the store fails.
pub async fn river(anlan: &Anlan, region: &RegionId, river: Uuid, at: DateTime<Utc>) -> Result<PublicRiverPage, Fault> {
    let all = rivers(anlan, region, at).await?;
    let forbidden = told(anlan, region, at)?.forbidden.clone();
    let own = all.rivers.iter().find(|one| one.id == river).cloned().ok_or_else(Fault::not_found)?;
    Ok(PublicRiverPage {
        region: all.region.clone(),
        office: all.office.clone(),
        phone: all.phone.clone(),
        clause: all.clause.clone(),
        year: all.year,
        river: own,
        forbidden,
    })
}

/// The sign board of a river; `address` is where its QR code leads.
///
/// # Errors
/// No public pages, no such river, or the store fails.
pub async fn sign(anlan: &Anlan, region: &RegionId, of: Uuid, at: DateTime<Utc>, address: String) -> Result<Sign, Fault> {
    let page = river(anlan, region, of, at).await?;
    let own = &page.river;
    let mut lines: Vec<(String, String)> = Vec::new();
    for chief in &own.chiefs {
        lines.push((chief.level.clone(), format!("{}　{}", chief.post, chief.person.as_deref().unwrap_or("（空缺）"))));
    }
    lines.extend(own.lead_unit.clone().map(|unit| ("牵头单位".to_owned(), unit)));
    lines.push(("监督电话".to_owned(), page.phone.clone()));
    Ok(Sign {
        title: format!("{}河长公示牌", own.name),
        river: own.name.clone(),
        lines,
        forbidden: page.forbidden,
        office: page.office,
        address,
    })
}

/// The class with what its state means, as the standards' data words it.
fn plain(judged: Option<&WaterJudged>) -> PublicWater {
    let Some(judged) = judged else {
        return PublicWater { class: None, words: "本年没有监测数据".to_owned() };
    };
    let standards = Standards::national();
    let means = |state: &str| {
        let found = standards.evaluation.states.iter().find(|own| *own.text == *state);
        found.map_or_else(|| state.to_owned(), |own| format!("{state}：{}", own.plain))
    };
    match (&judged.state, &judged.why_not) {
        (Some(state), _) => PublicWater { class: judged.class.map(|class| format!("{}类", class_text(class))), words: means(state) },
        (None, why) => PublicWater { class: None, words: format!("未评：{}", why.as_deref().unwrap_or("数据不足")) },
    }
}

/// A sign board as PDF.
///
/// # Errors
/// No Chinese font, or this build has no PDF.
#[cfg(feature = "pdf")]
pub async fn sign_pdf(anlan: &Anlan, sign: Sign) -> Result<Vec<u8>, Fault> {
    let fonts = anlan.fonts();
    let made = tokio::task::spawn_blocking(move || anlan_report::pdf::sign_pdf(&sign, &fonts)).await;
    let made = made.map_err(|fault| Fault::internal("pdf", "生成文件失败，请联系管理员查看日志。", fault.to_string()))?;
    made.map_err(|fault| Fault::internal("pdf", fault.zh(), fault.to_string()))
}

/// A sign board as PDF.
///
/// # Errors
/// This build has no PDF.
#[cfg(not(feature = "pdf"))]
pub async fn sign_pdf(_: &Anlan, _: Sign) -> Result<Vec<u8>, Fault> {
    Err(Fault::internal("pdf_left_out", "本安装包没有包含PDF功能，请下载SVG。", "This build has no PDF: take the SVG."))
}
