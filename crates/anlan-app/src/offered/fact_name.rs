//! The name a fact is given in a run: it says where the fact is found, so that a frozen result still leads to its evidence.

use anlan_core::ids::ItemId;
use anlan_core::month::Month;
use std::fmt;
use uuid::Uuid;

/// Where a fact that rules judge comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FactName {
    /// A unit of the register.
    Unit(Uuid),
    /// A month's light of an item.
    Light(ItemId, Month),
    /// An item.
    Item(ItemId),
    /// A record: its kind, itself, the fact that holds.
    Record(String, Uuid, Uuid),
    /// A section's month of an item of water quality.
    Water(Uuid, Month, String),
    /// A chief's post, with the tenure.
    Chief(Uuid, Option<Uuid>),
    /// A registered problem.
    Problem(Uuid),
    /// A letter.
    Letter(Uuid),
    /// A closed case of the look-back's frame.
    Closed(Uuid),
    /// An instruction.
    Instruction(Uuid),
    /// An inspection that was released.
    Inspection(Uuid),
    /// A look-back at a case: the draw, the case's number.
    Looked(Uuid, String),
    /// A meeting that was held.
    Meeting(Uuid),
    /// A river's lead unit from a day on.
    Lead(Uuid),
}

impl fmt::Display for FactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Light(id, month) => write!(f, "light:{id}:{month}"),
            Self::Item(id) => write!(f, "item:{id}"),
            Self::Record(kind, record, fact) => write!(f, "record:{kind}:{record}:{fact}"),
            Self::Water(section, month, item) => write!(f, "water:{section}:{month}:{item}"),
            Self::Chief(chief, Some(tenure)) => write!(f, "chief:{chief}:{tenure}"),
            Self::Chief(chief, None) => write!(f, "chief:{chief}"),
            Self::Problem(id) => write!(f, "problem:{id}"),
            Self::Letter(id) => write!(f, "letter:{id}"),
            Self::Closed(id) => write!(f, "closed:{id}"),
            Self::Instruction(id) => write!(f, "instruction:{id}"),
            Self::Inspection(id) => write!(f, "inspection:{id}"),
            Self::Looked(id, number) => write!(f, "looked:{id}:{number}"),
            Self::Meeting(id) => write!(f, "meeting:{id}"),
            Self::Lead(id) => write!(f, "lead:{id}"),
        }
    }
}

impl FactName {
    /// Reads a name back; `None` for one that is none of these.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let kind = parts.next()?;
        let id = |parts: &mut std::str::Split<'_, char>| parts.next()?.parse::<Uuid>().ok();
        Some(match kind {
            "unit" => Self::Unit(id(&mut parts)?),
            "light" => Self::Light(ItemId(id(&mut parts)?), Month::parse(parts.next()?).ok()?),
            "item" => Self::Item(ItemId(id(&mut parts)?)),
            "record" => {
                let kind = parts.next()?.to_owned();
                Self::Record(kind, id(&mut parts)?, id(&mut parts)?)
            }
            "water" => Self::Water(id(&mut parts)?, Month::parse(parts.next()?).ok()?, parts.next()?.to_owned()),
            "chief" => Self::Chief(id(&mut parts)?, id(&mut parts)),
            "problem" => Self::Problem(id(&mut parts)?),
            "letter" => Self::Letter(id(&mut parts)?),
            "closed" => Self::Closed(id(&mut parts)?),
            "instruction" => Self::Instruction(id(&mut parts)?),
            "inspection" => Self::Inspection(id(&mut parts)?),
            "looked" => Self::Looked(id(&mut parts)?, parts.next()?.to_owned()),
            "meeting" => Self::Meeting(id(&mut parts)?),
            "lead" => Self::Lead(id(&mut parts)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        let (id, month) = (Uuid::from_u128(7), Month::parse("2022-03").unwrap());
        let all = [
            FactName::Unit(id),
            FactName::Light(ItemId(id), month),
            FactName::Item(ItemId(id)),
            FactName::Record("rating".into(), id, Uuid::from_u128(8)),
            FactName::Water(id, month, "氨氮".into()),
            FactName::Chief(id, None),
            FactName::Chief(id, Some(Uuid::from_u128(9))),
            FactName::Problem(id),
            FactName::Letter(id),
            FactName::Closed(id),
            FactName::Instruction(id),
            FactName::Inspection(id),
            FactName::Looked(id, "铜问-2023-0001".into()),
            FactName::Meeting(id),
            FactName::Lead(id),
        ];
        for name in all {
            assert_eq!(FactName::parse(&name.to_string()), Some(name));
        }
        assert_eq!(FactName::parse("light:x:2022-03"), None);
        assert_eq!(FactName::parse("l1"), None);
    }
}
