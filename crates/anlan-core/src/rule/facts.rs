//! Facts as a person writes them, TOML or JSON: tables of rows, each row a list under a heading row, or names with values.

use super::check::plain_text;
use super::formula::Column;
use super::run::{FactRow, Facts};
use super::sheet::{Sheet, TableSource};
use super::value::Value;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables by name; each a list of rows.
pub type FactTexts = BTreeMap<String, toml::Value>;

/// A file of facts: the period judged, and the tables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactsFile {
    /// Year, month or two days of the period judged.
    pub period: Option<toml::Value>,
    /// Readings of open points put in place of the pack's; `""` takes one away.
    #[serde(default)]
    pub declare: BTreeMap<String, String>,
    /// The tables.
    #[serde(default)]
    pub facts: FactTexts,
}

impl FactsFile {
    /// Reads TOML, or JSON when the text begins with a brace.
    ///
    /// # Errors
    /// What is wrong, with its place.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|fault| fault.to_string())
        } else {
            toml::from_str(&crate::text::quote_keys(text)).map_err(|fault| fault.to_string())
        }
    }
}

/// Reads tables of facts for a sheet; every fault is told, not only the first.
///
/// # Errors
/// One text for each fault, naming table, row, column and what is expected.
pub fn read_facts(sheet: &Sheet, texts: &FactTexts) -> Result<Facts, Vec<String>> {
    let mut faults = Vec::new();
    let mut facts = Facts::default();
    for (name, rows) in texts {
        let Some(def) = sheet.tables.iter().find(|table| *table.shape.name == **name && matches!(table.source, TableSource::Fact(_)))
        else {
            let known = sheet.tables.iter().filter(|table| matches!(table.source, TableSource::Fact(_))).map(|table| &*table.shape.name);
            faults.push(format!("规则包没有声明事实表“{name}”；{} (unknown fact table)", super::formula::nearest(name, known)));
            continue;
        };
        let Some(rows) = rows.as_array() else {
            faults.push(format!("事实表“{name}”应为若干行 (a list of rows is expected)"));
            continue;
        };
        let mut made = Vec::new();
        let mut heading: Option<Vec<String>> = None;
        for (place, row) in rows.iter().enumerate() {
            let at = format!("事实表“{name}”第{}行", place + 1);
            match row {
                toml::Value::Table(cells) => {
                    let pairs: Vec<(&str, &toml::Value)> = cells.iter().map(|(name, value)| (name.as_str(), value)).collect();
                    made.extend(fact(&def.columns, &pairs, &at, &mut faults));
                }
                toml::Value::Array(cells) => match &heading {
                    None => heading = Some(cells.iter().map(|cell| plain_text(cell).unwrap_or_default()).collect()),
                    Some(names) => {
                        if names.len() != cells.len() {
                            faults.push(format!("{at}有{}个值，表头有{}列 (wrong number of values)", cells.len(), names.len()));
                            continue;
                        }
                        let pairs: Vec<(&str, &toml::Value)> = names.iter().map(String::as_str).zip(cells).collect();
                        made.extend(fact(&def.columns, &pairs, &at, &mut faults));
                    }
                },
                toml::Value::String(_)
                | toml::Value::Integer(_)
                | toml::Value::Float(_)
                | toml::Value::Boolean(_)
                | toml::Value::Datetime(_) => faults.push(format!("{at}应为一行表头下的值，或“列 = 值” (not a row)")),
            }
        }
        facts.0.insert(name.clone(), made);
    }
    if faults.is_empty() { Ok(facts) } else { Err(faults) }
}

fn fact(columns: &[Column], pairs: &[(&str, &toml::Value)], at: &str, faults: &mut Vec<String>) -> Option<FactRow> {
    let before = faults.len();
    let mut cells: Vec<Value> = columns.iter().map(|column| Value::no_data(&column.name)).collect();
    let mut name = None;
    for (column, value) in pairs {
        let Some(text) = plain_text(value) else {
            faults.push(format!("{at}“{column}”应为文字、数或日期 (not a plain value)"));
            continue;
        };
        if *column == "id" {
            name = Some(Arc::from(text.as_str()));
            continue;
        }
        let Some(place) = columns.iter().position(|own| &*own.name == *column) else {
            let hint = super::formula::nearest(column, columns.iter().map(|own| &*own.name));
            faults.push(format!("{at}没有列“{column}”；{hint} (unknown column)"));
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        match columns[place].kind.read(&text) {
            Ok(value) => cells[place] = value,
            Err(fault) => faults.push(format!("{at}“{column}”：{fault} (wrong value)")),
        }
    }
    (faults.len() == before).then_some(FactRow { name, cells })
}
