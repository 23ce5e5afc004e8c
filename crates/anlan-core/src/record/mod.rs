//! Record books (台账): typed, dated facts other than items and monthly reports. A kind of record is data, not code.
//!
//! `standards/records.toml` holds the kinds every district keeps; a pack may add its own. What is recorded is never
//! overwritten: a correction is a newer fact, a withdrawal too. What a unit, river or chief is called is not known here.

mod fact;
mod kinds;
mod misread;
mod read;

pub use fact::{RecordContent, RecordEvent, RecordFact, Recorded, known, line};
pub use kinds::{RecordKinds, scale_of};
pub use misread::Misread;

use crate::rule::number::Number;
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Scale};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a column refers to; its cells hold the name, the store keeps the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refers {
    /// A responsible unit.
    Unit,
    /// A river.
    River,
    /// A chief's post.
    Chief,
    /// An item of the lists, by its number.
    Item,
    /// A record of another kind, by that kind's key and the one column that identifies it.
    Record(String),
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A value of the rules: text, number, date, time, month, yes or no.
    Value(Kind),
    /// A measured value as reported: a number in this unit, or below detection (`0.025L`, `<0.025`, `ND`, `未检出`).
    Measured(Unit),
    /// One of these words.
    Choice(Vec<String>),
    /// A step of the scale of that name.
    Scale(String),
    /// The name of something registered.
    Refers(Refers),
}

/// One column of a record book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordColumn {
    /// Its name, as ledgers and rules call it.
    pub name: String,
    /// What its cells hold.
    pub holds: Holds,
    /// Whether no cell may be blank.
    pub required: bool,
    /// Least number allowed.
    pub least: Option<Number>,
    /// Greatest number allowed.
    pub most: Option<Number>,
    /// Whether only whole numbers are allowed.
    pub whole: bool,
    /// The column whose day or time must not lie after this one's.
    pub not_before: Option<String>,
    /// What people have to know to fill it in.
    pub hint: Option<String>,
    /// Whether nobody sees its values but one who gives a reason, one at a time (a complainant's identity).
    pub secret: bool,
    /// Whether it holds the number of a registered problem, on whose page the record then shows.
    pub problem: bool,
    /// Other ways its header is written.
    pub headers: Vec<String>,
}

impl RecordColumn {
    /// The unit its numbers are in.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        match &self.holds {
            Holds::Value(Kind::Number(unit)) | Holds::Measured(unit) => Some(unit),
            Holds::Value(_) | Holds::Choice(_) | Holds::Scale(_) | Holds::Refers(_) => None,
        }
    }

    /// Its name with its unit, as a table's head shows it: `里程（公里）`.
    #[must_use]
    pub fn label(&self) -> String {
        match self.unit() {
            Some(unit) if *unit != Unit::PLAIN => format!("{}（{unit}）", self.name),
            Some(_) | None => self.name.clone(),
        }
    }

    /// The kind of its values for the rules; a measured value is text there, since it may lie below detection.
    #[must_use]
    pub fn kind(&self, scale: Option<&Arc<Scale>>) -> Kind {
        match &self.holds {
            Holds::Value(kind) => kind.clone(),
            Holds::Scale(_) => scale.map_or(Kind::Text, |scale| Kind::Grade(Arc::clone(scale))),
            Holds::Measured(_) | Holds::Choice(_) | Holds::Refers(_) => Kind::Text,
        }
    }

    /// What it refers to.
    #[must_use]
    pub fn refers(&self) -> Option<&Refers> {
        match &self.holds {
            Holds::Refers(refers) => Some(refers),
            Holds::Value(_) | Holds::Measured(_) | Holds::Choice(_) | Holds::Scale(_) => None,
        }
    }
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKind {
    /// The word used in code, API and store.
    pub key: String,
    /// The Chinese title.
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// Its columns, in the order of the ledgers.
    pub columns: Vec<RecordColumn>,
    /// The columns that together say which real thing or event a record is.
    pub identity: Vec<String>,
    /// The column whose day is the fact's; none for a standing entry, such as a section, which belongs to every year.
    pub occurred: Option<String>,
    /// What it is followed up by, when it orders something.
    pub follow: Option<Follow>,
}

/// What a record that orders something is followed up by: until when, and the day its effect was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// The date column by which it is to be done.
    pub due: String,
    /// The date column that is filled in when its effect is confirmed.
    pub done: String,
    /// The column that tells the effect; required with the day.
    pub effect: String,
}

/// How far what a record ordered has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// Its effect is not confirmed yet.
    Open,
    /// Not confirmed, and the day is past.
    Overdue,
    /// Confirmed.
    Confirmed,
}

impl Follow {
    /// How far it has come by a day; one without a day to be done by is never overdue.
    #[must_use]
    pub fn of(&self, values: &BTreeMap<String, String>, today: NaiveDate) -> Followed {
        if values.contains_key(&self.done) {
            return Followed::Confirmed;
        }
        let due: Option<NaiveDate> = values.get(&self.due).and_then(|day| day.parse().ok());
        if due.is_some_and(|due| due < today) { Followed::Overdue } else { Followed::Open }
    }
}

impl RecordKind {
    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&RecordColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The first column that refers to something fitting.
    pub fn referring(&self, fits: impl Fn(&Refers) -> bool) -> Option<&RecordColumn> {
        self.columns.iter().find(|column| column.refers().is_some_and(&fits))
    }

    /// The columns whose values are kept from everybody.
    pub fn secrets(&self) -> impl Iterator<Item = &RecordColumn> {
        self.columns.iter().filter(|column| column.secret)
    }

    /// The columns whose values may be seen.
    pub fn open_columns(&self) -> impl Iterator<Item = &RecordColumn> {
        self.columns.iter().filter(|column| !column.secret)
    }

    /// The names of its columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}
