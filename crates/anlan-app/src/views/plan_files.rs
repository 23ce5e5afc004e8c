//! A plan's content read from a file: nothing is saved by it.

use super::{ActionView, PlanBody, PlanComparison};
use anlan_core::plan::PlanList;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A fault of a plan's file: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanFileFault {
    /// Where, as people find it: `任务清单!D7`, `任务清单（第3个表）第4行第2列`.
    pub place: String,
    /// The sheet or table.
    pub sheet: String,
    /// The row, as Excel numbers rows; of a table counted from its first row.
    pub row: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
    /// The cell as Excel names it; none in a document.
    pub cell: Option<String>,
    /// The value found.
    pub value: Option<String>,
    /// Stable word for programs.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// The same in English.
    pub message_en: String,
    /// Whether it has to be mended first; otherwise it tells what was not taken in.
    pub blocks: bool,
}

/// A sheet or table as recognised.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanFileSheet {
    /// Its name.
    pub name: String,
    /// The list it holds; none when it was not taken in as one.
    pub list: Option<PlanList>,
    /// The row of its headers.
    pub header_row: Option<u32>,
    /// Rows read.
    pub rows: usize,
}

/// What a file says, and what saving it would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanImport {
    /// The file's name.
    pub file_name: String,
    /// The version it was compared with, to be given as `base` when it is saved.
    pub base: u32,
    /// What was read; cells with a fault are empty in it. Lists and chapters the file does not hold are those of `base`.
    pub body: PlanBody,
    /// Names of the units in it.
    #[schema(value_type = HashMap<String, String>)]
    pub units: BTreeMap<Uuid, String>,
    /// Sheets and tables as recognised.
    pub sheets: Vec<PlanFileSheet>,
    /// Every fault, in the order of the file.
    pub faults: Vec<PlanFileFault>,
    /// What differs from `base`.
    pub changes: PlanComparison,
    /// Whether it can be saved (`plan.draft`).
    pub actions: Vec<ActionView>,
}
