//! A circular (通报): the month's lights, frozen when issued, with everything needed to rebuild and to explain them.

use crate::figure::frozen::FrozenFigures;
use crate::item::List;
use crate::light::Light;
use crate::month::Month;
use crate::pack::explain::{Explained, Reason};
use crate::pack::papers::PaperText;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One item's light in a circular.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IssuedLight {
    /// The item's id.
    pub item_id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its list.
    pub list: List,
    /// Its responsible unit.
    pub unit: String,
    /// Its river, or empty.
    pub river: String,
    /// Its limit.
    pub limit_on: NaiveDate,
    /// The share reported for the month, as text.
    pub progress: Option<String>,
    /// The light issued.
    pub light: Light,
    /// The light the rules gave.
    pub computed: Light,
    /// The word of the rule that decided.
    pub rule: String,
    /// Its name.
    pub rule_title: String,
    /// Its clause.
    pub clause: String,
    /// Every condition tried.
    pub because: Vec<Reason>,
    /// Why another light was issued than computed, by whom and confirmed by whom.
    pub override_reason: Option<String>,
}

impl IssuedLight {
    /// The computed light with its reasons.
    #[must_use]
    pub fn explained(&self) -> Explained {
        Explained {
            light: self.computed,
            rule: self.rule.clone(),
            rule_title: self.rule_title.clone(),
            clause: self.clause.clone(),
            because: self.because.clone(),
        }
    }
}

/// What is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circular {
    /// The region's name.
    pub region_name: String,
    /// The month.
    pub month: Month,
    /// Its last day, E.
    pub month_end: NaiveDate,
    /// 1 for the first issue of a month.
    pub version: i32,
    /// Document number, e.g. 铜河长办〔2023〕1号.
    pub number: String,
    /// Number of the month's first version, for a later one.
    pub first_number: Option<String>,
    /// Title in full.
    pub title: String,
    /// What was recorded up to this moment was used.
    pub known_at: DateTime<Utc>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The pack's name.
    pub pack_id: String,
    /// The pack's title.
    pub pack_title: String,
    /// The pack's hash.
    pub pack_hash: String,
    /// What its document is drawn by; none in those issued before there were templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperText>,
    /// The figures that its document names, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<FrozenFigures>,
    /// All lights, in the order of lists and numbers.
    pub lights: Vec<IssuedLight>,
}

/// How many lights of each colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LightCounts {
    /// 绿
    pub green: u32,
    /// 黄
    pub yellow: u32,
    /// 红
    pub red: u32,
    /// 未评
    pub not_assessed: u32,
}

impl LightCounts {
    /// Counts lights.
    pub fn of(lights: impl IntoIterator<Item = Light>) -> Self {
        let mut counts = Self::default();
        for light in lights {
            counts.add(light);
        }
        counts
    }

    /// One more.
    pub fn add(&mut self, light: Light) {
        match light {
            Light::Green => self.green += 1,
            Light::Yellow => self.yellow += 1,
            Light::Red => self.red += 1,
            Light::NotAssessed => self.not_assessed += 1,
        }
    }

    /// All together.
    #[must_use]
    pub fn total(self) -> u32 {
        self.green + self.yellow + self.red + self.not_assessed
    }
}

/// What a version tells of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ToldOfItem {
    /// Its light.
    pub light: Light,
    /// Name of the deciding rule.
    pub rule: String,
    /// The share reported for the month.
    pub progress: Option<String>,
    /// Its limit.
    pub limit_on: NaiveDate,
}

/// One item of which two versions tell otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The item's id.
    pub item_id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// What the older tells; none when it is not in it.
    pub before: Option<ToldOfItem>,
    /// What the newer tells; none when it is not in it.
    pub after: Option<ToldOfItem>,
    /// Whether light or deciding rule differ, or only what is told beside.
    pub of_light: bool,
}

/// Items of which the light, the deciding rule, the progress or the limit differ, in the order of the newer list.
#[must_use]
pub fn differences(before: &[IssuedLight], after: &[IssuedLight]) -> Vec<Difference> {
    use std::collections::HashMap;
    let old: HashMap<&str, &IssuedLight> = before.iter().map(|light| (light.item_id.as_str(), light)).collect();
    let new: HashMap<&str, &IssuedLight> = after.iter().map(|light| (light.item_id.as_str(), light)).collect();
    let verdict = |light: &IssuedLight| (light.light, light.rule.clone());
    let said = |light: &IssuedLight| (light.light, light.rule.clone(), light.progress.clone(), light.limit_on);
    let told = |light: &IssuedLight| ToldOfItem {
        light: light.light,
        rule: light.rule_title.clone(),
        progress: light.progress.clone(),
        limit_on: light.limit_on,
    };
    let row = |old: Option<&IssuedLight>, new: Option<&IssuedLight>| {
        let named = new.or(old)?;
        Some(Difference {
            item_id: named.item_id.clone(),
            number: named.number.clone(),
            title: named.title.clone(),
            unit: named.unit.clone(),
            before: old.map(told),
            after: new.map(told),
            of_light: old.map(verdict) != new.map(verdict),
        })
    };
    let changed = after.iter().filter_map(|light| match old.get(light.item_id.as_str()) {
        Some(old) if said(old) == said(light) => None,
        old => row(old.copied(), Some(light)),
    });
    let gone = before.iter().filter(|light| !new.contains_key(light.item_id.as_str())).filter_map(|light| row(Some(light), None));
    changed.chain(gone).collect()
}
