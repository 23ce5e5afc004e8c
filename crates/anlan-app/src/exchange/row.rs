//! A row of a package: the columns it has before its own, and how what it says relates to what stands here.

use crate::imports::shown;
use crate::views::{ExchangeConflict, ImportCorrection, ImportCounts, ImportFault};
use anlan_core::digest;
use anlan_report::read::{Grid, GridRow};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Columns that come before a row's own.
pub(crate) const OWN: [&str; 3] = ["id", "hash", "base"];

/// A row as it leaves.
pub(crate) struct Departing {
    pub(crate) id: Uuid,
    pub(crate) hash: String,
    /// Digests of what it said before.
    pub(crate) base: BTreeSet<String>,
    /// What it says, by column; blank ones are absent.
    pub(crate) values: BTreeMap<String, String>,
}

/// What a part of a package did, or would do.
#[derive(Debug, Default)]
pub(crate) struct Arrived {
    pub(crate) rows: usize,
    pub(crate) counts: ImportCounts,
    /// Rows that say what was here before: ours is newer.
    pub(crate) older: usize,
    pub(crate) conflicts: Vec<ExchangeConflict>,
    pub(crate) corrections: Vec<ImportCorrection>,
    pub(crate) faults: Vec<ImportFault>,
}

impl Arrived {
    /// A part of which nothing is taken in.
    pub(crate) fn refused(rows: usize, faults: Vec<ImportFault>) -> Self {
        Self { rows, counts: ImportCounts { faulty: rows, ..ImportCounts::default() }, faults, ..Self::default() }
    }

    /// What an import of the rows that are taken in did.
    pub(crate) fn add(&mut self, counts: &ImportCounts, faults: &[ImportFault], corrections: &[ImportCorrection]) {
        self.counts.accepted += counts.accepted;
        self.counts.corrected += counts.corrected;
        self.counts.unchanged += counts.unchanged;
        self.counts.faulty += counts.faulty;
        self.faults.extend_from_slice(faults);
        self.faults.sort_by_key(|fault| fault.row);
        self.corrections.extend_from_slice(corrections);
    }

    /// A row that is not taken in.
    pub(crate) fn fault(&mut self, fault: ImportFault) {
        self.counts.faulty += 1;
        self.faults.push(fault);
    }
}

/// The digest of what a row says: SM3 over `column=value` and a line feed for each value that is not blank, in the order of the column
/// names; a backslash in a value is doubled, a line feed written `\n`.
pub(crate) fn row_hash(values: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(name);
        text.push('=');
        text.push_str(&value.replace('\\', "\\\\").replace('\n', "\\n"));
        text.push('\n');
    }
    digest::hex(text.as_bytes())
}

/// A row as it came, whole: its digest fits what it says.
pub(crate) struct Sealed {
    pub(crate) id: Uuid,
    pub(crate) hash: String,
    base: BTreeSet<String>,
    /// What it says, by column; blank ones are absent.
    pub(crate) values: BTreeMap<String, String>,
}

/// How a row that says something else relates to what stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It was made from what stands here.
    Newer,
    /// What stands here was made from it.
    Older,
    /// Each was made from the other.
    BackAndForth,
    /// Neither was made from the other.
    Apart,
}

impl Relation {
    /// Why such a row is not taken in.
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Newer => "对方的版本较新",
            Self::Older => "本区的版本较新",
            Self::BackAndForth => "双方的版本互为对方的旧版（改过去又改回来），不能判断哪个较新",
            Self::Apart => "双方各自改动过，对方的版本不是在本区现有版本上改的",
        }
    }
}

impl Sealed {
    /// How it relates to what stands here: digests of what that says now, and of everything it ever said.
    pub(crate) fn relation(&self, now: &[String], said: &BTreeSet<String>) -> Relation {
        match (now.iter().any(|own| self.base.contains(own)), said.contains(&self.hash)) {
            (true, false) => Relation::Newer,
            (false, true) => Relation::Older,
            (true, true) => Relation::BackAndForth,
            (false, false) => Relation::Apart,
        }
    }
}

/// Opens the rows of a file one after another.
pub(crate) struct Opener<'a> {
    grid: &'a Grid,
    header_row: u32,
    /// Where the row's own columns stand.
    places: [Option<usize>; 3],
    pub(crate) heads: Vec<String>,
    seen: BTreeSet<Uuid>,
}

impl<'a> Opener<'a> {
    pub(crate) fn new(grid: &'a Grid, header_row: u32) -> Self {
        let head = grid.rows.iter().find(|row| row.number == header_row);
        let heads: Vec<String> = head.map(|row| row.cells.iter().map(shown).collect()).unwrap_or_default();
        let places = OWN.map(|own| heads.iter().position(|head| head == own));
        Self { grid, header_row, places, heads, seen: BTreeSet::new() }
    }

    /// Columns that are not exchanged.
    pub(crate) fn foreign_columns(&self, title: &str, exchanged: impl Fn(&str) -> bool) -> Vec<ImportFault> {
        let foreign = self.heads.iter().filter(|head| !head.is_empty() && !OWN.contains(&head.as_str()) && !exchanged(head));
        let told = |head: &String| {
            let zh = format!("“{title}”没有可以交换的“{head}”一列，这部分不接收。请与发送方核对各列（列名须完全一致）。");
            let en = format!("{title} has no column {head} that is exchanged: nothing of this part is taken in");
            let row = Some(self.header_row);
            ImportFault::new(&self.grid.name, row, Some(head.clone()), None, "foreign_column", zh, en)
        };
        foreign.map(told).collect()
    }

    /// A column that is needed and not there.
    pub(crate) fn missing_column(&self, title: &str, column: &str) -> ImportFault {
        let zh = format!("“{title}”缺少“{column}”一列，这部分不接收，请发送方补上。");
        let en = format!("{title} lacks the column {column}: nothing of this part is taken in");
        ImportFault::new(&self.grid.name, Some(self.header_row), Some(column.to_owned()), None, "missing_column", zh, en)
    }

    /// A fault of a row.
    pub(crate) fn fault(&self, row: &GridRow, column: &str, value: &str, (code, zh, en): (&str, &str, &str)) -> Box<ImportFault> {
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        Box::new(ImportFault::new(&self.grid.name, Some(row.number), Some(column.to_owned()), value, code, zh, en))
    }

    /// A value that is right but not written as the format writes it.
    pub(crate) fn not_as_written(&self, row: &GridRow, column: &str, (raw, written): (&str, &str)) -> Box<ImportFault> {
        let zh = format!("应写成“{written}”（交换格式规定的写法），请发送方更正。");
        let en = format!("the exchange format writes {written}: let the sender correct it");
        self.fault(row, column, raw, ("not_as_written", &zh, &en))
    }

    /// A row whose digest fits what it says, and whose id no earlier row has.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn open(&mut self, row: &GridRow) -> Result<Sealed, Box<ImportFault>> {
        let [id, hash, base] = self.places.map(|place| place.map(|place| shown(row.cell(place))).unwrap_or_default());
        let cells = self.heads.iter().enumerate().filter(|(_, head)| !OWN.contains(&head.as_str()));
        let values: BTreeMap<String, String> =
            cells.map(|(place, head)| (head.clone(), shown(row.cell(place)))).filter(|(_, value)| !value.is_empty()).collect();
        if hash.is_empty() {
            let told =
                ("no_hash", "没有摘要（hash），请发送方按交换格式重新生成。", "the row has no hash: let the sender make the package anew");
            return Err(self.fault(row, "hash", "", told));
        }
        if hash != row_hash(&values) {
            let zh = "摘要（hash）与这一行的内容不符：传送中损坏，或者生成后被改动。请向发送方索取原包。";
            let en = "the hash does not fit the row: damaged or edited; ask the sender for the package as made";
            return Err(self.fault(row, "hash", &hash, ("wrong_hash", zh, en)));
        }
        let Ok(id) = id.parse::<Uuid>() else {
            let told =
                ("bad_id", "编号（id）应是 UUID，请发送方按交换格式重新生成。", "the id is no UUID: let the sender make the package anew");
            return Err(self.fault(row, "id", &id, told));
        };
        if !self.seen.insert(id) {
            let told = (
                "duplicate_id",
                "这个编号（id）在前面的行已经有了，请发送方更正。",
                "the id stands in an earlier row: let the sender correct it",
            );
            return Err(self.fault(row, "id", &id.to_string(), told));
        }
        Ok(Sealed { id, hash, base: base.split_whitespace().map(str::to_owned).collect(), values })
    }
}

#[cfg(test)]
mod tests {
    use super::row_hash;
    use std::collections::BTreeMap;

    #[test]
    fn the_digest_is_that_of_the_guide() {
        let values = |all: &[(&str, &str)]| -> BTreeMap<String, String> {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let told = row_hash(&values(&[("b", "2"), ("a", "一\n二\\"), ("c", "")]));
        assert_eq!(told, anlan_core::digest::hex("a=一\\n二\\\\\nb=2\n".as_bytes()));
        assert_ne!(told, row_hash(&values(&[("a", "一"), ("b", "2")])));
    }
}
