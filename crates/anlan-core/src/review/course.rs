//! What happened in a review, and what came of it: seats, decisions, visits, opinions.

use crate::ids::{AccountId, ChiefId, MatterId, UnitId};
use crate::matter::person::Person;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Whose a seat is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum SeatOf {
    /// A unit's.
    Unit {
        /// Which.
        #[cfg_attr(feature = "schema", schema(value_type = uuid::Uuid))]
        unit_id: UnitId,
    },
    /// A chief's post's.
    Chief {
        /// Which.
        #[cfg_attr(feature = "schema", schema(value_type = uuid::Uuid))]
        chief_id: ChiefId,
    },
    /// One account's: an expert, or to whom a seat was delegated.
    Account {
        /// Which.
        #[cfg_attr(feature = "schema", schema(value_type = uuid::Uuid))]
        account_id: AccountId,
    },
    /// Anybody's of a role: the government's office, the river chief office.
    Role {
        /// The role's word.
        role: String,
    },
}

/// A seat to be filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatGiven {
    /// Whose.
    pub of: SeatOf,
    /// As documents name it.
    pub name: String,
}

/// What a seat says in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// 同意
    Agree,
    /// 不同意
    Disagree,
}

/// What happened in a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum ReviewEvent {
    /// The seats of the present stage were filled; with its last day.
    Seated {
        /// Who.
        seats: Vec<SeatGiven>,
        /// Last day, if any.
        #[serde(default)]
        due_on: Option<NaiveDate>,
    },
    /// A seat was added (加签).
    SeatAdded {
        /// Who.
        seat: SeatGiven,
        /// The seat that asked and waits for it (请示); none when it sits beside the others.
        #[serde(default)]
        before: Option<usize>,
        /// Why.
        reason: String,
    },
    /// A seat was handed to somebody (转办).
    Delegated {
        /// The seat.
        seat: usize,
        /// To whom.
        to: SeatGiven,
        /// Why.
        reason: String,
    },
    /// Interests were declared (利益关系声明).
    Declared {
        /// The seat.
        seat: usize,
        /// Whether there is an interest: the seat then says nothing.
        interest: bool,
        /// Which.
        #[serde(default)]
        text: String,
    },
    /// An opinion on a row of the plan, or on the whole.
    Opined {
        /// The seat.
        seat: usize,
        /// The row's number; none for the whole.
        #[serde(default)]
        row: Option<String>,
        /// The opinion.
        text: String,
    },
    /// The lead unit answered an opinion.
    Answered {
        /// The opinion, by its place in the review.
        opinion: usize,
        /// Whether it is adopted.
        adopted: bool,
        /// How, or why not.
        text: String,
    },
    /// A seat agreed or not.
    Decided {
        /// The seat.
        seat: usize,
        /// What it says.
        verdict: Verdict,
        /// In words.
        #[serde(default)]
        text: String,
        /// The meeting that decided.
        #[serde(default)]
        meeting_id: Option<MatterId>,
        /// The document that says so, such as 南川府函〔2023〕5号.
        #[serde(default)]
        document: Option<String>,
    },
    /// A seat was silent beyond the last day, which the stage takes as agreeing.
    Lapsed {
        /// The seat.
        seat: usize,
    },
    /// The plan was returned.
    Returned {
        /// The seat; none when the office returns what cannot be agreed to any more.
        #[serde(default)]
        seat: Option<usize>,
        /// To which stage, by its place; none to the drafting.
        #[serde(default)]
        to: Option<usize>,
        /// Why.
        reason: String,
    },
}

/// A seat as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Whose.
    pub of: SeatOf,
    /// As documents name it.
    pub name: String,
    /// The seat that waits for this one.
    pub before: Option<usize>,
    /// Whose it was before it was delegated, as documents name them, and why.
    pub delegated: Vec<(String, String)>,
    /// Interests declared: whether there is one, and which.
    pub declared: Option<(bool, String)>,
    /// What it said, the latest last.
    pub decisions: Vec<Decision>,
}

impl Seat {
    /// Whether it withdrew for an interest.
    #[must_use]
    pub fn recused(&self) -> bool {
        self.declared.as_ref().is_some_and(|(interest, _)| *interest)
    }

    /// What it says now.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.decisions.last().map(|decision| decision.verdict)
    }

    pub(super) fn agrees(&self) -> bool {
        self.verdict() == Some(Verdict::Agree)
    }
}

/// What a seat said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub verdict: Verdict,
    /// In words.
    pub text: String,
    /// Who; none when silence was taken as agreeing.
    pub by: Option<Person>,
    /// When.
    pub on: NaiveDate,
    /// The version it was said of.
    pub version: u32,
    /// The meeting.
    pub meeting_id: Option<MatterId>,
    /// The document.
    pub document: Option<String>,
}

/// How a visit to a stage ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It agreed on a day, to a version.
    Agreed(NaiveDate, u32),
    /// It returned the plan on a day: to which stage, why.
    Returned(NaiveDate, Option<usize>, String),
    /// It had agreed, and the plan came back to a stage before it.
    Undone(NaiveDate),
}

/// One visit to a stage. A returned plan visits a stage again; earlier visits stay on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The stage, by its place.
    pub stage: usize,
    /// When it opened.
    pub opened_on: NaiveDate,
    /// The last day.
    pub due_on: Option<NaiveDate>,
    /// The seats; empty until filled.
    pub seats: Vec<Seat>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// An answer to an opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is adopted.
    pub adopted: bool,
    /// How, or why not.
    pub text: String,
    /// Who.
    pub by: Person,
    /// When.
    pub on: NaiveDate,
    /// The version there was then: an adopted opinion stands in a later one.
    pub version: u32,
}

/// An opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The visit it was given in.
    pub visit: usize,
    /// The seat.
    pub seat: usize,
    /// Who.
    pub by: Person,
    /// When.
    pub on: NaiveDate,
    /// The version it is about.
    pub version: u32,
    /// The row.
    pub row: Option<String>,
    /// The opinion.
    pub text: String,
    /// The answer.
    pub answer: Option<Answer>,
}
