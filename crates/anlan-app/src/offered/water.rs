//! Monthly means of water quality from sections and samples, in long form.

use super::columns::WaterOf;
use super::gather::Scope;
use crate::Fault;
use crate::records::{KnownRecord, kinds_of, records_known_in};
use anlan_core::record::Holds;
use anlan_core::water::Standards;
use anlan_core::water::mean::{Sample, monthly_means};
use anlan_store::{Connection, Regional};
use std::collections::BTreeMap;

/// The record books that water quality is kept in, by their keys in `standards/records.toml`.
pub(crate) const SECTION: &str = "section";
/// Its samples.
pub(crate) const SAMPLE: &str = "sample";

/// Every month of every section and item that has a usable sample.
///
/// # Errors
/// The store fails.
pub(crate) async fn water_rows<C: Connection>(
    scope: &Scope<'_>,
    read: &Regional<'_, C>,
    problems: &mut Vec<String>,
) -> Result<Vec<WaterOf>, Fault> {
    let kinds = kinds_of(scope.anlan, &scope.book.region);
    let sections = records_known_in(read, kinds, SECTION, scope.days(), scope.known_at).await?;
    let samples = records_known_in(read, kinds, SAMPLE, scope.days(), scope.known_at).await?;
    let measured =
        kinds.kind(SAMPLE).into_iter().flat_map(|kind| &kind.columns).filter(|column| matches!(column.holds, Holds::Measured(_)));
    let measured: Vec<&str> = measured.map(|column| column.name.as_str()).collect();
    let mut of: BTreeMap<&str, Vec<&KnownRecord>> = BTreeMap::new();
    for sample in &samples {
        of.entry(sample.values.get("断面").map_or("", String::as_str)).or_default().push(sample);
    }
    let mut rows = Vec::new();
    for section in &sections {
        let value = |column: &str| section.values.get(column).cloned().unwrap_or_default();
        let (name, unit, river) = (value("断面名称"), value("责任单位"), value("河流"));
        let own = of.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        for item in &measured {
            let read: Vec<Sample> = own.iter().filter_map(|sample| reading(sample, item, &name, problems)).collect();
            for (month, value) in monthly_means(&Standards::national().evaluation, read.iter()) {
                rows.push(WaterOf {
                    section_id: section.record_id.0,
                    section: name.clone(),
                    unit: unit.clone(),
                    river: river.clone(),
                    month,
                    item: (*item).to_owned(),
                    value,
                });
            }
        }
    }
    Ok(rows)
}

/// One item of a sample as reported, with the flag of the whole sample.
fn reading(sample: &KnownRecord, item: &str, section: &str, problems: &mut Vec<String>) -> Option<Sample> {
    let text = sample.values.get(item)?;
    let evaluation = &Standards::national().evaluation;
    let flag = sample.values.get("标记").and_then(|mark| evaluation.flag_named(mark));
    match evaluation.read_cell(text) {
        Ok(reading) => Some(Sample { on: sample.occurred_on, reading: reading?.flagged(flag) }),
        Err(fault) => {
            problems.push(format!("断面“{section}”{}的“{item}”：{fault}，不计入。", sample.occurred_on));
            None
        }
    }
}
