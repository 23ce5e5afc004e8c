//! Water quality of a river, as its page shows it.

use super::Named;
use anlan_core::month::Month;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A class of the national standard. Its colours are a legend of their own, never that of the lights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaterClass {
    /// Ⅰ
    First,
    /// Ⅱ
    Second,
    /// Ⅲ
    Third,
    /// Ⅳ
    Fourth,
    /// Ⅴ
    Fifth,
    /// 劣Ⅴ
    Beyond,
}

/// A class with its reason, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaterJudged {
    /// The class; none when it is not assessed, and for a river judged by shares of its sections.
    pub class: Option<WaterClass>,
    /// The state, such as 良好.
    pub state: Option<String>,
    /// Main pollution indicators with their times over.
    pub main: Vec<String>,
    /// Every item that decided, the worst first, in words.
    pub because: Vec<String>,
    /// Why it is not assessed.
    pub why_not: Option<String>,
    /// Samples it was made from.
    pub samples: usize,
}

/// A year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaterYear {
    /// The year.
    pub year: i32,
    /// How it was judged; none before there were samples.
    pub judged: Option<WaterJudged>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaterMonth {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// How it was judged; none without samples.
    pub judged: Option<WaterJudged>,
}

/// A section of the river.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SectionWater {
    /// The record of the section.
    pub section: Named,
    /// Its unit.
    pub unit: Option<Named>,
    /// The class it is to reach.
    pub target: Option<WaterClass>,
    /// Its years, in the order of [`RiverWater::years`].
    pub years: Vec<WaterYear>,
    /// The twelve months of the year chosen.
    pub months: Vec<WaterMonth>,
}

/// Water quality of a river.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RiverWater {
    /// The river.
    pub river_id: Uuid,
    /// Years with samples, oldest first.
    pub years: Vec<i32>,
    /// The year whose months are shown; none without samples.
    pub year: Option<i32>,
    /// The river as a whole.
    pub whole: Vec<WaterYear>,
    /// Its sections.
    pub sections: Vec<SectionWater>,
    /// The standards it was judged by.
    pub basis: String,
}

/// Which year's months are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichWater {
    /// The year; the latest with samples when absent.
    pub year: Option<i32>,
}
