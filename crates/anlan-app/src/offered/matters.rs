//! Problems, letters and closed cases as rules see them. The tables they are kept in come with the loop's own use cases;
//! until those are there, nothing is offered, which is what "no problem registered" means.

use super::gather::Scope;
use crate::Fault;
use anlan_core::month::Month;
use anlan_store::{Connection, Regional};
use chrono::NaiveDate;
use uuid::Uuid;

/// A problem as registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProblemMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    /// Label of the source.
    pub(crate) source: String,
    /// Label of the finder's level, when a chief found it; else empty.
    pub(crate) finder_level: String,
    /// Post of the finder, when a chief found it; else empty.
    pub(crate) finder: String,
    pub(crate) river: String,
    pub(crate) unit: String,
    pub(crate) found_on: NaiveDate,
    pub(crate) limit_on: Option<NaiveDate>,
    pub(crate) prominent: Option<bool>,
    pub(crate) state: String,
    pub(crate) closed_on: Option<NaiveDate>,
    pub(crate) relapsed_on: Option<NaiveDate>,
}

/// A letter that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LetterMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    /// Label of its kind.
    pub(crate) kind: String,
    pub(crate) addressee: String,
    /// 单位 or 河长.
    pub(crate) addressee_kind: String,
    /// Number of the item or problem; empty when there is none.
    pub(crate) matter: String,
    /// What the rule that proposed it calls its cause; empty when no rule did.
    pub(crate) cause: String,
    pub(crate) month: Option<Month>,
    pub(crate) signed_on: NaiveDate,
    pub(crate) reply_due_on: Option<NaiveDate>,
    pub(crate) replied_on: Option<NaiveDate>,
    pub(crate) settled_on: Option<NaiveDate>,
}

/// A case that was closed: one of the frame of the look-back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClosedMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    /// Label of the source.
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) unit: String,
    pub(crate) river: String,
    pub(crate) closed_on: NaiveDate,
    /// The seed of its quarter's draw.
    pub(crate) seed: String,
    /// Label of the unit's kind.
    pub(crate) unit_kind: String,
}

/// Every problem known at the scope's moment and found by its day.
///
/// # Errors
/// The store fails.
pub(super) async fn problems<C: Connection>(_: &Scope<'_>, _: &Regional<'_, C>) -> Result<Vec<ProblemMatter>, Fault> {
    Ok(Vec::new())
}

/// Every letter known at the scope's moment, whatever its day: rules compare months and days themselves.
///
/// # Errors
/// The store fails.
pub(super) async fn letters<C: Connection>(_: &Scope<'_>, _: &Regional<'_, C>) -> Result<Vec<LetterMatter>, Fault> {
    Ok(Vec::new())
}

/// Every case closed by the scope's day.
///
/// # Errors
/// The store fails.
pub(super) async fn closed_cases<C: Connection>(_: &Scope<'_>, _: &Regional<'_, C>) -> Result<Vec<ClosedMatter>, Fault> {
    Ok(Vec::new())
}
