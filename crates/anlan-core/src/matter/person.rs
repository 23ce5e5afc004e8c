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
        !name.trim().is_empty() && plain_name(&self.name) == plain_name(name)
    }
}

impl Person {
    /// Whether they are one of those named in a text, such as `唐伟、李伟`.
    #[must_use]
    pub fn is_one_of(&self, names: &str) -> bool {
        self.is_named(names) || names_in(names).any(|name| self.is_named(name))
    }
}

/// The names in a text that names several.
pub fn names_in(names: &str) -> impl Iterator<Item = &str> {
    names.split(['、', '，', ',', '；', ';', '/', ' ']).map(str::trim).filter(|name| !name.is_empty())
}

/// A person's name without what accounts add in brackets: `罗芳（baiyang）` is 罗芳.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let end = name.find(['（', '(']).filter(|at| *at > 0).unwrap_or(name.len());
    crate::text::name(&name[..end])
}

/// Goes on only with a checker who neither found the matter, nor asked for the check, nor belongs to the unit.
///
/// # Errors
/// Which of these they are.
pub fn independent(checker: &Person, finders: &[&str], asker: Option<&Person>, unit: Option<UnitId>) -> Result<(), Refusal> {
    if finders.iter().any(|finder| checker.is_one_of(finder)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(name: &str, account: u128, unit: Option<u128>) -> Person {
        let account = Some(AccountId(Uuid::from_u128(account)));
        Person { name: name.into(), post: String::new(), account, unit_id: unit.map(|unit| UnitId(Uuid::from_u128(unit))) }
    }

    #[test]
    fn two_accounts_of_one_person_are_one_person() {
        assert!(person("罗芳（baiyang）", 1, None).is(&person("罗芳（lf2）", 2, None)));
        assert!(person("罗芳", 1, None).is_named("罗芳（区级暗访组）"));
        assert!(!person("罗芳", 1, None).is(&person("唐伟", 2, None)));
        assert!(!person("", 1, None).is_named(""));
        assert!(person("罗芳（lf2）", 2, None).is_one_of("唐伟、罗芳（暗访组）") && !person("罗芳", 1, None).is_one_of("唐伟、罗芳芳"));
    }

    #[test]
    fn a_checker_is_neither_finder_nor_asker_nor_of_the_unit() {
        let unit = Some(UnitId(Uuid::from_u128(7)));
        let code = |checker: &Person, asker: Option<&Person>| {
            independent(checker, &["周明", "何涛（小安溪区级河长）"], asker, unit).map_err(|refusal| refusal.code)
        };
        let asker = person("罗芳", 1, Some(7));
        assert_eq!(code(&person("周明（staff）", 2, None), Some(&asker)), Err("same_person"));
        assert_eq!(code(&person("何涛", 3, None), Some(&asker)), Err("same_person"));
        assert_eq!(code(&person("罗芳（x）", 4, None), Some(&asker)), Err("same_person"));
        assert_eq!(code(&person("蒋丽", 5, Some(7)), Some(&asker)), Err("own_unit"));
        assert_eq!(code(&person("蒋丽", 5, Some(8)), Some(&asker)), Ok(()));
    }
}
