//! One line of a ledger, and what all ledgers need to look up.

use crate::Fault;
use crate::matters::About;
use anlan_core::ids::ItemId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::person::Person;
use anlan_core::matter::problem::{Evidence, Stage};
use anlan_core::month::Month;
use anlan_core::record::{RecordContent, RecordKind};
use anlan_store::{MatterRow, Tx};
use chrono::NaiveDate;
use uuid::Uuid;

/// One line of a ledger.
pub(super) struct Line<'a> {
    content: &'a RecordContent,
}

/// What a number in a ledger stands for.
pub(super) enum Numbered {
    /// A problem.
    Problem(Box<MatterRow>),
    /// An item: its year and id.
    Item(i32, ItemId),
}

impl<'a> Line<'a> {
    pub(super) fn of(content: &'a RecordContent) -> Self {
        Self { content }
    }

    /// How faults name it.
    pub(super) fn name(&self, kind: &RecordKind) -> String {
        kind.identity.iter().map(|column| self.text(column)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn text(&self, column: &str) -> &'a str {
        self.content.values.get(column).map_or("", |value| value.trim())
    }

    pub(super) fn day(&self, column: &str) -> Option<NaiveDate> {
        self.text(column).get(..10)?.parse().ok()
    }

    /// A day that the kind requires.
    pub(super) fn on(&self, column: &'static str) -> Result<NaiveDate, Fault> {
        self.day(column).ok_or_else(|| Fault::invalid(column, "missing", format!("请填写{column}。"), format!("{column} is missing")))
    }

    /// A text another column makes necessary.
    pub(super) fn needed(&self, column: &'static str) -> Result<&'a str, Fault> {
        match self.text(column) {
            "" => Err(Fault::invalid(column, "missing", format!("请填写{column}。"), format!("{column} is missing"))),
            text => Ok(text),
        }
    }

    pub(super) fn flag(&self, column: &str) -> bool {
        matches!(self.text(column), "是" | "true")
    }

    pub(super) fn id(&self, column: &str) -> Option<Uuid> {
        self.content.refs.get(column).copied()
    }

    pub(super) fn month(&self, column: &'static str) -> Result<Option<Month>, Fault> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let bad = |_| Fault::invalid(column, "bad_month", format!("{column}应写作2023年10月或2023-10。"), format!("{column} is no month"));
        let plain = text.trim_end_matches('月').replace('年', "-");
        let plain = plain.split_once('-').map_or(plain.clone(), |(year, month)| format!("{year}-{:0>2}", month.trim()));
        Month::parse(&plain).map(Some).map_err(bad)
    }

    /// Somebody the ledger names.
    pub(super) fn person(&self, column: &'static str, unit: Option<anlan_core::ids::UnitId>) -> Result<Person, Fault> {
        Ok(Person { name: self.needed(column)?.to_owned(), post: "据台账".to_owned(), account: None, unit_id: unit })
    }

    /// What somebody whom the ledger names did.
    pub(super) fn by(&self, person: Person) -> About {
        About { by: Some(person), ..About::default() }
    }

    /// Texts of a cell that holds several.
    pub(super) fn several(&self, column: &str) -> Vec<&'a str> {
        self.text(column).split(['、', '，', ',', '；', ';']).map(str::trim).filter(|text| !text.is_empty()).collect()
    }

    /// Files named in a cell, which have to be uploaded before.
    pub(super) async fn evidence(&self, tx: &Tx, column: &'static str, stage: Stage) -> Result<(Vec<Evidence>, Vec<String>), Fault> {
        let (mut evidence, mut hashes) = (Vec::new(), Vec::new());
        for name in self.several(column) {
            let row = tx.read().file_named(name).await?.ok_or_else(|| {
                let zh = format!("没有名为“{name}”的文件，请先上传照片再导入台账。");
                Fault::invalid(column, "file_missing", zh, format!("no file is called {name}: upload it first"))
            })?;
            hashes.push(row.hash.clone());
            evidence.push(Evidence { hash: row.hash, name: name.to_owned(), stage, note: String::new() });
        }
        Ok((evidence, hashes))
    }
}

/// The problem or item of a number.
pub(super) async fn numbered(tx: &Tx, number: &str) -> Result<Numbered, Fault> {
    if let Some(row) = tx.read().matter_numbered(MatterKind::Problem, number).await? {
        return Ok(Numbered::Problem(Box::new(row)));
    }
    match tx.read().item_numbered(number).await? {
        Some(row) => Ok(Numbered::Item(i32::try_from(row.year).unwrap_or_default(), ItemId(row.id))),
        None => {
            let zh = format!("没有编号为{number}的问题或事项。");
            Err(Fault::invalid("编号", "unknown_number", zh, format!("no problem or item has the number {number}")))
        }
    }
}
