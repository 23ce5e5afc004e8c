//! Who did something, and whether two who did are one and the same.

use super::Refusal;
use crate::ids::{AccountId, UnitId};
use serde::{Deserialize, Serialize};

/// Who recorded or did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name, as the account has it.
    pub name: String,
    /// Post or role, as documents name it.
    #[serde(default)]
    pub post: String,
    /// The account; none for what was imported or recorded at the command line.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// The unit they act for.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
}

impl Person {
    /// Whether both are one person: the same account, or the same name (two accounts of one person count as one).
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        (self.account.is_some() && self.account == other.account) || self.is_named(&other.name)
    }

    /// Whether they have this name.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        !name.trim().is_empty() && crate::text::name(&self.name) == crate::text::name(name)
    }
}

/// Goes on only with a checker who neither found the matter, nor asked for the check, nor belongs to the unit.
///
/// # Errors
/// Which of these they are.
pub fn independent(checker: &Person, finders: &[&str], asker: Option<&Person>, unit: Option<UnitId>) -> Result<(), Refusal> {
    if finders.iter().any(|finder| checker.is_named(finder)) {
        return Err(Refusal::new(
            "same_person",
            "发现人不能核查销号，请由其他人员现场核查。",
            "who found it cannot check the close-out: another person has to",
        ));
    }
    if asker.is_some_and(|asker| asker.is(checker)) {
        return Err(Refusal::new(
            "same_person",
            "申请销号的人不能自己核查，请由其他人员现场核查。",
            "who asked for the close-out cannot check it: another person has to",
        ));
    }
    if unit.is_some() && checker.unit_id == unit {
        return Err(Refusal::new(
            "own_unit",
            "责任单位的人员不能核查本单位的销号。",
            "a person of the responsible unit cannot check its close-out",
        ));
    }
    Ok(())
}
