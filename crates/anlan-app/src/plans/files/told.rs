//! Where in a file something stands, and the faults found so far.

use crate::imports::letter;
use crate::views::PlanFileFault;

/// A fault of one value: code, Chinese, English.
pub(super) type ValueFault = (&'static str, String, String);

/// A place in a file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The sheet, or the table by its number.
    pub(super) sheet: String,
    /// Whether it is a table of a document, whose columns have no letters.
    pub(super) table: bool,
    pub(super) row: Option<u32>,
    /// From 0, with its header.
    pub(super) column: Option<(usize, String)>,
}

impl Place {
    /// A sheet or table as a whole.
    pub(super) fn whole(sheet: &str, table: bool) -> Self {
        Self { sheet: sheet.to_owned(), table, row: None, column: None }
    }

    fn cell(&self) -> Option<String> {
        let (row, (column, _)) = (self.row?, self.column.as_ref()?);
        (!self.table).then(|| format!("{}{row}", letter(*column)))
    }

    /// As people find it: `任务清单!D7`, `第3个表（任务清单）第4行第2列`.
    fn words(&self) -> String {
        match (self.cell(), self.row, &self.column) {
            (Some(cell), ..) => format!("{}!{cell}", self.sheet),
            (None, Some(row), Some((column, _))) => format!("{}第{row}行第{}列", self.sheet, column + 1),
            (None, Some(row), None) => format!("{}第{row}行", self.sheet),
            (None, None, Some((column, _))) if self.table => format!("{}第{}列", self.sheet, column + 1),
            (None, None, Some((column, _))) => format!("{}!{}列", self.sheet, letter(*column)),
            (None, None, None) => self.sheet.clone(),
        }
    }
}

/// Faults in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<PlanFileFault>);

impl Faults {
    /// What has to be mended before anything can be saved.
    pub(super) fn tell(&mut self, place: &Place, value: &str, fault: ValueFault) {
        self.push(place, value, fault, true);
    }

    /// What was not taken in, or taken otherwise; the rest stands.
    pub(super) fn note(&mut self, place: &Place, value: &str, fault: ValueFault) {
        self.push(place, value, fault, false);
    }

    fn push(&mut self, place: &Place, value: &str, (code, zh, en): ValueFault, blocks: bool) {
        self.0.push(PlanFileFault {
            place: place.words(),
            sheet: place.sheet.clone(),
            row: place.row,
            column: place.column.as_ref().map(|(_, header)| header.clone()),
            cell: place.cell(),
            value: Some(value.to_owned()).filter(|value| !value.is_empty()),
            code: code.to_owned(),
            message: zh,
            message_en: en,
            blocks,
        });
    }

    pub(super) fn block(&self) -> usize {
        self.0.iter().filter(|fault| fault.blocks).count()
    }
}
