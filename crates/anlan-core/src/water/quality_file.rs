//! Reads `gb3838-2002.toml` and checks it: names used once, one limit a class, from the strictest to the loosest.

use super::class::Class;
use super::quality::{ByBody, Item, Limits, Quality, Saturation, key};
use super::standard::{Exact, day};
use crate::rule::number::Number;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Arc<str>,
    title: String,
    number: String,
    version: String,
    from: toml::value::Datetime,
    source: String,
    classes: Vec<Arc<str>>,
    beyond: Arc<str>,
    oxygen_saturation: SaturationFile,
    item: Vec<ItemFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaturationFile {
    item: String,
    class: String,
    share: Exact,
    top: Exact,
    offset: Exact,
    temperature: (Exact, Exact),
    clause: Arc<str>,
    #[expect(dead_code, reason = "for people; required so that no number stands without its source")]
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    None,
    AtMost,
    AtLeast,
    Range,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    name: Arc<str>,
    aliases: Vec<String>,
    clause: Arc<str>,
    unit: Arc<str>,
    limit: Direction,
    limits: Option<Vec<Exact>>,
    river: Option<Vec<Exact>>,
    lake: Option<Vec<Exact>>,
    range: Option<(Exact, Exact)>,
    source_water: Option<Exact>,
    evaluated: bool,
    decimals: u8,
    note: Option<String>,
    source: String,
}

impl Quality {
    /// Reads and checks the file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        if file.classes.len() != usize::from(Class::BEYOND.place()) {
            return Err(format!("`classes` has {} entries: {} are expected, the best first", file.classes.len(), Class::BEYOND.place()));
        }
        let mut names = BTreeMap::new();
        let mut items = Vec::with_capacity(file.item.len());
        for (place, item) in file.item.into_iter().enumerate() {
            let item = Item::checked(item)?;
            let mut own: Vec<String> = item.aliases.iter().map(|alias| key(alias)).chain([key(&item.name)]).collect();
            own.sort();
            own.dedup();
            for name in own {
                if names.insert(name.clone(), place).is_some() {
                    return Err(format!("“{name}” is a name of two items: take it from one of them ({})", item.name));
                }
            }
            items.push(item);
        }
        let mut classes = file.classes;
        classes.push(file.beyond);
        let raw = file.oxygen_saturation;
        let at = classes.iter().position(|class| **class == *raw.class).and_then(|at| Class::at(u8::try_from(at).ok()?));
        let saturation = Saturation {
            item: names.get(&key(&raw.item)).map(|at| items[*at].name.clone()).ok_or_else(|| format!("no item “{}”", raw.item))?,
            class: at.ok_or_else(|| format!("no class “{}”", raw.class))?,
            share: raw.share.0,
            top: raw.top.0,
            offset: raw.offset.0,
            temperature: (raw.temperature.0.0, raw.temperature.1.0),
            clause: raw.clause,
        };
        Ok(Self {
            id: file.id,
            title: file.title,
            number: file.number,
            version: file.version,
            from: day(file.from)?,
            source: file.source,
            saturation,
            classes,
            items,
            names,
        })
    }
}

impl Item {
    fn checked(file: ItemFile) -> Result<Self, String> {
        let fault = |what: &str| format!("item “{}”: {what}", file.name);
        if file.clause.trim().is_empty() || file.source.trim().is_empty() {
            return Err(fault("`clause` and `source` must say where it stands and how sure it is"));
        }
        let numbers = |list: Option<Vec<Exact>>| list.map(|list| list.into_iter().map(|exact| exact.0).collect::<Vec<Number>>());
        let by = match (numbers(file.limits), numbers(file.river), numbers(file.lake)) {
            (None, None, None) => None,
            (Some(both), None, None) => Some(ByBody { river: Some(both.clone()), lake: Some(both) }),
            (None, river, lake) => Some(ByBody { river, lake }),
            (Some(_), Some(_) | None, Some(_) | None) => return Err(fault("give `limits`, or `river` and `lake`, not both")),
        };
        if let Some(by) = &by {
            for list in [&by.river, &by.lake].into_iter().flatten() {
                let ordered = match file.limit {
                    Direction::AtMost => list.is_sorted(),
                    Direction::AtLeast => list.iter().rev().is_sorted(),
                    Direction::None | Direction::Range => false,
                };
                if list.len() != usize::from(Class::BEYOND.place()) || !ordered {
                    return Err(fault("one limit a class is expected, from the strictest to the loosest"));
                }
            }
        }
        let limits = match (file.limit, by, file.range, file.source_water) {
            (Direction::None, None, None, None) => Limits::None,
            (Direction::AtMost, Some(by), None, None) => Limits::AtMost(by),
            (Direction::AtLeast, Some(by), None, None) => Limits::AtLeast(by),
            (Direction::Range, None, Some((low, high)), None) if low.0 <= high.0 => Limits::Within(low.0, high.0),
            (Direction::AtMost, None, None, Some(limit)) => Limits::SourceWater(limit.0),
            (Direction::None | Direction::AtMost | Direction::AtLeast | Direction::Range, _, _, _) => {
                return Err(fault("`limit` does not fit the limits given"));
            }
        };
        Ok(Self {
            name: file.name,
            aliases: file.aliases,
            clause: file.clause,
            unit: file.unit,
            limits,
            evaluated: file.evaluated,
            decimals: file.decimals,
            note: file.note,
            source: file.source,
        })
    }
}
